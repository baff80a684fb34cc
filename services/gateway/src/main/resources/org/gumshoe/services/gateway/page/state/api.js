// SPDX-License-Identifier: GPL-3.0-or-later
// Calls of the gateway. With a token set, the page asks for it once and keeps it for this tab.

const TOKEN = 'gumshoe-token';

export const token = () => sessionStorage.getItem(TOKEN) ?? '';
export const setToken = value => sessionStorage.setItem(TOKEN, value);

/** Has the page ask for the token: there is none, or it is not the gateway's. */
export const askToken = () => dispatchEvent(new Event('gumshoe-token-needed'));

/** A refusal, in the server's own sentence. */
export class Problem extends Error {
  constructor(status, sentence) {
    super(/^[a-z]+ (must|has)\b/.test(sentence) ? sentence[0].toUpperCase() + sentence.slice(1) : sentence);
    this.status = status;
  }
}

export function headers(more = {}) {
  return token() ? {...more, Authorization: `Bearer ${token()}`} : more;
}

function address(path, query = {}) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') parameters.set(name, value);
  }
  const text = parameters.toString();
  return text ? `${path}?${text}` : path;
}

async function answer(path, options) {
  let response;
  try {
    response = await fetch(path, {...options, headers: headers(options.headers)});
  } catch {
    throw new Problem(0, 'The gateway does not answer. It may be ending or starting; the page goes on when it is back.');
  }
  if (response.ok) return response;
  let sentence = `The gateway answers ${response.status}.`;
  try {
    sentence = (await response.json()).detail ?? sentence;
  } catch { /* the status alone is told */ }
  if (response.status === 401) askToken();
  throw new Problem(response.status, sentence);
}

export async function get(path, query) {
  return (await answer(address(path, query), {})).json();
}

export async function post(path, body) {
  const options = {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)};
  return (await answer(path, options)).json();
}

/** Sends a call without a body. */
export async function order(method, path, query) {
  return (await answer(address(path, query), {method, headers: {'X-Requested-With': 'page'}})).json();
}

export async function sendFile(path, query, file) {
  const options = {
    method: 'POST',
    headers: {'Content-Type': 'application/octet-stream', 'X-Requested-With': 'page'},
    body: file,
  };
  return (await answer(address(path, query), options)).json();
}

/** Offers a file to be saved; the token goes with the request, so a plain link would not do. */
export async function download(path, query, name) {
  const blob = await (await answer(address(path, query), {})).blob();
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
