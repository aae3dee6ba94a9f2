// The figures equal plain SQL over the ledger.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { Stand, temp_folder, until } from './stand.mjs';
import { close_windows, sign_in } from './staff.mjs';

const run = promisify(execFile);
const now = '2026-11-23T09:00';

// Bookings of every window, day, hour, channel and state, by a rule that gives
// no two of these the same figures; written past hallbook's own rules.
const many = `
  DROP TRIGGER booking_begins;
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 700),
  b(i, window, day, hour, channel, state) AS (
    SELECT i, 1 + (i * i + i / 3) % 16, printf('2026-%02d-%02d', 10 + i % 2, 1 + (i * 7) % 30), 8 + (i * i / 3) % 9,
           CASE i * i % 7 % 3 WHEN 0 THEN 'counter' WHEN 1 THEN 'phone' ELSE 'online' END,
           CASE (i * i + i / 5) % 11 WHEN 0 THEN 'cancelled' WHEN 1 THEN 'moved' WHEN 2 THEN 'done' WHEN 3 THEN 'accepted'
             WHEN 4 THEN 'returned' WHEN 5 THEN 'left' WHEN 6 THEN 'no_show' WHEN 7 THEN 'arrived' WHEN 8 THEN 'done'
             ELSE 'booked' END FROM n)
  INSERT INTO booking(reference, window, window_name, floor, window_phone, item, item_name, day, start, end, day_label,
                      place, state, channel, name, phone, pickup, created_at, changed_at, changed_by)
  SELECT printf('%08d', i), window, '窗口' || window, '一楼', '0797', i % 9, '事项' || (i % 9), day,
         day || printf('T%02d:00', hour), day || printf('T%02d:30', hour), day, i, state, channel, '某人', '13812345678',
         '2026-12-01', 0, 0, 'test' FROM b;`;

const cells = (row) => [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map((m) => m[1].replace(/<[^>]*>/g, '').trim());
const table = (page, id) => {
  const inside = new RegExp(`<table[^>]*id="${id}".*?</table>`, 's').exec(page)[0].replace(/<thead>.*?<\/thead>/s, '');
  return [...inside.matchAll(/<tr[^>]*>.*?<\/tr>/gs)].map((m) => cells(m[0]));
};
const row = (page, id) => cells(new RegExp(`<tr id="${id}">.*?</tr>`, 's').exec(page)[0]);

test('统计: windows, days, hours, channels, results and items equal plain SQL', async (t) => {
  const stand = await Stand.start(t, { now });
  await run('sqlite3', ['-cmd', '.timeout 60000', stand.ledger, many]);
  const who = await sign_in(stand, 'li', '--role', 'clerk', '--window', '4');
  const count = async (where) =>
    String((await stand.query(`SELECT count(*) AS n FROM booking WHERE day LIKE '2026-10-%' AND ${where}`))[0].n);
  const { page } = await who.get('/staff/stats?month=2026-10');

  const of_states = ['done', 'accepted', 'returned', 'left', 'no_show', 'cancelled'];
  const figures = async (where) => {
    const found = [await count(`state <> 'moved' AND ${where}`)];
    for (const channel of ['counter', 'phone', 'online']) found.push(await count(`state <> 'moved' AND channel = '${channel}' AND ${where}`));
    for (const state of of_states) found.push(await count(`state = '${state}' AND ${where}`));
    return [...found, await count(`state IN ('booked', 'arrived') AND ${where}`)];
  };
  const total = await figures('1');
  assert.deepEqual(row(page, 'total'), total);
  assert.ok(Number(total[0]) > 200, 'there is something to count');
  assert.equal(new Set(total).size > 6, true, 'the figures differ');
  for (let no = 1; no <= 16; no++) {
    const [, n, bar, ...rest] = row(page, `w${no}`);
    assert.equal(bar, '');
    assert.deepEqual([n, ...rest], await figures(`"window" = ${no}`), `window ${no}`);
  }
  for (const [word, n] of table(page, 'channels')) {
    const [{ code }] = await stand.query(`SELECT code FROM channel WHERE word = '${word}'`);
    assert.equal(n, await count(`state <> 'moved' AND channel = '${code}'`), word);
  }
  const results = table(page, 'results');
  assert.equal(results.length, 8);
  for (const [word, n] of results) {
    const [{ code }] = await stand.query(`SELECT code FROM state WHERE word = '${word}'`);
    assert.equal(n, await count(`state = '${code}'`), word);
  }
  const hours = table(page, 'hours');
  assert.equal(hours.length > 3, true);
  for (const [hour, n] of hours) assert.equal(n, await count(`state <> 'moved' AND substr(start, 12, 2) = '${hour.split(' ')[0].padStart(2, '0')}'`), hour);
  const days = table(page, 'days');
  assert.equal(String(days.reduce((sum, d) => sum + Number(d[1]), 0)), total[0]);
  for (const [label, n, , no_show, cancelled] of days) {
    const day = /^2026/.test(label) ? label : `2026-10-${/月(\d+)日/.exec(label)[1].padStart(2, '0')}`;
    assert.equal(n, await count(`state <> 'moved' AND day = '${day}'`), label);
    assert.equal(no_show, await count(`state = 'no_show' AND day = '${day}'`), label);
    assert.equal(cancelled, await count(`state = 'cancelled' AND day = '${day}'`), label);
  }
  const items = table(page, 'items');
  assert.equal(items.length, 20, 'the twenty most');
  for (const [name, window, n] of items) assert.equal(n, await count(`state <> 'moved' AND iif(item = 0, '其他事项', item_name) = '${name}' AND "window" = ${window}`), name);
  assert.doesNotMatch(page, /某人|13812345678/, 'no names');
});

test('统计: a span of days, and places against those used', async (t) => {
  const stand = await Stand.start(t, { now });
  for (const [n, time] of ['09:00', '09:30', '10:00'].entries())
    assert.equal((await stand.book({ slot: `2026-11-28T${time}`, phone: `1390000000${n}` })).status, 303);
  await stand.book({ slot: '2026-11-29T09:00', phone: '13900000009' });
  const who = await sign_in(stand, 'leader', '--role', 'leader');
  assert.equal(row((await who.get('/staff/stats?from=2026-11-28&to=2026-11-28')).page, 'total')[0], '3');
  assert.equal(row((await who.get('/staff/stats?from=2026-11-28&to=2026-11-29')).page, 'total')[0], '4');
  const { page } = await who.get('/staff/stats');
  const saturday = table(page, 'places').find(([label]) => label.startsWith('11月28日'));
  // 16 windows, 13 half-hours from 8:30 to 12:00 and 14:30 to 17:30, 3 places
  assert.deepEqual(saturday.slice(1, 4), ['624', '3', '621']);
});

test('统计: a day gone by keeps the places that it offered, after closures', async (t) => {
  const state = await temp_folder();
  const today = '2026-11-23';
  const sum = async (stand, where = '1') => (await stand.query(`SELECT sum(places) AS n FROM offered WHERE day = '${today}' AND ${where}`))[0].n;
  const first = await Stand.start(t, { now, state });
  await until('it is noted', async () => (await sum(first)) > 0);
  const slots = async (where) => {
    const { stdout } = await run('sqlite3', ['-readonly', join(state, 'releases/current/catalogue.db'),
      `SELECT coalesce(sum(places), 0) FROM slot WHERE day = '${today}' AND ${where}`]);
    return Number(stdout);
  };
  const all = await slots('1');
  const afternoon = await slots("window = 4 AND time >= '12:00'");
  assert.ok(afternoon > 0 && all > afternoon);
  assert.equal(await sum(first), all);

  const leader = await sign_in(first, 'leader', '--role', 'leader');
  const close = (from) => close_windows(leader, { windows: '4', day: today, from, reason: '停电' });
  assert.equal((await close('')).status, 303);
  assert.equal(await sum(first, '"window" = 4'), 0);
  assert.equal((await leader.post('/staff/closures/1/lift', {})).status, 303);
  assert.equal(await sum(first), all);
  assert.equal((await close('12')).status, 303);
  assert.equal(await sum(first), all - afternoon);
  await run('sqlite3', ['-cmd', '.timeout 60000', first.ledger, many.replace("printf('2026-%02d-%02d', 10 + i % 2, 1 + (i * 7) % 30)", `'${today}'`).replace('day, i, state', 'day, 1 + i % 5, state').replace('INSERT INTO', 'INSERT OR IGNORE INTO')]);
  await first.stop();

  const second = await Stand.start(t, { now: '2026-11-24T09:00', state });
  await until('the next day is noted', async () => (await second.query("SELECT 1 FROM offered WHERE day = '2026-11-24'")).length);
  const who = await sign_in(second, 'zhou', '--role', 'leader');
  const { page } = await who.get('/staff/stats?month=2026-11');
  const [{ n: used }] = await second.query(`SELECT count(*) AS n FROM booking WHERE day = '${today}' AND state NOT IN ('cancelled', 'moved') AND place <= 3
    AND NOT ("window" = 4 AND substr(start, 12) >= '12:00')`);
  const [{ n: more }] = await second.query(`SELECT count(*) AS n FROM booking WHERE day = '${today}' AND state NOT IN ('cancelled', 'moved')`);
  assert.ok(used > 20 && more > used);
  const [label, ...figures] = table(page, 'places')[0];
  assert.match(label, /^(2026-11-23|11月23日)/);
  assert.deepEqual(figures.slice(0, 3), [all - afternoon, used, all - afternoon - used].map(String));
  assert.match(table(page, 'places')[1][0], /^11月24日/);
  assert.match(page, /从<time datetime="2026-11-23">2026年11月23日<\/time>起有记录/);
});
