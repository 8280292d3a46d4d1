import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { isRecord, type JsonRecord, parseJson, readText, readValue } from './reading.ts';

/** An HTTP answer as it came. */
export interface Answer {
  readonly status: number;
  /** The parsed body; an empty object when it is no JSON object. */
  readonly body: JsonRecord;
  readonly text: string;
  readonly dateHeader: string | null;
}

/** A question that can't be asked now or with this account; the message has the reason. */
export class CannotAsk extends Error {}

/** Tavus ignored test mode, so a conversation may be billed: the run has to stop. */
export class TestModeIgnored extends Error {}

const REQUEST_SECONDS = 30;
const MAX_TRIES = 3;
const MAX_PAUSE_SECONDS = 30;

/**
 * The Tavus API as the live suite may use it: everything can be read, conversations are created in
 * test mode only, and only conversations of this run are ended or deleted. A persona, a memory store, a
 * tool and a landing page are created, which cost nothing, and deleted at the end. Videos have no test
 * mode, so they are generated only if `spend` is set.
 */
export class TavusApi {
  /** The prefix of the names of all conversations of this run, unless a case sets another name. */
  readonly runName = `Live suite ${randomBytes(8).toString('hex')}`;
  readonly #baseUrl: string;
  readonly #apiKey: string;
  readonly #made: string[] = [];
  /** The conversations that did not start as ended. */
  readonly #open = new Set<string>();
  #mayHaveLostOne = false;
  #replicaId: Promise<string> | undefined;
  #personaId: Promise<string> | undefined;
  readonly #maySpend: boolean;
  #video: Promise<Answer> | undefined;
  #ownPersona: Promise<Answer> | undefined;
  #ownStore: Promise<Answer> | undefined;
  #ownTool: Promise<Answer> | undefined;
  #ownDeployment: Promise<Answer> | undefined;
  /** The paths to delete at the end, in the order of creation. */
  readonly #toDelete: string[] = [];

  constructor(baseUrl: string, apiKey: string, { spend }: { spend: boolean } = { spend: false }) {
    const { protocol, hostname } = URL.canParse(baseUrl) ? new URL(baseUrl) : {};
    const isThisMachine = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname ?? '');
    if (protocol !== 'https:' && !(protocol === 'http:' && isThisMachine)) {
      throw new Error('TAVUS_API_URL must be an https:// URL, or an http:// URL of this machine.');
    }
    this.#baseUrl = baseUrl.replace(/\/+$/, '');
    this.#apiKey = apiKey;
    this.#maySpend = spend;
  }

  /** The ids of the conversations of this run, from oldest to newest. */
  get made(): readonly string[] {
    return this.#made;
  }

  /** Sends a GET; `path` is the part after /v2/. */
  get(path: string, query: Readonly<Record<string, string | number>> = {}): Promise<Answer> {
    const pairs = Object.entries(query).map(([name, value]): [string, string] => [
      name,
      String(value),
    ]);
    const search = pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`;
    return this.#send('GET', `${path}${search}`);
  }

  /** Creates a conversation, always in test mode. Nothing else here creates one. */
  async create(body: JsonRecord): Promise<Answer> {
    if ('test_mode' in body && body.test_mode !== true) {
      throw new Error('The live suite creates conversations in test mode only.');
    }
    const sent = { conversation_name: this.runName, ...body, test_mode: true };
    let answer: Answer;
    try {
      answer = await this.#send('POST', 'conversations', sent);
    } catch (error) {
      this.#mayHaveLostOne = true;
      throw error;
    }
    const id = readText(answer.body, 'conversation_id');
    if (id === undefined) {
      this.#mayHaveLostOne ||= answer.status < 400 || answer.status >= 500;
      return answer;
    }
    this.#made.push(id);
    const status = readText(answer.body, 'status');
    if (status !== 'ended') {
      this.#open.add(id);
      await this.#endForSure(id);
      throw new TestModeIgnored(
        `In test mode a conversation is "ended" from the start, but this one was "${status}" and may be billed. So nothing more was asked, and it was told to end.`,
      );
    }
    return answer;
  }

  /** Requests a video of an unknown replica, so that none is generated. */
  videoOfNobody(body: JsonRecord): Promise<Answer> {
    return this.#send('POST', 'videos', { ...body, replica_id: UNKNOWN_REPLICA_ID });
  }

  /** Generates a video, which uses at least half a minute of the plan's video minutes. */
  async generateVideo(body: JsonRecord): Promise<Answer> {
    if (!this.#maySpend) throw new Error('The live suite generates videos only with --spend.');
    return this.#send('POST', 'videos', body);
  }

  /** The first video of this run; generated once. */
  videoOnce(body: JsonRecord): Promise<Answer> {
    this.#video ??= this.generateVideo(body);
    return this.#video;
  }

  /** Ends a conversation of this run. */
  endMade(id: string): Promise<Answer> {
    return this.#send('POST', `${this.#pathOfMade(id)}/end`);
  }

  /** Ends an unknown conversation. */
  endUnknown(): Promise<Answer> {
    return this.#end(UNKNOWN_CONVERSATION_ID);
  }

  /** Renames an unknown document. */
  updateUnknownDocument(): Promise<Answer> {
    return this.#send('PATCH', `documents/${UNKNOWN_DOCUMENT_ID}`, { document_name: this.runName });
  }

  /** Crawls an unknown document again. */
  recrawlUnknownDocument(): Promise<Answer> {
    return this.#send('POST', `documents/${UNKNOWN_DOCUMENT_ID}/recrawl`);
  }

  /** The answer to the creation of this run's persona; created once. */
  ownPersona(): Promise<Answer> {
    this.#ownPersona ??= this.replicaId().then((default_face_id) =>
      this.#makeToDelete('pals', 'pal_id', {
        pal_name: `${this.runName} (2-day: a)`,
        system_prompt: 'You are a persona of a test run, and nobody talks to you.',
        greeting: 'Hello!',
        default_face_id,
      }),
    );
    return this.#ownPersona;
  }

  /** The answer to the creation of that persona's memory store; created once. */
  ownStore(): Promise<Answer> {
    this.#ownStore ??= this.ownPersonaId().then((pal_id) =>
      this.#makeToDelete('memory-stores', 'memory_store_id', {
        pal_id,
        participant_tag: this.runName,
        pinned_memories: ['Came with the store.'],
      }),
    );
    return this.#ownStore;
  }

  async ownPersonaId(): Promise<string> {
    return madeId(await this.ownPersona(), 'pal_id');
  }

  async ownStoreId(): Promise<string> {
    return madeId(await this.ownStore(), 'memory_store_id');
  }

  /** Changes the persona of this run, or an unknown one. */
  async patchPersona(
    patch: readonly JsonRecord[],
    id: 'own' | typeof UNKNOWN_PERSONA_ID = 'own',
  ): Promise<Answer> {
    return this.#send('PATCH', `pals/${id === 'own' ? await this.ownPersonaId() : id}`, patch);
  }

  /** Creates a second store for the same pair. */
  async createStoreAgain(): Promise<Answer> {
    await this.ownStoreId();
    const pal_id = await this.ownPersonaId();
    return this.#send('POST', 'memory-stores', { pal_id, participant_tag: this.runName });
  }

  /** Sends a message to a conversation of this run, which has ended. */
  messageToMade(id: string): Promise<Answer> {
    return this.#message(this.#pathOfMade(id));
  }

  /** Sends a message to a conversation that cannot exist. */
  messageToUnknown(): Promise<Answer> {
    return this.#message(`conversations/${UNKNOWN_CONVERSATION_ID}`);
  }

  /** Deletes a conversation of this run. */
  deleteMade(id: string): Promise<Answer> {
    return this.#send('DELETE', this.#pathOfMade(id));
  }

  /** The name of the post-call tool of this run. */
  get toolName(): string {
    return this.runName.replaceAll(' ', '_');
  }

  /** The answer to the creation of a post-call tool of this run's own; it is made once. */
  ownTool(): Promise<Answer> {
    this.#ownTool ??= this.createTool();
    return this.#ownTool;
  }

  /** Creates a post-call tool, always under the same name. */
  createTool(): Promise<Answer> {
    return this.#makeToDelete('tools', 'tool_id', {
      name: this.toolName,
      description: 'A tool of a test run.',
      parameters: { type: 'object', properties: {}, required: [] },
      trigger_type: 'post_call',
      delivery: { api: { url: 'https://zapier.invalid/none', method: 'POST' } },
    });
  }

  /** Changes the tool of this run. */
  async patchTool(patch: readonly JsonRecord[]): Promise<Answer> {
    return this.#send('PATCH', `tools/${await this.#ownToolId()}`, patch);
  }

  /** Gives the tool of this run to the persona of this run. */
  async attachTool(): Promise<Answer> {
    const path = `pals/${await this.ownPersonaId()}/tools`;
    return this.#send('POST', path, { tool_ids: [await this.#ownToolId()] });
  }

  async #ownToolId(): Promise<string> {
    return madeId(await this.ownTool(), 'tool_id');
  }

  /** Creates a landing page with a secret password, so that nobody can start a call there. */
  async createDeployment(more: JsonRecord = {}): Promise<Answer> {
    return this.#makeToDelete('deployments', 'deployment_id', {
      pal_id: await this.ownPersonaId(),
      channel: 'landing-page',
      name: this.runName,
      password: randomBytes(16).toString('hex'),
      ...more,
    });
  }

  /** The answer to the creation of a landing page of this run's own; it is made once. */
  ownDeployment(): Promise<Answer> {
    this.#ownDeployment ??= this.createDeployment();
    return this.#ownDeployment;
  }

  async ownDeploymentId(): Promise<string> {
    return madeId(await this.ownDeployment(), 'deployment_id');
  }

  /** Changes the landing page of this run. */
  async patchDeployment(patch: readonly JsonRecord[]): Promise<Answer> {
    return this.#send('PATCH', `deployments/${await this.ownDeploymentId()}`, patch);
  }

  /** Adds a memory to the store of this run, or replaces one of its memories. */
  async writeMemory(memory: string, memoryId?: string): Promise<Answer> {
    const path = `memory-stores/${await this.ownStoreId()}/pinned`;
    return memoryId === undefined
      ? this.#send('POST', path, { memory })
      : this.#send('PATCH', `${path}/${encodeURIComponent(memoryId)}`, { memory });
  }

  /** Deletes what this run created besides conversations; returns the paths of what may remain. */
  async deleteAll(): Promise<readonly string[]> {
    const left: string[] = [];
    // The newest first, because a store belongs to a persona created before it.
    for (const path of [...this.#toDelete].reverse()) {
      const isGone = await this.#send('DELETE', path).then(
        ({ status }) => status < 300 || status === 404,
        () => false,
      );
      if (!isGone) left.push(path);
    }
    return left;
  }

  /** Ends every conversation of this run; returns the ids of those that may still be open. */
  async endAll(): Promise<readonly string[]> {
    const lost = this.#mayHaveLostOne ? await this.#findLost() : [];
    for (const id of lost) this.#open.add(id);
    const left: string[] = [];
    for (const id of [...this.#made, ...lost]) {
      const hasEnded = await this.#endForSure(id);
      if (!hasEnded && this.#open.has(id)) left.push(id);
    }
    return left;
  }

  /** A replica that can hold a call. */
  replicaId(): Promise<string> {
    this.#replicaId ??= this.#firstId('replicas', ['replica_id', 'face_id'], (item) =>
      ['completed', 'ready'].includes(readText(item, 'status') ?? ''),
    );
    return this.#replicaId;
  }

  /** A persona that the key may use. */
  personaId(): Promise<string> {
    this.#personaId ??= this.#firstId('personas', ['persona_id', 'pal_id'], () => true);
    return this.#personaId;
  }

  /** A text without the API key and without anything that looks like a token. */
  conceal(text: string): string {
    const forms = [this.#apiKey, encodeURIComponent(this.#apiKey)];
    return [...forms, JSON.stringify(this.#apiKey).slice(1, -1)]
      .reduce((rest, form) => rest.replaceAll(form, '…'), text)
      .replace(/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '…');
  }

  async #makeToDelete(path: string, idName: string, body: JsonRecord): Promise<Answer> {
    const answer = await this.#send('POST', path, body);
    const id = readText(answer.body, idName);
    if (id !== undefined) this.#toDelete.push(`${path}/${encodeURIComponent(id)}`);
    return answer;
  }

  async #firstId(
    plural: string,
    names: readonly string[],
    isUsable: (item: JsonRecord) => boolean,
  ): Promise<string> {
    const item = itemsOf(await this.get(plural, { limit: 100 })).find(isUsable) ?? {};
    const id = names.map((name) => readText(item, name)).find((each) => each !== undefined);
    if (id === undefined) throw new CannotAsk(`The account has no ${plural} that can be used.`);
    return id;
  }

  /** Finds conversations whose answer got lost, by the name of this run. */
  async #findLost(): Promise<string[]> {
    const active = await this.get('conversations', { status: 'active', limit: 100 }).catch(
      () => undefined,
    );
    return (active === undefined ? [] : itemsOf(active))
      .filter((item) => readText(item, 'conversation_name')?.startsWith(this.runName))
      .flatMap((item) => readText(item, 'conversation_id') ?? [])
      .filter((id) => !this.#made.includes(id));
  }

  /** Ends a conversation and returns whether it has ended; never throws. */
  async #endForSure(id: string): Promise<boolean> {
    try {
      const { status } = await this.#end(id);
      if (status >= 200 && status < 300) return true;
      // It is refused if the conversation has ended before.
      if (!this.#open.has(id)) return false;
      const { body } = await this.get(`conversations/${encodeURIComponent(id)}`);
      return readText(body, 'status') === 'ended';
    } catch {
      return false;
    }
  }

  #pathOfMade(id: string): string {
    if (!this.#made.includes(id)) {
      throw new Error('The live suite changes only conversations that it has made.');
    }
    return `conversations/${encodeURIComponent(id)}`;
  }

  #message(path: string): Promise<Answer> {
    return this.#send('POST', `${path}/send-app-message`, {
      message_type: 'conversation',
      event_type: 'conversation.append_llm_context',
      properties: { context: 'Nobody is in this call.' },
    });
  }

  #end(id: string): Promise<Answer> {
    return this.#send('POST', `conversations/${encodeURIComponent(id)}/end`);
  }

  async #send(
    method: string,
    path: string,
    body?: JsonRecord | readonly JsonRecord[],
  ): Promise<Answer> {
    for (let tries = 1; ; tries += 1) {
      const response = await fetch(`${this.#baseUrl}/v2/${path}`, {
        method,
        headers: {
          'x-api-key': this.#apiKey,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        // A redirect would carry the key to another host.
        redirect: 'manual',
        signal: AbortSignal.timeout(REQUEST_SECONDS * 1000),
      });
      const { status } = response;
      const text = await response.text();
      if (status === 429 && tries < MAX_TRIES) {
        await wait(pauseSeconds(response.headers.get('retry-after')) * 1000);
        continue;
      }
      const isFull = status === 400 && /maximum concurrent/i.test(text);
      // These concern the key, the plan or the moment, and not the question.
      if (isFull || [401, 402, 403, 429, 502, 503, 504].includes(status)) {
        throw new CannotAsk(`Tavus answered ${status}: ${shortened(text)}`);
      }
      const parsed = parseJson(text);
      const record = isRecord(parsed) ? parsed : {};
      return { status, body: record, text, dateHeader: response.headers.get('date') };
    }
  }
}

/** A well-formed id that does not exist. */
export const UNKNOWN_CONVERSATION_ID = `c${'0'.repeat(15)}1`;
export const UNKNOWN_DOCUMENT_ID = 'd0-000000000001';

const UNKNOWN_REPLICA_ID = `r${'0'.repeat(11)}1`;
export const UNKNOWN_PERSONA_ID = 'p000000000001';

function madeId({ body, status }: Answer, name: string): string {
  const id = readText(body, name);
  if (id === undefined) throw new CannotAsk(`None could be made: Tavus answered ${status}.`);
  return id;
}

/** The records of a list answer. */
export function itemsOf({ body }: Answer): JsonRecord[] {
  const data = readValue(body, 'data');
  return Array.isArray(data) ? data.filter(isRecord) : [];
}

/** A message of Tavus on one line, cut if it is long. */
export function shortened(text: string): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}

function pauseSeconds(retryAfter: string | null): number {
  const seconds = Number(retryAfter ?? Number.NaN);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 1), MAX_PAUSE_SECONDS) : 5;
}
