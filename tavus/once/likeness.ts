/**
 * Whether what Tavus tells of a thing is what was sent. Names were seen to lose their punctuation, and
 * nobody knows what else becomes of texts, so only what cannot come of the text that was sent differs.
 */
export type Likeness =
  | 'same'
  /** It could be what has become of it. */
  | 'perhaps'
  | 'different'
  /** One of them says nothing. */
  | 'unknown';

type Text = string | null | undefined;

/** What texts are received apart by: their letters and digits in any case, or all of it if there are none. */
export function normalized(text: string): string {
  return lettersOf(text) || text.trim();
}

/** Compares names and other free texts by their essence; what was cut from a text may have been the difference. */
export function compareTexts(received: Text, sent: Text): Likeness {
  if (!received?.trim() || !sent?.trim()) return 'unknown';
  if (normalized(received) === normalized(sent)) return 'same';
  // Of two texts of which only one has letters, one may be what is left of the other.
  if ((lettersOf(received) === '') !== (lettersOf(sent) === '')) return 'perhaps';
  const [one, other] = [normalizedWithoutAccents(received), normalizedWithoutAccents(sent)];
  return isPartOf(one, other) || isPartOf(other, one) ? 'perhaps' : 'different';
}

/** Compares ids: they may come in other case. */
export function compareIds(received: Text, sent: Text): Likeness {
  if (!received?.trim() || !sent?.trim()) return 'unknown';
  return normalized(received) === normalized(sent) ? 'same' : 'different';
}

/** Compares addresses: they may come without their scheme, or with a slash more. */
export function compareUrls(received: Text, sent: Text): Likeness {
  return compareTexts(withoutScheme(received), withoutScheme(sent));
}

function withoutScheme(url: Text): Text {
  return url?.trim().replace(/^[a-z][a-z\d+.-]*:\/\//i, '');
}

/** The letters and digits of a text, without regard to case. */
function lettersOf(text: string): string {
  // A sign that only becomes letters by NFKC, such as ㈱, is none.
  const kept = text.normalize('NFC').replace(/[^\p{L}\p{M}\p{N}]/gu, '');
  return kept
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** As {@link normalized}, without accents. */
function normalizedWithoutAccents(text: string): string {
  return normalized(text.normalize('NFKD').replace(/\p{M}/gu, ''));
}

/** Whether all characters of one text are in the other, in the same order. */
function isPartOf(short: string, long: string): boolean {
  const rest = [...short];
  for (const character of long) if (character === rest[0]) rest.shift();
  return rest.length === 0;
}
