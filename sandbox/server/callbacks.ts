import type { WireCallback } from '../wire/events.ts';

/** One event on its way to a callback URL. */
export interface CallbackDelivery<Event = WireCallback> {
  readonly url: string;
  readonly event: Event;
  /** not_sent: the URL is outside this machine, and the sandbox never calls out. */
  readonly outcome: 'under_way' | 'delivered' | 'failed' | 'not_sent';
  /** HTTP status of the receiver's answer. */
  readonly status: number | undefined;
}

const PATIENCE_MILLISECONDS = 10_000;

function isOnThisMachine(address: string): boolean {
  if (!URL.canParse(address)) {
    return false;
  }
  const { protocol, hostname } = new URL(address);
  const local =
    hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
  return local && (protocol === 'http:' || protocol === 'https:');
}

/** Posts events to callback URLs on this machine, one after the other for each URL. */
export class Callbacks<Event = WireCallback> {
  #deliveries: CallbackDelivery<Event>[] = [];
  #queues = new Map<string, Promise<void>>();
  #abort = new AbortController();

  get deliveries(): readonly CallbackDelivery<Event>[] {
    return this.#deliveries;
  }

  send(url: string, event: Event): void {
    const index = this.#deliveries.length;
    if (!isOnThisMachine(url)) {
      this.#deliveries.push({ url, event, outcome: 'not_sent', status: undefined });
      return;
    }
    const delivery: CallbackDelivery<Event> = {
      url,
      event,
      outcome: 'under_way',
      status: undefined,
    };
    const deliveries = this.#deliveries;
    deliveries.push(delivery);
    const { signal } = this.#abort;
    const before = this.#queues.get(url) ?? Promise.resolve();
    const sending = before.then(async () => {
      deliveries[index] = { ...delivery, ...(await this.#post(url, event, signal)) };
    });
    this.#queues.set(url, sending);
  }

  /** Resolves when every event was sent. */
  async settled(): Promise<void> {
    while (this.#deliveries.some((delivery) => delivery.outcome === 'under_way')) {
      await Promise.all(this.#queues.values());
    }
  }

  /** Drops the events that were not sent yet and forgets the others. */
  reset(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#queues.clear();
    this.#deliveries = [];
  }

  async #post(
    url: string,
    event: Event,
    signal: AbortSignal,
  ): Promise<Pick<CallbackDelivery, 'outcome' | 'status'>> {
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(event),
        // A redirect might lead off this machine.
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MILLISECONDS)]),
      });
      await answer.body?.cancel();
      return { outcome: answer.ok ? 'delivered' : 'failed', status: answer.status };
    } catch {
      return { outcome: 'failed', status: undefined };
    }
  }
}
