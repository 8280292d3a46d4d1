import { beforeEach, describe, expect, test } from '@jest/globals';
import { createAppHandler, version as platformVersion } from 'zapier-platform-core';
import * as z from 'zod/mini';
import { field, object, requiredField, variants } from '../../forms/field.ts';
import { type Form, formOf } from '../../forms/form.ts';
import { identifier, listOf, text, textList, wholeNumber } from '../../forms/kinds.ts';

/** A parcel: something nested, a field with a name of its own, and a choice that changes the form. */
function parcelForm() {
  const crate = { key: 'crate', label: 'Crate', helpText: 'Of wood.' };
  const ship = {
    harbour: requiredField(identifier('a harbour'), { label: 'Harbour', helpText: 'Where to.' }),
    number: field(text, { key: 'vehicle', label: 'Vehicle', helpText: 'Its name.' }),
    crate: field(text, crate),
  };
  const plane = {
    number: requiredField(text, { key: 'vehicle', label: 'Vehicle', helpText: 'Its name.' }),
  };
  return formOf({
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
    crate_number: field(text, { ...crate, onlyWithout: 'transport_by' }),
    tags: field(textList, { label: 'Tags', helpText: 'Any.' }),
    codes: field(listOf(identifier('a code')), { label: 'Codes', helpText: 'Any.' }),
  });
}

let form: ReturnType<typeof parcelForm>;

// Anew for each test, so that mutants of the making are judged by all.
beforeEach(() => {
  form = parcelForm();
});

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
    [
      'crate',
      [
        {
          path: ['transport', 'crate'],
          required: false,
          when: { key: 'transport_by', is: 'ship' },
        },
        { path: ['crate_number'], required: false, when: { key: 'transport_by', is: null } },
      ],
    ],
    ['lorry', [{ path: ['lorry'], required: false, when: { key: 'transport_by', is: null } }]],
    ['tags', [{ path: ['tags'], required: false, when: undefined }]],
    ['codes', [{ path: ['codes'], required: false, when: undefined }]],
  ]);
});

describe('the fields as Zapier gets them', () => {
  test.each([
    [{}, ['to', 'grams', 'transport_by', 'tags', 'codes', 'crate', 'lorry']],
    [undefined, ['to', 'grams', 'transport_by', 'tags', 'codes', 'crate', 'lorry']],
    [
      { transport_by: 'ship' },
      ['to', 'grams', 'transport_by', 'tags', 'codes', 'harbour', 'vehicle', 'crate'],
    ],
    [{ transport_by: 'Plane' }, ['to', 'grams', 'transport_by', 'tags', 'codes', 'vehicle']],
    [
      { transport_by: 'donkey' },
      ['to', 'grams', 'transport_by', 'tags', 'codes', 'crate', 'lorry'],
    ],
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
        key: 'codes',
        label: 'Codes',
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

  test('folded groups and suggestions come from the function', async () => {
    const texts = { label: 'To', helpText: 'Who.' };
    const shape = {
      to: field(text, texts),
      by: field(text, { ...texts, group: 'size' }),
      at: field(text, { ...texts, group: 'place' }),
      via: field(text, { ...texts, suggestions: [{ value: 'A', label: 'a' }] }),
    };
    const folded = formOf(shape, ['size']);
    expect(folded.inputFields).toMatchObject([{ key: 'to' }, { key: 'at' }, expect.any(Function)]);
    expect(await shownFields(folded)).toMatchObject([
      { key: 'to' },
      { key: 'at' },
      { key: 'by' },
      { key: 'via', choices: [{ value: 'A', sample: 'A', label: 'a' }] },
    ]);
    expect(formOf({ by: shape.by }).inputFields).toMatchObject([{ key: 'by', group: 'size' }]);
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

  test.each([
    [
      { transport_by: 'plane', vehicle: 'LH 1', lorry: 'B 7' },
      'Lorry is used only when Transport is blank. Clear it, or make that choice.',
    ],
    [
      { transport_by: 'plane', vehicle: 'LH 1', crate: '7' },
      'Crate is used only when Transport is Ship. Clear it, or make that choice.',
    ],
    [
      { vehicle: 'LH 1' },
      'Vehicle is used only when Transport is Ship. Clear it, or make that choice.',
    ],
  ])('%j: what does not go with the choice', (filledIn, problem) => {
    expect(form.read({ ...filledIn }).problems).toEqual([problem]);
  });

  test('a list is blank if it says nothing at all', () => {
    expect(form.read({ codes: ['N/A', 'a1'] }).values).toEqual({ codes: ['a1'] });
    expect(form.read({ codes: ['N/A', 'none'] })).toMatchObject({ values: {}, problems: [] });
    expect(form.read({ tags: ['N/A'] }).values).toEqual({ tags: ['N/A'] });
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
