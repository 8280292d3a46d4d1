/** `npm run simulate`: days in the life of an account, and what must hold (docs/reliability.md). */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startSandbox } from '../sandbox/sandbox.ts';
import { NOTHING_COUNTED } from './rules.ts';
import { type Summary, tell } from './story.ts';
import { realSeconds } from './time.ts';

const HELP = `Simulates accounts, story after story, and checks the rules at every moment.

Usage: npm run simulate -- [--days N] [--seed N] [--seeds N] [--until-broken]
       npm run simulate -- --story N
       npm run simulate -- --sum FILE...

  --days N         how many days of each seed (default: 20)
  --seed N         the first seed (default: 1)
  --seeds N        how many seeds from that one on (default: 1)
  --until-broken   runs shorter stories until a rule is broken
  --story N        repeats one story
  --sum FILE...    prints the tables of several runs as one
  --help           this text
`;

const { values, positionals } = parseArgs({
  options: {
    days: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    story: { type: 'string' },
    'until-broken': { type: 'boolean', default: false },
    sum: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});

const SIZE = values['until-broken']
  ? { commands: 40, secondsToShorten: 0 }
  : { commands: 100, secondsToShorten: 60 };

/** How many numbers of stories each seed has. */
const STORIES = 100_000;

/** The columns of the table. */
const COLUMNS: readonly (readonly [string, keyof Sum])[] = [
  ['Seed', 'seed'],
  ['Days', 'days'],
  ['Stories', 'stories'],
  ['Conversations', 'conversations'],
  ['Polls', 'polls'],
  ['Requests', 'requests'],
  ['Gone wrong', 'faults'],
  ['Fired', 'fired'],
  ['Created', 'created'],
  ['Nothing created', 'nothingCreated'],
  ['Halted', 'halted'],
  ['Violations', 'violations'],
];

type Sum = { -readonly [Count in keyof Summary]: number } & {
  seed: number;
  stories: number;
  violations: number;
};

function emptySum(seed: number): Sum {
  return { ...NOTHING_COUNTED, seed, stories: 0, violations: 0, days: 0, conversations: 0 };
}

function add(sum: Sum, told: Summary | Sum): Sum {
  const added = Object.entries(told).map(([key, count]) => {
    const before = new Map<string, number>(Object.entries(sum)).get(key) ?? 0;
    return [key, key === 'seed' ? before : before + Number(count)];
  });
  return { ...sum, ...Object.fromEntries(added) };
}

const began = realSeconds();

function showProgress(part: number, sum: Sum): void {
  if (!process.stderr.isTTY) return;
  const width = 30;
  const done = Math.min(width, Math.round(part * width));
  const bar = '#'.repeat(done) + '.'.repeat(width - done);
  const counts = `${Math.round(sum.days)} days, ${sum.conversations} conversations, ${sum.polls} polls, ${sum.requests} requests, ${sum.faults} gone wrong, ${sum.violations} violations`;
  process.stderr.write(`\r[${bar}] ${counts}`);
}

/** Runs the stories of a seed; `broken` collects those that broke a rule. */
async function liveSeed(
  seed: number,
  days: number,
  broken: string[],
  onStory: (sum: Sum) => void,
): Promise<Sum> {
  let sum = emptySum(seed);
  while (sum.days < days) {
    const number = seed * STORIES + sum.stories;
    const ending = await tell(sandbox, number, SIZE);
    sum.stories += 1;
    if (ending.ok) sum = add(sum, ending.told);
    else {
      sum.violations += 1;
      // Print it now for a person who watches, and again below the table.
      console.error(`\n${storyInWords(number, ending)}\n`);
      broken.push(storyInWords(number, ending));
    }
    onStory(sum);
    if (values['until-broken'] && sum.violations > 0) return sum;
  }
  return sum;
}

function storyInWords(
  number: number,
  { rule, story }: { readonly rule: string; readonly story: readonly string[] },
): string {
  const again = `To see it again: npm run simulate -- --story ${number}`;
  return ['A rule was broken. The shortest story:', ...story, `=> ${rule}`, again].join('\n');
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** The head of a table. */
function head(): string {
  return [row(COLUMNS.map(([name]) => name)), row(COLUMNS.map(() => '---'))].join('\n');
}

function rowOf(sum: Sum): string {
  return row(COLUMNS.map(([, key]) => Math.round(sum[key])));
}

function rowOfAll(all: Sum): string {
  return row(COLUMNS.map(([, key]) => (key === 'seed' ? 'all' : Math.round(all[key]))));
}

/** The rows of the seeds in a table that was printed before. */
function sumsIn(table: string): Sum[] {
  return table.split('\n').flatMap((line) => {
    const cells = line.split('|').slice(1, -1).map(Number);
    if (cells.length !== COLUMNS.length || !Number.isInteger(cells[0])) return [];
    const counts = COLUMNS.map(([, key], index) => [key, cells[index]]);
    return [{ ...emptySum(0), ...Object.fromEntries(counts) }];
  });
}

if (values.help) {
  process.stdout.write(HELP);
  process.exit();
}
const sandbox = await startSandbox({ seed: 'empty', startTime: '2026-11-20T15:00:00.000Z' });

if (values.sum) sumUp(positionals);
else if (values.story === undefined) await liveSeeds();
else await tellOne(Number(values.story));
await sandbox.stop();

async function liveSeeds(): Promise<void> {
  const [days = 1, first = 1, count = 1] = [values.days, values.seed, values.seeds].map(Number);
  const stories: string[] = [];
  console.log(head());
  let all = emptySum(0);
  for (let index = 0; index < count; index += 1) {
    const sum = await liveSeed(first + index, days, stories, (soFar) => {
      showProgress((index + Math.min(1, soFar.days / days)) / count, add(all, soFar));
    });
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
    console.log(rowOf(sum));
    all = add(all, sum);
    if (values['until-broken'] && all.violations > 0) break;
  }
  console.log(`${rowOfAll(all)}\n\nIn ${Math.round(realSeconds() - began)} seconds.`);
  for (const story of stories) console.log(`\n${story}`);
  if (all.violations > 0) process.exitCode = 1;
}

/** Prints several tables as one; of two rows of a seed the later one counts. */
function sumUp(files: readonly string[]): void {
  const rows = files.flatMap((file) => sumsIn(readFileSync(file, 'utf8')));
  const sums = [...new Map(rows.map((sum) => [sum.seed, sum])).values()];
  sums.sort((one, other) => one.seed - other.seed);
  const all = sums.reduce(add, emptySum(0));
  console.log([head(), ...sums.map(rowOf), rowOfAll(all)].join('\n'));
}

async function tellOne(number: number): Promise<void> {
  const ending = await tell(sandbox, number, SIZE);
  console.log(ending.ok ? ending.told : storyInWords(number, ending));
  if (!ending.ok) process.exitCode = 1;
}
