// Closed at once: what the form offers, whom to ring, and who may close.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mkdir, readdir, readFile, rename, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Stand, free_slots, offered_days, tags, temp_folder, until } from './stand.mjs';
import { close_windows, sign_in } from './staff.mjs';

const monday = '2026-11-23T09:00';
const saturday = '2026-11-28';
const close = (who, values = {}) =>
  close_windows(who, { windows: '4', day: saturday, reason: '停电', ...values });
const hall = Array.from({ length: 16 }, (_, i) => i + 1).join(',');
const lift = (who, id) => who.post(`/staff/closures/${id}/lift`, {});
const leader = (stand) => sign_in(stand, 'leader', '--role', 'leader');
const clerk = (stand, name, window) => sign_in(stand, name, '--role', 'clerk', '--window', String(window));
const day_form = async (stand, item, day) => (await stand.get(`/book?item=${item}&day=${day}`)).text();
const text = (html) => html.replace(/<script.*?<\/script>/s, '').replace(/<[^>]*>/g, ' ').replace(/ +/g, ' ');
const rows = (html) => html.slice(html.indexOf('<tbody'), html.indexOf('</table>'));
const edit = (stand, sql) => promisify(execFile)('sqlite3', ['-cmd', '.timeout 60000', stand.ledger, sql]);
const on_saturday = (html) => free_slots(html).filter((s) => s.startsWith(saturday));

test('临时停办: the slots are gone in the next request, those booked stand on the call list', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  assert.equal((await stand.book({ slot: `${saturday}T09:00`, name: '李四', phone: '13812345678' })).status, 303);
  const who = await leader(stand);
  assert.doesNotMatch((await who.get('/staff/calls')).page, /停办<\/span>/);
  assert.equal((await close(who, { reason: '停电。' })).status, 303);
  const form = await day_form(stand, 9, saturday);
  assert.match(text(form), /停办：停电。请选其他日子/, 'one full stop');
  assert.deepEqual(on_saturday(form), []);
  assert.ok(!offered_days(form).includes(saturday));
  assert.match(form, /停电/);
  assert.deepEqual(on_saturday(await day_form(stand, 14, saturday)).length > 0, true, 'another window');
  assert.equal((await stand.book({ slot: `${saturday}T10:00`, phone: '13900000001' })).status, 422);
  const { page } = await who.get('/staff/calls');
  assert.match(text(page), /停办 4 公安局户政大队　11月28日 周六 全天　停电　 1 人，已通知 0，还有 1/);
  assert.match(page, /href="tel:\+86-138-1234-5678">138-1234-5678</);
  assert.match(text(page).replaceAll(' ', ''), /李四您好，这里是宁都县政务服务大厅公安局户政大队。您约了11月28日（星期六）9:00办“[^”]+”。因为停电，这个时间办不了。您想改到哪天？最近的是11月24日（星期二）8:30。/);
});

test('临时停办: half a day leaves the other half', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const who = await leader(stand);
  assert.equal((await close(who, { to: '12' })).status, 303);
  const slots = on_saturday(await day_form(stand, 9, saturday));
  assert.ok(slots.length > 0);
  assert.ok(slots.every((s) => s.slice(11) >= '12:00'));
  assert.match(text((await who.get('/staff/closures')).page), /11月28日 周六 12:00 以前 4 公安局户政大队/);
  assert.equal((await close(who, { day: '23', from: '1430' })).status, 303);
  assert.match(text((await who.get('/staff/')).page), /停办 14:30 以后/, 'no page says 24:00');
});

test('临时停办: the whole hall, and opened again', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  assert.equal((await stand.book({ slot: `${saturday}T09:00` })).status, 303);
  const who = await leader(stand);
  assert.equal((await close(who, { windows: hall })).status, 303);
  assert.deepEqual(await stand.query('SELECT window, from_time, to_time FROM closure'), [{ window: 0, from_time: '00:00', to_time: '24:00' }], 'all there are is the hall');
  for (const item of [9, 14, 74]) assert.deepEqual(on_saturday(await day_form(stand, item, saturday)), []);
  assert.match((await who.get('/staff/calls')).page, /停办<\/span>/);
  const [{ id }] = await stand.query('SELECT id FROM closure');
  assert.equal((await lift(who, id)).status, 303);
  assert.ok(on_saturday(await day_form(stand, 9, saturday)).length > 0);
  assert.doesNotMatch((await who.get('/staff/calls')).page, /停办<\/span>/);
  assert.deepEqual(
    (await stand.query("SELECT action, object FROM audit WHERE action IN ('closed', 'opened')")).map((r) => `${r.action} ${r.object}`),
    [`closed ${saturday}`, `opened ${saturday}`],
  );
});

test('临时停办: a clerk closes and opens the own window only, never the hall', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const li = await clerk(stand, 'li', 4);
  const general = await clerk(stand, 'zhao', 15);
  for (const windows of [hall, '16', '4,16', '0']) assert.equal((await close(li, { windows })).status, 403, windows);
  for (const windows of [hall, '4']) assert.equal((await close(general, { windows })).status, 403, windows);
  assert.equal((await close(li)).status, 303);
  const [{ id }] = await stand.query('SELECT id FROM closure');
  assert.equal((await lift(general, id)).status, 403);
  assert.equal((await lift(li, id)).status, 303);
  assert.deepEqual(await stand.query('SELECT count(*) AS n FROM closure WHERE lifted_at IS NOT NULL'), [{ n: 1 }]);
});

test('临时停办: wrong forms are told and change nothing', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const who = await leader(stand);
  for (const wrong of [{ windows: '77' }, { windows: 'x' }, { windows: '' }, { day: '2026-11-22' }, { day: '2026-02-30' }, { from: '12', to: '12' }, { from: 'x' }, { day: '2026-11-23', to: '9' }, { reason: ' ' }])
    assert.equal((await close(who, wrong)).status, 422, JSON.stringify(wrong));
  assert.equal((await close(who, { csrf: 'x'.repeat(22) })).status, 403);
  assert.equal((await who.post('/staff/closures', { windows: '4', day: saturday, reason: '停电', do: 'close' })).status, 200, 'nobody has been shown whom it affects');
  assert.deepEqual(await stand.query('SELECT * FROM closure'), []);
  const again = await close(who, { windows: '4,77', from: '1430', reason: '<b>停水</b>' });
  assert.match(again.page, /value="&lt;b&gt;停水/, 'what was typed is kept, escaped');
  assert.equal(tags(again.page, 'input').find((i) => i.name === 'from').value, '14:30');
  assert.ok('checked' in tags(again.page, 'input').find((i) => i.name === 'windows' && i.value === '4'));
  assert.match(again.page, /<title>错误：/);
});

test('临时停办: several windows and hours in one step, shown whom it affects, changed and lifted as one', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const who = await leader(stand);
  for (const [slot, item, name] of [['09:30', 9, '早'], ['10:00', 9, '张三'], ['11:30', 14, '李四'], ['14:30', 14, '晚'], ['10:00', 74, '别处']])
    assert.equal((await stand.book({ slot: `${saturday}T${slot}`, item, name, phone: `1380000${slot.replace(':', '')}` })).status, 303);
  const ask = (fields) => who.post('/staff/closures', { day: '28', from: '10', to: '1200', reason: '停电', ...fields });
  const ticked = (page) => tags(page, 'input').filter((i) => i.name === 'windows' && 'checked' in i).map((i) => i.value);
  // a floor is ticked; nothing that was typed is lost
  const floor = await ask({ pick: '3' });
  assert.equal(floor.status, 200);
  const of_floor = JSON.parse((await promisify(execFile)('sqlite3', ['-readonly', '-json', `${stand.state}/releases/current/catalogue.db`, 'SELECT no FROM window WHERE floor = (SELECT floor FROM window WHERE no = 3)'])).stdout);
  assert.deepEqual(ticked(floor.page), of_floor.map((w) => String(w.no)));
  assert.equal(tags(floor.page, 'input').find((i) => i.name === 'reason').value, '停电');
  assert.deepEqual(ticked((await ask({ pick: 'none', windows: '4' })).page), []);
  // boxes come one by one
  const boxes = await who.post('/staff/closures', { day: '28', from: '10', to: '1200', reason: '停电', do: 'look', 'windows': '4&windows=6' });
  assert.equal(boxes.status, 422, 'an ampersand is no separator');
  const body = new URLSearchParams({ csrf: who.csrf, day: '28', from: '10', to: '1200', reason: '停电', do: 'look' });
  for (const no of ['4', '6']) body.append('windows', no);
  const shown = await (await stand.post('/staff/closures', body, { cookie: who.cookies })).text();
  assert.deepEqual(ticked(shown), ['4', '6']);
  assert.match(text(shown), /2 人受影响，确认停办吗？/);
  for (const [name, there] of [['张三', true], ['李四', true], ['早', false], ['晚', false], ['别处', false]]) assert.equal(shown.includes(`>${name}</a>`), there, name);
  assert.deepEqual(await stand.query('SELECT * FROM closure'), [], 'nothing is done yet');
  // what is confirmed is what was shown
  const asked = tags(shown, 'input').find((i) => i.name === 'asked').value;
  const other = await ask({ windows: '4,6,16', asked, do: 'close' });
  assert.match(text(other.page), /3 人受影响，确认停办吗？/);
  assert.equal((await ask({ windows: '4,6', asked, do: 'close' })).status, 303);
  assert.deepEqual(await stand.query('SELECT window, from_time, to_time FROM closure'), [4, 6].map((window) => ({ window, from_time: '10:00', to_time: '12:00' })));
  const free = on_saturday(await day_form(stand, 9, saturday));
  assert.ok(free.includes(`${saturday}T09:30`) && free.includes(`${saturday}T14:30`) && !free.includes(`${saturday}T10:00`) && !free.includes(`${saturday}T11:30`));
  const record = () => who.get('/staff/closures').then(({ page }) => text(rows(page.slice(page.indexOf('停办记录'))).split('<tr')[1]));
  assert.match(await record(), /11月28日 周六 10:00—12:00 4 公安局户政大队、6 公安局出入境管理大队 停电 2 0 leader 11-23 09:0\d 去打电话 恢复办理 改时间/);
  // told, then changed: who was told stays told
  const told = await stand.query("SELECT id FROM booking WHERE name = '张三'");
  assert.equal((await who.post('/staff/calls', { id: `${told[0].id}-orphaned`, do: 'told' })).status, 303);
  assert.match(await record(), / 2 1 leader/);
  assert.match(text(/<tfoot.*<\/tfoot>/s.exec((await who.get('/staff/')).page)[0]), /合计 0 – – – – /, 'nobody today: no 0 beside a dash');
  const form = await who.get('/staff/closures?id=1');
  assert.deepEqual(ticked(form.page), ['4', '6']);
  assert.equal(tags(form.page, 'input').find((i) => i.name === 'to').value, '12:00');
  assert.match(text(form.page), /就是全天。11月28日（星期六）/, 'the day of the closure, not today');
  assert.equal((await close_windows(who, { id: '1', day: '11-28', from: '9', to: '12', windows: '4,6', reason: '停电' })).status, 303);
  assert.match(await record(), /9:00—12:00 .* 停电 3 1 leader/);
  assert.deepEqual(await stand.query('SELECT count(*) AS n FROM closure WHERE lifted_at IS NULL'), [{ n: 2 }]);
  const [{ id }] = await stand.query('SELECT max(id) AS id FROM closure');
  assert.equal((await lift(await clerk(stand, 'li', 4), id)).status, 403, 'not all of it is theirs');
  assert.equal((await lift(who, id)).status, 303);
  assert.match(await record(), /已恢复 11-23 09:0\d/);
  assert.deepEqual(await stand.query('SELECT count(*) AS n FROM closure WHERE lifted_at IS NULL'), [{ n: 0 }]);
  // who was told that it was off is told that it is on again; nobody else
  const again = async () => text((await who.get('/staff/calls?purpose=restored')).page.replace(/<form class="filter.*?<\/form>/s, '')).replace(/\s+/g, ' ');
  assert.match(await again(), /恢复办理 4 公安局户政大队 11月28日 周六 9:00—12:00 停电 1 人，已通知 0，还有 1 照着念： ?张三 ?您好.*现在恢复了，请照原来的时间来/);
  assert.doesNotMatch(await again(), /李四|早/);
  assert.equal((await who.post('/staff/calls', { id: `${told[0].id}-restored`, purpose: 'restored', do: 'told' })).status, 303);
  assert.match(await again(), /已通知 leader/);
  assert.doesNotMatch(await again(), /照着念/);
});

test('临时停办: the button pressed twice closes once, also when a closure is changed', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const who = await leader(stand);
  const twice = async (fields) => {
    const { page } = await who.post('/staff/closures', { ...fields, do: 'look' });
    const asked = tags(page, 'input').find((i) => i.name === 'asked').value;
    const press = () => who.post('/staff/closures', { ...fields, asked, do: 'close' });
    assert.deepEqual((await Promise.all([press(), press()])).map((a) => a.status), [303, 303]);
    assert.equal((await press()).status, 303);
  };
  const closed = () => stand.query('SELECT window, to_time, reason, lifted_at IS NULL AS holds FROM closure ORDER BY id');
  const both = (to_time, holds) => [4, 5].map((window) => ({ window, to_time, reason: '停电', holds }));
  await twice({ windows: '4,5,4', day: saturday, reason: '停电' });
  assert.deepEqual(await closed(), both('24:00', 1));
  await twice({ id: '1', windows: '4,5', day: saturday, to: '12', reason: '停电' });
  assert.deepEqual(await closed(), [...both('24:00', 0), ...both('12:00', 1)]);
  assert.deepEqual(await stand.query("SELECT action FROM audit WHERE action IN ('closed', 'opened')"), ['closed', 'opened', 'closed'].map((action) => ({ action })));
});

test('通话: moved and cancelled from the list, which keeps its place and what it lists', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const li = await clerk(stand, 'li', 4);
  const wang = await clerk(stand, 'wang', 16);
  for (const n of [1, 2, 3]) await stand.book({ slot: `${saturday}T09:00`, name: `张${n}`, phone: `1380000000${n}`, item: 9 });
  await stand.book({ slot: `${saturday}T09:30`, name: '张3', phone: '13800000003', item: 9 });
  await close(li, { to: '12' });
  const post = (who, fields) => who.post('/staff/calls', { window: '4', purpose: 'orphaned', look: '', page: '1', id: '1-orphaned', ...fields });
  const open = await post(li, { do: 'move' });
  assert.equal(open.headers.get('location'), '/staff/calls?window=4&purpose=orphaned&look=&page=1&id=1&do=move#c1');
  const { page } = await li.get(open.headers.get('location'));
  assert.match(page, /<b>张1 改到哪天、几点？<\/b>/);
  const slots = tags(page, 'button').filter((b) => b.name === 'slot').map((b) => b.value);
  assert.ok(slots.includes('2026-11-24T08:30') && !slots.includes(`${saturday}T09:30`) && slots.includes(`${saturday}T14:30`), 'nothing that is closed');
  assert.equal((await post(wang, { do: 'move', slot: slots[0] })).status, 422);
  const moved = await post(li, { do: 'move', slot: '2026-11-24T08:30' });
  assert.equal(moved.status, 303, text(moved.page));
  const to = moved.headers.get('location');
  assert.match(to, /^\/staff\/calls\?window=4&purpose=orphaned&look=&page=1&saved=\d+#c1$/);
  const after = text((await li.get(to)).page);
  assert.match(after, /张1，给您改到 11月24日（星期二）8:30到9:00 ，还是在 一楼 宁都县公安局户政大队 ，办“[^”]+”。新的预约编号 \d{3}-\d{3}-\d{2} 。/);
  assert.match(after, /3 人，已通知 1，还有 2/);
  assert.match(after, /已改到 11月24日 周二 8:30　li 9:0\d/);
  assert.doesNotMatch(text((await wang.get(to)).page), /张1/);
  assert.equal((await post(li, { do: 'move', slot: '2026-11-24T09:00' })).status, 422, 'it is done');
  // cancelled as they wish: asked first, without a reason, nobody need be rung
  const sure = await post(li, { id: '2-orphaned', do: 'cancel' });
  assert.match((await li.get(sure.headers.get('location'))).page, /张2 11月28日 周六 9:00 不来了，取消吗？/);
  assert.deepEqual(await stand.query('SELECT state FROM booking WHERE id = 2'), [{ state: 'booked' }]);
  const cancelled = await post(li, { id: '2-orphaned', do: 'cancelled' });
  assert.equal(cancelled.status, 303);
  assert.match(text((await li.get(cancelled.headers.get('location'))).page), /已取消：张2 .*已取消，不来了　li 9:0\d/s);
  assert.deepEqual(await stand.query('SELECT state, change_why AS why FROM booking WHERE id IN (1, 2)'), [{ state: 'moved', why: '停电' }, { state: 'cancelled', why: '' }]);
  // only what is to be done
  const left = text((await li.get('/staff/calls?purpose=orphaned&look=1')).page);
  assert.match(left, /张3/);
  assert.doesNotMatch(left, /张1|张2/);
  assert.doesNotMatch(text((await li.get('/staff/calls?purpose=reminder')).page), /张3/);
  assert.equal((await post(li, { id: undefined, do: 'told' })).status, 422);
});

test('通话: ticked off with who and when; missed calls stay; another window may not', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  await stand.book({ slot: `${saturday}T09:00`, name: '李四', phone: '13812345678' });
  const who = await clerk(stand, 'li', 4);
  const wang = await clerk(stand, 'wang', 16);
  await close(who);
  const tick = (by, verb, purpose = 'orphaned') => by.post('/staff/calls', { id: `1-${purpose}`, do: verb });
  assert.equal((await tick(wang, 'told')).status, 422, 'as if there were none');
  assert.doesNotMatch((await wang.get('/staff/calls')).page, /13812345678/);
  assert.equal((await tick(who, 'told', 'reminder')).status, 422, 'nothing to remind of');
  assert.equal((await tick(who, 'missed')).status, 303);
  let { page } = await who.get('/staff/calls');
  assert.match(page, /没打通 9:0\d li/);
  assert.match(rows(page), /value="told"/);
  assert.equal((await tick(who, 'told')).status, 303);
  ({ page } = await who.get('/staff/calls'));
  assert.match(page, /已通知　li 9:0\d/);
  assert.doesNotMatch(rows(page), /value="told"/);
  assert.equal((await tick(wang, 'undo')).status, 422, 'who did not note it');
  assert.equal((await tick(who, 'undo')).status, 303);
  ({ page } = await who.get('/staff/calls'));
  assert.match(rows(page), /没打通 9:0\d li.*value="told"/s, 'as before');
  assert.equal((await tick(who, 'wrong')).status, 303);
  assert.match((await who.get('/staff/calls')).page, /号码不对 2 次 9:0\d li/);
  await assert.rejects(edit(stand, "UPDATE call SET outcome = 'told' WHERE id = 1"), /append-only/);
  await assert.rejects(edit(stand, 'UPDATE call SET undone_at = NULL WHERE id = 2'), /append-only/);
  assert.deepEqual(await stand.query('SELECT outcome, undone_at IS NULL AS stands FROM call'), [
    { outcome: 'missed', stands: 1 }, { outcome: 'told', stands: 0 }, { outcome: 'wrong', stands: 1 },
  ]);
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
  assert.match(text(page), /大厅取消 4 公安局户政大队　设备检修/);
  assert.match(text(page), /李四 ?您好.*因为设备检修，这次预约已经取消。/);
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
  assert.equal((await add()).status, 303, 'the button pressed twice is one row, since none can be taken out');
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
  await close(who, { reason: '停电，"一楼"', to: '12' });
  const four = `4,${saturday}T00:00,${saturday}T12:00,"停电，""一楼"""`;
  await until('window 4 is told', async () => (await told(stand)).includes(four));
  await close(who, { windows: hall, day: '2026-11-24', reason: '=台风' });
  const all = ',2026-11-24T00:00,2026-11-25T00:00,"=台风"';
  await until('the hall is told', async () => (await told(stand)).length === 2);
  assert.deepEqual(await told(stand), [all, four]);
  assert.deepEqual((await readdir(join(stand.state, 'desk'))).filter((name) => name.startsWith('.')), [], 'nothing half written is left');
  await rm(join(stand.state, 'desk/closures.csv'));
  await stand.stop();
  stand.launch();
  await until('it is written at the start', async () => (await told(stand)).length === 2);
  await until('the stand is ready', () => stand.ready());
  assert.equal((await lift(who, 1)).status, 303);
  await until('what is lifted is gone', async () => (await told(stand)).length === 1);
  assert.deepEqual(await told(stand), [all]);
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
  assert.equal((await close(who, { windows: hall, reason: '台风' })).status, 303);
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
