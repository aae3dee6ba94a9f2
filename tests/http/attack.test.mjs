// What somebody would try from outside, and what comes of it: nothing.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Stand, tags, top } from './stand.mjs';
import { sign_in } from './staff.mjs';

const stand = await Stand.start({ after }, { now: '2026-11-23T09:00' });
const booked = await stand.book({ slot: '2026-11-28T09:00' });
const link = booked.headers.get('location');
const admin = await sign_in(stand, 'li', '--role', 'admin');

const public_pages = ['/', '/items/', '/book', '/book?item=9', '/booking', link, '/healthz', '/nothing'];
const staff_pages = ['', 'new', 'closures', 'ledger', 'roster', 'calls', 'report', 'log', 'accounts', 'audit', 'account', 'help'];
const rows = async () => stand.query('SELECT (SELECT count(*) FROM booking) AS bookings, (SELECT count(*) FROM history) AS events,' +
  ' (SELECT count(*) FROM account) AS accounts, (SELECT count(*) FROM closure) AS closures');

test('CORS: no origin is let in', async () => {
  for (const path of public_pages)
    for (const method of ['GET', 'OPTIONS']) {
      const answer = await stand.get(path, { method, headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' } });
      assert.deepEqual([...answer.headers.keys()].filter((name) => name.startsWith('access-control')), [], `${method} ${path}`);
    }
});

test('GET changes nothing, whatever it asks for', async () => {
  const before = await rows();
  const query = '?do=save&id=1&result=handled&name=x&phone=13912345678&role=admin&user=x&window=4&day=2026-11-28&slot=2026-11-28T10%3A00&item=9';
  for (const path of ['/book', `${link}/cancel`, `${link}/move`, `${link}/edit`, `${link}/erase`, '/booking', '/staff/logout', '/staff/bookings/1', '/staff/roster/save', '/staff/account/password', ...staff_pages.map((p) => `/staff/${p}`)])
    assert.ok((await admin.get(path + query)).status < 500, path);
  assert.deepEqual(await rows(), before);
  assert.equal((await admin.get('/staff/')).status, 200, 'still signed in');
});

test('types: every kind of answer says its charset', async () => {
  for (const path of [...public_pages, '/feed.xml', '/hours.ics', '/sitemap.xml', '/robots.txt', '/data/items.csv', '/data/items.json', `${link}.ics`])
    assert.match((await stand.get(path)).headers.get('content-type'), /^(text|application)\/[\w+.-]+; ?charset=utf-8$/i, path);
  assert.equal((await stand.get(`${link}/qr.png`)).headers.get('content-type'), 'image/png');
});

// The last digit by ISO 7064, mod 11,10.
function reference_of(n) {
  const seven = String(n).padStart(7, '0');
  let product = 10;
  for (const digit of seven) product = (2 * ((product + Number(digit)) % 10 || 10)) % 11;
  return seven + ((11 - product) % 10);
}

test('X-Forwarded-For and the like change nothing: the 61st guess waits all the same', async () => {
  const guess = (n) => stand.post('/booking', `reference=${reference_of(n)}&tail=0000`, {
    'x-forwarded-for': `203.0.113.${n}`, 'x-real-ip': `203.0.113.${n}`, forwarded: `for=203.0.113.${n}`, 'client-ip': `203.0.113.${n}`,
    remote_addr: `203.0.113.${n}`,
  });
  for (let n = 1; n <= 60; n++) assert.equal((await guess(n)).status, 422);
  assert.equal((await guess(61)).status, 429);
});

const raw = (...lines) => stand.raw(lines.join('\r\n'));
const smuggled = 'GET /booking/smuggled HTTP/1.1\r\nHost: x\r\n\r\n';
for (const [title, head, body] of [
  ['length and chunks', ['Content-Length: 5', 'Transfer-Encoding: chunked'], `0\r\n\r\n${smuggled}`],
  ['two lengths', ['Content-Length: 5', `Content-Length: ${5 + smuggled.length}`], `x=123${smuggled}`],
  ['a list of lengths', [`Content-Length: 5, ${smuggled.length}`], `x=123${smuggled}`],
  ['a signed length', ['Content-Length: +5'], `x=123${smuggled}`],
  ['chunks spelt oddly', ['Content-Length: 5', 'Transfer-Encoding: xchunked'], `0\r\n\r\n${smuggled}`],
  ['chunks twice', ['Transfer-Encoding: chunked', 'Transfer-Encoding: identity'], `0\r\n\r\n${smuggled}`],
  ['a name with a blank', ['Content-Length : 5', 'Transfer-Encoding: chunked'], `0\r\n\r\n${smuggled}`],
])
  test(`smuggling: ${title} is one bad request`, async () => {
    const answers = await raw('POST /booking HTTP/1.1', 'Host: x', 'Content-Type: application/x-www-form-urlencoded', ...head, 'Connection: close', '', body);
    assert.equal(answers.match(/^HTTP\/1\.1 /gm).length, 1, answers);
    assert.match(answers, /^HTTP\/1\.1 (400|501) /);
  });

test('parameters: headers that look like those of FastCGI never reach it', async () => {
  const answer = await raw('GET /book HTTP/1.1', 'Host: evil.example', 'Script-Name: /evil', 'Document-Uri: /staff/', 'Https: on',
    'Request-Method: POST', 'Http_Sec_Fetch_Site: same-origin', 'Connection: close', '', '');
  assert.match(answer, /^HTTP\/1\.1 200 /);
  assert.doesNotMatch(answer, /evil/);
  const foreign = await raw('POST /booking HTTP/1.1', 'Host: x', 'Sec_Fetch_Site: same-origin', 'Origin: https://evil.example', 'Connection: close',
    'Content-Type: application/x-www-form-urlencoded', 'Content-Length: 30', '', 'reference=12345678&tail=12345%');
  assert.match(foreign, /^HTTP\/1\.1 403 /);
});

test('Host: an address of the attacker stands in no answer', async () => {
  for (const path of ['/', '/W/07', '/book', '/booking', '/staff/', '/staff/login'])
    assert.doesNotMatch(await raw(`GET ${path} HTTP/1.1`, 'Host: evil.example', 'X-Forwarded-Host: evil.example', 'Connection: close', '', ''), /evil\.example/, path);
});

test('traversal: no address leads out of the site, and no folder is listed', async () => {
  for (const path of ['/booking/../../ledger.db', '/booking/%2e%2e/%2e%2e/ledger.db', '/booking/..%2f..%2fledger.db', '/staff/..%5c..%5cledger.db',
    '/assets/..%00/ledger.db', '/..%c0%af..%c0%afledger.db', '/releases/', '/ledger.db', '/ledger.db.key', '/log/ledger.db.000001', '/nginx.conf', '/catalogue.db', '/templates/', '/.git/HEAD', '/data/', '/posters/../../catalogue.db']) {
    const answer = await raw(`GET ${path} HTTP/1.1`, 'Host: x', 'Connection: close', '', '');
    assert.match(answer, /^HTTP\/1\.1 (400|404) /, path);
    assert.doesNotMatch(answer, /Index of|SQLite format/, path);
  }
});

test('injection: quotes, markup and operators in any parameter are text', async () => {
  const before = await rows();
  const texts = [`9' OR '1'='1`, `9;DROP TABLE booking--`, `9 UNION SELECT password FROM account`, `"><script>alert(1)</script>`, `{{hall_name}}{{{css_site}}}`,
    `%s%n%x`, `$(id)`, '`id`', `../../etc/passwd`, `=HYPERLINK("x")`, `javascript:alert(1)`, `9\u2028x`, `０９`, `-1`, `99999999999999999999`];
  for (const text of texts)
    for (const name of ['item', 'window', 'day', 'slot', 'q', 'from', 'to', 'for_window', 'next', 'id', 'before', 'page', 'week', 'month'])
      for (const path of name === 'item' || name === 'window' ? ['/book', '/staff/ledger', '/staff/'] : ['/staff/ledger', '/staff/roster']) {
        const answer = await admin.get(`${path}?${new URLSearchParams({ [name]: text })}`);
        assert.ok([200, 303, 400, 403, 404, 422].includes(answer.status), `${answer.status} ${path} ${name}=${text}`);
        assert.doesNotMatch(answer.page, /<script>alert|\$argon2|no such column|syntax error/, `${path} ${name}=${text}`);
      }
  assert.deepEqual(await rows(), before);
});

test('values: long, hidden and of every script: refused in words, never a 500', async () => {
  const before = (await rows())[0].bookings;
  const wild = ['x'.repeat(12000), '王'.repeat(4000), '\u202e三张', '张\u200b三', '👨‍👩‍👧', 'é'.repeat(50), '\ufeff张三', '张\u0000三', 'ﷺ'.repeat(30), '\r\nBEGIN:VEVENT', '<b>张三</b>', `'; DROP TABLE booking; --`];
  for (const field of ['name', 'phone', 'agent', 'note', 'slot', 'item', 'token', 'website'])
    for (const text of wild) {
      const fields = await stand.form({ item: 9, day: '2026-11-29' });
      for (const [k, v] of Object.entries({ item: '9', slot: '2026-11-29T09:00', name: '张三', phone: '1', [field]: text })) fields.set(k, v);
      const answer = await stand.post('/book', fields);
      const page = Buffer.from(await answer.arrayBuffer());
      assert.ok([400, 413, 422, 403].includes(answer.status), `${answer.status} ${field}=${text.slice(0, 20)}`);
      assert.ok(!page.toString('utf8').includes('\ufffd'), 'the page is UTF-8');
      assert.doesNotMatch(page.toString('utf8'), /<b>张三/);
    }
  assert.equal((await rows())[0].bookings, before);
});

test('tokens: none does for another purpose', async () => {
  const form = (await stand.form({ item: 9, day: '2026-11-28' })).get('token');
  const own = link.split('/').at(-1);
  for (const token of [form, admin.csrf, admin.cookie.split('=')[1]]) assert.equal((await stand.get(`/booking/${token}`)).status, 404);
  for (const token of [form, own, admin.csrf]) assert.equal((await stand.get('/staff/', { headers: { cookie: `hall=${token}` } })).status, 303);
  for (const token of [own, admin.csrf])
    assert.notEqual((await stand.book({ slot: '2026-11-28T10:00', phone: '13912345678', token })).status, 303);
  for (const csrf of [form, own]) assert.equal((await admin.post('/staff/logout', { csrf })).status, 403);
});

test('passwords: hidden, pasted, and known to the browser', async () => {
  const seen = [];
  for (const page of [await (await stand.get('/staff/login')).text(), (await admin.get('/staff/account')).page]) {
    assert.doesNotMatch(page, /onpaste|user-select/i);
    for (const input of tags(page, 'input').filter((i) => /^(password|new|again)$/.test(i.name))) {
      assert.equal(input.type, 'password', input.name);
      assert.match(input.autocomplete, /^(current|new)-password$/);
      assert.ok(!input.maxlength || Number(input.maxlength) >= 64);
      seen.push(input.name);
    }
  }
  assert.deepEqual([...new Set(seen)].sort(), ['again', 'new', 'password']);
});

test('退出: stands on every page of staff', async () => {
  for (const path of staff_pages) {
    const answer = await admin.get(`/staff/${path}`);
    assert.equal(answer.status, 200, path);
    assert.match(answer.page, /action="[^"]*staff\/logout"/, path);
  }
});

test('browser storage: none is used, and citizens get no cookie', async () => {
  for (const file of (await readdir(join(top, 'site/assets'))).filter((f) => f.endsWith('.js')))
    assert.doesNotMatch(await readFile(join(top, 'site/assets', file), 'utf8'), /localStorage|sessionStorage|indexedDB|document\.cookie|caches\b/, file);
  for (const path of public_pages) assert.equal((await stand.get(path)).headers.get('set-cookie'), null, path);
});

test('log: a line end in a request makes no line', async () => {
  await raw('GET /x%0a127.0.0.1%20[forged] HTTP/1.1', 'Host: x', 'User-Agent: a\x0bb', 'Connection: close', '', '');
  await raw('GET /forged\x0b\x1b[2J HTTP/1.1', 'Host: x', 'Connection: close', '', '');
  const log = await readFile(join(stand.state, 'nginx-access.log'), 'utf8');
  for (const line of log.trimEnd().split('\n')) assert.match(line, /^127\.0\.0\.1 \[[^\]]+\] \S* \S* \d{3} \d+ [\d.]+$/);
  assert.doesNotMatch(log, /forged\]|\x1b/);
});

// As many as a botnet of slow clients would hold open.
test('half-sent: a thousand to nginx and a thousand to the socket, and others are answered', async (t) => {
  const begin = (where, bytes, n) => Promise.all(Array.from({ length: n }, () => new Promise((done, fail) => {
    const socket = connect(where, () => socket.write(bytes, () => done(socket)));
    socket.on('error', fail).unref();
    t.after(() => socket.destroy());
  })));
  const post = 'POST /book HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nname=';
  await begin({ port: stand.port, host: '127.0.0.1' }, post, 500);
  await begin({ port: stand.port, host: '127.0.0.1' }, 'GET /book HTTP/1.1\r\nHost: x\r\nX-Slow: ', 500);
  await begin({ path: join(stand.state, 'hallbook.sock') }, Buffer.from([1, 1, 0, 1, 0, 8, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 1, 4, 0, 1, 1, 0]), 1000);
  for (let n = 0; n < 100; n++) assert.equal((await stand.get('/book?item=9')).status, 200);
  assert.equal((await stand.book({ slot: '2026-11-29T10:00', phone: '13712345678' })).status, 303);
});
