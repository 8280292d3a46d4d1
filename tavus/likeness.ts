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

/** Compares names and other free texts: by their letters and digits, or as they are if there are none. */
export function likenessOfTexts(told: Text, sent: Text): Likeness {
  if (!told?.trim() || !sent?.trim()) return 'unknown';
  const [one, other] = [lettersOf(told), lettersOf(sent)];
  if (one === '' && other === '') return likenessOfLetters(told.trim(), sent.trim());
  if (one === '' || other === '') return 'perhaps';
  if (one === other) return 'same';
  return likenessOfLetters(plainLettersOf(told), plainLettersOf(sent)) === 'different'
    ? 'different'
    : 'perhaps';
}

/** Compares ids: they may come in other case. */
export function likenessOfIds(told: Text, sent: Text): Likeness {
  if (!told?.trim() || !sent?.trim()) return 'unknown';
  return lettersOf(told) === lettersOf(sent) ? 'same' : 'different';
}

/** Compares addresses: they may come without their scheme, or with a slash more. */
export function likenessOfUrls(told: Text, sent: Text): Likeness {
  return likenessOfTexts(withoutScheme(told), withoutScheme(sent));
}

function withoutScheme(url: Text): Text {
  return url?.trim().replace(/^[a-z][a-z\d+.-]*:\/\//i, '');
}

/** What is compared of a name in a search: its letters and digits, or itself if it has none. */
export function comparable(name: string): string {
  return lettersOf(name) || name.trim();
}

/** The letters and digits of a text, without regard to case. */
function lettersOf(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** As {@link lettersOf}, without accents too. */
function plainLettersOf(text: string): string {
  return lettersOf(text.normalize('NFKD').replace(/\p{M}/gu, ''));
}

/** A text from which something was cut, wherever, could be the other one. */
function likenessOfLetters(one: string, other: string): Likeness {
  if (one === other) return 'same';
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return isPartOf(short, long) ? 'perhaps' : 'different';
}

/** Whether all characters of one text are in the other, in the same order. */
function isPartOf(short: string, long: string): boolean {
  const rest = [...short];
  for (const character of long) if (character === rest[0]) rest.shift();
  return rest.length === 0;
}
