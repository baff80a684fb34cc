// SPDX-License-Identifier: GPL-3.0-or-later
// What the method does on authors that nothing was fitted on, as the experiment measured it.

import {html, nothing} from '/lib/lit-html.js';
import {get} from '../state/api.js';
import {count, fixed} from '../state/format.js';
import {draw} from '../state/live.js';

let figures = null;

/** Reads the figures; bench/experiment/headline.py writes them, with the same table of the README. */
function read() {
  figures = {rows: []};
  get('/page/parts/measured.json').then(found => {
    figures = found;
    draw();
  }, () => {});
}

const number = value => fixed(value, 3).replace(/^0/, '');
const interval = ([value, low, high]) => html`${number(value)} <span class="muted">[${number(low)}, ${number(high)}]</span>`;

function row(each) {
  const refined = each.arm.startsWith('refined');
  return html`<tr><th scope="row">${refined ? html`<strong>${each.ranked}</strong>` : each.ranked}</th><td>${each.labels}</td>
    <td>${number(each.aucMean)}</td><td>${interval(each.auc)}</td>
    <td>${number(each.apMean)}</td><td>${interval(each.ap)}</td></tr>`;
}

/** The table, closed until somebody asks for it. */
export function measured() {
  if (!figures) read();
  const {rows, books, authors, passages, halvings, concepts} = figures;
  if (!rows.length) return nothing;
  return html`<section class="panel"><details><summary>What was measured beforehand, on authors that nothing was fitted on</summary>
    <p class="small">Not this stream: the experiment, on ${count(books, 'book')} by ${authors} authors (${count(passages, 'passage')}), SmolLM2-135M and Gemma 3 270M.
      Everything is fitted on one half of the authors and ranks passages of the other half, both ways, for ${count(halvings, 'halving')}. Brackets are 95 % intervals over authors.</p>
    <div class="scroll" tabindex="0" role="region" aria-label="What was measured beforehand"><table>
      <thead><tr><th scope="col">Passages ranked by</th><th scope="col">Labels used</th><th scope="col">AUC, mean of ${concepts} concepts</th>
        <th scope="col">AUC, detective</th><th scope="col">AP, mean of ${concepts}</th><th scope="col">AP, detective</th></tr></thead>
      <tbody>${rows.map(row)}</tbody></table></div></details></section>`;
}
