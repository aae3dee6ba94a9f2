// The header set of every answer: static and dynamic, good and bad.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
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

const stand = await Stand.start({ after }, { now: '2026-11-23T09:00' });
const booked = await stand.book({ slot: '2026-11-28T09:00' });

for (const [title, status, get, more] of [
  ['home', 200, () => stand.get('/'), { 'cache-control': 'no-cache' }],
  ['a page not changed', 304, async () => stand.get('/', { headers: { 'if-none-match': (await stand.get('/')).headers.get('etag') } })],
  ['a window\'s code', 302, () => stand.get('/W/07')],
  ['a page that is not there', 404, () => stand.get('/nothing'), { 'cache-control': 'no-store' }],
  ['a hidden file', 404, () => stand.get('/.git/config')],
  ['a method for a page', 405, () => stand.get('/', { method: 'POST' }), { allow: 'GET, HEAD' }],
  ['the form', 200, () => stand.get('/book?item=9'), { 'cache-control': 'no-store' }],
  ['a booking', 303, () => booked, { 'cache-control': 'no-store' }],
  ['a receipt', 200, () => stand.get(booked.headers.get('location')), { 'cache-control': 'no-store' }],
  ['an unknown private link', 404, () => stand.get('/booking/AAAAAAAAAAAAAAAAAAAAAA'), { 'cache-control': 'no-store' }],
  ['a malformed form', 400, () => stand.post('/book', 'name=%FF'), { 'cache-control': 'no-store' }],
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

test('headers: hallbook gone, 503 with Retry-After', () =>
  stand.without_hallbook(async () => {
    const answer = await stand.get('/book');
    assert.equal(answer.status, 503);
    check_headers(answer);
    assert.match(answer.headers.get('retry-after'), /^\d+$/);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
  }));

test('headers: too many forms, 429 with Retry-After', async () => {
  let limited;
  for (let round = 0; round < 40 && !limited; round++) {
    const answers = await Promise.all(Array.from({ length: 100 }, () => stand.post('/book', 'x=1')));
    limited = answers.find((a) => a.status === 429);
    await Promise.all(answers.filter((a) => a !== limited).map((a) => a.arrayBuffer()));
  }
  check_headers(limited);
  assert.match(limited.headers.get('retry-after'), /^\d+$/);
});
