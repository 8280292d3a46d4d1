import { html, raw } from 'hono/html';
import type { Field, Operation } from '../definition.ts';
import type { FilledForm } from '../filled_form.ts';
import { type Html, linkTo, markdown } from './layout.ts';

/** The form of an operation as the editor is told to show it, with what is filled in. */
export function operationPage(
  operation: Operation,
  fields: readonly Field[],
  filled: FilledForm,
  below: Html | string,
): Html {
  const { label, description, groups } = operation;
  const ungrouped = fields.filter(({ group }) => group === undefined);
  const sections = groups.map(
    ({ key, label: title }) =>
      html`<fieldset>
        <legend>${title}</legend>
        ${fields.filter(({ group }) => group === key).map((field) => control(field, filled))}
      </fieldset>`,
  );
  return html`<h1>${label}</h1>
    <div class="description">${markdown(description)}</div>
    <form method="post" action="${linkTo(operation)}" data-operation="${linkTo(operation)}">
      ${ungrouped.map((field) => control(field, filled))} ${sections}
      <div class="buttons">${buttons(operation)}</div>
    </form>
    ${below}`;
}

function buttons({ kind }: Operation): Html {
  if (kind === 'triggers') {
    return html`<button name="run" value="test">Test trigger</button>
      <button name="run" value="live" class="second">Poll as a live Zap</button>
      <button name="run" value="" class="second">Refresh fields</button>`;
  }
  return html`<button name="run" value="test">Test step</button>
    <label class="switch">
      <input type="checkbox" name="live" value="yes" /> Run it live instead of testing it
    </label>
    <button name="run" value="" class="second">Refresh fields</button>`;
}

function control(field: Field, filled: FilledForm): Html {
  const { key, label = key, helpText = '', required, type } = field;
  if (type === 'copy') {
    return html`<div class="notice" role="note">${markdown(helpText)}</div>`;
  }
  return html`<div class="field">
    <label for="${key}"
      >${label}${required ? html` <span class="required">(required)</span>` : ''}</label
    >
    ${input(field, filled)}
    <div class="help" id="${key}-help">${markdown(helpText)}</div>
  </div>`;
}

function input(field: Field, filled: FilledForm): Html {
  const { key, type, list, placeholder = '', choices, dropdown } = field;
  const value = filled.text(key) ?? field.default ?? '';
  const described = raw(`id="${key}" name="${key}" aria-describedby="${key}-help"`);
  const holder = placeholder ? html`placeholder="${placeholder}"` : '';
  if (dropdown && !list) {
    return html`<div class="with-button">
      <input ${described} value="${value}" ${holder} autocomplete="off" />
      ${chooseButton(field)}
    </div>`;
  }
  if (list || type === 'text' || type === 'json') {
    const rows = type === 'text' ? 4 : 3;
    return html`<div class="with-button">
        <textarea ${described} rows="${rows}" ${holder}>${value}</textarea>
        ${dropdown ? chooseButton(field) : ''}
      </div>
      ${list ? html`<p class="hint">A list: one item a line.</p>` : ''}`;
  }
  if (choices.length > 0) {
    const refresh = field.altersDynamicFields ? raw('data-refresh') : '';
    const known = value === '' || choices.some((each) => each.value === value);
    const other = known ? '' : html`<option selected value="${value}">${value}</option>`;
    return html`<select ${described} ${refresh}>
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
  return html`<input ${described} value="${value}" ${holder} autocomplete="off" />`;
}

function chooseButton({ key, label = key, list }: Field): Html {
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
