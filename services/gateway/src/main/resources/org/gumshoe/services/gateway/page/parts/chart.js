// SPDX-License-Identifier: GPL-3.0-or-later
// Line charts on uPlot, each with its caption in words and a table of the same numbers.

import uPlot from '/lib/uplot.js';
import {html} from '/lib/lit-html.js';
import {clock, fixed} from '../state/format.js';
import {numbers} from './numbers.js';

const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const STROKES = ['--accent', '--warm', '--ink', '--bad', '--good', '--muted', '--strong-line'];
const DASHES = [[], [7, 4], [2, 3], [10, 3, 2, 3], [], [4, 4], [1, 3]];

/** Element that draws `data`: {x: [seconds], lines: [{name, values, limit?}], marks?: [seconds], chosen?}. */
class LineChart extends HTMLElement {
  set data(value) {
    this.value = value;
    if (this.isConnected) this.redraw();
  }

  connectedCallback() {
    // asking for the width here would lay the page out at each drawing
    this.resize = new ResizeObserver(([entry]) => {
      this.width = Math.floor(entry.contentRect.width);
      this.redraw();
    });
    this.resize.observe(this);
    this.scheme = matchMedia('(prefers-color-scheme: dark)');
    this.onScheme = () => this.redraw(true);
    this.scheme.addEventListener('change', this.onScheme);
  }

  disconnectedCallback() {
    this.resize.disconnect();
    this.scheme.removeEventListener('change', this.onScheme);
    this.plot?.destroy();
    this.plot = undefined;
  }

  redraw(anew = false) {
    const {x, lines} = this.value ?? {};
    const {width} = this;
    if (!x?.length || !width) return;
    const shape = lines.map(line => line.name).join('|') + (lines[0].limit ?? '');
    const height = Number(this.getAttribute('height') ?? 200);
    const data = [x, ...lines.map(line => line.values)];
    if (this.plot && this.shape === shape && !anew) {
      if (width !== this.plot.width) this.plot.setSize({width, height});
      this.plot.setData(data);
      return;
    }
    this.plot?.destroy();
    this.shape = shape;
    this.plot = new uPlot(this.options(width, height, lines), data, this);
  }

  options(width, height, lines) {
    const axis = {stroke: colour('--muted'), grid: {stroke: colour('--line'), width: 1}, ticks: {show: false}, font: '12px ' + colour('--sans'), size: 46};
    return {
      width,
      height,
      cursor: {y: false, points: {size: 6}},
      legend: {show: true, live: true},
      scales: {x: {time: true, range: (_, low, high) => (low === high ? [low - 30, high + 30] : [low, high])}, y: {range: (_, low, high) => this.range(low, high)}},
      axes: [{...axis, size: 28, values: (_, at) => at.map(each => clock(each * 1000)), space: 80}, {...axis, values: (_, at) => at.map(each => String(each).replace('-', '−'))}],
      series: [
        {value: (_, at) => (at === null ? '–' : clock(at * 1000))},
        ...lines.map((line, i) => ({
          label: line.name,
          stroke: colour(STROKES[i % STROKES.length]),
          dash: DASHES[i % DASHES.length],
          width: 2,
          spanGaps: true,
          points: {show: lines[0].values.length < 40, size: 5},
          value: (_, number) => (number === null || number === undefined ? '–' : fixed(number)),
        })),
      ],
      hooks: {draw: [plot => this.marks(plot)]},
    };
  }

  range(low, high) {
    const limits = this.value.lines.map(line => line.limit).filter(limit => limit !== undefined);
    const from = Math.min(low ?? 0, ...limits, this.value.from ?? Infinity);
    const upTo = Math.max(high ?? 1, ...limits);
    const room = (upTo - from || 1) * .08;
    return [this.value.from === from ? from : from - room, upTo + room];
  }

  marks(plot) {
    const {ctx, bbox} = plot;
    ctx.save();
    for (const [i, line] of this.value.lines.entries()) {
      if (line.limit === undefined) continue;
      const y = plot.valToPos(line.limit, 'y', true);
      ctx.strokeStyle = colour(STROKES[i % STROKES.length]);
      ctx.globalAlpha = .5;
      ctx.setLineDash([2, 4]);
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.stroke();
    }
    ctx.globalAlpha = 1;
    ctx.setLineDash([]);
    if (this.value.chosen) {
      const x = plot.valToPos(this.value.chosen, 'x', true);
      ctx.strokeStyle = colour('--ink');
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
    }
    ctx.restore();
  }
}
customElements.define('line-chart', LineChart);

/** A chart with its caption and table; `at` names the rows, which are moments unless it is given. */
export function chart(data, caption, {height = 200, rows = 400} = {}) {
  const from = Math.max(0, data.x.length - rows);
  return html`
    <figure class="chart">
      <line-chart height=${height} .data=${data} role="img" aria-label=${caption}></line-chart>
      <figcaption>${caption}</figcaption>
      ${numbers(`Numbers of the chart: ${caption}`, () => html`
        <thead><tr><th>time</th>${data.lines.map(line => html`<th class="n">${line.name}</th>`)}</tr></thead>
        <tbody>${data.x.slice(from).map((x, i) => html`<tr><td>${clock(x * 1000)}</td>
          ${data.lines.map(line => html`<td class="n">${fixed(line.values[from + i] ?? null)}</td>`)}</tr>`)}</tbody>`)}
    </figure>`;
}
