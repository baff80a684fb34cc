// SPDX-License-Identifier: GPL-3.0-or-later
// What every view shares: the newest of everything, kept up to date by the events.

import {get} from './api.js';

export const live = {
  /** How the stream of events is: connecting, slow, live or away. */
  connection: 'connecting',
  opened: false,
  overview: null,
  concepts: [],
  books: new Map(),
  lineage: [],
  flow: {stages: [], samples: [], journeys: [], sizes: {topics: {}, stores: []}},
  kafkaAwaySince: 0,
};

const listeners = new Set();
let drawing = false;
let drawer = () => {};

/** Sets what draws the page. */
export const setDrawer = draw => { drawer = draw; };

/** Draws once before the next frame, however often it is asked for. */
export function draw() {
  if (!drawing) {
    drawing = true;
    requestAnimationFrame(() => {
      drawing = false;
      drawer();
    });
  }
}

/** Tells `listener(type, data)` of each event; returns what ends that. */
export function listen(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const pending = new Map();

/** Asks for something anew, at most once in `millis`, since records come in bursts. */
export function soon(name, millis, action) {
  if (!pending.has(name)) {
    pending.set(name, setTimeout(() => {
      pending.delete(name);
      action().then(draw, draw);
    }, millis));
  }
}

async function refresh() {
  const [overview, concepts, books, lineage, flow] = await Promise.all([
    get('/api/overview'), get('/api/concepts'), get('/api/books'), get('/api/lineage'), get('/api/flow'),
  ]);
  Object.assign(live, {overview, concepts, lineage, flow, kafkaAwaySince: overview.kafkaAwaySince, opened: true});
  live.books = new Map(books.map(book => [book.book, book]));
}

/** Reads everything anew; until it has come once, it is tried again. */
const refreshed = () => refresh().then(draw, () => {
  draw();
  if (!live.opened) setTimeout(refreshed, 2000);
});

const reload = {
  overview: async () => { live.overview = await get('/api/overview'); },
  concepts: async () => { live.concepts = await get('/api/concepts'); },
  lineage: async () => { live.lineage = await get('/api/lineage'); },
  books: async () => {
    const books = await get('/api/books');
    live.books = new Map(books.map(book => [book.book, book]));
    await reload.overview();
  },
};

/** Applies an event, then tells the views. */
export function apply(type, data) {
  if (type === 'reset' || type === 'open') refreshed();
  if (type === 'concept' || type === 'topics') soon('concepts', 300, reload.concepts);
  if (type === 'model') soon('overview', 300, reload.overview);
  if (type === 'book') soon('books', 1000, reload.books);
  if (type === 'vector') {
    soon('lineage', 500, reload.lineage);
    soon('overview', 1000, reload.overview);
  }
  if (type === 'sizes') live.flow.sizes = data;
  if (type === 'kafka') live.kafkaAwaySince = data.awaySince;
  if (type === 'flow') {
    live.flow.samples = [...live.flow.samples, data].slice(-150);
    live.overview && (live.overview.now = data.at);
  }
  if (type === 'journey') {
    live.flow.journeys = [data, ...live.flow.journeys.filter(other => other.book !== data.book)]
      .sort((one, other) => other.sentAt - one.sentAt).slice(0, 200);
    soon('books', 3000, reload.books);
  }
  for (const listener of listeners) listener(type, data);
  if (type !== 'metric') draw();
}

export const title = book => live.books.get(book)?.title || book;

/** Kinds that steer best, the best first, as the arm "steered" chooses them. */
export const BEST = ['refined', 'translated', 'native'];

/** Returns the vector in force that a story of this concept is steered by; undefined before there is one. */
export function bestVector(concept, role = 'strong') {
  return BEST.map(kind => live.lineage.find(
    vector => vector.concept === concept && vector.role === role && vector.kind === kind)).find(Boolean);
}

/** Whether a concept is looked for, or only has vectors from when it was. */
export const isLookedFor = name => live.concepts.some(concept => concept.name === name);

/** Names of all concepts, those that are still looked for first. */
export const conceptNames = () => [...new Set([
  ...live.concepts.map(concept => concept.name), ...live.lineage.map(vector => vector.concept)])];
