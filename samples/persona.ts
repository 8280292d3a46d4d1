import type { Persona } from '../tavus/personas.ts';

export const persona: Persona = {
  id: 'pcb7a34da5fe',
  persona_id: 'pcb7a34da5fe',
  persona_name: 'Onboarding Coach',
  default_replica_id: 'r90bbd427f71',
  system_prompt: 'You help new customers to set up their account. Ask one question at a time.',
  greeting: 'Welcome! What would you like to set up first?',
  document_ids: 'd8-5c71baca86fc, d2-3b7e60f19a44',
  document_tags: 'onboarding, pricing',
  document_tags_json: '["onboarding","pricing"]',
  guardrail_ids: null,
  language_model: 'tavus-gpt-oss',
  meeting_email: 'onboarding.coach@tavusinvite.com',
  is_stock: false,
  created_at: '2026-03-05T09:00:00.000Z',
  updated_at: '2026-04-11T16:20:00.000Z',
};
