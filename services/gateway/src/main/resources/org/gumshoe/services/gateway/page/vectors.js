// SPDX-License-Identifier: GPL-3.0-or-later
// View Vectors: what is in force, where it came from, how versions differ, and as files.

import {html, nothing, svg} from '/lib/lit-html.js';
import {download, get} from './state/api.js';
import {noConcept} from './parts/choice.js';
import {causes, count, day, fixed, short} from './state/format.js';
import {change, to} from './state/link.js';
import {conceptNames, draw, isLookedFor, live} from './state/live.js';
import {models} from './parts/models.js';
import {DIVERGED, versions} from './parts/scrubber.js';

const diffs = new Map();
let trouble = '';

const keyOf = vector => `${vector.concept}|${vector.role}|${vector.kind}`;

function diffOf(key, from, upTo) {
  const name = `${key}|${from}|${upTo}`;
  if (!diffs.has(name)) {
    diffs.set(name, null);
    get('/api/vectors/diff', {key, from, to: upTo}).then(found => {
      diffs.set(name, found);
      draw();
    }, problem => {
      diffs.set(name, {problem: problem.message});
      draw();
    });
  }
  return diffs.get(name);
}

function save(vector, form) {
  trouble = '';
  download('/api/vectors/file', {key: keyOf(vector), version: vector.version, form}, `${vector.concept}-${vector.role}-${vector.kind}-${vector.version}.${form}`)
    .catch(problem => {
      trouble = problem.message;
      draw();
    });
}

/** Vectors of concepts that are looked for come first. */
const listed = () => [...live.lineage].sort((a, b) => Number(isLookedFor(b.concept)) - Number(isLookedFor(a.concept)));

function list(chosen) {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Vectors in force"><table>
    <thead><tr><th>vector</th><th class="n">version</th><th>layers</th><th class="n">books</th><th class="n">cosine to native</th><th>published</th></tr></thead>
    <tbody>${listed().map(vector => html`<tr class=${chosen && keyOf(vector) === keyOf(chosen) ? 'here' : ''}>
      <td><a href=${to('vectors', {key: keyOf(vector)})} aria-current=${chosen && keyOf(vector) === keyOf(chosen) ? 'true' : 'false'}>${vector.concept}, ${vector.role} ${vector.kind}</a>${isLookedFor(vector.concept) ? nothing : html` <span class="muted">not looked for any more</span>`}${vector.diverged ? html` <span class="bad" title=${DIVERGED}>diverged</span>` : nothing}</td>
      <td class="n">${vector.version}</td><td>${vector.layers.map(layer => layer.layer).join(' ')}</td><td class="n">${vector.books}</td>
      <td class="n">${fixed(mean(vector.layers.map(layer => layer.cosineToNative).filter(value => value !== null)))}</td>
      <td>${vector.publishedAt ? day(vector.publishedAt) : '–'}</td></tr>`)}</tbody></table></div>`;
}

/** Name of a model without its folder. */
const brief = name => name.split('/').at(-1).slice(0, 20);

const mean = values => (values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null);

/** Parents of a vector, as boxes with arrows from left to right. */
function lineage(vector) {
  const models = live.overview.models;
  const weak = models.find(model => model.key === 'weak');
  const strong = models.find(model => model.sha256 === vector.model);
  const boxes = [
    {name: 'books', lines: [`${count(vector.books, 'book')}`, count(vector.passages, 'passage')], x: 0, y: 1},
    {name: 'topic model', lines: [`version ${vector.modelVersion}`], x: 1, y: 0, from: ['books']},
    ...(vector.weakVersion || vector.stitchVersion ? [
      {name: 'weak vector', lines: [brief(weak?.name ?? ''), vector.weakVersion ? `version ${vector.weakVersion}` : ''], x: 2, y: 0, from: ['topic model']},
      {name: 'stitch map', lines: [`version ${vector.stitchVersion}`], x: 2, y: 2, from: ['books']},
    ] : []),
    {name: `${vector.role} model`, lines: [brief(strong?.name ?? short(vector.model)), `layers ${vector.layers.map(layer => layer.layer).join(' ')}`], x: 1, y: 2, from: ['books']},
  ];
  const last = {name: `${vector.role} ${vector.kind}`, lines: [`version ${vector.version}`], x: 3, y: 1,
    from: vector.weakVersion || vector.stitchVersion ? ['weak vector', 'stitch map'] : ['topic model', `${vector.role} model`], here: true};
  boxes.push(last);
  if (vector.role === 'strong' && (vector.weakVersion || vector.stitchVersion)) boxes.find(box => box.name === 'stitch map').from = ['strong model'];
  const at = box => ({x: 80 + box.x * 190, y: 36 + box.y * 66});
  return html`<div class="scroll graph" tabindex="0" role="region" aria-label="Lineage as a drawing"><svg viewBox="0 0 740 206" width="740" height="206" role="img"
    aria-label=${`Made from ${boxes.slice(0, -1).map(box => `${box.name} (${box.lines.filter(Boolean).join(', ')})`).join('; ')}`}>
    ${boxes.flatMap(box => (box.from ?? []).map(name => {
      const a = at(boxes.find(other => other.name === name));
      const b = at(box);
      return svg`<path class="edge" d="M${a.x + 68} ${a.y}C${(a.x + b.x) / 2} ${a.y} ${(a.x + b.x) / 2} ${b.y} ${b.x - 68} ${b.y}"></path>`;
    }))}
    ${boxes.map(box => {
      const {x, y} = at(box);
      return svg`<g transform="translate(${x} ${y})" class="stage ${box.here ? 'here' : ''}"><rect x="-68" y="-26" width="136" height="52" rx="7"></rect>
        <text text-anchor="middle" y="-8">${box.name}</text>${box.lines.filter(Boolean).map((line, i) => svg`<text text-anchor="middle" class="sub" y=${7 + i * 13}>${line}</text>`)}</g>`;
    })}</svg></div>`;
}

function layers(vector) {
  return html`<table><thead><tr><th class="n">layer</th><th class="n">strength</th><th class="n">norm</th><th class="n">cosine to native</th></tr></thead>
    <tbody>${vector.layers.map(layer => html`<tr><td class="n">${layer.layer}</td><td class="n">${fixed(layer.strength)}</td><td class="n">${fixed(layer.norm / (layer.typicalNorm || 1))}</td><td class="n">${fixed(layer.cosineToNative)}</td></tr>`)}</tbody></table>
    <p class="small muted">Strengths and norms in typical norms of the layer.</p>`;
}

function difference(vector, values) {
  const rows = versions(vector.concept, vector.role, vector.kind);
  if (rows.length < 2) return html`<p class="muted">One version is kept, so there is nothing to compare.</p>`;
  const from = Number(values.from ?? rows.at(-2).version);
  const upTo = Number(values.to ?? rows.at(-1).version);
  const found = diffOf(keyOf(vector), from, upTo);
  const select = (name, at) => html`<select @change=${event => change({[name]: event.target.value})}>${rows.map(row => html`<option value=${row.version} ?selected=${row.version === at}>version ${row.version}</option>`)}</select>`;
  const between = rows.filter(row => row.version > Math.min(from, upTo) && row.version <= Math.max(from, upTo));
  const books = [...new Set(between.flatMap(row => row.cause.filter(cause => cause.kind.startsWith('book')).map(cause => cause.name)))];
  const story = version => to('story', {concept: vector.concept, version});
  return html`<div class="row"><label>From ${select('from', from)}</label><label>to ${select('to', upTo)}</label></div>
    ${!found ? html`<p class="muted">Comparing…</p>` : found.problem ? html`<p class="trouble">${found.problem}</p>` : html`
      <table class="words"><thead><tr><th class="n">layer</th><th>cosine</th><th class="n">value</th></tr></thead><tbody>${found.cosines.map(row => html`<tr><td class="n">${row.layer}</td>
        <td><svg width="100%" height="12" role="img" aria-label=${fixed(row.cosine, 3)}><rect width="${Math.max(0, 100 * row.cosine)}%" height="12" rx="3"></rect></svg></td><td class="n">${fixed(row.cosine, 3)}</td></tr>`)}</tbody></table>
      ${found.cosines.length ? nothing : html`<p class="muted">They share no layer of one width: another model, or other layers.</p>`}`}
    <p class="small">${between.map(row => html`<span class="cause-line">Version ${row.version}: ${causes(row)}.</span> `)}</p>
    ${books.length ? html`<p class="small"><strong>Books that made the difference:</strong> ${books.slice(0, 20).join(', ')}${books.length > 20 ? ' …' : ''}.</p>` : nothing}
    <p class="small">Stories with <a href=${story(from)}>version ${from}</a> and with <a href=${story(upTo)}>version ${upTo}</a>.</p>`;
}

/** The vector that the link names, at its version; without one the refined vector in force. */
function chosenOf(values) {
  const concept = values.concept ?? conceptNames()[0];
  const newest = live.lineage.find(vector => keyOf(vector) === values.key)
    ?? live.lineage.find(vector => vector.concept === concept && vector.role === 'strong' && vector.kind === 'refined')
    ?? live.lineage.find(vector => vector.concept === concept && vector.role === 'strong') ?? listed()[0];
  return newest && values.version ? versions(newest.concept, newest.role, newest.kind).find(row => row.version === Number(values.version)) ?? newest : newest;
}

export const vectors = {
  title: 'Vectors',
  /** What a link that is passed on has to hold, so that it shows the same later. */
  pinned(values) {
    const vector = chosenOf(values);
    const kept = vector ? versions(vector.concept, vector.role, vector.kind) : [];
    return vector ? {key: keyOf(vector), version: vector.version, from: values.from ?? kept.at(-2)?.version, to: values.to ?? kept.at(-1)?.version} : {};
  },
  draw(values) {
    const chosen = chosenOf(values);
    return html`
      <div><h1>Vectors and where they come from</h1>
        <p class="lead">Each version names its parents. Any that is kept can be compared, used for a story, or taken away as a file.</p></div>
      ${trouble ? html`<p class="trouble" role="alert">${trouble}</p>` : nothing}
      ${values.key ? nothing : noConcept(values.concept)}
      ${!chosen ? html`<p class="told">There is no vector yet. <a href=${to('flow')}>Send books</a>, a dozen or more that contain the concept’s words.</p>` : html`
        <section class="panel"><h2>In force</h2>${list(chosen)}</section>
        <section class="panel"><div class="between"><h2>${chosen.concept}, ${chosen.role} ${chosen.kind}, version ${chosen.version}</h2>
          <p>${['npy', 'gguf', 'json'].map(form => html`<button class="quiet" @click=${() => save(chosen, form)}>Save as .${form}</button>`)}</p></div>
          ${lineage(chosen)}
          <p class="small muted">Because of ${causes(chosen)}.${chosen.start ? html` The refinement started from ${chosen.start === 'stitch-map' ? 'the weak model’s direction, through the stitch map' : 'the topic model’s scores'}.` : nothing}</p></section>
        <div class="two"><section class="panel"><h2>Layers</h2>${layers(chosen)}</section>
          <section class="panel"><h2>Two versions</h2>${difference(chosen, values)}</section></div>`}
      ${models()}`;
  },
};
