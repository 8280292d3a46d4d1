import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as z from 'zod';

/** The pictures of forms in docs/pictures, and whether they are still true. */

/** A picture that a browser takes of a page of the preview, once for light and once for dark readers. */
export interface FormPicture {
  /** Its files are docs/pictures/NAME.webp and docs/pictures/NAME.dark.webp. */
  readonly name: string;
  /** The page with the form, such as `/creates/end_conversation/picture`. */
  readonly path: string;
}

/** The step of the README's first Zap, filled in. */
const FIRST_ZAP = {
  // Zapier shows the name of a chosen persona.
  persona_id: 'Discovery Call',
  conversational_context: 'You talk to Maria Lopez',
  max_call_duration: '300',
  participant_absent_timeout: '300',
};

export const FORM_PICTURES: readonly FormPicture[] = [
  { name: 'create_conversation', path: '/creates/create_conversation/picture' },
  { name: 'generate_video', path: '/creates/generate_video/picture' },
  {
    name: 'first_zap',
    path: `/creates/create_conversation/picture?${new URLSearchParams(FIRST_ZAP)}`,
  },
];

/** The ending of each file of a picture, and for whom it is. */
export const ENDINGS = { light: '.webp', dark: '.dark.webp' } as const;

const style = readFileSync(new URL('../preview/assets/style.css', import.meta.url), 'utf8');

/** What a picture of this page stands for: the same as long as the page and its style are. */
export function hashOf(page: string): string {
  return createHash('sha256').update(page).update(style).digest('hex');
}

/** Of which page each picture was taken: its hash by the name of the picture. */
export const takenOf = z.record(z.string(), z.string());

export const TAKEN_OF = new URL('../docs/pictures/taken_of.json', import.meta.url);
