import { defineSearch, type SearchPerform } from 'zapier-platform-core';
import { foundColumns } from '../fields/found.ts';
import { linkedId } from '../fields/linked_id.ts';
import { type DropdownFunction, type Field, field } from '../forms/field.ts';
import { formOf, type OutputColumns, outputFieldsOf } from '../forms/form.ts';
import { text } from '../forms/kinds.ts';
import { checked, inputError } from '../forms/reading.ts';
import { tavusClient } from '../tavus/http/client.ts';
import { attempt } from '../tavus/http/errors.ts';
import type { Identified } from '../tavus/ids.ts';
import { getById, type Resource, search } from '../tavus/lists/list.ts';
import { bestOf, foundOtherwise, matchField, NAME_HELP, WHOLE_NAME_HELP } from './by_name.ts';
import { matcherOf } from './same_name.ts';

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
  /**
   * Whether Zapier may create one if nothing was found. Zapier does not tell the search so, which
   * therefore finds whole names alone, and nothing only if that is certain.
   */
  readonly isOrCreate: boolean;
}

/** A search of the replicas, personas or documents of an account, by id or by name. */
export function catalogSearch<Item extends { readonly id: string }>(declared: CatalogSearch<Item>) {
  const { thing, noun, label, description, resource, nameOf, isOrCreate } = declared;
  const columns = { ...declared.columns, ...foundColumns };
  const things = resource.path;
  const [nameKey, idKey] = [`${thing}_name`, `${thing}_id`];
  const fields: Readonly<Record<string, Field<string, false>>> = {
    [nameKey]: field(text, {
      label: `${label} Name`,
      helpText: isOrCreate ? WHOLE_NAME_HELP : NAME_HELP,
    }),
    ...(!isOrCreate && { match: matchField }),
    [idKey]: field(linkedId(thing, `the ID of a ${thing}`), {
      label,
      helpText:
        'Choose one, or map its ID from an earlier step. Used instead of the name if both are filled in.',
      dropdown: declared.choices,
    }),
  };
  const form = formOf(fields);
  const perform = (async (z, bundle) => {
    const { values } = checked(z, form.read(bundle.inputData));
    const { [idKey]: id, [nameKey]: name, match } = values;
    const client = tavusClient(z, bundle);
    const found = await attempt(z, { doing: `search your ${things}` }, async () => {
      if (id !== undefined) {
        const item = await getById(client, resource, id);
        return item === null ? [] : [foundOtherwise(item)];
      }
      if (name === undefined) {
        throw inputError(
          z,
          `Fill in ${label} Name, or choose a ${label}. The search needs one of them.`,
        );
      }
      const matchOf = matcherOf(name);
      const matches = await search(client, resource, (item) => matchOf(nameOf(item)), isOrCreate);
      const instead = `Choose a ${noun} from the list, or fill in its ID.`;
      const best = bestOf(z, matches, { things, name, match, instead });
      const isUnclear = best.length === 0 && matches.found.some((each) => each.match === 'almost');
      if (isOrCreate && isUnclear) {
        throw new z.errors.Error(
          `Several of your ${things} differ from "${name}" only in punctuation. ${instead}`,
          'unclear_name',
        );
      }
      return best;
    });
    return found.map(({ item, matched_whole_name }) => ({ ...item, matched_whole_name }));
  }) satisfies SearchPerform;
  const definition = defineSearch({
    key: `find_${thing}`,
    noun,
    display: { label: `Find ${noun}`, description },
    operation: {
      inputFields: form.inputFields,
      perform,
      outputFields: outputFieldsOf(columns),
      sample: { ...declared.sample, matched_whole_name: true },
    },
  });
  return { form, columns, perform, definition };
}
