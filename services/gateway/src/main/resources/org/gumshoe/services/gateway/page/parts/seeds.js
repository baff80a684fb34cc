// SPDX-License-Identifier: GPL-3.0-or-later
// The seed words of a concept: they are changed, begin another concept, or are let go of.

import {html, nothing} from '/lib/lit-html.js';
import {order, post} from '../state/api.js';
import {change} from '../state/link.js';
import {draw, live} from '../state/live.js';

/** What was said last, and of which concept; `stopping` is the one that is asked about. */
let said = {concept: '', text: '', trouble: ''};
let stopping = '';

export const noneKnown = words => `None of these words is in the topic model’s vocabulary yet (${words.join(', ')}): the concept waits for books that have them.`;

async function act(concept, action, text) {
  stopping = '';
  said = {concept, text: '', trouble: ''};
  try {
    await action();
    said = {concept, text, trouble: ''};
  } catch (problem) {
    said = {concept, text: '', trouble: problem.message};
  }
  draw();
}

function submit(event) {
  event.preventDefault();
  const values = new FormData(event.target);
  const name = values.get('name').trim();
  const seeds = values.get('seeds').split(/[\s,]+/).filter(Boolean);
  const kept = live.concepts.find(each => each.name === name);
  act(name, async () => {
    await post('/api/concepts', {name, seeds, topic: kept?.topic ?? undefined, prevalence: kept?.prevalence ?? undefined, pseudoCount: values.get('guided') ? 200 : kept?.pseudoCount ?? 0});
    change({concept: name, version: ''}, true);
  }, `“${name}” is looked for; its vector comes with the next solution.`);
}

/** The first click asks, the second one does it. */
function stop(concept) {
  if (stopping === concept) {
    act(concept, () => order('DELETE', '/api/concepts', {name: concept}), `“${concept}” is no longer looked for; its vectors stay as they are.`);
  } else {
    stopping = concept;
    draw();
  }
}

/** What the topic model does not know of the words. */
function vocabulary(known) {
  if (!known?.unknown.length) return nothing;
  return html`<p class="small muted">${known.unknown.length === known.seeds.length ? noneKnown(known.unknown)
    : `Not in the topic model’s vocabulary yet: ${known.unknown.join(', ')}.`}</p>`;
}

/** The section of seed words. */
export function seeds(concept) {
  const known = live.concepts.find(each => each.name === concept);
  const {text, trouble} = said.concept === concept ? said : {text: '', trouble: ''};
  return html`<section class="panel"><h2>Seed words</h2>
    <p class="small muted">A few words point at a topic, and so at the concept. Change them, or give another name to start another concept.</p>
    <form class="seeds" @submit=${submit}>
      <label>Concept <input name="name" required maxlength="100" .value=${concept}></label>
      <label>Seed words <input name="seeds" required .value=${known?.seeds.join(', ') ?? ''}></label>
      ${vocabulary(known)}
      <label class="check"><input type="checkbox" name="guided" .checked=${(known?.pseudoCount ?? 0) > 0}> add them to the topic model’s prior (for few books)</label>
      <div class="row"><button>Look for it</button>
      ${known ? html`<button type="button" class="quiet" @click=${() => stop(concept)} @blur=${() => { stopping = ''; draw(); }}>${stopping === concept
        ? 'Really stop? Its vectors stay.' : `Stop looking for “${concept}”`}</button>` : nothing}</div>
      <p class="said small ${trouble ? 'trouble' : text ? 'told' : ''}" role=${trouble ? 'alert' : 'status'}>${trouble || text || nothing}</p>
    </form></section>`;
}
