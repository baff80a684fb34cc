// SPDX-License-Identifier: GPL-3.0-or-later
// The library of templates, with texts made visible; the page knows it as /lib/lit-html.js.

import * as lit from '/lib/lit-html-itself.js';
import {values} from '/page/state/visible.js';

export * from '/lib/lit-html-itself.js';
export const html = (strings, ...given) => lit.html(strings, ...values(strings, given));
export const svg = (strings, ...given) => lit.svg(strings, ...values(strings, given));
