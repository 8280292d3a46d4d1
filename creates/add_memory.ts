import { type CreatePerform, defineCreate } from 'zapier-platform-core';
import { PERSONA, personaChoices, personaId } from '../fields/persona.ts';
import { field, notice, requiredField } from '../forms/field.ts';
import { formOf, outputFieldsOf } from '../forms/form.ts';
import { converted, spokenText } from '../forms/kinds.ts';
import { oneId } from '../forms/one_value.ts';
import { checked, type Rule } from '../forms/reading.ts';
import { oneAtATime } from '../platform/lock.ts';
import { addedMemory as sample } from '../samples/memory.ts';
import { readRecord } from '../tavus/columns.ts';
import { tavusClient } from '../tavus/http/client.ts';
import { errorOf } from '../tavus/http/errors.ts';
import { resultOf } from '../tavus/http/failure.ts';
import {
  addedMemoryColumns,
  MAX_MEMORY_LENGTH,
  memoryText,
  remember,
} from '../tavus/memory_stores.ts';

export { addedMemoryColumns as columns };

/** The ID that tells a person from all others. */
const participantTag = oneId('an ID of the person, such as the contact ID of your CRM');

/** The topic as a person writes it; `Stage:` and `Stage` are the same. */
const topic = converted('a word or two, such as Stage', (text) => text.replace(/\s*:$/, ''), {
  accepts: (text) => /[\p{L}\p{N}]/u.test(text) && !/[:\n]/.test(text),
  otherwise: 'Write a word or two without a colon, such as Stage.',
});

/** An empty field of a CRM must not be remembered as the word null. */
const memory = { ...spokenText, placeholdersAreBlank: true };

const lengthRule: Rule = ({ values }) => {
  const text = typeof values.memory === 'string' ? values.memory : '';
  const whole = memoryText(text, typeof values.topic === 'string' ? values.topic : undefined);
  const length = [...whole].length;
  if (length <= MAX_MEMORY_LENGTH) return [];
  const with_topic = values.topic === undefined ? '' : ', with its topic';
  return [
    {
      field: 'memory',
      sentence: `Memory: this has ${length} characters${with_topic}, and Tavus takes ${MAX_MEMORY_LENGTH} at most. Shorten it, or make several memories of it.`,
    },
  ];
};

export const form = formOf(
  {
    memory_notice: notice(
      '**A memory store is what one persona knows about one person**: the facts that you add here, and what it learns in their calls. The persona has it in mind in every conversation that you create with the same **Participant**.\n\n**Testing this step really adds the memory.** It costs nothing.',
    ),
    persona_id: requiredField(personaId, {
      label: PERSONA,
      helpText:
        'Who is to remember it: no other persona does. **Find Persona** looks it up by name.',
      dropdown: personaChoices,
      search: 'find_persona.id',
      to: 'pal_id',
    }),
    participant_tag: requiredField(participantTag, {
      label: 'Participant',
      helpText:
        'An ID that always stands for this person, such as the contact ID of your CRM. Put the same ID in Participant of **Create Conversation**. A name or an email address may change.',
    }),
    memory: requiredField(memory, {
      label: 'Memory',
      helpText:
        'One fact about the person, in up to 500 characters. What is remembered already, word for word, is not added twice. A store holds 30 memories.',
    }),
    topic: field(topic, {
      label: 'Topic',
      helpText:
        'What the memory is about, such as Stage. It replaces the memory of the same topic, so a contact that changes often never fills the store. If this is blank, the memory is added to the others.',
      to: null,
    }),
  },
  [lengthRule],
);

const DOING = 'add the memory';

/** Adds a memory. A memory that already exists is a success too. */
export const perform = (async (z, bundle) => {
  const { values, labels } = checked(z, form.read(bundle.inputData));
  const text = memoryText(values.memory.trim(), values.topic);
  const done = await resultOf(() => remember(tavusClient(z, bundle), values, text, values.topic));
  if (!done.ok) {
    const { failure } = done;
    throw errorOf(z, failure, {
      doing: DOING,
      labels,
      ...(failure.mayHaveSucceeded && { outcome: SAFE_AGAIN }),
    });
  }
  if (done.value === 'full') {
    throw new z.errors.Error(
      'The memory store of this participant is full: it holds 30 memories, and Tavus takes no more. Nothing was added. Use a Topic, so that a memory replaces the one before, or remove memories in Tavus.',
      'memory_store_full',
    );
  }
  return readRecord(addedMemoryColumns, { ...values, ...done.value });
}) satisfies CreatePerform;

const SAFE_AGAIN = 'It is safe to run this step again: the same memory is not added twice.';

export default defineCreate({
  key: 'add_memory',
  noun: 'Memory',
  display: {
    label: 'Add Memory',
    description:
      'Adds a fact about a person to what a persona (PAL) remembers. The persona has it in mind in every conversation that is created with the same participant.',
  },
  operation: {
    inputFields: form.inputFields,
    lock: oneAtATime('memory', 'persona_id', 'participant_tag'),
    perform,
    outputFields: outputFieldsOf(addedMemoryColumns),
    sample: { ...sample },
  },
});
