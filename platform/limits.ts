/**
 * How long the app waits for others, in seconds. The app only reads these. A test that has no real
 * seconds to spare puts its own in place (test/limits.ts).
 */
export const limits: Limits = { step: 25, request: 15, looks: [0, 2, 4], look: 2, cache: 2 };

interface Limits {
  /** How long one step may take in all: Zapier cuts a step off at 30. */
  readonly step: number;
  /** How long one request may take. */
  readonly request: number;
  /**
   * When a create whose answer was lost is looked for, counted from the failure: one that is under
   * way may take a moment to show.
   */
  readonly looks: readonly number[];
  /** The time that such a look may need. */
  readonly look: number;
  /** How long Zapier's cache may take to answer. */
  readonly cache: number;
}
