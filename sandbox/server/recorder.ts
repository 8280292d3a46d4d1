import { parseJson } from '../reading.ts';
import type { FaultKind } from './faults.ts';

/** A request as the sandbox received it. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: { readonly [name: string]: string };
  /** Names in lower case. */
  readonly headers: { readonly [name: string]: string };
  readonly rawBody: string;
  /** Parsed, or undefined if it is not JSON. */
  readonly body: unknown;
  /** Status of the answer; undefined until it is sent. */
  status: number | undefined;
  /** The fault that hit it. */
  fault: FaultKind | undefined;
}

export class Recorder {
  #requests: RecordedRequest[] = [];

  get requests(): readonly RecordedRequest[] {
    return this.#requests;
  }

  record(
    received: Pick<RecordedRequest, 'method' | 'path' | 'query' | 'headers' | 'rawBody'>,
  ): RecordedRequest {
    const { rawBody } = received;
    const request = { ...received, body: parseJson(rawBody), status: undefined, fault: undefined };
    this.#requests.push(request);
    return request;
  }

  clear(): void {
    this.#requests = [];
  }
}
