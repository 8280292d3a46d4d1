import { defineSearch, type SearchPerform, type ZObject } from 'zapier-platform-core';
import { linkedId } from '../fields/linked_id.ts';
import { type DropdownFunction, field } from '../forms/field.ts';
import { formOf, type OutputColumns, outputFieldsOf } from '../forms/form.ts';
import { text } from '../forms/kinds.ts';
import { checked, inputError } from '../forms/reading.ts';
import { type TavusClient, tavusClient } from '../tavus/http/client.ts';
import { attempt } from '../tavus/http/errors.ts';
import type { Identified } from '../tavus/ids.ts';
import { getById, type Resource, search } from '../tavus/lists/list.ts';
import { compareTexts } from '../tavus/once/likeness.ts';
import { unfinishedSearch } from './unfinished.ts';

/** The parts of a search that differ between replicas, personas and documents. */
interface CatalogSearch<Item> {
  /** The API's word for it and the prefix of its field keys, such as `replica`. */
  readonly thing: Extract<Identified, 'replica' | 'persona' | 'document'>;
  /** One word, for Zapier. */
  readonly noun: string;
  /** The word for it in the form. */
  readonly label: string;
  readonly description: string;
  readonly resource: Resource<Item>;
  readonly nameOf: (item: Item) => string | null;
  readonly choices: DropdownFunction;
  readonly columns: OutputColumns;
  readonly sample: Item;
}

/** A search of the replicas, personas or documents of an account, by id or by name. */
export function catalogSearch<Item extends { readonly id: string }>(declared: CatalogSearch<Item>) {
  const { thing, noun, label, description, resource, columns, sample } = declared;
  const [nameKey, idKey] = [`${thing}_name`, `${thing}_id`];
  const form = formOf({
    [nameKey]: field(text, {
      label: `${label} Name`,
      helpText: "All or part of the name; capitals don't matter. Exact matches come first.",
    }),
    [idKey]: field(linkedId(thing, `the ID of a ${thing}`), {
      label,
      helpText:
        'Choose one, or map its ID from an earlier step. If both are filled in, this one is used.',
      dropdown: declared.choices,
    }),
  });
  const perform = (async (z, bundle) => {
    const { values } = checked(z, form.read(bundle.inputData));
    const { [idKey]: id, [nameKey]: name } = values;
    const client = tavusClient(z, bundle);
    const described = { doing: `search your ${resource.path}` };
    if (id !== undefined) return attempt(z, described, () => byId(client, resource, id));
    if (name === undefined) {
      throw inputError(
        z,
        `Fill in ${label} Name, or choose a ${label}: the search needs one of them.`,
      );
    }
    return attempt(z, described, () => byName(z, client, declared, name));
  }) satisfies SearchPerform;
  const definition = defineSearch({
    key: `find_${thing}`,
    noun,
    display: { label: `Find ${noun}`, description },
    operation: {
      inputFields: form.inputFields,
      perform,
      outputFields: outputFieldsOf(columns),
      sample: { ...sample },
    },
  });
  return { form, columns, perform, definition };
}

async function byId<Item>(
  client: TavusClient,
  resource: Resource<Item>,
  id: string,
): Promise<Item[]> {
  const item = await getById(client, resource, id);
  return item === null ? [] : [item];
}

/**
 * Those of the same name first, in any case, then those that contain it. Tavus may have left punctuation
 * out of a name, so the same letters and digits are the same name too.
 */
async function byName<Item extends { readonly id: string }>(
  z: ZObject,
  client: TavusClient,
  { resource, nameOf, noun }: CatalogSearch<Item>,
  name: string,
): Promise<Item[]> {
  const wanted = name.trim().toLowerCase();
  const lowerCaseName = (item: Item) => nameOf(item)?.trim().toLowerCase() ?? '';
  const isExact = (item: Item) =>
    lowerCaseName(item) === wanted || compareTexts(nameOf(item), name) === 'same';
  const matches = (item: Item) => isExact(item) || lowerCaseName(item).includes(wanted);
  const { found, count, isComplete } = await search(client, resource, matches, isExact);
  if (found.length === 0 && !isComplete) {
    const instead = `Choose a ${noun} from the list, or fill in its ID.`;
    throw unfinishedSearch(z, { count, things: resource.path, name, instead });
  }
  return [...found.filter(isExact), ...found.filter((item) => !isExact(item))];
}
