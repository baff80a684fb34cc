// SPDX-License-Identifier: GPL-3.0-or-later
// The link of what is shown: everything stands behind the '#', so it never reaches a server's log.

export const VIEWS = ['story', 'concept', 'topics', 'flow', 'vectors'];

/** Reads the link: `#/story?concept=detective&seed=7`. */
export function read() {
  const [path, query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  return {view: VIEWS.includes(path) ? path : 'story', values: Object.fromEntries(new URLSearchParams(query))};
}

/** Returns the link of a view; values that are empty are left out. */
export function to(view, values = {}) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== null && value !== '') parameters.set(name, value);
  }
  const query = parameters.toString();
  return `#/${view}${query ? `?${query}` : ''}`;
}

/** Changes values of the link without leaving the view; `step` makes it one that Back returns from. */
export function change(values, step = false) {
  const now = read();
  const next = to(now.view, {...now.values, ...values});
  if (next !== location.hash) {
    history[step ? 'pushState' : 'replaceState'](null, '', next);
    dispatchEvent(new Event('gumshoe-link'));
  }
}
