import { describe, expect, test } from '@jest/globals';
import { createAppHandler, version as platformVersion } from 'zapier-platform-core';
import * as z from 'zod/mini';
import { field, object, requiredField, variants } from '../../forms/field.ts';
import { type Form, formOf } from '../../forms/form.ts';
import { identifier, text, textList, wholeNumber } from '../../forms/kinds.ts';

/** A parcel: something nested, a field with a name of its own, and a choice that changes the form. */
const ship = {
  harbour: requiredField(identifier('a harbour'), { label: 'Harbour', helpText: 'Where to.' }),
  number: field(text, { key: 'vehicle', label: 'Vehicle', helpText: 'Its name.' }),
};
const plane = {
  number: requiredField(text, { key: 'vehicle', label: 'Vehicle', helpText: 'Its name.' }),
};
const parcel = {
  to: field(text, { label: 'Receiver', helpText: 'Who gets it.', placeholder: 'Maria' }),
  size: object({
    weight: field(wholeNumber(1, 'grams'), {
      key: 'grams',
      label: 'Weight',
      helpText: 'Without the box.',
      group: 'size',
    }),
  }),
  transport: variants(
    'by',
    ['ship', 'plane'],
    { ship: 'Ship', plane: 'Plane' },
    { ship, plane },
    { key: 'transport_by', label: 'Transport', helpText: 'How it travels.' },
  ),
  lorry: field(text, {
    label: 'Lorry',
    helpText: 'On land only.',
    onlyWithout: 'transport_by',
  }),
  tags: field(textList, { label: 'Tags', helpText: 'Any.' }),
};
const form = formOf(parcel);

/** The fields of a form as the platform shows them in the editor. */
async function shownFields({ inputFields }: Form<unknown>, inputData?: object) {
  const display = { label: 'Send Parcel', description: 'Sends a parcel.' };
  const operation = { inputFields, perform: () => ({}), sample: { id: 1 } };
  const send = { key: 'send', noun: 'Parcel', display, operation };
  const app = { version: '1.0.0', platformVersion, creates: { send } };
  const method = 'creates.send.operation.inputFields';
  const bundle = inputData ? { inputData } : {};
  const { results } = await createAppHandler(app)({ command: 'execute', method, bundle });
  return z.array(z.looseObject({ key: z.string() })).parse(results);
}

test('a shape as the fields of a form, in its order', () => {
  expect(form.fields.map(({ key, placements }) => [key, placements])).toEqual([
    ['to', [{ path: ['to'], required: false, when: undefined }]],
    ['grams', [{ path: ['size', 'weight'], required: false, when: undefined }]],
    ['transport_by', [{ path: ['transport', 'by'], required: false, when: undefined }]],
    [
      'harbour',
      [
        {
          path: ['transport', 'harbour'],
          required: true,
          when: { key: 'transport_by', is: 'ship' },
        },
      ],
    ],
    [
      'vehicle',
      [
        {
          path: ['transport', 'number'],
          required: false,
          when: { key: 'transport_by', is: 'ship' },
        },
        {
          path: ['transport', 'number'],
          required: true,
          when: { key: 'transport_by', is: 'plane' },
        },
      ],
    ],
    ['lorry', [{ path: ['lorry'], required: false, when: { key: 'transport_by', is: null } }]],
    ['tags', [{ path: ['tags'], required: false, when: undefined }]],
  ]);
});

describe('the fields as Zapier gets them', () => {
  test.each([
    [{}, ['to', 'grams', 'transport_by', 'tags', 'lorry']],
    [undefined, ['to', 'grams', 'transport_by', 'tags', 'lorry']],
    [{ transport_by: 'ship' }, ['to', 'grams', 'transport_by', 'tags', 'harbour', 'vehicle']],
    [{ transport_by: 'Plane' }, ['to', 'grams', 'transport_by', 'tags', 'vehicle']],
    [{ transport_by: 'donkey' }, ['to', 'grams', 'transport_by', 'tags', 'lorry']],
  ])('with %j', async (inputData, keys) => {
    expect((await shownFields(form, inputData)).map(({ key }) => key)).toEqual(keys);
  });

  test('each as its declaration says', async () => {
    expect(await shownFields(form, { transport_by: 'plane' })).toEqual([
      {
        key: 'to',
        label: 'Receiver',
        helpText: 'Who gets it.',
        required: false,
        type: 'string',
        placeholder: 'Maria',
      },
      {
        key: 'grams',
        label: 'Weight',
        helpText: 'Without the box.',
        required: false,
        type: 'string',
        group: 'size',
      },
      {
        key: 'transport_by',
        label: 'Transport',
        helpText: 'How it travels.',
        required: false,
        type: 'string',
        choices: [
          { value: 'ship', sample: 'ship', label: 'Ship' },
          { value: 'plane', sample: 'plane', label: 'Plane' },
        ],
        altersDynamicFields: true,
      },
      {
        key: 'tags',
        label: 'Tags',
        helpText: 'Any.',
        required: false,
        type: 'string',
        list: true,
      },
      {
        key: 'vehicle',
        label: 'Vehicle',
        helpText: 'Its name.',
        required: true,
        type: 'string',
      },
    ]);
  });

  test('a form without choices needs no function', () => {
    const plain = formOf({ to: field(text, { label: 'To', helpText: 'Who.' }) });
    expect(plain.inputFields).toEqual([
      { key: 'to', label: 'To', helpText: 'Who.', required: false, type: 'string' },
    ]);
  });
});

describe('a filled form', () => {
  test('is nested as the shape is', () => {
    const filledIn = {
      to: 'Maria',
      grams: '500',
      transport_by: 'SHIP',
      harbour: ' Kiel ',
      tags: 'a',
    };
    expect(form.read(filledIn)).toEqual({
      values: {
        to: 'Maria',
        size: { weight: 500 },
        transport: { by: 'ship', harbour: 'Kiel' },
        tags: ['a'],
      },
      filledIn: new Set(['to', 'grams', 'transport_by', 'harbour', 'tags']),
      problems: [],
    });
  });

  test('the same field goes where the choice says', () => {
    expect(form.read({ transport_by: 'plane', vehicle: 'LH 1' }).values).toEqual({
      transport: { by: 'plane', number: 'LH 1' },
    });
    expect(form.read({ lorry: 'B 7' }).values).toEqual({ lorry: 'B 7' });
  });

  test('what nobody asked for is left out', () => {
    expect(form.read({ to: 'Maria', something: 1 })).toEqual({
      values: { to: 'Maria' },
      filledIn: new Set(['to']),
      problems: [],
    });
  });

  test('a blank one has no values, but is none of the less right', () => {
    expect(form.read({})).toEqual({ values: {}, filledIn: new Set(), problems: [] });
  });

  test.each<[object, string[]]>([
    [{ grams: 'heavy' }, ['Weight takes a whole number of grams, 1 or more, in digits only.']],
    [{ transport_by: 'donkey' }, ['Transport takes Ship or Plane.']],
    [{ transport_by: 'ship' }, ['Harbour is required when Transport is Ship.']],
    [{ transport_by: 'plane' }, ['Vehicle is required when Transport is Plane.']],
    [
      { transport_by: 'plane', vehicle: 'LH 1', harbour: 'Kiel' },
      ['Harbour is used only when Transport is Ship. Clear it, or make that choice.'],
    ],
    [{ transport_by: 'ship', harbour: {} }, ['Harbour takes a harbour.']],
    [{ tags: [{}, {}] }, ['Tags takes a list of texts.']],
    [
      { to: {}, grams: 0, transport_by: 'ship' },
      [
        'Receiver takes text.',
        'Weight takes a whole number of grams, 1 or more, in digits only.',
        'Harbour is required when Transport is Ship.',
      ],
    ],
  ])('%j: what is wrong, in the order of the form', (filledIn, problems) => {
    const reading = form.read({ ...filledIn });
    expect(reading.problems).toEqual(problems);
    expect(reading.values).toBeUndefined();
  });

  test('what is to be blank when something is chosen', () => {
    const { problems } = form.read({ transport_by: 'plane', vehicle: 'LH 1', lorry: 'B 7' });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^Lorry .*Transport/);
    expect(problems[0]).not.toContain('undefined');
  });
});

test('a required field of a form without choices', async () => {
  const required = formOf({
    to: requiredField(text, { label: 'Receiver', helpText: 'Who gets it.' }),
  });
  expect(required.read({})).toEqual({
    values: undefined,
    filledIn: new Set(),
    problems: ['Receiver is required.'],
  });
  expect(await shownFields(required)).toMatchObject([{ key: 'to', required: true }]);
});

test('a choice without a key of its own has that of its discriminator', () => {
  const by = variants(
    'by',
    ['ship'],
    { ship: 'Ship' },
    { ship: {} },
    { label: 'Transport', helpText: 'How it travels.' },
  );
  const short = formOf({ transport: by });
  expect(short.fields.map(({ key }) => key)).toEqual(['by']);
  expect(short.read({ by: 'ship' }).values).toEqual({ transport: { by: 'ship' } });
});
