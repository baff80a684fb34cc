// SPDX-License-Identifier: GPL-3.0-or-later
// Frame of the page: the five views, their links, and what is said of the connection.

import {html, nothing, render} from '/lib/lit-html.js';
import {setToken, token} from './state/api.js';
import {concept} from './concept.js';
import {follow} from './state/events.js';
import {flow} from './flow.js';
import {change, read, to} from './state/link.js';
import {apply, conceptNames, draw, live, setDrawer} from './state/live.js';
import {story} from './story.js';
import {topics} from './topics.js';
import {vectors} from './vectors.js';
import {clock, count} from './state/format.js';

const VIEWS = {story, concept, topics, flow, vectors};
const OF_A_CONCEPT = ['story', 'concept', 'vectors'];
const root = document.getElementById('app');
root.replaceChildren();
let link = read();
let tokenNeeded = false;
let wasWrong = false;
let copied = false;

function head() {
  return html`
    <header class="head">
      <a class="brand" href=${to('story')} aria-label="Gumshoe, to the first view">
        <img src="/page/icon.svg" alt="" width="22" height="22">Gumshoe
      </a>
      <nav aria-label="Views">
        ${Object.entries(VIEWS).map(([name, view]) => html`
          <a href=${to(name, kept(name))} aria-current=${link.view === name ? 'page' : 'false'}>${view.title}</a>`)}
      </nav>
      <p class="state ${state().startsWith('Live') ? 'online' : state() === 'Not live' ? 'offline' : ''}" role="status">${state()}</p>
      <button class="quiet share" @click=${share}>${copied ? 'Link copied' : 'Copy link'}</button>
    </header>
    ${away()}`;
}

/** Copies the link of what is shown now; where the browser refuses, it is shown to be copied by hand. */
async function share() {
  const {view, values} = link;
  const address = location.href.replace(/#.*/, '') + to(view, {...values, ...VIEWS[view].pinned?.(values)});
  try {
    await navigator.clipboard.writeText(address);
    copied = true;
    setTimeout(() => {
      copied = false;
      draw();
    }, 2500);
  } catch {
    prompt('The link of what you see:', address);
  }
  draw();
}

/** What is away, and what that means for whoever looks; empty where nothing is. */
function awaySentence() {
  if (live.connection === 'slow' || (live.connection === 'away' && !live.opened)) {
    return 'There is no connection yet. The gateway may be busy, or other windows with this page hold all connections that the browser allows: close some.';
  }
  if (!live.opened) return '';
  if (live.connection === 'away') return 'The gateway does not answer. What you see is the last that came; the page goes on by itself when the gateway is back.';
  if (live.connection !== 'live' || !live.kafkaAwaySince) return '';
  return `Kafka has not answered since ${clock(live.kafkaAwaySince)}. What you see is from then; the page goes on by itself when Kafka is back.`;
}

function away() {
  const sentence = awaySentence();
  return sentence ? html`<p class="away trouble" role="alert">${sentence}</p>` : nothing;
}

/** What a link to another view takes along. */
function kept(name) {
  if (name === link.view) return link.values;
  const {concept: chosen, version} = link.values;
  return name === 'topics' ? {concept: chosen} : OF_A_CONCEPT.includes(name) ? {concept: chosen, version} : {};
}

function state() {
  if (tokenNeeded) return 'Not open yet';
  if (live.connection !== 'live') return live.connection === 'away' && live.opened ? 'Not live' : 'Connecting…';
  if (live.kafkaAwaySince) return 'Not live';
  const {overview} = live;
  return overview ? `Live · ${count(overview.books, 'book')} · ${count(overview.passages, 'passage')}` : 'Connecting…';
}

function tokenForm() {
  return html`
    <form class="panel token" @submit=${event => {
      event.preventDefault();
      setToken(new FormData(event.target).get('token'));
      location.reload();
    }}>
      <h1>This gateway asks for its token</h1>
      ${wasWrong ? html`<p class="trouble" role="alert">That was not its token.</p>` : nothing}
      <p>It is the setting <code>gateway.token</code> of the system. It stays in this tab.</p>
      <label>Token <input name="token" type="password" autocomplete="off" required autofocus></label>
      <button class="primary">Open</button>
    </form>`;
}

/** The link always names its concept, so that it shows the same when there are others. */
function pin() {
  const {concept: chosen, key} = link.values;
  const [first] = conceptNames();
  if (live.opened && OF_A_CONCEPT.includes(link.view) && !chosen && !key && first) change({concept: first});
}

setDrawer(() => {
  pin();
  const view = VIEWS[link.view];
  document.title = `${view.title} · Gumshoe`;
  const body = tokenNeeded ? tokenForm() : live.opened ? view.draw(link.values) : html`<p class="boot">Reading the topics…</p>`;
  render(html`${head()}<main id="view" class="view-${link.view}" tabindex="-1">${body ?? nothing}</main>`, root);
});

function enter() {
  const before = link.view;
  link = read();
  VIEWS[link.view].enter?.(link.values);
  draw();
  if (before !== link.view) {
    scrollTo(0, 0);
  }
}

addEventListener('hashchange', enter);
addEventListener('gumshoe-link', enter);
addEventListener('popstate', enter);
addEventListener('gumshoe-token-needed', () => {
  tokenNeeded = true;
  wasWrong = Boolean(token());
  draw();
});

let entered = false;
follow((type, data) => {
  apply(type, data);
}, connection => {
  live.connection = connection;
  draw();
});

// the first view begins once there is something to show
const waiting = setInterval(() => {
  if (live.opened && !entered) {
    entered = true;
    clearInterval(waiting);
    enter();
  }
}, 50);

draw();
