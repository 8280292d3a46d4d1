/**
 * A name by its letters and digits alone: names may come back from Tavus trimmed or without their
 * punctuation. A name without any of them stands as it is.
 */
export function comparableName(name: string): string {
  const comparable = name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  return comparable === '' ? name : comparable;
}
