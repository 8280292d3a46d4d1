import { expect, test } from '@jest/globals';
import * as z from 'zod/mini';
import { outputFieldsOf } from '../../forms/output.ts';

function titled<Schema extends z.ZodMiniType>(schema: Schema, title: string): Schema {
  z.globalRegistry.add(schema, { title });
  return schema;
}

test('the output fields of a record, with line items for a list of objects', async () => {
  const line = z.object({
    product: titled(z.string(), 'Line Product'),
    amount: titled(z.nullable(z.number()), 'Line Amount'),
  });
  const order = z.object({
    id: titled(z.string(), 'ID'),
    is_paid: titled(z.nullable(z.boolean()), 'Is Paid'),
    paid_at: titled(z.nullable(z.iso.datetime()), 'Paid At'),
    price: titled(z.number(), 'Price'),
    lines: z.array(line),
    old_lines: z.nullable(z.array(line)),
    unnamed: z.nullable(z.string()),
    tags: titled(z.array(z.string()), 'Tags'),
    day: titled(z.iso.date(), 'Day'),
  });
  const [fields] = outputFieldsOf(() => order);
  expect(await fields()).toEqual([
    { key: 'id', label: 'ID', type: 'string' },
    { key: 'is_paid', label: 'Is Paid', type: 'boolean' },
    { key: 'paid_at', label: 'Paid At', type: 'datetime' },
    { key: 'price', label: 'Price', type: 'number' },
    { key: 'lines[]product', label: 'Line Product', type: 'string' },
    { key: 'lines[]amount', label: 'Line Amount', type: 'number' },
    { key: 'old_lines[]product', label: 'Line Product', type: 'string' },
    { key: 'old_lines[]amount', label: 'Line Amount', type: 'number' },
    { key: 'unnamed', label: 'unnamed', type: 'string' },
    { key: 'tags', label: 'Tags', type: 'string' },
    { key: 'day', label: 'Day', type: 'string' },
  ]);
});
