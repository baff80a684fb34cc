// SPDX-License-Identifier: GPL-3.0-or-later
// What is costly to make of many books or points is made once for the same input, however often it is drawn.

/** Returns `make` with a memory of its last result, which holds as long as its arguments are the same objects. */
export function latest(make) {
  let known;
  let result;
  return (...now) => {
    if (!known || known.length !== now.length || now.some((each, i) => each !== known[i])) {
      known = now;
      result = make(...now);
    }
    return result;
  };
}
