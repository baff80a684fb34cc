// SPDX-License-Identifier: GPL-3.0-or-later
// A pane with one story: its tokens as they come, tinted by the concept's reading, underlined where
// steering moved their probability most.

import {html, nothing} from '/lib/lit-html.js';
import {draw} from '../state/live.js';
import {fixed, signed} from '../state/format.js';

const ARMS = {
  unsteered: 'Unsteered',
  prompt: 'Told in the prompt',
  refined: 'Steered, refined',
  translated: 'Steered, translated',
  native: 'Steered, native',
  shuffled: 'Steered, shuffled map',
  random: 'Random direction',
  steered: 'Steered',
  best: 'Chosen by the concept',
  'class-contrast': 'Class contrast alone',
  'seed-words': 'Seed words alone',
  'refined-diverged': 'Steered, diverged',
  imported: 'Steered, imported',
};
export const armName = arm => ARMS[arm] ?? arm;

/** Middle and spread of the readings of a story: what the others are compared with. */
export function scale(story) {
  const values = story?.readings?.length ? [...story.readings].sort((a, b) => a - b) : null;
  if (!values) return null;
  const quantile = q => values[Math.min(values.length - 1, Math.floor(q * values.length))];
  return {middle: quantile(.5), spread: Math.max(1e-6, (quantile(.84) - quantile(.16)) / 2)};
}

function level(reading, base) {
  const z = (reading - base.middle) / base.spread;
  if (z > 0) return z > 3 ? 't5' : z > 2.2 ? 't4' : z > 1.5 ? 't3' : z > .9 ? 't2' : z > .4 ? 't1' : '';
  return z < -1.5 ? 'c2' : z < -.8 ? 'c1' : '';
}

/** How much likelier steering made each token, in nats; empty while that is not known. */
const moves = story => (story.unsteered?.length === story.tokens.length && story.arm !== 'unsteered'
  ? story.tokens.map((token, i) => token.logProb - story.unsteered[i]) : []);

function underlined(moved) {
  const least = Math.max(1, [...moved].sort((a, b) => b - a)[Math.floor(moved.length * .12)] ?? 1);
  return moved.map(move => (move >= least ? (move >= least + 2 ? 'u2' : 'u1') : ''));
}

function describe(story, base, moved) {
  const i = story.at;
  const token = story.tokens[i];
  if (!token) return nothing;
  const parts = [html`<strong>“${token.text}”</strong>`, html`log p as written <b>${fixed(token.logProb)}</b>`];
  if (story.unsteered?.[i] !== undefined) parts.push(html`unsteered <b>${fixed(story.unsteered[i])}</b>`);
  if (moved.length) parts.push(html`moved <b>${signed(moved[i])}</b>`);
  if (story.readings?.[i] !== undefined && base) {
    parts.push(html`concept <b>${signed((story.readings[i] - base.middle) / base.spread)}</b> σ`);
  }
  return parts.map((part, n) => html`${n ? ' · ' : nothing}${part}`);
}

function keys(story, event) {
  const step = {ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity}[event.key];
  if (step === undefined || !story.tokens.length) return;
  event.preventDefault();
  story.at = Math.min(story.tokens.length - 1, Math.max(0, story.at + step));
  draw();
}

/** Draws the pane of a story; `base` is the scale of its readings, null while there is none. */
export function pane(story, {opening, base, details}) {
  const moved = moves(story);
  const lines = story.arm === 'prompt' ? [] : underlined(moved);
  const at = event => {
    const index = event.target.dataset?.i;
    if (index !== undefined && Number(index) !== story.at) {
      story.at = Number(index);
      draw();
    }
  };
  return html`
    <article class="pane panel ${story.arm === 'unsteered' ? 'plain' : 'steered'}" aria-label=${armName(story.arm)}>
      <header class="between">
        <h2>${armName(story.arm)}</h2>
        <p class="small muted num">${details}</p>
      </header>
      <div class="text" tabindex="0" role="group" aria-label=${`Text of the story, ${armName(story.arm)}; arrow keys go from token to token`}
        @keydown=${event => keys(story, event)} @pointerover=${at} @click=${at}><span class="opening">${opening}</span>${story.tokens.map((token, i) => html`<span
          class="tok ${base && story.readings?.[i] !== undefined ? level(story.readings[i], base) : ''} ${lines[i] ?? ''} ${i === story.at ? 'here' : ''}"
          data-i=${i}>${token.text}</span>`)}${story.state === 'writing' ? html`<span class="caret" aria-hidden="true"></span>` : nothing}</div>
      ${story.error ? html`<p class="trouble">${story.error}</p>` : nothing}
      <footer class="small muted">${foot(story, base, moved)}</footer>
    </article>`;
}

function foot(story, base, moved) {
  if (story.state === 'waiting') return 'Waiting for the model…';
  if (story.state === 'writing') return `${story.tokens.length} tokens so far`;
  if (story.state === 'failed') return 'Not written';
  if (story.at >= 0) return describe(story, base, moved);
  const unlikely = story.perToken === undefined ? '' : ` · perplexity ${fixed(Math.exp(-story.perToken), 1)} under the model by itself`;
  return `${story.tokens.length} tokens${Number.isFinite(story.perToken) ? unlikely : ''}`;
}
