/** What Stryker asks for, and in which order it comes. */

/** The names of the tests that Stryker asks for: it gives `(one)|(other)`, written as a pattern. */
export function namesIn(testNamePattern: string): ReadonlySet<string> {
  const names = testNamePattern.slice(1, -1).split(')|(');
  return new Set(names.map((name) => name.replace(/\\(.)/gs, '$1')));
}

/** Of some test files those that Stryker asks for: the full name of a test starts with its file. All, if it asks for none. */
export function areAskedFor(files: readonly string[], testNamePattern = ''): string[] {
  const names = testNamePattern.replaceAll('\\', '');
  return files.filter((file) => names === '' || names.includes(file));
}

/** A list with those in front that something is true of. */
export function firstThat<Item>(items: readonly Item[], isFirst: (item: Item) => boolean): Item[] {
  return [...items.filter(isFirst), ...items.filter((item) => !isFirst(item))];
}
