import { isDeepStrictEqual } from 'node:util';
import { isRecord, type JsonRecord } from '../reading.ts';

/** One change of a JSON Patch (RFC 6902), as in the contract. */
export interface PatchOperation {
  readonly op: 'add' | 'replace';
  readonly path: string;
  readonly value: unknown;
}

export function isPatchOperation(item: unknown): item is PatchOperation {
  return isRecord(item) && (item.op === 'add' || item.op === 'replace');
}

/**
 * The document with the changes made in order; undefined if one of them does not apply, because its
 * parent is missing, or for replace the member. Lists are replaced as a whole.
 */
export function patched(
  document: JsonRecord,
  operations: readonly PatchOperation[],
): JsonRecord | undefined {
  let result: JsonRecord | undefined = document;
  for (const { op, path, value } of operations) {
    const names = path.split('/').slice(1).map(unescaped);
    result = result && withMember(result, names, value, op === 'replace');
  }
  return result;
}

/** Whether two JSON documents are equal. */
export function isSame(one: JsonRecord, other: JsonRecord): boolean {
  return isDeepStrictEqual(one, other);
}

function withMember(
  record: JsonRecord,
  names: readonly string[],
  value: unknown,
  mustBeThere: boolean,
): JsonRecord | undefined {
  const [name, ...rest] = names;
  if (name === undefined) return undefined;
  if (rest.length === 0) {
    return mustBeThere && !Object.hasOwn(record, name) ? undefined : { ...record, [name]: value };
  }
  const parent = Object.hasOwn(record, name) ? record[name] : undefined;
  const inner = isRecord(parent) ? withMember(parent, rest, value, mustBeThere) : undefined;
  return inner && { ...record, [name]: inner };
}

/** JSON Pointer writes / and ~ in a name as ~1 and ~0 (RFC 6901). */
function unescaped(name: string): string {
  return name.replaceAll('~1', '/').replaceAll('~0', '~');
}
