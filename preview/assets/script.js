// What the editor does while somebody fills in a form: fields that change with a choice, and dropdowns.

const form = document.querySelector('form[data-operation]');

for (const chooser of document.querySelectorAll('[data-refresh]')) {
  chooser.addEventListener('change', () =>
    form.requestSubmit(form.querySelector('[value=""][name="run"]')),
  );
}

document.querySelector('#result')?.focus();

for (const button of document.querySelectorAll('[data-choose]')) {
  button.addEventListener('click', () => openDropdown(button));
}

/** Opens the list behind a field; the app fills it page by page. */
function openDropdown(button) {
  const field = document.getElementById(button.dataset.choose);
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-label', button.textContent.trim());
  dialog.innerHTML = `
    <form method="dialog"><button class="second">Close</button></form>
    <label for="dropdown-search">Search</label>
    <input id="dropdown-search" autocomplete="off">
    <ul></ul>
    <p role="status"></p>
    <button class="second" data-more hidden>Load more</button>`;
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
  }

  async function load() {
    status.textContent = 'Loading …';
    const query = new URLSearchParams({ field: button.dataset.choose, token: next });
    const answer = await fetch(`${form.dataset.operation}/dropdown?${query}`);
    const page = await answer.json();
    status.textContent = page.message ?? '';
    for (const { id, label } of page.results ?? []) {
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
  load();
}
