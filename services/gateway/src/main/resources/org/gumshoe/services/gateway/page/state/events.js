// SPDX-License-Identifier: GPL-3.0-or-later
// The one stream of events. It is read with fetch, since an EventSource cannot send a token.

import {askToken, headers} from './api.js';

const PAUSES = [500, 1000, 2000, 5000];
const PATIENCE = 5000;

let stream = new AbortController();
let resume = () => {};
let left = false;

/** Whether somebody looks. Only then is there a stream: browsers allow one host six connections, over all tabs. */
const seen = () => !left && !document.hidden;

const look = () => (seen() ? resume() : stream.abort());
addEventListener('pagehide', () => { left = true; look(); });
addEventListener('pageshow', () => { left = false; look(); });
document.addEventListener('visibilitychange', look);

/** Waits for a time, or until somebody looks again. */
const pause = millis => new Promise(resolve => {
  resume = resolve;
  if (millis) setTimeout(resolve, millis);
});

/**
 * Follows the stream for ever: after a break it goes on behind the last event it has had.
 * `told(type, data)` gets each event, of which the first is `reset`, or `open` after a break;
 * `state(connection)` is told whether it is `connecting`, `slow` in doing so, `live` or `away`.
 */
export async function follow(told, state) {
  let lastId = '';
  let failures = 0;
  for (;;) {
    while (!seen()) await pause();
    stream = new AbortController();
    const slow = setTimeout(() => state('slow'), PATIENCE);
    try {
      const response = await fetch('/api/events', {signal: stream.signal, headers: headers(lastId ? {'Last-Event-ID': lastId} : {})});
      clearTimeout(slow);
      if (response.status === 401) {
        // the page opens anew with a token
        askToken();
        return;
      }
      if (!response.ok) throw new Error(response.status);
      failures = 0;
      state('live');
      told(lastId ? 'open' : 'reset', {});
      for await (const event of parsed(response.body)) {
        lastId = event.id || lastId;
        if (event.type !== 'end') told(event.type === 'missed' ? 'reset' : event.type, event.data);
      }
    } catch { /* told below */ }
    clearTimeout(slow);
    state(seen() ? 'away' : 'connecting');
    if (seen()) await pause(PAUSES[Math.min(failures++, PAUSES.length - 1)]);
  }
}

async function* parsed(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const {value, done} = await reader.read();
    if (done) return;
    text += value;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const event = one(text.slice(0, end));
      text = text.slice(end + 2);
      if (event) yield event;
    }
  }
}

function one(lines) {
  const event = {id: '', type: '', data: null};
  for (const line of lines.split('\n')) {
    if (line.startsWith('id: ')) event.id = line.slice(4);
    if (line.startsWith('event: ')) event.type = line.slice(7);
    if (line.startsWith('data: ')) event.data = JSON.parse(line.slice(6));
  }
  return event.type ? event : null;
}
