// What others write into an address or keep in the browser never breaks a page.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Stand } from './stand.mjs';
import { sign_in } from './staff.mjs';

const monday = '2026-11-23T09:00';
const stand = await Stand.start({ after }, { now: monday });
const admin = await sign_in(stand, 'guan', '--role', 'admin');
const receipt = (await stand.book({ slot: '2026-11-28T09:00' })).headers.get('location');

const additions = [
  'fbclid=IwAR0-x_y&utm_source=wx&utm_medium=%E7%BE%A4', 'from=groupmessage&from=timeline&isappinstalled=0',
  'id=0123456789012345678901234567890123456789', 'x=%', '%', '%zz=1', 'q=%B9%AB', 'user=%FF&next=%', '&&==&', 'day=%D6%DC',
  `gclid=${'x'.repeat(3000)}`, 'code=%00&state=%0a',
];
const pages = [
  '/', '/items/', '/items/9/', '/windows/4/', '/hours/', '/en/', '/large/', '/large/book?item=9', '/book', '/book?item=9', '/book?window=4',
  '/book?item=9&day=2026-11-28', '/booking', receipt, `${receipt}/move`, `${receipt}.ics`, '/staff/login', '/staff/',
  '/staff/new', '/staff/find', '/staff/ledger?window=4', '/staff/roster', '/staff/calls', '/staff/report', '/staff/audit',
  '/staff/backlog', '/staff/list', '/staff/closures', '/staff/overtime', '/staff/accounts',
];
const with_query = (path, more) => `${path}${path.includes('?') ? '&' : '?'}${more}`;
const as_admin = { headers: { cookie: admin.cookie } };

// What a page says, without what is new in each.
const words = (html) => html.replace(/(name="(token|csrf)" value=")[^"]*/g, '$1').replace(/\d?\d:\d\d(:\d\d)?/g, '');

for (const path of pages) {
  test(`foreign parameters: ${path.replace(receipt, '/booking/TOKEN')} is the same page with them`, async () => {
    const look = async (at) => {
      const answer = await stand.get(at, as_admin);
      return [answer.status, words(await answer.text())];
    };
    for (const more of additions) {
      // where `from` is a field of the page, what was typed is answered
      if (/ledger/.test(path) && more.startsWith('from=')) continue;
      // the page of before, or where a minute went by meanwhile the one of behind
      const before = await look(path);
      const [status, text] = await look(with_query(path, more));
      const [plain_status, plain_text] = text === before[1] ? before : await look(path);
      assert.equal(status, plain_status, more);
      assert.equal(text, plain_text, more);
    }
  });
}

test('foreign parameters: a window\'s code leads to its page with them', async () => {
  for (const more of additions) {
    const answer = await stand.get(with_query('/W/07', more));
    assert.deepEqual([answer.status, answer.headers.get('location')], [302, '/windows/7/'], more);
  }
});

test('foreign parameters: in front of ours they take nothing away', async () => {
  for (const more of additions) {
    const page = await (await stand.get(`/book?${more}&item=9&day=2026-11-29`)).text();
    assert.match(page, /name="item" value="9"/, more);
    if (!more.startsWith('day=')) assert.match(page, /11月29日（星期日）<\/span>几点来/, more);
  }
});

test('what is posted malformed stays refused', async () => {
  for (const more of ['x=%', 'q=%B9%AB', 'name=a&name=b', 'x=%00'])
    assert.equal((await stand.post('/book', `item=9&${more}`)).status, 400, more);
});

const foreign_cookie = (name) => `${name}=${'x'.repeat(7500)}`;
const four = ['_ga', 'UM_distinctid', 'hallx', 'xhall'].map(foreign_cookie);

test('four cookies of 7.5 KB: every page answers as without them', async () => {
  for (const path of [...pages, '/W/07', '/nothing', '/healthz']) {
    const { status } = await stand.get(path, as_admin);
    // one line, as browsers send them over HTTP/1.1, and one each, as over HTTP/2
    for (const cookies of [[[...four, admin.cookie].join('; ')], [...four, admin.cookie]]) {
      const lines = [`GET ${path} HTTP/1.1`, 'Host: x', 'Connection: close', ...cookies.map((c) => `Cookie: ${c}`)];
      const answer = await stand.raw(`${lines.join('\r\n')}\r\n\r\n`);
      assert.match(answer, new RegExp(`^HTTP/1.1 ${status} `), path);
    }
  }
});

test('a foreign cookie, an agent and an address as long as they come: our own words', async () => {
  for (const [head, status, query] of [
    [`Cookie: hall=${'x'.repeat(20000)}; ${foreign_cookie('__Host-hall')}`, 303],
    ['x: y', 303, 9000],
    ['x: y', 303, 30000],
    [`User-Agent: ${'x'.repeat(30000)}`, 303],
    [`Cookie: x=${'x'.repeat(40000)}`, 400],
  ]) {
    const answer = await stand.raw(`GET /staff/?x=${'x'.repeat(query ?? 0)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${head}\r\n\r\n`);
    assert.match(answer, new RegExp(`^HTTP/1.1 ${status} `), head.slice(0, 20));
    assert.doesNotMatch(answer, /暂时不能用/);
  }
});
