import type { Behaviour } from '../behaviour.ts';
import { readText, readValue } from '../reading.ts';
import { ok } from '../routes/answers.ts';
import { totalOf } from '../routes/list.ts';
import { onPage, paging } from '../routes/paging.ts';
import type { Checked, Handlers } from '../routes/routes.ts';
import { wireTime } from '../wire/events.ts';
import type { IdSource, Owner } from './account.ts';

export interface Voice {
  readonly id: string;
  readonly name: string;
  readonly type: Owner;
  readonly status: 'started' | 'completed' | 'error';
  readonly createdAt: Date;
}

/** A set of objectives, called after the first of them. */
export interface Objectives {
  readonly id: string;
  readonly name: string;
}

export interface Guardrail {
  readonly id: string;
  readonly name: string;
}

/** What a persona is put together from, beside replicas and documents. */
export class PersonaParts {
  readonly voices: Voice[] = [];
  readonly objectives: Objectives[] = [];
  readonly guardrails: Guardrail[] = [];
  readonly #ids: IdSource;
  readonly #now: () => Date;

  constructor(ids: IdSource, now: () => Date) {
    this.#ids = ids;
    this.#now = now;
  }

  addVoice(record: Partial<Voice> = {}): Voice {
    const voice: Voice = {
      id: this.#ids.next('v'),
      name: `Voice ${this.voices.length + 1}`,
      type: 'user',
      status: 'completed',
      createdAt: this.#now(),
      ...record,
    };
    this.voices.push(voice);
    return voice;
  }

  addObjectives(record: Partial<Objectives> = {}): Objectives {
    const objectives = {
      id: this.#ids.next('o'),
      name: `objective_${this.objectives.length + 1}`,
      ...record,
    };
    this.objectives.push(objectives);
    return objectives;
  }

  addGuardrail(record: Partial<Guardrail> = {}): Guardrail {
    const guardrail = {
      id: this.#ids.next('g'),
      name: `guardrail_${this.guardrails.length + 1}`,
      ...record,
    };
    this.guardrails.push(guardrail);
    return guardrail;
  }
}

/** The lists of voices, objectives and guardrails. */
export const personaPartHandlers: Handlers = {
  listVoices: ({ account, behaviour }, request) => {
    const isWhole = readText(request.query, 'source') === 'all';
    // Of what the list has without a source nothing is known; here it has the stock alone.
    const voices = account.parts.voices.filter(({ type }) => isWhole || type === 'system');
    return pageOf(voices, request, behaviour, ({ id, name, type, status, createdAt }) => ({
      voice_id: id,
      voice_name: name,
      voice_type: type,
      status,
      description: null,
      tags: [],
      created_at: wireTime(createdAt, behaviour.age),
    }));
  },

  listObjectives: ({ account, behaviour }, request) =>
    pageOf(account.parts.objectives, request, behaviour, ({ id, name }) => ({
      objectives_id: id,
      data: [{ objective_name: name, objective_prompt: `Find out: ${name}.` }],
    })),

  listGuardrails: ({ account, behaviour }, request) => {
    // Without legacy=false only sets of the old kind come, and this account has none.
    const single = readValue(request.query, 'legacy') === false ? account.parts.guardrails : [];
    return pageOf(single, request, behaviour, ({ id, name }) => ({
      uuid: id,
      guardrail_name: name,
      guardrail_prompt: `Keep to ${name}.`,
    }));
  },
};

function pageOf<Item>(
  items: readonly Item[],
  { query }: Checked,
  behaviour: Behaviour,
  wire: (item: Item) => object,
) {
  const { limit, page } = paging(query, 10, behaviour);
  const data = onPage(items, limit, page).map(wire);
  return ok({ data, total_count: totalOf(items.length, data.length, behaviour.totalCount) });
}
