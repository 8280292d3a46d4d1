/** Replaces platform/lazily.ts: of what is made once, only the first test that needs it would judge the mutants. */
export function lazily<Thing>(make: () => Thing): () => Thing {
  return make;
}
