import { defineTrigger, type PollingTriggerPerform } from 'zapier-platform-core';
import { isChosen, outcomeField } from '../fields/outcome.ts';
import { field } from '../forms/field.ts';
import { formOf, outputFieldsOf } from '../forms/form.ts';
import { word } from '../forms/kinds.ts';
import { checked } from '../forms/reading.ts';
import { document as sample } from '../samples/document.ts';
import { documentColumns, hasFailed, newestDocuments } from '../tavus/documents.ts';
import { tavusClient } from '../tavus/http/client.ts';
import { pollList } from './polling/list_poll.ts';

export const form = formOf({
  outcome: outcomeField(
    "Start the Zap when a document is ready to use, when Tavus couldn't process it, or both. If blank, Ready.",
  ),
  tag: field(word('one tag'), {
    label: 'Tag',
    helpText: 'Only documents with exactly this tag start the Zap. If blank, all do.',
  }),
});

export { documentColumns as columns };

/** Returns the documents of the last day with the chosen outcome. */
export const perform = (async (z, bundle) => {
  const { outcome, tag } = checked(z, form.read(bundle.inputData)).values;
  return pollList(z, bundle, tavusClient(z, bundle), {
    list: newestDocuments(tag),
    fires: (document) =>
      isChosen(outcome, { isReady: document.is_ready ?? false, hasFailed: hasFailed(document) }),
    // A document that is crawled again was ready or had failed before.
    hadFired: ({ status }) => status === 'recrawling',
  });
}) satisfies PollingTriggerPerform;

export default defineTrigger({
  key: 'document_ready',
  noun: 'Document',
  display: {
    label: 'Document Ready',
    description:
      'Triggers when a document in the knowledge base is ready for conversations, or could not be processed.',
  },
  operation: {
    type: 'polling',
    inputFields: form.inputFields,
    perform,
    outputFields: outputFieldsOf(documentColumns),
    sample: { ...sample },
  },
});
