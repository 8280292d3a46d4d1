import { expect, test } from '@jest/globals';
import * as column from '../../tavus/columns.ts';
import { columnsOf, isRecordOf, readRecord } from '../../tavus/columns.ts';

const from = columnsOf<Readonly<Record<string, unknown>>>();

const columns = {
  id: column.id('ID', 'order_id', 'id'),
  price: column.number('Price', 'price'),
  paid_at: column.time('Paid At', 'paid_at'),
  receipt: column.link('Receipt', 'receipt'),
  is_open: from.yesNo('Is Open', (wire) => wire.state === 'open'),
  state: from.choice('State', ['open', 'closed'], (wire) =>
    wire.state === 'open' ? 'open' : null,
  ),
  lines: from.lines({ product: columnsOf<string>().text('Product', (line) => line) }, () => [
    'Tea',
  ]),
};

const record = {
  id: '7',
  price: 3,
  paid_at: '2026-11-20T15:00:00.000Z',
  receipt: null,
  is_open: true,
  state: 'open',
  lines: [{ product: 'Tea' }],
};

test('a record is read under all names, and what is unknown is null', () => {
  const wire = { id: 7, price: '3', paid_at: '2026-11-20T15:00:00Z', receipt: 'http://a.b' };
  expect(readRecord(columns, { ...wire, state: 'open' })).toEqual(record);
  expect(readRecord(columns, {})).toEqual({
    id: '',
    price: null,
    paid_at: null,
    receipt: null,
    is_open: false,
    state: null,
    lines: [{ product: 'Tea' }],
  });
});

test.each<[what: string, value: unknown, expected: boolean]>([
  ['the record', record, true],
  ['unknown values', { ...record, price: null, state: null }, true],
  ['no object', 'record', false],
  ['a list', [record], false],
  ['a key that is missing', { ...record, price: undefined }, false],
  ['a number as text', { ...record, price: '3' }, false],
  ['a yes as text', { ...record, is_open: 'true' }, false],
  ['a moment as a number', { ...record, paid_at: 5 }, false],
  ['a word outside the closed list', { ...record, state: 'lost' }, false],
  ['lines that are none', { ...record, lines: null }, false],
  ['a line of another kind', { ...record, lines: [{ product: 5 }] }, false],
])('a value from elsewhere is a record: %s', (_what, value, expected) => {
  expect(isRecordOf(columns, value)).toBe(expected);
});

test('a file is never kept elsewhere', () => {
  const withFile = { file: from.file('File') };
  expect(isRecordOf(withFile, { file: 'text' })).toBe(false);
  expect(isRecordOf(withFile, { file: null })).toBe(true);
});
