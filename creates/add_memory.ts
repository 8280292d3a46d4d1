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
      sentence: `Memory: this has ${length} characters${with_topic}, and Tavus allows ${MAX_MEMORY_LENGTH}. Shorten it, or split it into several memories.`,
    },
  ];
};

export const form = formOf(
  {
    memory_notice: notice(
      '**A memory store is what one persona knows about one person**: the facts you add here, and what it learns in their calls. The persona uses it in every conversation you create with the same **Participant**.\n\n**Testing this step really adds the memory.** It costs nothing.',
    ),
    persona_id: requiredField(personaId, {
      label: PERSONA,
      helpText:
        "The persona that should remember it. Other personas won't. **Find Persona** looks it up by name.",
      dropdown: personaChoices,
      search: 'find_persona.id',
      to: 'pal_id',
    }),
    participant_tag: requiredField(participantTag, {
      label: 'Participant',
      helpText:
        "A permanent ID for this person, such as the CRM contact's ID. Use the same ID as Participant in **Create Conversation**. Avoid names and email addresses, which may change.",
    }),
    memory: requiredField(memory, {
      label: 'Memory',
      helpText:
        "One fact about the person, up to 500 characters. An identical memory isn't added again. A store holds 30 memories.",
    }),
    topic: field(topic, {
      label: 'Topic',
      helpText:
        'What the memory is about, such as Stage. It replaces the memory with the same topic, so frequent updates never fill the store. If blank, the memory is added to the others.',
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
      'The memory store of this participant is full: it holds 30 memories, the most that Tavus allows. Nothing was added. Fill in Topic, so that a memory replaces the previous one, or remove memories in Tavus.',
      'memory_store_full',
    );
  }
  return readRecord(addedMemoryColumns, { ...values, ...done.value });
}) satisfies CreatePerform;

const SAFE_AGAIN = 'It is safe to run this step again, because the same memory is not added twice.';

export default defineCreate({
  key: 'add_memory',
  noun: 'Memory',
  display: {
    label: 'Add Memory',
    description:
      'Adds a fact about a person to what a persona (PAL) remembers. The persona uses it in every conversation with the same Participant.',
  },
  operation: {
    inputFields: form.inputFields,
    lock: oneAtATime('memory', 'persona_id', 'participant_tag'),
    perform,
    outputFields: outputFieldsOf(addedMemoryColumns),
    sample: { ...sample },
  },
});
