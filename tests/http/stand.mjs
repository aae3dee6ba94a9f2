// A stand of its own for a test file: nginx and hallbook on a free port, with
// a fresh STATE in a temporary folder, as `make run` has them.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { cp, mkdtemp, readFile, readdir, writeFile } from 'node:fs/promises';
import { createServer, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Traces } from './traces.mjs';

export const top = fileURLToPath(new URL('../..', import.meta.url));
// What tests read instead of content/, which the hall may change as it likes.
export const hall = join(top, 'tests/data/hall');
export const build = process.env.BUILD || 'build';
const run = promisify(execFile);

// Calls `check` until it gives something; an error of the last try explains.
// A try that does not come back ends with the limit, too.
export async function until(what, check, limit_ms = 60000) {
  const late = new Error(`${what}: not within ${limit_ms} ms`);
  let timer;
  const limit = new Promise((_, fail) => (timer = setTimeout(fail, limit_ms, late)));
  try {
    for (;;) {
      try {
        const got = await Promise.race([check(), limit]);
        if (got) return got;
      } catch (e) {
        if (e === late) throw e;
        late.cause = e;
      }
      await Promise.race([new Promise((done) => setTimeout(done, 10)), limit]);
    }
  } finally {
    clearTimeout(timer);
  }
}

// `meanwhile` may look at the port while it is tried. Whoever connects to it
// then, since it was another's before, is sent away: close() would wait for him.
export async function free_port(meanwhile) {
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await meanwhile?.(port);
  server.close();
  await once(server, 'close');
  return port;
}

export function port_open(port) {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => (socket.destroy(), done(true)));
    socket.on('error', () => done(false));
  });
}

// A copy of the tests' hall in `folder`, in which `change` may edit files.
export async function content_copy(folder, change) {
  const to = join(folder, 'content');
  await cp(hall, to, { recursive: true });
  await change?.(to);
  return to;
}

// Makes of such a copy a hall of three items and four windows, for tests to which a third of
// the pages are as good as all: most of their time goes into files.
export async function small_hall(dir) {
  const keep = async (name, rows) => {
    const file = join(dir, name);
    const [head, ...all] = (await readFile(file, 'utf8')).split('\n');
    await writeFile(file, [head, ...all.filter((line) => rows.test(line))].join('\n') + '\n');
  };
  await keep('items.csv', /^(9|30|82),/);
  await keep('windows.csv', /^(4|9|15|16),/);
  await keep('noon.csv', /^临时身份证/);
}

// A folder of its own. It goes with the process, when everything has ended that
// a test started there: hooks run in the order in which they were given.
const folders = [];
process.on('exit', () => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })));
export async function temp_folder() {
  const folder = await mkdtemp(join(tmpdir(), 'hall-test-'));
  folders.push(folder);
  return folder;
}

export class Stand {
  // options: now, state, content, make (start it by `make run`), port, base (path)
  constructor(options) {
    Object.assign(this, { base: '' }, options);
    this.output = '';
    this.traces = new Traces();
  }

  // t: the test or { after } that ends the stand. A port that was free may be
  // another's when nginx comes to it: then the next one that `pick` gives.
  static async start(t, options = {}, pick = free_port) {
    for (let tries = options.port ? 1 : 5; ; tries--) {
      const stand = new Stand(options);
      stand.state ??= await temp_folder();
      stand.port ??= await pick();
      stand.launch();
      t.after(() => stand.stop());
      await until('the stand is ready', () => stand.ended || stand.ready()).catch((e) => {
        throw new Error(`${e.message}: ${stand.output}`, { cause: e.cause });
      });
      if (!stand.ended) return stand;
      if (tries === 1 || !/Address already in use/.test(stand.output)) throw new Error(`the stand has ended: ${stand.output}`);
    }
  }
  // By its last words: hallgen names the address long before anybody listens
  // there, and who is asked then may be another stand, or never answer.
  async ready() {
    return this.output.includes('按 Ctrl-C 停止') && (await this.get(`${this.base}/healthz`)).status === 200;
  }

  launch() {
    const values = {
      PORT: String(this.port),
      STATE: this.state,
      NOW: this.now ?? '',
      CONTENT: this.content ?? hall,
      BUILD: build,
    };
    const assignments = Object.entries(values).map(([name, value]) => `${name}=${value}`);
    const [program, args] = this.make ? ['make', ['-s', 'run', ...assignments]] : ['sh', ['cgi/stand/stand.sh']];
    const { MAKEFLAGS, MAKELEVEL, MFLAGS, ...env } = process.env;
    this.output = '';
    this.ended = false;
    // TERM reaches it also when the test dies without ending it
    this.child = spawn('setpriv', ['--pdeathsig', 'TERM', '--', program, ...args], {
      cwd: top,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...env, ...values },
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream.on('data', (data) => (this.output += data));
    this.end = new Promise((done) =>
      this.child.on('exit', (...status) => ((this.ended = true), done(status))),
    );
  }

  // Nothing personal that went through it may be left in what it wrote.
  async stop() {
    if (!this.ended) {
      // also of those whom a browser or another program booked
      const rows = await this.query('SELECT name, phone, agent, note, mail_address FROM booking').catch(() => []);
      for (const value of rows.flatMap(Object.values)) this.traces.add_value(value ?? '');
      this.child.kill('SIGTERM');
      await this.signal_hallgen('SIGCONT');
      await until('the stand has ended', () => this.ended).catch((e) => {
        process.kill(-this.child.pid, 'SIGKILL');
        throw new Error(`${e.message}: ${this.output}`);
      });
    }
    if (/(Thread|Address|Leak)Sanitizer/.test(this.output)) throw new Error(this.output);
    const faults = await this.traces.faults(this.state, this.output);
    if (faults.length) throw new Error(`personal data:\n${faults.join('\n')}`);
    // what the sandbox did not let through; sanitizers are without seccomp, which is said
    if (/Function not implemented/.test(this.output.replace(/.*without seccomp.*/g, ''))) throw new Error(this.output);
  }

  get origin() {
    return `http://127.0.0.1:${this.port}`;
  }
  get ledger() {
    return join(this.state, 'ledger.db');
  }

  async get(path, options = {}) {
    try {
      const answer = await fetch(this.origin + path, { redirect: 'manual', ...options });
      this.traces.add(options.body, answer);
      return answer;
    } catch (e) {
      throw new Error(`${path}: ${e.cause?.message ?? e.message}`, { cause: e });
    }
  }
  post(path, body, headers = {}) {
    return this.get(path, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin: this.origin,
        'sec-fetch-site': 'same-origin',
        ...headers,
      },
      body: body instanceof URLSearchParams ? body.toString() : body,
    });
  }
  // Bytes as they are, over a connection of its own; ends with the answer.
  raw(bytes, { half_close = false } = {}) {
    return new Promise((done, fail) => {
      const socket = connect(this.port, '127.0.0.1');
      const parts = [];
      socket.on('data', (data) => parts.push(data));
      socket.on('error', fail);
      socket.on('close', () => done(Buffer.concat(parts).toString('utf8')));
      socket.setTimeout(120000, () => socket.destroy(new Error('no answer')));
      half_close ? socket.end(bytes) : socket.write(bytes);
    });
  }

  // hallgen --watch and what it has forked; how many there are.
  async signal_hallgen(signal) {
    let n = 0;
    for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      if (!stat.includes(' (hallgen) ') || stat.split(') ')[1].split(' ')[2] !== String(this.child.pid)) continue;
      try {
        process.kill(Number(pid), signal);
        n++;
      } catch (e) {
        if (e.code !== 'ESRCH') throw e; // ended meanwhile
      }
    }
    return n;
  }
  async hallbook_pid() {
    return Number(await readFile(join(this.state, 'hallbook.pid'), 'utf8'));
  }
  // Runs `act` with hallbook gone and nobody to start it again.
  async without_hallbook(act) {
    this.child.kill('SIGSTOP');
    try {
      process.kill(await this.hallbook_pid(), 'SIGKILL');
      await act();
    } finally {
      this.child.kill('SIGCONT');
    }
    await until('hallbook is back', async () => (await this.get(`${this.base}/healthz`)).status === 200);
  }
  async query(sql) {
    const { stdout } = await run('sqlite3', ['-readonly', '-json', '-cmd', '.timeout 60000', this.ledger, sql]);
    return stdout.trim() ? JSON.parse(stdout) : [];
  }
  async count(where = '1') {
    return (await this.query(`SELECT count(*) AS n FROM booking WHERE ${where}`))[0].n;
  }

  // ---- a citizen ----

  // Fields of the form that posts to /book, as a browser would send them.
  async form(query) {
    const answer = await this.get(`${this.base}/book?${new URLSearchParams(query)}`);
    if (answer.status !== 200) throw new Error(`GET /book: ${answer.status}`);
    return form_fields(await answer.text());
  }
  // Books like a person: form, then POST. Gives the answer.
  async book({ item = 9, slot, name = '张三', phone = '13812341234', ...more }) {
    const fields = await this.form({ item, day: slot.slice(0, 10) });
    for (const [key, value] of Object.entries({ item: String(item), slot, name, phone, ...more }))
      fields.set(key, value);
    return this.post(`${this.base}/book`, fields);
  }
}

function unescape(text) {
  const named = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'" };
  return text.replace(/&(amp|lt|gt|quot|#39|#x27);/g, (_, name) => named[name]);
}

// A stand whose site.base_url ends with that path, on a port of its own.
export async function based_stand(t, base) {
  const port = await free_port();
  const content = await content_copy(await temp_folder(), async (dir) => {
    const file = join(dir, 'hall.conf');
    const conf = await readFile(file, 'utf8');
    await writeFile(file, conf.replace(/^site\.base_url *=.*$/m, `site.base_url = http://127.0.0.1:${port}${base}`));
  });
  return Stand.start(t, { now: '2026-11-23T09:00', content, base, port });
}

// Attributes of every tag of a kind.
export function tags(html, kind) {
  return [...html.matchAll(new RegExp(`<${kind}\\b([^>]*)>`, 'gi'))].map(([, inside]) => {
    const found = {};
    for (const [, name, , , a, b, c] of inside.matchAll(/([\w-]+)(=("([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g))
      found[name.toLowerCase()] = unescape(a ?? b ?? c ?? '');
    return found;
  });
}

// What a browser would send of the form whose method is post, nothing chosen.
export function form_fields(html) {
  const form = /<form\b[^>]*method="?post"?[^>]*>(.*?)<\/form>/is.exec(html);
  if (!form) throw new Error('no form');
  const fields = new URLSearchParams();
  for (const input of tags(form[1], 'input')) {
    if (!input.name || ['radio', 'checkbox'].includes(input.type)) continue;
    fields.set(input.name, input.value ?? '');
  }
  for (const area of tags(form[1], 'textarea')) fields.set(area.name, '');
  return fields;
}

// Moments of the slot radios that can be chosen.
export function free_slots(html) {
  return tags(html, 'input')
    .filter((i) => i.name === 'slot' && !('disabled' in i))
    .map((i) => i.value);
}

// Days that the form offers: its tiles, and the one whose times are shown.
export function offered_days(html) {
  const tiles = tags(html, 'a').filter((a) => a.class === 'day').map((a) => /day=([\d-]+)/.exec(a.href)[1]);
  const shown = free_slots(html).map((s) => s.slice(0, 10));
  return [...new Set([...tiles, ...shown])].sort();
}
