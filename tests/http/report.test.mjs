// 月报: the figures on the page and in the workbook equal plain SQL over the ledger.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
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
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900),
  b(i, window, day, hour, channel, state) AS (
    SELECT i, 1 + (i * i + i / 3) % 17, printf('2026-%02d-%02d', 9 + i % 3, 1 + (i * 7) % 30), 8 + (i * i / 3) % 9,
           CASE i * i % 7 % 3 WHEN 0 THEN 'counter' WHEN 1 THEN 'phone' ELSE 'online' END,
           CASE (i * i + i / 5) % 11 WHEN 0 THEN 'cancelled' WHEN 1 THEN 'moved' WHEN 2 THEN 'done' WHEN 3 THEN 'accepted'
             WHEN 4 THEN 'returned' WHEN 5 THEN 'left' WHEN 6 THEN 'no_show' WHEN 7 THEN 'arrived' WHEN 8 THEN 'done'
             ELSE 'booked' END FROM n)
  INSERT INTO booking(reference, window, window_name, floor, window_phone, item, item_name, day, start, end, day_label,
                      place, state, channel, name, phone, pickup, created_at, changed_at, changed_by)
  SELECT printf('%08d', i), window, '窗口' || window, '一楼', '0797', i % 9, '事项' || (i % 9), day,
         day || printf('T%02d:00', hour), day || printf('T%02d:30', hour), day, i, state, channel, '某人', '13812345678',
         '2026-12-01', 0, 0, 'test' FROM b;`;
const fill = (stand) => run('sqlite3', ['-cmd', '.timeout 60000', stand.ledger, many]);

const cells = (row) => [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map((m) => m[1].replace(/<[^>]*>/g, '').trim());
const row = (page, no) => cells(new RegExp(`<tr id="w${no}">.*?</tr>`, 's').exec(page)[0]);
const figure = (text) => (text === '–' ? 0 : Number(text));
const bars = (page, id) => Object.fromEntries([...new RegExp(`id="${id}">.*?</ul>`, 's').exec(page)[0].matchAll(/<li>(.*?)<\/li>/gs)]
  .map(([, li]) => [/<b>(.*?)<\/b>/.exec(li)[1], Number(/<span>(.*?)<\/span>/.exec(li)[1])]));

// October 2026: days off by the arrangement of holidays-2026, the rest by weekday; the hall's noon is 12:00—14:30.
const holidays = [1, 2, 3, 4, 5, 6, 7];
const kind_of = (day, time) => {
  const date = new Date(`${day}T00:00Z`);
  if (holidays.includes(date.getUTCDate())) return 'holiday';
  if ([0, 6].includes(date.getUTCDay()) && date.getUTCDate() !== 10) return 'weekend';
  return time >= '12:00' && time < '14:30' ? 'noon' : 'workday';
};

test('月报: each window, the sum, days, hours, channels and results equal plain SQL, on the page and in the workbook', async (t) => {
  const stand = await Stand.start(t, { now });
  await fill(stand);
  const who = await sign_in(stand, 'li', '--role', 'clerk', '--window', '4');
  const { page } = await who.get('/staff/report?month=2026-10');
  const of = (where) => stand.query(`SELECT day, substr(start, 12) AS time, state, channel FROM booking WHERE state <> 'moved' AND ${where}`);
  const all = await of("day LIKE '2026-10-%'");
  assert.ok(all.length > 200);

  const folder = await temp_folder();
  const workbook = await stand.get('/staff/report.xlsx?month=2026-10', { headers: { cookie: who.cookie } });
  assert.match(workbook.headers.get('content-disposition'), /report-2026-10\.xlsx/);
  await writeFile(join(folder, 'r.xlsx'), Buffer.from(await workbook.arrayBuffer()));
  const sheet = (await run('xlsx2csv', [join(folder, 'r.xlsx')])).stdout.trim().split('\n').map((line) => line.split(','));
  assert.match(sheet[0][0], /错时延时预约服务月报$/);
  assert.match(sheet[1][0], /^2026年10月1日—31日/);

  const sums = new Set();
  for (let no = 0; no <= 17; no++) {
    const mine = `${no ? `"window" = ${no}` : '1'}`;
    const rows = await of(`day LIKE '2026-10-%' AND ${mine}`);
    const n = (test) => rows.filter(test).length;
    const kinds = ['workday', 'noon', 'weekend', 'holiday'].map((kind) => n((b) => kind_of(b.day, b.time) === kind));
    const channels = ['counter', 'phone', 'online'].map((channel) => n((b) => b.channel === channel));
    const states = ['done', 'accepted', 'returned', 'left', 'no_show', 'cancelled'].map((state) => n((b) => b.state === state));
    const open = n((b) => ['booked', 'arrived'].includes(b.state));
    const before = (await of(`day LIKE '2026-09-%' AND ${mine}`)).length;
    const year = (await of(`day BETWEEN '2026-01-01' AND '2026-10-31' AND ${mine}`)).length;
    const [name, ...shown] = row(page, no);
    assert.match(name, no === 17 ? /^17 窗口17$/ : no ? new RegExp(`^${no} `) : /^合计$/);
    const [total, a, b, c, d, , came, no_show, cancelled, lacking, last, more, so_far] = shown;
    assert.deepEqual([total, a, b, c, d].map(figure), [rows.length, ...kinds], `window ${no}`);
    assert.deepEqual([came, no_show, cancelled, lacking].map(figure), [states[0] + states[1] + states[2] + states[3], states[4], states[5], open], `window ${no}`);
    assert.deepEqual([figure(last), Number(more.replace('−', '-')), figure(so_far)], [before, rows.length - before, year], `window ${no}`);
    const line = sheet.find(([word]) => (no ? word.startsWith(`${no} `) : word === '合计'));
    assert.deepEqual(line.slice(1).map(Number), [rows.length, ...kinds, ...channels, ...states, open, before, year], `window ${no}, workbook`);
    sums.add(rows.length);
  }
  assert.ok(sums.size > 5, 'the figures differ');
  assert.equal(sheet.length, 3 + 17 + 1);

  const days = bars(page, 'days');
  assert.equal(Object.keys(days).length, 31);
  for (const [day, n] of Object.entries(days)) assert.equal(n, all.filter((b) => Number(b.day.slice(8)) === parseInt(day, 10)).length, day);
  const hours = bars(page, 'hours');
  assert.ok(Object.keys(hours).length > 5);
  for (const [hour, n] of Object.entries(hours)) assert.equal(n, all.filter((b) => parseInt(b.time, 10) === parseInt(hour, 10)).length, hour);
  const words = async (table) => Object.fromEntries((await stand.query(`SELECT word, code FROM ${table}`)).map((r) => [r.word, r.code]));
  const channel = await words('channel'), state = await words('state');
  for (const [word, n] of Object.entries(bars(page, 'channels'))) assert.equal(n, all.filter((b) => b.channel === channel[word]).length, word);
  const results = bars(page, 'results');
  assert.equal(Object.keys(results).length, 7);
  for (const [word, n] of Object.entries(results))
    assert.equal(n, all.filter((b) => (word === '没有结果' ? ['booked', 'arrived'].includes(b.state) : b.state === state[word])).length, word);
  const [most] = await stand.query("SELECT count(*) AS n FROM booking WHERE state <> 'moved' AND day LIKE '2026-10-%' GROUP BY \"window\", iif(item = 0, '', item_name) ORDER BY n DESC LIMIT 1");
  assert.match(page, new RegExp(`id="items">.*?<b>${most.n}</b>`, 's'));
  assert.doesNotMatch(page, /某人|13812345678/, 'no names');
});

test('月报: by default the month that is over; the running one up to today; one window alone; where 统计 was', async (t) => {
  const stand = await Stand.start(t, { now });
  await fill(stand);
  const who = await sign_in(stand, 'leader', '--role', 'leader');
  const count = async (where) => (await stand.query(`SELECT count(*) AS n FROM booking WHERE state <> 'moved' AND ${where}`))[0].n;
  assert.match((await who.get('/staff/report')).page, /<b>月报 2026年10月<\/b>/);
  const running = (await who.get('/staff/report?month=2026-11')).page;
  assert.match(running, /2026年11月1日—23日/);
  assert.equal(figure(row(running, 0)[1]), await count("day BETWEEN '2026-11-01' AND '2026-11-23'"));
  assert.equal(row(running, 0)[12], '', 'half a month is not compared with a whole one');
  const missing = await count("day BETWEEN '2026-11-01' AND '2026-11-22' AND state IN ('booked', 'arrived')");
  assert.match(running, new RegExp(`${missing} 个没有结果`));
  const one = (await who.get('/staff/report?month=2026-10&window=4')).page;
  assert.equal(figure(row(one, 4)[1]), await count("day LIKE '2026-10-%' AND \"window\" = 4"));
  assert.doesNotMatch(one, /<tr id="w(5|0)">/);
  assert.equal(bars(one, 'channels').网上, await count("day LIKE '2026-10-%' AND \"window\" = 4 AND channel = 'online'"));
  assert.match((await who.get('/staff/report?month=2024-05')).page, /不分工作日和节假日/);
  const old = await who.get('/staff/stats?month=2026-09');
  assert.deepEqual([old.status, old.headers.get('location')], [303, '/staff/report?month=2026-09']);
});

const places = (page) => [...page.slice(page.indexOf('id="places"')).matchAll(/<tr><th scope="row">.*?<\/tr>/gs)].map((m) => cells(m[0]));

test('名额: places against those used', async (t) => {
  const stand = await Stand.start(t, { now });
  for (const [n, time] of ['09:00', '09:30', '10:00'].entries())
    assert.equal((await stand.book({ slot: `2026-11-28T${time}`, phone: `1390000000${n}` })).status, 303);
  const who = await sign_in(stand, 'leader', '--role', 'leader');
  const { page } = await who.get('/staff/report?month=2026-11');
  // 16 windows, 13 half-hours from 8:30 to 12:00 and 14:30 to 17:30, 3 places
  assert.deepEqual(places(page).find(([label]) => label.startsWith('11月28日')).slice(1, 4), ['624', '3', '621']);
});

test('名额: a day gone by keeps the places that it offered, after closures', async (t) => {
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
  await run('sqlite3', ['-cmd', '.timeout 60000', first.ledger, many.replace('% 17', '% 16').replace("printf('2026-%02d-%02d', 9 + i % 3, 1 + (i * 7) % 30)", `'${today}'`).replace('day, i, state', 'day, 1 + i % 5, state').replace('INSERT INTO', 'INSERT OR IGNORE INTO')]);
  await first.stop();

  const second = await Stand.start(t, { now: '2026-11-24T09:00', state });
  await until('the next day is noted', async () => (await second.query("SELECT 1 FROM offered WHERE day = '2026-11-24'")).length);
  const who = await sign_in(second, 'zhou', '--role', 'leader');
  const { page } = await who.get('/staff/report?month=2026-11');
  const [{ n: used }] = await second.query(`SELECT count(*) AS n FROM booking WHERE day = '${today}' AND state NOT IN ('cancelled', 'moved') AND place <= 3
    AND NOT ("window" = 4 AND substr(start, 12) >= '12:00')`);
  const [{ n: more }] = await second.query(`SELECT count(*) AS n FROM booking WHERE day = '${today}' AND state NOT IN ('cancelled', 'moved')`);
  assert.ok(used > 20 && more > used);
  const [label, ...figures] = places(page)[0];
  assert.match(label, /^11月23日/);
  assert.deepEqual(figures.slice(0, 3), [all - afternoon, used, all - afternoon - used].map(String));
  assert.match(places(page)[1][0], /^11月24日/);
  assert.match(page, /从2026年11月23日起有记录/);
});
