import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import App from '../index.ts';
import { type Recipe, type Row, readRecipe, type Step, type Zap } from '../release/recipe.ts';
import { everyInputField, outputFieldsOf } from './tavus_app.ts';

/**
 * Every recipe against the app and against arithmetic: its fields and results exist, its minutes
 * add up, nothing is paid before it is wanted, and nobody is sent a machine's date.
 */

const FOLDER = join(__dirname, '../docs/recipes');
const INDEX = readFileSync(join(FOLDER, 'README.md'), 'utf8');
const FILES = readdirSync(FOLDER).filter((file) => file !== 'README.md');

function pageOf(file: string): string {
  return readFileSync(join(FOLDER, file), 'utf8');
}

// ---- the app's side

const known = new Map<string, ReturnType<typeof lookUp>>();

/** The labels of an operation's fields, with those of every choice, and its results. */
function operationCalled(event: string) {
  const found = known.get(event) ?? lookUp(event);
  known.set(event, found);
  return found;
}

async function lookUp(event: string) {
  const pair = Object.values(App.searchOrCreates ?? {}).find(
    ({ display }) => display.label === event,
  );
  if (pair) {
    const names = [`searches.${pair.search}`, `creates.${pair.create}`] as const;
    const fields = (await Promise.all(names.map(everyInputField))).flat();
    return { fields: fields.map(({ label }) => label), results: await outputFieldsOf(names[0]) };
  }
  for (const kind of ['triggers', 'creates', 'searches'] as const) {
    for (const [key, each] of Object.entries(App[kind] ?? {})) {
      if (each.display.label !== event || each.display.hidden) continue;
      const name = `${kind}.${key}`;
      const fields = await everyInputField(name);
      return { fields: fields.map(({ label }) => label), results: await outputFieldsOf(name) };
    }
  }
  throw new Error(`The app has no ${event}`);
}

// ---- the recipe's side

/** Steps that Zapier counts as no task. */
const WITHOUT_TASK = /^(Filter|Formatter|Delay|Paths|Looping) by Zapier$/;

/** The actions that Tavus bills. */
const BILLED = /^(Create Conversation|Generate Video)$/;

const isBilled = ({ app, event }: Step) => app === 'Tavus' && BILLED.test(event);

/** What a person reads who knows nothing of machines. */
const FOR_PEOPLE = /^(Subject|Body|Message|Message Text|Text|Note|Note Body|Caption)$/;

/** The documented maximum of Max Call Duration, in minutes. */
const MAX_CALL_SECONDS = 60;

const TIMES = ['Before the start', 'A late guest may come', 'The call', 'Together'];

/** The values mapped from steps: `2. Join URL` is the Join URL of step 2. */
function mappingsIn(text: string): { number: number; label: string }[] {
  return [...text.matchAll(/`(\d+)\. ([^`]+)`/g)].map((match) => ({
    number: Number(match[1]),
    label: match[2] ?? '',
  }));
}

function numberIn(rows: readonly Row[], name: string): number {
  const value = rows.find((row) => row.name === name)?.value;
  if (value === undefined || !/^\d+$/.test(value)) {
    throw new Error(`${name} is to be a number in digits, but is ${value ?? 'missing'}`);
  }
  return Number(value);
}

const numbersOf = (rows: readonly Row[], names: readonly string[]) =>
  names.map((name) => numberIn(rows, name));

/** What is wrong with the minutes of a step that creates a call. */
function wrongTimes({ fields, times }: Step): string[] {
  const [before = 0, late = 0, call = 0, together = 0] = numbersOf(times, TIMES);
  const absent = numberIn(fields, 'Participant Absent Timeout (Seconds)') / 60;
  const longest = numberIn(fields, 'Max Call Duration (Seconds)') / 60;
  return [
    ...(before + late + call === together
      ? []
      : [`${before} + ${late} + ${call} is not ${together}`]),
    ...(before + late === absent ? [] : [`the room waits ${absent} minutes, not ${before + late}`]),
    ...(absent + call <= longest ? [] : [`${longest} minutes end the call of a late guest early`]),
    ...(longest <= MAX_CALL_SECONDS ? [] : [`${longest} minutes are more than Tavus documents`]),
    ...(call > 0 ? [] : ['there is no time for the call']),
  ];
}

/** The filters that need nothing but the trigger and yet come after a step that is billed. */
function lateFilters({ steps }: Zap): number[] {
  const paid = steps.findIndex(isBilled);
  return steps.flatMap(({ app, fields, number }, index) => {
    const text = fields.map(({ value }) => value).join(' ');
    const sources = [...text.matchAll(/from step (\d+)/g)].map((match) => Number(match[1]));
    const needed = [...sources, ...mappingsIn(text).map((mapping) => mapping.number)];
    const couldBeFirst = needed.length > 0 && needed.every((one) => one === 1);
    return app === 'Filter by Zapier' && couldBeFirst && paid >= 0 && paid < index ? [number] : [];
  });
}

const wholeZaps = (recipe: Recipe) => recipe.zaps.filter(({ isWhole }) => isWhole);

// ---- the rules can fail

const SAMPLE = `# A title

**For** people.
**Result:** a call.

## You need

| What | Which |
| --- | --- |
| Zapier plan | Professional |

## The Zap

### 1. Google Calendar: Event Start

| Field | Value |
| --- | --- |
| Time Before | 10 |

### 2. Tavus: Create Conversation

| Field | Value |
| --- | --- |
| Max Call Duration (Seconds) | 3300 |
| Participant Absent Timeout (Seconds) | 1500 |

| Time | Minutes |
| --- | --- |
| Before the start | 10 |
| A late guest may come | 15 |
| The call | 30 |
| Together | 55 |

### 3. Filter by Zapier: Only continue if

| Field | Value |
| --- | --- |
| Only continue if | the title, from step 1 (Text) Contains \`Demo\` |

## Before: in the other Zap

### 2. Tavus: Create Conversation

| Field | Value |
| --- | --- |
| Enable Recording | Yes |
`;

describe('the reading of recipes', () => {
  const [zap, addition] = readRecipe(SAMPLE).zaps;
  const create = zap?.steps[1];

  test('reads requirements, Zaps, additions, steps, fields and minutes', () => {
    expect(readRecipe(SAMPLE)).toMatchObject({
      title: 'A title',
      needs: [{ name: 'Zapier plan', value: 'Professional' }],
    });
    expect(zap).toMatchObject({ title: 'The Zap', isWhole: true });
    expect(zap?.steps.map(({ number, app, event }) => [number, app, event])).toEqual([
      [1, 'Google Calendar', 'Event Start'],
      [2, 'Tavus', 'Create Conversation'],
      [3, 'Filter by Zapier', 'Only continue if'],
    ]);
    expect(create?.fields).toHaveLength(2);
    expect(create?.times).toHaveLength(4);
    expect(addition).toMatchObject({ title: 'Before: in the other Zap', isWhole: false });
  });

  test('refuses steps with a gap', () => {
    expect(() => readRecipe(SAMPLE.replace('### 3.', '### 4.'))).toThrow('step 4 where 3 is next');
  });

  test.each([
    ['| The call | 30 |', '| The call | 31 |', '10 + 15 + 31 is not 55'],
    ['| 1500 |', '| 900 |', 'the room waits 15 minutes, not 25'],
    ['| 3300 |', '| 1800 |', '30 minutes end the call of a late guest early'],
    ['| 3300 |', '| 3660 |', '61 minutes are more than Tavus documents'],
  ])('finds minutes that do not add up: %s as %s', (right, wrong, finding) => {
    const [broken] = readRecipe(SAMPLE.replace(right, wrong)).zaps;
    const step = broken?.steps[1];
    expect(step && wrongTimes(step)).toContain(finding);
  });

  test('accepts minutes that add up, and finds every gap', () => {
    expect(create && wrongTimes(create)).toEqual([]);
    const [without] = readRecipe(SAMPLE.replace('| Together | 55 |\n', '')).zaps;
    const step = without?.steps[1];
    expect(() => step && wrongTimes(step)).toThrow('Together');
  });

  test('finds a filter that comes after the money is spent', () => {
    expect(zap && lateFilters(zap)).toEqual([3]);
    const [later] = readRecipe(SAMPLE.replace('from step 1', 'from step 2')).zaps;
    expect(later && lateFilters(later)).toEqual([]);
  });
});

// ---- the recipes

test('there are recipes', () => {
  expect(FILES.length).toBeGreaterThanOrEqual(7);
});

describe.each(FILES)('%s', (file) => {
  const page = pageOf(file);
  const recipe = readRecipe(page);
  const steps = recipe.zaps.flatMap((zap) => zap.steps);
  const ofTavus = steps.filter(({ app }) => app === 'Tavus');

  test('is in the index, with its number of steps', () => {
    const row = INDEX.split('\n').find((line) => line.includes(`](${file})`)) ?? '';
    const counts = wholeZaps(recipe).map((zap) => zap.steps.length);
    expect(row.split(' | ').at(-1)).toBe(`${counts.join(' + ')} |`);
  });

  test('says for whom it is and what comes out, then what one needs', () => {
    expect(page).toMatch(
      /^# .+\n\n\*\*For\*\* [\s\S]+?\n\*\*Result:\*\* [\s\S]+?\n\n## You need\n/,
    );
    expect(recipe.needs.map(({ name }) => name)).toEqual([
      'Zapier plan',
      'Tavus plan',
      'Other apps',
      'Zapier tasks per run',
    ]);
  });

  test('counts the tasks of each Zap', () => {
    const tasks = wholeZaps(recipe).map(
      (zap) => zap.steps.slice(1).filter(({ app }) => !WITHOUT_TASK.test(app)).length,
    );
    const [said] = /^\d+( \+ \d+)*/.exec(recipe.needs[3]?.value ?? '') ?? [];
    expect(said).toBe(tasks.join(' + '));
  });

  test('asks for a plan with more than two steps if it has them', () => {
    const isLong = wholeZaps(recipe).some((zap) => zap.steps.length > 2);
    expect(/^Free\b/.test(recipe.needs[0]?.value ?? '')).toBe(!isLong);
  });

  test('has minutes that add up', () => {
    const creating = wholeZaps(recipe)
      .flatMap((zap) => zap.steps)
      .filter(({ app, event }) => app === 'Tavus' && event === 'Create Conversation');
    expect(creating.map((step) => [step.number, wrongTimes(step)])).toEqual(
      creating.map((step) => [step.number, []]),
    );
  });

  test('filters before money is spent', () => {
    expect(recipe.zaps.flatMap(lateFilters)).toEqual([]);
  });

  test('fills in fields that the app has', async () => {
    expect(ofTavus.length).toBeGreaterThan(0);
    for (const { event, fields } of ofTavus) {
      const known = await operationCalled(event);
      const unknown = fields.map(({ name }) => name).filter((name) => !known.fields.includes(name));
      expect([event, unknown]).toEqual([event, []]);
    }
  });

  test('maps results that the steps give', async () => {
    const wrong: string[] = [];
    for (const { number, label } of mappingsIn(page)) {
      const origins = steps.filter((step) => step.number === number);
      const known = await Promise.all(
        origins.map(async ({ app, event }) =>
          app === 'Tavus'
            ? (await operationCalled(event)).results.map((result) => result.label)
            : [label],
        ),
      );
      if (!known.flat().includes(label)) wrong.push(`${number}. ${label}`);
    }
    expect(wrong).toEqual([]);
  });

  test('sends no machine date to people', async () => {
    const sent: string[] = [];
    for (const zap of recipe.zaps) {
      for (const { fields } of zap.steps) {
        for (const { name, value } of fields.filter((field) => FOR_PEOPLE.test(field.name))) {
          for (const { number, label } of mappingsIn(value)) {
            const origin = zap.steps.find((step) => step.number === number);
            if (origin?.app !== 'Tavus') continue;
            const known = await operationCalled(origin.event);
            const isDate = known.results.some(
              (result) => result.label === label && result.type === 'datetime',
            );
            if (isDate) sent.push(`${name}: ${label}`);
          }
        }
      }
    }
    expect(sent).toEqual([]);
  });
});
