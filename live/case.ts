import { readText } from './reading.ts';
import { type Answer, shortened, type TavusApi } from './tavus_api.ts';

/** What an API did when it was asked. */
export interface Finding {
  /** In a few words, the same whenever the API does the same. */
  readonly did: string;
  /** The API's own words about it. */
  readonly said?: string;
}

/** One open question about the API, and how to ask it. */
export type Case = {
  readonly name: string;
  /** What is open, in one sentence. */
  readonly question: string;
  run(api: TavusApi): Promise<Finding>;
  /** What the sandbox assumes. */
  readonly expected: string;
} & (
  | {
      readonly appDependsOnIt: true;
      /** What breaks in the app if it is otherwise. */
      readonly why: string;
      /** Other answers with which the app works as well. */
      readonly appCopesWith?: readonly string[];
    }
  | { readonly appDependsOnIt?: false }
);

/** Whether the API carried out what was asked. */
export function isAccepted({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}

/** Accepted or refused, with the API's words if it was refused. */
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

/** Creates a conversation with a replica of the account, for how that is answered. */
export async function creating(
  api: TavusApi,
  body: Readonly<Record<string, unknown>>,
): Promise<Finding> {
  return outcomeOf(await api.create({ replica_id: await api.replicaId(), ...body }));
}

/** Asks several things one after the other, and sorts them by what the API did. */
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

/** As {@link sorted}, asking the same of each of the items. */
export function sortedBy<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
  ask: (item: Item) => Promise<Finding>,
): Promise<Finding> {
  return sorted(Object.fromEntries(items.map((item) => [nameOf(item), () => ask(item)])));
}
