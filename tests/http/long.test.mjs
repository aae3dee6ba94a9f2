// Long ledgers: what a thread makes (reader.h) is whole and right, and stops nobody.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { Stand, build, content_copy, temp_folder, top } from './stand.mjs';
import { sign_in } from './staff.mjs';

const run = promisify(execFile);

// Nobody is forgotten while the test looks at last year's rows.
async function keeping(t) {
  const content = await content_copy(await temp_folder(), async (dir) => {
    const conf = await readFile(join(dir, 'hall.conf'), 'utf8');
    await writeFile(join(dir, 'hall.conf'), conf.replace(/^privacy\.retention_days *=.*$/m, 'privacy.retention_days = 3650'));
  });
  return Stand.start(t, { now, content });
}
const now = '2026-11-23T09:00';
const year = 'from=2025-11-24&to=2026-11-22';

// 4,000 bookings over a year, windows 2, 4, 16 and 77, which is none any more; ids against the days.
const many = `
  DROP TRIGGER booking_begins;
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000),
  b AS (SELECT i, CASE i % 5 WHEN 0 THEN 2 WHEN 1 THEN 4 WHEN 2 THEN 16 WHEN 3 THEN 77 ELSE 4 END AS window,
               date('2026-11-22', printf('-%d days', i * 7919 % 364)) AS day FROM n)
  INSERT INTO booking(reference, window, window_name, floor, window_phone, item, item_name, day, start, end, day_label,
                      place, state, channel, name, phone, created_at, changed_at, changed_by)
  SELECT printf('%08d', i), window, '窗口' || window, '一楼', '0797', 9, '事项', day, day || 'T09:00', day || 'T09:30', day, i % 999 + 1,
         iif(i % 9, 'booked', 'cancelled'), 'phone', '申请人' || i, printf('138%08d', i), 1790000000, 1790000000, 'test' FROM b;`;

// Number, window and name of every row, by plain SQL.
const all = `SELECT number, "window" AS w, window_name, name FROM (
    SELECT *, row_number() OVER (PARTITION BY "window", substr(day, 1, 7) ORDER BY id) AS number FROM booking)
  WHERE day BETWEEN '2025-11-24' AND '2026-11-22' ORDER BY w, substr(day, 1, 7), number`;

const rows_of = (csv) => csv.replace('\ufeff', '').trim().split('\r\n').slice(1).map((line) => line.split(','));

test('台帐: a year of all windows as CSV, sheet by sheet, equals plain SQL; the command gives the same', async (t) => {
  const stand = await keeping(t);
  await run('sqlite3', ['-cmd', '.timeout 60000', stand.ledger, many]);
  const boss = await sign_in(stand, 'boss', '--role', 'admin');
  const wanted = await stand.query(all);
  assert.equal(wanted.length, 4000);
  const answers = await Promise.all([0, 4, 77].map((w) => boss.get(`/staff/ledger.csv?window=${w}&${year}`)));
  const [every, four, gone] = answers.map((a) => rows_of(a.page));
  assert.deepEqual(every.map((r) => [r[0], r[1], r[9]]), wanted.map((r) => [String(r.number), r.name, r.window_name]));
  assert.deepEqual(four.map((r) => r[1]), wanted.filter((r) => r.w === 4).map((r) => r.name));
  assert.deepEqual(gone.map((r) => r[0]), wanted.filter((r) => r.w === 77).map((r) => String(r.number)));
  const { stdout } = await run(join(top, build, 'hallbook'), ['export', '--ledger', stand.ledger, '--window', '0', '--from', '2025-11-24', '--to', '2026-11-22'], { maxBuffer: 1e8 });
  assert.deepEqual(rows_of(stdout), every);
  assert.equal((await stand.query("SELECT count(*) AS n FROM audit WHERE action = 'exported'"))[0].n, 4, 'each noted once');

  // one page prints all of it, ten lines a sheet of paper
  const print = (await boss.get(`/staff/ledger/print?window=0&${year}`)).page;
  const lines = [...print.matchAll(/<tr(?: class="gone")?><td>(?:<a [^>]*>)?(\d+)(?:<\/a>)?<\/td><td><div[^>]*>([^<]*)/g)];
  assert.deepEqual(lines.filter((l) => l[2]).map((l) => l[1]), wanted.map((r) => String(r.number)));
  assert.equal(lines.length, print.split('class="sheet form2"').length * 10 - 10);
  assert.equal(print.split('</html>').length, 2);
  assert.equal(print.split('<!doctype').length, 2);

  const screen = (await boss.get(`/staff/ledger?window=0&${year}`)).page;
  assert.match(screen, /共 <b>4000<\/b> 行/);
  assert.match(screen, /第 1 页，共 67 页/);
  const numbers = (page) => [...page.matchAll(/<td class="num">(\d+)</g)].map((m) => m[1]);
  assert.deepEqual(numbers(screen), wanted.slice(0, 60).map((r) => String(r.number)));
  const last = (await boss.get(`/staff/ledger?window=0&${year}&page=67`)).page;
  assert.deepEqual(numbers(last), wanted.slice(3960).map((r) => String(r.number)));
});

const cells = (csv) => csv.trim().split('\n').slice(1).map((line) => line.split(','));

test('台帐: workbooks of one window and of all for a year, made at once, equal plain SQL', async (t) => {
  const stand = await keeping(t);
  await run('sqlite3', ['-cmd', '.timeout 60000', stand.ledger, many]);
  const boss = await sign_in(stand, 'boss', '--role', 'admin');
  const wanted = await stand.query(all);
  const folder = await temp_folder();
  const files = await Promise.all([4, 0, 77].map((w) => stand.get(`/staff/ledger.xlsx?window=${w}&${year}`, { headers: { cookie: boss.cookie } })));
  const rows = [];
  for (const [n, file] of files.entries()) {
    assert.equal(file.status, 200);
    await writeFile(join(folder, `${n}.xlsx`), Buffer.from(await file.arrayBuffer()));
    rows.push(cells((await run('xlsx2csv', [join(folder, `${n}.xlsx`)], { maxBuffer: 1e8 })).stdout).slice(2)); // below the title
  }
  assert.deepEqual(rows[0].map((r) => r[1]), wanted.filter((r) => r.w === 4).map((r) => r.name));
  assert.deepEqual(rows[1].map((r) => [r[0], r[1], r[9]]), wanted.map((r) => [String(r.number), r.name, r.window_name]));
  assert.equal(rows[2].length, wanted.filter((r) => r.w === 77).length);
});

test('台帐: whoever goes away in the middle of a long export stops nobody', async (t) => {
  const stand = await keeping(t);
  await run('sqlite3', ['-cmd', '.timeout 60000', stand.ledger, many]);
  const boss = await sign_in(stand, 'boss', '--role', 'admin');
  for (const ending of ['.csv', '.xlsx', '/print', '']) {
    const away = new AbortController();
    const lost = stand.get(`/staff/ledger${ending}?window=4&${year}`, { headers: { cookie: boss.cookie }, signal: away.signal });
    await stand.get('/healthz');
    away.abort();
    await assert.rejects(lost);
  }
  assert.equal(rows_of((await boss.get(`/staff/ledger.csv?window=0&${year}`)).page).length, 4000);
});

test('月报: months of a long ledger, with a window that is none any more, for several at once', async (t) => {
  const stand = await keeping(t);
  await run('sqlite3', ['-cmd', '.timeout 60000', stand.ledger, many]);
  const boss = await sign_in(stand, 'boss', '--role', 'admin');
  const months = ['2026-02', '2025-12', '2026-11', '2031-01'];
  const answers = await Promise.all(months.map((month) => boss.get(`/staff/report?month=${month}`)));
  const sum = (page) => Number(/<tr id="w0">.*?<td>(\d+)</.exec(page)[1]);
  for (const [n, month] of months.entries()) {
    const [wanted] = await stand.query(`SELECT count(*) AS n FROM booking WHERE day LIKE '${month}-%'`);
    assert.equal(sum(answers[n].page), wanted.n, month);
  }
  assert.match(answers[0].page, /77 窗口77/);
});

test('查找: names and tails of telephones anywhere in a long ledger, the newest thirty', async (t) => {
  const stand = await keeping(t);
  await run('sqlite3', ['-cmd', '.timeout 60000', stand.ledger, many.replace('i < 4000', 'i < 14000')]);
  const boss = await sign_in(stand, 'boss', '--role', 'admin');
  const clerk = await sign_in(stand, 'li', '--role', 'clerk', '--window', '4');
  const find = async (who, q) => {
    const answer = await who.post('/staff/find', { q });
    return answer.status === 303 ? answer.headers.get('location') : [...answer.page.matchAll(/bookings\/(\d+)"/g)].map((m) => Number(m[1]));
  };
  assert.equal(await find(boss, '申请人13999'), '/staff/bookings/13999');
  assert.equal(await find(boss, '0003'.padStart(8, '0')), '/staff/bookings/3', 'the oldest');
  assert.deepEqual((await find(boss, '1234')).sort((a, b) => a - b), [1234, 11234]);
  const many_found = await find(boss, '申请人1');
  assert.equal(many_found.length, 30);
  assert.ok(Math.min(...many_found) > 9000, 'of the newest');
  assert.deepEqual(await find(clerk, '申请人3'.concat('x')), []);
  for (const id of await find(clerk, '申请人7')) assert.ok([1, 4].includes(id % 5), `${id} is of window 4`);
});
