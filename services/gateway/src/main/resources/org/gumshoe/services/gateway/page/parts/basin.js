// SPDX-License-Identifier: GPL-3.0-or-later
// The basin: every book as a dot, the topic model's score against the refined one, moving from version
// to version. The dots are pixels of a canvas, since to draw thousands of paths or images takes longer than a frame.

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
const EDGE = {left: 46, right: 12, top: 12, bottom: 36};
const MOVE_MILLIS = 500;
const LINE = 2.2;

/** A mark of which there are many: drawn once for a colour and a scale, then copied. */
function mark(size, property, apply) {
  const pixels = latest((colour, scale) => {
    const side = Math.ceil((size + LINE) * scale);
    const pen = new OffscreenCanvas(side, side).getContext('2d');
    pen.fillStyle = pen.strokeStyle = colour;
    pen.globalAlpha = .85;
    pen.lineWidth = LINE * scale;
    pen.arc(side / 2, side / 2, size * scale / 2, 0, 2 * Math.PI);
    apply(pen);
    return {side, colours: new Uint32Array(pen.getImageData(0, 0, side, side).data.buffer)};
  });
  return (colours, scale) => pixels(colours.getPropertyValue(property).trim(), scale);
}

const OUTSIDE = mark(6, '--strong-line', pen => pen.fill());
const INSIDE = mark(9, '--accent', pen => pen.fill());
const RING = mark(16, '--warm', pen => pen.stroke());

/** Copies a mark to each point of an image. Where two overlap, what is more opaque stays. */
function copy({side, colours}, points, image, width, scale) {
  for (const {nowX, nowY} of points) {
    const corner = Math.round(nowY * scale - side / 2) * width + Math.round(nowX * scale - side / 2);
    for (let i = 0, row = corner; i < colours.length; row += width) {
      for (let at = row; at < row + side; at++, i++) {
        if (colours[i] >>> 24 >= image[at] >>> 24) image[at] = colours[i];
      }
    }
  }
}

/** Element that draws `table`; books of the set `ringed` have a ring. */
class BasinPlot extends HTMLElement {
  points = new Map();

  connectedCallback() {
    this.innerHTML = `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img"><g class="axes"></g><circle class="near" r="7" visibility="hidden"></circle></svg>
      <canvas aria-hidden="true"></canvas><p class="near-book small" aria-live="off"></p>`;
    this.svg = this.firstElementChild;
    this.canvas = this.querySelector('canvas');
    this.svg.addEventListener('pointermove', event => this.near(event));
    // asking for the width at each drawing would lay the page out
    this.resize = new ResizeObserver(([entry]) => {
      this.wide = entry.contentRect.width;
      this.drawSoon();
    });
    this.resize.observe(this.svg);
    this.scheme = matchMedia('(prefers-color-scheme: dark)');
    this.onScheme = () => this.drawSoon();
    this.scheme.addEventListener('change', this.onScheme);
    this.drawSoon();
  }

  disconnectedCallback() {
    this.resize.disconnect();
    this.scheme.removeEventListener('change', this.onScheme);
    cancelAnimationFrame(this.frame);
    this.frame = 0;
  }

  set data(value) {
    if (this.value === value) return;
    this.value = value;
    if (this.isConnected) this.drawSoon();
  }

  set ringed(books) {
    if (this.rings === books) return;
    this.rings = books;
    if (this.isConnected) this.drawSoon();
  }

  /** Draws in the next frame, when the page around the plot has had its share of this one. */
  drawSoon() {
    this.frame ||= requestAnimationFrame(now => this.step(now));
  }

  step(now) {
    this.frame = 0;
    if (!this.value || !this.wide) return;
    if (this.aimed !== this.value) this.aim(now);
    const share = Math.min(1, (now - this.began) / MOVE_MILLIS);
    const left = (1 - share) ** 3;
    for (const point of this.points.values()) {
      point.nowX = point.x - (point.x - point.fromX) * left;
      point.nowY = point.y - (point.y - point.fromY) * left;
    }
    this.paint();
    if (share < 1) this.drawSoon();
  }

  /** Sends the dots from where they are to where the table has them. */
  aim(now) {
    this.aimed = this.value;
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
      return [book, {...target, fromX: from?.nowX ?? target.x, fromY: from?.nowY ?? target.y, kind: responsibility[i] >= .5 ? INSIDE : OUTSIDE, i}];
    }));
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches || !before.size;
    this.began = still ? -Infinity : now;
  }

  paint() {
    const {canvas} = this;
    const scale = this.wide * devicePixelRatio / WIDTH;
    const [width, height] = [Math.round(WIDTH * scale), Math.round(HEIGHT * scale)];
    if (canvas.width !== width || canvas.height !== height || !this.image) {
      Object.assign(canvas, {width, height});
      this.image = new ImageData(width, height);
    }
    const image = new Uint32Array(this.image.data.buffer).fill(0);
    const colours = getComputedStyle(this);
    const points = [...this.points.values()];
    // the books of the concept come last, above the others
    for (const kind of [OUTSIDE, INSIDE]) copy(kind(colours, scale), points.filter(point => point.kind === kind), image, width, scale);
    copy(RING(colours, scale), [...this.rings ?? []].flatMap(book => this.points.get(book) ?? []), image, width, scale);
    canvas.getContext('2d').putImageData(this.image, 0, 0);
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
    this.lastElementChild.textContent = `${title(best.book)}: topic model ${fixed(this.aimed.lda[best.i], 3)}, refined ${fixed(this.aimed.score[best.i])}, belongs ${fixed(this.aimed.responsibility[best.i])}`;
  }
}
customElements.define('basin-plot', BasinPlot);

const NOBODY = new Set();
const belonging = latest(table => table.responsibility.filter(value => value >= .5).length);
const ordered = latest(table => table.books.map((_, i) => i).sort((a, b) => table.score[b] - table.score[a]));

/** The basin of a table with its caption and numbers. */
export function basin(table, {ringed = NOBODY, small = false} = {}) {
  const inside = belonging(table);
  return html`
    <figure class="basin ${small ? 'small' : ''}">
      <basin-plot .data=${table} .ringed=${ringed}></basin-plot>
      <figcaption>${count(table.books.length, 'book')} in version ${table.version}; ${inside} belong to the concept (large dots), ${table.books.length - inside} do not.</figcaption>
      ${small ? nothing : numbers('Scores of the books', () => html`
        <thead><tr><th>book</th><th class="n">topic model</th><th class="n">refined</th><th class="n">belongs</th></tr></thead>
        <tbody>${ordered(table).slice(0, 500).map(i => html`<tr><td>${title(table.books[i])}</td><td class="n">${fixed(table.lda[i], 3)}</td>
          <td class="n">${fixed(table.score[i])}</td><td class="n">${fixed(table.responsibility[i])}</td></tr>`)}</tbody>`)}
    </figure>`;
}
