// SPDX-License-Identifier: GPL-3.0-or-later
// Frame of the page: the five views, their links, and what is said of the connection.

import {html, nothing, render} from '/lib/lit-html.js';
import {setToken} from './api.js';
import {concept} from './concept.js';
import {follow} from './events.js';
import {flow} from './flow.js';
import {read, to} from './link.js';
import {apply, draw, live, setDrawer} from './live.js';
import {story} from './story.js';
import {topics} from './topics.js';
import {vectors} from './vectors.js';
import {whole} from './format.js';

const VIEWS = {story, concept, topics, flow, vectors};
const root = document.getElementById('app');
root.replaceChildren();
let link = read();
let tokenNeeded = false;

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
      <p class="state ${live.online ? 'online' : 'offline'}" role="status">${state()}</p>
    </header>`;
}

/** What a link to another view takes along. */
function kept(name) {
  if (name === link.view) return link.values;
  const {concept: chosen, version} = link.values;
  return ['story', 'concept', 'vectors'].includes(name) ? {concept: chosen, version} : {};
}

function state() {
  if (!live.online) return live.opened ? 'The gateway is away; the page goes on when it is back.' : 'Connecting…';
  const {overview} = live;
  return overview ? `Live · ${whole(overview.books)} books · ${whole(overview.passages)} passages` : 'Connecting…';
}

function tokenForm() {
  return html`
    <form class="panel token" @submit=${event => {
      event.preventDefault();
      setToken(new FormData(event.target).get('token'));
      location.reload();
    }}>
      <h1>This gateway asks for its token</h1>
      <p>It is the setting <code>gateway.token</code> of the system. It stays in this tab.</p>
      <label>Token <input name="token" type="password" autocomplete="off" required autofocus></label>
      <button class="primary">Open</button>
    </form>`;
}

setDrawer(() => {
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
  draw();
});

let entered = false;
follow((type, data) => {
  apply(type, data);
}, online => {
  live.online = online;
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

fetch('/api/overview').then(response => {
  if (response.status === 401 && !sessionStorage.getItem('gumshoe-token')) dispatchEvent(new Event('gumshoe-token-needed'));
}, () => {});
draw();
