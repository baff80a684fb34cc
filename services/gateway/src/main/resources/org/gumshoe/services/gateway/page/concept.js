// SPDX-License-Identifier: GPL-3.0-or-later
// View Concept: its refinement over time, the basin of books, passages for and against, and what can be
// taken back.

import {html, nothing} from '/lib/lit-html.js';
import {get, order, post} from './api.js';
import {basin, changed, scoresOf, toldScores} from './basin.js';
import {chart} from './chart.js';
import {compare} from './compare.js';
import {causes, count, fixed, signed} from './format.js';
import {change, read} from './link.js';
import {bestVector, conceptNames, draw, listen, live, soon, title} from './live.js';
import {measures} from './measures.js';
import {latest} from './memo.js';
import {scrubber, shown, versions} from './scrubber.js';
import {reading, welcome} from './welcome.js';

const LIMITS = {reliability: .6, agreement: .9};
const quotes = new Map();
let filter = '';
let order_ = 'title';
let trouble = '';
let told = '';
let taken = null;

listen((type, data) => {
  toldScores(type, data);
  if (type === 'scores' || type === 'reset') {
    soon('quotes', 1500, async () => quotes.clear());
  }
});

function quotesOf(concept, role) {
  const key = `${concept}|${role}`;
  if (!quotes.has(key)) {
    quotes.set(key, null);
    get('/api/quotes', {concept, role}).then(found => {
      quotes.set(key, found);
      draw();
    }, () => {});
  }
  return quotes.get(key);
}

async function act(action, done) {
  trouble = '';
  told = '';
  try {
    await action();
    told = done;
    return true;
  } catch (problem) {
    trouble = problem.message;
  }
  draw();
  return false;
}

/** Takes something away or back, and sets the version in force beside those that come. */
async function take(action, done) {
  const {concept = conceptNames()[0], role = 'strong'} = read().values;
  const from = bestVector(concept, role)?.version;
  if (await act(action, done) && from !== undefined) {
    taken = {from, done};
    change({from, version: ''});
  }
  draw();
}

/** What was taken away or back, while no version shows it. */
const waiting = row => (taken && row && row.version <= taken.from ? `${taken.done} It stands here as soon as it is there.` : '');

const shelved = latest((books, table, text, order) => {
  const place = new Map(table?.books.map((book, i) => [book, i]));
  const belongs = book => table?.responsibility[place.get(book.book)] ?? -1;
  const by = new Intl.Collator('en').compare;
  const rows = [...books.values()]
    .filter(book => !text || `${book.title} ${book.author} ${book.book}`.toLowerCase().includes(text))
    .sort((a, b) => (order === 'belongs' ? belongs(b) - belongs(a) : by(a.title, b.title)));
  return {place, rows, authors: [...new Set(rows.filter(book => !book.withdrawn && book.author).map(book => book.author))]};
});

function course(concept, role, row) {
  const kind = bestVector(concept, role)?.kind;
  const rows = kind ? versions(concept, role, kind).filter(each => each.publishedAt) : [];
  const names = ['reliability', 'correlation', 'agreement'].filter(name => rows.some(each => each.diagnosis[name] !== undefined));
  if (rows.length < 2 || !names.length) return html`<p class="muted">The course appears with the second refined version.</p>`;
  const data = {
    x: rows.map(each => each.publishedAt / 1000),
    lines: names.map(name => ({name, values: rows.map(each => each.diagnosis[name] ?? null), limit: LIMITS[name]})),
    from: 0,
    chosen: row?.publishedAt / 1000,
  };
  const last = rows.at(-1).diagnosis;
  const words = names.map(name => `${name} ${fixed(last[name])}${LIMITS[name] ? ` (at least ${LIMITS[name]})` : ''}`).join(', ');
  return chart(data, `Checks without labels over ${rows.length} versions; now ${words}. Dotted: the limits. The upright line is the version that is shown.`, {height: 250});
}

const moves = latest(changed);

function before(concept, role, table) {
  const at = table.versions.indexOf(table.version);
  return at > 0 ? scoresOf(concept, role, table.versions[at - 1]) : null;
}

function quoted(heading, list) {
  return html`<section><h3>${heading}</h3>${list.map(quote => html`
    <figure class="quote"><blockquote>${quote.text ? cut(quote.text) : 'The text of this passage is not in its topic any more.'}</blockquote>
      <figcaption>${title(quote.book)}, passage ${quote.index + 1} · refined ${signed(quote.score)} · topic model ${fixed(quote.lda)}</figcaption></figure>`)}</section>`;
}

const cut = text => (text.length > 320 ? `${text.slice(0, 320).replace(/\s+\S*$/, '')} …` : text);

function shelf(table) {
  const text = filter.toLowerCase();
  const {place, rows, authors} = shelved(live.books, table, text, order_);
  return html`
    <section class="panel"><h2>Books</h2>
      <p class="small muted">Everything can be taken back: withdraw a book and what was learned from it is unlearned, stage by stage. It can return.</p>
      <div class="row"><label>Find <input type="search" .value=${filter} @input=${event => { filter = event.target.value; draw(); }}></label>
        <label>Order <select @change=${event => { order_ = event.target.value; draw(); }}><option value="title">by title</option><option value="belongs" ?selected=${order_ === 'belongs'}>by belonging</option></select></label>
        ${text && authors.length === 1 ? html`<button @click=${() => author(authors[0])}>Withdraw all of ${authors[0]}</button>` : nothing}</div>
      ${told ? html`<p class="told small" role="status">${told}</p>` : nothing}
      <div class="scroll" tabindex="0" role="region" aria-label="Books"><table><thead><tr><th>book</th><th>author</th><th class="n">passages</th><th class="n">belongs</th><th class="n">change</th></tr></thead>
      <tbody>${rows.slice(0, 300).map(book => html`<tr class=${book.withdrawn ? 'gone' : ''}><td>${book.title || book.book}</td><td>${book.author}</td>
        <td class="n">${book.passages}</td><td class="n">${place.has(book.book) && !book.withdrawn ? fixed(table.responsibility[place.get(book.book)]) : '–'}</td>
        <td class="n">${book.withdrawn
          ? html`<button class="quiet" aria-label=${`Bring back ${book.title}`} @click=${() => take(() => order('POST', '/api/books/restore', {id: book.book}), `“${book.title}” comes back; the next version counts it.`)}>bring back</button>`
          : html`<button class="quiet" aria-label=${`Withdraw ${book.title}`} @click=${() => take(() => order('DELETE', '/api/books', {id: book.book}), `“${book.title}” is withdrawn; the next version is without it.`)}>withdraw</button>`}</td></tr>`)}</tbody></table></div>
      ${rows.length > 300 ? html`<p class="small muted">The first 300 of ${rows.length}: use Find.</p>` : nothing}
    </section>`;
}

function author(name) {
  const ids = [...live.books.values()].filter(book => book.author === name && !book.withdrawn).map(book => book.book);
  take(async () => { for (const id of ids) await order('DELETE', '/api/books', {id}); }, `${count(ids.length, 'book')} of ${name} ${ids.length === 1 ? 'is' : 'are'} withdrawn; the next version is without ${ids.length === 1 ? 'it' : 'them'}.`);
}

function seeds(concept) {
  const known = live.concepts.find(each => each.name === concept);
  const submit = event => {
    event.preventDefault();
    const values = new FormData(event.target);
    const name = values.get('name').trim();
    const words = values.get('seeds').split(/[\s,]+/).filter(Boolean);
    const kept = live.concepts.find(each => each.name === name);
    act(async () => {
      await post('/api/concepts', {name, seeds: words, topic: kept?.topic ?? undefined, prevalence: kept?.prevalence ?? undefined, pseudoCount: values.get('guided') ? 200 : kept?.pseudoCount ?? 0});
      change({concept: name, version: ''}, true);
    }, `“${name}” is looked for; its vector comes with the next solution.`);
  };
  return html`<section class="panel"><h2>Seed words</h2>
    <p class="small muted">A few words point at a topic, and so at the concept. Change them, or give another name to start another concept.</p>
    <form class="seeds" @submit=${submit}>
      <label>Concept <input name="name" required maxlength="100" .value=${concept}></label>
      <label>Seed words <input name="seeds" required .value=${known?.seeds.join(', ') ?? ''}></label>
      <label class="check"><input type="checkbox" name="guided" .checked=${(known?.pseudoCount ?? 0) > 0}> add them to the topic model’s prior (for few books)</label>
      <div class="row"><button>Look for it</button>
      ${known ? html`<button type="button" class="quiet" @click=${() => act(() => order('DELETE', '/api/concepts', {name: concept}), `“${concept}” is no longer looked for; its vectors stay as they are.`)}>Stop looking for “${concept}”</button>` : nothing}</div>
    </form></section>`;
}

const NONE = [];
const rings = latest(books => new Set(books.map(each => each.book)));

export const concept = {
  title: 'Concept',
  draw(values) {
    const name = values.concept ?? conceptNames()[0] ?? '';
    const role = values.role === 'weak' ? 'weak' : 'strong';
    const row = shown(name, role, values.version);
    const table = row ? scoresOf(name, role, row.kind === 'refined' ? values.version ? row.version : '' : '') : null;
    const moved = table ? moves(table, before(name, role, table)) : NONE;
    const found = quotesOf(name, role);
    const rows = row ? versions(name, role, row.kind) : [];
    return html`
      <div class="between"><div><h1>${name ? html`How “${name}” is refined` : 'No concept yet'}</h1>
        <p class="lead">The topic model’s scores are only the start. A language model corrects them, anchored to them, without labels.</p></div>
        <div class="row">
          <label>Concept <select @change=${event => change({concept: event.target.value, version: ''}, true)}>${conceptNames().map(each => html`<option ?selected=${each === name}>${each}</option>`)}</select></label>
          <label>Model <select @change=${event => change({role: event.target.value, version: ''}, true)}><option value="strong">strong</option><option value="weak" ?selected=${role === 'weak'}>weak</option></select></label>
        </div></div>
      ${welcome()}
      ${trouble ? html`<p class="trouble" role="alert">${trouble}</p>` : nothing}
      ${row ? scrubber({concept: name, role, chosen: values.version, moved: version => change({version})})
        : html`<p class="told">The ${role} model has no vector of this concept yet. ${notYet(name, role)}</p>`}
      <div class="two">
        <section class="panel"><h2>The basin</h2>${table ? html`${basin(table, {ringed: rings(moved)})}`
          : html`<p class="muted">${table === null && values.version ? 'The scores of this version are compacted away.' : 'Scores of books appear with the first refined version.'}</p>`}</section>
        <section class="panel"><h2>The course</h2>${row ? course(name, role, row) : html`<p class="muted">It begins with the first version.</p>`}
          ${row ? html`<p class="small">Version ${row.version} came because of ${causes(row)}.</p>` : nothing}</section>
      </div>
      <div class="two">${compare(name, role, rows, row, values.from, waiting(row))}${measures(name, values.measure)}</div>
      ${found && found.highest.length ? html`<section class="panel"><h2>Passages for and against</h2>
        <div class="two quotes">${quoted('The model reads the concept most in', found.highest)}${quoted('and least in', found.lowest)}</div></section>` : nothing}
      <div class="two">${shelf(table)}${seeds(name)}</div>`;
  },
};

function notYet(name, role) {
  const native = live.lineage.find(vector => vector.concept === name && vector.role === role && Object.keys(vector.notYet).length);
  const reasons = native ? Object.values(native.notYet) : [];
  return reasons[0] ?? (reading().length ? '' : 'A dozen books that contain its words are needed.');
}
