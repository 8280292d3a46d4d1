import type { Bundle, ZObject } from 'zapier-platform-core';
import { withAdditionalFields, withAdditionalLabels } from '../fields/additional_fields.ts';
import { claimName } from '../platform/name_claim.ts';
import { type Attempt, errorOf, halt, type Labels } from '../tavus/http/errors.ts';
import { type Failure, resultOf } from '../tavus/http/failure.ts';
import type { WireObject } from '../tavus/http/wire.ts';
import type { Finding, LostCreate } from '../tavus/once/recovery.ts';

/** A create that must not happen twice, and the sentences about it. */
export interface Create<Thing> {
  /** The name under which the thing is looked for; null if nothing else can have it. */
  readonly claim: { readonly action: string; readonly name: string } | null;
  /** The body of the form's fields. */
  readonly body: WireObject;
  /** The value of Additional Fields. */
  readonly additional: WireObject | undefined;
  /** Sends the body with the additional fields. Throws a TavusError. */
  readonly send: (whole: WireObject) => Promise<Thing>;
  /** Looks for the thing after its answer was lost. */
  readonly find: (lost: LostCreate) => Promise<Finding<Thing>>;
  readonly attempt: Attempt;
  readonly labels: Labels;
  /** The sentence if nothing was created. */
  readonly nothing: string;
  /** The sentence if nobody knows, from the reason why. */
  readonly unclear: (why: string) => string;
}

/**
 * Creates a thing exactly once: claims its name, sends the request, and looks for the thing if the
 * answer was lost (docs/reliability.md, "Create exactly once"). Returns the thing. Throws the error
 * of Zapier that says what is certain.
 */
export async function createOnce<Thing>(
  z: ZObject,
  bundle: Bundle,
  {
    claim: claimed,
    body,
    additional,
    send,
    find,
    attempt,
    labels,
    nothing,
    unclear,
  }: Create<Thing>,
): Promise<Thing> {
  const claim = claimed && (await claimName(z, bundle, claimed.action, claimed.name));
  try {
    const sentAt = performance.now();
    const created = await resultOf(() => send(withAdditionalFields(body, additional)));
    if (created.ok) return created.value;
    const { failure } = created;
    const described = { ...attempt, labels: withAdditionalLabels(labels, body, additional) };
    if (!failure.mayHaveSucceeded) {
      throw errorOf(z, failure, { ...described, outcome: nothing });
    }
    const finding = await find({ failure, sentAt });
    if (finding.kind === 'absent') {
      const outcome = `${nothing} It is safe to run this step again.`;
      throw errorOf(z, failure, { ...described, outcome });
    }
    const isUnclear = finding.kind === 'unclear' || (claim && !(await claim.isUncontested()));
    if (isUnclear) throw halt(z, unclear(whyUnclear(failure)));
    return finding.thing;
  } finally {
    claim?.end();
  }
}

/** An error with a status of success is an answer too, but not one to rely on. */
function whyUnclear({ status, message }: Failure): string {
  return status !== null && status < 300 && message !== null
    ? `the reply was "${message}", and the list of Tavus does not show whether it did`
    : 'its reply was lost, and a search for the result was not conclusive';
}
