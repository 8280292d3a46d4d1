import { converted } from '../forms/kinds.ts';
import { shown } from '../forms/shown.ts';
import { languageOf } from '../tavus/languages.ts';

/** A language that is spoken in a call. */
export const language = converted('the name of a language', (text) => {
  const found = languageOf(text);
  if (found === 'unknown') {
    return {
      otherwise: `The app knows no language ${shown(text)}. Choose one from the list, or write its full English name, such as German.`,
    };
  }
  if ('name' in found) return found.name;
  return {
    otherwise: `The app knows no language ${shown(text)}. Did you mean ${found.near.join(' or ')}?`,
  };
});
