import type { InputFieldFunction, PlainInputField } from 'zapier-platform-core';
import { choicesIn, choosersIn, placeOf } from './dependence.ts';
import type { FormField, FormNotice } from './form_field.ts';
import type { Choice } from './kinds.ts';

export type InputFields = (PlainInputField | InputFieldFunction<Record<string, unknown>>)[];

/**
 * The fields as Zapier wants them, in the order of the form. What depends on a choice comes from a
 * function; all else is static, so that Zap templates and Zapier's checks see it.
 */
export function inputFieldsOf(
  entries: readonly (FormField | FormNotice)[],
  fields: readonly FormField[],
): InputFields {
  const choosers = choosersIn(fields);
  const inputFields: InputFields = [];
  let neighbours: FormField[] = [];
  for (const each of entries) {
    if ('notice' in each) {
      neighbours = [];
      inputFields.push(noticeOf(each));
    } else if (each.when) {
      neighbours.push(each);
      // One function gives all dependent neighbours, and stands where they do.
      if (neighbours.length === 1) inputFields.push(shownOf(neighbours, fields));
    } else {
      neighbours = [];
      inputFields.push(inputFieldOf(each, each.required, choosers.has(each.key)));
    }
  }
  return inputFields;
}

/** Gives those of the dependent fields that the choices leave in the form. */
function shownOf(
  dependent: readonly FormField[],
  fields: readonly FormField[],
): InputFieldFunction<Record<string, unknown>> {
  return (_z, bundle) => {
    const choices = choicesIn(fields, bundle.inputData ?? {});
    return dependent.flatMap((each) => {
      const place = placeOf(each, choices);
      return place ? [inputFieldOf(each, place.required, false)] : [];
    });
  };
}

function inputFieldOf(field: FormField, required: boolean, isChooser: boolean): PlainInputField {
  const { key, label, helpText, kind, placeholder, group, dropdown, search } = field;
  const choices = field.suggestions ?? kind.choices;
  return {
    key,
    label,
    helpText,
    required,
    ...kind.zapierField,
    ...(placeholder && { placeholder }),
    ...(field.default && { default: field.default }),
    ...(group && { group }),
    ...(choices && { choices: choices.map(zapierChoice) }),
    ...(dropdown && { choices: { perform: dropdown } }),
    ...(search && { search }),
    ...(isChooser && { altersDynamicFields: true }),
  };
}

function noticeOf({ key, notice, group }: FormNotice): PlainInputField {
  return { key, type: 'copy', helpText: notice, ...(group && { group }) };
}

/** A choice as Zapier's schema wants it; `sample` is a leftover that it still demands. */
function zapierChoice({ value, label }: Choice) {
  return { value, sample: value, label };
}
