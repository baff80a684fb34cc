// SPDX-License-Identifier: GPL-3.0-or-later
// The books of the view Concept: each can be taken away and come back.

import {html, nothing} from '/lib/lit-html.js';
import {order} from '../state/api.js';
import {count, fixed} from '../state/format.js';
import {change, read} from '../state/link.js';
import {bestVector, conceptNames, draw, live} from '../state/live.js';
import {latest} from '../state/memo.js';

const ROWS = 100;
let filter = '';
let trouble = '';
let told = '';
let taken = null;

/** Takes books away or back, and sets the version in force beside those that come. */
async function take(books, back, done) {
  const {concept = conceptNames()[0], role = 'strong'} = read().values;
  const from = bestVector(concept, role)?.version;
  trouble = '';
  told = '';
  try {
    for (const id of books) await (back ? order('POST', '/api/books/restore', {id}) : order('DELETE', '/api/books', {id}));
    told = done;
    taken = {books, back, done};
    if (from !== undefined) change({from, version: ''});
  } catch (problem) {
    trouble = problem.message;
  }
  draw();
}

/** What was taken away or back, while the newest version does not know of it. */
export function waiting(newest) {
  if (!taken || !newest) return '';
  if (taken.books.every(book => newest.books.includes(book) === taken.back)) taken = null;
  return taken ? `${taken.done} It stands here as soon as such a version is there.` : '';
}

const AWAY = 'A later version is without it';
const withdraw = book => take([book.book], false, `“${book.title}” is withdrawn. ${AWAY}; one that is under way may still count it.`);
const restore = book => take([book.book], true, `“${book.title}” comes back. A later version counts it: it does so when its row has a number again.`);

function author(name) {
  const ids = [...live.books.values()].filter(book => book.author === name && !book.withdrawn).map(book => book.book);
  take(ids, false, `${count(ids.length, 'book')} of ${name} ${ids.length === 1 ? 'is' : 'are'} withdrawn. A later version is without ${ids.length === 1 ? 'it' : 'them'}.`);
}

const placed = latest(table => new Map(table?.books.map((book, i) => [book, i])));

/** Books that are looked for, by title: what a new version does not change. */
const found = latest((books, text) => {
  const compared = new Intl.Collator('en').compare;
  const rows = [...books.values()]
    .filter(book => !text || `${book.title} ${book.author} ${book.book}`.toLowerCase().includes(text))
    .sort((a, b) => compared(a.title, b.title));
  return {rows, authors: [...new Set(rows.filter(book => !book.withdrawn && book.author).map(book => book.author))]};
});

const byBelonging = latest((rows, table, place) => {
  const belongs = book => table?.responsibility[place.get(book.book)] ?? -1;
  return rows.toSorted((a, b) => belongs(b) - belongs(a));
});

/** The section of books in an order, `title` or `belongs`. */
export function shelf(table, by = 'title') {
  const text = filter.toLowerCase();
  const place = placed(table);
  const {rows: titled, authors} = found(live.books, text);
  const rows = by === 'belongs' ? byBelonging(titled, table, place) : titled;
  const row = book => html`<tr class=${book.withdrawn ? 'gone' : ''}><td>${book.title || book.book}</td><td>${book.author}</td>
    <td class="n">${book.passages}</td><td class="n">${place.has(book.book) && !book.withdrawn ? fixed(table.responsibility[place.get(book.book)]) : '–'}</td>
    <td class="n">${book.withdrawn
      ? html`<button class="quiet" aria-label=${`Bring back ${book.title}`} @click=${() => restore(book)}>bring back</button>`
      : html`<button class="quiet" aria-label=${`Withdraw ${book.title}`} @click=${() => withdraw(book)}>withdraw</button>`}</td></tr>`;
  return html`
    <section class="panel"><h2>Books</h2>
      <p class="small muted">A book can be withdrawn: map, concept and vectors are then as if it had never come; the topic model alone keeps what it has learned. It can return.</p>
      <div class="row"><label>Find <input type="search" .value=${filter} @input=${event => { filter = event.target.value; draw(); }}></label>
        <label>Order <select @change=${event => change({order: event.target.value})}><option value="title">by title</option><option value="belongs" ?selected=${by === 'belongs'}>by belonging</option></select></label>
        ${text && authors.length === 1 ? html`<button @click=${() => author(authors[0])}>Withdraw all of ${authors[0]}</button>` : nothing}</div>
      ${rows.length ? html`<div class="scroll" tabindex="0" role="region" aria-label="Books"><table><thead><tr><th>book</th><th>author</th><th class="n">passages</th><th class="n">belongs</th><th class="n">change</th></tr></thead>
        <tbody>${rows.slice(0, ROWS).map(row)}</tbody></table></div>`
        : html`<p class="muted">${text ? `No book has “${filter}” in its title or author.` : 'There is no book yet.'}</p>`}
      ${rows.length > ROWS ? html`<p class="small muted">The first ${ROWS} of ${rows.length}: use Find.</p>` : nothing}
      <p class="said small ${trouble ? 'trouble' : told ? 'told' : ''}" role=${trouble ? 'alert' : 'status'}>${trouble || told || nothing}</p>
    </section>`;
}
