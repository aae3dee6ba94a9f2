// Closed at once: what the form offers, whom to ring, and who may close.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mkdir, readdir, readFile, rename, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Stand, free_slots, offered_days, temp_folder, until } from './stand.mjs';
import { sign_in } from './staff.mjs';

const monday = '2026-11-23T09:00';
const saturday = '2026-11-28';
const close = (who, values = {}) =>
  who.post('/staff/closures', { window: '4', day: saturday, half: 'all', reason: '停电', ...values });
const lift = (who, id) => who.post(`/staff/closures/${id}/lift`, {});
const leader = (stand) => sign_in(stand, 'leader', '--role', 'leader');
const clerk = (stand, name, window) => sign_in(stand, name, '--role', 'clerk', '--window', String(window));
const day_form = async (stand, item, day) => (await stand.get(`/book?item=${item}&day=${day}`)).text();
const on_saturday = (html) => free_slots(html).filter((s) => s.startsWith(saturday));

test('临时停办: the slots are gone in the next request, those booked stand on the call list', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  assert.equal((await stand.book({ slot: `${saturday}T09:00`, name: '李四', phone: '13812345678' })).status, 303);
  const who = await leader(stand);
  assert.doesNotMatch((await who.get('/staff/calls')).page, /停办<\/strong>/);
  assert.equal((await close(who)).status, 303);
  const form = await day_form(stand, 9, saturday);
  assert.deepEqual(on_saturday(form), []);
  assert.ok(!offered_days(form).includes(saturday));
  assert.match(form, /停电/);
  assert.deepEqual(on_saturday(await day_form(stand, 14, saturday)).length > 0, true, 'another window');
  assert.equal((await stand.book({ slot: `${saturday}T10:00`, phone: '13900000001' })).status, 422);
  const { page } = await who.get('/staff/calls');
  assert.match(page, /约的时间停办/);
  assert.match(page, /href="tel:\+8613812345678">13812345678</);
  assert.match(page, /李四您好，这里是宁都县政务服务大厅宁都县公安局户政大队。您约了11月28日（星期六）9:00办“[^”]+”。因为停电，这个时间办不了。/);
});

test('临时停办: half a day leaves the other half', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const who = await leader(stand);
  assert.equal((await close(who, { half: 'am' })).status, 303);
  const slots = on_saturday(await day_form(stand, 9, saturday));
  assert.ok(slots.length > 0);
  assert.ok(slots.every((s) => s.slice(11) >= '12:00'));
});

test('临时停办: the whole hall, and opened again', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  assert.equal((await stand.book({ slot: `${saturday}T09:00` })).status, 303);
  const who = await leader(stand);
  await close(who, { window: '0' });
  for (const item of [9, 14, 74]) assert.deepEqual(on_saturday(await day_form(stand, item, saturday)), []);
  assert.match((await who.get('/staff/calls')).page, /约的时间停办/);
  const [{ id }] = await stand.query('SELECT id FROM closure');
  assert.equal((await lift(who, id)).status, 303);
  assert.ok(on_saturday(await day_form(stand, 9, saturday)).length > 0);
  assert.doesNotMatch((await who.get('/staff/calls')).page, /约的时间停办/);
  assert.deepEqual(
    (await stand.query("SELECT action, object FROM audit WHERE action IN ('closed', 'opened')")).map((r) => `${r.action} ${r.object}`),
    [`closed ${saturday}`, `opened ${saturday}`],
  );
});

test('临时停办: a clerk closes and opens the own window only, never the hall', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const li = await clerk(stand, 'li', 4);
  const general = await clerk(stand, 'zhao', 15);
  for (const window of ['0', '16']) assert.equal((await close(li, { window })).status, 403, window);
  for (const window of ['0', '4']) assert.equal((await close(general, { window })).status, 403, window);
  assert.equal((await close(li)).status, 303);
  const [{ id }] = await stand.query('SELECT id FROM closure');
  assert.equal((await lift(general, id)).status, 403);
  assert.equal((await lift(li, id)).status, 303);
  assert.deepEqual(await stand.query('SELECT count(*) AS n FROM closure WHERE lifted_at IS NOT NULL'), [{ n: 1 }]);
});

test('临时停办: wrong forms are told and change nothing', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const who = await leader(stand);
  for (const wrong of [{ window: '77' }, { window: 'x' }, { day: '2026-11-22' }, { day: '2026-02-30' }, { half: 'noon' }, { reason: ' ' }])
    assert.equal((await close(who, wrong)).status, 422, JSON.stringify(wrong));
  assert.equal((await close(who, { csrf: 'x'.repeat(22) })).status, 403);
  assert.deepEqual(await stand.query('SELECT * FROM closure'), []);
  const again = await close(who, { window: '77', half: 'pm', reason: '<b>停水</b>' });
  assert.match(again.page, /value="&lt;b&gt;停水/, 'what was typed is kept, escaped');
  assert.match(again.page, /value="pm" selected/);
  assert.match(again.page, /<title>错误：/);
});

test('通话: ticked off with who and when; missed calls stay; another window may not', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  await stand.book({ slot: `${saturday}T09:00`, name: '李四', phone: '13812345678' });
  const who = await clerk(stand, 'li', 4);
  const wang = await clerk(stand, 'wang', 16);
  await close(who);
  const tick = (by, verb, purpose = 'orphaned') => by.post('/staff/calls', { id: '1', purpose, do: verb });
  assert.equal((await tick(wang, 'reached')).status, 422, 'as if there were none');
  assert.doesNotMatch((await wang.get('/staff/calls')).page, /13812345678/);
  assert.equal((await tick(who, 'reached', 'reminder')).status, 422, 'nothing to remind of');
  assert.equal((await tick(who, 'missed')).status, 303);
  let { page } = await who.get('/staff/calls');
  assert.match(page, /1 次没有打通，最近 11-23 09:0\d li/);
  assert.match(page, /value="reached"/);
  assert.equal((await tick(who, 'reached')).status, 303);
  ({ page } = await who.get('/staff/calls'));
  assert.match(page, /已通知 11-23 09:0\d li/);
  assert.doesNotMatch(page, /value="reached"/);
});

test('通话: who was cancelled by the hall is told why, who cancelled is not rung', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  await stand.book({ slot: `${saturday}T09:00`, name: '李四', phone: '13812345678' });
  const link = (await stand.book({ slot: `${saturday}T09:30`, name: '王五', phone: '13900000001' })).headers.get('location');
  assert.equal((await stand.post(`${link}/cancel`, '')).status, 303);
  const who = await leader(stand);
  const { page: form } = await who.get('/staff/bookings/1');
  assert.match(form, /大厅取消/);
  assert.equal((await who.post('/staff/bookings/1', { result: 'cancelled', why: '设备检修' })).status, 303);
  const { page } = await who.get('/staff/calls');
  assert.match(page, /<strong class="missing">已取消<\/strong><br>设备检修/);
  assert.match(page, /李四您好.*因为设备检修，这次预约已经取消。/);
  assert.match(page, /href="\/staff\/bookings\/1"/);
  assert.doesNotMatch(page, /王五/);
});

test('通话: the next duty day is reminded of, a day further off is not', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  await stand.book({ slot: `${saturday}T09:00`, name: '周六的人', phone: '13812345678' });
  await stand.book({ slot: '2026-11-29T09:00', name: '周日的人', phone: '13812345679' });
  const { page } = await (await leader(stand)).get('/staff/calls');
  assert.match(page, /周六的人/);
  assert.doesNotMatch(page, /周日的人/);
});

test('值班日志: append-only, by day, escaped', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const li = await clerk(stand, 'li', 4);
  const add = (values) => li.post('/staff/log', { day: '2026-11-23', window: '4', text: '停电半小时<i>，\r\n已报修', ...values });
  assert.equal((await add()).status, 303);
  for (const wrong of [{ day: '2026-11-24' }, { day: '' }, { text: ' \n ' }, { window: 'x' }, { text: '字'.repeat(1001) }])
    assert.equal((await add(wrong)).status, 422, JSON.stringify(wrong).slice(0, 40));
  const { page } = await li.get('/staff/log?day=2026-11-23');
  assert.match(page, /停电半小时&lt;i&gt;，\n已报修/);
  assert.match(page, /值班负责人签字/);
  assert.deepEqual(await stand.query('SELECT day, "window", who, text FROM duty_log'), [
    { day: '2026-11-23', window: 4, who: 'li', text: '停电半小时<i>，\n已报修' },
  ]);
});

// What hallgen finds in desk/closures.csv, its rows sorted.
const told = async (stand) => {
  const [head, ...rows] = (await readFile(join(stand.state, 'desk/closures.csv'), 'utf8')).split('\n');
  assert.equal(head, 'window,from,to,reason');
  assert.equal(rows.pop(), '', 'ends with a line end');
  return rows.sort();
};

test('closures.csv: whole after each closure, without what is lifted or over; a restart writes it anew', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  await until('it is there from the start', async () => (await told(stand)).length === 0);
  assert.equal((await stat(join(stand.state, 'desk'))).mode & 0o7777, 0o2770);
  assert.equal((await stat(join(stand.state, 'desk/closures.csv'))).mode & 0o777, 0o660);
  const who = await leader(stand);
  await close(who, { reason: '停电，"一楼"', half: 'am' });
  const four = `4,${saturday}T00:00,${saturday}T12:00,"停电，""一楼"""`;
  await until('window 4 is told', async () => (await told(stand)).includes(four));
  await close(who, { window: '0', day: '2026-11-24', half: 'all', reason: '=台风' });
  const hall = ',2026-11-24T00:00,2026-11-25T00:00,=台风';
  await until('the hall is told', async () => (await told(stand)).length === 2);
  assert.deepEqual(await told(stand), [hall, four]);
  assert.deepEqual((await readdir(join(stand.state, 'desk'))).filter((name) => name.startsWith('.')), [], 'nothing half written is left');
  await rm(join(stand.state, 'desk/closures.csv'));
  await stand.stop();
  stand.launch();
  await until('it is written at the start', async () => (await told(stand)).length === 2);
  await until('the stand is ready', () => stand.ready());
  assert.equal((await lift(who, 1)).status, 303);
  await until('what is lifted is gone', async () => (await told(stand)).length === 1);
  assert.deepEqual(await told(stand), [hall]);
});

test('closures.csv: what cannot be written is said on the desk, holds all the same, and is written when it can be', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const who = await leader(stand);
  const file = join(stand.state, 'desk/closures.csv');
  await rename(file, `${file}.was`);
  await mkdir(join(file, 'x'), { recursive: true }); // no file can take its place
  assert.equal((await close(who)).status, 303);
  assert.deepEqual(on_saturday(await day_form(stand, 9, saturday)), [], 'it holds');
  await until('the log says so', () => /closures\.csv/.test(stand.output));
  assert.match((await who.get('/staff/')).page, /公开网页还不知道停办/);
  await rmdir(join(file, 'x'));
  await rmdir(file);
  await until('it is written', async () => (await told(stand)).length === 1);
  assert.doesNotMatch((await who.get('/staff/')).page, /公开网页还不知道停办/);
});

test('停办上网: from the desk’s click to the served pages, and away again, also after both programs have begun anew', async (t) => {
  const state = await temp_folder();
  const first = await Stand.start(t, { state, now: monday });
  const booked = await first.book({ slot: `${saturday}T09:00`, name: '李四', phone: '13812345678' });
  const receipt = booked.headers.get('location');
  const pages = ['/', '/items/9/', '/windows/4/', '/hours/', '/large/', '/hours.ics', '/feed.xml', '/book?item=9', receipt, '/booking'];
  const told = async (stand, path) => (await (await stand.get(path)).text()).includes('台风');
  for (const path of pages) assert.equal(await told(first, path), false, path);
  let who = await leader(first);
  const click = performance.now();
  assert.equal((await close(who, { window: '0', reason: '台风' })).status, 303);
  const shut = performance.now() - click;
  await until('the home page says it', () => told(first, '/'));
  t.diagnostic(`answered after ${Math.round(shut)} ms, on the home page after ${Math.round(performance.now() - click)} ms`);
  // hallbook looks at the releases once a second
  for (const path of pages) await until(path, () => told(first, path));
  await first.stop();
  const second = await Stand.start(t, { state, now: monday });
  for (const path of pages) assert.equal(await told(second, path), true, path);
  who = await sign_in(second, 'other', '--role', 'leader');
  const [{ id }] = await second.query('SELECT id FROM closure');
  assert.equal((await lift(who, id)).status, 303);
  for (const path of pages) await until(path, async () => !(await told(second, path)));
});
