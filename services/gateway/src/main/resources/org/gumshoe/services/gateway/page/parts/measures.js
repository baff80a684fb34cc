// SPDX-License-Identifier: GPL-3.0-or-later
// Course of any measure of a concept that the system publishes, a line for each role and kind.

import {html, nothing} from '/lib/lit-html.js';
import {get} from '../state/api.js';
import {chart} from './chart.js';
import {fixed} from '../state/format.js';
import {change} from '../state/link.js';
import {draw, listen, soon} from '../state/live.js';
import {latest} from '../state/memo.js';

/** Measures whose names are not words. */
const WORDS = {
  booksInCluster: 'books that belong', clusterJaccard: 'overlap with the cluster before', clusterLift: 'lift of the cluster',
  ownTexts: 'generated texts that were read', steeredTexts: 'steered texts that were read', keptVersion: 'version that is kept',
  'cosine-to-previous': 'cosine to the version before', 'cosine-to-native': 'cosine to the native vector',
  'passage-auc': 'AUC of passages', 'book-auc': 'AUC of books', 'notion-share': 'share of stories with the concept',
  'distinct-2': 'distinct pairs of words', norm: 'norm of the vector', freshness: 'seconds from book to vector', diverged: 'diverged (1: yes)',
  correlation: 'correlation with the topic model', agreement: 'agreement of weak and strong',
  localRadius: 'local radius: share of perturbed restarts that come home', restarts: 'perturbed restarts so far',
};
const worded = name => WORDS[name] ?? name.replace(/([a-z])([A-Z])/g, (_, a, b) => `${a} ${b.toLowerCase()}`).replaceAll('-', ' ');

const POINTS = 2000;
const courses = new Map();
const names = new Map();
let shown = '';

listen((type, data) => {
  if (type === 'reset') {
    courses.clear();
    names.clear();
  }
  if (type !== 'metric') return;
  const [name] = data.metric.split('|');
  const key = `${data.concept}|${name}`;
  const known = courses.get(key);
  if (known?.lines) {
    const points = known.lines.get(data.metric) ?? [];
    points.push(data.point);
    if (points.length > POINTS) points.splice(0, points.length - POINTS);
    known.lines.set(data.metric, points);
    // metrics come in bursts: one drawing a second shows them
    if (shown === key) soon('measures', 1000, async () => courses.set(key, {lines: known.lines}));
  }
  if (names.get(data.concept)?.length && !names.get(data.concept).includes(name)) names.delete(data.concept);
});

function namesOf(concept) {
  if (!names.has(concept)) {
    names.set(concept, []);
    get('/api/metrics').then(rows => {
      names.set(concept, [...new Set(rows.filter(row => row.concept === concept).map(row => row.metric.split('|')[0]))].sort());
      draw();
    }, () => names.delete(concept));
  }
  return names.get(concept);
}

function courseOf(concept, name) {
  const key = `${concept}|${name}`;
  if (!courses.has(key)) {
    courses.set(key, {});
    get('/api/series', {concept, metric: name}).then(found => {
      courses.set(key, {lines: new Map(found.map(each => [each.metric, each.points]))});
      draw();
    }, () => courses.delete(key));
  }
  return courses.get(key);
}

/** Lines of one measure over their common times. */
const data = latest(course => {
  const lines = [...course.lines].filter(([, points]) => points.length);
  const x = [...new Set(lines.flatMap(([, points]) => points.map(point => point.at)))].sort((a, b) => a - b);
  const place = new Map(x.map((at, i) => [at, i]));
  return {
    x: x.map(at => at / 1000),
    lines: lines.map(([metric, points]) => {
      const values = new Array(x.length).fill(null);
      for (const point of points) values[place.get(point.at)] = point.value;
      return {name: metric.split('|').slice(1).join(' ') || metric, values, last: points.at(-1).value};
    }),
  };
});

/** The section of measures; `chosen` is the one in the link. */
export function measures(concept, chosen) {
  const all = namesOf(concept);
  if (!all.length) return nothing;
  const name = all.includes(chosen) ? chosen : all.includes('cosine-to-previous') ? 'cosine-to-previous' : all[0];
  shown = `${concept}|${name}`;
  const course = courseOf(concept, name);
  const drawn = course.lines ? data(course) : null;
  return html`<section class="panel"><div class="between"><h2>Any measure</h2>
      <label>Measure <select @change=${event => change({measure: event.target.value})}>${all.map(each => html`<option value=${each} ?selected=${each === name}>${worded(each)}</option>`)}</select></label></div>
    ${!drawn ? html`<p class="muted">Reading its course…</p>` : !drawn.lines.length ? html`<p class="muted">It has no value yet.</p>`
      : chart(drawn, `${worded(name)} over time; now ${drawn.lines.map(line => `${line.name} ${fixed(line.last)}`).join(', ')}.`, {rows: 60})}</section>`;
}
