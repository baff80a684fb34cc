// SPDX-License-Identifier: GPL-3.0-or-later
// The scrubber over the versions of a vector. Every view that has it shows what was true at that version.

import {html, nothing, svg} from '/lib/lit-html.js';
import {get} from '../state/api.js';
import {causes, clock, mainCause} from '../state/format.js';
import {bestVector, draw} from '../state/live.js';
import {latest} from '../state/memo.js';

const known = new Map();

const name = (concept, role, kind) => `${concept}|${role}|${kind}`;

/** Versions of a vector that the gateway keeps, the oldest first; asked for once, then kept up to date. */
export function versions(concept, role, kind) {
  const key = name(concept, role, kind);
  if (!known.has(key)) {
    known.set(key, []);
    get('/api/versions', {concept, role, kind}).then(rows => {
      known.set(key, rows);
      draw();
    }, () => known.delete(key));
  }
  return known.get(key);
}

/** Takes a new version into the list; called for each event. */
export function told(type, vector) {
  if (type === 'reset') known.clear();
  if (type !== 'vector') return;
  const key = name(vector.concept, vector.role, vector.kind);
  const rows = known.get(key);
  if (rows) known.set(key, [...rows.filter(row => row.version !== vector.version), vector]);
}

/** The version that is shown, in the kind that steers best; undefined while there is none. */
export function shown(concept, role, version) {
  const best = bestVector(concept, role);
  if (!best) return undefined;
  const rows = versions(concept, role, best.kind);
  return rows.find(row => row.version === Number(version)) ?? rows.at(-1) ?? best;
}

const SHAPES = {
  'language-model': ['M0-5 5 0 0 5-5 0Z', 'language model'],
  'stitch-map': ['M-4-4H4V4H-4Z', 'stitch map'],
  'topic-model': ['M0-5 4.6 4H-4.6Z', 'topic model'],
  'book-removed': ['M-4-4 4 4M-4 4 4-4', 'book withdrawn'],
  words: ['M-4-3H4M-4 3H4', 'words of the concept'],
  book: ['M0 4.5A4.5 4.5 0 1 1 .01 4.5Z', 'book'],
  'steered-texts': ['M-4.5 0H4.5', 'steered texts'],
  'own-texts': ['M0-4.5V4.5', 'generated texts'],
  other: ['M-2-2H2V2H-2Z', 'other'],
};

/** Path of the mark of a cause. */
export const shape = kind => (SHAPES[kind] ?? SHAPES.other)[0];

const word = kind => (SHAPES[kind] ?? SHAPES.other)[1];

/** Says what the marks mean that there are. */
const key = latest(rows => html`<p class="key small muted">${[...new Set(rows.map(mainCause))].map(kind => html`<span><svg width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true"><path
  class="tick ${kind}" d=${shape(kind)}></path></svg> ${word(kind)}</span>`)}</p>`);

/** What it means that a vector has diverged. */
export const DIVERGED = 'A check without labels has failed: the refined direction has left the concept that the topic model pointed at. Stories are steered by the last version that passed; until one has, by this one.';

/**
 * Draws the scrubber. `chosen` is the version in the link (empty: always the newest); `moved(version)`
 * is told where it was moved to, '' at the newest.
 */
export function scrubber({concept, role = 'strong', chosen, moved}) {
  const best = bestVector(concept, role);
  if (!best) return nothing;
  const rows = versions(concept, role, best.kind);
  if (!rows.length) return html`<p class="muted small">Reading the versions…</p>`;
  const missing = chosen && !rows.some(row => row.version === Number(chosen));
  const at = chosen && !missing ? rows.findIndex(row => row.version === Number(chosen)) : rows.length - 1;
  const row = rows[at];
  const go = index => moved(index >= rows.length - 1 ? '' : rows[index].version);
  const x = index => (rows.length === 1 ? 50 : 100 * index / (rows.length - 1));
  return html`
    <section class="scrubber panel" aria-label="Versions of the vector">
      <div class="between">
        <h2>Version ${row.version} <span class="muted">of ${concept}, ${row.role} ${row.kind}</span></h2>
        <p class="small muted num">${clock(row.publishedAt)} · ${at + 1} of ${rows.length} kept${at === rows.length - 1 ? ' · newest' : ''}</p>
      </div>
      <div class="track">
        <svg class="ticks" aria-hidden="true" width="100%" height="22">
          ${rows.map((each, index) => svg`<svg x="${x(index)}%" y="11" overflow="visible"><path
            class="tick ${mainCause(each)} ${index === at ? 'here' : ''}" d=${shape(mainCause(each))}><title>version ${each.version}: ${word(mainCause(each))}</title></path></svg>`)}
        </svg>
        <div class="line">
          <button class="quiet" ?disabled=${at === 0} @click=${() => go(at - 1)} aria-label="Version before">◀</button>
          <input type="range" min="0" max=${rows.length - 1} .value=${String(at)} ?disabled=${rows.length === 1}
            aria-label="Version" aria-valuetext=${`version ${row.version}, because of ${causes(row)}`}
            @input=${event => go(Number(event.target.value))}>
          <button class="quiet" ?disabled=${at === rows.length - 1} @click=${() => go(at + 1)} aria-label="Version after">▶</button>
        </div>
      </div>
      ${key(rows)}
      <p class="cause"><span class="muted">Because of</span> ${causes(row)}</p>
      ${row.diverged ? html`<p class="small"><strong class="bad">Diverged.</strong> ${DIVERGED}</p>` : nothing}
      ${missing ? html`<p class="trouble">Version ${chosen} is compacted away, or never was; the newest is shown.</p>` : nothing}
    </section>`;
}
