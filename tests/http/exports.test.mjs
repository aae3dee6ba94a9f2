// Exports of a year while booking goes on, and their ends (reader.h, worker.h).
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { Stand, content_copy, free_slots, temp_folder, until } from './stand.mjs';
import { sign_in } from './staff.mjs';

const run = promisify(execFile);
const now = '2026-11-23T09:00';
const year = 'window=0&from=2025-11-24&to=2026-11-24';
const rows = 60000;

// All windows of a hall over a year, so many that a workbook takes seconds.
const many = `
  DROP TRIGGER booking_begins;
  WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${rows})
  INSERT INTO booking(reference, window, window_name, floor, window_phone, item, item_name, day, start, end, day_label,
                      place, state, channel, name, phone, created_at, changed_at, changed_by)
  SELECT printf('%08d', i), 1 + i % 16, '窗口', '一楼', '0797', 9, '事项', day, day || 'T09:00', day || 'T09:30', day, 1 + i / 16 % 300,
         'booked', 'phone', '申请人' || i, printf('138%08d', i), 1790000000, 1790000000, 'test'
    FROM (SELECT i, date('2026-11-22', printf('-%d days', i / 180)) AS day FROM n);`;

async function stand_of_a_year(t) {
  // nobody is forgotten meanwhile
  const content = await content_copy(await temp_folder(), async (dir) => {
    const conf = await readFile(join(dir, 'hall.conf'), 'utf8');
    await writeFile(join(dir, 'hall.conf'), conf.replace(/^privacy\.retention_days *=.*$/m, 'privacy.retention_days = 3650'));
  });
  const stand = await Stand.start(t, { now, content });
  await run('sqlite3', ['-cmd', '.timeout 60000', stand.ledger, many]);
  const boss = await sign_in(stand, 'boss', '--role', 'admin');
  return { stand, boss, fetch_file: (path, options) => stand.get(path, { headers: { cookie: boss.cookie }, ...options }) };
}
const begun = (stand, n = 1) => until('the export is noted, so begun', async () => (await stand.query("SELECT count(*) AS n FROM audit WHERE action = 'exported'"))[0].n >= n);

test('XLSX of a year of all windows: bookings are answered before it is, each is saved, those before it are in it', async (t) => {
  const { stand, fetch_file } = await stand_of_a_year(t);
  const slots = free_slots(await (await stand.get('/book?item=9&day=2026-11-25')).text());
  const early = await stand.book({ slot: slots[0], name: '先约的人', phone: '13700000000' });
  assert.equal(early.status, 303);
  const events = [];
  const file = fetch_file(`/staff/ledger.xlsx?window=0&from=2025-11-26&to=2026-11-25`).then((a) => (events.push('export'), a.arrayBuffer()));
  await begun(stand);
  for (let n = 1; n <= 6; n++) {
    const answer = await stand.book({ slot: slots[1 + (n % 3)], name: `同时约的人${n}`, phone: `1370000000${n}` });
    events.push(answer.status);
  }
  const workbook = Buffer.from(await file);
  assert.equal(events[0], 303, 'a booking came first, though it was asked for later');
  assert.deepEqual(events.filter((e) => e !== 'export'), Array(6).fill(303));
  assert.equal(await stand.count("name LIKE '同时约的人%'"), 6);
  const folder = await temp_folder();
  await writeFile(join(folder, 'l.xlsx'), workbook);
  const { stdout } = await run('xlsx2csv', [join(folder, 'l.xlsx')], { maxBuffer: 1e9 });
  const names = new Set(stdout.trim().split('\n').slice(3).map((line) => line.split(',')[1]));
  assert.ok(names.has('先约的人'));
  assert.ok(names.size >= rows - 1000, `${names.size} rows`);
});

test('kill -9 in the middle of an export: nothing is lost or left, and the next is whole', async (t) => {
  const { stand, fetch_file } = await stand_of_a_year(t);
  const lost = fetch_file(`/staff/ledger.xlsx?${year}`);
  await begun(stand);
  await stand.without_hallbook(async () => assert.equal((await lost).status, 503));
  assert.equal(await stand.count(), rows);
  assert.deepEqual((await readdir(join(stand.state, 'backups'))).filter((name) => !name.startsWith('ledger-')), []);
  const next = await fetch_file(`/staff/ledger.csv?${year}`);
  assert.equal((await next.text()).trim().split('\r\n').length, rows + 1);
});

test('SIGTERM in the middle of an export ends hallbook well', async (t) => {
  const { stand, fetch_file } = await stand_of_a_year(t);
  const lost = fetch_file(`/staff/ledger.xlsx?${year}`).catch(() => ({ status: 503 }));
  await begun(stand);
  stand.child.kill('SIGTERM');
  assert.deepEqual(await stand.end, [0, null]);
  assert.equal((await lost).status, 503);
  assert.doesNotMatch(stand.output, /意外|abort|Assertion/);
  assert.deepEqual((await run('sqlite3', [stand.ledger, 'PRAGMA integrity_check'])).stdout.trim(), 'ok');
});

test('more exports at once than wait: some are refused in words, the others are whole; a search goes on', async (t) => {
  const { stand, boss, fetch_file } = await stand_of_a_year(t);
  const read = async (answer) => ({ status: answer.status, wait: answer.headers.get('retry-after'), text: await answer.text() });
  const all = Array.from({ length: 14 }, () => fetch_file(`/staff/ledger.csv?${year}`).then(read));
  await begun(stand);
  const found = await boss.post('/staff/find', { q: '申请人59999' });
  assert.equal(found.headers.get('location'), `/staff/bookings/${rows}`);
  const answers = await Promise.all(all);
  const refused = answers.filter((a) => a.status === 503);
  assert.ok(refused.length > 0 && refused.length <= 14 - 8, `${refused.length} refused`);
  for (const answer of refused) {
    assert.match(answer.text, /现在要查找、导出的太多/);
    assert.ok(Number(answer.wait) > 0);
  }
  for (const answer of answers.filter((a) => a.status === 200)) assert.equal(answer.text.trim().split('\r\n').length, rows + 1);
});
