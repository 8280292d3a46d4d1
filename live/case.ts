import { readText } from './reading.ts';
import { type Answer, shortened, type TavusApi } from './tavus_api.ts';

/** An answer of the API. */
export interface Finding {
  /** A short description. The same behaviour always has the same description. */
  readonly did: string;
  /** The error message of the API. */
  readonly said?: string;
}

/** One open question about the API, and how to ask it. */
export interface Case {
  readonly name: string;
  readonly question: string;
  run(api: TavusApi): Promise<Finding>;
  /** The sandbox's answer; for an operation that is not built yet, the documented one. */
  readonly expected: string;
  /** The part of the app that depends on the answer. */
  readonly why: string;
  /** Other answers with which the app works. */
  readonly appCopesWith?: readonly string[] | 'any answer';
}

/** Whether the API accepted the request. */
export function isAccepted({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}

/** Accepted or refused, with the error message if it was refused. */
export function outcomeOf(answer: Answer): Finding {
  if (isAccepted(answer)) return { did: 'accepted' };
  const { error, message } = {
    error: readText(answer.body, 'error'),
    message: readText(answer.body, 'message'),
  };
  return {
    did: `refused with ${answer.status}`,
    said: shortened(error ?? message ?? answer.text),
  };
}

/** Creates a conversation with a replica of the account, and describes the answer. */
export async function creating(
  api: TavusApi,
  body: Readonly<Record<string, unknown>>,
): Promise<Finding> {
  return outcomeOf(await api.create({ replica_id: await api.replicaId(), ...body }));
}

/** Asks several things one after the other and groups them by answer. */
export async function sorted(
  asked: Readonly<Record<string, () => Promise<Finding>>>,
): Promise<Finding> {
  const namesByOutcome = new Map<string, string[]>();
  const said: string[] = [];
  for (const [name, ask] of Object.entries(asked)) {
    const finding = await ask();
    namesByOutcome.set(finding.did, [...(namesByOutcome.get(finding.did) ?? []), name]);
    if (finding.said !== undefined) said.push(`${name}: ${finding.said}`);
  }
  const parts = [...namesByOutcome].map(([did, names]) => `${did}: ${names.join(', ')}`);
  return { did: parts.sort().join('; '), ...(said.length > 0 && { said: said.join(' — ') }) };
}

/** As {@link sorted}, with one question for each item. */
export function sortedBy<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
  ask: (item: Item) => Promise<Finding>,
): Promise<Finding> {
  return sorted(Object.fromEntries(items.map((item) => [nameOf(item), () => ask(item)])));
}
