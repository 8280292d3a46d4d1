import type { Sandbox } from '../sandbox/sandbox.ts';
import { CHOICES } from './world.ts';
import type { RunResult, StepPlan, Zapier } from './zaps.ts';

/** Two steps that read and then write, at the same moment, to the same thing, without Zapier's lock. */
export interface Together {
  readonly key: 'add_memory' | 'update_document' | 'update_persona';
  /** The forms of the two steps. */
  readonly forms: readonly [object, object];
  /** Whether both changes are there, once. */
  readonly isRight: () => boolean;
}

/** What two steps change together, by the plan of another step; null if there is nothing to change. */
export function togetherOf(
  { creates, choice, name }: StepPlan,
  mark: string,
  sandbox: Sandbox,
): Together | null {
  switch (creates) {
    case 'conversation': {
      const { persona_id } = CHOICES[choice];
      const form = { persona_id, participant_tag: mark };
      const { id } = sandbox.addMemoryStore(persona_id, mark);
      const pinned = () => sandbox.memoryStores.find((each) => each.id === id)?.pinned ?? [];
      const topic = name === '' ? undefined : 'Stage';
      const [one, other] = topic ? ['Lead', 'Customer'] : ['Likes tea.', 'Likes tea.'];
      return {
        key: 'add_memory',
        forms: [
          { ...form, topic, memory: one },
          { ...form, topic, memory: other },
        ],
        isRight: () => pinned().length === 1,
      };
    }
    case 'document': {
      const document = sandbox.documents.at(-1);
      if (!document) return null;
      const form = { document_id: document.id, tags_mode: 'add' };
      const tags = [`${mark} a`, `${mark} b`] as const;
      return {
        key: 'update_document',
        forms: [
          { ...form, tags: [tags[0]] },
          { ...form, tags: [tags[1]] },
        ],
        isRight: () => tags.every((tag) => sandbox.document(document.id)?.tags.includes(tag)),
      };
    }
    case 'video': {
      const { replica_id } = CHOICES[choice];
      const { id } = sandbox.addPersona({ defaultReplicaId: replica_id });
      const form = { persona_id: id, prompt_mode: 'add', lists_mode: 'add' };
      const texts = [`${mark} a`, `${mark} b`] as const;
      return {
        key: 'update_persona',
        forms: [
          { ...form, turn_taking_patience: 'high', system_prompt: texts[0], document_tags: [mark] },
          { ...form, interruptibility: 'low', system_prompt: texts[1] },
        ],
        isRight: () => {
          const persona = sandbox.persona(id);
          const layers = JSON.stringify(persona?.layers);
          const prompt = persona?.systemPrompt ?? '';
          return (
            texts.every((text) => prompt.split(text).length === 2) &&
            persona?.documentTags.includes(mark) === true &&
            /"turn_taking_patience":"high"/.test(layers) &&
            /"pal_interruptibility":"low"/.test(layers)
          );
        },
      };
    }
  }
}

/** Runs both steps at once. */
export function runTogether(
  zapier: Zapier,
  { key, forms }: Together,
): Promise<readonly RunResult<unknown>[]> {
  return Promise.all(forms.map((form) => zapier.create(key, form)));
}
