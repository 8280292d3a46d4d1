import { word } from '../forms/kinds.ts';

/** Takes what tells a person from all others, such as the contact ID of a CRM. */
export const participantTag = word('an ID of the person, such as the contact ID of your CRM');
