import type { OutputColumn } from '../forms/form.ts';

/** Whether a record has the name that was searched for; null if it was not found by its name. */
export const foundColumns = {
  matched_whole_name: { label: 'Matched Whole Name', type: 'boolean' },
} as const satisfies Readonly<Record<string, OutputColumn>>;
