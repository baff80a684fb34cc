// SPDX-License-Identifier: GPL-3.0-or-later
// View Concept: its refinement over time, the basin of books, passages for and against.

import {html, nothing} from '/lib/lit-html.js';
import {get} from './state/api.js';
import {basin, changed, scoresOf, toldScores} from './parts/basin.js';
import {chart} from './parts/chart.js';
import {conceptOptions, noConcept} from './parts/choice.js';
import {compare} from './parts/compare.js';
import {causes, fixed, signed} from './state/format.js';
import {change} from './state/link.js';
import {conceptNames, draw, listen, live, soon, title} from './state/live.js';
import {measured} from './parts/measured.js';
import {measures} from './parts/measures.js';
import {latest} from './state/memo.js';
import {scrubber, shown, versions} from './parts/scrubber.js';
import {noneKnown, seeds} from './parts/seeds.js';
import {shelf, waiting} from './parts/shelf.js';
import {reading, welcome} from './parts/welcome.js';

const CHECKS = {reliability: 'reliability', correlation: 'correlation', agreement: 'agreement', localRadius: 'local radius'};
const LIMITS = {reliability: .6, agreement: .9};
const DOZEN = 12;
const quotes = new Map();

listen((type, data) => {
  toldScores(type, data);
  if (type === 'scores' || type === 'reset') {
    soon('quotes', 1500, async () => quotes.clear());
  }
});

function quotesOf(concept, role, version) {
  const key = `${concept}|${role}|${version}`;
  if (!quotes.has(key)) {
    quotes.set(key, null);
    get('/api/quotes', {concept, role, version}).then(found => {
      quotes.set(key, found);
      draw();
    }, () => {});
  }
  return quotes.get(key);
}

const courseOf = latest((all, chosen) => {
  const rows = all.filter(each => each.publishedAt);
  const names = Object.keys(CHECKS).filter(name => rows.some(each => each.diagnosis[name] !== undefined));
  return {
    x: rows.map(each => each.publishedAt / 1000),
    lines: names.map(name => ({name: CHECKS[name], values: rows.map(each => each.diagnosis[name] ?? null), limit: LIMITS[name]})),
    from: 0,
    chosen: chosen / 1000,
  };
});

function course(all, row) {
  const data = courseOf(all, row.publishedAt);
  if (data.x.length < 2 || !data.lines.length) return html`<p class="muted">The course appears with the second refined version.</p>`;
  const words = data.lines.map(({name, values}) => `${name} ${fixed(values.at(-1))}${LIMITS[name] ? ` (at least ${LIMITS[name]})` : ''}`).join(', ');
  return chart(data, `Checks without labels over ${data.x.length} versions; now ${words}. Dotted: the limits. The upright line is the version that is shown.`, {height: 250});
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

/** Passages of the books that the version has; of them only the newest scores are kept. */
function passages(found, row) {
  if (!found?.highest.length) return nothing;
  return html`<section class="panel"><h2>Passages for and against</h2>
    ${found.version > row.version ? html`<p class="small muted">Of the books that version ${row.version} has. The scores are those of version ${found.version}, the newest, since former scores of passages are not kept.</p>` : nothing}
    <div class="two quotes">${quoted('The model reads the concept most in', found.highest)}${quoted('and least in', found.lowest)}</div></section>`;
}

const NONE = [];
const rings = latest(books => new Set(books.map(each => each.book)));

export const concept = {
  title: 'Concept',
  /** What a link that is passed on has to hold, so that it shows the same later. */
  pinned(values) {
    const role = values.role ?? 'strong';
    return {role, version: shown(values.concept, role, values.version)?.version, order: values.order ?? 'title'};
  },
  draw(values) {
    const name = values.concept ?? conceptNames()[0] ?? '';
    const role = values.role === 'weak' ? 'weak' : 'strong';
    const row = shown(name, role, values.version);
    const table = row ? scoresOf(name, role, row.kind === 'refined' ? values.version ? row.version : '' : '') : null;
    const moved = table ? moves(table, before(name, role, table)) : NONE;
    const found = row?.kind === 'refined' ? quotesOf(name, role, values.version ? row.version : '') : null;
    const rows = row ? versions(name, role, row.kind) : [];
    return html`
      <div class="between"><div><h1>${name ? html`How “${name}” is refined` : 'No concept yet'}</h1>
        <p class="lead">The topic model’s scores are only the start. A language model corrects them, anchored to them, without labels.</p></div>
        <div class="row">
          <label>Concept <select @change=${event => change({concept: event.target.value, version: ''}, true)}>${conceptOptions(name)}</select></label>
          <label>Model <select @change=${event => change({role: event.target.value, version: ''}, true)}><option value="strong">strong</option><option value="weak" ?selected=${role === 'weak'}>weak</option></select></label>
        </div></div>
      ${welcome()}
      ${noConcept(name)}
      ${row ? scrubber({concept: name, role, chosen: values.version, moved: version => change({version})})
        : conceptNames().includes(name) ? html`<p class="told">The ${role} model has no vector of this concept yet. ${notYet(name, role)}</p>` : nothing}
      <div class="two">
        <section class="panel"><h2>The basin</h2>${table ? html`${basin(table, {ringed: rings(moved)})}`
          : html`<p class="muted">${table === null && row && values.version ? 'The scores of this version are compacted away.' : 'Scores of books appear with the first refined version.'}</p>`}</section>
        <section class="panel"><h2>The course</h2>${row ? course(rows, row) : html`<p class="muted">It begins with the first version.</p>`}
          ${row ? html`<p class="small">Version ${row.version} came because of ${causes(row)}.</p>` : nothing}</section>
      </div>
      <div class="two">${shelf(table, values.order)}${seeds(name)}</div>
      <div class="two">${compare(name, role, rows, row, values.from, waiting(values.version ? null : table))}${measures(name, values.measure)}</div>
      ${passages(found, row)}
      ${measured()}`;
  },
};

function notYet(name, role) {
  const native = live.lineage.find(vector => vector.concept === name && vector.role === role && Object.keys(vector.notYet).length);
  const reasons = native ? Object.values(native.notYet) : [];
  const {unknown = [], seeds: words = []} = live.concepts.find(each => each.name === name) ?? {};
  if (reasons[0] || reading().length) return reasons[0] ?? '';
  if (live.overview.books < DOZEN) return 'A dozen books that contain its words are needed.';
  return unknown.length && unknown.length === words.length ? noneKnown(unknown) : 'It comes with the next solution, if a dozen books contain its words.';
}
