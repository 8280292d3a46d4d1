import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import * as zod from 'zod';
import { form as createConversation } from '../creates/create_conversation.form.ts';
import App from '../index.ts';
import packageJson from '../package.json';
import {
  type DeclaredOperation,
  type Definition,
  dropdownsOf,
  type InputField,
  isNotice,
  KINDS,
  type Kind,
  type OutputField,
  operationsOf,
  readDefinition,
  readInputFields,
  readOutputFields,
} from '../preview/definition.ts';
import { SEED } from '../sandbox/sandbox.ts';
import { command, everyInputField, outputFieldsOf, sandbox, shownIn } from './tavus_app.ts';

/**
 * Rules for the whole app, with the code of Zapier's integration check where there is one (docs:
 * integration checks reference). Everything is read from the app's definition, so operations that
 * come later are held to the same rules.
 */

const withKey = zod.looseObject({ key: zod.string() });

/** An operation with every input field that it shows, whatever is chosen in it. */
interface Known extends DeclaredOperation {
  readonly kind: Kind;
  readonly inputFields: readonly InputField[];
  /** The texts between the fields. */
  readonly notices: readonly string[];
  readonly outputFields: readonly OutputField[];
}

// Test names have to be known before anything runs, so they come from the app itself.
const OPERATIONS = KINDS.flatMap((kind) =>
  Object.entries(App[kind] ?? {}).map(([key, { display }]) => ({
    name: `${kind}.${key}`,
    isVisible: display.hidden !== true,
  })),
);
const NAMES = OPERATIONS.map(({ name }) => name);
const VISIBLE = OPERATIONS.filter(({ isVisible }) => isVisible).map(({ name }) => name);

/** What the platform calls to fill the dropdown of each field that has one: such a field has to be static. */
const DROPDOWNS: ReadonlyMap<string, string> = new Map(
  operationsOf(readDefinition(App)).flatMap((each) =>
    [...dropdownsOf(each)].map(([key, method]): [string, string] => [
      `${each.kind}.${each.key}.${key}`,
      method,
    ]),
  ),
);

const dropdownPages = zod.object({
  results: zod.array(zod.record(zod.string(), zod.string())),
  paging_token: zod.nullable(zod.string()),
});

let app: Definition;
const known = new Map<string, Known>();

beforeAll(async () => {
  app = readDefinition(await command('definition'));
  for (const kind of KINDS) {
    for (const [key, each] of Object.entries(app[kind])) {
      const inputFields = await everyInputField(`${kind}.${key}`);
      known.set(`${kind}.${key}`, {
        ...each,
        kind,
        inputFields,
        notices: (await shownIn(`${kind}.${key}`)).filter(isNotice).map(({ helpText }) => helpText),
        outputFields: await outputFieldsOf(`${kind}.${key}`),
      });
    }
  }
});

function operationNamed(name: string): Known {
  const found = known.get(name);
  if (!found) throw new Error(`The definition has no ${name}`);
  return found;
}

const inputFields = (): (readonly [string, InputField])[] =>
  [...known].flatMap(([name, each]) =>
    each.inputFields.map((field): [string, InputField] => [`${name}.${field.key}`, field]),
  );

/** Every text that a person reads in the editor, with its place. */
function texts(): [place: string, text: string][] {
  return [
    ...[...known].flatMap(([name, { display, noun }]): [string, string][] => [
      [`${name} label`, display.label],
      [`${name} description`, display.description],
      [`${name} noun`, noun],
    ]),
    ...inputFields().flatMap(
      ([name, { label, helpText, placeholder = '' }]): [string, string][] => [
        [`${name} label`, label],
        [`${name} help text`, helpText],
        [`${name} placeholder`, placeholder],
      ],
    ),
    ...[...known].flatMap(([name, { notices }]) =>
      notices.map((notice): [string, string] => [`${name} notice`, notice]),
    ),
    ...(App.authentication?.fields ?? []).flatMap((field): [string, string][] => [
      [`authentication.${field.key} help text`, field.helpText ?? ''],
    ]),
  ];
}

/** Those of the cases that break a rule. */
function breaking<Case>(
  cases: readonly (readonly [string, Case])[],
  keepsRule: (each: Case) => boolean,
): [string, Case][] {
  return cases.flatMap(([name, each]): [string, Case][] => (keepsRule(each) ? [] : [[name, each]]));
}

// ---- what results look like

/** Flat keys as output fields have them: a list of objects is `list[]key`. */
function flatKeys(record: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(record).flatMap(([key, value]) => {
    const first: unknown = Array.isArray(value) ? value[0] : undefined;
    if (typeof first !== 'object' || first === null) return [key];
    return flatKeys({ ...first }).map((inner) => `${key}[]${inner}`);
  });
}

/** The values at an output field's key. */
function valuesAt(record: Readonly<Record<string, unknown>>, key: string): unknown[] {
  const [list, inner] = key.split('[]');
  if (list === undefined || inner === undefined) return [record[key]];
  return results.parse(record[list] ?? []).map((item) => item[inner]);
}

const ISO_WITH_ZONE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/;

function hasType(value: unknown, type = 'string'): boolean {
  if (value === null) return true;
  if (type === 'datetime') return typeof value === 'string' && ISO_WITH_ZONE.test(value);
  if (type === 'integer') return Number.isInteger(value);
  // A pointer: the file is made when a step uses it.
  if (type === 'file') return /^(SAMPLE FILE$|hydrate\|\|\|\{"type":"file",)/.test(String(value));
  return typeof value === type;
}

// ---- the rules

describe('the definition', () => {
  const inputField = { key: 'script', label: 'Script', helpText: 'What the replica says.' };
  const outputField = { key: 'script', label: 'Script', type: 'string' };

  test.each([
    ['a field without a label', () => readInputFields([{ ...inputField, label: undefined }])],
    [
      'a field without a help text',
      () => readInputFields([{ ...inputField, helpText: undefined }]),
    ],
    ['a result without a label', () => readOutputFields([{ ...outputField, label: undefined }])],
  ])('is not read with %s', (_, read) => {
    expect(readInputFields([inputField])).toMatchObject([inputField]);
    expect(readOutputFields([outputField])).toEqual([outputField]);
    expect(read).toThrow(/label|helpText|type/);
  });

  test('is valid by the schema of the platform', async () => {
    expect(await command('validate')).toEqual([]);
  });

  test('has the version of the package, and the platform in an exact one', () => {
    expect(app.version).toBe(packageJson.version);
    expect(packageJson.dependencies['zapier-platform-core']).toBe(app.platformVersion);
    expect(app.platformVersion).toMatch(/^\d+\.\d+\.\d+$/);
  });

  test('D028: leaves it to the app what is blank', () => {
    expect(App.flags?.cleanInputData).toBe(false);
  });

  test('D007: has no link without encryption', () => {
    expect(JSON.stringify([app, inputFields()])).not.toMatch(/http:\/\/(?!127\.0\.0\.1)/);
  });

  test('D025: has no dangerous link', () => {
    expect(JSON.stringify([app, inputFields()])).not.toMatch(/(javascript|vbscript|data):/i);
  });

  test('D016, D017: has no static webhooks, and hooks that subscribe and unsubscribe', () => {
    for (const [, { kind, operation: each }] of known) {
      if (kind !== 'triggers') continue;
      expect(each.type).toMatch(/^(polling|hook)$/);
      if (each.type === 'hook') {
        expect(each).toHaveProperty('performSubscribe');
        expect(each).toHaveProperty('performUnsubscribe');
        // D006
        expect(each).toHaveProperty('performList');
      }
    }
  });

  test('offers what the product is about', () => {
    expect(NAMES).toEqual(
      expect.arrayContaining([
        'creates.create_conversation',
        'searches.find_replica',
        'searches.find_persona',
        'searches.find_document',
      ]),
    );
  });
});

describe('the connection', () => {
  const fields = App.authentication?.fields ?? [];

  test('D002: links to the page with the key', () => {
    const secrets = fields.filter(({ type }) => type === 'password');
    expect(secrets).toHaveLength(1);
    for (const { helpText } of secrets) expect(helpText).toMatch(/\[[^\]]+\]\(https:\/\/\S+\)/);
  });

  test('D003: its label distinguishes connections, without a secret', () => {
    const label = String(App.authentication?.connectionLabel);
    const keys = [...label.matchAll(/\{\{bundle\.authData\.(\w+)\}\}/g)].map((match) => match[1]);
    expect(keys).not.toEqual([]);
    for (const key of keys) {
      expect(fields.find((field) => field.key === key)).toMatchObject({ isNoSecret: true });
    }
  });

  test('D003: its name is asked for, because Zapier shows connections by it', () => {
    const label = String(App.authentication?.connectionLabel);
    for (const { key, required } of fields) {
      if (label.includes(`authData.${key}`)) expect(required).toBe(true);
    }
  });

  test('D001: no operation asks for credentials', () => {
    const isCredential = /api_?key|api_?token|access_?token|password|secret/i;
    expect(breaking(inputFields(), ({ key }) => !isCredential.test(key))).toEqual([]);
  });
});

describe('the words', () => {
  const SMALL_WORDS = /^(a|an|and|as|at|by|for|from|if|in|is|nor|of|on|or|the|to|with)$/;

  /** Each word of a label begins with a capital letter, but small ones in its middle. */
  function isTitleCase(label: string): boolean {
    const words = label.replace(/[(),]/g, ' ').trim().split(/\s+/);
    return words.every((word, index) => {
      const isInside = index > 0 && index < words.length - 1;
      return /^[A-Z0-9]/.test(word) || (isInside && SMALL_WORDS.test(word));
    });
  }

  test('the rule for Title Case can fail', () => {
    expect(['Find Replica', 'AWS Assume Role ARN', 'Join Before'].every(isTitleCase)).toBe(true);
    expect(['Find replica', 'find Replica', 'The Of'].map(isTitleCase)).toEqual([
      false,
      false,
      true,
    ]);
    expect(isTitleCase('Reason of')).toBe(false);
  });

  test('D018: labels are in Title Case', () => {
    const labels = [...known].flatMap(([name, each]): [string, string][] => [
      [name, each.display.label],
      [`${name} noun`, each.noun],
      ...(each.operation.inputFieldGroups ?? []).map(({ key, label }): [string, string] => [
        `${name} group ${key}`,
        label,
      ]),
      ...each.inputFields.map(({ key, label }): [string, string] => [`${name}.${key}`, label]),
      ...each.outputFields.map(({ key, label }): [string, string] => [
        `${name} output ${key}`,
        label,
      ]),
      ...each.inputFields.flatMap(({ key, choices = [] }) =>
        choices.map(({ value, label }): [string, string] => [`${name}.${key} ${value}`, label]),
      ),
    ]);
    expect(breaking(labels, isTitleCase)).toEqual([]);
    expect(labels.length).toBeGreaterThan(100);
  });

  test('labels of operations are unique within a kind', () => {
    for (const kind of KINDS) {
      const labels = Object.values(app[kind]).map(({ display }) => display.label);
      expect([...new Set(labels)]).toEqual(labels);
    }
  });

  test('labels of fields are unique within an operation, and so are those of results', () => {
    for (const [, each] of known) {
      for (const fields of [each.inputFields, each.outputFields]) {
        const labels = fields.map(({ label }) => label);
        expect([...new Set(labels)]).toEqual(labels);
      }
    }
  });

  test('D021: triggers say when they trigger', () => {
    const triggers = [...known].filter(([, { kind }]) => kind === 'triggers');
    expect(
      breaking(triggers, ({ display }) => /^Triggers when .+\.$/.test(display.description)),
    ).toEqual([]);
  });

  test('creates have a verb and a noun, and say in the third person what they do', () => {
    const creates = [...known].filter(([, { kind }]) => kind === 'creates');
    expect(
      breaking(
        creates,
        ({ display: { label, description }, noun }) =>
          /^[A-Z][a-z]+s .+\.$/.test(description) && new RegExp(`^[A-Z][a-z]+ ${noun}`).test(label),
      ),
    ).toEqual([]);
  });

  test('searches are called "Find …", and say what they find', () => {
    const searches = [...known].filter(([, { kind }]) => kind === 'searches');
    expect(
      breaking(
        searches,
        ({ display: { label, description }, noun }) =>
          [`Find ${noun}`, `Find ${noun}s`].includes(label) && /^Finds .+\.$/.test(description),
      ),
    ).toEqual([]);
  });

  test('labels, and descriptions of triggers and creates, do not name the app', () => {
    const names = /zapier|tavus/i;
    const isFree = ({ kind, display }: Known) =>
      !names.test(display.label) && (kind === 'searches' || !names.test(display.description));
    expect(breaking([...known], isFree)).toEqual([]);
  });

  test('nouns are one word in the singular', () => {
    expect(
      breaking([...known], ({ noun }) =>
        /^[A-Z][a-z]+(?<!s)(-[A-Z][a-z]+)?( [A-Z][a-z]+(?<!s))?$/.test(noun),
      ),
    ).toEqual([]);
  });

  test('lengths keep to the limits of the platform', () => {
    for (const [, { display, noun }] of known) {
      expect(display.label.length).toBeGreaterThanOrEqual(2);
      expect(display.label.length).toBeLessThanOrEqual(64);
      expect(display.description.length).toBeLessThanOrEqual(1000);
      expect(noun.length).toBeLessThanOrEqual(255);
    }
    for (const [, { helpText }] of inputFields()) {
      expect(helpText.length).toBeLessThanOrEqual(1000);
    }
  });

  // The product has both: the API says replica and persona, its newer pages say face and PAL.
  test('labels of replicas and personas have both words', () => {
    const labels = [...known].flatMap(([name, each]) =>
      [...each.inputFields, ...each.outputFields].map(
        ({ key, label }): [string, { key: string; label: string }] => [
          `${name}.${key}`,
          { key, label },
        ],
      ),
    );
    const hasBothWords = ({ key, label }: { key: string; label: string }) =>
      (!/(^|_)replica_(id|name)$/.test(key) || label.includes('Replica (Face)')) &&
      (!/(^|_)persona_(id|name)$/.test(key) || label.includes('Persona (PAL)'));
    expect(breaking(labels, hasBothWords)).toEqual([]);
    expect(labels.filter(([name]) => name.endsWith('replica_id')).length).toBeGreaterThan(10);
  });

  test('operations keep one word in their names, and have both in their descriptions', () => {
    const hasBothWords = ({ display: { label, description } }: Known) =>
      !/face|pal\b/i.test(label) &&
      (!/Replica/.test(label) || /replica \(face\)/i.test(description)) &&
      (!/Persona/.test(label) || /persona \(PAL\)/.test(description));
    expect(breaking([...known], hasBothWords)).toEqual([]);
  });

  /** A text as people see it: code and links without their marks and addresses. */
  const seen = (text: string) => text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, '');

  const sentences = (text: string) =>
    seen(text.replace(/`[^`]*`/g, 'code')).match(/.+?[.!?](?=\s|$)/g) ?? [];

  test('the rules for texts can fail', () => {
    const text = 'One, such as `a. b`. [Two](https://example.com)? **Three** 1.5!';
    expect(sentences(text)).toEqual(['One, such as code.', ' Two?', ' Three 1.5!']);
    expect(seen(text)).toBe('One, such as a. b. Two? Three 1.5!');
  });

  test('help texts have three sentences and 200 characters at most, the first sentence 140', () => {
    const isShort = ({ helpText }: InputField) =>
      sentences(helpText).length <= 3 &&
      (sentences(helpText)[0] ?? helpText).length <= 140 &&
      seen(helpText).length < 200;
    expect(breaking(inputFields(), isShort)).toEqual([]);
  });

  test('descriptions are plain text that begins shortly; that of a trigger is one sentence', () => {
    const isPlain = ({ kind, display: { description } }: Known) =>
      seen(description) === description &&
      !/\bTavus\b/.test(description) &&
      sentences(description).length <= (kind === 'triggers' ? 1 : 3) &&
      (sentences(description)[0] ?? '').length <= 110;
    expect(breaking([...known], isPlain)).toEqual([]);
  });

  test('labels are short and name a thing: no aside, no apostrophe, a unit in one form', () => {
    const labels = [...known].flatMap(([name, each]): [string, string][] => [
      ...(each.operation.inputFieldGroups ?? []).map(({ key, label }): [string, string] => [
        `${name} group ${key}`,
        label,
      ]),
      ...[...each.inputFields, ...each.outputFields].map(({ key, label }): [string, string] => [
        `${name}.${key}`,
        label,
      ]),
    ]);
    const isShort = (label: string) =>
      label.length <= 40 && !/^(Who|What(?! To Do)|How)\b|['’]|\((in|as|with)\b/i.test(label);
    expect(breaking(labels, isShort)).toEqual([]);
  });

  test('fields of whole numbers say that they want digits, because Zapier does not', () => {
    const numbers = createConversation.fields.filter(({ kind }) =>
      kind.accepts.startsWith('a whole number'),
    );
    expect(numbers.length).toBeGreaterThanOrEqual(4);
    for (const { key, helpText } of numbers) {
      expect([key, helpText]).toEqual([key, expect.stringMatching(/in digits, such as \d+\b/)]);
    }
  });

  test('every field has a help text of 20 characters at least, ending like a sentence', () => {
    const isSentence = ({ helpText }: InputField) =>
      helpText.length >= 20 && /[.!?)]$/.test(helpText);
    expect(breaking(inputFields(), isSentence)).toEqual([]);
  });

  test('D011: a help text does not repeat the label', () => {
    const plain = (text: string) =>
      text
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, ' ')
        .trim();
    const addsSomething = ({ label, helpText = '' }: InputField) => {
      const rest = plain(helpText)
        .replace(plain(label), '')
        .replace(/\b(the|a|an|of|is)\b/g, '');
      return rest.trim().length >= 10;
    };
    expect(breaking(inputFields(), addsSomething)).toEqual([]);
  });

  test('D008: links are Markdown or code', () => {
    const withoutProperLinks = (text: string) =>
      text.replace(/\[[^\]]+\]\(https:\/\/[^\s()]+\)/g, '').replace(/`[^`]+`/g, '');
    const isClean = (text: string) => !/https?:|www\.|\]\(/i.test(withoutProperLinks(text));
    expect(
      breaking(
        texts().filter(([place]) => !place.endsWith('placeholder')),
        isClean,
      ),
    ).toEqual([]);
  });

  test('Markdown is whole: braces, stars and backticks come in pairs', () => {
    const isWhole = (text: string) =>
      (text.match(/`/g) ?? []).length % 2 === 0 && (text.match(/\*\*/g) ?? []).length % 2 === 0;
    expect(breaking(texts(), isWhole)).toEqual([]);
  });

  test('no text has curly braces that the platform would fill in', () => {
    expect(breaking(texts(), (text) => !/\{\{/.test(text))).toEqual([]);
  });
});

describe('fields', () => {
  test('keys are those of the map, in snake case, and unique', () => {
    for (const [name, { key, inputFields: fields }] of known) {
      expect(name.endsWith(`.${key}`)).toBe(true);
      expect(key).toMatch(/^[a-z]+(_[a-z]+)*$/);
      for (const field of fields) expect(field.key).toMatch(/^[a-z]+(_[a-z0-9]+)*$/);
    }
  });

  // Declared as boolean or integer, "N/A" would become yes and "soon" 0 before the app sees it.
  test('types are those that the platform hands on as they are', () => {
    const isHandedOn = ({ type }: InputField) => ['string', 'text', 'json'].includes(type ?? '');
    expect(breaking(inputFields(), isHandedOn)).toEqual([]);
  });

  test('each choice of a field has its own value', () => {
    for (const [, { choices = [] }] of inputFields()) {
      const values = choices.map(({ value }) => value);
      expect([...new Set(values)]).toEqual(values);
    }
  });

  test('a blank field is left to Tavus; one default is shown, where blank ends calls too early', () => {
    const defaults = inputFields().flatMap(([name, field]) =>
      field.default === undefined ? [] : [[name, field.default]],
    );
    expect(defaults).toEqual([['creates.create_conversation.participant_left_timeout', '60']]);
  });

  test('Create Conversation begins with what a test and a live run cost', async () => {
    const [first] = await shownIn('creates.create_conversation');
    const [firstGroup] =
      operationNamed('creates.create_conversation').operation.inputFieldGroups ?? [];
    expect(first).toMatchObject({ type: 'copy', group: firstGroup?.key });
    expect(first?.helpText).toMatch(/free.*billed/);
  });

  test('a notice stands first in its group', async () => {
    for (const name of NAMES) {
      const seen = new Set<string | undefined>();
      for (const { key, type, group } of await shownIn(name)) {
        if (isNotice({ type })) expect([name, key, seen.has(group)]).toEqual([name, key, false]);
        seen.add(group);
      }
    }
  });

  test('what is required comes first', async () => {
    for (const name of NAMES) {
      const fields = (await shownIn(name)).filter((each) => !isNotice(each));
      const isRequired = fields.map(({ required }) => required === true);
      expect([name, isRequired]).toEqual([
        name,
        isRequired.toSorted((a, b) => Number(b) - Number(a)),
      ]);
    }
  });

  // Zap templates, pre-filled Zaps and Zapier's checks see only what is static.
  test('fields are static, but for those that a storage provider changes', () => {
    for (const [name, { kind, inputFields: fields }] of known) {
      const declared = app[kind][name.replace(`${kind}.`, '')]?.operation.inputFields ?? [];
      const fixed = declared.flatMap((each) => withKey.safeParse(each).data?.key ?? []);
      const dynamic = fields.map(({ key }) => key).filter((key) => !fixed.includes(key));
      const ofProvider = /^(recording_(s3|gcs|azure)_|aws_assume_role_arn$)/;
      expect([name, dynamic.filter((key) => !ofProvider.test(key))]).toEqual([name, []]);
    }
  });

  test('results are static', () => {
    for (const [name, { kind, operation: each }] of known) {
      const declared = app[kind][name.replace(`${kind}.`, '')]?.operation.outputFields ?? [];
      const fixed = declared.flatMap((one) => withKey.safeParse(one).data?.key ?? []);
      const missing = Object.keys(each.sample ?? {}).filter(
        (key) => !fixed.some((one) => one === key || one.startsWith(`${key}[]`)),
      );
      expect([name, missing]).toEqual([name, []]);
    }
  });

  test('triggers offer no search: no step can stand before them', () => {
    const ofTriggers = inputFields().filter(([name]) => name.startsWith('triggers.'));
    expect(ofTriggers.length).toBeGreaterThan(9);
    const isAlone = ({ search, helpText }: InputField) =>
      search === undefined && !/\bFind\b/.test(helpText);
    expect(breaking(ofTriggers, isAlone)).toEqual([]);
  });

  test('no list is asked for as text with commas', () => {
    expect(
      breaking(
        inputFields(),
        ({ helpText }) => !/comma[- ]separated|separated by commas/i.test(helpText),
      ),
    ).toEqual([]);
  });

  test('groups exist, and each has a field', () => {
    for (const [name, each] of known) {
      const used = new Set(each.inputFields.flatMap(({ group }) => group ?? []));
      const groups = (each.operation.inputFieldGroups ?? []).map(({ key }) => key);
      expect([name, [...used].sort()]).toEqual([name, groups.sort()]);
      // A field outside all groups would stand apart from the rest.
      if (groups.length > 0) {
        expect(each.inputFields.filter(({ group }) => group === undefined)).toEqual([]);
      }
    }
  });

  test('D009: a search has a field', () => {
    const searches = [...known].filter(([, { kind }]) => kind === 'searches');
    expect(breaking(searches, ({ inputFields: fields }) => fields.length > 0)).toEqual([]);
  });

  test('D022: a create has fields that are always there', () => {
    for (const [, { kind, operation: each }] of known) {
      if (kind !== 'creates') continue;
      const fixed = each.inputFields ?? [];
      expect(fixed.filter((field) => typeof field === 'object').length).toBeGreaterThan(0);
    }
  });

  test('no label says that an ID is wanted', () => {
    expect(breaking(inputFields(), ({ label }) => !/\bIDs?\b/.test(label))).toEqual([]);
  });

  test('D004: what takes an id of Tavus has a dropdown', () => {
    const OF_OTHER_SERVICES = [
      'recording_s3_external_id',
      'recording_gcs_project_id',
      'recording_azure_tenant_id',
      'recording_azure_client_id',
    ];
    const takingIds = inputFields().filter(
      ([, { key }]) => /_ids?$/.test(key) && !OF_OTHER_SERVICES.includes(key),
    );
    expect(takingIds.length).toBeGreaterThanOrEqual(6);
    expect(takingIds.filter(([name]) => !DROPDOWNS.has(name))).toEqual([]);
  });

  test('D005: every dropdown gives an id and a label, page by page', async () => {
    expect(DROPDOWNS.size).toBeGreaterThanOrEqual(3);
    for (const method of DROPDOWNS.values()) {
      const page = dropdownPages.parse(
        await command('execute', {
          method,
          bundle: {
            authData: { api_key: sandbox.apiKey },
            meta: { isFillingDynamicDropdown: true },
          },
        }),
      );
      expect(page.results.length).toBeGreaterThan(0);
      for (const item of page.results) expect(Object.keys(item).sort()).toEqual(['id', 'label']);
    }
  });

  test('D013, D014: every search button has its search, on a field that takes one value', () => {
    const buttons = inputFields().filter(([, { search }]) => search !== undefined);
    expect(buttons.length).toBeGreaterThanOrEqual(2);
    for (const [name, field] of buttons) {
      const [search = '', key = ''] = (field.search ?? '').split('.');
      expect(app.searches).toHaveProperty(search);
      expect(app.searches[search]?.operation.sample).toHaveProperty(key);
      expect(field.type).toBe('string');
      expect(field.list ?? false).toBe(false);
      // Without a dropdown Zapier does not show the button.
      expect([...DROPDOWNS.keys()]).toContain(name);
    }
  });

  test('the dropdowns of Create Conversation are connected to the searches', () => {
    const { inputFields: fields } = operationNamed('creates.create_conversation');
    const references = fields.flatMap(({ key, search }) =>
      DROPDOWNS.has(`creates.create_conversation.${key}`) ? [[key, search]] : [],
    );
    expect(references).toEqual([
      ['persona_id', 'find_persona.id'],
      ['replica_id', 'find_replica.id'],
      ['document_ids', undefined],
    ]);
  });
});

// ---- samples and live results

/** What to fill in so that an operation has a result; `conversation` is one that is going on. */
const FILLED_IN: Readonly<Record<string, (conversation: string) => object>> = {
  'creates.create_conversation': () => ({ replica_id: SEED.replica, persona_id: SEED.persona }),
  'creates.send_message': (conversation_id) => ({
    conversation_id,
    event_type: 'echo',
    text: 'Sam joins us in a minute.',
  }),
  'creates.end_conversation': (conversation_id) => ({ conversation_id }),
  'creates.generate_video': () => ({ replica_id: SEED.replica, script: 'Hi Maria!' }),
  'creates.create_document': () => ({ document_url: 'https://www.example.com/help' }),
  'creates.update_document': () => ({ document_id: SEED.document, tags: ['sales'] }),
  'creates.refresh_document': () => ({ document_id: SEED.websiteDocument }),
  'creates.add_memory': () => ({
    persona_id: SEED.persona,
    participant_tag: 'contact-20417',
    memory: 'Waits for the legal department.',
    topic: 'Stage',
  }),
  'creates.create_persona': () => ({
    persona_name: 'Onboarding Coach',
    system_prompt: 'You help new customers to set up their account.',
    replica_id: SEED.replica,
  }),
  'creates.set_post_call_fields': () => ({
    persona_id: SEED.persona,
    fields: ['summary', 'next_step: The one next step that was agreed. Empty if there is none.'],
  }),
  'creates.update_persona': () => ({ persona_id: SEED.persona, greeting: 'Welcome!' }),
  'searches.find_conversation': (conversation_id) => ({ conversation_id }),
  'searches.find_conversations': () => ({ created_after: '24 hours' }),
  'searches.find_replica': () => ({ replica_id: SEED.replica }),
  'searches.find_persona': () => ({ persona_id: SEED.persona }),
  'searches.find_document': () => ({ document_id: SEED.document }),
  'searches.find_video': () => ({ video_id: SEED.video }),
  'triggers.document_ready': () => ({}),
  'triggers.new_conversation': () => ({}),
  'triggers.conversation_ended': () => ({}),
  'triggers.transcript_ready': () => ({}),
  'triggers.recording_ready': () => ({}),
  'triggers.perception_analysis_ready': () => ({}),
  'triggers.video_ready': () => ({ outcome: 'both' }),
  'triggers.post_call_data_ready': () => ({}),
  'triggers.replica_ready': () => ({}),
};

const results = zod.array(zod.record(zod.string(), zod.unknown()));

const EDITOR = { meta: { isLoadingSample: true } };

async function resultsOf(name: string, inputData: object = {}, meta: object = EDITOR) {
  const answer = await command('execute', {
    method: `${name}.operation.perform`,
    bundle: { inputData, authData: { api_key: sandbox.apiKey }, ...meta },
    zcacheTestObj: {},
  });
  return results.parse(Array.isArray(answer) ? answer : [answer]);
}

let goingOn: string;

beforeEach(() => {
  // One call with all that Tavus makes of a call, and one that is going on.
  sandbox.addConversation({
    replicaId: SEED.replica,
    personaId: SEED.persona,
    lines: [
      ['assistant', 'Hi Maria!'],
      ['user', 'Hello.'],
    ],
    events: [
      { kind: 'replica_joined', at: new Date('2026-11-20T14:00:00Z') },
      {
        kind: 'shutdown',
        at: new Date('2026-11-20T14:10:00Z'),
        reason: 'participant_left_timeout',
      },
      {
        kind: 'transcription_ready',
        at: new Date('2026-11-20T14:10:05Z'),
        lines: [
          {
            role: 'user',
            content: 'Hello.',
            at: new Date('2026-11-20T14:01:00Z'),
            durationSeconds: 2,
          },
        ],
      },
      {
        kind: 'recording_ready',
        at: new Date('2026-11-20T14:10:20Z'),
        place: { provider: 's3', container: 'our-calls', storageAccount: undefined },
        key: 'tavus/c1/1',
        durationSeconds: 540,
      },
      {
        kind: 'perception_analysis',
        at: new Date('2026-11-20T14:13:00Z'),
        analysis: 'The participant seemed at ease.',
      },
      {
        kind: 'post_call_action',
        at: new Date('2026-11-20T14:11:00Z'),
        toolId: 't1',
        toolName: 'log_call',
        body: '{"summary":"Said hello."}',
        delivered: true,
      },
    ],
  });
  goingOn = sandbox.addConversation({ status: 'active', replicaId: SEED.replica }).id;
});

test.each(Object.values(App.searchOrCreates ?? {}))(
  '$display.label gives the same keys, whether it finds or creates',
  ({ key, search, create, display }) => {
    const found = Object.values(App.searches ?? {}).find((each) => each.key === search);
    const created = Object.values(App.creates ?? {}).find((each) => each.key === create);
    expect(key).toBe(search);
    expect(display.label).toBe(`Find or ${created?.display.label}`);
    const keysOf = (sample: object | undefined) => Object.keys(sample ?? {});
    expect(keysOf(found?.operation.sample)).toEqual(keysOf(created?.operation.sample));
    expect(found?.operation.outputFields).toEqual(created?.operation.outputFields);
    expect(keysOf(found?.operation.sample)).toContain('matched_whole_name');
  },
);

test('every operation that is visible is in the table above', () => {
  expect(Object.keys(FILLED_IN).sort()).toEqual([...VISIBLE].sort());
});

test.each(VISIBLE)('%s runs where Zapier says nothing about the run', async (name) => {
  const running = resultsOf(name, FILLED_IN[name]?.(goingOn), {});
  await expect(running).resolves.toEqual(expect.any(Array));
});

describe.each(VISIBLE)('%s', (name) => {
  const sampleOf = () => operationNamed(name).operation.sample ?? {};
  const outputFieldsNow = () => operationNamed(name).outputFields;
  const keysOf = () => outputFieldsNow().map(({ key }) => key);

  test('its file, named after its key, exports what the docs and the tests ask for', async () => {
    const [kind = '', key = ''] = name.split('.');
    const code: Readonly<Record<string, unknown>> = await import(`../${kind}/${key}.ts`);
    expect(code.default).toMatchObject({ key, operation: { perform: code.perform } });
    expect(code.form).toMatchObject({ inputFields: expect.any(Array) });
    expect(Object.keys(Object(code.columns))).toEqual(Object.keys(sampleOf()));
    // Where a factory makes all of it, the definition has its own name too.
    expect(code.definition ?? code.default).toBe(code.default);
  });

  test('D012, D010: has a sample with an id', () => {
    // One record of several things has none of its own.
    const id = name === 'searches.find_conversations' ? undefined : expect.any(String);
    expect(sampleOf()).toMatchObject({ ...(id && { id }) });
  });

  test('has the keys of its output fields in its sample', () => {
    // Of a list without items the output fields still tell what is in them.
    const keys = flatKeys(sampleOf()).flatMap((key) => {
      const inner = keysOf().filter((each) => each.startsWith(`${key}[]`));
      return inner.length > 0 ? inner : [key];
    });
    expect(keys).toEqual(keysOf());
  });

  test('D024: has values of the declared types in its sample', () => {
    for (const { key, type } of outputFieldsNow()) {
      for (const value of valuesAt(sampleOf(), key)) {
        expect([key, value, hasType(value, type)]).toEqual([key, value, true]);
      }
    }
  });

  test('D023: has dates with a zone in its sample, in fields that are dates', () => {
    const dates = outputFieldsNow().filter(({ key }) =>
      valuesAt(sampleOf(), key).some((value) => /^\d{4}-\d\d-\d\d/.test(String(value))),
    );
    for (const { key, type } of dates) expect([key, type]).toEqual([key, 'datetime']);
    for (const { key } of outputFieldsNow().filter(({ type }) => type === 'datetime')) {
      for (const value of valuesAt(sampleOf(), key)) {
        expect(value === null || ISO_WITH_ZONE.test(String(value))).toBe(true);
      }
    }
    expect(JSON.stringify(sampleOf())).not.toMatch(/T\d\d:\d\d:\d\d(\.\d+)?"/);
  });

  test('has live results with the same keys and types', async () => {
    const live = await resultsOf(name, FILLED_IN[name]?.(goingOn));
    expect(live.length).toBeGreaterThan(0);
    for (const record of live) {
      // What an action of the user's own has filled in comes on top.
      const always = ([key]: [string, unknown]) => !key.startsWith('post_call__');
      const fixed = Object.fromEntries(Object.entries(record).filter(always));
      expect(Object.keys(fixed).sort()).toEqual(Object.keys(sampleOf()).sort());
      for (const key of flatKeys(fixed)) {
        expect(keysOf().some((each) => each === key || each.startsWith(`${key}[]`))).toBe(true);
      }
      for (const { key, type } of outputFieldsNow()) {
        for (const value of valuesAt(record, key)) {
          expect([key, value, hasType(value, type)]).toEqual([key, value, true]);
          if (type === 'file') expect([key, sampleOf()[key]]).toEqual([key, 'SAMPLE FILE']);
        }
      }
    }
  });
});
