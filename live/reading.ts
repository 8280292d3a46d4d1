/** Reads the answers of Tavus. The sandbox has its own readers, because the two check each other. */

/** What JSON calls an object. */
export interface JsonRecord {
  readonly [name: string]: unknown;
}

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object under a name; an empty one if there is none. */
export function readRecord(record: JsonRecord, name: string): JsonRecord {
  const { [name]: value } = record;
  return isRecord(value) ? value : {};
}

/** The text under a name; undefined if there is none. */
export function readText(record: JsonRecord, name: string): string | undefined {
  const { [name]: value } = record;
  return typeof value === 'string' ? value : undefined;
}

/** The number under a name; undefined if there is none. */
export function readNumber(record: JsonRecord, name: string): number | undefined {
  const { [name]: value } = record;
  return typeof value === 'number' ? value : undefined;
}

/** The value under a name. */
export function readValue(record: JsonRecord, name: string): unknown {
  return record[name];
}

/** The JSON value of a text; undefined if it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
