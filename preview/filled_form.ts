import { type InputField, isNotice } from './definition.ts';

/** A submitted form of the page. */
export class FilledForm {
  readonly #texts: ReadonlyMap<string, string>;

  constructor(texts: ReadonlyMap<string, string>) {
    this.#texts = texts;
  }

  /** The value; undefined if the form did not have the field. */
  text(key: string): string | undefined {
    return this.#texts.get(key);
  }

  /** The bundle's inputData: blank fields are absent, as in the editor; a list has one item a line. */
  inputData(fields: readonly InputField[]): Readonly<Record<string, unknown>> {
    return Object.fromEntries(
      fields.flatMap((field): [string, unknown][] => {
        const { key, list } = field;
        const text = this.text(key)?.replaceAll('\r\n', '\n') ?? '';
        if (text === '' || isNotice(field)) return [];
        return [[key, list ? text.split('\n').filter((line) => line.trim() !== '') : text]];
      }),
    );
  }

  /** All submitted values, which decide the fields of the form. */
  all(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#texts].filter(([, text]) => text !== ''));
  }
}
