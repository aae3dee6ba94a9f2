// What a hall's machine may do to hallbook: its disk is full, its files may not
// be written, a year's holidays are missing. (A locked ledger: crowd.test.mjs.)
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { chmod, chown, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { test } from 'node:test';
import { sign_in } from './staff.mjs';
import { Stand, build, content_copy, temp_folder, until } from './stand.mjs';

const run = promisify(execFile);
const monday = '2026-11-23T09:00';
const typed = { name: '欧阳小满', phone: '13900001234', agent: '王五', note: '带着孩子来，需要轮椅' };

async function filled(stand, phone = typed.phone) {
  const fields = await stand.form({ item: 9, day: '2026-11-28' });
  for (const [key, value] of Object.entries({ slot: '2026-11-28T09:00', ...typed, phone })) fields.set(key, value);
  return fields;
}

// A 503 in words, with the window's telephone and everything that was typed.
async function assert_words(answer, phone = typed.phone) {
  assert.equal(answer.status, 503);
  assert.ok(answer.headers.get('retry-after'));
  const page = await answer.text();
  assert.match(page, /没有保存成功，预约还没有生效/);
  assert.match(page.replace(/<[^>]*>/g, ''), /仍不行请打 \d{4}-\d{7}/);
  for (const value of Object.values({ ...typed, phone })) assert.ok(page.includes(value), value);
  assert.match(page, /value="2026-11-28T09:00" checked/);
}

async function check(stand) {
  const { stdout } = await run(join(build, 'hallbook'), ['check', '--ledger', stand.ledger]);
  assert.equal(stdout.trim(), 'ok');
}

// Books until it cannot be saved; gives the form that was not. Each 303 counts.
async function book_until_full(stand) {
  for (let made = 0; made < 200; made++) {
    const phone = `139${String(made).padStart(8, '0')}`;
    const fields = await filled(stand, phone);
    const answer = await stand.post('/book', fields);
    if (answer.status === 503) return { answer, fields, phone, made };
    assert.equal(answer.status, 303);
    const link = answer.headers.get('location');
    const cancelled = await stand.post(`${link}/cancel`, '');
    if (cancelled.status !== 303) {
      // the place is still taken, so the next one asks for it in vain
      assert.equal(cancelled.status, 503);
      assert.match(await cancelled.text(), /没有保存成功/);
      const next = await filled(stand, '13900009999');
      return { answer: await stand.post('/book', next), fields: next, phone: '13900009999', made: made + 1 };
    }
  }
  throw new Error('the disk is never full');
}

async function full_and_free(stand, free) {
  const pid = await stand.hallbook_pid();
  const { answer, fields, phone, made } = await book_until_full(stand);
  await assert_words(answer, phone);
  assert.equal(await stand.count(`phone = '${phone}'`), 0);
  assert.equal((await stand.get('/book?item=9')).status, 200, 'reading goes on');
  // a fault is a line, and the same again is one a minute
  for (let again = 0; again < 40; again++) assert.equal((await stand.post('/book', fields)).status, 503);
  const health = await stand.get('/healthz');
  assert.equal(health.status, 503);
  assert.match(await health.text(), /^不能用：.*(磁盘|文件)/);
  const said = stand.output.split('\n').filter((line) => /^hallbook: .*(SQLite|变更日志)/.test(line));
  assert.ok(said.length > 0);
  assert.equal(new Set(said.map((line) => line.replace(/（又 \d+ 次）$/, ''))).size >= said.length / 2, true, said.join('\n'));
  assert.ok(said.length < 10, said.join('\n'));
  await free();
  await until('it is well again, though nobody booked', async () => (await stand.get('/healthz')).status === 200);
  assert.equal((await stand.post('/book', fields)).status, 303, 'the same form, without a restart');
  assert.equal(await stand.hallbook_pid(), pid);
  assert.equal(await stand.count(), made + 1);
  await check(stand);
}

async function fill(path) {
  const file = await open(path, 'w');
  for (const bytes of [1 << 20, 1 << 12, 1])
    while (await file.write(Buffer.alloc(bytes)).then((wrote) => wrote.bytesWritten, (e) => assert.equal(e.code, 'ENOSPC')));
  await file.close();
}

// A STATE that is looked after: what is handed to `after` ends last first.
async function with_state(act) {
  const state = await temp_folder();
  const ends = [];
  try {
    await act(state, { after: (end) => ends.unshift(end) });
  } finally {
    for (const end of ends) await end();
  }
}

// A file system of its own, when that may be had.
function mounted(folder) {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=96m', 'hall-test', folder]).status === 0;
}

test('磁盘满: 503 in words, everything typed is kept; with space again the same form books', (t) =>
  with_state(async (state, t_state) => {
    if (!mounted(state)) return t.skip('no file system may be mounted here');
    t_state.after(() => run('umount', ['--lazy', state]));
    const stand = await Stand.start(t_state, { now: monday, state });
    const filler = join(state, 'filler');
    await fill(filler);
    await full_and_free(stand, () => rm(filler));
  }));

test('文件大小: no file may grow: the same', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const pid = await stand.hallbook_pid();
  // soft limit only, so that whoever set it may lift it
  const { size } = await stat(join(stand.state, 'log/ledger.db.000001'));
  await run('prlimit', [`--pid=${pid}`, `--fsize=${size + 1}:`]);
  await full_and_free(stand, () => run('prlimit', [`--pid=${pid}`, '--fsize=unlimited:']));
});

for (const names of [['ledger.db', 'log/ledger.db.000001'], ['ledger.db'], ['log/ledger.db.000001']])
test(`只读: started while ${names} may not be written, the pages show the phones, and it comes back`, (t) =>
  with_state(async (state, t_state) => {
    const nobody = 65534;
    if (process.getuid() === 0) {
      // root may write what is read-only: the stand runs as the owner of STATE
      const program = [`--reuid=${nobody}`, '--clear-groups', '--', join(build, 'hallbook'), '--version'];
      if (spawnSync('setpriv', program).status !== 0) return t.skip('nobody cannot run the program from this folder');
      await chown(state, nobody, nobody);
    }
    const stand = await Stand.start(t_state, { now: monday, state });
    const kept = (await stand.post('/book', await filled(stand))).headers.get('location');
    const again = await filled(stand, '13900005678');
    const files = names.map((name) => join(state, name));
    for (const file of files) await chmod(file, 0o400);
    process.kill(await stand.hallbook_pid(), 'SIGKILL');
    for (const answer of [await stand.get('/book?item=9'), await stand.post('/book', again)]) {
      assert.equal(answer.status, 503);
      assert.match(await answer.text(), /网上预约暂时不能用[^]*0797-6939272/);
    }
    assert.equal((await stand.get('/items/9/')).status, 200);
    for (const file of files) await chmod(file, 0o600);
    await until('hallbook is back', async () => (await stand.get('/healthz')).status === 200);
    assert.equal((await stand.get(kept)).status, 200);
    assert.equal((await stand.post('/book', again)).status, 303);
    await check(stand);
  }));

test('没有放假安排: a year that is not entered can be booked, and the page says what is not certain', async (t) => {
  const content = await content_copy(await temp_folder(), async (dir) => {
    const rows = (await readFile(join(dir, 'holidays.csv'), 'utf8')).split('\n');
    await writeFile(join(dir, 'holidays.csv'), rows.filter((row) => !row.startsWith('2027')).join('\n'));
  });
  const stand = await Stand.start(t, { now: '2026-12-21T09:00', content });
  assert.match(stand.output, /CALENDAR_MISSING: 还没有录入 2027 年放假安排/);
  const page = await (await stand.get('/book?item=9&day=2027-01-09')).text();
  assert.match(page, /放假安排[^<]*未公布|以公布后为准/);
  const answer = await stand.book({ slot: '2027-01-09T09:00' });
  assert.equal(answer.status, 303);
  assert.doesNotMatch(await (await stand.get('/book?item=9&day=2026-12-26')).text(), /以公布后为准/);
});

test('核对: what was changed behind its back is found by check, and stands on the desk', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  await stand.post('/book', await filled(stand));
  const admin = await sign_in(stand, 'guan', '--role', 'admin');
  const looked = (sql) => stand.without_hallbook(async () => {
    await run('sqlite3', [stand.ledger, sql]);
    await run(join(build, 'hallbook'), ['check', '--ledger', stand.ledger, '--now', monday]).catch((e) => assert.equal(e.code, 1));
  });
  await looked('SELECT 1');
  await until('it has looked', async () => /11-23 09:00 核对过，没有不符/.test((await admin.get('/staff/audit')).page));
  await looked("UPDATE booking SET remark = 'x'");
  await until('it has looked again', async () => /台帐核对<\/b>　11-23 09:00 发现 2 处不符：booking/.test((await admin.get('/staff/')).page));
  assert.equal((await stand.get('/healthz')).status, 200, 'booking goes on');
});
