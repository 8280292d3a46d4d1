import type { Behaviour } from '../behaviour.ts';

/** A name as Tavus stores it, which may differ from the one that was sent. */
export function storedName(name: string, { storedNames, longestName }: Behaviour): string {
  const characters = [...changed(name, storedNames)];
  return characters.slice(0, longestName).join('');
}

function changed(name: string, how: Behaviour['storedNames']): string {
  switch (how) {
    case 'as_sent':
      return name;
    case 'trimmed':
      return name.trim();
    case 'without_punctuation':
      return name.replace(/[^\p{L}\p{M}\p{N}\s]/gu, '');
    case 'punctuation_to_spaces':
      return name.replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ').trim();
    case 'small_letters':
      return name.toLowerCase();
    case 'capitals':
      return name.toUpperCase();
  }
}
