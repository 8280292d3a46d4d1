import type { JsonRecord } from '../reading.ts';
import type { IdSource } from './ids.ts';
import type { PostCallAction } from './post_call.ts';

/** A tool of the account that runs after the calls of the personas which have it. */
export interface Tool {
  readonly id: string;
  /** Unique in the account. */
  readonly name: string;
  readonly description: string;
  /** JSON Schema of what Tavus's model fills in. */
  readonly parameters: JsonRecord;
  readonly delivery: JsonRecord;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

type ToolSettings = Pick<Tool, 'name' | 'description' | 'parameters' | 'delivery'>;

/** The tools of the account, and which persona has which. */
export class Tools {
  readonly #ids: IdSource;
  readonly #now: () => Date;
  readonly #attached = new Map<string, Set<string>>();
  #tools: readonly Tool[] = [];

  constructor(ids: IdSource, now: () => Date) {
    this.#ids = ids;
    this.#now = now;
  }

  get items(): readonly Tool[] {
    return this.#tools;
  }

  find(id: string): Tool | undefined {
    return this.#tools.find((tool) => tool.id === id);
  }

  named(name: string): Tool | undefined {
    return this.#tools.find((tool) => tool.name === name);
  }

  /** Those of a persona, in the order in which it got them. */
  ofPersona(personaId: string): readonly Tool[] {
    const ids = [...(this.#attached.get(personaId) ?? [])];
    return ids.flatMap((id) => this.find(id) ?? []);
  }

  add(settings: ToolSettings): Tool {
    const now = this.#now();
    const tool = { id: this.#ids.next('t'), ...settings, createdAt: now, updatedAt: now };
    this.#tools = [...this.#tools, tool];
    return tool;
  }

  change(tool: Tool, settings: ToolSettings): Tool {
    const changed = { ...tool, ...settings, updatedAt: this.#now() };
    this.#tools = this.#tools.map((each) => (each.id === tool.id ? changed : each));
    return changed;
  }

  /** Attaching twice is the same as once. */
  attach(personaId: string, id: string): void {
    const ids = this.#attached.get(personaId) ?? new Set();
    this.#attached.set(personaId, ids.add(id));
  }

  delete(id: string): void {
    this.#tools = this.#tools.filter((tool) => tool.id !== id);
  }
}

/** What a tool does after a call: the model fills in each property with some words of its own. */
export function actionOf({ name, parameters, delivery }: Tool): PostCallAction {
  const properties = Object.keys(Object(parameters.properties));
  return {
    name,
    arguments: Object.fromEntries(properties.map((each) => [each, `What was said about ${each}.`])),
    // Nobody is there.
    delivered: !/^https:\/\/[^/]*\.invalid(\/|$)/.test(urlIn(delivery)),
  };
}

/** The address that a tool sends to; empty if it has none. */
export function urlIn(delivery: JsonRecord): string {
  const { url }: { url?: unknown } = Object(delivery.api);
  return typeof url === 'string' ? url : '';
}
