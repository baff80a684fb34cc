// SPDX-License-Identifier: GPL-3.0-or-later
// Text from outside (names, passages, messages, stories) as the page shows it: what turns the reading
// direction or is no character stands as a visible escape, as in the terminal (VisibleText).

const ODD = /(?![\n\t])\p{Cc}|[\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;
// of what an attribute tells people; others are for the program
const TOLD = /(?:title|aria-label|placeholder|alt)=["']?$/;
const ATTRIBUTE = /=["']?$/;

const escaped = odd => odd === '\r' ? '\\r' : odd.split('').map(unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');

export const visible = text => text.replace(ODD, escaped);

function shown(value) {
  if (typeof value === 'string') return visible(value);
  return Array.isArray(value) ? value.map(shown) : value;
}

/** The values of a template with its strings: those that people see are made visible. */
export const values = (strings, given) =>
  given.map((value, i) => (ATTRIBUTE.test(strings[i]) && !TOLD.test(strings[i]) ? value : shown(value)));
