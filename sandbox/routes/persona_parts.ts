import type { Voice } from '../account/persona_parts.ts';
import { readText, readValue } from '../reading.ts';
import { wireTime } from '../wire/times.ts';
import { ok } from './answers.ts';
import type { Handlers } from './handler.ts';
import { listBody } from './list.ts';

/** The lists of voices, objectives and guardrails. */
export const personaPartHandlers: Handlers = {
  listVoices: ({ account, behaviour }, request) => {
    const isWhole = readText(request.query, 'source') === 'all';
    // It is unknown what the list has without a source; here it has the stock parts only.
    const voices = account.parts.voices.filter(({ type }) => isWhole || type === 'system');
    const wire = ({ id, name, type, status, createdAt }: Voice) => ({
      voice_id: id,
      voice_name: name,
      voice_type: type,
      status,
      description: null,
      tags: [],
      created_at: wireTime(createdAt, behaviour.age),
    });
    return ok(listBody(voices, request, behaviour, wire));
  },

  listObjectives: ({ account, behaviour }, request) =>
    ok(
      listBody(account.parts.objectives, request, behaviour, ({ id, name }) => ({
        objectives_id: id,
        data: [{ objective_name: name, objective_prompt: `Find out: ${name}.` }],
      })),
    ),

  listGuardrails: ({ account, behaviour }, request) => {
    // Without legacy=false the list has only sets of the old kind, and this account has none.
    const single = readValue(request.query, 'legacy') === false ? account.parts.guardrails : [];
    return ok(
      listBody(single, request, behaviour, ({ id, name }) => ({
        uuid: id,
        guardrail_name: name,
        guardrail_prompt: `Keep to ${name}.`,
      })),
    );
  },
};
