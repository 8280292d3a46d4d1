import { describe, expect, test } from '@jest/globals';
import { withCharts } from '../../release/recipe_charts.ts';

/** The charts of recipes. */

const RECIPE = `# A title

**For** people.
**Result:** a call.

## You need

| What | Which |
| --- | --- |
| Zapier plan | Professional |

## The Zap

### 1. Google Calendar: Event Start

Text.

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

Both count from this step.

### 3. Gmail & Co: Send "It"
`;

/** The charts of a page, in their order. */
function chartsIn(page: string): string[] {
  return [...page.matchAll(/^```mermaid\n([\s\S]*?)^```$/gm)].map(([, chart = '']) => chart);
}

describe('a recipe', () => {
  const page = withCharts(RECIPE);
  const [steps = '', minutes = ''] = chartsIn(page);

  test('has its steps above "You need", and its minutes below their table', () => {
    expect(page).toContain(`**Result:** a call.\n\n\`\`\`mermaid\n${steps}\`\`\`\n\n## You need\n`);
    expect(page).toContain(
      `| Together | 55 |\n\n\`\`\`mermaid\n${minutes}\`\`\`\n\nBoth count from this step.`,
    );
    expect(chartsIn(page)).toHaveLength(2);
  });

  test('stays the same when it is written again, with charts made by hand', () => {
    const byHand = page.replace('Text.', '```mermaid\nflowchart LR\n  a --> b\n```');
    expect(withCharts(byHand)).toBe(byHand);
    expect(chartsIn(byHand)).toHaveLength(3);
  });

  test('loses the charts of what is gone', () => {
    const shorter = page.replace(/\| Time[\s\S]*Together \| 55 \|\n\n/, '');
    expect(chartsIn(withCharts(shorter))).toEqual([steps]);
  });

  test('shows each step, and marks those of Tavus', () => {
    expect(steps).toContain(
      '  zap1_1["1 · Google Calendar<br>Event Start"] --> ' +
        'zap1_2["2 · Tavus<br>Create Conversation"]:::tavus --> ' +
        'zap1_3["3 · Gmail & Co<br>Send #quot;It#quot;"]\n',
    );
    expect(steps).toContain('subgraph zap1_row1[" "]');
  });

  test('shows the minutes from the creation to the end', () => {
    expect(minutes.split('\n').slice(2)).toEqual([
      '  created["Created:<br>billing starts"]',
      '  -- "10 min" --> start["Start of the call<br>(10 min)"]',
      '  -- "15 min for<br>a late guest" --> closed["Room closes if<br>nobody joined<br>(25 min)"]',
      '  -- "30 min<br>for the call" --> ended["Call ends<br>(55 min)"]',
      '',
    ]);
  });

  test('whose call begins when it is created has no minutes before it', () => {
    const [, now = ''] = chartsIn(withCharts(RECIPE.replace('start | 10 |', 'start | 0 |')));
    expect(now).toContain('billing starts"]\n  -- "15 min for<br>a late guest" --> closed');
  });

  test('without a number is rejected', () => {
    const broken = RECIPE.replace('| The call | 30 |', '| The call | half an hour |');
    expect(() => withCharts(broken)).toThrow('"A title" has no number for The call.');
  });

  test('with two Zaps shows both with their titles, and the minutes of both calls', () => {
    const [, zap = ''] = RECIPE.split('## The Zap');
    const [both = '', ...calls] = chartsIn(withCharts(`${RECIPE}\n## Zap "B"${zap}`));
    expect(both).toContain('subgraph zap1_row1["The Zap"]');
    expect(both).toContain('subgraph zap2_row1["Zap #quot;B#quot;"]');
    expect(both).toContain('\n  zap1_row1 ~~~ zap2_row1\n');
    expect(calls).toEqual([minutes, minutes]);
  });

  test('with many steps has rows of about the same length', () => {
    const more = [4, 5, 6, 7].map((number) => `\n### ${number}. Gmail: Send Email\n`);
    const [long = ''] = chartsIn(withCharts(RECIPE + more.join('')));
    expect(long).toMatch(/zap1_4\["4 · Gmail<br>Send Email"\]\n {2}end\n/);
    expect(long).toMatch(/direction LR\n {4}zap1_5\[.*zap1_7\["7 · Gmail<br>Send Email"\]\n/);
    expect(long).toContain('\n  zap1_row1 --> zap1_row2\n');
    expect(long).toContain('\n  class zap1_row1,zap1_row2 row\n');
  });
});
