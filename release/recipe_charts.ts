import { type Recipe, type Row, readRecipe, type Step, type Zap } from './recipe.ts';

/** The charts of a recipe as Mermaid, which GitHub draws: its steps, and the minutes of its calls. */

/** The first lines of each chart here, by which an old one is found. */
const START = '```mermaid\n%% Written by `npm run docs`.';

/** A longer row becomes too small to read on GitHub. */
const MAX_STEPS_IN_ROW = 5;

/**
 * Puts the charts of a recipe into its page, in place of the old ones: the steps above "You need", and
 * the minutes of each call below their table.
 *
 * @throws if a number is missing.
 */
export function withCharts(markdown: string): string {
  const recipe = readRecipe(markdown);
  const minutes = minuteCharts(recipe);
  return markdown
    .replace(/^```mermaid\n%% Written by `npm run docs`\.\n[\s\S]*?^```\n\n/gm, '')
    .replace(/^## You need$/m, () => `${stepChart(recipe.zaps)}\n\n## You need`)
    .replace(/^\| Time \| Minutes \|\n(?:\|.*\|\n)+\n/gm, (table) => {
      const chart = minutes.shift();
      return chart ? `${table}${chart}\n\n` : table;
    });
}

function chart(direction: 'LR' | 'TB', lines: readonly string[]): string {
  return [START, `flowchart ${direction}`, ...lines.map((line) => `  ${line}`), '```'].join('\n');
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '#quot;')}"`;
}

// ---- the steps

interface ChartRow {
  readonly id: string;
  readonly title: string;
  readonly nodes: readonly string[];
  /** How it is linked with the row before: with an arrow, or only placed below it. */
  readonly link: '-->' | '~~~';
}

function stepChart(zaps: readonly Zap[]): string {
  const rows = zaps.flatMap((zap, index) => rowsOf(zap, `zap${index + 1}`, zaps.length > 1));
  return chart('TB', [
    ...rows.flatMap(({ id, title, nodes }) => [
      `subgraph ${id}[${quoted(title)}]`,
      '  direction LR',
      `  ${nodes.join(' --> ')}`,
      'end',
    ]),
    ...rows.slice(1).map(({ id, link }, before) => `${rows[before]?.id} ${link} ${id}`),
    `class ${rows.map(({ id }) => id).join(',')} row`,
    'classDef row fill:none,stroke:none',
    'classDef tavus stroke:#5b63e6,stroke-width:3px',
  ]);
}

/** The rows of a Zap, of about the same length. */
function rowsOf({ title, steps }: Zap, id: string, hasTitle: boolean): ChartRow[] {
  const count = Math.ceil(steps.length / MAX_STEPS_IN_ROW);
  const length = Math.ceil(steps.length / count);
  const nodes = steps.map((step) => stepNode(id, step));
  return Array.from({ length: count }, (_, index) => ({
    id: `${id}_row${index + 1}`,
    title: hasTitle && index === 0 ? title : ' ',
    nodes: nodes.slice(index * length, (index + 1) * length),
    link: index === 0 ? '~~~' : '-->',
  }));
}

function stepNode(zap: string, { number, app, event }: Step): string {
  // Mermaid reads "1." at the start of a text as a list.
  const node = `${zap}_${number}[${quoted(`${number} · ${app}<br>${event}`)}]`;
  return app === 'Tavus' ? `${node}:::tavus` : node;
}

// ---- the minutes of a call

/** A chart for each step that creates a call, with the minutes of its table and of its two limits. */
function minuteCharts({ title, zaps }: Recipe): string[] {
  const calls = zaps.flatMap(({ steps }) => steps.filter(({ times }) => times.length > 0));
  return calls.map(({ times, fields }) => {
    const numberIn = (rows: readonly Row[], name: string) => {
      const value = rows.find((row) => row.name === name)?.value ?? '';
      if (!/^\d+$/.test(value)) throw new Error(`"${title}" has no number for ${name}.`);
      return Number(value);
    };
    const before = numberIn(times, 'Before the start');
    const late = numberIn(times, 'A late guest may come');
    const call = numberIn(times, 'The call');
    const absent = numberIn(fields, 'Participant Absent Timeout (Seconds)') / 60;
    const most = numberIn(fields, 'Max Call Duration (Seconds)') / 60;
    const start =
      before > 0 ? [`-- "${before} min" --> start["Start of the call<br>(${before} min)"]`] : [];
    return chart('LR', [
      'created["Created:<br>billing starts"]',
      ...start,
      `-- "${late} min for<br>a late guest" --> closed["Room closes if<br>nobody joined<br>(${absent} min)"]`,
      `-- "${call} min<br>for the call" --> ended["Call ends<br>(${most} min)"]`,
    ]);
  });
}
