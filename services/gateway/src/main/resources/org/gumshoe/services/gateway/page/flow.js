// SPDX-License-Identifier: GPL-3.0-or-later
// View Flow: the pipeline as it runs, books on their way through it, and what went wrong.

import {html, nothing, svg} from '/lib/lit-html.js';
import {get, order, sendFile} from './state/api.js';
import {chart} from './parts/chart.js';
import {bytes, clock, count, day, rate, seconds, signed, whole} from './state/format.js';
import {draw, listen, live, title} from './state/live.js';

// where each service and topic stands: column and row of a grid
const PLACES = {
  books: [0, 2.4], ingest: [1, 2.4], passages: [2, 2.4], concepts: [2, .5], 'language-models': [2, 4.4],
  topics: [3, .9], 'activations-weak': [3, 2.9], 'activations-strong': [3, 3.9],
  'topic-model': [4, .9], assignments: [5, 1.5], 'assignments (topic)': [6, 1.5], activations: [4.5, 3.4],
  stitch: [5.6, 4.4], 'stitch-map': [6.7, 4.4], steering: [7, 2.7],
  'steering-vectors': [8, 1.9], 'refined-scores': [8, 3.5], 'story-requests': [7, .5],
  stories: [8, .7], 'stories (topic)': [9, .7], evaluation: [9, 2.7], 'refinement-metrics': [9, 4.1],
};
const STEP = {x: 140, y: 84};
const BOX = {w: 126, h: 46};
const spot = name => {
  const [x, y] = PLACES[name];
  return {x: 70 + x * STEP.x, y: 40 + y * STEP.y};
};
const topicPlace = name => (PLACES[`${name} (topic)`] ? `${name} (topic)` : name);

let letters = null;
const refusals = new Map();
let sent = [];
const REFUSED = 3;
const PASSAGE = 1500;
let over = false;

listen((type, data) => {
  if (type === 'letter' && letters) keep(data);
  if (type === 'reset') letters = null;
});

/** Takes in a letter that is new, or was sent again. */
function keep(letter) {
  const known = letters.newest.some(each => each.offset === letter.offset);
  letters = known
    ? {...letters, newest: letters.newest.map(each => (each.offset === letter.offset ? letter : each))}
    : {count: letters.count + 1, newest: [letter, ...letters.newest].slice(0, 200)};
}

function askLetters() {
  if (letters === null) {
    letters = {count: 0, newest: []};
    get('/api/letters').then(found => {
      letters = found;
      draw();
    }, () => {});
  }
}

function edge(from, to, active) {
  const a = spot(from);
  const b = spot(to);
  const mid = (a.x + b.x) / 2;
  const side = Math.sign(b.y - a.y);
  return svg`<path class="edge ${active ? 'active' : ''}" d=${b.x < a.x
    ? `M${a.x} ${a.y - BOX.h / 2}C${a.x} -26 ${b.x} -26 ${b.x} ${b.y - 17}`
    : a.x === b.x ? `M${a.x} ${a.y + side * 17}V${b.y - side * 23}` : `M${a.x + BOX.w / 2} ${a.y}C${mid} ${a.y} ${mid} ${b.y} ${b.x - BOX.w / 2} ${b.y}`}></path>`;
}

/** Version of what a topic holds, or model that a service runs; empty where there is none. */
function version(name) {
  const newest = of => Math.max(0, ...live.lineage.map(of));
  const number = {'topic-model': newest(vector => vector.modelVersion), 'stitch-map': newest(vector => vector.stitchVersion)}[name];
  if (number) return `v${number}`;
  const model = live.overview?.models.find(each => name === `activations-${each.key}`);
  return model ? model.name.split('/').at(-1).slice(0, 18) : '';
}

function graph(sample) {
  const topics = new Map(sample?.topics.map(topic => [topic.topic, topic]));
  const reads = (stage, topic) => sample?.stages.find(each => each.stage === stage && each.topic === topic);
  const worst = stage => sample?.stages.filter(each => each.stage === stage).sort((a, b) => b.lagSeconds - a.lagSeconds)[0];
  const stores = new Map();
  for (const store of live.flow.sizes.stores) stores.set(store.stage, (stores.get(store.stage) ?? 0) + store.bytes);
  const names = [...new Set(live.flow.stages.flatMap(stage => [...stage.reads, ...stage.writes]))].filter(name => PLACES[topicPlace(name)]);
  return html`<div class="scroll graph" tabindex="0" role="region" aria-label="The pipeline as a drawing">
    <svg viewBox="0 0 1400 450" height="450" role="img" aria-label="Services and topics; the table below has the same numbers">
      ${live.flow.stages.map(stage => [
        stage.reads.map(topic => edge(topicPlace(topic), stage.name, (reads(stage.name, topic)?.rate ?? 0) > .05)),
        stage.writes.map(topic => edge(stage.name, topicPlace(topic), (topics.get(topic)?.rate ?? 0) > .05)),
      ])}
      ${names.map(name => {
        const {x, y} = spot(topicPlace(name));
        const topic = topics.get(name);
        return svg`<g transform="translate(${x} ${y})" class="topic"><rect x="-63" y="-17" width="126" height="34" rx="17"></rect>
          <text text-anchor="middle" y="-2">${name}${version(name) ? ` ${version(name)}` : ''}</text><text text-anchor="middle" class="sub" y="12">${topic ? `${whole(topic.end)} · ${rate(topic.rate)}` : ''}</text></g>`;
      })}
      ${live.flow.stages.map(stage => {
        const {x, y} = spot(stage.name);
        const flow = worst(stage.name);
        const late = (flow?.lagSeconds ?? 0) > 10 ? 'late' : '';
        const stored = stores.get(stage.name);
        return svg`<g transform="translate(${x} ${y})" class="stage ${late}"><rect x="-63" y="-25" width="126" height="50" rx="7"></rect>
          <text text-anchor="middle" y="-9">${stage.name}</text><text text-anchor="middle" class="sub" y="5">${flow
            ? flow.left ? `${flow.lagIsLeast ? '≥ ' : ''}${seconds(flow.lagSeconds)} behind` : 'up to date' : 'no position yet'}</text>
          <text text-anchor="middle" class="sub" y="18">${stored ? `keeps ${bytes(stored)}` : version(stage.name)}</text></g>`;
      })}
    </svg></div>`;
}

function numbers(sample) {
  if (!sample) return nothing;
  const order = new Map(live.flow.stages.map((stage, i) => [stage.name, i]));
  const rows = [...sample.stages].sort((a, b) => (order.get(a.stage) ?? 99) - (order.get(b.stage) ?? 99) || b.left - a.left);
  return html`<details class="numbers"><summary>Every service and topic as a table</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="Services and what they read"><table><thead><tr><th>service</th><th>reads</th><th class="n">done</th><th class="n">left</th><th class="n">rate</th><th class="n">behind</th><th class="n">trend a minute</th></tr></thead>
      <tbody>${rows.map(row => html`<tr><td>${row.stage}</td><td>${row.topic.replace(/^gumshoe-/, '')}</td><td class="n">${whole(row.done)}</td><td class="n">${whole(row.left)}</td><td class="n">${rate(row.rate)}</td>
        <td class="n">${row.lagIsLeast ? '≥ ' : ''}${seconds(row.lagSeconds)}</td><td class="n">${row.trend === null ? '–' : `${signed(row.trend, 1)} s`}</td></tr>`)}</tbody></table></div></details>
    <details class="numbers"><summary>Sizes of topics and stores</summary>
    ${Object.keys(live.flow.sizes.topics).length ? html`<p class="small muted">One copy on the broker. A store’s size is that of its changelog, from which it can be built anew on any machine.</p>
      <div class="two"><div class="scroll" tabindex="0" role="region" aria-label="Sizes of topics"><table><thead><tr><th>topic</th><th class="n">size</th><th class="n">records so far</th></tr></thead>
        <tbody>${sample.topics.map(topic => html`<tr><td>${topic.topic}</td><td class="n">${bytes(live.flow.sizes.topics[topic.topic])}</td><td class="n">${whole(topic.end)}</td></tr>`)}</tbody></table></div>
      <div class="scroll" tabindex="0" role="region" aria-label="Sizes of stores"><table><thead><tr><th>service</th><th>store</th><th class="n">size</th></tr></thead>
        <tbody>${live.flow.sizes.stores.map(store => html`<tr><td>${store.stage}</td><td>${store.store}</td><td class="n">${bytes(store.bytes)}</td></tr>`)}</tbody></table></div></div>`
      : html`<p class="small muted">The broker does not tell the gateway how large its logs are (Describe on the cluster).</p>`}</details>`;
}

function lagChart() {
  const samples = live.flow.samples;
  const stages = live.flow.stages.map(stage => stage.name)
    .filter(name => samples.some(sample => sample.stages.some(each => each.stage === name && each.lagSeconds > 1)));
  if (samples.length < 3 || !stages.length) return html`<p class="muted">Nobody has been behind by more than a second in the last five minutes.</p>`;
  const worst = (sample, name) => Math.max(0, ...sample.stages.filter(each => each.stage === name).map(each => each.lagSeconds));
  const data = {x: samples.map(sample => sample.at / 1000), lines: stages.map(name => ({name, values: samples.map(sample => worst(sample, name))})), from: 0};
  const now = samples.at(-1);
  return chart(data, `Seconds behind, by service, over the last five minutes; now ${stages.map(name => `${name} ${seconds(worst(now, name))}`).join(', ')}.`, {rows: 60});
}

async function take(files) {
  for (const file of files) {
    const entry = {name: file.name, state: 'sending', said: ''};
    sent = [entry, ...sent].slice(0, 20);
    draw();
    try {
      const {book, characters} = await sendFile('/api/books/file', {name: file.name}, file);
      Object.assign(entry, {state: 'sent', book, said: characters < PASSAGE
        ? `${file.name} has only ${count(characters, 'character')}, less than one passage of about 300 words: little can be learned from it.` : ''});
    } catch (problem) {
      Object.assign(entry, {state: 'refused', said: problem.message});
    }
    draw();
  }
}

function door() {
  const stop = (event, inside) => {
    event.preventDefault();
    if (over !== inside) {
      over = inside;
      draw();
    }
  };
  return html`<section class="panel"><h2>Drop a book</h2>
    <div class="drop ${over ? 'over' : ''}" @dragover=${event => stop(event, true)} @dragleave=${event => stop(event, false)}
      @drop=${event => { stop(event, false); take(event.dataTransfer.files); }}>
      <p>Drop text, EPUB or HTML here, or <label class="file">choose files <input type="file" multiple accept=".txt,.epub,.html,.htm,.xhtml"
        @change=${event => { take([...event.target.files]); event.target.value = ''; }}></label></p>
    </div>
    ${sent.filter(entry => entry.said).slice(0, REFUSED).map(entry => html`<p class="${entry.state === 'refused' ? 'trouble' : 'told'} small dismissed" role="alert"><span>${entry.said}</span>
      <button class="quiet" aria-label=${`Dismiss what was said of ${entry.name}`} @click=${() => { sent = sent.filter(each => each !== entry); draw(); }}>dismiss</button></p>`)}
    ${sent.filter(entry => entry.state === 'sending').map(entry => html`<p class="told small" role="status">${entry.name} is being sent…</p>`)}
    ${live.flow.journeys.length ? html`<ul class="journeys">${live.flow.journeys.slice(0, 4).map(journey)}</ul>
      ${live.flow.journeys.length > 4 ? html`<details><summary>${count(live.flow.journeys.length - 4, 'book')} before them</summary><div class="scroll" tabindex="0" role="region" aria-label="Books before them"><ul class="journeys">${live.flow.journeys.slice(4, 60).map(journey)}</ul></div></details>` : nothing}`
      : html`<p class="small muted">Books that come while the gateway runs are followed here, stage by stage.</p>`}
  </section>`;
}

function journey(row) {
  if (row.unchanged) {
    return html`<li><div class="between"><strong>${title(row.book)}</strong><span class="small muted">${clock(row.sentAt)} · already here, nothing changed</span></div></li>`;
  }
  const total = row.countedAt ? `counted after ${seconds((row.countedAt - row.sentAt) / 1000)}` : 'on its way';
  return html`<li><div class="between"><strong>${title(row.book)}</strong><span class="small muted">${clock(row.sentAt)} · ${total}</span></div>
    <ol class="legs">${row.legs.map(leg => html`<li class=${leg.of && leg.done >= leg.of ? 'done' : leg.done ? 'some' : ''}>
      <span class="bar" aria-hidden="true"><svg width="100%" height="6"><rect width="${leg.of ? 100 * leg.done / leg.of : 0}%" height="6" rx="3"></rect></svg></span>
      <span class="name">${leg.stage.replace('activations-', 'read, ').replace('ingest', 'cut').replace('assignments', 'assigned')}</span>
      <span class="small muted num">${leg.done}${leg.of ? ` of ${leg.of}` : ''}${leg.last ? ` · ${seconds((leg.last - row.sentAt) / 1000)}` : ''}</span></li>`)}
      <li class=${row.countedAt ? 'done' : ''}><span class="bar" aria-hidden="true"><svg width="100%" height="6"><rect width=${row.countedAt ? '100%' : '0%'} height="6" rx="3"></rect></svg></span>
        <span class="name">counted</span><span class="small muted">${row.countedBy || 'not yet'}</span></li></ol></li>`;
}

function replay(letter) {
  refusals.delete(letter.offset);
  order('POST', '/api/letters/replay', {offset: letter.offset}).then(keep, problem => refusals.set(letter.offset, problem.message)).then(draw);
}

function again(letter) {
  if (refusals.has(letter.offset)) return html`<span class="bad">${refusals.get(letter.offset)}</span>`;
  if (letter.sentAgain) return html`<span role="status">sent again at ${clock(letter.sentAgain)}</span>`;
  return letter.kept ? html`<span class="small muted">${letter.kept}</span>`
    : html`<button class="quiet" aria-label=${`Send ${letter.from} ${letter.key} again`} @click=${() => replay(letter)}>send again</button>`;
}

function deadLetters() {
  askLetters();
  return html`<section class="panel"><h2>Dead letters</h2>
    ${letters.newest.length ? html`<p class="small muted">${count(letters.count, 'record')} could not be processed; the stream went on. A record is worth sending again once its reason is gone.</p>
      <div class="scroll" tabindex="0" role="region" aria-label="Dead letters"><table class="letters"><thead><tr><th>when</th><th>service</th><th>record</th><th>reason</th><th>again</th></tr></thead>
      <tbody>${letters.newest.slice(0, 50).map(row => html`<tr><td>${day(row.at)}</td><td>${row.service}</td><td>${row.from} <strong>${row.key}</strong><br><span class="small muted">${row.preview.slice(0, 160)}</span></td><td>${row.reason}</td><td>${again(row)}</td></tr>`)}</tbody></table></div>`
      : html`<p class="muted">None: every record could be processed.</p>`}</section>`;
}

export const flow = {
  title: 'Flow',
  draw() {
    const sample = live.flow.samples.at(-1);
    return html`
      <div><h1>The stream as it runs</h1>
        <p class="lead">Services (boxes) read and write topics (pills). Under each service: how old the oldest record is that it has still to read.</p></div>
      <section class="panel">${graph(sample)}${numbers(sample)}</section>
      <div class="two">${door()}<section class="panel"><h2>Seconds behind</h2>${lagChart()}</section></div>
      ${deadLetters()}`;
  },
};
