// SPDX-License-Identifier: GPL-3.0-or-later
// The basin: every book as a dot, the topic model's score against the refined one, moving from version
// to version. Each group of dots is one path.

import {html, nothing} from '/lib/lit-html.js';
import {get} from '../state/api.js';
import {count, fixed} from '../state/format.js';
import {draw, title} from '../state/live.js';
import {latest} from '../state/memo.js';
import {numbers} from './numbers.js';

const tables = new Map();
const keyOf = (concept, role, version) => `${concept}|${role}|${version}`;

/** Scores of a version, asked for once; undefined while they come, null where they are not kept. */
export function scoresOf(concept, role, version) {
  const key = keyOf(concept, role, version);
  if (!tables.has(key)) {
    tables.set(key, undefined);
    get('/api/scores', {concept, role, version}).then(table => {
      tables.set(key, table.books.length ? table : null);
      draw();
    }, () => {
      tables.set(key, null);
      draw();
    });
  }
  return tables.get(key);
}

/** Forgets the newest scores when there are newer ones. */
export function toldScores(type, data) {
  if (type === 'reset') tables.clear();
  if (type === 'scores') tables.delete(keyOf(data.concept, data.role, ''));
}

/** Books whose side differs between two versions. */
export function changed(table, before) {
  if (!table || !before) return [];
  const sides = new Map(before.books.map((book, i) => [book, before.responsibility[i] >= .5]));
  return table.books.map((book, i) => ({book, now: table.responsibility[i] >= .5, was: sides.get(book)}))
    .filter(each => each.was !== undefined && each.was !== each.now);
}

const WIDTH = 640;
const HEIGHT = 400;
const tenths = value => Math.round(10 * value) / 10;
const EDGE = {left: 46, right: 12, top: 12, bottom: 36};

/** Element that draws `table`; books of the set `ringed` have a ring. */
class BasinPlot extends HTMLElement {
  points = new Map();

  connectedCallback() {
    this.innerHTML = `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">
      <g class="axes"></g><path class="dots out"></path><path class="dots in"></path><path class="rings"></path>
      <circle class="near" r="7" visibility="hidden"></circle></svg><canvas aria-hidden="true"></canvas><p class="near-book small" aria-live="off"></p>`;
    this.svg = this.firstElementChild;
    this.canvas = this.querySelector('canvas');
    this.svg.addEventListener('pointermove', event => this.near(event));
    if (this.value) this.move();
  }

  set data(value) {
    if (this.value === value) return;
    this.value = value;
    if (this.isConnected) this.move();
  }

  set ringed(books) {
    if (this.rings === books) return;
    this.rings = books;
    if (this.svg && !this.frame) this.paint();
  }

  move() {
    const {books, lda, score, responsibility} = this.value;
    this.svg.setAttribute('aria-label', `Scores of ${books.length} books, topic model against refined concept`);
    const most = Math.max(...lda, 1e-9);
    // whole numbers, so that most versions share their axis
    const low = Math.floor(Math.min(...score));
    const high = Math.ceil(Math.max(...score));
    const x = value => EDGE.left + Math.sqrt(Math.max(0, value) / most) * (WIDTH - EDGE.left - EDGE.right);
    const y = value => EDGE.top + (high - value) / (high - low || 1) * (HEIGHT - EDGE.top - EDGE.bottom);
    this.axes(most, low, high, x, y);
    const before = this.points;
    this.points = new Map(books.map((book, i) => {
      const from = before.get(book);
      const target = {x: x(lda[i]), y: y(score[i])};
      return [book, {...target, fromX: from?.nowX ?? target.x, fromY: from?.nowY ?? target.y, in: responsibility[i] >= .5, i}];
    }));
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches || !before.size;
    this.wide = this.canvas.width = this.svg.clientWidth;
    this.canvas.height = Math.round(this.wide * HEIGHT / WIDTH);
    this.began = performance.now();
    cancelAnimationFrame(this.frame);
    const step = now => {
      const share = still ? 1 : Math.min(1, (now - this.began) / 500);
      this.classList.toggle('moving', share < 1);
      this.place(1 - (1 - share) ** 3);
      if (share < 1) this.sketch();
      else this.paint();
      this.frame = share < 1 ? requestAnimationFrame(step) : 0;
    };
    this.frame = requestAnimationFrame(step);
  }

  place(share) {
    for (const point of this.points.values()) {
      point.nowX = point.fromX + (point.x - point.fromX) * share;
      point.nowY = point.fromY + (point.y - point.fromY) * share;
    }
  }

  /** Dots on their way, as squares on a canvas: a path of thousands takes longer than a frame. */
  sketch() {
    const {canvas} = this;
    const pen = canvas.getContext('2d');
    const scale = this.wide / WIDTH;
    pen.clearRect(0, 0, canvas.width, canvas.height);
    const colours = getComputedStyle(this);
    for (const [inside, name, size] of [[false, '--strong-line', 6], [true, '--accent', 9]]) {
      pen.fillStyle = colours.getPropertyValue(name);
      const side = Math.round(size * scale);
      for (const point of this.points.values()) {
        if (point.in === inside) pen.fillRect(Math.round(point.nowX * scale - side / 2), Math.round(point.nowY * scale - side / 2), side, side);
      }
    }
  }

  paint() {
    const paths = {in: [], out: [], ring: []};
    for (const [book, point] of this.points) {
      const at = `M${tenths(point.nowX)} ${tenths(point.nowY)}`;
      paths[point.in ? 'in' : 'out'].push(`${at}h0`);
      if (this.rings?.has(book)) paths.ring.push(`${at}m-8 0a8 8 0 1 0 16 0a8 8 0 1 0-16 0`);
    }
    this.svg.querySelector('.in').setAttribute('d', paths.in.join(''));
    this.svg.querySelector('.out').setAttribute('d', paths.out.join(''));
    this.svg.querySelector('.rings').setAttribute('d', paths.ring.join(''));
  }

  axes(most, low, high, x, y) {
    const ticksX = [0, .1, .25, .5, 1].map(share => share * most);
    const ticksY = [low, (low + high) / 2, high];
    this.svg.querySelector('.axes').innerHTML =
      ticksX.map(value => `<path d="M${x(value)} ${EDGE.top}V${HEIGHT - EDGE.bottom}"/><text x="${x(value)}" y="${HEIGHT - 20}" text-anchor="middle">${fixed(value)}</text>`).join('')
      + ticksY.map(value => `<path d="M${EDGE.left} ${y(value)}H${WIDTH - EDGE.right}"/><text x="${EDGE.left - 8}" y="${y(value) + 4}" text-anchor="end">${fixed(value, 1)}</text>`).join('')
      + `<text class="name below" x="${WIDTH - EDGE.right}" y="${HEIGHT - 4}" text-anchor="end">topic model’s score (square root)</text>
         <text class="name" x="${EDGE.left + 6}" y="${EDGE.top + 12}">refined score</text>`;
  }

  near(event) {
    const box = this.svg.getBoundingClientRect();
    const x = (event.clientX - box.left) * WIDTH / box.width;
    const y = (event.clientY - box.top) * HEIGHT / box.height;
    let best = null;
    let least = 400;
    for (const [book, point] of this.points) {
      const distance = (point.x - x) ** 2 + (point.y - y) ** 2;
      if (distance < least) [best, least] = [{book, ...point}, distance];
    }
    const ring = this.svg.querySelector('.near');
    ring.setAttribute('visibility', best ? 'visible' : 'hidden');
    if (!best) return;
    ring.setAttribute('cx', best.x);
    ring.setAttribute('cy', best.y);
    this.lastElementChild.textContent = `${title(best.book)}: topic model ${fixed(this.value.lda[best.i], 3)}, refined ${fixed(this.value.score[best.i])}, belongs ${fixed(this.value.responsibility[best.i])}`;
  }
}
customElements.define('basin-plot', BasinPlot);

const NOBODY = new Set();
const counted = latest(table => ({
  inside: table.responsibility.filter(value => value >= .5).length,
  order: table.books.map((_, i) => i).sort((a, b) => table.score[b] - table.score[a]),
}));

/** The basin of a table with its caption and numbers. */
export function basin(table, {ringed = NOBODY, small = false} = {}) {
  const {inside, order} = counted(table);
  return html`
    <figure class="basin ${small ? 'small' : ''}">
      <basin-plot .data=${table} .ringed=${ringed}></basin-plot>
      <figcaption>${count(table.books.length, 'book')} in version ${table.version}; ${inside} belong to the concept (large dots), ${table.books.length - inside} do not.</figcaption>
      ${small ? nothing : numbers('Scores of the books', () => html`
        <thead><tr><th>book</th><th class="n">topic model</th><th class="n">refined</th><th class="n">belongs</th></tr></thead>
        <tbody>${order.slice(0, 500).map(i => html`<tr><td>${title(table.books[i])}</td><td class="n">${fixed(table.lda[i], 3)}</td>
          <td class="n">${fixed(table.score[i])}</td><td class="n">${fixed(table.responsibility[i])}</td></tr>`)}</tbody>`)}
    </figure>`;
}
