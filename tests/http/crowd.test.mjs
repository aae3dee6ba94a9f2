// Many citizens at once, through nginx: places are never given twice, and what
// was answered is what stands in the ledger. CROWD attempts (1,000).
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { test } from 'node:test';
import { Stand, form_fields, free_slots, offered_days, until, build } from './stand.mjs';

const run = promisify(execFile);
const monday = '2026-11-23T09:00';
const attempts = Number(process.env.CROWD || 1000);
const phone_of = (n) => `139${String(n).padStart(8, '0')}`;

async function check(stand) {
  const { stdout } = await run(`${build}/hallbook`, ['check', '--ledger', stand.ledger]);
  assert.equal(stdout.trim(), 'ok');
}

test(`名额: ${attempts} attempts at 30 places, with cancels and moves: never above, each 303 its row`, async (t) => {
  const stand = await Stand.start(t, { now: monday });
  // 15 slots of Saturday and Sunday at window 4, two public places each
  const slots = [];
  for (const day of ['2026-11-28', '2026-11-29'])
    slots.push(...free_slots(await (await stand.get(`/book?item=9&day=${day}`)).text()));
  slots.length = 15;
  const tokens = [];
  for (let n = 0; n < attempts; n++) tokens.push((await stand.form({ item: 9 })).get('token'));
  const links = new Set();
  const open = [];
  let next = 0;
  const statuses = {};
  const count = (kind, status) => {
    const key = `${kind} ${status}`;
    statuses[key] = (statuses[key] ?? 0) + 1;
    assert.ok([303, 422, 409].includes(status), key);
  };
  // nginx lets 50 a second of one address through; people come from many.
  const post = async (path, body) => {
    for (;;) {
      const answer = await stand.post(path, body);
      if (answer.status !== 429) return answer;
      await answer.arrayBuffer();
      await new Promise((done) => setTimeout(done, 200));
    }
  };
  const citizen = async () => {
    while (next < attempts) {
      const n = next++;
      const slot = slots[(n * 7) % slots.length];
      if (n % 5 === 3 && open.length) {
        count('cancel', (await post(`${open.shift()}/cancel`, '')).status);
      } else if (n % 5 === 4 && open.length) {
        const link = open.shift();
        const moved = await post(`${link}/move`, new URLSearchParams({ token: tokens[n], slot }));
        count('move', moved.status);
        open.push(moved.status === 303 ? moved.headers.get('location') : link);
        if (moved.status === 303) links.add(moved.headers.get('location'));
      } else {
        const fields = { token: tokens[n], item: '9', slot, name: '李四', phone: phone_of(n), website: '' };
        const made = await post('/book', new URLSearchParams(fields));
        count('book', made.status);
        if (made.status === 303) {
          links.add(made.headers.get('location'));
          open.push(made.headers.get('location'));
        }
      }
    }
  };
  await Promise.all(Array.from({ length: 32 }, citizen));
  assert.ok(statuses['book 303'] >= 30 && statuses['move 303'] && statuses['cancel 303'], JSON.stringify(statuses));
  const over = await stand.query(
    `SELECT start, count(*) AS n FROM booking WHERE state NOT IN ('cancelled', 'moved') GROUP BY window, start HAVING n > 2`,
  );
  assert.deepEqual(over, []);
  assert.equal(await stand.count(), links.size, 'as many rows as answers that said so');
  for (const link of links) assert.equal((await stand.get(link)).status, 200);
  await check(stand);
});

test('名额: the list and the booking agree for every time of a day', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const page = await (await stand.get('/book?item=9')).text();
  const days = offered_days(page).slice(0, Number(process.env.DAYS || 4));
  let n = 0;
  for (const day of days) {
    const offered = new Set(free_slots(await (await stand.get(`/book?item=9&day=${day}`)).text()));
    for (let minute = 8 * 60; minute < 18 * 60; minute += 30) {
      const slot = `${day}T${String(Math.floor(minute / 60)).padStart(2, '0')}:${minute % 60 ? '30' : '00'}`;
      const { status } = await stand.book({ slot, phone: phone_of(n++) });
      assert.equal(status === 303, offered.has(slot), `${slot}: ${status}`);
    }
  }
});

test('重发: a connection cut after sending, then the same form again: one booking, one receipt', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  for (let n = 0; n < 10; n++) {
    const fields = await stand.form({ item: 9 });
    for (const [k, v] of Object.entries({ item: '9', slot: `2026-11-30T${n < 2 ? '09:00' : n < 4 ? '09:30' : n < 6 ? '10:00' : n < 8 ? '10:30' : '11:00'}`, name: '李四', phone: phone_of(n) })) fields.set(k, v);
    const cut = new AbortController();
    const lost = stand.post('/book', fields).catch(() => {});
    const aborted = stand.get('/book', { method: 'POST', body: fields.toString(), signal: cut.signal,
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: stand.origin } }).catch(() => {});
    setTimeout(() => cut.abort(), n);
    await Promise.all([lost, aborted]);
    const again = await stand.post('/book', fields);
    assert.equal(again.status, 303);
    assert.equal(await stand.count(`phone = '${phone_of(n)}'`), 1);
  }
});

test('锁: another process holds the ledger: 503 in words, and afterwards the same form books', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const fields = await stand.form({ item: 9 });
  for (const [k, v] of Object.entries({ item: '9', slot: '2026-11-28T09:00', name: '王小二', phone: phone_of(1) })) fields.set(k, v);
  const holder = spawn('sqlite3', ['-cmd', '.timeout 60000', stand.ledger]);
  t.after(() => holder.kill());
  const held = new Promise((done) => holder.stdout.once('data', done));
  holder.stdin.write('BEGIN IMMEDIATE; SELECT 1;\n');
  await held;
  const refused = await stand.post('/book', fields);
  assert.equal(refused.status, 503);
  const page = await refused.text();
  assert.match(page, /没有保存成功/);
  assert.match(page, /王小二/);
  assert.equal((await stand.get('/book?item=9')).status, 200, 'reading goes on');
  holder.stdin.end('ROLLBACK;\n');
  await new Promise((done) => holder.once('exit', done));
  assert.equal((await stand.post('/book', fields)).status, 303);
  await check(stand);
});

// The first item of each window but one: 15 and 28 days meet in every combination.
const window_items = [1, 4, 8, 9, 13, 14, 19, 23, 28, 32, 39, 40, 44, 50, 74];

test(`kill -9: ${process.env.KILLS || 10} times under load, and ledger and log agree`, async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const acknowledged = new Set();
  let person = 0;
  let running = true;
  const citizen = async () => {
    while (running) {
      const n = person++;
      // any day of the horizon at any window: places enough for a long run
      const day = new Date(Date.UTC(2026, 10, 24 + (n % 28))).toISOString().slice(0, 10);
      const item = window_items[n % window_items.length];
      try {
        const page = await (await stand.get(`/book?item=${item}&day=${day}`)).text();
        const free = free_slots(page);
        const fields = form_fields(page);
        for (const [k, v] of Object.entries({ slot: free[(n * 31) % free.length], name: '李四', phone: phone_of(n) })) fields.set(k, v);
        const answer = await stand.post('/book', fields);
        if (answer.status === 303) acknowledged.add(answer.headers.get('location'));
      } catch {
        // no form at this moment: the next one tries
      }
    }
  };
  const citizens = Array.from({ length: 4 }, citizen);
  for (let n = 0; n < Number(process.env.KILLS || 10); n++) {
    const pid = await until('hallbook serves', async () => (await stand.get('/healthz')).status === 200 && stand.hallbook_pid());
    const before = acknowledged.size;
    await until('somebody has booked', () => acknowledged.size > before + Math.random() * 5);
    process.kill(pid, 'SIGKILL');
    await until('another one has started', async () => (await stand.hallbook_pid()) !== pid);
  }
  running = false;
  await Promise.all(citizens);
  await until('hallbook serves', async () => (await stand.get('/healthz')).status === 200);
  for (const link of acknowledged) assert.equal((await stand.get(link)).status, 200);
  await check(stand);
});
