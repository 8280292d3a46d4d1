/**
 * How a property is tried: with a few fixed inputs in `npm test`; each week with DRAWS_TIMES as many, from
 * a seed of its own (.github/workflows/simulate.yml).
 */
export function draws(few: number): { readonly seed: number; readonly numRuns: number } {
  const { DRAWS_SEED: seed = 20261120, DRAWS_TIMES: times = 1 } = process.env;
  return { seed: Number(seed), numRuns: few * Number(times) };
}
