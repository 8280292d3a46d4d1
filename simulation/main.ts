/**
 * `npm run simulate -- --days 365 --seed 1`: lets accounts live for so many days, story after story, and
 * checks at every moment what must hold (docs/reliability.md). `--seeds 50` does so for 50 seeds from
 * that one on, `--story N` tells one story again, `--until-broken` tells shorter stories until a
 * rule is broken.
 */
import { parseArgs } from 'node:util';
import { startSandbox } from '../sandbox/sandbox.ts';
import { type Told, tell } from './story.ts';
import { realSeconds } from './time.ts';

const { values } = parseArgs({
  options: {
    days: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    story: { type: 'string' },
    'until-broken': { type: 'boolean', default: false },
  },
});

const SIZE = values['until-broken']
  ? { commands: 40, secondsToShorten: 0 }
  : { commands: 100, secondsToShorten: 60 };

/** Stories of a seed are numbered from here on. */
const STORIES = 100_000;

/** The columns of the table. */
const COLUMNS: readonly (readonly [string, (sum: Sum) => number])[] = [
  ['Seed', ({ seed }) => seed],
  ['Days', ({ days }) => Math.round(days)],
  ['Stories', ({ stories }) => stories],
  ['Conversations', ({ conversations }) => conversations],
  ['Polls', ({ polls }) => polls],
  ['Requests', ({ requests }) => requests],
  ['Gone wrong', ({ faults }) => faults],
  ['Fired', ({ fired }) => fired],
  ['Created', ({ created }) => created],
  ['Nothing created', ({ nothingCreated }) => nothingCreated],
  ['Halted', ({ halted }) => halted],
  ['Violations', ({ violations }) => violations],
];

interface Sum extends Told {
  readonly seed: number;
  stories: number;
  violations: number;
}

function emptySum(seed: number): Sum {
  return {
    seed,
    stories: 0,
    violations: 0,
    days: 0,
    conversations: 0,
    polls: 0,
    requests: 0,
    faults: 0,
    fired: 0,
    parts: 0,
    created: 0,
    nothingCreated: 0,
    halted: 0,
  };
}

function add(sum: Sum, told: Told | Sum): Sum {
  const added = Object.entries(told).map(([key, count]) => {
    const before = new Map<string, number>(Object.entries(sum)).get(key) ?? 0;
    return [key, key === 'seed' ? before : before + Number(count)];
  });
  return { ...sum, ...Object.fromEntries(added) };
}

const began = realSeconds();

/** The stories in which something did not hold. */
const stories: string[] = [];

function showProgress(part: number, sum: Sum): void {
  if (!process.stderr.isTTY) return;
  const width = 30;
  const done = Math.min(width, Math.round(part * width));
  const bar = '#'.repeat(done) + '.'.repeat(width - done);
  const counts = `${Math.round(sum.days)} days, ${sum.conversations} conversations, ${sum.polls} polls, ${sum.requests} requests, ${sum.faults} gone wrong, ${sum.violations} violations`;
  process.stderr.write(`\r[${bar}] ${counts}`);
}

async function liveSeed(seed: number, days: number, onStory: (sum: Sum) => void): Promise<Sum> {
  let sum = emptySum(seed);
  while (sum.days < days) {
    const number = seed * STORIES + sum.stories;
    const ending = await tell(sandbox, number, SIZE);
    sum.stories += 1;
    if (ending.ok) sum = add(sum, ending.told);
    else {
      sum.violations += 1;
      // At once for who looks on, and below the table for who reads it later.
      console.error(`\n${storyInWords(number, ending)}\n`);
      stories.push(storyInWords(number, ending));
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

const sandbox = await startSandbox({ seed: 'empty', startTime: '2026-11-20T15:00:00.000Z' });

if (values.story === undefined) {
  const [days = 1, first = 1, count = 1] = [values.days, values.seed, values.seeds].map(Number);
  console.log(row(COLUMNS.map(([name]) => name)));
  console.log(row(COLUMNS.map(() => '---')));
  let all = emptySum(0);
  for (let index = 0; index < count; index += 1) {
    const sum = await liveSeed(first + index, days, (soFar) => {
      showProgress((index + Math.min(1, soFar.days / days)) / count, add(all, soFar));
    });
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
    console.log(row(COLUMNS.map(([, cell]) => cell(sum))));
    all = add(all, sum);
    if (values['until-broken'] && all.violations > 0) break;
  }
  console.log(row(COLUMNS.map(([name, cell]) => (name === 'Seed' ? 'all' : cell(all)))));
  console.log(`\nIn ${Math.round(realSeconds() - began)} seconds.`);
  for (const story of stories) console.log(`\n${story}`);
  if (all.violations > 0) process.exitCode = 1;
} else {
  const ending = await tell(sandbox, Number(values.story), SIZE);
  console.log(ending.ok ? ending.told : storyInWords(Number(values.story), ending));
  if (!ending.ok) process.exitCode = 1;
}
await sandbox.stop();
