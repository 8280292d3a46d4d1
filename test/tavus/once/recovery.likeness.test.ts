import { describe, expect, test } from '@jest/globals';
import type { TavusClient } from '../../../tavus/http/client.ts';
import { failureOfAnswer, failureOfConnection } from '../../../tavus/http/failure.ts';
import type { WireObject } from '../../../tavus/http/wire.ts';
import type { Resource } from '../../../tavus/lists/list.ts';
import type { Likeness } from '../../../tavus/once/likeness.ts';
import { findCreated } from '../../../tavus/once/recovery.ts';

/** Which of the things in a list is the one that was created, by their compareRest and their times. */

const VIDEOS: Resource<WireObject> = {
  path: 'videos',
  firstPage: 0,
  query: {},
  idNames: ['video_id'],
  read: (wire) => (wire.video_id === undefined ? null : wire),
};
/** When the create was sent, by the clock of Tavus, which is far from this machine's. */
const SENT = Date.parse('2026-03-01T10:20:30.500Z');
const LOST = failureOfConnection({ code: 'ECONNRESET' });

interface Case {
  readonly mark?: Likeness;
  readonly others?: readonly Likeness[];
  /** Seconds after the sending; null: not told. */
  readonly created?: number | string | null;
}

interface World {
  readonly isMarkUnique?: boolean;
  readonly failure?: typeof LOST;
  /** Whether Tavus dates its answers. */
  readonly isDated?: boolean;
  readonly total?: number;
}

async function find(cases: readonly Case[], world: World = {}): Promise<string> {
  const { isMarkUnique = false, failure = LOST, isDated = true, total = cases.length + 1 } = world;
  const sentAt = performance.now();
  const base = isDated ? SENT : Date.now();
  const data = cases.map(({ created = 0 }, index) => ({
    video_id: `v${index}`,
    created_at:
      typeof created === 'number' ? new Date(base + created * 1000).toISOString() : created,
  }));
  const client: TavusClient = {
    secondsLeft: () => 20,
    send: async ({ query }) => {
      const passed = performance.now() - sentAt;
      const answeredAt = isDated ? new Date(SENT + passed).toUTCString() : undefined;
      // What is none of them says nothing.
      const page = query?.page === 0 ? [...data, {}] : [];
      const answer = { data: page, total_count: total };
      return { status: 200, data: answer, isUnreadable: false, answeredAt };
    },
  };
  const caseOf = (wire: WireObject) => cases[Number(String(wire.video_id).slice(1))] ?? {};
  const finding = await findCreated(client, {
    failure,
    sentAt,
    resource: VIDEOS,
    compareMark: (wire) => caseOf(wire).mark ?? 'same',
    isMarkUnique,
    compareRest: (wire) => caseOf(wire).others ?? [],
  });
  return finding.kind === 'found' ? String(finding.thing.video_id) : finding.kind;
}

describe('a mark that others may have', () => {
  test.each<[string, readonly Case[], string]>([
    ['nothing is listed', [], 'absent'],
    ['all is the same', [{ others: ['same', 'same'] }], 'v0'],
    ['much is unknown', [{ others: ['unknown', 'unknown'] }], 'v0'],
    ['the mark may be it', [{ mark: 'perhaps' }], 'unclear'],
    ['the mark is unknown', [{ mark: 'unknown' }], 'unclear'],
    ['the mark is another', [{ mark: 'different' }], 'absent'],
    ['something else may be it', [{ others: ['same', 'perhaps'] }], 'unclear'],
    ['something contradicts', [{ others: ['same', 'different'] }], 'absent'],
    [
      'something contradicts what may be it',
      [{ mark: 'perhaps', others: ['different'] }],
      'absent',
    ],
    ['two of them', [{}, {}], 'unclear'],
    ['one, and one that may be it', [{ mark: 'perhaps' }, {}], 'unclear'],
    ['one, and another', [{ mark: 'different' }, {}], 'v1'],
  ])('%s', async (_, cases, finding) => {
    expect(await find(cases)).toBe(finding);
  });

  test.each<[string | number | null, string]>([
    [0, 'v0'],
    [30, 'v0'],
    // Dates of answers have whole seconds.
    [-1.4, 'v0'],
    [-3.2, 'unclear'],
    [-4.4, 'unclear'],
    [-6.2, 'absent'],
    [-3600, 'absent'],
    [null, 'unclear'],
    ['', 'unclear'],
    ['0001-01-01T00:00:00Z', 'unclear'],
    ['1970-01-01T00:00:00Z', 'unclear'],
    // Seconds, or the time of day, may have been left out.
    ['2026-03-01T10:20:00Z', 'unclear'],
    ['2026-03-01T10:19:00Z', 'absent'],
    ['2026-03-01', 'unclear'],
    ['2026-02-28', 'absent'],
    ['2026-03-01T09:00:00Z', 'absent'],
    ['2026-03-02', 'v0'],
  ])('created at %j', async (created, finding) => {
    expect(await find([{ created }])).toBe(finding);
  });

  test.each<[number, string]>([
    [1, 'v0'],
    [-1.5, 'v0'],
    [-20.123, 'unclear'],
    [-29, 'unclear'],
    [-95.321, 'absent'],
  ])('created %d s after the request, by this clock alone', async (created, finding) => {
    expect(await find([{ created }], { isDated: false })).toBe(finding);
  });
});

describe('a mark of its own', () => {
  test.each<[string, readonly Case[], string]>([
    ['is enough', [{ created: -9999, others: ['different'] }, { mark: 'different' }], 'v0'],
    ['is enough beside what may be it', [{ mark: 'perhaps' }, {}], 'v1'],
    ['is one alone', [{}, {}], 'unclear'],
    ['was perhaps changed', [{ mark: 'perhaps' }], 'unclear'],
    ['is not there', [{ mark: 'different' }], 'absent'],
  ])('%s', async (_, cases, finding) => {
    expect(await find(cases, { isMarkUnique: true })).toBe(finding);
  });
});

describe('the list', () => {
  test('is not all that it says it is', async () => {
    expect(await find([{ mark: 'different' }], { total: 3 })).toBe('unclear');
    expect(await find([], { total: 2 })).toBe('unclear');
    expect(await find([{}], { total: 3 })).toBe('unclear');
  });

  test('may not have it yet', async () => {
    const timedOut = failureOfAnswer({
      status: 408,
      content: '',
      data: undefined,
      retryAfter: undefined,
      apiKey: 'key',
    });
    expect(await find([], { failure: timedOut })).toBe('unclear');
    expect(await find([{}], { failure: timedOut })).toBe('v0');
  });
});
