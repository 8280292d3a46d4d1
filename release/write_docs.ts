/**
 * `npm run docs`: writes docs/fields.md, the reference of every operation, from the app's own
 * definition and forms, and the charts of the recipes from the recipes. test/docs.test.ts fails
 * when a file is not what would be written.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import type { FormField } from '../forms/field.ts';
import type { OutputColumns } from '../forms/form.ts';
import App from '../index.ts';
import {
  type InputField,
  isNotice,
  KIND_NAMES,
  KINDS,
  methodOf,
  type Operation,
  type OutputField,
  operationsOf,
  readDefinition,
  readInputFields,
  readOutputFields,
} from '../preview/definition.ts';
import { Zapier } from '../preview/zapier.ts';
import { ENDINGS, FORM_PICTURES } from './form_pictures.ts';
import { withCharts } from './recipe_charts.ts';

// ---- the page

/** The reference page, in Markdown, of the app that index.ts defines. */
export async function fieldsPage(): Promise<string> {
  const app = readDefinition(App);
  const operations = await Promise.all(operationsOf(app).map(documented));
  const kinds = KINDS.map((kind) => ({
    title: KIND_NAMES[kind],
    operations: operations.filter((each) => each.kind === kind),
  }));
  const records = sharedRecords(operations);
  const lines = [
    '# Fields and results',
    '',
    '<!-- Written by `npm run docs` (release/write_docs.ts). Change the texts where the fields are declared. -->',
    '',
    'Every trigger, action and search of the app, with what you fill in and what the next step gets.',
    'A field that you leave blank is not sent to Tavus. What goes wrong, and what to do about it, is in',
    '[troubleshooting.md](troubleshooting.md).',
    '',
    ...kinds.map(
      ({ title, operations }) =>
        `- **${title}**: ${operations.map(({ label }) => linkTo(label)).join(', ')}`,
    ),
    `- **Records**: ${records.map(({ title }) => linkTo(title)).join(', ')}`,
    '',
    '## Connection',
    '',
    ...table(
      ['Field', 'Key', 'About'],
      app.authentication.fields.map(({ label, key, helpText, required }) => [
        `**${label}**${required ? '<br>Required' : ''}`,
        `\`${key}\``,
        helpText,
      ]),
    ),
    ...kinds.flatMap(({ title, operations }) => [
      `## ${title}`,
      '',
      ...operations.flatMap((each) => operationSection(each, records)),
    ]),
    '## Records',
    '',
    'Several operations return the same record. Each of them shows its own result first. Every key is always there; an unknown value is empty.',
    '',
    ...records.flatMap(({ title, results, sample, code }) => [
      `### ${title}`,
      '',
      ...resultTable(results, sample, code),
    ]),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

/** A visible operation with all its fields, wherever they come from. */
interface DocumentedOperation extends Operation {
  readonly fields: readonly ShownField[];
  readonly results: readonly OutputField[];
  readonly code: OperationCode;
}

/** What the file of an operation exports besides its definition, which leaves these out. */
interface OperationCode {
  readonly form: { readonly fields: readonly FormField[] };
  readonly columns: OutputColumns;
}

/** The file of an operation is named after its key. */
async function codeOf(kind: string, key: string): Promise<OperationCode> {
  const code: OperationCode = await import(`../${kind}/${key}.ts`);
  return code;
}

async function documented(each: Operation): Promise<DocumentedOperation> {
  return {
    ...each,
    fields: await shownFields(each),
    results: readOutputFields(await answered(each, 'outputFields')),
    code: await codeOf(each.kind, each.key),
  };
}

const zapier = new Zapier(App, '');

/** What the platform returns for a part of an operation. */
async function answered(from: Operation, part: string, inputData: object = {}): Promise<unknown> {
  const outcome = await zapier.run(methodOf(from, part), inputData);
  if (!outcome.ok) throw new Error(`${from.label} has no ${part}. ${outcome.message}`);
  return outcome.results;
}

function linkTo(title: string): string {
  return `[${title}](#${title.toLowerCase().replaceAll(' ', '-')})`;
}

function operationSection(each: DocumentedOperation, records: readonly SharedRecord[]): string[] {
  const { label, description, key } = each;
  return [
    `### ${label}`,
    '',
    `${description} Key: \`${key}\`.`,
    '',
    ...pictureOfForm(label, key),
    ...inputTables(each),
    ...resultTables(each, records),
  ];
}

/** Taken by `npm run docs:pictures`; most forms have none. */
function pictureOfForm(label: string, key: string): string[] {
  if (!FORM_PICTURES.some(({ name }) => name === key)) return [];
  return [
    '<picture>',
    `  <source media="(prefers-color-scheme: dark)" srcset="pictures/${key}${ENDINGS.dark}">`,
    `  <img alt="The form of ${label} as the app defines it" src="pictures/${key}${ENDINGS.light}">`,
    '</picture>',
    '',
  ];
}

// ---- fields to fill in

/** A field with the conditions under which the form shows it; none: always. */
interface ShownField {
  readonly field: InputField;
  readonly conditions: readonly string[];
}

function inputTables({ fields, groups, code }: DocumentedOperation): string[] {
  const header = ['Field', 'Key', 'Accepts', 'About'];
  const shownAs = (shown: readonly ShownField[]) => [
    ...shown
      .filter(({ field }) => isNotice(field))
      .flatMap(({ field }) => [`> ${field.helpText}`, '']),
    ...table(
      header,
      shown.filter(({ field }) => !isNotice(field)).map((each) => inputRow(each, code)),
    ),
  ];
  if (groups.length === 0) return shownAs(fields);
  return groups.flatMap(({ key, label, emphasize }) => [
    `**${label}**${emphasize ? '' : ' (an extra group, further down)'}`,
    '',
    ...shownAs(fields.filter(({ field }) => field.group === key)),
  ]);
}

async function shownFields(from: Operation): Promise<ShownField[]> {
  const first = readInputFields(await answered(from, 'inputFields'));
  const forms = await Promise.all(
    fillings(first).map(async ({ condition, inputData }) => {
      const fields = readInputFields(await answered(from, 'inputFields', inputData));
      return { condition, fields: new Map(fields.map((field) => [field.key, field])) };
    }),
  );
  const all = new Map([first, ...forms.map(({ fields }) => [...fields.values()])].flatMap(byKey));
  return [...all.values()].map((field) => {
    const shownIn = forms.filter(({ fields }) => fields.has(field.key));
    if (shownIn.length === forms.length) return { field, conditions: [] };
    const conditions = shownIn.map(({ condition, fields }) =>
      fields.get(field.key)?.required ? `${condition} (required then)` : condition,
    );
    return { field, conditions };
  });
}

function byKey(fields: readonly InputField[]): [string, InputField][] {
  return fields.map((field) => [field.key, field]);
}

/** The form as it is first, and with each choice of a field that changes it. */
function fillings(fields: readonly InputField[]) {
  const choosers = fields.filter(({ altersDynamicFields }) => altersDynamicFields);
  if (choosers.length === 0) return [{ condition: '', inputData: {} }];
  return choosers.flatMap(({ key, label, choices = [] }) => [
    { condition: `${label} is blank`, inputData: {} },
    ...choices.map((choice) => ({
      condition: `${label} is ${choice.label}`,
      inputData: { [key]: choice.value },
    })),
  ]);
}

function inputRow({ field, conditions }: ShownField, { form }: OperationCode): string[] {
  const { label, key, helpText, required } = field;
  const declared = form.fields.find((each) => each.key === key);
  if (!declared) throw new Error(`The form has no field ${key}.`);
  const remarks = [
    ...(conditions.length > 0 ? [`Only when ${conditions.join(', or when ')}`] : []),
    ...(required && conditions.length === 0 ? ['Required'] : []),
    ...(declared.default ? [`Filled in with ${declared.default}`] : []),
  ];
  return [[`**${label}**`, ...remarks].join('<br>'), `\`${key}\``, accepts(declared), helpText];
}

/** What a field accepts, in the words of its kind, and what it offers. */
function accepts({ kind, suggestions = [] }: FormField): string {
  const offered = suggestions.map(({ label }) => label).join(', ');
  return [capitalized(kind.accepts), ...(offered ? [`Offered: ${offered}`] : [])].join('<br>');
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

// ---- results

/** Results that several operations give. */
interface SharedRecord {
  readonly title: string;
  readonly results: readonly OutputField[];
  readonly sample: Readonly<Record<string, unknown>>;
  readonly code: OperationCode;
}

function sharedRecords(operations: readonly DocumentedOperation[]): SharedRecord[] {
  const users = new Map<string, DocumentedOperation[]>();
  for (const each of operations) {
    const form = JSON.stringify([...each.results].sort((one, two) => (one.key < two.key ? -1 : 1)));
    users.set(form, [...(users.get(form) ?? []), each]);
  }
  return [...users.values()].flatMap((same): SharedRecord[] => {
    const [fullest, ...others] = same.sort((one, two) => emptyIn(one.sample) - emptyIn(two.sample));
    if (!fullest || others.length === 0) return [];
    const { noun, results, sample, code } = fullest;
    return [{ title: `The ${noun} Record`, results, sample, code }];
  });
}

function emptyIn(sample: Readonly<Record<string, unknown>>): number {
  return Object.values(sample).filter((value) => value === null).length;
}

function resultTables(
  { results, sample, code }: DocumentedOperation,
  records: readonly SharedRecord[],
): string[] {
  const keys = new Set(results.map(({ key }) => key));
  const record = records.find((each) => each.results.every(({ key }) => keys.has(key)));
  if (!record) return ['Results:', '', ...resultTable(results, sample, code)];
  const known = new Set(record.results.map(({ key }) => key));
  const more = results.filter(({ key }) => !known.has(key));
  if (more.length === 0) return [`Results: ${linkTo(record.title)}.`, ''];
  return [`Results: ${linkTo(record.title)}, and:`, '', ...resultTable(more, sample, code)];
}

function resultTable(
  fields: readonly OutputField[],
  sample: Readonly<Record<string, unknown>>,
  { columns }: OperationCode,
): string[] {
  return table(
    ['Result', 'Key', 'Type', 'Example'],
    fields.map(({ label, key, type }) => [
      `**${label}**`,
      `\`${key}\``,
      typeOf(type, columns[key]?.values),
      example(valueAt(sample, key)),
    ]),
  );
}

/** The type of a result, or every value that there is besides none. */
function typeOf(type: string, values: readonly string[] | undefined): string {
  if (!values) return TYPES.get(type) ?? type;
  return values.map((value) => `\`${value}\``).join(', ');
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['string', 'text'],
  ['boolean', 'yes/no'],
  ['datetime', 'date and time'],
]);

/** The value at an output field's key; of line items (`list[]key`), the first. */
function valueAt(sample: Readonly<Record<string, unknown>>, key: string): unknown {
  const [list = '', inner] = key.split('[]');
  const value = sample[list];
  if (inner === undefined) return value;
  const items = z.array(z.record(z.string(), z.unknown())).parse(value);
  return items[0]?.[inner];
}

const MAX_EXAMPLE_LENGTH = 60;

function example(value: unknown): string {
  if (value === null || value === undefined) return '';
  const [text = '', ...more] = String(value).split('\n');
  const isLong = more.length > 0 || text.length > MAX_EXAMPLE_LENGTH;
  return `\`${isLong ? `${text.slice(0, MAX_EXAMPLE_LENGTH)}…` : text}\``;
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line), ''];
}

// ---- every page

const DOCS = fileURLToPath(new URL('../docs', import.meta.url));

/** The pages that are written whole or in part, by their paths below docs/. */
export async function writtenDocs(): Promise<ReadonlyMap<string, string>> {
  const recipes = readdirSync(join(DOCS, 'recipes')).filter((file) => file !== 'README.md');
  return new Map([
    ['fields.md', await fieldsPage()],
    ...recipes.map((file): [string, string] => {
      const path = `recipes/${file}`;
      return [path, withCharts(readFileSync(join(DOCS, path), 'utf8'))];
    }),
  ]);
}

// ---- `npm run docs`

async function main(): Promise<void> {
  const files = await writtenDocs();
  for (const [path, text] of files) writeFileSync(join(DOCS, path), text);
  console.log(`Wrote ${files.size} files below ${DOCS}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  });
}
