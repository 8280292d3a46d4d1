/** Which requests a fault hits; by default all of them. */
export interface FaultTarget {
  readonly method?: string;
  /** The whole path without its query, or a pattern for it. */
  readonly path?: string | RegExp;
}

/**
 * Something that goes wrong on the way. "Work done" means that the request has taken effect
 * anyway: a conversation whose answer got lost is open and costs money.
 */
export type Fault = {
  readonly when?: FaultTarget;
  /** How many requests it hits, one when absent; Infinity is fine. */
  readonly times?: number;
  /** How many matching requests pass unharmed before it begins. */
  readonly after?: number;
} & (
  | /** The work is done at once, the answer comes later. Real time. */ {
      readonly kind: 'delay';
      readonly seconds: number;
    }
  | /** The work is done unless workDone is false. */ {
      readonly kind: 'never_answer';
      readonly workDone?: boolean;
    }
  | /** The connection is reset, with no work done. */ { readonly kind: 'reset_before' }
  | /** The connection is reset with the work done. */ { readonly kind: 'reset_after' }
  | /** Half of the answer, then the connection closes; work done. */ {
      readonly kind: 'truncated_body';
    }
  | /** The right answer, called plain text; work done. */ { readonly kind: 'wrong_content_type' }
  | /** A proxy's error page, 502 when nothing is said; no work done unless workDone. */ {
      readonly kind: 'html_error';
      readonly status?: number;
      readonly workDone?: boolean;
    }
  | /** Success with nothing in it; work done. */ { readonly kind: 'empty_200' }
  | /** Success with a megabyte that is not JSON; work done. */ { readonly kind: 'garbage' }
  | /** 429; retryAfter in seconds, or as an HTTP date. No work done. */ {
      readonly kind: 'too_many_requests';
      readonly retryAfter?: number | string;
    }
  | /** Any status with any JSON body; no work done unless workDone. */ {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: unknown;
      readonly workDone?: boolean;
    }
  | /** The right answer, spread evenly over that real time (2 s); work done. */ {
      readonly kind: 'slow_drip';
      readonly seconds?: number;
    }
  | /** 302 when nothing is said; no work done. */ {
      readonly kind: 'redirect';
      readonly status?: number;
      readonly location: string;
    }
  | /** Success with any other JSON value; work done. */ {
      readonly kind: 'json';
      readonly value: unknown;
    }
  | /** The right answer with something in it changed; work done. */ {
      readonly kind: 'changed_json';
      readonly change: (body: unknown) => unknown;
    }
);

export type FaultKind = Fault['kind'];

/** The faults that are set, each with the number of requests still to hit. */
export class Faults {
  #pending: { readonly fault: Fault; pass: number; hits: number }[] = [];

  add(fault: Fault): void {
    this.#pending.push({ fault, pass: fault.after ?? 0, hits: fault.times ?? 1 });
  }

  clear(): void {
    this.#pending = [];
  }

  /** The fault for this request, if any: of several, the one that was set first. */
  next(method: string, path: string): Fault | undefined {
    for (const pending of this.#pending) {
      if (pending.hits <= 0 || !matches(pending.fault.when ?? {}, method, path)) {
        continue;
      }
      if (pending.pass > 0) {
        pending.pass -= 1;
      } else {
        pending.hits -= 1;
        return pending.fault;
      }
    }
    return undefined;
  }
}

/** Whether the request takes effect although its answer goes wrong. */
export function isWorkDone(fault: Fault): boolean {
  switch (fault.kind) {
    case 'reset_before':
    case 'too_many_requests':
    case 'redirect':
      return false;
    case 'html_error':
    case 'status':
      return fault.workDone === true;
    case 'never_answer':
      return fault.workDone !== false;
    default:
      return true;
  }
}

function matches(target: FaultTarget, method: string, path: string): boolean {
  if (target.method !== undefined && target.method.toUpperCase() !== method) {
    return false;
  }
  if (target.path === undefined) {
    return true;
  }
  return typeof target.path === 'string' ? target.path === path : path.search(target.path) !== -1;
}
