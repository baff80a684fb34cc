// SPDX-License-Identifier: GPL-3.0-or-later
// View Concept: its refinement over time, the basin of books, passages for and against, and what can be
// taken back.

import {html, nothing} from '/lib/lit-html.js';
import {get, order, post} from './api.js';
import {basin, changed, scoresOf, toldScores} from './basin.js';
import {chart} from './chart.js';
import {causes, count, fixed, signed} from './format.js';
import {change} from './link.js';
import {bestVector, conceptNames, draw, listen, live, soon, title} from './live.js';
import {scrubber, shown, versions} from './scrubber.js';
import {reading, welcome} from './welcome.js';

const LIMITS = {reliability: .6, agreement: .9};
const quotes = new Map();
let filter = '';
let order_ = 'title';
let trouble = '';
let told = '';

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
  } catch (problem) {
    trouble = problem.message;
  }
  draw();
}

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

function before(concept, role, table) {
  const at = table.versions.indexOf(table.version);
  return at > 0 ? scoresOf(concept, role, table.versions[at - 1]) : null;
}

function sides(moves) {
  if (!moves.length) return nothing;
  return html`<p class="small"><strong>Changed sides since the version before:</strong> ${moves.slice(0, 12).map((each, i) =>
    html`${i ? ', ' : nothing}<span class=${each.now ? 'joined' : 'left'}>${title(each.book)} ${each.now ? '(joined)' : '(left)'}</span>`)}${moves.length > 12 ? html` and ${moves.length - 12} more` : nothing}.</p>`;
}

function quoted(heading, list) {
  return html`<section><h3>${heading}</h3>${list.map(quote => html`
    <figure class="quote"><blockquote>${quote.text ? cut(quote.text) : 'The text of this passage is not in its topic any more.'}</blockquote>
      <figcaption>${title(quote.book)}, passage ${quote.index + 1} · refined ${signed(quote.score)} · topic model ${fixed(quote.lda)}</figcaption></figure>`)}</section>`;
}

const cut = text => (text.length > 320 ? `${text.slice(0, 320).replace(/\s+\S*$/, '')} …` : text);

function shelf(table) {
  const place = new Map(table?.books.map((book, i) => [book, i]));
  const text = filter.toLowerCase();
  const rows = [...live.books.values()]
    .filter(book => !text || `${book.title} ${book.author} ${book.book}`.toLowerCase().includes(text))
    .sort((a, b) => (order_ === 'belongs' ? (table?.responsibility[place.get(b.book)] ?? -1) - (table?.responsibility[place.get(a.book)] ?? -1) : a.title.localeCompare(b.title)));
  const authors = [...new Set(rows.filter(book => !book.withdrawn && book.author).map(book => book.author))];
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
          ? html`<button class="quiet" aria-label=${`Bring back ${book.title}`} @click=${() => act(() => order('POST', '/api/books/restore', {id: book.book}), `“${book.title}” comes back; the next version counts it.`)}>bring back</button>`
          : html`<button class="quiet" aria-label=${`Withdraw ${book.title}`} @click=${() => act(() => order('DELETE', '/api/books', {id: book.book}), `“${book.title}” is withdrawn; the next version is without it.`)}>withdraw</button>`}</td></tr>`)}</tbody></table></div>
      ${rows.length > 300 ? html`<p class="small muted">The first 300 of ${rows.length}: use Find.</p>` : nothing}
    </section>`;
}

function author(name) {
  const ids = [...live.books.values()].filter(book => book.author === name && !book.withdrawn).map(book => book.book);
  act(async () => { for (const id of ids) await order('DELETE', '/api/books', {id}); }, `${count(ids.length, 'book')} of ${name} ${ids.length === 1 ? 'is' : 'are'} withdrawn.`);
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
      <button>Look for it</button>
    </form></section>`;
}

export const concept = {
  title: 'Concept',
  draw(values) {
    const name = values.concept ?? conceptNames()[0] ?? '';
    const role = values.role === 'weak' ? 'weak' : 'strong';
    const row = shown(name, role, values.version);
    const table = row ? scoresOf(name, role, row.kind === 'refined' ? values.version ? row.version : '' : '') : null;
    const moves = table ? changed(table, before(name, role, table)) : [];
    const found = quotesOf(name, role);
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
        <section class="panel"><h2>The basin</h2>${table ? html`${basin(table, {ringed: new Set(moves.map(each => each.book))})}${sides(moves)}`
          : html`<p class="muted">${table === null && values.version ? 'The scores of this version are compacted away.' : 'Scores of books appear with the first refined version.'}</p>`}</section>
        <section class="panel"><h2>The course</h2>${row ? course(name, role, row) : html`<p class="muted">It begins with the first version.</p>`}
          ${row ? html`<p class="small">Version ${row.version} came because of ${causes(row)}.</p>` : nothing}</section>
      </div>
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
