import { describe, expect, test } from '@jest/globals';
import { perform } from '../../creates/create_conversation.ts';
import { SEED } from '../../sandbox/sandbox.ts';
import { errorOf, run, sandbox } from '../tavus_app.ts';

/** Which field an error blames: one that Tavus names and that was filled in, or none. */

const FILLED_IN = {
  replica_id: SEED.replica,
  persona_id: SEED.persona,
  language: 'German',
  max_call_duration: '600',
  document_ids: [SEED.document],
  policy: 'yes',
  recording_storage_provider: 'azure_blob',
  recording_azure_storage_account: 'ourcalls',
  recording_azure_container: 'recordings',
  recording_azure_tenant_id: '72f988bf-86f1-41af-91ab-2d7cd011db47',
  recording_azure_client_id: '04b07795-8ddb-461a-bbee-02f9e1bf7b46',
};

/** What the person reads when Tavus refuses in that way. */
async function refused(body: unknown, filledIn: object = FILLED_IN, status = 400): Promise<string> {
  sandbox.fault({ kind: 'status', status, body });
  const { name, message } = await errorOf(run(perform, { ...filledIn }));
  expect(name).toBe('AppError');
  return message;
}

const LANGUAGE = "Bad Request. {'properties': {'language': ['Not supported.']}}";

describe('a field that Tavus names by its place', () => {
  test.each<[said: unknown, label: string]>([
    [{ error: LANGUAGE }, 'Language'],
    [{ message: LANGUAGE }, 'Language'],
    [{ errors: { properties: { language: ['Not supported.'] } } }, 'Language'],
    [{ error: { properties: { language: 'Not supported.' } } }, 'Language'],
    [{ detail: [{ loc: ['body', 'properties', 'language'], msg: 'Not supported.' }] }, 'Language'],
    [{ error: "{'replica_id': ['Unknown.']}" }, 'Replica (Face)'],
    [{ error: "{'face_id': ['Unknown.']}" }, 'Replica (Face)'],
    [{ error: "{'pal_id': ['Unknown.']}" }, 'Persona (PAL)'],
    [{ error: "{'document_ids': {0: ['Unknown.']}}" }, 'Documents'],
    [{ detail: [{ loc: ['body', 'document_ids', 0], msg: 'Unknown.' }] }, 'Documents'],
    [
      { error: "{'properties': {'recording_storage': {'container': ['Not found.']}}}" },
      'Recording Azure Container',
    ],
    [{ error: 'Invalid replica_uuid' }, 'Replica (Face)'],
    [{ detail: 'Invalid persona_id' }, 'Persona (PAL)'],
  ])('%j is about %s', async (said, label) => {
    expect(await refused(said)).toContain(
      `it rejected the value of ${label}. Choose or look up another value.`,
    );
  });

  test('several', async () => {
    const error = "{'policy': ['No.'], 'properties': {'max_call_duration': ['No.']}}";
    expect(await refused({ error })).toMatch(
      /it rejected the value of Max Call Duration \(Seconds\) and European Union Rules\./,
    );
  });

  test('its words are kept', async () => {
    const detail = [
      { loc: ['body', 'properties', 'language'], msg: 'Not supported.', type: 'value_error' },
      { loc: ['body', 'policy'], msg: 'Unknown policy.', type: 'value_error' },
    ];
    expect(await refused({ detail }, FILLED_IN, 422)).toContain(
      'Tavus says: "properties.language: Not supported. policy: Unknown policy."',
    );
  });
});

describe('nothing is blamed', () => {
  test.each([
    'Your content policy forbids this.',
    'The large language model is not available.',
    'The provider of the container has a problem with its client_id.',
    'max_call_duration is too long',
    'Please choose another language or replica_id.',
    "No dict: 'language': ['x']",
  ])('for words: %s', async (error) => {
    expect(await refused({ error })).toContain(
      `Tavus could not create the conversation: it rejected the request. Tavus says: "${error}".`,
    );
  });

  test.each([
    ["{'custom_greeting': ['Too long.']}", 'custom_greeting'],
    ["{'properties': {'participant_left_timeout': ['Too long.']}}", 'participant_left_timeout'],
    // The same last word at another place.
    ["{'layers': {'language': ['No.']}}", 'layers.language'],
    ["{'language': ['No.']}", 'language'],
    ["{'properties': {'provider': ['No.']}}", 'properties.provider'],
    ["{'properties': ['No.']}", 'properties'],
  ])('for a place where no field was filled in: %s', async (error, place) => {
    const message = await refused({ error });
    expect(message).toContain('it rejected the request.');
    expect(message).toContain(place);
  });

  test('for an ID that was not filled in', async () => {
    const { replica_id: _blank, ...rest } = FILLED_IN;
    expect(await refused({ error: 'Invalid replica_uuid' }, rest)).toContain(
      'it rejected the request.',
    );
  });
});

describe('what was sent by Additional Fields', () => {
  test.each<[additional: object, said: unknown]>([
    [{ new_setting: 1 }, { error: "{'new_setting': ['Unknown field.']}" }],
    [{ properties: { new_setting: 1 } }, { error: "{'properties': {'new_setting': ['No.']}}" }],
    [
      { properties: { new_object: { inner: [1] } } },
      { detail: [{ loc: ['body', 'properties', 'new_object', 'inner', 0], msg: 'No.' }] },
    ],
    [
      { properties: { new_object: { inner: [1] } } },
      { error: "{'properties': {'new_object': ['Unknown field.']}}" },
    ],
  ])('is blamed on it: %j', async (additional_fields, said) => {
    expect(await refused(said, { ...FILLED_IN, additional_fields })).toContain(
      'it rejected the value of Additional Fields.',
    );
  });

  test('and what was not, is not', async () => {
    const additional_fields = { properties: { new_setting: 1 } };
    expect(await refused({ error: LANGUAGE }, { ...FILLED_IN, additional_fields })).toContain(
      'it rejected the value of Language.',
    );
  });
});

test.each([
  ['documented', 'Bad Request. properties.language: Shorter than minimum length 3.', 'new_a'],
  ['fastapi', 'properties.language: Shorter than minimum length 3.', 'new_b'],
] as const)('the sandbox refuses as %s', async (errorForm, _said, name) => {
  sandbox.behaviour.errorForm = errorForm;
  const additional_fields = { [name]: 1 };
  const { message } = await errorOf(run(perform, { ...FILLED_IN, additional_fields }));
  expect(message).toContain('it rejected the value of Additional Fields.');
  expect(message).toContain(`${name}: Unknown field.`);
});
