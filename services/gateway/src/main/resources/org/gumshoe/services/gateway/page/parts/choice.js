// SPDX-License-Identifier: GPL-3.0-or-later
// The choice of a concept: those that are looked for, then those that only have vectors.

import {html, nothing} from '/lib/lit-html.js';
import {conceptNames, isLookedFor, live} from '../state/live.js';

/** Options of a select; `chosen` is the one that is shown. */
export function conceptOptions(chosen) {
  const option = name => html`<option ?selected=${name === chosen}>${name}</option>`;
  const others = conceptNames().filter(name => !isLookedFor(name));
  return html`${conceptNames().includes(chosen) ? nothing : option(chosen)}
    ${conceptNames().filter(isLookedFor).map(option)}${others.length ? html`<optgroup label="not looked for any more">${others.map(option)}</optgroup>` : nothing}`;
}

/** Says that a link names a concept that is none. */
export function noConcept(name) {
  return !name || conceptNames().includes(name) ? nothing
    : html`<p class="trouble" role="alert">There is no concept “${name}”. ${live.concepts.length ? `There is ${conceptNames().map(each => `“${each}”`).join(', ')}.` : ''}</p>`;
}
