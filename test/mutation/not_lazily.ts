/** In place of platform/lazily.ts: what is made once would be judged by the first test that needs it alone. */
export function lazily<Thing>(make: () => Thing): () => Thing {
  return make;
}
