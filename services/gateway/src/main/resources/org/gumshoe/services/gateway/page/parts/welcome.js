// SPDX-License-Identifier: GPL-3.0-or-later
// What a first visitor sees: what there is to do, and how far the system is.

import {html, nothing} from '/lib/lit-html.js';
import {order} from '../state/api.js';
import {count, seconds} from '../state/format.js';
import {to} from '../state/link.js';
import {draw, live} from '../state/live.js';

let said = '';

async function sample() {
  said = 'The sample is being sent…';
  draw();
  try {
    const {books} = await order('POST', '/api/sample');
    said = `${count(books, 'text')} sent. They are cut, their topics are learned, and both models read them; this page follows.`;
  } catch (problem) {
    said = problem.message;
  }
  draw();
}

/** What the language models have still to read, with the time that takes at their present pace. */
export function reading() {
  const sample = live.flow.samples.at(-1);
  if (!sample) return [];
  return sample.stages
    .filter(stage => stage.stage.startsWith('activations') && stage.topic === 'passages' && stage.left > 0)
    .map(stage => ({role: stage.stage.replace('activations-', ''), left: stage.left,
      time: stage.rate > .05 ? `, about ${seconds(stage.left / stage.rate)} left` : ''}));
}

export function welcome() {
  const {overview} = live;
  if (!overview.books) {
    return html`<section class="panel welcome">
      <h2>No books yet</h2>
      <p>Gumshoe learns a concept from books. <a href=${to('flow')}>Drop some on the flow</a> (text, EPUB or HTML), or send a folder with
        <code>./gumshoe ingest PATH…</code>. A dozen books are enough to begin.</p>
      <ol><li>A topic model finds topics in their words; the concept’s seed words point at one.</li>
        <li>Two language models read the passages.</li>
        <li>From both, a vector comes about that steers stories, and each new book refines it.</li></ol>
      ${overview.sample ? html`<p><button class="primary" @click=${sample}>Send the sample</button> <span class="small muted">126 texts of fiction, 2,000 words each; the models read them in some minutes.</span></p>` : nothing}
      ${said ? html`<p class="told small" role="status">${said}</p>` : nothing}
    </section>`;
  }
  const waiting = reading();
  return waiting.length ? html`<p class="told small" role="status">${waiting.map((each, i) => html`${i ? ' ' : nothing}The ${each.role} model has still to read ${count(each.left, 'passage')}${each.time}.`)}</p>` : nothing;
}
