import type { Recipe, Step, Zap } from './recipe.ts';

/**
 * The drawings of docs/: the steps of a recipe as cards, and the minutes of a call on a line. They are
 * SVG without fonts or pictures of elsewhere, and follow the light or dark of whoever looks at them.
 */

/** The width of a page on GitHub, in pixels. */
const WIDTH = 800;

const STYLE = `<style>
  text { font: 14px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #1f2430; }
  .small { font-size: 12px; fill: #565d6d; }
  .strong { font-weight: 600; }
  .card { fill: #f4f5f9; stroke: #b9c0d0; }
  .ours { fill: #e6e8ff; stroke: #3a3fb8; }
  .line { stroke: #565d6d; stroke-width: 2; fill: none; }
  .wait { fill: #ffe2b8; } .call { fill: #bfe3c6; } .spare { fill: #e4e7ef; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e8eaf0; } .small { fill: #aab1c2; }
    .card { fill: #20242e; stroke: #4b5368; } .ours { fill: #2b2f63; stroke: #9aa2ff; }
    .line { stroke: #aab1c2; }
    .wait { fill: #6b4a1a; } .call { fill: #24573a; } .spare { fill: #333a4a; }
  }
</style>`;

/** A drawing with what it shows in words, for people who cannot see it. */
function svg(height: number, title: string, content: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" role="img" aria-label="${escaped(title)}">`,
    `<title>${escaped(title)}</title>`,
    STYLE,
    ...content,
    '</svg>',
    '',
  ].join('\n');
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

// ---- cards

/** One card: a step of a Zap, or something that happens. */
export interface Card {
  readonly above: string;
  readonly text: string;
  /** Whether it is a step of this app. */
  readonly isOurs: boolean;
}

const CARD = { width: 180, height: 64, gap: 26, inRow: 4 };

/** How many characters fit into a card. */
const CARD_CHARACTERS = 22;

/** Cards from left to right, in as many rows as they need, each row with a title if there is one. */
export function chainOfCards(
  title: string,
  rows: readonly { readonly title: string; readonly cards: readonly Card[] }[],
): string {
  const content: string[] = [];
  let top = 8;
  for (const { title: rowTitle, cards } of rows) {
    if (rowTitle) {
      content.push(`<text class="small" x="4" y="${top + 12}">${escaped(rowTitle)}</text>`);
      top += 22;
    }
    for (let first = 0; first < cards.length; first += CARD.inRow) {
      const inRow = cards.slice(first, first + CARD.inRow);
      const isContinued = first + CARD.inRow < cards.length;
      content.push(...inRow.map((card, index) => cardAt(card, index, top)));
      content.push(
        ...inRow.flatMap((_, index) =>
          index + 1 < inRow.length || isContinued ? [arrowAfter(index, top)] : [],
        ),
      );
      top += CARD.height + 18;
    }
  }
  return svg(top, title, content);
}

function cardAt({ above, text, isOurs }: Card, index: number, top: number): string {
  const left = 4 + index * (CARD.width + CARD.gap);
  const lines = wrapped(text);
  return [
    `<rect class="card${isOurs ? ' ours' : ''}" x="${left}" y="${top}" width="${CARD.width}" height="${CARD.height}" rx="8"/>`,
    `<text class="small" x="${left + 10}" y="${top + 20}">${escaped(above)}</text>`,
    ...lines.map(
      (line, row) =>
        `<text class="strong" x="${left + 10}" y="${top + 39 + 16 * row}">${escaped(line)}</text>`,
    ),
  ].join('\n');
}

function arrowAfter(index: number, top: number): string {
  const from = 4 + index * (CARD.width + CARD.gap) + CARD.width;
  const middle = top + CARD.height / 2;
  return `<path class="line" d="M${from + 4} ${middle} h${CARD.gap - 10} m-6 -5 l6 5 l-6 5"/>`;
}

/** At most two lines; what does not fit is cut and says so. */
function wrapped(text: string): string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (longer.length <= CARD_CHARACTERS) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  const [first = '', second, ...more] = lines;
  if (second === undefined) return [first];
  return [first, more.length > 0 ? `${second} …` : second];
}

/** The steps of a recipe as cards, a row for each of its Zaps. */
export function recipeCards(recipe: Recipe): string {
  const several = recipe.zaps.length > 1;
  const rows = recipe.zaps.map((zap) => ({
    title: several ? zap.title : '',
    cards: zap.steps.map(stepCard),
  }));
  return chainOfCards(`The steps of: ${recipe.title}. ${stepsInWords(recipe.zaps)}`, rows);
}

function stepCard({ number, app, event }: Step): Card {
  return { above: `${number}. ${app}`, text: event, isOurs: app === 'Tavus' };
}

function stepsInWords(zaps: readonly Zap[]): string {
  return zaps
    .map(({ steps }) => steps.map(({ app, event }) => `${app}: ${event}`).join(', then '))
    .join('; ');
}

// ---- the time of a call

/** The minutes of a call, counted from when it is created. */
export interface CallTimes {
  /** Until the call is to begin. */
  readonly before: number;
  /** How much later a guest may come. */
  readonly late: number;
  /** How long the call is to last. */
  readonly call: number;
  /** When the room closes if nobody has come: Participant Absent Timeout. */
  readonly absent: number;
  /** When the call ends at the latest: Max Call Duration. */
  readonly most: number;
}

/** The line from the creation of a call to its end at the latest. Numbers that do not add up show. */
export function timeLine(title: string, { before, late, call, absent, most }: CallTimes): string {
  const end = Math.max(most, absent, before + late + call);
  const x = (minutes: number) => Math.round(40 + ((WIDTH - 80) * minutes) / end);
  const bar = (from: number, to: number, name: string, label: string) =>
    `<rect class="${name}" x="${x(from)}" y="60" width="${x(to) - x(from)}" height="34"/>` +
    (x(to) - x(from) > 8 * label.length
      ? `<text x="${(x(from) + x(to)) / 2}" y="82" text-anchor="middle">${escaped(label)}</text>`
      : '');
  const mark = (minutes: number, row: number, label: string) => {
    const isUp = row < 0;
    const y = isUp ? 60 + 22 * row : 94 + 22 * row;
    const anchor = minutes > end * 0.75 ? 'end' : minutes < end * 0.25 ? 'start' : 'middle';
    return [
      `<path class="line" d="M${x(minutes)} ${isUp ? y + 6 : 94} V${isUp ? 60 : y - 14}"/>`,
      `<text class="small" x="${x(minutes)}" y="${y}" text-anchor="${anchor}">${escaped(label)}</text>`,
    ].join('\n');
  };
  const start = before + late;
  return svg(172, title, [
    bar(0, before, 'wait', `${before} min before`),
    bar(before, start, 'wait', `${late} min late`),
    bar(start, start + call, 'call', `${call} min call`),
    bar(start + call, most, 'spare', `${most - start - call} min spare`),
    mark(0, -2, 'Created: billing starts'),
    ...(before > 0 ? [mark(before, -1, `The call is to begin (+${before} min)`)] : []),
    mark(absent, 1, `Nobody came: the room closes (+${absent} min)`),
    mark(most, 2, `The call ends at the latest (+${most} min)`),
    `<text class="small" x="40" y="166">A call also ends when the last participant has been away for the Participant Left Timeout.</text>`,
  ]);
}

/** The times of the calls that a recipe creates, with the step's own two fields, in minutes. */
export function callTimes(recipe: Recipe): CallTimes[] {
  return recipe.zaps.flatMap(({ steps }) =>
    steps.flatMap(({ times, fields }) => {
      if (times.length === 0) return [];
      const minutes = (name: string) =>
        Number(times.find((row) => row.name === name)?.value ?? Number.NaN);
      const seconds = (label: string) =>
        Number(fields.find((row) => row.name === label)?.value ?? Number.NaN);
      return [
        {
          before: minutes('Before the start'),
          late: minutes('A late guest may come'),
          call: minutes('The call'),
          absent: seconds('Participant Absent Timeout (Seconds)') / 60,
          most: seconds('Max Call Duration (Seconds)') / 60,
        },
      ];
    }),
  );
}
