// Members of staff for tests of /staff: a browser each, signed in.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build, tags, top } from './stand.mjs';

const run = promisify(execFile);

// Each Set-Cookie of an answer: the Node of Debian 12 has them as one text only.
export const set_cookies = (answer) => (answer.headers.get('set-cookie') ?? '').split(/, (?=[\w-]+=)/).filter(Boolean);

// A browser of a member of staff: keeps the cookie and the forms' csrf.
export class Browser {
  constructor(stand) {
    this.stand = stand;
    this.cookie = ''; // of the session
    this.device = ''; // by which the browser is known
  }
  get cookies() {
    return [this.cookie, this.device].filter(Boolean).join('; ');
  }
  async keep(answer) {
    for (const set of set_cookies(answer)) {
      const [pair] = set.split(';');
      if (pair.includes('hall-device=')) this.device = pair;
      else this.cookie = pair;
    }
    answer.page = await answer.text();
    const field = tags(answer.page, 'input').find((i) => i.name === 'csrf');
    if (field) this.csrf = field.value;
    return answer;
  }
  async get(path) {
    return this.keep(await this.stand.get(path, { headers: { cookie: this.cookies } }));
  }
  // The form of a booking says which version it was made from: the newest, unless `fields` says else (null: none).
  async post(path, fields, headers = {}) {
    const id = /^\/staff\/bookings\/(\d{1,15})(\/(cancel|undo|edit))?$/.exec(path)?.[1];
    if (id && fields?.version === undefined)
      fields = { ...fields, version: String((await this.stand.query(`SELECT version FROM booking WHERE id = ${id}`))[0]?.version ?? 0) };
    if (fields?.version === null) delete (fields = { ...fields }).version;
    const body = new URLSearchParams({ csrf: this.csrf ?? '', ...fields });
    return this.keep(await this.stand.post(path, body, { cookie: this.cookies, ...headers }));
  }
  // The same with files: [name, bytes] each.
  async send(path, fields, files) {
    const body = form_data({ csrf: this.csrf ?? '', ...fields }, files);
    return this.keep(await this.stand.get(path, { method: 'POST', body, headers: { cookie: this.cookies, origin: this.stand.origin, 'sec-fetch-site': 'same-origin' } }));
  }
}

// As a browser sends a form with files.
export function form_data(fields, files = []) {
  const form = new FormData();
  for (const [key, value] of Object.entries(fields)) form.append(key, value);
  for (const [name, bytes] of files) form.append('file', new Blob([bytes]), name);
  return form;
}

// Closes as people do: shown whom it affects, then confirmed. Fields: windows, day, from, to, reason.
export async function close_windows(who, fields) {
  const shown = await who.post('/staff/closures', { ...fields, do: 'look' });
  if (shown.status !== 200) return shown;
  const asked = tags(shown.page, 'input').find((i) => i.name === 'asked').value;
  return who.post('/staff/closures', { ...fields, asked, do: 'close' });
}

export const own_password = 'correct horse battery staple';

// Makes the account, signs in and changes the one-time password:
// sign_in(stand, 'li', '--role', 'clerk', '--window', '4').
export async function sign_in(stand, name, ...options) {
  const browser = new Browser(stand);
  const { stdout } = await run(
    join(top, build, 'hallbook'),
    ['user', 'add', name, ...options, '--ledger', stand.ledger],
    { cwd: top },
  );
  const password = /口令[^：]*：(\S+)/.exec(stdout)[1];
  await browser.post('/staff/login', { user: name, password });
  await browser.get('/staff/account');
  const changed = await browser.post('/staff/account/password', { password, new: own_password, again: own_password });
  if (changed.status !== 303) throw new Error(`${changed.status}: ${changed.page}`);
  await browser.get('/staff/');
  return browser;
}

// Says on the month's grid who holds a post: set_post(leader, '2026-11-28', 'duty-4', '张三').
export async function set_post(who, day, post, names) {
  const { page } = await who.get(`/staff/roster?month=${day.slice(0, 7)}`);
  const cell = tags(page, 'input').find((i) => i.name?.startsWith(`grid.${day}.${post}.`));
  return who.post('/staff/roster/save', { month: day.slice(0, 7), [cell?.name ?? `grid.${day}.${post}.`]: names });
}
// What is asked for twice: shown, then saved.
export async function confirm(who, path, fields) {
  const shown = await who.post(path, fields);
  return shown.status === 200 ? who.post(path, { ...fields, do: 'save' }) : shown;
}
