import type { Case, Finding } from './case.ts';
import { type TavusApi, TestModeIgnored } from './tavus_api.ts';

/** A case with its answer. */
export interface Result {
  readonly name: string;
  readonly question: string;
  /** How the answer compares with what is expected. */
  readonly comparison: 'same' | 'different' | 'not asked';
  /** The answer of the API, or why it could not be asked. */
  readonly did: string;
  /** The error message of the API; null if there is none. */
  readonly said: string | null;
  readonly expected: string;
  /** What breaks in the app; null if nothing breaks. */
  readonly breaks: string | null;
}

/** The outcome of a run. */
export interface Report {
  readonly results: readonly Result[];
  /** Conversations of this run that Tavus did not end. */
  readonly notEnded: readonly string[];
  /** The paths of other things of this run that could not be deleted. */
  readonly notDeleted: readonly string[];
  /** Why the run stopped early; null if it did not. */
  readonly brokeOff: string | null;
}

/**
 * Asks the cases one after the other, and ends what they created, even after a failure.
 * Calls `heard` with each result immediately, and asks nothing more after `stop` is aborted.
 */
export async function askAll(
  api: TavusApi,
  cases: readonly Case[],
  heard: (result: Result) => void,
  stop: AbortSignal,
): Promise<Report> {
  const results: Result[] = [];
  let notEnded: readonly string[] = [];
  let notDeleted: readonly string[] = [];
  let brokeOff: string | null = null;
  try {
    for (const each of cases) {
      if (stop.aborted) brokeOff ??= 'It was stopped.';
      if (brokeOff !== null) break;
      const result = await each.run(api).then(
        (finding) => compared(each, finding),
        (error: unknown) => {
          if (error instanceof TestModeIgnored) brokeOff = error.message;
          return notAsked(each, error);
        },
      );
      results.push(withoutSecrets(api, result));
      heard(withoutSecrets(api, result));
    }
  } finally {
    notEnded = await api.endAll();
    notDeleted = await api.deleteAll();
  }
  return { results, notEnded, notDeleted, brokeOff };
}

/** Compares the answer with the expected one, and finds what the difference breaks. */
export function compared(asked: Case, { did, said }: Finding): Result {
  const { name, question, expected } = asked;
  const isSame = did === expected;
  const isBroken =
    !isSame && asked.appCopesWith !== 'any answer' && asked.appCopesWith?.includes(did) !== true;
  return {
    name,
    question,
    comparison: isSame ? 'same' : 'different',
    did,
    said: said ?? null,
    expected,
    breaks: isBroken ? asked.why : null,
  };
}

function notAsked(asked: Case, error: unknown): Result {
  const did = error instanceof Error ? error.message : String(error);
  return { ...compared(asked, { did }), comparison: 'not asked', breaks: null };
}

function withoutSecrets(api: TavusApi, result: Result): Result {
  const { did, said } = result;
  return { ...result, did: api.conceal(did), said: said === null ? null : api.conceal(said) };
}

const MARKS = { same: '✓', different: '✗', 'not asked': '?' } as const;

/** The head of the table, in Markdown. */
export const TABLE_HEAD = [
  '| | Question | What the API did | Expected |',
  '|---|---|---|---|',
].join('\n');

/** One row of the table. */
export function tableRow(result: Result): string {
  const { comparison, question, did, expected, breaks } = result;
  const mark = `${MARKS[comparison]}${breaks === null ? '' : ' (app)'}`;
  const cells = [mark, question, did, expected].map((cell) =>
    cell.replaceAll('|', '\\|').replace(/\s+/g, ' '),
  );
  return `| ${cells.join(' | ')} |`;
}

/** The text below the table. */
export function summary({ results, notEnded, notDeleted, brokeOff }: Report): string {
  const count = (comparison: Result['comparison']) =>
    results.filter((result) => result.comparison === comparison).length;
  const said = results.filter((result) => result.said !== null);
  const broken = results.filter((result) => result.breaks !== null);
  return [
    ...(said.length === 0 ? [] : ['', 'In the words of the API:', '']),
    ...said.map((result) => `- ${result.name}: ${result.said}`),
    '',
    `✓ ${count('same')} same, ✗ ${count('different')} different, ? ${count('not asked')} could not be asked.`,
    ...(brokeOff === null ? [] : [`It broke off: ${brokeOff}`]),
    ...notEnded.map((id) => `Conversation ${id} could not be ended. Look for it in Tavus.`),
    ...notDeleted.map(
      (path) => `What is under ${path} could not be deleted. Look for it in Tavus.`,
    ),
    ...broken.map((result) => `The app depends on ${result.name}: ${result.breaks}`),
    ...(count('different') === 0 ? [] : ['What to do now: docs/live.md.']),
  ].join('\n');
}

/** Whether the report needs action. */
export function isAlarming({ results, notEnded, notDeleted, brokeOff }: Report): boolean {
  return (
    brokeOff !== null ||
    notEnded.length > 0 ||
    notDeleted.length > 0 ||
    results.some((result) => result.breaks !== null)
  );
}
