/**
 * How long the app waits for others, in seconds, and what it requests beside the result. The app only
 * reads these; tests replace them (test/limits.ts).
 */
export const limits: Limits = {
  step: 25,
  request: 15,
  looks: [0, 2, 4],
  look: 2,
  cache: 2,
  nameLooks: 5,
};

interface Limits {
  /** How long a whole step may take: Zapier stops a step after 30. */
  readonly step: number;
  /** How long one request may take. */
  readonly request: number;
  /**
   * When the app looks again for what it could not see, counted from the failure: a create may take a
   * moment to appear, and Tavus a moment to recover.
   */
  readonly looks: readonly number[];
  /** How long such a look may take. */
  readonly look: number;
  /** How long Zapier's cache may take to answer. */
  readonly cache: number;
  /** The most names of personas and replicas that a step requests. */
  readonly nameLooks: number;
}

/** Waits some seconds. */
export function sleep(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
