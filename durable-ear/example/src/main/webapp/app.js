'use strict';

const PAGE_SIZE = 10;
const SHORTEST_WAIT = 200;
const LONGEST_WAIT = 5000;
const FINISHED = new Set(
    ['COMPLETED', 'FAILED', 'TIMED_OUT', 'CHILDREN_FAILED', 'COMBINE_FAILED', 'CANCELLED']);

const byId = id => document.getElementById(id);

/* What comes from the server or from a document is only ever set as text, never parsed as markup. */

function element(name, text, className) {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) {
    made.className = className;
  }
  return made;
}

function show(id, text) {
  byId(id).textContent = text;
}

/* The server. Its errors say in "error" what was wrong and what is allowed. */

async function request(path, options) {
  const response = await fetch(path, options);
  const body = await response.json().catch(() => ({}));
  if (!response.ok) {
    const failure = new Error(body.error?.message ?? `The server answered ${response.status}`);
    failure.final = response.status < 500;
    throw failure;
  }
  return body;
}

/* Upload */

async function upload(event) {
  event.preventDefault();
  const file = byId('file').files[0];
  const button = event.target.querySelector('button');
  button.disabled = true;
  show('upload-message', `Uploading ${file.name} …`);
  try {
    const receipt = await request('intakes', {
      method: 'POST',
      headers: {'Content-Type': 'application/zip'},
      body: file
    });
    show('upload-message', `${file.name} was taken in.`);
    location.hash = receipt.id;
  } catch (failure) {
    show('upload-message', `${file.name} was not taken in: ${failure.message}`);
  } finally {
    button.disabled = false;
  }
}

/* One intake, asked for again and again until it has finished: soon while it moves, less and less while it does not. */

let watched = null;
let timer = 0;

function watch() {
  clearTimeout(timer);
  watched = location.hash.slice(1) || null;
  byId('intake').hidden = watched === null;
  show('intake-id', watched ?? '');
  for (const id of ['status', 'progress-text', 'intake-message']) {
    show(id, '');
  }
  for (const id of ['progress', 'catalogue', 'approval', 'cancel']) {
    byId(id).hidden = true;
  }
  if (watched !== null) {
    look(watched, SHORTEST_WAIT, null);
  }
  recent();
}

async function look(id, wait, before) {
  let seen = before;
  try {
    const intake = await request(`intakes/${encodeURIComponent(id)}`);
    if (id !== watched) {
      return;
    }
    render(intake);
    if (!intake.status || FINISHED.has(intake.status)) {
      recent();
      return;
    }
    seen = JSON.stringify([intake.status, intake.approval, intake.progress]);
  } catch (failure) {
    if (id !== watched) {
      return;
    }
    show('intake-message', failure.final ? failure.message : `${failure.message}. Trying again …`);
    if (failure.final) {
      return;
    }
  }
  const next = seen === before ? Math.min(wait * 1.5, LONGEST_WAIT) : SHORTEST_WAIT;
  timer = setTimeout(() => look(id, next, seen), next);
}

/* What waits for a person is shown as that, whatever the engine calls it. */
function standing({status, approval}) {
  return approval?.state === 'AWAITED' ? 'awaiting approval' : status ?? 'deleted';
}

function decided({approval}) {
  const words = {APPROVED: 'approved by', REJECTED: 'rejected by', TIMED_OUT: 'nobody decided in time'};
  const said = words[approval?.state];
  return said ? `${said} ${approval.by ?? ''}`.trimEnd() : '';
}

function render(intake) {
  const {finished, total} = intake.progress ?? {finished: 0, total: 0};
  show('status', standing(intake));
  show('progress-text', [total > 0 ? `${finished} of ${total} documents` : '', decided(intake)]
      .filter(Boolean)
      .join(', '));
  const open = Boolean(intake.status) && !FINISHED.has(intake.status);
  const bar = byId('progress');
  const awaited = intake.approval?.state === 'AWAITED';
  byId('approval').hidden = !awaited;
  bar.hidden = awaited || !open && total === 0;
  if (total > 0) {
    bar.max = total;
    bar.value = finished;
  } else {
    bar.removeAttribute('value'); // under way, and nobody knows yet how far
  }
  byId('cancel').hidden = !open;
  show('intake-message', intake.error ? `${intake.error.kind}: ${intake.error.message}` : '');
  renderCatalogue(intake.catalogue);
}

function renderCatalogue(catalogue) {
  byId('catalogue').hidden = !catalogue;
  if (catalogue) {
    const {documents, characters, words, lines} = catalogue.totals;
    show('totals', [[documents, 'documents'], [characters, 'characters'], [words, 'words'], [lines, 'lines']]
        .map(([count, what]) => `${count.toLocaleString()} ${what}`)
        .join(', '));
    byId('documents').replaceChildren(...catalogue.documents.map(row));
  }
}

function row(described) {
  const tr = document.createElement('tr');
  const name = element('th', described.name);
  name.scope = 'row';
  const topWords = described.topWords.map(({word, count}) => `${word} ${count}`).join(', ');
  const digest = element('td', `${described.sha256.slice(0, 12)}…`, 'digest');
  digest.title = described.sha256;
  tr.append(
      name,
      element('td', described.title ?? ''),
      element('td', described.characters.toLocaleString(), 'number'),
      element('td', described.words.toLocaleString(), 'number'),
      element('td', described.lines.toLocaleString(), 'number'),
      element('td', topWords, 'words'),
      digest);
  return tr;
}

async function change(path, options) {
  try {
    await request(`intakes/${encodeURIComponent(watched)}${path}`, options);
    clearTimeout(timer);
    look(watched, SHORTEST_WAIT, null);
  } catch (failure) {
    show('intake-message', failure.message);
  }
}

function cancel() {
  change('', {method: 'DELETE'});
}

function decide(event) {
  event.preventDefault();
  change('/approval', {
    method: 'POST',
    headers: {'Content-Type': 'application/json'},
    body: JSON.stringify({approved: event.submitter.value === 'approve', by: byId('by').value})
  });
}

/* The list of intakes, newest first */

async function recent() {
  await list('', items => byId('recent').replaceChildren(...items));
}

async function list(before, put) {
  try {
    const page = await request(`intakes?limit=${PAGE_SIZE}${before}`);
    put(page.map(item));
    show('recent-message', byId('recent').childElementCount === 0 ? 'There are none yet.' : '');
    const older = byId('older');
    older.hidden = page.length < PAGE_SIZE;
    older.onclick = () => list(`&before=${page[page.length - 1].id}`, items => byId('recent').append(...items));
  } catch (failure) {
    show('recent-message', failure.message);
  }
}

function item(intake) {
  const link = element('a', new Date(intake.createdAt).toLocaleString());
  link.href = `#${intake.id}`;
  const li = document.createElement('li');
  li.append(link, ' ', element('span', standing(intake), 'status'));
  return li;
}

byId('upload').addEventListener('submit', upload);
byId('approval').addEventListener('submit', decide);
byId('cancel').addEventListener('click', cancel);
window.addEventListener('hashchange', watch);
watch();
