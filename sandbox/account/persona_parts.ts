import type { IdSource, Owner } from './ids.ts';

export interface Voice {
  readonly id: string;
  readonly name: string;
  readonly type: Owner;
  readonly status: 'started' | 'completed' | 'error';
  readonly createdAt: Date;
}

/** A set of objectives, named after the first. */
export interface Objectives {
  readonly id: string;
  readonly name: string;
}

export interface Guardrail {
  readonly id: string;
  readonly name: string;
}

/** The parts of a persona beside replicas and documents. */
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
