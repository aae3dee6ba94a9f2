// Debian's nginx with TLS and two halls: what make install puts in place is
// included as the README says, and one file for each hall made from example.conf.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { after, test } from 'node:test';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { request as plain } from 'node:http';
import { Agent, request as tls } from 'node:https';
import { join } from 'node:path';
import { Stand, build, content_copy, free_port, port_open, temp_folder, top, until } from '../http/stand.mjs';

const port = { http: await free_port(), https: await free_port() };
const folder = await temp_folder();
const share = join(folder, 'usr/local/share/hallgen');
const halls = [
  { name: 'ningdu', host: 'www.ningdu.example', base: '' },
  { name: 'ruijin', host: 'www.ruijin.example', base: '/zwfw' },
];

execFileSync('make', ['-s', 'install', `BUILD=${build}`, `DESTDIR=${folder}`], { cwd: top });
for (const hall of halls) {
  const content = await content_copy(await temp_folder(), async (to) => {
    const conf = join(to, 'hall.conf');
    await writeFile(conf, (await readFile(conf, 'utf8')).replace(/^site\.base_url *=.*/m, `site.base_url = https://${hall.host}${hall.base}`));
  });
  hall.stand = await Stand.start({ after }, { content, base: hall.base, now: '2026-11-23T09:00' });
}

// The paths of a system, for a test that is nobody on it.
const here = (text) =>
  text
    .replaceAll('/usr/local/share/hallgen', share)
    .replaceAll('/etc/nginx/hall-csp.conf', join(folder, 'hall-csp.conf'))
    .replaceAll('/etc/nginx/conf.d', join(folder, 'conf.d'))
    .replaceAll('/etc/nginx/sites-enabled', join(folder, 'sites-enabled'))
    .replaceAll('/var/log/nginx', folder)
    .replaceAll('/var/www/html', join(folder, 'html'))
    .replace(/^user .*;$/m, process.getuid() === 0 ? 'user root;' : '')
    .replace('/run/nginx.pid', join(folder, 'nginx.pid'));

for (const name of ['conf.d', 'sites-enabled', 'html/.well-known/acme-challenge']) await mkdir(join(folder, name), { recursive: true });
await cp('/etc/nginx/mime.types', join(folder, 'mime.types'));
const system = await readFile('/etc/nginx/nginx.conf', 'utf8');
await writeFile(join(folder, 'nginx.conf'), here(system).replace(/include \/etc\/nginx\/(mime.types)/, 'include $1'));
const installed = (name) => readFile(join(share, 'site', name), 'utf8');
execFileSync('sh', ['-c', here(/^#\t(cd .*awk.*)$/m.exec(await installed('hall-http.conf'))[1])]);
await writeFile(join(folder, 'conf.d/hall.conf'), `include ${share}/site/hall-http.conf;\n`);
await writeFile(join(share, 'site/hall-server.conf'), here(await installed('hall-server.conf')));
execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=hall', '-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')], { stdio: 'ignore' });
for (const hall of halls) {
  const text = here(await installed('example.conf'))
    .replaceAll('hall-ningdu', `hall-${hall.name}`)
    .replaceAll('www.example.gov.cn', hall.host)
    .replace('/run/hallbook/ningdu.sock', join(hall.stand.state, 'hallbook.sock'))
    .replace('/var/lib/hallgen/ningdu/releases/current/public', join(hall.stand.state, hall.base ? 'nginx-root' : 'releases/current/public'))
    .replace('set $hall_base "";', `set $hall_base "${hall.base}";`)
    .replace(/\/etc\/ssl\/hall\/fullchain/, join(folder, 'cert'))
    .replace(/\/etc\/ssl\/hall\/privkey/, join(folder, 'key'))
    .replace(/listen \[::\].*\n/g, '')
    .replace(/#(set_real_ip_from) 10\.0\.0\.1;\s+#/, '$1 127.0.0.1; ') // this machine is the gateway
    .replaceAll('listen 443', `listen 127.0.0.1:${port.https}`)
    .replaceAll('listen 80', `listen 127.0.0.1:${port.http}`);
  await writeFile(join(folder, 'sites-enabled', hall.name), text);
}
const nginx = spawn('setpriv', ['--pdeathsig', 'TERM', '--', 'nginx', '-e', join(folder, 'error.log'), '-c', join(folder, 'nginx.conf'), '-g', 'daemon off;'], {
  env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
  stdio: ['ignore', 'ignore', 'pipe'],
});
let said = '';
nginx.stderr.on('data', (data) => (said += data));
const ended = new Promise((done) => nginx.on('exit', done));
after(async () => (nginx.kill('SIGTERM'), await ended));
await until('nginx is ready', async () => nginx.exitCode !== null || (await port_open(port.https)));
assert.equal(nginx.exitCode, null, said);
const noted = await readFile(join(folder, 'error.log'), 'utf8');

const agent = new Agent({ keepAlive: false });
function ask(hall, path, { secure = true, method = 'GET', headers = {}, body } = {}) {
  return new Promise((done, fail) => {
    const options = { host: '127.0.0.1', port: secure ? port.https : port.http, path, method, headers: { host: hall.host, ...headers } };
    const ask = secure ? tls({ ...options, agent, servername: hall.host, rejectUnauthorized: false }) : plain(options);
    ask.on('error', fail);
    ask.on('response', (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part) => (text += part)).on('end', () => done({ status: answer.statusCode, headers: answer.headers, text }));
    });
    ask.end(body);
  });
}
const form = { 'content-type': 'application/x-www-form-urlencoded' };

// A citizen of the hall, from the item's page to the receipt.
async function book(hall, headers, n = 0) {
  const page = await ask(hall, `${hall.base}/book?item=9&day=2026-11-28`);
  const [, token] = /name="?token"? value="?([\w-]+)/.exec(page.text);
  const body = new URLSearchParams({ token, item: '9', slot: `2026-11-28T${['09:00', '09:30', '10:00'][n]}`, name: '李四', phone: `1381234123${n}` });
  return ask(hall, `${hall.base}/book`, { method: 'POST', headers: { ...form, ...headers }, body: body.toString() });
}

test('nginx has nothing to say against what is included', () => {
  assert.deepEqual((said + noted).split('\n').filter(Boolean), []);
});

test('two halls on one nginx: each has its own pages, codes and bookings, over TLS', async () => {
  for (const hall of halls) {
    const home = await ask(hall, `${hall.base}/`);
    assert.equal(home.status, 200);
    assert.match(home.headers['strict-transport-security'], /^max-age=63072000/);
    assert.equal(home.headers['x-content-type-options'], 'nosniff');
    for (const [, sha] of home.headers['content-security-policy'].matchAll(/'(sha256-[^']*)'/g)) assert.ok(sha.length > 50);
    assert.match(home.headers['content-security-policy'], /style-src 'sha256-/);
    const scripts = async (path) => /script-src([^;]*)/.exec((await ask(hall, hall.base + path)).headers['content-security-policy'])[1];
    assert.notEqual(await scripts('/'), await scripts('/items/'), 'home is told from a folder');
    assert.equal((await ask(hall, `${hall.base}/W/07`)).headers.location, `${hall.base}/windows/7/`);
    assert.equal((await ask(hall, '/other/book')).status, 404);
    assert.equal((await ask(hall, '/other/W/07')).status, 404);
    const booked = await book(hall, { origin: `https://${hall.host}`, 'sec-fetch-site': 'same-origin' });
    assert.equal(booked.status, 303, booked.text);
    assert.match(booked.headers.location, new RegExp(`^${hall.base}/booking/`));
    hall.link = booked.headers.location;
    assert.equal((await ask(hall, hall.link)).status, 200);
    assert.equal(await hall.stand.count(), 1);
  }
  assert.equal((await ask(halls[0], '/zwfw/book')).status, 404, 'the other hall’s address');
  assert.equal((await ask(halls[1], '/book')).status, 404);
});

test('without TLS: everything leads to https, but what proves the host to a certificate authority', async () => {
  await writeFile(join(folder, 'html/.well-known/acme-challenge/abc'), 'proof');
  for (const hall of halls)
    for (const secure of [true, false])
      assert.equal((await ask(hall, '/.well-known/acme-challenge/abc', { secure })).text, 'proof');
  const answer = await ask(halls[1], '/zwfw/items/9/?q=1', { secure: false });
  assert.deepEqual([answer.status, answer.headers.location], [308, 'https://www.ruijin.example/zwfw/items/9/?q=1']);
});

test('the log holds no private link, no query, and of both halls nothing stands in Debian’s own', async () => {
  await ask(halls[0], '/booking/%41secret');
  await ask(halls[0], `${halls[0].link}?name=secret`, { headers: { referer: `https://${halls[0].host}${halls[0].link}` } });
  await ask(halls[0], `${halls[0].link}/nothing-secret`);
  await ask(halls[0], halls[0].link, { secure: false });
  await until('the log has it', async () => (await readFile(join(folder, 'hall-access.log'), 'utf8')).includes('***'));
  for (const file of ['hall-access.log', 'access.log', 'error.log']) {
    const text = await readFile(join(folder, file), 'utf8').catch(() => '');
    for (const hall of halls) assert.ok(!text.includes(hall.link.split('/').pop()), file);
    assert.doesNotMatch(text, /secret|item=9/, file);
    if (file === 'access.log') assert.equal(text, '');
  }
});

test('behind a gateway that asks by another name a form is taken, and another site’s is not', async () => {
  const [hall] = halls;
  const via = (headers, n = 1) => book(hall, { host: 'inner.gateway', ...headers }, n);
  assert.equal((await via({ origin: 'https://elsewhere.example' })).status, 403);
  assert.equal((await via({ origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' })).status, 403);
  assert.equal((await via({ origin: `https://${hall.host}` })).status, 303, 'an old browser: hall.conf’s address');
  assert.equal((await via({ origin: 'https://wap.example', 'sec-fetch-site': 'same-origin' }, 2)).status, 303, 'the gateway’s own address');
});

test('behind a gateway that example.conf names, an address is the citizen’s', async () => {
  for (const hall of halls) await ask(hall, `${hall.base}/items/9/`, { headers: { 'x-forwarded-for': '198.51.100.1, 203.0.113.7' } });
  const log = () => readFile(join(folder, 'hall-access.log'), 'utf8');
  await until('the log has both', async () => (await log()).match(/^203\.0\.113\.7 .* GET (\/zwfw)?\/items\/9\/ 200/gm)?.length === 2);
});

test('the hashes of the version before stay while its pages are served', () => {
  const old = "site.css 'sha256-OLD'\nnow.js 'sha256-SAME'\n";
  const now = "site.css 'sha256-NEW'\nnow.js 'sha256-SAME'\n";
  const map = execFileSync('awk', ['-f', join(top, 'site/csp.awk')], { input: now + old, encoding: 'utf8' }).split('\n').sort();
  assert.deepEqual(map.slice(1), [`map "" $hall_csp_now_js { default "'sha256-SAME'"; }`, `map "" $hall_csp_site_css { default "'sha256-NEW' 'sha256-OLD'"; }`]);
});
