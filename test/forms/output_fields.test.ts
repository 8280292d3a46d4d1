import { expect, test } from '@jest/globals';
import { outputFieldsOf } from '../../forms/output_fields.ts';

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
    { key: 'id', label: 'ID', type: 'string' },
    { key: 'is_paid', label: 'Is Paid', type: 'boolean' },
    { key: 'paid_at', label: 'Paid At', type: 'datetime' },
    { key: 'state', label: 'State', type: 'string' },
    { key: 'lines[]product', label: 'Line Product', type: 'string' },
    { key: 'lines[]amount', label: 'Line Amount', type: 'number' },
  ]);
});
