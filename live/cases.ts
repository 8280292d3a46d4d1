import type { Case } from './case.ts';
import { createCases } from './create_cases.ts';
import { documentCases } from './document_cases.ts';
import { formCases } from './form_cases.ts';
import { keptCases } from './kept_cases.ts';
import { personaCases } from './persona_cases.ts';
import { readCases } from './read_cases.ts';
import { toolCases } from './tool_cases.ts';
import { videoCases } from './video_cases.ts';

/** Every free question about the API, in the order of asking. */
export const cases: readonly Case[] = [
  ...createCases,
  ...formCases,
  ...keptCases,
  ...readCases,
  ...videoCases,
  ...documentCases,
  ...personaCases,
  ...toolCases,
];

/** Questions about operations that the app may get. The sandbox does not have their endpoints. */
export { plannedCases } from './planned_cases.ts';
/** Questions that use up video minutes: asked only with `--spend`. */
export { spendCases } from './video_cases.ts';
