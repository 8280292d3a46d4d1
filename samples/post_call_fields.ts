import type { RecordOf } from '../tavus/columns.ts';
import type { setFieldsColumns } from '../tavus/tools.ts';

export const setFields: RecordOf<typeof setFieldsColumns> = {
  id: 't4b1d90c6e2a7',
  tool_id: 't4b1d90c6e2a7',
  tool_name: 'zapier_pcb7a34da5fe_fields',
  persona_id: 'pcb7a34da5fe',
  fields: [
    {
      name: 'summary',
      description:
        'Three sentences: what the participant wanted, what answers they got, how it ended.',
    },
    {
      name: 'next_step',
      description: 'The one next step that was agreed, in one sentence. Empty if none was agreed.',
    },
  ],
  had_existed: false,
  had_changed: true,
};
