import { FAULTS } from './fault_kinds.ts';
import { type Change, type Expected, meetsEveryFault, PAIRS } from './matrix.ts';
import { OPERATIONS, type OperationCase, type OperationName } from './operations.ts';

/** The tables of docs/reliability.md: operations that fare alike share one, and so do faults. */
export function reliabilityTables(): string {
  const groups = new Map<string, OperationName[]>();
  for (const operation of new Set(PAIRS.map((pair) => pair.operation))) {
    const table = tableOf(operation);
    groups.set(table, [...(groups.get(table) ?? []), operation]);
  }
  return [...groups].map(([table, operations]) => sectionOf(operations, table)).join('\n\n');
}

function sectionOf(operations: readonly OperationName[], table: string): string {
  const doings = new Map<string, OperationName[]>();
  for (const operation of operations) {
    const { doing } = OPERATIONS[operation];
    doings.set(doing, [...(doings.get(doing) ?? []), operation]);
  }
  const shown = (name: OperationName) => (meetsEveryFault(name) ? `**${name}**` : name);
  const who = [...doings].map(
    ([doing, names]) => `- ${names.map(shown).join(', ')}: "could not ${doing}"`,
  );
  return [...who, '', table].join('\n');
}

function tableOf(operation: OperationName): string {
  const { changes }: OperationCase = OPERATIONS[operation];
  const rows = new Map<string, string[]>();
  for (const { fault, expected } of PAIRS.filter((pair) => pair.operation === operation)) {
    const cells = cellsOf(expected, changes).join(' | ');
    rows.set(cells, [...(rows.get(cells) ?? []), FAULTS[fault].title]);
  }
  return [
    `| If Tavus | the run gives | the person reads | ${changes ?? 'conversations'} | the next run |`,
    '|---|---|---|---|---|',
    ...[...rows].map(([cells, titles]) => `| … ${titles.join('<br>… ')} | ${cells} |`),
  ].join('\n');
}

function cellsOf(expected: Expected, changes: OperationCase['changes']): string[] {
  const { gives, says, delay, next } = expected;
  const again = delay === undefined ? '' : `, again after ${delay} s`;
  const isError = gives !== 'result' && gives !== 'nothing yet';
  return [
    isError ? `\`${gives}\`${again}` : gives,
    says?.replaceAll(/\{(doing|id|name)\}|(?<=status )\d+/g, '…') ?? '',
    changeOf(expected, changes),
    next.words,
  ];
}

function changeOf({ created, open }: Change, changes: OperationCase['changes']): string {
  if (changes) return created > 0 ? `${created} new` : 'as before';
  if (created > 0) return open > 0 ? `${created} new, open` : `${created} new, ended`;
  return open < 0 ? 'ended' : 'as before';
}
