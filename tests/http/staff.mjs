// Members of staff for tests of /staff: a browser each, signed in.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build, tags, top } from './stand.mjs';

const run = promisify(execFile);

// A browser of a member of staff: keeps the cookie and the forms' csrf.
export class Browser {
  constructor(stand) {
    this.stand = stand;
    this.cookie = '';
  }
  async keep(answer) {
    const set = answer.headers.get('set-cookie');
    if (set) this.cookie = set.split(';')[0];
    answer.page = await answer.text();
    const field = tags(answer.page, 'input').find((i) => i.name === 'csrf');
    if (field) this.csrf = field.value;
    return answer;
  }
  async get(path) {
    return this.keep(await this.stand.get(path, { headers: { cookie: this.cookie } }));
  }
  async post(path, fields, headers = {}) {
    const body = new URLSearchParams({ csrf: this.csrf ?? '', ...fields });
    return this.keep(await this.stand.post(path, body, { cookie: this.cookie, ...headers }));
  }
}

// An account whose password counts as its own already.
export async function add_account(stand, name, ...options) {
  const { stdout } = await run(
    join(top, build, 'hallbook'),
    ['user', 'add', name, ...options, '--ledger', stand.ledger],
    { cwd: top },
  );
  await run('sqlite3', ['-cmd', '.timeout 5000', stand.ledger, `UPDATE account SET one_time = 0 WHERE name = '${name}'`]);
  return /口令[^：]*：(\S+)/.exec(stdout)[1];
}

// Makes the account and signs in: sign_in(stand, 'li', '--role', 'clerk', '--window', '4').
export async function sign_in(stand, name, ...options) {
  const browser = new Browser(stand);
  const password = await add_account(stand, name, ...options);
  const answer = await browser.post('/staff/login', { user: name, password });
  if (answer.status !== 303) throw new Error(`${answer.status}: ${answer.page}`);
  await browser.get('/staff/');
  return browser;
}
