// SPDX-License-Identifier: GPL-3.0-or-later
// The same numbers as a table, below a picture. Rows are drawn only while somebody has it open, since a closed
// table of hundreds of rows costs as much at each drawing as an open one.

import {html, render} from '/lib/lit-html.js';

/** Element that draws what `table` returns while the details around it are open. */
class NumberTable extends HTMLElement {
  connectedCallback() {
    this.parentElement.addEventListener('toggle', () => this.redraw());
    this.redraw();
  }

  set table(make) {
    this.make = make;
    if (this.isConnected) this.redraw();
  }

  redraw() {
    if (this.make && this.parentElement.open) render(this.make(), this);
  }
}
customElements.define('number-table', NumberTable);

/** Details with a table: `label` names it, `rows` makes its head and body. */
export const numbers = (label, rows) => html`
  <details><summary>The same numbers as a table</summary><number-table
    .table=${() => html`<div class="scroll" tabindex="0" role="region" aria-label=${label}><table>${rows()}</table></div>`}></number-table></details>`;
