import type { JsonRecord } from '../reading.ts';
import type { IdSource, Owner } from './ids.ts';
import { MemoryStores } from './memory_stores.ts';
import { PersonaParts } from './persona_parts.ts';
import type { PostCallAction } from './post_call.ts';
import { Tools } from './tools.ts';

/** Tavus's words, word for word (Tavus docs: errors-and-status-details, Replica Training Errors). */
export const WHY_TRAINING_FAILED =
  'There was an issue processing your training file: Your consent phrase does not match our requirements. Please follow our specified format closely';

export interface Replica {
  readonly id: string;
  readonly name: string;
  readonly type: Owner;
  readonly status: 'started' | 'completed' | 'error';
  readonly modelName: string;
  /** Only phoenix-4.5: whether a completed replica is still a preview, with a watermark. */
  readonly finetuneStatus: 'training' | 'completed' | 'errored' | null;
  readonly errorMessage: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface Persona {
  readonly id: string;
  readonly name: string;
  readonly type: Owner;
  readonly defaultReplicaId: string | null;
  readonly systemPrompt: string;
  readonly greeting: string | null;
  readonly documentIds: readonly string[];
  readonly documentTags: readonly string[];
  /** What runs after each call beside the tools that are attached. */
  readonly postCallActions: readonly PostCallAction[];
  readonly objectivesId: string | null;
  readonly guardrailIds: readonly string[];
  /** What was written of members that the sandbox only keeps, such as `disclosure_type`. */
  readonly otherMembers: JsonRecord;
  /** Settings of the models, with keys of third parties in them. */
  readonly layers: { readonly [layer: string]: { readonly [setting: string]: unknown } };
  /** Whether PAL Maker has unpublished edits of it. */
  readonly hasUnpublishedEdits: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The replicas and personas of the account. */
export class Account {
  readonly replicas: Replica[] = [];
  readonly personas: Persona[] = [];
  readonly parts: PersonaParts;
  readonly memoryStores: MemoryStores;
  readonly tools: Tools;
  readonly #ids: IdSource;
  readonly #now: () => Date;

  constructor(ids: IdSource, now: () => Date) {
    this.#ids = ids;
    this.#now = now;
    this.parts = new PersonaParts(ids, now);
    this.memoryStores = new MemoryStores(ids, now);
    this.tools = new Tools(ids, now);
  }

  addReplica(record: Partial<Replica> = {}): Replica {
    const replica: Replica = {
      id: this.#ids.next('r'),
      name: `Replica ${this.replicas.length + 1}`,
      type: 'user',
      status: 'completed',
      modelName: 'phoenix-4',
      finetuneStatus: null,
      errorMessage: record.status === 'error' ? WHY_TRAINING_FAILED : null,
      createdAt: this.#now(),
      updatedAt: record.createdAt ?? this.#now(),
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
      greeting: null,
      documentIds: [],
      documentTags: [],
      postCallActions: [],
      objectivesId: null,
      guardrailIds: [],
      otherMembers: {},
      layers: {},
      hasUnpublishedEdits: false,
      createdAt: this.#now(),
      updatedAt: record.createdAt ?? this.#now(),
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

  /** Changes a replica during its training. */
  changeReplica(id: string, changes: Partial<Replica>): void {
    change(this.replicas, id, { ...changes, updatedAt: this.#now() });
  }

  /** Changes a persona, by the API or in PAL Maker. */
  changePersona(id: string, changes: Partial<Persona>): void {
    change(this.personas, id, { ...changes, updatedAt: this.#now() });
  }

  deletePersona(id: string): void {
    const index = this.personas.findIndex((persona) => persona.id === id);
    this.personas.splice(index, 1);
  }
}

/** Replaces the record with that id by one with the changes. */
function change<Item extends { readonly id: string }>(
  items: Item[],
  id: string,
  changes: Partial<Item>,
): void {
  const index = items.findIndex((item) => item.id === id);
  const item = items[index];
  if (item === undefined) throw new Error(`The account has no ${id}`);
  items[index] = { ...item, ...changes };
}
