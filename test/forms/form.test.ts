import { beforeEach, describe, expect, test } from '@jest/globals';
import { createAppHandler, version as platformVersion } from 'zapier-platform-core';
import * as z from 'zod/mini';
import { listOf, textList } from '../../forms/compound_kinds.ts';
import { field, group, notice, requiredField } from '../../forms/field.ts';
import { type Form, formOf, outputFieldsOf } from '../../forms/form.ts';
import { oneOf, text, wholeNumber, word } from '../../forms/kinds.ts';

/** A parcel: a place of its own, a choice that changes the form, and a field with two places. */
function parcelForm() {
  const shipOnly = (to: string, required: boolean) => ({
    chooser: 'transport_by',
    places: { ship: { to, required } },
  });
  return formOf({
    to: field(text, { label: 'Receiver', helpText: 'Who gets it.', placeholder: 'Maria' }),
    ...group('size', {
      grams: field(wholeNumber(1, 'grams'), {
        label: 'Weight',
        helpText: 'Without the box.',
        to: 'size.weight',
      }),
    }),
    transport_by: field(oneOf(['ship', 'plane'], { ship: 'Ship', plane: 'Plane' }), {
      label: 'Transport',
      helpText: 'How it travels.',
      to: 'transport.by',
    }),
    harbour: field(word('a harbour'), {
      label: 'Harbour',
      helpText: 'Where to.',
      when: shipOnly('transport.harbour', true),
    }),
    vehicle: field(text, {
      label: 'Vehicle',
      helpText: 'Its name.',
      when: {
        chooser: 'transport_by',
        places: {
          ship: { to: 'transport.number', required: false },
          plane: { to: 'transport.number', required: true },
        },
      },
    }),
    crate: field(text, {
      label: 'Crate',
      helpText: 'Of wood.',
      when: {
        chooser: 'transport_by',
        places: {
          '': { to: 'crate_number', required: false },
          ship: { to: 'transport.crate', required: false },
        },
      },
    }),
    lorry: field(text, {
      label: 'Lorry',
      helpText: 'On land only.',
      when: { chooser: 'transport_by', places: { '': { to: 'lorry', required: false } } },
    }),
    tags: field(textList, { label: 'Tags', helpText: 'Any.' }),
    codes: field(listOf(word('a code')), { label: 'Codes', helpText: 'Any.' }),
    remark: field(text, { label: 'Remark', helpText: 'Stays here.', to: null }),
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

test('every place that a field may go to', () => {
  expect(form.fields.map(({ key, places }) => [key, places])).toEqual([
    ['to', ['to']],
    ['grams', ['size.weight']],
    ['transport_by', ['transport.by']],
    ['harbour', ['transport.harbour']],
    ['vehicle', ['transport.number', 'transport.number']],
    ['crate', ['crate_number', 'transport.crate']],
    ['lorry', ['lorry']],
    ['tags', ['tags']],
    ['codes', ['codes']],
    ['remark', []],
  ]);
});

describe('the fields as Zapier gets them', () => {
  test.each([
    [{}, ['to', 'grams', 'transport_by', 'crate', 'lorry', 'tags', 'codes', 'remark']],
    [undefined, ['to', 'grams', 'transport_by', 'crate', 'lorry', 'tags', 'codes', 'remark']],
    [
      { transport_by: 'ship' },
      ['to', 'grams', 'transport_by', 'harbour', 'vehicle', 'crate', 'tags', 'codes', 'remark'],
    ],
    [
      { transport_by: 'Plane' },
      ['to', 'grams', 'transport_by', 'vehicle', 'tags', 'codes', 'remark'],
    ],
    [
      // What is mapped may be any of the choices.
      { transport_by: '{{123__transport}}' },
      [
        ...['to', 'grams', 'transport_by', 'harbour', 'vehicle', 'crate', 'lorry'],
        ...['tags', 'codes', 'remark'],
      ],
    ],
    [
      { transport_by: 'donkey' },
      ['to', 'grams', 'transport_by', 'crate', 'lorry', 'tags', 'codes', 'remark'],
    ],
  ])('with %j', async (inputData, keys) => {
    expect((await shownFields(form, inputData)).map(({ key }) => key)).toEqual(keys);
  });

  test('none that depends on a mapped choice is required', async () => {
    const shown = await shownFields(form, { transport_by: '{{123__transport}}' });
    const required = shown.filter((field) => field.required).map(({ key }) => key);
    expect(required).toEqual([]);
  });

  test('each as its declaration says', async () => {
    expect(await shownFields(form, { transport_by: 'plane' })).toEqual([
      {
        key: 'to',
        label: 'Receiver',
        helpText: 'Who gets it.',
        placeholder: 'Maria',
      },
      {
        key: 'grams',
        label: 'Weight',
        helpText: 'Without the box.',
        group: 'size',
      },
      {
        key: 'transport_by',
        label: 'Transport',
        helpText: 'How it travels.',
        choices: [
          { value: 'ship', sample: 'ship', label: 'Ship' },
          { value: 'plane', sample: 'plane', label: 'Plane' },
        ],
        altersDynamicFields: true,
      },
      {
        key: 'vehicle',
        label: 'Vehicle',
        helpText: 'Its name.',
        required: true,
      },
      {
        key: 'tags',
        label: 'Tags',
        helpText: 'Any.',
        list: true,
      },
      {
        key: 'codes',
        label: 'Codes',
        helpText: 'Any.',
        list: true,
      },
      {
        key: 'remark',
        label: 'Remark',
        helpText: 'Stays here.',
      },
    ]);
  });

  test('a notice, suggestions, a default, a dropdown and a search button', () => {
    const dropdown = async () => ({ results: [], paging_token: null });
    const declared = formOf({
      ...group('place', { about: notice('**Free** of charge.') }),
      via: field(text, {
        label: 'Via',
        helpText: 'Who.',
        default: 'A',
        suggestions: [{ value: 'A', label: 'a' }],
      }),
      at: field(text, { label: 'At', helpText: 'Where.', dropdown, search: 'find_place.id' }),
    });
    expect(declared.fields.map(({ key }) => key)).toEqual(['via', 'at']);
    expect(declared.inputFields).toEqual([
      { key: 'about', type: 'copy', helpText: '**Free** of charge.', group: 'place' },
      {
        key: 'via',
        label: 'Via',
        helpText: 'Who.',
        default: 'A',
        choices: [{ value: 'A', sample: 'A', label: 'a' }],
      },
      {
        key: 'at',
        label: 'At',
        helpText: 'Where.',
        choices: { perform: dropdown },
        search: 'find_place.id',
      },
    ]);
  });

  test('a form without choices needs no function', () => {
    const plain = formOf({ to: field(text, { label: 'To', helpText: 'Who.' }) });
    expect(plain.inputFields).toEqual([{ key: 'to', label: 'To', helpText: 'Who.' }]);
  });
});

describe('a filled form', () => {
  test('gives the values by key, and at their places', () => {
    const filledIn = {
      to: 'Maria',
      grams: '500',
      transport_by: 'SHIP',
      harbour: ' Kiel ',
      tags: 'a',
      remark: 'Thanks!',
    };
    expect(form.read(filledIn)).toEqual({
      values: { ...filledIn, grams: 500, transport_by: 'ship', harbour: 'Kiel', tags: ['a'] },
      body: {
        to: 'Maria',
        size: { weight: 500 },
        transport: { by: 'ship', harbour: 'Kiel' },
        tags: ['a'],
      },
      filledIn: new Set(['to', 'grams', 'transport_by', 'harbour', 'tags', 'remark']),
      labels: {
        filledIn: new Map([
          ['to', 'Receiver'],
          ['size.weight', 'Weight'],
          ['transport.by', 'Transport'],
          ['transport.harbour', 'Harbour'],
          ['tags', 'Tags'],
        ]),
        blank: new Map([
          ['transport.number', 'Vehicle'],
          ['transport.crate', 'Crate'],
          ['codes', 'Codes'],
        ]),
      },
      problems: [],
    });
  });

  test('has the labels of what is filled in, by the places that it goes to', () => {
    const labels = (filledIn: object) => [...form.read({ ...filledIn }).labels.filledIn];
    expect(labels({ crate: '4' })).toEqual([['crate_number', 'Crate']]);
    expect(labels({ transport_by: 'ship', crate: '4' })).toContainEqual([
      'transport.crate',
      'Crate',
    ]);
    expect(labels({ to: 'N/A', grams: 'N/A', remark: 'Hi', codes: '[null]' })).toEqual([
      ['to', 'Receiver'],
    ]);
  });

  test('the same field goes where the choice says', () => {
    expect(form.read({ transport_by: 'plane', vehicle: 'LH 1' }).body).toEqual({
      transport: { by: 'plane', number: 'LH 1' },
    });
    expect(form.read({ lorry: 'B 7', crate: '4' }).body).toEqual({
      lorry: 'B 7',
      crate_number: '4',
    });
  });

  test('what nobody asked for is left out', () => {
    expect(form.read({ to: 'Maria', something: 1 })).toEqual({
      values: { to: 'Maria' },
      body: { to: 'Maria' },
      filledIn: new Set(['to']),
      labels: {
        filledIn: new Map([['to', 'Receiver']]),
        blank: new Map([
          ['size.weight', 'Weight'],
          ['transport.by', 'Transport'],
          ['crate_number', 'Crate'],
          ['lorry', 'Lorry'],
          ['tags', 'Tags'],
          ['codes', 'Codes'],
        ]),
      },
      problems: [],
    });
  });

  test('a blank one has no values, but nothing is wrong with it', () => {
    expect(form.read({})).toEqual({
      values: {},
      body: {},
      filledIn: new Set(),
      labels: {
        filledIn: new Map(),
        blank: new Map([
          ['to', 'Receiver'],
          ['size.weight', 'Weight'],
          ['transport.by', 'Transport'],
          ['crate_number', 'Crate'],
          ['lorry', 'Lorry'],
          ['tags', 'Tags'],
          ['codes', 'Codes'],
        ]),
      },
      problems: [],
    });
  });

  test('what is right is there beside what is wrong', () => {
    expect(form.read({ to: 'Maria', grams: 'heavy' })).toMatchObject({
      values: { to: 'Maria' },
      body: { to: 'Maria' },
      filledIn: new Set(['to', 'grams']),
    });
  });

  test('rules say what fields demand of each other, at the place of the field', () => {
    const needed = { label: 'Any', helpText: 'Any.' };
    const strict = formOf(
      { one: field(text, needed), two: requiredField(text, { ...needed, label: 'Two' }) },
      [
        ({ filledIn, values, fields }) => [
          { field: 'two', sentence: `${fields.length} ${[...filledIn]} ${values.one}` },
          { field: 'one', sentence: 'First.' },
        ],
      ],
    );
    expect(strict.read({ one: 'a' }).problems).toEqual(['First.', 'Two is required.', '2 one a']);
  });

  test.each<[object, string[]]>([
    [
      { grams: 'heavy' },
      ['Weight accepts a whole number of grams, 1 or more, in digits only, not "heavy".'],
    ],
    [{ transport_by: 'donkey' }, ['Transport accepts Ship or Plane, not "donkey".']],
    [{ transport_by: 'ship' }, ['Harbour is required when Transport is Ship.']],
    [{ transport_by: 'plane' }, ['Vehicle is required when Transport is Plane.']],
    [
      { transport_by: 'plane', vehicle: 'LH 1', harbour: 'Kiel' },
      ['Harbour applies only when Transport is Ship. Clear it, or make that choice.'],
    ],
    [{ transport_by: 'ship', harbour: {} }, ['Harbour accepts a harbour, not an object.']],
    [{ tags: [{}, {}] }, ['Tags accepts a list of texts, not an object.']],
    [
      { to: {}, grams: 0, transport_by: 'ship' },
      [
        'Receiver accepts text, not an object.',
        'Weight accepts a whole number of grams, 1 or more, in digits only, not "0".',
        'Harbour is required when Transport is Ship.',
      ],
    ],
  ])('%j: what is wrong, in the order of the form', (filledIn, problems) => {
    const reading = form.read({ ...filledIn });
    expect(reading.problems).toEqual(problems);
  });

  test.each([
    [
      { transport_by: 'plane', vehicle: 'LH 1', lorry: 'B 7' },
      'Lorry applies only when Transport is blank. Clear it, or make that choice.',
    ],
    [
      { transport_by: 'plane', vehicle: 'LH 1', crate: '7' },
      'Crate applies only when Transport is Ship. Clear it, or make that choice.',
    ],
    [
      { vehicle: 'LH 1' },
      'Vehicle applies only when Transport is Ship. Clear it, or make that choice.',
    ],
  ])('%j: what does not go with the choice', (filledIn, problem) => {
    expect(form.read({ ...filledIn }).problems).toEqual([problem]);
  });

  test('a list is blank if it says nothing at all', () => {
    expect(form.read({ codes: ['N/A', 'a1'] }).values).toEqual({ codes: ['a1'] });
    const isBlank = { values: {}, problems: [] };
    const { values, problems } = form.read({ codes: ['N/A', 'none'] });
    expect({ values, problems }).toEqual(isBlank);
    expect(form.read({ transport_by: ['N/A', 'none'] })).toMatchObject(isBlank);
    for (const tags of [['N/A'], 'null', '["none", ""]', 'null, N/A', [null, ' '], '[]']) {
      const { values, problems } = form.read({ tags });
      expect({ values, problems }).toEqual(isBlank);
    }
  });
});

test('a required field of a form without choices', async () => {
  const required = formOf({
    to: requiredField(text, { label: 'Receiver', helpText: 'Who gets it.' }),
  });
  expect(required.read({})).toEqual({
    values: {},
    body: {},
    filledIn: new Set(),
    labels: { filledIn: new Map(), blank: new Map() },
    problems: ['Receiver is required.'],
  });
  expect(await shownFields(required)).toMatchObject([{ key: 'to', required: true }]);
});

test('the output fields of a record, with line items for a list', () => {
  const columns = {
    id: { label: 'ID', type: 'string' },
    is_paid: { label: 'Is Paid', type: 'boolean' },
    paid_at: { label: 'Paid At', type: 'datetime' },
    state: { label: 'State', type: 'string', values: ['open', 'closed'] },
    lines: {
      label: '',
      type: 'string',
      items: {
        product: { label: 'Line Product', type: 'string' },
        amount: { label: 'Line Amount', type: 'number' },
      },
    },
  } as const;
  expect(outputFieldsOf(columns)).toEqual([
    { key: 'id', label: 'ID' },
    { key: 'is_paid', label: 'Is Paid', type: 'boolean' },
    { key: 'paid_at', label: 'Paid At', type: 'datetime' },
    { key: 'state', label: 'State' },
    { key: 'lines[]product', label: 'Line Product' },
    { key: 'lines[]amount', label: 'Line Amount', type: 'number' },
  ]);
});
