import * as z from 'zod/mini';
import { isPlaceholder } from '../forms/blank.ts';
import { LINE_BREAK, listOf } from '../forms/compound_kinds.ts';
import { conversion, type Kind, Rejection, word } from '../forms/kinds.ts';
import { shown } from '../forms/shown.ts';
import { lazily } from '../platform/lazily.ts';
import { MAX_TOOL_LENGTH, type PostCallField, toolLength } from '../tavus/tools.ts';

/** The fields that a name alone stands for. */
const PRESETS: ReadonlyMap<string, PostCallField> = new Map(
  [
    {
      name: 'summary',
      description:
        'Three sentences: what the participant wanted, what answers they got, how it ended.',
    },
    {
      name: 'next_step',
      description: 'The one next step that was agreed, in one sentence. Empty if none was agreed.',
    },
    {
      name: 'action_items',
      description: 'What we promised to do, one line each. Empty if we promised nothing.',
    },
    {
      name: 'email',
      description:
        'The email address that the participant gave in the call, in small letters. Empty if they gave none.',
    },
    {
      name: 'sentiment',
      description: 'How the participant felt about it at the end.',
      words: ['positive', 'neutral', 'negative'],
    },
  ].map((preset) => [preset.name, preset]),
);

/** A bullet or a number before a line, as AI steps write them. */
const BULLET = /^(?:[-*•–]|\d+[.)])\s+/;

/** The name and the description of a line; a link is neither. */
const PARTS = /^([^:：]*)[:：](?!\/\/)\s*(.*)$/s;

/** Reads a line: a name, a colon and a description, or the name of a preset. */
function fieldIn(given: string): PostCallField | Rejection {
  const line = given.replace(BULLET, '');
  const [, before = line, after = ''] = PARTS.exec(line) ?? [];
  const description = isPlaceholder(after) ? '' : after;
  const name = before.trim().replace(/[\s-]+/g, '_');
  const preset = PRESETS.get(name.toLowerCase());
  if (description === '' && preset) return preset;
  if (description === '') {
    return new Rejection(
      `${shown(before)} has no description of what to note. ${/[,;]/.test(before) ? 'Write one field a line. ' : ''}Add a colon and the description, such as next_step: The one next step that was agreed. The name alone is enough for ${[...PRESETS.keys()].join(', ')}.`,
    );
  }
  // Tavus keeps the names that begin with tavus_ for itself (Tavus docs: create-tool).
  if (/^[a-z_]\w{0,63}$/i.test(name) && !/^tavus_/i.test(name)) return { name, description };
  return new Rejection(
    `${shown(before)} cannot be the name of a field. Use only letters from a to z, digits and _, for example next_step. The name must not begin with tavus_.`,
  );
}

/** Reads all lines, each once. */
function fieldsIn(lines: string[]): PostCallField[] | Rejection {
  const fields: PostCallField[] = [];
  for (const line of lines) {
    const read = fieldIn(line);
    if (read instanceof Rejection) return read;
    const isName = ({ name }: PostCallField) => name.toLowerCase() === read.name.toLowerCase();
    if (fields.some(isName)) {
      return new Rejection(`"${read.name}" is in the list twice. Remove one of them.`);
    }
    fields.push(read);
  }
  const length = toolLength(fields);
  if (length <= MAX_TOOL_LENGTH) return fields;
  return new Rejection(
    `Together they have ${length} characters, and Tavus allows ${MAX_TOOL_LENGTH}. Shorten the descriptions.`,
  );
}

const lines = listOf(word('a line'), LINE_BREAK);

/** A list with one field a line; a description may contain commas and semicolons. */
export const postCallFields = {
  ...lines,
  schema: lazily(() => z.pipe(lines.schema(), conversion(fieldsIn))),
  accepts: 'a list with one field a line',
  showsItself: true,
} satisfies Kind<PostCallField[]>;
