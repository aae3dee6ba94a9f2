// Fields and lists of the desk: what is typed is what is meant, whose free
// places are shown, and no list is cut without saying so.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { Stand, tags } from './stand.mjs';
import { set_post, sign_in } from './staff.mjs';

const run = promisify(execFile);
const monday = '2026-11-23T09:00';
const saturday = '2026-11-28';
const edit = (stand, sql) => run('sqlite3', ['-cmd', '.timeout 60000', stand.ledger, sql]);
const clerk = (stand, name, window) => sign_in(stand, name, '--role', 'clerk', '--window', String(window));
const words = (html) => html.replace(/<style.*?<\/style>/s, '').replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
const entry = { item: '9', slot: `${saturday}T09:00`, name: '李四', phone: '13812345678', channel: '电话' };
const free = (page) => words(/<div id="found".*?(?=<label for="name")/s.exec(page)[0]);
const chosen = (page, name) => tags(page, 'input').find((i) => i.type === 'radio' && i.name === name && 'checked' in i)?.value;

test('填写: typing figures chooses nothing else: no list to choose from begins with one', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const boss = await sign_in(stand, 'boss', '--role', 'admin');
  const li = await clerk(stand, 'li', 4);
  assert.equal((await li.post('/staff/new', entry)).status, 303);
  let fields = 0;
  for (const who of [boss, li])
    for (const path of ['/staff/', '/staff/new', '/staff/bookings/1', '/staff/ledger', '/staff/roster', `/staff/roster?day=${saturday}`, '/staff/people', '/staff/overtime', '/staff/log', '/staff/calls', '/staff/report', '/staff/closures', '/staff/accounts', '/staff/account', '/staff/find', '/staff/help']) {
      const { page } = await who.get(path);
      fields += (page.match(/<select|<input [^>]*type="text"/g) ?? []).length;
      for (const select of page.match(/<select.*?<\/select>/gs) ?? [])
        for (const [, option] of select.matchAll(/<option[^>]*>([^<]*)/g)) assert.doesNotMatch(option, /^\s*[0-9０-９]/, `${path}: ${option}`);
    }
  assert.ok(fields > 20);
});

test('填写: 11 is window 11 and 11:00; what is no window is refused and stays as typed', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const boss = await sign_in(stand, 'boss', '--role', 'admin');
  const li = await clerk(stand, 'li', 4);
  const made = await li.post('/staff/new', { ...entry, slot: '', day: '28', time: '11' });
  assert.equal(made.status, 303);
  assert.equal((await stand.query('SELECT start FROM booking'))[0].start, `${saturday}T11:00`);
  const posts = {
    '/staff/people': { do: 'save', name: '张三' },
    '/staff/log': { day: '2026-11-23', text: '停电' },
    '/staff/accounts': { do: 'add', account: 'x1', role: 'clerk' },
  };
  for (const [path, fields] of Object.entries(posts)) {
    for (const window of ['57', 'x', '1x', '', '-1']) {
      const refused = await boss.post(path, { ...fields, window });
      assert.equal(refused.status, 422, `${path} ${window}`);
      if (window) assert.equal(tags(refused.page, 'input').find((i) => i.name === 'window').value, window, path);
    }
    const good = await boss.post(path, { ...fields, account: 'w11', window: '11' });
    assert.ok([200, 303].includes(good.status), `${path}: ${words(good.page)}`);
  }
  assert.equal((await boss.post('/staff/accounts', { do: 'add', account: 'citizen', role: 'clerk', window: '4' })).status, 422, 'a name that the ledger needs');
  for (const table of ['person', 'duty_log']) assert.deepEqual(await stand.query(`SELECT window FROM ${table}`), [{ window: 11 }], table);
  assert.deepEqual(await stand.query("SELECT window FROM account WHERE name = 'w11'"), [{ window: 11 }]);
  assert.equal(tags((await boss.get('/staff/people?window=11')).page, 'input').find((i) => i.name === 'window').value, '11', 'stays chosen');
  for (const day of ['x', '99', '2026-02-30']) {
    const wrong = await li.post('/staff/new', { ...entry, slot: '', day, phone: '13800000009' });
    assert.equal(wrong.status, 422);
    assert.match(wrong.page, new RegExp(`没有看懂日期“${day}”`));
  }
});

test('登记: the free places, the times and the first day are those of the item\'s window', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const general = await clerk(stand, 'zhao', 15);
  const li = await clerk(stand, 'li', 4);
  await edit(stand, `INSERT INTO closure(window, day, reason, made_at, made_by) VALUES(4, '2026-11-25', '停电', 1, 'x')`);
  for (const n of [1, 2]) assert.equal((await li.post('/staff/new', { ...entry, phone: `1380000000${n}`, slot: '2026-11-26T09:00' })).status, 303);
  const empty = (await general.get('/staff/new')).page;
  assert.match(free(empty), /填好事项/, 'nobody\'s places while the item is not known');
  assert.doesNotMatch(empty.replace(/<style.*?<\/style>/s, ''), /余 \d/);
  assert.match(free((await li.get('/staff/new')).page), /4 公安局户政大队/, 'who has one window sees its places');
  const before = await stand.count();
  const look = (who, fields) => who.post('/staff/new', { look: '1', name: '王五', phone: '139', remark: '急', ...fields });
  const four = await look(general, { item: '9', day: '26' });
  assert.equal(four.status, 200);
  assert.match(free(four.page), /9 居民身份证.* 4 公安局户政大队.*11月26日.*9:00 余 1/);
  const other = await look(general, { item: '74', day: '26' });
  assert.match(free(other.page), /16 住房公积金.*11月26日.*9:00 余 3/);
  assert.match(free((await look(general, { item: '9', day: '25' })).page), /停办/);
  for (const [name, value] of [['name', '王五'], ['phone', '139'], ['remark', '急'], ['item', '9']])
    assert.equal(tags(four.page, 'input').find((i) => i.name === name).value, value, 'nothing typed is lost');
  assert.equal(chosen(four.page, 'day'), '2026-11-26');
  assert.match(free((await look(general, { item: '许可' })).page), /填好事项/);
  assert.match((await look(general, { item: '99' })).page, /没有 99 号事项/, 'there is no item 99');
  // at noon only what has 错时
  const { stdout } = await run('sqlite3', [`${stand.state}/releases/current/catalogue.db`, 'SELECT no FROM item WHERE noon = 0 AND gone = 0 ORDER BY no LIMIT 1']);
  assert.match(free((await look(general, { item: '9', day: '26' })).page), /12:30/);
  assert.doesNotMatch(free((await look(general, { item: stdout.trim(), day: '26' })).page), /12:30/);
  assert.equal(await stand.count(), before, 'nothing is saved');
  // an error shows the same
  const refused = await general.post('/staff/new', { ...entry, name: '', day: '26', slot: '' });
  assert.match(free(refused.page), /4 公安局户政大队/);
});

test('登记: 更晚的 shows later days, the first free one of them chosen, and that is saved; 0 needs no blank behind it', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const li = await clerk(stand, 'li', 4);
  const later = /name="look" value="([\d-]+)">(12月\d+日)以后/.exec((await li.get('/staff/new')).page);
  assert.ok(later);
  for (const given of [{}, { day: '2026-11-26', slot: '2026-11-26T09:00' }]) {
    const shown = await li.post('/staff/new', { item: '9', name: '王五', look: later[1], ...given });
    assert.equal(shown.status, 200);
    assert.equal(chosen(shown.page, 'day'), later[1]);
    assert.equal(tags(shown.page, 'input').find((i) => i.name === 'day').value, later[1], 'it is the first');
    assert.match(free(shown.page), new RegExp(`几点来 ${later[2]}`));
    assert.equal(tags(shown.page, 'input').find((i) => i.name === 'name').value, '王五');
  }
  const fields = { ...entry, item: '0盖章', day: later[1], slot: '', from: later[1] };
  assert.equal((await li.post('/staff/new', fields)).status, 303);
  assert.deepEqual(await stand.query('SELECT day, item, item_name FROM booking'), [{ day: later[1], item: 0, item_name: '其他事项：盖章' }]);
  for (const item of ['09', '００9']) assert.match((await li.post('/staff/new', { ...entry, look: '1', item })).page, /9 居民身份证/, item);
});

// The texts that `row` finds, over all pages from the first to the last.
async function walk(who, path, row) {
  const found = [];
  for (let next = path; next; ) {
    const { page, status } = await who.get(next);
    assert.equal(status, 200);
    found.push(...[...page.matchAll(row)].map((m) => m[1]));
    const link = /<a href="(\?[^"]*)">下一页/.exec(page);
    next = link && path.split('?')[0] + link[1].replaceAll('&amp;', '&');
    assert.ok(found.length < 2000);
  }
  return found;
}

test('名单: closures, calls and the days of the log are whole over their pages, the newest first', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const boss = await sign_in(stand, 'boss', '--role', 'leader');
  await edit(stand, `
    WITH RECURSIVE n(i) AS (VALUES(0) UNION ALL SELECT i + 1 FROM n WHERE i < 69)
    INSERT INTO duty_log(day, window, text, at, who) SELECT date('2026-11-22', printf('-%d days', i)), 4, '停电', 1, 'x' FROM n;
    WITH RECURSIVE n(i) AS (VALUES(0) UNION ALL SELECT i + 1 FROM n WHERE i < 129)
    INSERT INTO closure(window, day, reason, made_at, made_by, lifted_at) SELECT 4, date('2026-11-22', printf('-%d days', i)), '停电' || i, 1, 'x', 2 FROM n;
    WITH RECURSIVE n(i) AS (VALUES(0) UNION ALL SELECT i + 1 FROM n WHERE i < 149)
    INSERT INTO booking(window, window_name, floor, window_phone, item, item_name, day, start, "end", day_label, place, channel, name, phone, created_at, changed_at, changed_by)
      SELECT 4, '户政', '一楼', '0797', 9, '证', '${saturday}', '${saturday}T03:00', '${saturday}T03:30', 'l', i + 1, 'phone', '张' || i, printf('138%08d', i), 1, 1, 'x' FROM n`);
  assert.equal(new Set(await walk(boss, '/staff/closures', />(停电\d+)<\/td>/g)).size, 130);
  assert.equal(new Set(await walk(boss, '/staff/log', /log\?day=([\d-]+)"/g)).size, 70);
  assert.equal(new Set(await walk(boss, '/staff/calls', /<tr id="c(\d+)"/g)).size, 150);
  const far = await boss.post('/staff/find', { q: '张' });
  assert.match(far.page, /只列最新的 30 个，要找更早的/);
  assert.doesNotMatch((await boss.post('/staff/find', { q: '张14' })).page, /只列/);
});

test('人员: 不再排班 asks first, with what it takes away', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const boss = await sign_in(stand, 'boss', '--role', 'leader');
  await boss.post('/staff/people', { do: 'save', window: '4', name: '张三' });
  for (const day of [saturday, '2026-11-29']) await set_post(boss, day, 'duty-4', '张三');
  const { page } = await boss.get('/staff/people');
  assert.match(page, /<a href="[^"]*staff\/people\?id=1#one" aria-label="张三 不再排班">/, 'one click opens a question');
  assert.doesNotMatch(page, /value="remove"/);
  const asked = /id="one".*?<\/div>/s.exec((await boss.get('/staff/people?id=1')).page)[0];
  assert.match(asked, /name="do" value="remove"><input type="hidden" name="id" value="1">今天以后还有 2 班，不再排班就空出来。/);
});
