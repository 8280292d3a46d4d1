import type { Recipe, Row, Step, Zap } from './recipe.ts';

/**
 * The drawings of docs/: the steps of a recipe as cards, and the minutes of a call on a line. They are
 * SVG without fonts or pictures of elsewhere, and follow the light or dark of whoever looks at them.
 */

/** The width of a page on GitHub, in pixels. */
const WIDTH = 800;

const STYLE = `<style>
  .paper { fill: #ffffff; }
  text { font: 14px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #1f2430; }
  .small { font-size: 12px; fill: #565d6d; }
  .strong { font-size: 13px; font-weight: 600; }
  .card { fill: #f4f5f9; stroke: #b9c0d0; }
  .ours { fill: #e6e8ff; stroke: #3a3fb8; }
  .line { stroke: #565d6d; stroke-width: 2; fill: none; }
  .wait { fill: #ffe2b8; } .call { fill: #bfe3c6; } .spare { fill: #e4e7ef; } .cut { fill: #f5b5b5; }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #171a21; }
    text { fill: #e8eaf0; } .small { fill: #aab1c2; }
    .card { fill: #20242e; stroke: #4b5368; } .ours { fill: #2b2f63; stroke: #9aa2ff; }
    .line { stroke: #aab1c2; }
    .wait { fill: #6b4a1a; } .call { fill: #24573a; } .spare { fill: #333a4a; } .cut { fill: #7d2a2f; }
  }
</style>`;

/** A drawing with what it shows in words, for people who cannot see it. */
function svg(height: number, title: string, content: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" role="img" aria-label="${escaped(title)}">`,
    `<title>${escaped(title)}</title>`,
    STYLE,
    // A page may be light while the machine is dark, so a drawing brings its own paper.
    `<rect class="paper" width="${WIDTH}" height="${height}" rx="8"/>`,
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

/** How wide cards are, and how many characters fit into a line of one. */
interface Cut {
  readonly width: number;
  readonly gap: number;
  readonly inRow: number;
  readonly characters: number;
}

const WIDE: Cut = { width: 178, gap: 24, inRow: 4, characters: 19 };
const NARROW: Cut = { width: 115, gap: 18, inRow: 6, characters: 12 };

const CARD_HEIGHT = 64;
const MARGIN = 8;

/** Cards from left to right, in as many rows as they need, each row with a title if there is one. */
export function chainOfCards(
  title: string,
  rows: readonly { readonly title: string; readonly cards: readonly Card[] }[],
  cut: Cut = WIDE,
): string {
  const content: string[] = [];
  let top = MARGIN;
  for (const { title: rowTitle, cards } of rows) {
    if (rowTitle) {
      content.push(`<text class="small" x="${MARGIN}" y="${top + 12}">${escaped(rowTitle)}</text>`);
      top += 22;
    }
    for (let first = 0; first < cards.length; first += cut.inRow) {
      const inRow = cards.slice(first, first + cut.inRow);
      const isContinued = first + cut.inRow < cards.length;
      content.push(
        ...inRow.map((card, index) => cardAt(card, index, top, cut)),
        ...inRow.slice(1).map((_, index) => arrowAfter(index, top, cut)),
        ...(isContinued ? [arrowToNextRow(top, cut)] : []),
      );
      top += CARD_HEIGHT + (isContinued ? 28 : 14);
    }
  }
  return svg(top - 14 + MARGIN, title, content);
}

function leftOf(index: number, { width, gap }: Cut): number {
  return MARGIN + index * (width + gap);
}

function cardAt({ above, text, isOurs }: Card, index: number, top: number, cut: Cut): string {
  const left = leftOf(index, cut);
  return [
    `<rect class="card${isOurs ? ' ours' : ''}" x="${left}" y="${top}" width="${cut.width}" height="${CARD_HEIGHT}" rx="8"/>`,
    `<text class="small" x="${left + 8}" y="${top + 20}">${escaped(above)}</text>`,
    ...wrapped(text, cut.characters).map(
      (line, row) =>
        `<text class="strong" x="${left + 8}" y="${top + 39 + 16 * row}">${escaped(line)}</text>`,
    ),
  ].join('\n');
}

function arrowAfter(index: number, top: number, cut: Cut): string {
  const from = leftOf(index, cut) + cut.width + 4;
  return `<path class="line" d="M${from} ${top + CARD_HEIGHT / 2} h${cut.gap - 8} m-5 -5 l5 5 l-5 5"/>`;
}

/** From the last card of a row to the first of the next. */
function arrowToNextRow(top: number, cut: Cut): string {
  const from = leftOf(cut.inRow - 1, cut) + cut.width / 2;
  const to = leftOf(0, cut) + cut.width / 2;
  const bottom = top + CARD_HEIGHT;
  return `<path class="line" d="M${from} ${bottom + 3} v9 H${to} v11 m-5 -5 l5 5 l5 -5"/>`;
}

/** At most two lines; what does not fit is cut and says so. */
function wrapped(text: string, characters: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && longer.length <= characters) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.length > 2 ? [...lines.slice(0, 1), `${lines[1]} …`] : lines;
}

/** What the whole thing is for, in a row: from the contact to the note about the call. */
export function strip(labels: StripLabels): string {
  const cards: Card[] = [
    { above: 'CRM', text: 'New contact', isOurs: false },
    { above: 'Tavus', text: labels.create, isOurs: true },
    { above: 'Email, chat', text: 'The link', isOurs: false },
    { above: 'With a replica', text: 'The video call', isOurs: false },
    { above: 'Tavus', text: labels.transcript, isOurs: true },
    { above: 'CRM', text: 'Note of the call', isOurs: false },
  ];
  const words = cards.map(({ above, text }) => `${above}: ${text}`).join(', then ');
  return chainOfCards(`From the contact to the note. ${words}.`, [{ title: '', cards }], NARROW);
}

/** What Zapier calls the two operations of the strip. */
export interface StripLabels {
  readonly create: string;
  readonly transcript: string;
}

/** The steps of a recipe as cards, a row for each of its Zaps. */
export function recipeCards(recipe: Recipe): string {
  const several = recipe.zaps.length > 1;
  const rows = recipe.zaps.map((zap) => ({
    title: several ? zap.title : '',
    cards: zap.steps.map(stepCard),
  }));
  return chainOfCards(stepsInWords(recipe.zaps), rows);
}

function stepCard({ number, app, event }: Step): Card {
  return { above: `${number}. ${app}`, text: event, isOurs: app === 'Tavus' };
}

/** What the cards show, for people who cannot see them. */
export function stepsInWords(zaps: readonly Zap[]): string {
  const chains = zaps.map(({ steps }) =>
    steps.map(({ app, event }) => `${app}: ${event}`).join(', then '),
  );
  return `The steps. ${chains.join('. Then: ')}.`;
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

/** What the line shows, for people who cannot see it. */
export function timesInWords({ before, late, call, absent, most }: CallTimes): string {
  return (
    `The minutes of the call. Created ${before} minutes before the start. If nobody comes, the room ` +
    `closes after ${absent} minutes. A guest may be ${late} minutes late and still has ${call} minutes. ` +
    `The call ends after ${most} minutes at the latest.`
  );
}

const BAR = { left: 12, top: 54, height: 34 };

/** The line from the creation of a call to its end at the latest. Numbers that do not add up show. */
export function timeLine(times: CallTimes): string {
  const { before, late, call, absent, most } = times;
  const start = before + late;
  const end = Math.max(most, absent, start + call);
  const x = (minutes: number) => Math.round(BAR.left + ((WIDTH - 2 * BAR.left) * minutes) / end);
  const bottom = BAR.top + BAR.height;

  const bar = (from: number, to: number, name: string, ...labels: string[]) => {
    if (to <= from) return '';
    const middle = (x(from) + x(to)) / 2;
    const label = labels.find((each) => 8.5 * each.length < x(to) - x(from));
    const rect = `<rect class="${name}" x="${x(from)}" y="${BAR.top}" width="${x(to) - x(from)}" height="${BAR.height}"/>`;
    if (label === undefined) return rect;
    return `${rect}<text x="${middle}" y="${BAR.top + 22}" text-anchor="middle">${escaped(label)}</text>`;
  };
  const mark = (minutes: number, y: number, label: string) => {
    const anchor = minutes > end * 0.55 ? 'end' : 'start';
    const shift = { end: -6, start: 6 }[anchor];
    const isAbove = y < BAR.top;
    return [
      `<path class="line" d="M${x(minutes)} ${isAbove ? y - 10 : BAR.top} V${isAbove ? bottom : y + 3}"/>`,
      `<text class="small" x="${x(minutes) + shift}" y="${y}" text-anchor="${anchor}">${escaped(label)}</text>`,
    ].join('\n');
  };

  return svg(bottom + 86, timesInWords(times), [
    bar(
      0,
      before,
      'wait',
      `${before} min before the start`,
      `${before} min before`,
      `${before} min`,
    ),
    bar(before, start, 'wait', `${late} min for a late guest`, `${late} min late`, `${late} min`),
    bar(start, Math.min(start + call, most), 'call', `${call} min call`),
    bar(most, start + call, 'cut', `${start + call - most} min cut off`),
    bar(start + call, most, 'spare', `${most - start - call} min spare`),
    mark(0, 20, `Created: billing starts${before > 0 ? '' : ', and the call may begin'}`),
    ...(before > 0 ? [mark(before, 42, `The call is to begin, after ${before} min`)] : []),
    mark(absent, bottom + 22, `If nobody has come, the room closes, after ${absent} min`),
    mark(most, bottom + 46, `The call ends at the latest, after ${most} min`),
    `<text class="small" x="${BAR.left}" y="${bottom + 72}">It ends earlier when the last participant has been away for the Participant Left Timeout.</text>`,
  ]);
}

/**
 * The times of the calls that a recipe creates, with the step's own two fields, in minutes.
 *
 * @throws if one of them is no number.
 */
export function callTimes({ title, zaps }: Recipe): CallTimes[] {
  return zaps.flatMap(({ steps }) =>
    steps.flatMap(({ times, fields }) => {
      if (times.length === 0) return [];
      const numberIn = (rows: readonly Row[], name: string) => {
        const value = rows.find((row) => row.name === name)?.value ?? '';
        if (!/^\d+$/.test(value)) throw new Error(`"${title}" has no number for ${name}.`);
        return Number(value);
      };
      return [
        {
          before: numberIn(times, 'Before the start'),
          late: numberIn(times, 'A late guest may come'),
          call: numberIn(times, 'The call'),
          absent: numberIn(fields, 'Participant Absent Timeout (Seconds)') / 60,
          most: numberIn(fields, 'Max Call Duration (Seconds)') / 60,
        },
      ];
    }),
  );
}
