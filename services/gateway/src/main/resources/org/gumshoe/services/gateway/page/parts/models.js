// SPDX-License-Identifier: GPL-3.0-or-later
// Language models of the view Vectors: which read, at which layers, how far a change is, and another choice.

import {html, nothing} from '/lib/lit-html.js';
import {post} from '../state/api.js';
import {count, seconds, short} from '../state/format.js';
import {draw, live} from '../state/live.js';

let trouble = '';
let told = '';
let chosen = {role: 'strong', sha256: ''};

const same = (one, other) => one.role === other.role && one.sha256 === other.sha256 && one.readLayers.join() === other.readLayers.join();

/** Every choice that was ever announced, once; one that is wanted need not be remembered yet. */
const rows = () => live.overview.models.filter((model, i, all) => all.findIndex(other => same(model, other)) === i);
const wanted = role => live.overview.models.find(model => model.key === role);
const brief = name => name.split('/').at(-1);

/** Models by their digest, each once. */
const distinct = () => [...new Map(live.overview.models.map(model => [model.sha256, model])).values()];

/** How far the change to an announced model is; empty when its vectors are in force. */
function progress(role) {
  const model = wanted(role);
  if (!model || model.inForce) return nothing;
  const flow = live.flow.samples.at(-1)?.stages.find(stage => stage.stage === `activations-${role}` && stage.topic === 'passages');
  const share = flow ? flow.done / (flow.done + flow.left || 1) : 0;
  const words = !flow ? 'waits for its model to begin'
    : flow.left ? `has still to read ${count(flow.left, 'passage')}${flow.rate > .05 ? `, about ${seconds(flow.left / flow.rate)}` : ''}`
      : 'has read all passages; its map and vectors come next';
  return html`<div class="change" role="status"><p>The ${role} role is to go to <strong>${brief(model.name)}</strong> at layers ${model.readLayers.join(', ')}, which ${words}.
      ${live.lineage.some(vector => vector.role === role) ? 'Until then the former vectors are in force.' : nothing}</p>
    <progress max="1" value=${share} aria-label=${`Passages read for the ${role} role`}></progress></div>`;
}

async function set(event) {
  event.preventDefault();
  const values = new FormData(event.target);
  const layers = values.get('layers').split(/[\s,]+/).filter(Boolean).map(Number);
  told = '';
  trouble = !layers.length ? 'Say which layers: give whole numbers, such as 9, 10, 11.'
    : layers.some(layer => !Number.isInteger(layer)) ? `“${values.get('layers')}” are no layers: give whole numbers, such as 9, 10, 11.`
      : new Set(layers).size < layers.length ? `“${values.get('layers')}” names a layer twice: give each once.` : '';
  if (trouble) {
    draw();
    return;
  }
  try {
    const {name} = await post('/api/models', {role: values.get('role'), sha256: values.get('model'), readLayers: layers});
    told = `The ${values.get('role')} role goes to ${brief(name)} at layers ${layers.join(', ')}.`;
  } catch (problem) {
    trouble = problem.message;
  }
  draw();
}

function form() {
  const now = wanted(chosen.role);
  const model = distinct().find(each => each.sha256 === chosen.sha256) ?? now ?? distinct()[0];
  if (!model) return nothing;
  const layers = model.sha256 === now?.sha256 ? now.readLayers : [Math.max(1, Math.round(model.blocks / 2))];
  return html`<form class="row" novalidate @submit=${set} aria-label="Set a model and its layers">
    <label>Role <select name="role" @change=${event => { chosen = {role: event.target.value, sha256: ''}; draw(); }}>
      ${['strong', 'weak'].map(role => html`<option ?selected=${role === chosen.role}>${role}</option>`)}</select></label>
    <label>Model <select name="model" @change=${event => { chosen = {...chosen, sha256: event.target.value}; draw(); }}>
      ${distinct().map(each => html`<option value=${each.sha256} ?selected=${each.sha256 === model.sha256}>${brief(each.name)} (${each.blocks} blocks)</option>`)}</select></label>
    <label>Layers, 1 to ${model.blocks} <input name="layers" autocomplete="off" .value=${layers.join(', ')}></label>
    <button>Set</button></form>`;
}

/** The section of language models. */
export function models() {
  return html`<section class="panel models"><h2>Language models</h2>
    ${progress('weak')}${progress('strong')}
    <div class="scroll" tabindex="0" role="region" aria-label="Language models"><table><thead><tr><th>role</th><th>model</th><th>read at layers</th><th>state</th><th>architecture</th><th class="n">blocks</th><th class="n">width</th><th>SHA-256</th></tr></thead>
    <tbody>${rows().map(model => html`<tr><td>${model.role}</td><td>${brief(model.name)}</td><td>${model.readLayers.join(' ')}</td>
      <td>${[model.announced ? 'wanted' : '', model.inForce ? 'in force' : ''].filter(Boolean).join(', ') || 'former'}</td>
      <td>${model.architecture}</td><td class="n">${model.blocks}</td><td class="n">${model.width}</td><td><code>${short(model.sha256)}</code></td></tr>`)}</tbody></table></div>
    <h3>Set a model and its layers</h3>
    <p class="small muted">The new choice reads all passages in the background, and the vectors change in one step when it is ready. A former choice comes back at once.
      A file that was never announced here: <code>./gumshoe models set strong PATH --layers 9,10</code>.</p>
    ${form()}
    ${trouble ? html`<p class="trouble small" role="alert">${trouble}</p>` : nothing}
    ${told ? html`<p class="told small" role="status">${told}</p>` : nothing}</section>`;
}
