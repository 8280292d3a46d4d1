import { describe, expect, test } from '@jest/globals';
import * as z from 'zod/mini';
import { additionalFieldsRule, withAdditionalFields } from '../../fields/additional_fields.ts';
import { jsonObject } from '../../forms/compound_kinds.ts';
import { field } from '../../forms/field.ts';
import { formOf } from '../../forms/form.ts';
import { text } from '../../forms/kinds.ts';

/** What the fields of the form say comes first, and at its place. */

test.each([
  [{ a: 1 }, { b: 2 }, { a: 1, b: 2 }],
  [{ a: { b: 1 } }, { a: { c: 2 } }, { a: { b: 1, c: 2 } }],
  [{ a: { b: 1 } }, { a: { b: 2 } }, { a: { b: 1 } }],
  [{ a: 1 }, { a: { b: 2 } }, { a: 1 }],
  [{ a: { b: 1 } }, { a: 2 }, { a: { b: 1 } }],
  [{ a: 1 }, undefined, { a: 1 }],
])('%j with %j is %j', (body, additional, whole) => {
  expect(withAdditionalFields(body, additional)).toEqual(whole);
});

describe('a setting at a wrong place', () => {
  const form = () =>
    formOf(
      {
        model: field(text, { label: 'Model', helpText: 'Any.', to: 'layers.llm.model' }),
        speed: field(text, { label: 'Speed', helpText: 'Any.', to: 'layers.speed' }),
        name: field(text, { label: 'Name', helpText: 'Any.' }),
        additional_fields: field(jsonObject, { label: 'More', helpText: 'Any.', to: null }),
      },
      [additionalFieldsRule(new Map(), new Map(), ['layers.stt', 'layers.llm.extra.deep'])],
    );
  const problems = (given: object) =>
    z.array(z.string()).parse(form().read({ additional_fields: given }).problems);

  test.each([
    [{ layers: { model: 'x' } }, 'layers.model', 'layers.llm.model', 'Model'],
    [{ layers: { llm: { speed: 1 } } }, 'layers.llm.speed', 'layers.speed', 'Speed'],
    [{ speed: 1 }, 'speed', 'layers.speed', 'Speed'],
    [{ layers: { name: 'x' } }, 'layers.name', 'name', 'Name'],
  ])('%j', (given, told, place, label) => {
    expect(problems(given)).toEqual([
      `Additional Fields: "${told}" belongs at "${place}", and has its own field, ${label}. Use that field instead.`,
    ]);
  });

  test.each([
    [{ llm: { model: 'x' } }, 'llm', 'layers.llm'],
    [{ llm: 'x' }, 'llm', 'layers.llm'],
    [{ stt: {} }, 'stt', 'layers.stt'],
    [{ layers: { llm: { stt: {} } } }, 'layers.llm.stt', 'layers.stt'],
    [{ layers: { layers: { llm: {} } } }, 'layers.layers', 'layers'],
    [{ layers: { extra: { deep: 1 } } }, 'layers.extra', 'layers.llm.extra'],
  ])('%j is moved', (given, told, place) => {
    expect(problems(given)).toEqual([
      `Additional Fields: "${told}" belongs at "${place}". Move it there.`,
    ]);
  });

  test('is none at its place', () => {
    expect(
      problems({ layers: { stt: { hotwords: 'Acme' }, llm: { extra: { deep: 1 } } } }),
    ).toEqual([]);
  });

  test.each([{ model: 'x' }, { layers: { llm: { name: 'x' } } }, { other: { name: 'x' } }])(
    'is none if it is two levels away, or below something unknown: %j',
    (given) => {
      expect(problems(given)).toEqual([]);
    },
  );
});
