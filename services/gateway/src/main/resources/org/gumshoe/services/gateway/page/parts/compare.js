// SPDX-License-Identifier: GPL-3.0-or-later
// Before and after: two versions of a concept beside each other, and the books that changed sides between them.

import {html, nothing} from '/lib/lit-html.js';
import {changed, scoresOf} from './basin.js';
import {fixed, signed} from '../state/format.js';
import {change, to} from '../state/link.js';
import {title} from '../state/live.js';
import {latest} from '../state/memo.js';

const moves = latest(changed);
const missing = latest((old, now) => {
  const there = new Set(now.books);
  return old.books.filter(book => !there.has(book));
});

const FACTS = [
  ['reliability', row => row.diagnosis.reliability],
  ['correlation with the topic model', row => row.diagnosis.correlation],
  ['agreement of weak and strong', row => row.diagnosis.agreement],
  ['local radius', row => row.diagnosis.localRadius],
  ['books', row => row.books],
  ['passages', row => row.passages],
];

const whole = value => (Number.isInteger(value) ? String(value) : fixed(value));
const difference = (after, before) => (after === undefined || before === undefined ? '–' : Number.isInteger(after) && Number.isInteger(before)
  ? signed(after - before, 0) : signed(after - before));

function sides(concept, role, before, after) {
  const old = scoresOf(concept, role, before.version);
  const now = scoresOf(concept, role, after.version);
  if (old === undefined || now === undefined) return html`<p class="muted small">Comparing the scores of the books…</p>`;
  if (!old || !now) return html`<p class="muted small">The scores of one of these versions are compacted away.</p>`;
  const books = moves(now, old);
  const gone = missing(old, now);
  return html`<p class="small"><strong>Changed sides:</strong> ${books.length ? books.slice(0, 12).map((each, i) =>
    html`${i ? ', ' : nothing}<span class=${each.now ? 'joined' : 'left'}>${title(each.book)} ${each.now ? '(joined)' : '(left)'}</span>`) : 'no book'}${books.length > 12 ? html` and ${books.length - 12} more` : nothing}.
    ${gone.length ? html`<strong>No longer counted:</strong> ${gone.slice(0, 12).map(title).join(', ')}${gone.length > 12 ? ` and ${gone.length - 12} more` : ''}.` : nothing}</p>`;
}

/** The section: `row` is the version that is shown, `from` the one in the link; `waiting` says what is still to come. */
export function compare(concept, role, rows, row, from, waiting) {
  if (rows.length < 2 || !row) return nothing;
  const at = rows.findIndex(each => each.version === row.version);
  const before = rows.find(each => each.version === Number(from)) ?? rows[Math.max(0, at - 1)];
  const key = `${concept}|${role}|${row.kind}`;
  return html`<section class="panel compare"><div class="between"><h2>Before and after</h2>
      <label>Before: <select @change=${event => change({from: event.target.value})}>${rows.map(each =>
        html`<option value=${each.version} ?selected=${each.version === before.version}>version ${each.version}</option>`)}</select></label></div>
    ${waiting ? html`<p class="told small" role="status">${waiting}</p>` : nothing}
    ${before.version === row.version ? html`<p class="muted small">This is the version that is shown; move the scrubber, or choose another one.</p>` : html`
    <table><thead><tr><th>figure</th><th class="n">version ${before.version}</th><th class="n">version ${row.version}</th><th class="n">change</th></tr></thead>
      <tbody>${FACTS.map(([name, of]) => html`<tr><td>${name}</td><td class="n">${whole(of(before))}</td><td class="n">${whole(of(row))}</td><td class="n">${difference(of(row), of(before))}</td></tr>`)}</tbody></table>
    ${sides(concept, role, before, row)}
    <p class="small"><a href=${to('vectors', {key, from: before.version, to: row.version})}>The vectors of both, layer by layer</a> ·
      stories with <a href=${to('story', {concept, version: before.version})}>version ${before.version}</a> and <a href=${to('story', {concept, version: row.version})}>version ${row.version}</a></p>`}</section>`;
}
