import { createAppHandler } from 'zapier-platform-core';
import * as z from 'zod';

/** The app run by the platform's own handler, as Zapier runs it. */

// The platform's types leave it out.
declare module 'zapier-platform-core' {
  export function createAppHandler(app: object): (event: object) => Promise<{ results: unknown }>;
}

/** What Zapier passes to a run besides the filled form. */
export interface Meta {
  /** Set when someone tests the step in the editor. */
  readonly isLoadingSample?: boolean;
  readonly isFillingDynamicDropdown?: boolean;
  readonly paging_token?: string;
}

/** The result or the error of a run. */
export type Outcome =
  | { readonly ok: true; readonly results: unknown }
  | {
      readonly ok: false;
      /** The class, which decides what Zapier does next. */
      readonly name: string;
      /** The message that a person reads. */
      readonly message: string;
    };

/** Runs functions of the app with one connection, and keeps Zapier's cache between them. */
export class Zapier {
  readonly #handle: (event: object) => Promise<{ results: unknown }>;
  readonly #apiKey: string;
  readonly #cache = {};

  constructor(app: object, apiKey: string) {
    this.#handle = createAppHandler(app);
    this.#apiKey = apiKey;
  }

  /** Runs the function of the definition at `method`. Never throws. */
  async run(method: string, inputData: object = {}, meta: Meta = {}): Promise<Outcome> {
    const bundle = { inputData, meta, authData: { api_key: this.#apiKey } };
    const event = { command: 'execute', method, bundle, zcacheTestObj: this.#cache };
    try {
      const { results } = await this.#handle({ ...event, calledFromCli: true });
      return { ok: true, results };
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      return { ok: false, name, message: sentenceIn(message) };
    }
  }

  /** The text without the API key. */
  withoutKey(text: string): string {
    return this.#apiKey === '' ? text : text.replaceAll(this.#apiKey, '[API key]');
  }
}

const packedMessage = z.looseObject({ message: z.string() });

/** The platform packs the message of some errors into JSON. */
function sentenceIn(message: string): string {
  try {
    const { success, data } = packedMessage.safeParse(JSON.parse(message));
    return success ? data.message : message;
  } catch {
    return message;
  }
}
