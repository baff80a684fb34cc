// SPDX-License-Identifier: GPL-3.0-or-later
// View Topics: the map of the topic model in use, the words and passages of a topic.

import {html, nothing, svg} from '/lib/lit-html.js';
import {get, order, post} from './state/api.js';
import {count, fixed, minus} from './state/format.js';
import {change, to} from './state/link.js';
import {draw, listen, live, soon, title} from './state/live.js';

let model;
let trouble = '';
let told = '';
let missing = false;
const passages = new Map();

const load = async () => {
  try {
    model = await get('/api/topics');
    passages.clear();
    trouble = '';
  } catch (problem) {
    model = null;
    trouble = problem.status === 404 ? '' : problem.message;
  }
};

listen(type => {
  if (model !== undefined && (type === 'topics' || type === 'reset')) soon('topics', 600, load);
});

/** Words by relevance: λ log p(w|t) + (1 − λ) log p(w|t)/p(w), after Sievert and Shirley (2014). */
export function relevant(topic, weight, most) {
  const score = word => weight * Math.log(word.inTopic) + (1 - weight) * Math.log(word.inTopic / word.overall);
  const least = topic.words[0].inTopic / 1000;
  return topic.words.filter(word => word.inTopic >= least).sort((a, b) => score(b) - score(a)).slice(0, most);
}

const concepts = topic => live.concepts.filter(concept => concept.topic === topic.topic).map(concept => concept.name);

/** Concepts whose seed words point at the topic. */
const pointed = topic => live.concepts.filter(concept => concept.topic === null && concept.nearest === topic.topic).map(concept => concept.name);
const nameOf = topic => concepts(topic)[0] ?? pointed(topic)[0] ?? topic.label ?? '';

const SIZE = {w: 640, h: 460, edge: 62};

function map(chosen, weight, concept) {
  const xs = model.topics.map(topic => topic.x);
  const ys = model.topics.map(topic => topic.y);
  const scale = (value, values, from, length) => {
    const low = Math.min(...values);
    const span = Math.max(...values) - low;
    return from + (span ? (value - low) / span : .5) * length;
  };
  const most = Math.max(...model.topics.map(topic => topic.share));
  const place = topic => ({
    x: scale(topic.x, xs, SIZE.edge, SIZE.w - 2 * SIZE.edge), y: scale(topic.y, ys, SIZE.edge, SIZE.h - 2 * SIZE.edge),
    r: 8 + 34 * Math.sqrt(topic.share / most),
  });
  return html`<figure class="drawn"><svg class="map" viewBox="0 0 ${SIZE.w} ${SIZE.h}" role="group" aria-label="Map of the topics">
    ${[...model.topics].sort((a, b) => b.share - a.share).map(topic => {
      const {x, y, r} = place(topic);
      const words = relevant(topic, weight, 3).map(word => word.word).join(' ');
      return svg`<a href=${to('topics', {concept, topic: topic.topic, weight})} aria-label=${`Topic ${topic.topic}: ${nameOf(topic) || words}`} aria-current=${topic.topic === chosen ? 'true' : 'false'}>
        <g transform="translate(${x} ${y})" id=${`topic-${topic.topic}`} class="bubble ${topic.topic === chosen ? 'here' : ''} ${concepts(topic).length || pointed(topic).length ? 'named' : ''}">
        <circle r=${r}></circle><text text-anchor="middle" y="5">${topic.topic}</text></g></a>`;
    })}<use href=${`#topic-${chosen}`} pointer-events="none"></use></svg>
    <figcaption>${count(model.topics.length, 'topic')} of version ${model.version}: the larger, the more words; the nearer, the more alike in their words (Hellinger distance, scaled to the plane).</figcaption></figure>`;
}

function words(topic, weight) {
  const shown = relevant(topic, weight, 24);
  const most = Math.max(...shown.map(word => Math.max(word.inTopic, 0)));
  return html`
    <div class="field"><label class="line" for="weight">Relevance <output>λ = ${fixed(weight)}</output></label>
      <input id="weight" type="range" min="0" max="1" step="0.05" .value=${String(weight)} @input=${event => change({weight: event.target.value})}>
      <span class="small">0: words that only this topic has · 1: its most frequent words</span></div>
    <table class="words"><thead><tr><th>word</th><th>share of the topic</th><th class="n">lift</th></tr></thead><tbody>
      ${shown.map(word => html`<tr><td>${word.word}</td><td><svg width="100%" height="12" role="img" aria-label=${fixed(word.inTopic, 4)}>
        <rect width="${100 * word.inTopic / most}%" height="12" rx="3"></rect></svg></td><td class="n">${fixed(word.inTopic / word.overall, 1)}</td></tr>`)}</tbody></table>`;
}

function passagesOf(topic) {
  if (!passages.has(topic.topic)) {
    passages.set(topic.topic, null);
    get('/api/topics/passages', {topic: topic.topic}).then(found => {
      passages.set(topic.topic, found);
      draw();
    }, () => {});
  }
  const found = passages.get(topic.topic);
  if (!found?.length) return nothing;
  return html`<section class="panel passages"><h2>Passages of topic ${topic.topic}</h2>${found.map(quote => html`<figure class="quote">
    <blockquote>${quote.text.slice(0, 320)}${quote.text.length > 320 ? ' …' : ''}</blockquote>
    <figcaption>${title(quote.book)}, passage ${quote.index + 1} · ${Math.round(100 * quote.share)} % of it</figcaption></figure>`)}</section>`;
}

async function act(action, done) {
  told = '';
  trouble = '';
  try {
    await action();
    told = done;
  } catch (problem) {
    trouble = problem.message;
  }
  draw();
}

/** Sends a concept; what is not named stays as it was under `kept`. */
const send = (name, topic, kept) => post('/api/concepts', {
  name, seeds: kept?.seeds ?? relevant(model.topics.find(each => each.topic === topic), .6, 10).map(word => word.word),
  topic: topic ?? undefined, prevalence: kept?.prevalence ?? undefined, pseudoCount: kept?.pseudoCount ?? 0,
});

const named = name => live.concepts.find(concept => concept.name === name);

function use(event, topic) {
  event.preventDefault();
  const name = new FormData(event.target).get('name').trim();
  told = '';
  trouble = '';
  if (!name) {
    missing = true;
    event.target.elements.name.focus();
    draw();
    return;
  }
  missing = false;
  const former = concepts(topic)[0];
  if (event.submitter?.value === 'rename' && former && former !== name) {
    act(async () => {
      await send(name, topic.topic, named(former));
      await order('DELETE', '/api/concepts', {name: former});
    }, `Topic ${topic.topic}, “${former}” before, is “${name}” from now on.`);
  } else {
    act(() => send(name, topic.topic, named(name)), `Topic ${topic.topic} is “${name}” from now on, and a concept of that name is looked for.`);
  }
}

/** Names that are pinned to a topic, each with what lets go of it. */
function pins(topic) {
  return html`${pointed(topic).map(name => html`<p class="small">The seed words of “${name}” point at this topic. <a href=${to('concept', {concept: name})}>See the concept</a></p>`)}
    ${concepts(topic).map(name => html`<p class="small pin">“${name}” is pinned to this topic, and stays with it in later versions. <a href=${to('concept', {concept: name})}>See the concept</a>
    <button class="quiet" @click=${() => act(() => send(name, null, named(name)), `“${name}” is no longer pinned: its seed words point at a topic again.`)}>unpin “${name}”</button></p>`)}`;
}

/** The topic that the link names, or that stands for its concept. */
function chosenOf(values) {
  const wanted = live.concepts.find(each => each.name === values.concept) ?? live.concepts[0];
  const at = Number(values.topic ?? wanted?.topic ?? wanted?.nearest ?? -1);
  return model?.topics.find(each => each.topic === at) ?? model?.topics[0];
}

export const topics = {
  title: 'Topics',
  pinned: values => ({topic: chosenOf(values)?.topic, weight: values.weight}),
  enter() {
    if (model === undefined) load().then(draw);
  },
  draw(values) {
    const weight = Number(values.weight ?? .6);
    const topic = chosenOf(values);
    return html`
      <div><h1>What the books are about</h1>
        <p class="lead">A topic model reads words alone. It points at the concept; it does not understand it.</p></div>
      ${trouble ? html`<p class="trouble" role="alert">${trouble}</p>` : nothing}
      ${!model ? html`<p class="told">There is no topic model yet: it comes with the first books. <a href=${to('flow')}>Send some.</a></p>` : html`
        <div class="two">
          <div class="stack"><section class="panel"><h2>Map</h2>${map(topic.topic, weight, values.concept)}
            <p class="small muted">Version ${model.version} from ${count(model.passages, 'passage')} of ${count(model.books, 'book')}${model.reason ? html`: ${minus(model.reason)}` : nothing}.${model.refused ? html` A later candidate was refused: ${minus(model.refused)}` : nothing}</p></section>
          ${passagesOf(topic)}</div>
          <section class="panel"><div class="between"><h2>Topic ${topic.topic}${nameOf(topic) ? html` <span class="muted">${nameOf(topic)}</span>` : nothing}</h2>
              <p class="small muted num">${Math.round(100 * topic.share)} % of all words${topic.wordDrift === null ? nothing : html` · drift ${fixed(topic.wordDrift)} since the version before`}</p></div>
            ${words(topic, weight)}
            ${pins(topic)}
            <form class="row" novalidate @submit=${event => use(event, topic)}><label>${concepts(topic).length ? 'Another name' : 'Name it'}
              <input name="name" maxlength="100" .value=${concepts(topic)[0] ?? ''} placeholder=${relevant(topic, weight, 1)[0]?.word ?? ''}></label>
              ${concepts(topic).length ? html`<button value="rename">Rename</button>` : nothing}<button value="use">Use as concept</button></form>
            ${missing ? html`<p class="trouble small" role="alert">Say what the topic is to be called.</p>` : nothing}
            ${told ? html`<p class="told small" role="status">${told}</p>` : nothing}</section>
        </div>
        <section class="panel"><details><summary>All topics as a table</summary><div class="scroll" tabindex="0" role="region" aria-label="All topics"><table>
          <thead><tr><th class="n">topic</th><th>name</th><th>words</th><th class="n">share</th><th class="n">drift</th></tr></thead>
          <tbody>${model.topics.map(each => html`<tr><td class="n"><a href=${to('topics', {concept: values.concept, topic: each.topic, weight})}>${each.topic}</a></td><td>${nameOf(each)}</td>
            <td>${relevant(each, weight, 8).map(word => word.word).join(' ')}</td><td class="n">${Math.round(100 * each.share)} %</td><td class="n">${fixed(each.wordDrift)}</td></tr>`)}</tbody></table></div></details></section>`}`;
  },
};
