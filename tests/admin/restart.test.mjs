// systemd's side of hallbook: the socket that it keeps, READY, the levels of the log.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { join } from 'node:path';
import { free_port, port_open, until } from '../http/stand.mjs';
import { Machine, commands } from './machine.mjs';

const machine = await Machine.make({ after });
await machine.well(await commands('systemctl enable'));
const port = await free_port();
const origin = `http://127.0.0.1:${port}`;

// nginx in front, as what is installed has it, without TLS.
const nginx_folder = machine.path('etc/nginx');
await mkdir(join(nginx_folder, 'temp'), { recursive: true });
const site = machine.path('usr/local/share/hallgen/site');
await machine.well(`awk -f ${site}/csp.awk ${site}/csp.txt >${nginx_folder}/hall-csp.conf`);
await writeFile(join(nginx_folder, 'server.conf'), (await readFile(join(site, 'hall-server.conf'), 'utf8')).replaceAll('/var/log/nginx', nginx_folder));
const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((n) => `${n}_temp_path temp/${n};`).join(' ');
const backend = /upstream hall-ningdu \{[^}]*\}/.exec(await readFile(join(site, 'example.conf'), 'utf8'))[0];
await writeFile(
  join(nginx_folder, 'nginx.conf'),
  machine.here(`${process.getuid() === 0 ? 'user root;' : ''} daemon off; pid nginx.pid; events { worker_connections 2000; }
http { ${temp} include ${site}/hall-http.conf; ${backend}
server { listen 127.0.0.1:${port}; root /var/lib/hallgen/ningdu/releases/current/public; set $hall_base ""; set $hall_backend hall-ningdu; include server.conf; } }`),
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
    const { status } = spawnSync(machine.path('usr/local/sbin/hallbook'), ['check', '--ledger', machine.path('var/lib/none/ledger.db')], {
      env: { ...process.env, JOURNAL_STREAM: `${dev}:${journal ? ino : ino + 1}` },
      stdio: ['ignore', 'ignore', log.fd],
    });
    assert.equal(status, 3);
    assert.match(await readFile(file, 'utf8'), journal ? /^<3>hallbook: / : /^hallbook: /);
    await log.close();
  }
});
