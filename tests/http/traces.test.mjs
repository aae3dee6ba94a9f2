// Personal data stays in the ledger. Every stand of every test looks at its
// logs when it stops (stand.mjs); here is one whole flow, kills and errors
// too, and the releases are looked at as well.
import assert from 'node:assert/strict';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { Stand, until } from './stand.mjs';
import { sign_in } from './staff.mjs';

const slot = '2026-11-28T09:00';
const person = { name: '欧阳翠花', phone: '13877776666', agent: '司徒代理', note: '腿脚不便带轮椅' };

test('个人信息: after a whole flow with errors and kills no log, output, address or release holds any of it', async (t) => {
  const stand = await Stand.start(t, { now: '2026-11-23T09:00' });
  const book = (more) => stand.book({ slot, ...person, ...more });
  const link = (await book()).headers.get('location');
  assert.match(link, /^\/booking\//);
  const [{ reference }] = await stand.query('SELECT reference FROM booking');
  const look_up = (tail) => stand.post('/booking', new URLSearchParams({ reference, tail }));
  assert.equal((await look_up('6666')).status, 303);
  for (const _ of Array(6)) await look_up('0000');
  for (const path of ['', '.ics', '/qr.png', '/move', '/edit']) assert.equal((await stand.get(link + path)).status, 200);

  // Wrong in every way that a form can be.
  await book();
  await book({ phone: '1387777', note: '长'.repeat(101) });
  await book({ slot: '2026-11-20T09:00' });
  await book({ website: 'x' });
  await stand.post('/book', `${new URLSearchParams(person)}&name=%FF`);
  await stand.post('/book', new URLSearchParams({ ...person, item: '9', slot, note: 'x'.repeat(17000) }));
  await stand.post('/book', new URLSearchParams(person), { origin: 'http://elsewhere.example', 'sec-fetch-site': 'cross-site' });
  await stand.get('/book', { method: 'DELETE', body: new URLSearchParams(person).toString() });
  await stand.get(`/booking?reference=${reference}&tail=6666`);
  await stand.get(`/nothing/${encodeURIComponent(person.name)}?phone=${person.phone}`);

  const form = async (path) => new URLSearchParams({ token: /name="token" value="([^"]*)"/.exec(await (await stand.get(link + path)).text())?.[1] ?? '' });
  const move = await form('/move');
  move.set('slot', '2026-11-28T09:30');
  const moved = (await stand.post(`${link}/move`, move)).headers.get('location');
  assert.notEqual(moved, link);
  assert.equal((await stand.post(`${moved}/edit`, new URLSearchParams({ name: '欧阳秀英', phone: '13855554444' }))).status, 303);
  assert.equal((await stand.post(`${moved}/cancel`, '')).status, 303);
  assert.equal((await stand.post(`${moved}/erase`, '')).status, 303);

  const who = await sign_in(stand, 'boss', '--role', 'admin');
  for (const phone of ['13866665555', 'x']) await who.post('/staff/new', { item: '9', ...person, phone, slot, channel: '电话', remark: '' });
  for (const q of [person.name, '13866665555', '5555']) assert.equal((await who.post('/staff/find', { q })).status < 400, true);
  const [{ id }] = await stand.query("SELECT id FROM booking WHERE phone = '13866665555'");
  await who.post(`/staff/bookings/${id}`, { result: 'accepted', pickup: '', mail: '1', address: '梅江镇翠花路1号' });
  for (const path of ['ledger.csv', 'ledger.xlsx', 'ledger/print', 'ledger'])
    assert.equal((await who.get(`/staff/${path}?window=4&from=2026-11-01&to=2026-11-30`)).status, 200, path);
  for (const path of ['', 'calls', `bookings/${id}`, `bookings/${id}/slip`, 'audit', 'find?q=欧阳翠花']) await who.get(`/staff/${path}`);

  // Killed under load, and a minute without hallbook.
  const sending = Array.from({ length: 20 }, (_, n) => book({ phone: `1390000${1000 + n}` }).catch(() => {}));
  const pid = await stand.hallbook_pid();
  process.kill(pid, 'SIGKILL');
  await Promise.all(sending);
  await until('hallbook is back', async () => (await stand.hallbook_pid()) !== pid && (await stand.get('/healthz')).status === 200);
  await stand.without_hallbook(async () => {
    assert.equal((await stand.post('/book', new URLSearchParams(person))).status, 503);
    assert.equal((await stand.get(moved)).status, 503);
  });

  assert.ok(stand.traces.tokens.size > 3 && stand.traces.texts.size > 4 && stand.traces.digits.size > 3);
  assert.deepEqual(await stand.traces.faults(stand.state, stand.output, () => true), []);
  const log = await readFile(join(stand.state, 'nginx-access.log'), 'utf8');
  assert.ok(log.split('\n').length > 60, 'there is a log');

  // And it would be seen.
  for (const mark of [person.phone, person.name, encodeURIComponent(person.note), link.split('/').pop()]) {
    await appendFile(join(stand.state, 'nginx-access.log'), `x ${mark} y\n`);
    const [fault] = await stand.traces.faults(stand.state, '');
    assert.equal(fault, `nginx-access.log: ${mark}`);
    await writeFile(join(stand.state, 'nginx-access.log'), log);
  }
  assert.deepEqual(await stand.traces.faults(stand.state, `book: ${person.phone}\n`), [`output: ${person.phone}`]);
});
