import { describe, expect, test } from '@jest/globals';
import { timeLine } from '../../release/pictures.ts';
import { illustrated } from '../../release/recipe_pictures.ts';

/** The drawings of recipes. */

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

/** The texts of a drawing, in their order. */
function textsIn(drawing: string | undefined): string[] {
  return [...(drawing ?? '').matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(
    (match) => match[1] ?? '',
  );
}

describe('a recipe', () => {
  const { page, drawings } = illustrated('a_recipe', RECIPE);

  test('shows its steps above what one needs, and its minutes below their table', () => {
    const chain = page.indexOf('](../pictures/a_recipe.svg)\n\n## You need\n');
    const line = page.indexOf('](../pictures/a_recipe.times.svg)\n\nBoth count');
    expect(chain).toBeGreaterThan(page.indexOf('**Result:**'));
    expect(line).toBeGreaterThan(page.indexOf('| Together | 55 |'));
    expect(page).toContain(
      '![The steps. Google Calendar: Event Start, then Tavus: Create Conversation',
    );
    expect([...drawings.keys()]).toEqual(['a_recipe.svg', 'a_recipe.times.svg']);
  });

  test('is the same when it is drawn again, and loses the drawings of steps that have gone', () => {
    expect(illustrated('a_recipe', page)).toEqual({ page, drawings });
    const shorter = illustrated(
      'a_recipe',
      page.replace(/\| Time[\s\S]*Together \| 55 \|\n\n/, ''),
    );
    expect(shorter.page).not.toContain('times.svg');
    expect([...shorter.drawings.keys()]).toEqual(['a_recipe.svg']);
  });

  test('has a card for each step, those of Tavus marked', () => {
    const cards = drawings.get('a_recipe.svg');
    expect(textsIn(cards)).toEqual([
      '1. Google Calendar',
      'Event Start',
      '2. Tavus',
      'Create Conversation',
      '3. Gmail &amp; Co',
      'Send &quot;It&quot;',
    ]);
    expect(cards?.match(/class="card ours"/g)).toHaveLength(1);
  });

  test('has its own minutes on the line', () => {
    expect(textsIn(drawings.get('a_recipe.times.svg'))).toEqual([
      '10 min before',
      '15 min for a late guest',
      '30 min call',
      'Created: billing starts',
      'The call is to begin, after 10 min',
      'If nobody has come, the room closes, after 25 min',
      'The call ends at the latest, after 55 min',
      'It ends earlier when the last participant has been away for the Participant Left Timeout.',
    ]);
  });

  test('without a number where one belongs is not drawn', () => {
    const broken = RECIPE.replace('| The call | 30 |', '| The call | half an hour |');
    expect(() => illustrated('a_recipe', broken)).toThrow('"A title" has no number for The call.');
  });

  test('with two calls has two lines', () => {
    const [, zap = ''] = RECIPE.split('## The Zap');
    const two = illustrated('a_recipe', `${RECIPE}\n## Zap B${zap}`);
    expect([...two.drawings.keys()]).toContain('a_recipe.times_2.svg');
    expect(two.page).toContain('](../pictures/a_recipe.times_2.svg)');
  });
});

describe('minutes that do not add up show', () => {
  test('as what is cut off', () => {
    const line = timeLine({ before: 10, late: 15, call: 30, absent: 25, most: 30 });
    expect(textsIn(line)).toContain('25 min cut off');
    expect(line).not.toMatch(/width="-/);
  });

  test('as what is to spare', () => {
    const line = timeLine({ before: 0, late: 5, call: 10, absent: 5, most: 60 });
    expect(textsIn(line)).toContain('45 min spare');
    expect(textsIn(line)).not.toContain('0 min before');
  });
});
