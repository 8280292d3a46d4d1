import { hash } from 'node:crypto';
import type { PostCallAction } from './post_call.ts';

/** user: made by the account's owner; system: stock, there for everybody. */
export type Owner = 'user' | 'system';

export interface Replica {
  readonly id: string;
  readonly name: string;
  readonly type: Owner;
  readonly status: 'started' | 'completed' | 'error';
  readonly modelName: string;
  readonly errorMessage: string | null;
  readonly createdAt: Date;
}

export interface Persona {
  readonly id: string;
  readonly name: string;
  readonly type: Owner;
  readonly defaultReplicaId: string | null;
  readonly systemPrompt: string;
  readonly documentIds: readonly string[];
  readonly documentTags: readonly string[];
  /** Tools that run after each call. */
  readonly postCallActions: readonly PostCallAction[];
  /** Settings of the models, with keys of third parties in them. */
  readonly layers: { readonly [layer: string]: { readonly [setting: string]: unknown } };
  readonly createdAt: Date;
}

/**
 * Ids look like Tavus's: one letter and twelve hexadecimal digits. They are hashes of a counter,
 * so that two sandboxes give the same ids in the same order and nobody can rely on their sequence.
 */
export class IdSource {
  #count = 0;

  next(prefix: string): string {
    this.#count += 1;
    return `${prefix}${hash('sha256', `${prefix}${this.#count}`).slice(0, 12)}`;
  }
}

/** Used when a conversation is created without a persona. */
export const DEFAULT_PERSONA_ID = 'pdefa01700000';

/** The replicas and personas of the account. */
export class Account {
  readonly replicas: Replica[] = [];
  readonly personas: Persona[] = [];
  readonly #ids: IdSource;
  readonly #now: () => Date;

  constructor(ids: IdSource, now: () => Date) {
    this.#ids = ids;
    this.#now = now;
  }

  addReplica(record: Partial<Replica> = {}): Replica {
    const replica: Replica = {
      id: this.#ids.next('r'),
      name: `Replica ${this.replicas.length + 1}`,
      type: 'user',
      status: 'completed',
      modelName: 'phoenix-4',
      errorMessage: record.status === 'error' ? 'The consent phrase was not recognised.' : null,
      createdAt: this.#now(),
      ...record,
    };
    this.replicas.push(replica);
    return replica;
  }

  addPersona(record: Partial<Persona> = {}): Persona {
    const persona: Persona = {
      id: this.#ids.next('p'),
      name: `Persona ${this.personas.length + 1}`,
      type: 'user',
      defaultReplicaId: null,
      systemPrompt: 'You are friendly and to the point.',
      documentIds: [],
      documentTags: [],
      postCallActions: [],
      layers: {},
      createdAt: this.#now(),
      ...record,
    };
    this.personas.push(persona);
    return persona;
  }

  replica(id: string): Replica | undefined {
    return this.replicas.find((replica) => replica.id === id);
  }

  persona(id: string): Persona | undefined {
    return this.personas.find((persona) => persona.id === id);
  }
}
