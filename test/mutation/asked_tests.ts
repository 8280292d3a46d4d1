/** The names of the tests that Stryker asks for, from its pattern `(one)|(other)`. */
export function namesIn(testNamePattern: string): ReadonlySet<string> {
  const names = testNamePattern.slice(1, -1).split(')|(');
  return new Set(names.map((name) => name.replace(/\\(.)/gs, '$1')));
}

/** The files that Stryker asks for, or all if it has no pattern. The full name of a test starts with its file. */
export function areAskedFor(files: readonly string[], testNamePattern = ''): string[] {
  const names = testNamePattern.replaceAll('\\', '');
  return files.filter((file) => names === '' || names.includes(file));
}

/** The items that match, then the others. */
export function firstThat<Item>(items: readonly Item[], isFirst: (item: Item) => boolean): Item[] {
  return [...items.filter(isFirst), ...items.filter((item) => !isFirst(item))];
}
