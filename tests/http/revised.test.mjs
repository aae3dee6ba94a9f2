// The hall changes its lists while people fill in forms: what was typed is
// kept, and a form either books what it says or is refused in words. Whoever
// had booked a time that is no longer offered stands on the call list.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { Stand, build, content_copy, free_slots, offered_days, tags, temp_folder, top, until } from './stand.mjs';
import { sign_in } from './staff.mjs';

const run = promisify(execFile);
const now = '2026-11-23T10:00';
const saturday = '2026-11-28';
const typed = { name: '欧阳·李', phone: '13812345678', agent: '王五', note: '带孩子来' };

async function edit(file, change) {
  const text = await readFile(file, 'utf8');
  const changed = change(text);
  assert.notEqual(changed, text, file);
  await writeFile(file, changed);
}
const in_file = (name, from, to) => (content) => edit(join(content, name), (text) => text.replace(from, to));
const without_rows = (...starts) => (text) => text.split('\n').filter((l) => !starts.some((s) => l.startsWith(s))).join('\n');

// A stand with content of its own; `revise` changes that, publishes it and
// waits until hallbook has taken the new release.
async function revisable(t) {
  const content = await content_copy(await temp_folder());
  const stand = await Stand.start(t, { now, content });
  let edition = 0;
  const revise = async (...changes) => {
    const name = `第${++edition}版`;
    await in_file('hall.conf', /^hall\.org =.*$/m, `hall.org = ${name}`)(content);
    for (const change of changes) await change(content);
    await run(
      join(build, 'hallgen'),
      ['--quiet', '--content', content, '--releases', join(stand.state, 'releases'), '--now', now, '--base-url', stand.origin],
      { cwd: top },
    );
    await until('hallbook knows', async () => (await (await stand.get('/book')).text()).includes(name));
  };
  return { stand, revise };
}

// A form as filled in now, to be sent later.
async function filled(stand, item, slot, more = {}) {
  const fields = await stand.form({ item, day: slot.slice(0, 10) });
  for (const [key, value] of Object.entries({ ...typed, slot, ...more })) fields.set(key, value);
  return () => stand.post('/book', fields);
}

async function refused_with(answer, words) {
  assert.equal(answer.status, 422);
  const page = await answer.text();
  assert.ok(words.test(page.replace(/<[^>]*>/g, '')), `${words} on the page`);
  assert.ok(page.includes('<title>错误：'));
  const kept = Object.fromEntries(tags(page, 'input').map((i) => [i.name, i.value]));
  for (const field of ['name', 'phone', 'agent']) assert.equal(kept[field], typed[field], field);
  assert.ok(new RegExp(`<textarea[^>]*name="note"[^>]*>\\s*${typed.note}</textarea>`).test(page), 'note');
  return page;
}

// What staff see of bookings whose time is gone: the count at /staff/, names on the call list.
async function orphans(stand) {
  const who = await sign_in(stand, `leader${Math.random().toString(36).slice(2, 8)}`, '--role', 'leader');
  const count = Number(/(\d+) 个约的时间不再办理/.exec((await who.get('/staff/')).page)?.[1] ?? 0);
  const { page } = await who.get('/staff/calls');
  const names = page.split('<tbody>').filter((group) => group.includes('停办</span>')).flatMap((group) => [...group.matchAll(/<th scope="row"><a[^>]*>([^<]*)/g)].map((m) => m[1]));
  assert.equal(names.length, count, 'the list and the count');
  return names;
}

test('清单改名: an old form books under the new name, a booking made before keeps the old one', async (t) => {
  const { stand, revise } = await revisable(t);
  await stand.book({ slot: `${saturday}T09:00`, phone: '13900000001' });
  const send = await filled(stand, 9, `${saturday}T09:30`);
  await revise(in_file('items.csv', '居民身份证申、补、换领', '居民身份证办理'));
  const answer = await send();
  assert.equal(answer.status, 303);
  assert.match(await (await stand.get(answer.headers.get('location'))).text(), /居民身份证办理/);
  assert.deepEqual((await stand.query('SELECT item_name FROM booking ORDER BY id')).map((r) => r.item_name), [
    '居民身份证申、补、换领',
    '居民身份证办理',
  ]);
  assert.deepEqual(await orphans(stand), []);
});

test('清单删去: the old form is refused in words with everything kept, and books once another item is chosen', async (t) => {
  const { stand, revise } = await revisable(t);
  const booked = await stand.book({ item: 82, slot: `${saturday}T09:00`, phone: '13900000001' });
  const send = await filled(stand, 82, `${saturday}T09:30`);
  assert.match(await (await stand.get('/book')).text(), /<form class="find" id="find" action="\/book" method="get"/);
  const gone = without_rows('82,');
  await revise(...['items.csv', 'aliases.csv'].map((name) => (content) => edit(join(content, name), gone)));
  const page = await refused_with(await send(), /这件事已调整，请重新选择/);

  // As the page then goes on: another item, then a time.
  const fields = new URLSearchParams(tags(page, 'input').filter((i) => i.name).map((i) => [i.name, i.value ?? '']));
  fields.set('note', typed.note);
  fields.set('item', '81');
  const times = await refused_with(await stand.post('/book', fields), /请选择几点来/);
  fields.set('slot', free_slots(times)[0]);
  assert.equal((await stand.post('/book', fields)).status, 303);

  assert.equal((await stand.get('/book?item=82')).status, 404);
  assert.doesNotMatch(await (await stand.get('/book?window=16')).text(), /item=82\b/);
  const own = await stand.get('/items/82/');
  assert.equal(own.status, 200);
  assert.match(await own.text(), /这个事项已停止办理或改了名称/);
  assert.equal((await stand.get(booked.headers.get('location'))).status, 200, 'who has booked it keeps the receipt');
});

test('换窗口: an old form books where the item is now, and the receipt says where', async (t) => {
  const { stand, revise } = await revisable(t);
  const send = await filled(stand, 14, `${saturday}T09:30`);
  await revise((content) =>
    edit(join(content, 'items.csv'), (text) => text.replace(/^14,宁都县公安局出入境管理大队/m, '14,宁都县公安局户政大队')));
  const answer = await send();
  assert.equal(answer.status, 303);
  assert.match(await (await stand.get(answer.headers.get('location'))).text(), /宁都县公安局户政大队/);
  assert.deepEqual(await stand.query('SELECT window FROM booking'), [{ window: 4 }]);
});

test('改作息: a time that is gone is refused in words, another one books; who had booked it is to be called', async (t) => {
  const { stand, revise } = await revisable(t);
  await stand.book({ slot: `${saturday}T14:30`, name: '周下午', phone: '13900000001' });
  await stand.book({ slot: `${saturday}T09:00`, name: '周上午', phone: '13900000002' });
  const send = await filled(stand, 9, `${saturday}T15:00`);
  const early = await filled(stand, 9, `${saturday}T09:30`, { phone: '13900000003' });
  await revise((content) =>
    edit(join(content, 'hours.csv'), (text) => `${text.trimEnd()}\n4,,${saturday},,,8:30,12:00,延时,是,已确认,\n`));
  const page = await refused_with(await send(), /这个时间不接受网上预约，请选其他时间/);
  assert.ok(free_slots(page).every((slot) => slot < `${saturday}T12`), 'the day as it is now');
  const bands = (html) => [...html.matchAll(/<section class="alert"[^>]*>(.*?)<\/section>/g)].map((m) => m[1].replace(/<.*?>/g, ''));
  assert.deepEqual(bands(page), ['11月28日（星期六）宁都县公安局户政大队只办 8:30—12:00。'], 'as the page of the window');
  assert.deepEqual(bands(await (await stand.get('/book?window=6')).text()), [], 'no other window');
  assert.equal((await early()).status, 303);
  assert.deepEqual(await orphans(stand), ['周下午']);
});

test('撤窗口: an old form is refused in words, its code leads to a page, those booked are to be called', async (t) => {
  const { stand, revise } = await revisable(t);
  const booked = await stand.book({ item: 8, slot: `${saturday}T09:00`, name: '陈房', phone: '13900000001' });
  const send = await filled(stand, 8, `${saturday}T09:30`);
  await revise(
    (content) => edit(join(content, 'items.csv'), without_rows('8,')),
    (content) => edit(join(content, 'aliases.csv'), without_rows('8,')),
    (content) => edit(join(content, 'windows.csv'), without_rows('3,')),
    (content) => edit(join(content, 'noon.csv'), without_rows('房产交易,')),
  );
  await refused_with(await send(), /这件事已调整，请重新选择/);
  assert.deepEqual(await orphans(stand), ['陈房']);
  const receipt = await (await stand.get(booked.headers.get('location'))).text();
  assert.match(receipt, /住保中心房屋交易/, 'the receipt still says where it was');
  const code = await stand.get('/W/03', { redirect: 'follow' });
  assert.match(await code.text(), /首页|查事项/, 'a page that helps');
});

test('减名额: below what is booked nothing more is taken, and nobody loses a place', async (t) => {
  const { stand, revise } = await revisable(t);
  const links = [];
  for (const phone of ['13900000001', '13900000002'])
    links.push((await stand.book({ slot: `${saturday}T09:00`, phone })).headers.get('location'));
  const send = await filled(stand, 9, `${saturday}T09:00`);
  const other = await filled(stand, 9, `${saturday}T09:30`, { phone: '13900000003' });
  await revise(in_file('windows.csv', /^(4,.*),,$/m, '$1,1,1'));
  await refused_with(await send(), /9:00刚刚约满/);
  assert.equal((await other()).status, 303, 'the one place of another time');
  for (const link of links) assert.equal((await stand.post(`${link}/cancel`, '')).status, 303);
  assert.equal((await send()).status, 303, 'free again once both are gone');
  assert.deepEqual(await orphans(stand), []);
});

test('缩短预约期: days beyond it are refused in words; those booked there keep their time and are not called', async (t) => {
  const { stand, revise } = await revisable(t);
  await stand.book({ slot: '2026-12-19T09:00', name: '远日子', phone: '13900000001' });
  const send = await filled(stand, 9, '2026-12-19T09:30');
  await revise(in_file('hall.conf', /^booking\.horizon_days =.*$/m, 'booking.horizon_days = 7'));
  const page = await refused_with(await send(), /这个时间不接受网上预约，请选其他时间/);
  assert.deepEqual(offered_days(page).filter((day) => day > '2026-11-30'), []);
  assert.deepEqual(await orphans(stand), [], 'the hall is open on that day');
});

test('工作人员的旧表单: an item that is gone is said, and what was typed is kept', async (t) => {
  const { stand, revise } = await revisable(t);
  const li = await sign_in(stand, 'li', '--role', 'clerk', '--window', '16');
  await li.get('/staff/new');
  const gone = without_rows('82,');
  await revise(...['items.csv', 'aliases.csv'].map((name) => (content) => edit(join(content, name), gone)));
  const { status, page } = await li.post('/staff/new', { item: '82', ...typed, day: '', channel: '电话', remark: '老人' });
  assert.equal(status, 422);
  assert.match(page, /没有 82 号事项，请核对序号/);
  for (const value of [typed.name, typed.phone, '老人']) assert.ok(page.includes(`value="${value}"`), value);
});
