/** A JSON object. */
export interface JsonRecord {
  readonly [name: string]: unknown;
}

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object under that name, or an empty one. */
export function readRecord(record: JsonRecord, name: string): JsonRecord {
  const value = record[name];
  return isRecord(value) ? value : {};
}

export function readText(record: JsonRecord, name: string): string | undefined {
  const value = record[name];
  return typeof value === 'string' ? value : undefined;
}

export function readFlag(record: JsonRecord, name: string): boolean {
  return record[name] === true;
}

/** The value under that name. */
export function readValue(record: JsonRecord, name: string): unknown {
  return record[name];
}

export function readNumber(record: JsonRecord, name: string): number | undefined {
  const value = record[name];
  return typeof value === 'number' ? value : undefined;
}

/** The JSON value of a text; undefined if it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
