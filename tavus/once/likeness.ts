/**
 * Compares what Tavus returns with what was sent. Names are known to lose their punctuation, and texts
 * may change in other ways, so only texts that cannot derive from what was sent are different.
 */
export type Likeness =
  | 'same'
  /** It may derive from the other. */
  | 'perhaps'
  | 'different'
  /** One of them is blank. */
  | 'unknown';

type Text = string | null | undefined;

/** The part of a text that is compared: its letters and digits in any case, or the whole text without them. */
export function normalized(text: string): string {
  return lettersOf(text) || text.trim();
}

/** Compares names and other free texts; the part that was cut from a text may have been the difference. */
export function compareTexts(received: Text, sent: Text): Likeness {
  if (!received?.trim() || !sent?.trim()) return 'unknown';
  if (normalized(received) === normalized(sent)) return 'same';
  // If only one text has letters, the other may be what is left of it.
  if ((lettersOf(received) === '') !== (lettersOf(sent) === '')) return 'perhaps';
  const [one, other] = [normalizedWithoutAccents(received), normalizedWithoutAccents(sent)];
  return isPartOf(one, other) || isPartOf(other, one) ? 'perhaps' : 'different';
}

/** Compares IDs in any case. */
export function compareIds(received: Text, sent: Text): Likeness {
  if (!received?.trim() || !sent?.trim()) return 'unknown';
  return normalized(received) === normalized(sent) ? 'same' : 'different';
}

/** Compares URLs, with or without their scheme or a final slash. */
export function compareUrls(received: Text, sent: Text): Likeness {
  return compareTexts(received && withoutScheme(received), sent && withoutScheme(sent));
}

export function withoutScheme(url: string): string {
  return url.trim().replace(/^[a-z][a-z\d+.-]*:\/\//i, '');
}

/** The letters and digits of a text, without regard to case. */
function lettersOf(text: string): string {
  // The first Unicode property in a process costs 2 ms, and most names need none.
  if (/^[\s!-~]*$/.test(text)) return text.replace(/[^a-z\d]/gi, '').toUpperCase();
  // Signs that NFKC turns into letters, such as ㈱, are removed first.
  const kept = text.normalize('NFC').replace(/[^\p{L}\p{M}\p{N}]/gu, '');
  return kept
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** {@link normalized} without accents. */
function normalizedWithoutAccents(text: string): string {
  return normalized(text.normalize('NFKD').replace(/\p{M}/gu, ''));
}

/** Whether all characters of one text are in the other, in the same order. */
function isPartOf(short: string, long: string): boolean {
  const characters = [...short];
  let found = 0;
  for (const character of long) if (character === characters[found]) found += 1;
  return found === characters.length;
}
