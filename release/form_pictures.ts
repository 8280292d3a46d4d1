import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { operationsOf } from '../preview/definition.ts';
import { SEED } from '../sandbox/sandbox.ts';

/** The pictures of forms in docs/pictures, and how to tell whether they are still true. */

/** A picture that a browser takes of a page of the preview. */
export interface FormPicture {
  /** Its name in docs/pictures. */
  readonly file: string;
  /** The page with the form, such as `/creates/end_conversation/picture`. */
  readonly path: string;
}

/** The step of the README's first Zap, as somebody has filled it in. */
const FIRST_ZAP = {
  persona_id: SEED.persona,
  conversational_context: 'You talk to Maria Lopez',
  participant_absent_timeout: '900',
};

/** The form of each visible action, and that of the README's first Zap. */
export function formPictures(app: object): FormPicture[] {
  const actions = operationsOf(app).operations.filter(({ kind }) => kind === 'creates');
  return [
    ...actions.map(({ key }) => ({ file: `${key}.png`, path: `/creates/${key}/picture` })),
    {
      file: 'first_zap.png',
      path: `/creates/create_conversation/picture?${new URLSearchParams(FIRST_ZAP)}`,
    },
  ];
}

const style = readFileSync(new URL('../preview/assets/style.css', import.meta.url), 'utf8');

/** What a picture of this page stands for: the same as long as the page and its style are. */
export function hashOf(page: string): string {
  return createHash('sha256').update(page).update(style).digest('hex');
}

/** Of which page each picture was taken: its hash by the name of the file. */
export const takenOf = z.record(z.string(), z.string());

export const TAKEN_OF = new URL('../docs/pictures/taken_of.json', import.meta.url);
