// systemd's side of hallbook: the socket that it keeps, READY, the levels of the log.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { join } from 'node:path';
import { form_fields, free_port, port_open, until } from '../http/stand.mjs';
import { Machine, commands } from './machine.mjs';

const machine = await Machine.make({ after });
await machine.well(await commands('hallbook init'));
const port = await free_port();
const origin = `http://127.0.0.1:${port}`;

// nginx in front, as what is installed has it, without TLS.
const nginx_folder = machine.path('etc/nginx');
await mkdir(join(nginx_folder, 'temp'), { recursive: true });
const site = machine.path('usr/share/hallgen/site');
await machine.well(`awk -f ${site}/csp.awk ${site}/csp.txt >${nginx_folder}/hall-csp.conf`);
await writeFile(join(nginx_folder, 'server.conf'), (await readFile(join(site, 'hall-server.conf'), 'utf8')).replaceAll('/var/log/nginx', nginx_folder));
const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((n) => `${n}_temp_path temp/${n};`).join(' ');
const backend = /upstream hall-ningdu \{[^}]*\}/.exec(await readFile(join(site, 'example.conf'), 'utf8'))[0];
await writeFile(
  join(nginx_folder, 'nginx.conf'),
  machine.here(`${process.getuid() === 0 ? 'user root;' : ''} daemon off; pid nginx.pid; events { worker_connections 2000; }
http { ${temp} include ${site}/hall-http.conf; ${backend}
server { listen 127.0.0.1:${port}; root /var/lib/hallgen/ningdu/releases/current/public; set $hall_base ""; set $hall_backend hall-ningdu; set $hall_releases /var/lib/hallgen/ningdu/releases; include server.conf; } }`),
);
const nginx = spawn('setpriv', ['--pdeathsig', 'TERM', '--', 'nginx', '-p', nginx_folder, '-e', 'error.log', '-c', 'nginx.conf'], { env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` }, stdio: ['ignore', 'ignore', 'inherit'] });
after(async () => (nginx.kill('SIGTERM'), await once(nginx, 'exit')));
await until('nginx is ready', () => port_open(port));

const get = (path, options) => fetch(origin + path, { redirect: 'manual', ...options });
const says = async () => (await readFile(machine.path('run/hallbook/ningdu.says'), 'utf8')).trim().split('\n');

test('a socket that systemd keeps: hallbook says that it is ready, and the socket stays when it ends', async () => {
  const [ready] = await says();
  assert.match(ready, /^ready \d+$/);
  assert.equal((await get('/healthz')).status, 200);
  process.kill(Number(ready.slice(6)), 'SIGKILL');
  assert.equal((await get('/healthz')).status, 200, 'who comes now waits for the next');
  assert.match((await says()).at(-1), /^ready /);
});

test('the log: a line of the journal says how bad it is, another one does not', async () => {
  const file = machine.path('run/log');
  for (const journal of [true, false]) {
    const log = await open(file, 'w');
    const { dev, ino } = await log.stat();
    const { status } = spawnSync(machine.path('usr/sbin/hallbook'), ['check', '--ledger', machine.path('var/lib/none/ledger.db')], {
      env: { ...process.env, JOURNAL_STREAM: `${dev}:${journal ? ino : ino + 1}` },
      stdio: ['ignore', 'ignore', log.fd],
    });
    assert.equal(status, 3);
    assert.match(await readFile(file, 'utf8'), journal ? /^<3>hallbook: / : /^hallbook: /);
    await log.close();
  }
});

test('1,000 requests during ten restarts: none is refused', async () => {
  const form = form_fields(await (await get('/book?item=9')).text());
  const slots = [...(await (await get('/book?item=9')).text()).matchAll(/value="?(\d{4}-\d\d-\d\dT\d\d:\d\d)/g)].map(([, slot]) => slot);
  assert.ok(slots.length);
  const seen = {};
  let asked = 0, restarts = 0, restarting;
  const post = () => {
    const fields = new URLSearchParams(form);
    for (const [name, value] of Object.entries({ item: '9', slot: slots[0], name: '张三', phone: '' })) fields.set(name, value);
    return get('/book', { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', origin, 'sec-fetch-site': 'same-origin' }, body: fields.toString() });
  };
  const one = async () => {
    const n = ++asked;
    if (n % 100 === 50) restarting = machine.well('systemctl restart hallbook@ningdu').then(() => restarts++);
    const answer = await (n % 2 ? get('/healthz') : post());
    await answer.arrayBuffer();
    seen[answer.status] = (seen[answer.status] ?? 0) + 1;
    if (n % 100 === 99) await restarting;
  };
  await Promise.all(Array.from({ length: 16 }, async () => { while (asked < 1000) await one(); }));
  await restarting;
  assert.equal(restarts, 10);
  // the form without a telephone number comes back
  assert.deepEqual(seen, { 200: 500, 422: 500 });
});
