// SPDX-License-Identifier: GPL-3.0-or-later
// View Story: unsteered beside steered, from the same opening and seed.

import {html, nothing} from '/lib/lit-html.js';
import {get} from './state/api.js';
import {basin, scoresOf} from './parts/basin.js';
import {conceptOptions, noConcept} from './parts/choice.js';
import {day, fixed, short} from './state/format.js';
import {change, read, to} from './state/link.js';
import {bestVector, conceptNames, draw, listen, live} from './state/live.js';
import {welcome} from './parts/welcome.js';
import {armName, pane, scale} from './parts/pane.js';
import {scrubber, shown, told as toldVersions} from './parts/scrubber.js';
import {ask, reopen, storyOf} from './state/stories.js';

const OPENINGS = [
  'The evening train came into the little station an hour late. Rain stood in the yard, and the one lamp by the gate showed a man in a brown coat who waited beside his bag.',
  'When Mrs. Hale opened the shop on Monday, the window was clean, the shelves were dusted, and the old clock behind the counter had stopped.',
  'It was a quiet morning in the harbour.',
];
const OTHERS = ['best', 'prompt', 'translated', 'native', 'shuffled', 'random'];
let panes = [];
let trouble = '';
let emptyOpening = false;
let recent = [];
let moving;

listen(toldVersions);

/** What the link says, with the defaults. */
function terms(values) {
  return {
    concept: values.concept ?? conceptNames()[0] ?? '',
    prompt: values.prompt ?? OPENINGS[0],
    seed: Number(values.seed ?? 7),
    tokens: Number(values.tokens ?? 80),
    temperature: Number(values.temperature ?? 1),
    strength: values.strength === undefined ? '' : Number(values.strength),
    version: values.version ?? '',
    beside: (values.beside ?? '').split(',').filter(arm => OTHERS.includes(arm)),
  };
}

function arms(wanted) {
  const best = bestVector(wanted.concept);
  return ['unsteered', ...(best ? [best.kind] : []), ...wanted.beside.filter(arm => arm !== best?.kind)];
}

/** What is asked of the gateway for an arm. */
function body(arm, wanted) {
  const {concept, prompt, seed, tokens, temperature, strength} = wanted;
  const steered = !['unsteered', 'prompt'].includes(arm);
  const best = bestVector(concept)?.kind;
  return {
    concept, prompt, arm, seed, tokens, temperature, details: true,
    ...(steered && strength !== '' ? {strength} : {}),
    ...([best, 'best', 'random'].includes(arm) && best ? {version: Number(shown(concept, 'strong', wanted.version)?.version)} : {}),
  };
}

async function write(values, step = true) {
  trouble = '';
  const wanted = terms(values);
  try {
    const ids = [];
    for (const arm of arms(wanted)) ids.push(await ask(body(arm, wanted)));
    panes = ids;
    change({...linkOf(wanted), stories: ids.join(',')}, step);
  } catch (problem) {
    trouble = problem.message;
  }
  draw();
}

const linkOf = wanted => ({...wanted, beside: wanted.beside.join(','), strength: wanted.strength});

/** Reopens the stories that the link names, under the version that steered them. */
async function openStored(ids, values) {
  panes = ids;
  await Promise.all(ids.map(reopen));
  const best = bestVector(terms(values).concept)?.kind;
  const steered = ids.map(storyOf).find(each => each.arm === best && versionOf(each));
  if (steered && !values.version && read().values.stories === values.stories) change({version: versionOf(steered)});
}

const versionOf = story => story.tokens[0]?.vectorVersion || story.version;

const NUMBERS = ['seed', 'tokens', 'temperature', 'strength'];

/** Names a field that is no number, in the form or in the link; empty where all are. */
function noNumber(form, values) {
  const bad = [...form.elements].find(field => field.validity?.badInput);
  const name = bad ? bad.dataset.name ?? bad.name : NUMBERS.find(each => Number.isNaN(Number(values[each] ?? 0)));
  return name ? `${name[0].toUpperCase()}${name.slice(1)} must be a number.` : '';
}

/** Writes what the form says; an empty opening never reaches the link, which would bring the first one back. */
function submit(form, values) {
  const prompt = form.elements.prompt.value;
  emptyOpening = !prompt.trim();
  if (emptyOpening) {
    form.elements.prompt.focus();
    draw();
    return;
  }
  trouble = noNumber(form, values);
  if (trouble) draw(); else write({...values, prompt});
}

function choose(form, text) {
  emptyOpening = false;
  form.elements.prompt.value = text;
  change({prompt: text});
  draw();
}

function moved(values, version) {
  change({version});
  clearTimeout(moving);
  if (panes.length) moving = setTimeout(() => write({...values, version}, false), 350);
}

function form(values) {
  const wanted = terms(values);
  const best = bestVector(wanted.concept);
  const own = best?.layers[0]?.strength ?? 0;
  const set = (name, value) => change({[name]: value});
  return html`
    <form class="panel terms" novalidate @submit=${event => { event.preventDefault(); submit(event.target, values); }}>
      <label>Opening
        <textarea id="prompt" rows="3" name="prompt" maxlength="20000" .value=${wanted.prompt}
          aria-invalid=${emptyOpening ? 'true' : 'false'} aria-describedby="opening-trouble"
          @change=${event => event.target.value.trim() && set('prompt', event.target.value)}
          @keydown=${event => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event.target.form, values); }}></textarea>
      </label>
      <p id="opening-trouble" class=${emptyOpening ? 'trouble small' : ''} role="alert">${emptyOpening ? 'The opening is empty: type a sentence or two, or choose one of these.' : nothing}</p>
      <p class="small muted">Or one of these:
        ${OPENINGS.map((text, i) => html`<button type="button" class="quiet" @click=${event => choose(event.target.form, text)}>${['station', 'shop', 'harbour'][i]}</button>`)}</p>
      <div class="row knobs">
        <label>Concept <select name="concept" @change=${event => set('concept', event.target.value)}>
          ${conceptOptions(wanted.concept)}</select></label>
        <div class="field wide"><label class="line" for="strength">Strength <output>${wanted.strength === '' ? `the vector’s own (${fixed(own)})` : fixed(wanted.strength)}</output></label>
          <span class="line"><input id="strength" type="range" min="-1" max="1" step="0.02" ?disabled=${!best} .value=${String(wanted.strength === '' ? own : wanted.strength)}
            @input=${event => set('strength', event.target.value)}>
          <input class="exact" type="number" step="any" data-name="strength" ?disabled=${!best} aria-label="Strength as a number" .value=${String(wanted.strength === '' ? '' : wanted.strength)} placeholder=${fixed(own)}
            @change=${event => set('strength', event.target.value)}>
          <button type="button" class="quiet" title="Back to the vector’s own strength" ?disabled=${wanted.strength === ''} @click=${() => set('strength', '')}>reset</button></span></div>
        <div class="field wide"><label class="line" for="temperature">Temperature <output>${fixed(wanted.temperature)}</output></label>
          <input id="temperature" type="range" min="0" max="2" step="0.05" .value=${String(wanted.temperature)} @input=${event => set('temperature', event.target.value)}></div>
        <label>Seed <input type="number" name="seed" step="1" .value=${String(wanted.seed)} @change=${event => set('seed', event.target.value)}></label>
        <label>Tokens <input type="number" name="tokens" min="1" max="10000" .value=${String(wanted.tokens)} @change=${event => set('tokens', event.target.value)}></label>
      </div>
      <div class="row">
        <fieldset><legend class="small muted">Also write, to compare</legend>
          ${OTHERS.filter(arm => arm !== best?.kind).map(arm => html`<label class="chip"><input type="checkbox" .checked=${wanted.beside.includes(arm)}
            @change=${event => set('beside', OTHERS.filter(each => each === arm ? event.target.checked : wanted.beside.includes(each)).join(','))}>${armName(arm)}</label>`)}
        </fieldset>
        <button class="primary">Write ${['it', 'both'][arms(wanted).length - 1] ?? `all ${arms(wanted).length}`}</button>
      </div>
      ${trouble ? html`<p class="trouble" role="alert">${trouble}</p>` : nothing}
      ${best ? nothing : html`<p class="told small">There is no vector of “${wanted.concept}” for the strong model yet, so the story is written unsteered. ${progress()}</p>`}
    </form>`;
}

function progress() {
  const weak = live.lineage.find(vector => Object.keys(vector.notYet).length);
  return weak ? Object.values(weak.notYet)[0] : html`<a href=${to('flow')}>See how far the books are.</a>`;
}

function legend(base) {
  return html`<p class="legend small muted">
    ${base ? html`<span>Concept, as the model reads it in each word:</span>
      <span class="swatches"><i class="c2"></i><i class="c1"></i><i></i><i class="t1"></i><i class="t2"></i><i class="t3"></i><i class="t4"></i><i class="t5"></i></span>
      <span>from less to more than in the unsteered text</span>` : html`<span>Readings of the concept appear when a story has ended and the concept has a vector.</span>`}
    <span><u class="u1">underlined</u>: steering made it likelier than the model by itself</span></p>`;
}

function atThisVersion(values) {
  const wanted = terms(values);
  const row = shown(wanted.concept, 'strong', wanted.version);
  if (!row) return nothing;
  const table = scoresOf(wanted.concept, 'strong', row.kind === 'refined' ? row.version : '');
  return html`
    <section class="panel at-version" aria-label="What was known at this version">
      <h2>At this version</h2>
      <div class="side"><dl class="facts">
        ${['reliability', 'correlation', 'agreement'].map(name => html`<div><dt>${name}</dt><dd>${fixed(row.diagnosis[name])}</dd></div>`)}
        <div><dt>books</dt><dd>${row.books}</dd></div><div><dt>passages</dt><dd>${row.passages}</dd></div>
        <div><dt>cosine to the one before</dt><dd>${fixed(row.cosineToPrevious)}</dd></div>
      </dl>
      ${table ? basin(table, {small: true}) : nothing}</div>
      <p class="small"><a href=${to('concept', {concept: wanted.concept, version: wanted.version})}>The concept at this version</a></p>
    </section>`;
}

function storedNote(shownStories) {
  const kept = shownStories.filter(story => story.stored);
  if (!kept.length) return nothing;
  const obstacle = kept.find(story => !story.repeatable && story.state === 'ended');
  return html`<p class="told small">Stored stories of ${day(Math.max(...kept.map(story => story.askedAt)))}, as they were. ${obstacle
    ? html`They cannot be written again to the letter: ${obstacle.reason}`
    : html`They can be written again to the letter: version, seed and model are all in the log.`}</p>`;
}

function recently() {
  return html`<details class="panel" @toggle=${event => { if (event.target.open) get('/api/stories').then(rows => { recent = rows; draw(); }); }}>
    <summary>Stories of the last days</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="Stories of the last days"><table><thead><tr><th>asked</th><th>concept</th><th>arm</th><th class="n">version</th><th class="n">strength</th><th>opening</th><th class="n">tokens</th><th class="n">seed</th></tr></thead>
      <tbody>${recent.map(row => html`<tr><td>${row.askedAt ? day(row.askedAt) : '–'}</td><td>${row.concept}</td><td>${armName(row.arm)}</td>
        <td class="n">${row.version ?? '–'}</td><td class="n">${fixed(row.strength)}</td>
        <td><a href=${to('story', {concept: row.concept, prompt: row.opening.length < 200 ? row.opening : '', seed: row.seed, stories: row.story})}>${row.opening.slice(0, 70) || short(row.story)}…</a></td>
        <td class="n">${row.written}</td><td class="n">${row.seed ?? '–'}</td></tr>`)}</tbody></table></div></details>`;
}

export const story = {
  title: 'Story',
  /** What a link that is passed on has to hold, so that it shows the same later. */
  pinned: values => ({...linkOf(terms(values)), version: shown(terms(values).concept, 'strong', values.version)?.version}),
  enter(values) {
    const ids = (values.stories ?? '').split(',').filter(Boolean);
    if (ids.join() !== panes.join()) openStored(ids, values);
  },
  draw(values) {
    const wanted = terms(values);
    const shownStories = panes.map(storyOf).filter(Boolean);
    const base = scale(shownStories.find(each => each.arm === 'unsteered')) ?? scale(shownStories[0]);
    return html`
      <div><h1>What a concept does to a story</h1>
        <p class="lead">One model continues one opening twice, with the same seed: by itself, and with the concept’s vector added to its residual stream.</p></div>
      ${welcome()}
      ${noConcept(wanted.concept)}
      ${form(values)}
      ${scrubber({concept: wanted.concept, chosen: values.version, moved: version => moved(values, version)})}
      ${storedNote(shownStories)}
      ${shownStories.length ? html`<div class="panes">${shownStories.map(each => pane(each, {
        opening: each.prompt ?? wanted.prompt, base,
        details: [versionOf(each) ? `version ${versionOf(each)}` : '', each.tokens[0]?.vectorVersion ? `strength ${fixed(each.tokens[0].strength)}` : '', `seed ${each.seed ?? wanted.seed}`].filter(Boolean).join(' · '),
      }))}</div>${legend(base)}` : nothing}
      ${atThisVersion(values)}
      ${recently()}`;
  },
};
