// The header set of every answer: static and dynamic, good and bad.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, test } from 'node:test';
import { sign_in } from './staff.mjs';
import { Stand } from './stand.mjs';

const always = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};
const policy = ["default-src 'none'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"];

// A header sent twice arrives as "a, a" and is found here too.
function check_headers(answer) {
  for (const [name, value] of Object.entries(always)) assert.equal(answer.headers.get(name), value, name);
  const csp = answer.headers.get('content-security-policy');
  for (const part of policy) assert.ok(csp.split(/; */).includes(part), `${part} in ${csp}`);
  assert.doesNotMatch(csp, /unsafe|\*|http:|data:/);
  assert.doesNotMatch(answer.headers.get('server') ?? '', /\d/, 'no version');
  assert.equal(answer.headers.get('x-powered-by'), null);
}

// A page of ours that says what to do, without jargon and with a telephone.
async function check_words(answer) {
  const page = await answer.text();
  const main = /<main[^>]*>(.*)<\/main>/s.exec(page)?.[1];
  assert.ok(main, `no page of ours: ${page.slice(0, 200)}`);
  assert.match(main, /<h1>[\p{Script=Han}，]+<\/h1>/u);
  assert.match(main, /href="tel:/);
  assert.doesNotMatch(main.replace(/<[^>]*>/g, ''), /nginx|[a-z]{2}|\b[45]\d\d\b/i);
}

const stand = await Stand.start({ after }, { now: '2026-11-23T09:00' });
const booked = await stand.book({ slot: '2026-11-28T09:00' });

for (const [title, status, get, more] of [
  ['home', 200, () => stand.get('/'), { 'cache-control': 'no-cache' }],
  ['a page not changed', 304, async () => stand.get('/', { headers: { 'if-none-match': (await stand.get('/')).headers.get('etag') } })],
  ['the icon', 200, () => stand.get('/favicon.ico'), { 'cache-control': 'public, max-age=604800' }],
  ['a window\'s code', 302, () => stand.get('/W/07')],
  ['a part of a page, which is sent whole', 200, () => stand.get('/', { headers: { range: 'bytes=9999999-' } })],
  ['a page that is not there', 404, () => stand.get('/nothing'), { 'cache-control': 'no-store' }],
  ['a hidden file', 404, () => stand.get('/.git/config')],
  ['a method for a page', 405, () => stand.get('/', { method: 'POST' }), { allow: 'GET, HEAD' }],
  ['the form', 200, () => stand.get('/book?item=9'), { 'cache-control': 'no-store' }],
  ['a booking', 303, () => booked, { 'cache-control': 'no-store' }],
  ['a receipt', 200, () => stand.get(booked.headers.get('location')), { 'cache-control': 'no-store' }],
  ['an unknown private link', 404, () => stand.get('/booking/AAAAAAAAAAAAAAAAAAAAAA'), { 'cache-control': 'no-store' }],
  ['a malformed form', 400, () => stand.post('/book', 'name=%FF'), { 'cache-control': 'no-store' }],
  ['a method for a code', 405, () => stand.get('/W/07', { method: 'POST' }), { allow: 'GET, HEAD' }],
  ['a method for an address as people type it', 405, () => stand.get('/large/book/', { method: 'DELETE' }), { allow: 'GET, HEAD' }],
  ['a method for the form', 405, () => stand.get('/book', { method: 'DELETE' }), { 'cache-control': 'no-store', allow: 'GET, HEAD, POST' }],
  ['a large body', 413, () => stand.post('/book', 'x'.repeat(17000)), { 'cache-control': 'no-store' }],
  ['a wrong form', 422, () => stand.book({ slot: '2026-11-28T09:00', name: '' }), { 'cache-control': 'no-store' }],
  ['healthz', 200, () => stand.get('/healthz'), { 'cache-control': 'no-store' }],
]) {
  test(`headers: ${title}, ${status}`, async () => {
    const answer = await get();
    assert.equal(answer.status, status);
    check_headers(answer);
    for (const [name, value] of Object.entries(more ?? {})) assert.equal(answer.headers.get(name), value, name);
    if (status === 302 || status === 303) assert.match(answer.headers.get('location'), /^\/[^/]/, 'path-absolute');
  });
}

// The hashes of a policy, by directive.
const hashes = (csp, directive) =>
  new RegExp(`${directive}((?: '[^']*')+)`).exec(csp)?.[1].trim().split(' ').sort() ?? [];
const hash_of = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const inline = (page, element) =>
  [...page.matchAll(new RegExp(`<${element}(?: (?:data-|type="text/javascript")[^>]*)?>(.*?)</${element}>`, 'gs'))].map(([, text]) => hash_of(text));

test('headers: the policy of every page names what stands inline in it, and little else', async (t) => {
  const staff = await sign_in(stand, 'csp', '--role', 'admin');
  const kinds = [
    [0, '/', '/?from=timeline', '/index.html', '/large/'],
    [2, '/items/', '/items/9/', '/windows/', '/windows/9/', '/hours/', '/notice/', '/posters/', '/posters/9/',
      '/cards/', '/large/items/9/', '/404.html', '/503.html', '/nothing'],
    [1, '/book', '/book?item=9', '/booking', booked.headers.get('location'), '/booking/AAAAAAAAAAAAAAAAAAAAAA',
      '/large/book', '/large/book?item=9', '/large/booking', `/large${booked.headers.get('location')}`],
    [4, '/staff/login', '/staff/', '/staff/new', '/staff/find', '/staff/bookings/1', '/staff/ledger?window=4',
      '/staff/ledger/print?window=4', '/staff/closures', '/staff/roster', '/staff/report', '/staff/help', '/staff/account'],
  ];
  for (const [more, ...paths] of kinds) {
    for (const path of paths) {
      const answer = await stand.get(path, { headers: { cookie: staff.cookie } });
      const page = await answer.text();
      const csp = answer.headers.get('content-security-policy');
      for (const [directive, element] of [['style-src', 'style'], ['script-src', 'script']]) {
        const named = hashes(csp, directive);
        const used = inline(page, element);
        assert.deepEqual(used.filter((h) => !named.includes(h)), [], `${path}: ${element} that is not in ${csp}`);
        assert.ok(named.filter((h) => h !== "'self'").length - used.length <= more + (path === '/book'), `${path}: ${csp}`);
      }
      assert.ok(csp.length <= 700, `${path}: ${csp.length} bytes`);
    }
  }
  const { headers } = await stand.get('/', { headers: { 'if-none-match': (await stand.get('/')).headers.get('etag') } });
  assert.equal(headers.get('content-security-policy'), (await stand.get('/')).headers.get('content-security-policy'), '304');
});

// As the bytes of an answer, for what fetch would not send.
function parse_answer(text) {
  const [head, body] = text.split(/\r\n\r\n(.*)/s);
  const [line, ...fields] = head.split('\r\n');
  const headers = new Headers(fields.map((f) => f.split(/: (.*)/s).slice(0, 2)));
  return { status: Number(line.split(' ')[1]), headers, text: () => body };
}
const send = async (...lines) => parse_answer(await stand.raw(`${lines.join('\r\n')}\r\n\r\n`));
const host = 'Host: x';

// What nginx says without asking hallbook: in our words, whatever was wrong.
for (const [title, status, get, more] of [
  ['no Host', 400, () => send('GET / HTTP/1.1')],
  ['a broken header', 400, () => send('GET / HTTP/1.1', host, 'x y: 1', 'Host: y')],
  ['headers of 150 K', 400, () => send('GET / HTTP/1.1', host, ...Array.from({ length: 5 }, (_, i) => `X${i}: ${'x'.repeat(30000)}`))],
  ['a length that is none', 400, () => send('POST /book HTTP/1.1', host, 'Content-Length: -1')],
  ['TLS on a plain port', 400, () => send('\x16\x03\x01\x02')],
  ['PUT to a page', 405, () => send('PUT / HTTP/1.1', host, 'Connection: close', 'Content-Length: 0'), { allow: 'GET, HEAD' }],
  ['TRACE', 405, () => send('TRACE / HTTP/1.1', host), { allow: 'GET, HEAD' }],
  ['CONNECT', 400, () => send('CONNECT x:1 HTTP/1.1', host)],
  ['an old If-Match', 412, () => stand.get('/', { headers: { 'if-match': '"x"' } })],
  ['a large body', 413, () => stand.post('/book', 'x'.repeat(17000))],
  ['a large body that is not said beforehand', 413, () =>
    send('POST /book HTTP/1.1', host, 'Transfer-Encoding: chunked', '', '5000', 'x'.repeat(0x5000), '0')],
  ['an address of 40 K', 414, () => send(`GET /${'x'.repeat(40000)} HTTP/1.1`, host)],
  ['a transfer coding nobody has', 501, () => send('POST /book HTTP/1.1', host, 'Transfer-Encoding: gzip')],
  ['a version of HTTP to come', 505, () => send('GET / HTTP/9.9', host)],
]) {
  test(`nginx: ${title}: ${status} in plain Chinese, with the headers`, async () => {
    const answer = await get();
    assert.equal(answer.status, status);
    check_headers(answer);
    await check_words(answer);
    for (const [name, value] of Object.entries({ 'cache-control': 'no-store', ...more })) assert.equal(answer.headers.get(name), value, name);
  });
}

test('headers: hallbook gone, 503 with Retry-After', () =>
  stand.without_hallbook(async () => {
    const answer = await stand.get('/book');
    assert.equal(answer.status, 503);
    check_headers(answer);
    assert.match(answer.headers.get('retry-after'), /^\d+$/);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    await check_words(answer);
  }));

// Sends until one is refused; the others are what they are.
async function flood(path, body) {
  for (let round = 0; round < 40; round++) {
    const answers = await Promise.all(Array.from({ length: 100 }, () => stand.post(path, body)));
    const limited = answers.find((a) => a.status === 429 && a.headers.get('retry-after') === '60');
    await Promise.all(answers.filter((a) => a !== limited).map((a) => a.arrayBuffer()));
    if (limited) return limited;
  }
  return assert.fail(`${path}: never 429`);
}

for (const [title, path, body] of [
  ['forms', '/book', 'x=1'],
  ['sign-ins', '/staff/login', 'user=x'],
]) {
  test(`headers: too many ${title}, 429 in words with Retry-After`, async () => {
    const limited = await flood(path, body);
    check_headers(limited);
    await check_words(limited);
  });
}

test('nginx: sixty sign-ins at once from one address are not too many', async (t) => {
  const other = await Stand.start(t, { now: '2026-11-23T09:00' });
  const answers = await Promise.all(Array.from({ length: 60 }, (_, n) => other.post('/staff/login', `user=u${n}&password=`)));
  // hallbook's own limit of failures waits longer; a busy machine makes 503 of some
  assert.equal(answers.filter((a) => a.status === 429 && a.headers.get('retry-after') === '60').length, 0);
});
