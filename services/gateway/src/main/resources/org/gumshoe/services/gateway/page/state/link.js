// SPDX-License-Identifier: GPL-3.0-or-later
// The link of what is shown: everything stands behind the '#', so it never reaches a server's log.

export const VIEWS = ['story', 'concept', 'topics', 'flow', 'vectors'];

/** The link that is shown before the browser's address follows; empty where they are the same. */
let ahead = '';
let following = 0;

/** The browser takes 10 ms to change its address, and refuses more than twenty changes a second. */
const FOLLOW_MILLIS = 150;

function follow() {
  clearTimeout(following);
  if (ahead) history.replaceState(null, '', ahead);
  ahead = '';
}

// a link that was followed, or Back
for (const type of ['hashchange', 'popstate']) {
  addEventListener(type, () => {
    clearTimeout(following);
    ahead = '';
  });
}

/** Reads the link: `#/story?concept=detective&seed=7`. */
export function read() {
  const [path, query = ''] = (ahead || location.hash).replace(/^#\/?/, '').split('?');
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
  if (next === (ahead || location.hash)) return;
  if (step) {
    follow();
    history.pushState(null, '', next);
  } else {
    ahead = next;
    clearTimeout(following);
    following = setTimeout(follow, FOLLOW_MILLIS);
  }
  dispatchEvent(new Event('gumshoe-link'));
}
