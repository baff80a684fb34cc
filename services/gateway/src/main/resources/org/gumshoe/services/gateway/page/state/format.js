// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers and times in words.

const NUMBER = new Intl.NumberFormat('en');
const CLOCK = new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit', second: '2-digit'});
const DAY = new Intl.DateTimeFormat('en-GB', {day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit'});

export const count = (n, one, many = `${one}s`) => `${NUMBER.format(n)} ${n === 1 ? one : many}`;
export const whole = n => NUMBER.format(n);
export const clock = millis => CLOCK.format(new Date(millis));
export const day = millis => DAY.format(new Date(millis));
export const short = text => (text.length > 12 ? text.slice(0, 12) : text);

export function fixed(value, digits = 2) {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  const text = value.toFixed(digits);
  // what rounds to nothing has no sign
  return Number(text) === 0 ? text.replace('-', '') : text.replace('-', '−');
}

/** A server's sentence with true minus signs before its numbers. */
export const minus = text => text.replace(/(^|[\s(])-(?=[\d.])/g, '$1−');

export function signed(value, digits = 2) {
  const text = fixed(value, digits);
  return Number(text) > 0 ? `+${text}` : text;
}

export function seconds(value) {
  if (value < 0.05) return '0 s';
  if (value < 10) return `${value.toFixed(1)} s`;
  if (value < 120) return `${Math.round(value)} s`;
  if (value < 7200) return `${Math.round(value / 60)} min`;
  return `${(value / 3600).toFixed(1)} h`;
}

export const rate = value => (value < 0.05 ? '0/s' : value < 10 ? `${value.toFixed(1)}/s` : `${Math.round(value)}/s`);

/** Bytes in the unit that fits. */
export function bytes(value) {
  if (value === null || value === undefined) return '–';
  const unit = value < 1e6 ? ['kB', 1e3] : value < 1e9 ? ['MB', 1e6] : ['GB', 1e9];
  const number = value / unit[1];
  return `${number < 10 ? number.toFixed(1) : Math.round(number)} ${unit[0]}`;
}

const CAUSES = {
  book: ['book', 'books'],
  'book-removed': ['book withdrawn', 'books withdrawn'],
  'topic-model': ['topic model', 'topic models'],
  'stitch-map': ['stitch map', 'stitch maps'],
  'language-model': ['language model', 'language models'],
  'own-texts': ['generated text', 'generated texts'],
  'steered-texts': ['steered text', 'steered texts'],
  assignments: ['assignment', 'assignments'],
  words: ['words of', 'changes of words'],
};

/** Sums up why a version came: "3 books, topic model 4". */
export function causes(vector) {
  const kinds = new Map();
  for (const cause of vector.cause) kinds.set(cause.kind, [...(kinds.get(cause.kind) ?? []), cause.name]);
  const parts = [...kinds].map(([kind, names]) => {
    const [one, many] = CAUSES[kind] ?? [kind, kind];
    if (kind === 'book' || kind === 'book-removed') {
      const distinct = [...new Set(names)];
      return distinct.length === 1 ? `${one} “${distinct[0]}”` : `${distinct.length} ${many}`;
    }
    return names.length === 1 ? `${one} ${short(names[0])}` : `${names.length} ${many}`;
  });
  const more = vector.causes - vector.cause.length;
  return (parts.join(', ') || 'first version') + (more > 0 ? ` and ${more} more` : '');
}

/** The cause that a tick shows: the rarest kind of change there was. */
export function mainCause(vector) {
  const order = ['language-model', 'stitch-map', 'topic-model', 'book-removed', 'words', 'book', 'steered-texts', 'own-texts'];
  return order.find(kind => vector.cause.some(cause => cause.kind === kind)) ?? 'other';
}
