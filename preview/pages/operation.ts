import { html, raw } from 'hono/html';
import { dropdownsOf, type InputField, isNotice, type Operation } from '../definition.ts';
import type { FilledForm } from '../filled_form.ts';
import { type Html, linkTo, markdown } from './layout.ts';

/** The form of an operation as the app tells Zapier to show it, with what is filled in. */
export function operationPage(
  operation: Operation,
  fields: readonly InputField[],
  filled: FilledForm,
  operations: readonly Operation[],
  below: Html | string = '',
): Html {
  return html`<h1>${operation.label}</h1>
    <div class="description">${markdown(operation.description)}</div>
    <form method="post" action="${linkTo(operation)}" data-operation>
      ${controls(operation, fields, filled, operations)}
      <div class="buttons">${buttons(operation)}</div>
    </form>
    <p class="unseen" role="status" id="announcement"></p>
    ${below}`;
}

/** The form alone, as it stands in the documents: whole, or only the fields that are filled in. */
export function formPicture(
  operation: Operation,
  fields: readonly InputField[],
  filled: FilledForm,
  operations: readonly Operation[],
): Html {
  const filledIn = fields.filter(({ key }) => filled.text(key) !== undefined);
  const isWhole = filledIn.length === 0;
  const columns = isWhole && operation.groups.length > 1 ? 'two' : 'one';
  const shown = isWhole ? fields : filledIn;
  return html`<h1>${operation.label}</h1>
    <p class="hint">
      What the app tells Zapier to show, not a screenshot of
      Zapier.${isWhole ? '' : ' Only the fields to fill in are here; all others stay blank.'}
    </p>
    <form class="${columns}">${controls(operation, shown, filled, operations)}</form>`;
}

/** The fields of the form: those without a group first, then group by group. */
function controls(
  operation: Operation,
  fields: readonly InputField[],
  filled: FilledForm,
  operations: readonly Operation[],
): Html {
  const { groups } = operation;
  const dropdowns = dropdownsOf(operation);
  const named = new Set(groups.map(({ key }) => key));
  const ungrouped = fields.filter(({ group }) => group === undefined || !named.has(group));
  const shown = (field: InputField) =>
    control(field, input(field, filled, dropdowns.has(field.key)), operations);
  return html`${ungrouped.map(shown)}
  ${groups.map(({ key, label, emphasize }) => {
    const own = fields.filter(({ group }) => group === key);
    if (own.length === 0) return '';
    return html`<fieldset ${emphasize ? '' : raw('class="folded"')}>
      <legend>${label}${emphasize ? '' : html` <span>(extra group, further down)</span>`}</legend>
      ${own.map(shown)}
    </fieldset>`;
  })}`;
}

function buttons({ kind }: Operation): Html {
  if (kind === 'triggers') {
    return html`<button name=":run" value="test">Test trigger</button>
      <button name=":run" value="live" class="second">Poll as a live Zap</button>
      <button name=":run" value="" class="second">Refresh fields</button>`;
  }
  return html`<button name=":run" value="test">Test step</button>
    <label class="switch">
      <input type="checkbox" name=":live" value="yes" /> Run it live instead of testing it
    </label>
    <button name=":run" value="" class="second">Refresh fields</button>`;
}

function control(field: InputField, filledIn: Html, operations: readonly Operation[]): Html {
  const { key, label, helpText, required, search } = field;
  if (isNotice(field)) {
    return html`<div class="notice" role="note">${markdown(helpText)}</div>`;
  }
  return html`<div class="field">
    <label for="field-${key}"
      >${label}${required ? html` <span class="required">(required)</span>` : ''}</label
    >
    ${filledIn}
    <div class="help" id="help-${key}">${markdown(helpText)}${searchHint(search, operations)}</div>
  </div>`;
}

/** A search step that Zapier offers to add, from such as `find_persona.id`. */
function searchHint(search: string | undefined, operations: readonly Operation[]): Html | string {
  const [key] = search?.split('.') ?? [];
  const found = operations.find((each) => each.kind === 'searches' && each.key === key);
  return found ? html`<p>Zapier offers to add a step for it: ${found.label}.</p>` : '';
}

function input(field: InputField, filled: FilledForm, hasDropdown: boolean): Html {
  const { key, type, list, required, placeholder = '', choices = [] } = field;
  const value = filled.text(key) ?? field.default ?? '';
  const named = raw(
    `id="field-${key}" name="${key}" aria-describedby="help-${key}"${required ? ' aria-required="true"' : ''}`,
  );
  const holder = placeholder ? html`placeholder="${placeholder}"` : '';
  if (hasDropdown && !list) {
    return html`<div class="with-button">
      <input ${named} value="${value}" ${holder} autocomplete="off" />
      ${chooseButton(field)}
    </div>`;
  }
  if (list || type === 'text' || type === 'json') {
    const rows = type === 'text' ? 4 : 3;
    return html`<div class="with-button">
        <textarea ${named} rows="${rows}" ${holder}>${value}</textarea>
        ${hasDropdown ? chooseButton(field) : ''}
      </div>
      ${list ? html`<p class="hint">A list: one item a line.</p>` : ''}`;
  }
  if (choices.length > 0) {
    const refresh = field.altersDynamicFields ? raw('data-refresh') : '';
    const known = value === '' || choices.some((each) => each.value === value);
    const other = known ? '' : html`<option selected value="${value}">${value}</option>`;
    return html`<select ${named} ${refresh}>
      <option value=""></option>
      ${choices.map(
        (each) =>
          html`<option value="${each.value}" ${each.value === value ? raw('selected') : ''}>
            ${each.label}
          </option>`,
      )}
      ${other}
    </select>`;
  }
  return html`<input ${named} value="${value}" ${holder} autocomplete="off" />`;
}

function chooseButton({ key, label, list }: InputField): Html {
  const way = list ? 'add' : 'set';
  return html`<button
    type="button"
    class="second"
    data-choose="${key}"
    data-way="${way}"
    aria-haspopup="dialog"
  >
    Choose<span class="unseen"> ${label}</span>
  </button>`;
}
