// SPDX-License-Identifier: GPL-3.0-or-later
// The stories that the page knows: their tokens come by the stream, and what it missed is asked for.

import {get, post} from './api.js';
import {draw, listen} from './live.js';

const known = new Map();
const asked = new Map();

/** A story that the page knows, by its id. */
export const storyOf = id => known.get(id);

const begun = arm => ({arm, tokens: [], state: 'waiting', error: '', at: -1});
const isOpen = story => story.state === 'waiting' || story.state === 'writing';

/** Stories that the stream spoke of while a request was on its way: one of them may be what was asked for. */
const heard = new Set();
const ANY = '';
let asking = 0;

listen((type, data) => {
  if (type === 'token') {
    if (known.has(data.story)) take(data.story, data);
    else if (asking) heard.add(data.story);
  }
  if (type === 'open' || type === 'reset') {
    if (asking) heard.add(ANY);
    [...known].filter(([, story]) => isOpen(story)).forEach(([id]) => catchUp(id));
  }
});

/** Takes in the next token; one that is there already changes nothing, and one too far ahead tells of a gap. */
function take(id, token) {
  const story = known.get(id);
  if (token.index > story.tokens.length) catchUp(id);
  if (token.index !== story.tokens.length) return;
  story.tokens.push(token);
  story.state = token.last ? 'ended' : 'writing';
  if (token.error) Object.assign(story, {state: 'failed', error: token.error});
  if (token.last) {
    story.readings = token.readings ?? [];
    story.unsteered = token.logProbsUnsteered ?? [];
    story.layer = token.readingLayer;
    story.readingVersion = token.readingVersion;
    story.perToken = token.logProbUnsteered / story.tokens.length;
  }
}

/** Asks for a story as far as it is written; while that is under way, a further wish has it asked for once more. */
function catchUp(id) {
  const story = known.get(id);
  if (story.reading) {
    story.behind = true;
    return story.reading;
  }
  story.reading = get('/api/story', {id}).then(answer => {
    answer.tokens.forEach(token => take(id, token));
    return answer;
  }).finally(() => {
    story.reading = undefined;
    if (story.behind) {
      story.behind = false;
      catchUp(id).catch(() => {});
    }
    draw();
  });
  // one that the gateway has not read of yet comes by the stream from its first token on
  story.reading.catch(() => {});
  return story.reading;
}

/** Asks for a story once: the same terms give the same text, so going back is instant. Returns its id. */
export async function ask(body) {
  const key = JSON.stringify(body);
  if (!asked.has(key) || known.get(asked.get(key))?.state === 'failed') {
    asking++;
    try {
      const {story} = await post('/api/stories', body);
      asked.set(key, story);
      known.set(story, {...begun(body.arm), strength: body.strength, version: body.version, seed: body.seed, prompt: body.prompt});
      if (heard.has(story) || heard.has(ANY)) catchUp(story);
    } finally {
      asking--;
      if (!asking) heard.clear();
    }
  }
  return asked.get(key);
}

/** Reopens a story that was written before; those that are known stay as they are. */
export async function reopen(id) {
  if (known.has(id)) return;
  const story = begun('');
  known.set(id, story);
  try {
    const {askedAt, terms, tokens, repeatable, reason} = await catchUp(id);
    Object.assign(story, {
      arm: terms?.arm ?? tokens[0]?.arm ?? '', askedAt, repeatable, reason, stored: true, prompt: terms?.prompt ?? '', seed: terms?.seed,
      strength: terms?.strength ?? undefined, version: terms?.version ?? undefined,
    });
  } catch (problem) {
    Object.assign(story, {state: 'failed', error: problem.message});
  }
  draw();
}
