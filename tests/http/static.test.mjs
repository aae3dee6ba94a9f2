// What nginx serves by itself, at / and under a base path.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { get as http_get } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Stand, content_copy, temp_folder, until } from './stand.mjs';

const stand = await Stand.start({ after }, { now: '2026-11-23T09:00' });

// fetch would unpack; this gives the bytes.
function plain_get(path, headers) {
  return new Promise((done, fail) => {
    http_get(stand.origin + path, { headers }, (answer) => {
      const parts = [];
      answer.on('data', (d) => parts.push(d));
      answer.on('end', () => done({ headers: answer.headers, body: Buffer.concat(parts) }));
    }).on('error', fail);
  });
}

test('static: pages come gzipped as they lie on the disk, and plain for those who ask so', async () => {
  for (const path of ['/', '/items/', '/items/9/', '/windows/7/', '/hours/']) {
    const packed = await plain_get(path, { 'accept-encoding': 'gzip' });
    const plain = await plain_get(path, {});
    assert.equal(packed.headers['content-encoding'], 'gzip', path);
    assert.equal(plain.headers['content-encoding'], undefined, path);
    assert.ok(packed.headers['content-length'], 'a file, not packed on the fly');
    assert.deepEqual(gunzipSync(packed.body), plain.body, path);
    assert.match(plain.headers['content-type'], /^text\/html; charset=utf-8$/);
    assert.ok(plain.headers.etag);
  }
});

test('static: /W/07, what the code of window 7 holds, leads to /windows/7/', async () => {
  for (const path of ['/W/07', '/W/07/', '/W/7', '/w/07']) {
    const answer = await stand.get(path);
    assert.equal(answer.status, 302, path);
    assert.equal(answer.headers.get('location'), '/windows/7/');
  }
  assert.equal((await stand.get('/W/16')).headers.get('location'), '/windows/16/');
  assert.equal((await stand.get('/W/xx')).status, 404);
  assert.equal((await fetch(`${stand.origin}/W/99`)).status, 404);
});

test('static: /book/ and /booking/, as people type them, lead to the pages', async () => {
  for (const path of ['/book', '/booking', '/large/book', '/large/booking']) {
    const answer = await stand.get(`${path}/?item=9&day=2026-11-28`);
    assert.equal(answer.status, 301, path);
    assert.equal(answer.headers.get('location'), `${path}?item=9&day=2026-11-28`);
    assert.equal((await fetch(`${stand.origin}${path}/`)).status, 200);
  }
  for (const path of ['/x/book/', '/staff/book/', '/large/large/book/', '/%5Cexample.com/book/', '/book//x'])
    assert.equal((await stand.get(path)).status, 404, path);
});

test("static: the desk's style sheet is a file named by its bytes, packed, and kept for ever", async () => {
  const page = await (await stand.get('/staff/login')).text();
  assert.doesNotMatch(page, /<style/);
  const [, href] = /<link rel="stylesheet" href="(\/assets\/desk\.[0-9a-f]{16}\.css)">/.exec(page);
  const { headers, body } = await plain_get(href, { 'accept-encoding': 'gzip' });
  assert.equal(headers['content-type'], 'text/css; charset=utf-8');
  assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable');
  assert.equal(headers['content-encoding'], 'gzip');
  assert.ok(body.length < 7168, `${body.length} bytes`);
  assert.match(gunzipSync(body).toString(), /^:root\{/);
});

test('static: unknown addresses and hidden files are 404 with the page that helps', async () => {
  const help = await readFile(join(stand.state, 'releases/current/public/404.html'), 'utf8');
  for (const path of ['/nothing', '/items/83/', '/.git/config', '/assets/.x', '/.env', '/catalogue.db', '/templates/public/item.html']) {
    const answer = await stand.get(path);
    assert.equal(answer.status, 404, path);
    assert.equal(await answer.text(), help, path);
  }
});

test('static: an address outside the site\'s folder is not served', async () => {
  for (const path of ['/../catalogue.db', '/%2e%2e/catalogue.db', '/..%2fcatalogue.db', '/assets/../../catalogue.db']) {
    const answer = await stand.raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    assert.match(answer, /^HTTP\/1.1 (400|404) /, path);
  }
});

test('templates: no published file and no served page shows a tag of one', async () => {
  const root = join(stand.state, 'releases/current/public');
  const files = (await readdir(root, { recursive: true })).filter((f) => /\.(html|xml|json|csv|ics|js|txt)$/.test(f));
  assert.ok(files.length > 200);
  for (const file of files) assert.doesNotMatch(await readFile(join(root, file), 'utf8'), /\{\{/, file);
  const receipt = (await stand.book({ slot: '2026-11-28T09:00' })).headers.get('location');
  const paths = ['/nothing', '/large/nothing', '/a/b/c', '/book', '/book?window=9', '/book?item=9', '/book?item=999', '/large/book?item=9', '/booking', receipt,
    ...['/move', '/edit', '.ics'].map((end) => receipt + end), `/large${receipt}`, '/booking/AAAAAAAAAAAAAAAAAAAAAAAAAAA', '/staff/login', '/staff/nothing'];
  for (const path of paths) assert.doesNotMatch(await (await stand.get(path)).text(), /\{\{/, path);
});

test('log: no private link, query or Referer stands in any log', async () => {
  const secret = 'SECRETSECRETSECRETSECRET';
  for (const path of [`/booking/${secret}`, `/booking/${secret}/cancel`, `//booking/${secret}`, `/x/../booking/${secret}`, `/%62ooking/${secret}`, `/booking?reference=${secret}`, `/items/?q=${secret}`, `/nothing?x=${secret}`])
    await stand.raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nReferer: http://x/booking/${secret}\r\nConnection: close\r\n\r\n`);
  await stand.get(`/booking/${secret}`, { method: 'POST', body: 'x'.repeat(17000) });
  const log = await until('the log is written', async () => {
    const text = await readFile(join(stand.state, 'nginx-access.log'), 'utf8');
    return text.split('/booking/***').length > 4 && text;
  });
  assert.ok(!log.includes(secret), log);
  const errors = await readFile(join(stand.state, 'nginx-error.log'), 'utf8');
  assert.ok(!errors.includes(secret), errors);
});

test('base path: the whole site and booking work under /zwfw, with nothing at /', async (t) => {
  const content = await content_copy(await temp_folder(), async (dir) => {
    const file = join(dir, 'hall.conf');
    const conf = await readFile(file, 'utf8');
    await writeFile(file, conf.replace(/^site\.base_url *=.*$/m, 'site.base_url = https://www.example.gov.cn/zwfw'));
  });
  const based = await Stand.start(t, { now: '2026-11-23T09:00', content, base: '/zwfw' });
  assert.equal((await based.get('/zwfw/')).status, 200);
  assert.equal((await based.get('/')).status, 404);
  assert.equal((await based.get('/zwfw/W/07')).headers.get('location'), '/zwfw/windows/7/');
  assert.equal((await based.get('/zwfw/large/book/?item=9')).headers.get('location'), '/zwfw/large/book?item=9');
  assert.equal((await based.get('/book/')).status, 404);
  assert.equal((await based.get('/zwfw/nothing')).status, 404);
  const answer = await based.book({ slot: '2026-11-28T09:00' });
  assert.equal(answer.status, 303);
  assert.match(answer.headers.get('location'), /^\/zwfw\/booking\//);
  assert.equal((await based.get(answer.headers.get('location'))).status, 200);
});
