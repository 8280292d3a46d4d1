// What the editor does while somebody fills in a form: fields that change with a choice, and dropdowns.

const form = document.querySelector('form[data-operation]');

// Not form.action: a field may be called that.
const address = form?.getAttribute('action');

document.querySelector('#result')?.focus();

form?.addEventListener('change', ({ target }) => {
  if (target.matches('[data-refresh]')) void askForFields(target.id);
});

form?.addEventListener('click', ({ target }) => {
  const button = target.closest('[data-choose]');
  if (button) openDropdown(button);
});

/** The fields for what is filled in now. The person stays where they are. */
async function askForFields(focused) {
  const answer = await fetch(address, { method: 'POST', body: filledIn() });
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const fresh = page.querySelector('form[data-operation]');
  if (!fresh) {
    form.requestSubmit(form.querySelector('button[name=":run"][value=""]'));
    return;
  }
  form.replaceChildren(...fresh.childNodes);
  document.getElementById(focused)?.focus();
  document.querySelector('#announcement').textContent = 'The fields of the form have changed.';
}

function filledIn() {
  return new URLSearchParams(new FormData(form));
}

/** Opens the list behind a field; the app fills it page by page. */
function openDropdown(button) {
  const key = button.dataset.choose;
  const field = document.getElementById(`field-${key}`);
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-label', button.textContent.trim().replace(/\s+/g, ' '));
  dialog.innerHTML = `
    <form method="dialog"><button class="second">Close</button></form>
    <label for="dropdown-search">Search in what is loaded</label>
    <input id="dropdown-search" autocomplete="off">
    <ul></ul>
    <p role="status"></p>
    <button type="button" class="second" data-more hidden>Load more</button>`;
  const search = dialog.querySelector('#dropdown-search');
  const list = dialog.querySelector('ul');
  const status = dialog.querySelector('[role="status"]');
  const more = dialog.querySelector('[data-more]');
  let next = '';

  function choose(id) {
    const isList = button.dataset.way === 'add' && field.value.trim() !== '';
    field.value = isList ? `${field.value.trimEnd()}\n${id}` : id;
    dialog.close();
    field.focus();
  }

  function filter() {
    const word = search.value.trim().toLowerCase();
    for (const item of list.children) item.hidden = !item.textContent.toLowerCase().includes(word);
    const shown = list.querySelectorAll('li:not([hidden])').length;
    status.textContent = `${shown} of ${list.children.length} loaded`;
  }

  async function load() {
    more.hidden = true;
    status.textContent = 'Loading …';
    const query = new URLSearchParams({ field: key, token: next });
    const url = `${address}/dropdown?${query}`;
    const answer = await fetch(url, { method: 'POST', body: filledIn() });
    const page = answer.ok ? await answer.json() : { message: 'The list cannot be shown.' };
    if (page.message) {
      status.textContent = page.message;
      return;
    }
    for (const { id, label } of page.results) {
      const item = document.createElement('li');
      const entry = document.createElement('button');
      entry.type = 'button';
      entry.className = 'second';
      entry.textContent = label;
      entry.addEventListener('click', () => choose(id));
      item.append(entry);
      list.append(item);
    }
    next = page.paging_token ?? '';
    more.hidden = next === '';
    filter();
  }

  search.addEventListener('input', filter);
  more.addEventListener('click', load);
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  search.focus();
  void load();
}
