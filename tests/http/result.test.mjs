// Results at the desk: when they may be noted, how they are taken back, and
// what a page does that is older than the booking it shows.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { Stand, build, tags, top } from './stand.mjs';
import { own_password, Browser, close_windows, sign_in } from './staff.mjs';

const run = promisify(execFile);
const monday = '2026-11-23T09:00';
const saturday = '2026-11-28';
const clerk = (stand, name, window) => sign_in(stand, name, '--role', 'clerk', '--window', String(window));
const alerts = (page) => [...page.matchAll(/role="alert"[^>]*>([^<]*)/g)].map((m) => m[1]).join();
const clock = (stand, sql) => run('sqlite3', ['-cmd', '.timeout 60000', stand.ledger, sql]);
const check = (stand) => run(join(top, build, 'hallbook'), ['check', '--ledger', stand.ledger], { cwd: top });
// The value of a field of the form that stands first in the page with that address.
function field(page, action, name) {
  const form = page.split('<form').find((f) => f.includes(`action="${action}"`) && new RegExp(`name="${name}"`).test(f));
  assert.ok(form, `${action}: ${name}`);
  return tags(form.split('</form>')[0], 'input').find((i) => i.name === name)?.value;
}

const entry = { item: '9', slot: `${saturday}T09:00`, name: '李四', phone: '13812345678', channel: '电话' };
async function entered(stand, who, values = {}) {
  const answer = await who.post('/staff/new', { ...entry, ...values });
  assert.equal(answer.status, 303, alerts(answer.page));
  const id = /saved=(\d+)/.exec(answer.headers.get('location'))[1];
  return (await stand.query(`SELECT * FROM booking WHERE id = ${id}`))[0];
}
// One of today, so that it may have a result.
const today = (stand, who, more = {}) => entered(stand, who, { slot: '2026-11-23T14:30', remark: '当天', ...more });
const row = async (stand, id) => (await stand.query(`SELECT state, remark, version, change_why, pickup FROM booking WHERE id = ${id}`))[0];

test('办理结果: from the day of service on, and the page says from when', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const li = await clerk(stand, 'li', 4);
  const { id } = await entered(stand, li);
  for (const result of ['done', 'accepted', 'returned', 'left', 'no_show', 'arrived']) {
    const answer = await li.post(`/staff/bookings/${id}`, { result, pickup: '2026-12-01' });
    assert.equal(answer.status, 422, result);
    assert.match(alerts(answer.page), /要从11月28日( 9:30)?起/);
    assert.doesNotMatch(answer.page, new RegExp(`value="${result}"`), 'no button that fails');
  }
  assert.equal((await row(stand, id)).state, 'booked');
  const now = await today(stand, li, { phone: '13800000001' });
  assert.match(alerts((await li.post(`/staff/bookings/${now.id}`, { result: 'no_show' })).page), /未到.*要从11月23日 15:00起/);
  assert.equal((await li.post(`/staff/bookings/${now.id}`, { result: 'done' })).status, 303);
  // nor by a correction
  const corrected = await li.post(`/staff/bookings/${now.id}`, { result: 'no_show', why: '看错了' });
  assert.equal(corrected.status, 422);
  assert.match(alerts(corrected.page), /未到.*要从11月23日 15:00起/);
  // a move to where it is already
  const same = await li.post(`/staff/bookings/${id}`, { result: 'moved', slot: '2026-11-28T09:00' });
  assert.equal(same.status, 422);
  assert.match(alerts(same.page), /现在约的就是这个时间，不用改/);
});

test('未到: after 已到 only when the slot has ended, and with a reason', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const li = await clerk(stand, 'li', 4);
  const { id } = await today(stand, li);
  assert.equal((await li.post(`/staff/bookings/${id}`, { result: 'arrived' })).status, 303);
  assert.equal((await li.post(`/staff/bookings/${id}`, { result: 'no_show', why: 'x' })).status, 422);
  await stand.stop();
  const later = await Stand.start(t, { now: '2026-11-23T15:10', state: stand.state, port: stand.port });
  const chen = await clerk(later, 'chen', 4);
  assert.match(alerts((await chen.post(`/staff/bookings/${id}`, { result: 'no_show' })).page), /请写明原因/);
  assert.equal((await chen.post(`/staff/bookings/${id}`, { result: 'no_show', why: '叫号没有应' })).status, 303);
});

test('撤销: within ten minutes, by whoever noted it, on today and on the booking; a history row of its own', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const li = await clerk(stand, 'li', 4);
  const wang = await clerk(stand, 'wang', 4);
  const { id } = await today(stand, li, { name: '贺玉' });
  const path = `/staff/bookings/${id}`;
  const undo = (who, fields = {}) => who.post(`${path}/undo`, fields);
  assert.equal((await undo(li)).status, 422, 'nothing is noted yet');
  assert.equal((await li.post(path, { result: 'arrived' })).status, 303);
  assert.equal((await li.post(path, { result: 'done', back: '4' })).status, 303);
  const board = (await li.get('/staff/?window=4')).page;
  assert.match(board, /已记：贺玉 已办结/);
  assert.match((await li.get(path)).page, /撤销，回到“已到”/);
  for (const page of [(await wang.get('/staff/')).page, (await wang.get(path)).page]) assert.doesNotMatch(page, /撤销<|撤销，回到/);
  assert.equal((await undo(wang)).status, 422, 'not by another');
  const version = field(board, `${path}/undo`, 'version');
  const back = await undo(li, { version, back: '4' });
  assert.equal(back.headers.get('location'), `/staff/?window=4&id=${id}#b${id}`);
  assert.equal((await row(stand, id)).state, 'arrived');
  assert.equal((await undo(li, { version })).status, 409, 'the same form again');
  assert.equal((await undo(li)).status, 422, 'once');
  assert.deepEqual(
    await stand.query(`SELECT who, from_state, to_state, why FROM history WHERE booking = ${id} ORDER BY id DESC LIMIT 1`),
    [{ who: 'li', from_state: 'done', to_state: 'arrived', why: '撤销' }],
  );
  assert.match((await li.get(path)).page, /li<\/span> <span>把“已办结”改为“已到”：撤销/);
  assert.deepEqual((await stand.query("SELECT detail FROM audit WHERE action = 'booking.changed' ORDER BY id DESC LIMIT 1"))[0], { detail: 'done>undo' });
  // a correction is taken back to the result before
  await li.post(path, { result: 'returned' });
  await li.post(path, { result: 'left', why: '看错了' });
  assert.equal((await undo(li)).status, 303);
  assert.equal((await row(stand, id)).state, 'returned');
  await li.post(path, { result: 'left', why: '看错了' });
  // the day of pick-up came with 已收件 and goes with it
  await li.post(path, { result: 'accepted', pickup: '2026-12-01', why: '看错了' });
  assert.equal((await row(stand, id)).pickup, '2026-12-01');
  assert.equal((await undo(li)).status, 303);
  assert.deepEqual([(await row(stand, id)).state, (await row(stand, id)).pickup], ['left', null]);
  await li.post(path, { result: 'returned', why: '看错了' });
  await clock(stand, `UPDATE booking SET changed_at = changed_at - 700, noted_at = noted_at - 700 WHERE id = ${id}`);
  assert.match(alerts((await undo(li)).page), /10 分钟/);
  assert.doesNotMatch((await li.get('/staff/')).page, /已记：/);
  await clock(stand, `UPDATE booking SET changed_at = changed_at + 700, noted_at = noted_at + 700 WHERE id = ${id}`);
  assert.match((await check(stand)).stdout, /ok/);
});

test('零点: times just after midnight have their hour, on today, the calls and the closures', async (t) => {
  const stand = await Stand.start(t, { now: '2026-11-23T00:01' });
  const li = await clerk(stand, 'li', 4);
  const { id } = await today(stand, li, { name: '贺玉' });
  await today(stand, li, { slot: '2026-11-23T15:00', phone: '13812345679' });
  await li.post(`/staff/bookings/${id}`, { result: 'arrived' });
  const board = (await li.get('/staff/')).page;
  assert.match(board, /已到 0:0\d/);
  assert.match(board, /贺玉 0:0\d/, 'who waits since when');
  assert.match(board, /[^\d]0:1\d 前可以撤销/);
  assert.equal((await close_windows(li, { windows: '4', day: '23', from: '0:30', to: '15:30', reason: '停电' })).status, 303);
  assert.match((await li.get('/staff/closures')).page, /[^\d]0:30—15:30/);
  assert.match((await li.get('/staff/')).page, /[^\d]0:30—15:30/);
  await li.post('/staff/calls', { id: `${id + 1}-orphaned`, do: 'told' });
  assert.match((await li.get('/staff/calls')).page, /已通知[^<]* 0:0\d/);
});

test('旧页面: what was noted meanwhile stays, and the page says who noted what and when', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const li = await clerk(stand, 'li', 4);
  const sb1 = await clerk(stand, 'sb1', 4);
  const { id } = await today(stand, li);
  const path = `/staff/bookings/${id}`;
  const old = (await li.get(path)).page;
  const version = field(old, path, 'version');
  for (const form of old.split('<form').slice(1).map((f) => f.split('</form>')[0]).filter((f) => /method="post"/.test(f) && /bookings\/\d+/.test(f)))
    assert.match(form, /name="version" value="\d+"/, 'each form carries it');
  assert.match((await li.get('/staff/')).page, new RegExp(`value="${id}-${version}"`), 'today, too');
  assert.equal((await sb1.post(path, { result: 'done', version, remark: '材料齐全', remark_was: '当天' })).status, 303);
  for (const [where, fields] of [
    [path, { result: 'left' }],
    [path, { result: '', remark: '', remark_was: '当天' }],
    [path, { result: 'moved', slot: `${saturday}T10:00` }],
    [`${path}/cancel`, { by: 'applicant' }],
    [`${path}/cancel`, { by: 'hall', why: '停电' }],
    [`${path}/undo`, {}],
  ]) {
    const answer = await li.post(where, { ...fields, version });
    assert.equal(answer.status, 409, JSON.stringify(fields));
    assert.match(alerts(answer.page), /没有保存：这个预约刚刚变了。sb1 \d\d:\d\d 已记为已办结/);
    assert.match(answer.page, /id="state">已办结 /);
  }
  const kept = await row(stand, id);
  assert.deepEqual([kept.state, kept.remark], ['done', '材料齐全']);
  // a remark alone moves it on, too
  const before = String(kept.version);
  assert.equal((await sb1.post(path, { result: '', version: before, remark: '再来补一张照片', remark_was: '材料齐全' })).status, 303);
  const late = await li.post(path, { result: 'left', why: '我写的原因', version: before, remark: '我写的备注', remark_was: '材料齐全' });
  assert.match(alerts(late.page), /sb1 \d\d:\d\d 已改备注/);
  assert.match(late.page, /台帐上现在是：再来补一张照片/);
  assert.match(late.page, /value="我写的备注"/, 'nothing typed is lost');
  assert.match(late.page, /value="我写的原因"/);
  assert.equal((await row(stand, id)).remark, '再来补一张照片');
  // and so does what the applicant changes
  const own = await today(stand, li, { phone: '13800000002', name: '周八' });
  await clock(stand, `UPDATE booking SET version = version + 1, noted_at = changed_at, noted_by = 'citizen', noted_state = 0 WHERE id = ${own.id}`);
  assert.match(alerts((await li.post(`/staff/bookings/${own.id}`, { result: 'done', version: '1' })).page), /申请人/);
});

test('谁做的: the name people know stands on the booking, the calls, the log and older pages; two of one name with their accounts', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const li = await clerk(stand, 'lixl', 4);
  await clerk(stand, 'lixl2', 4);
  const boss = await sign_in(stand, 'boss', '--role', 'admin');
  const named = (values) => boss.post('/staff/accounts', { do: 'save', ...Object.fromEntries(Object.entries(values).flatMap(([account, name]) => [[`grid.person.${account}`, name], [`grid.role.${account}`, 'clerk'], [`grid.window.${account}`, '4']])) });
  assert.equal((await named({ lixl: '李小兰' })).status, 303);
  const { id, version } = await today(stand, li);
  const { id: later } = await entered(stand, li, { phone: '13812345679' });
  await li.post(`/staff/bookings/${id}`, { result: 'arrived' });
  assert.equal((await li.post('/staff/log', { day: '2026-11-23', window: '4', text: '停电' })).status, 303);
  await close_windows(boss, { windows: '4', day: '11-28', reason: '停电' });
  assert.equal((await li.post('/staff/calls', { id: `${later}-orphaned`, do: 'told' })).status, 303);
  const told = async () => ({
    history: /<span>([^<]*)<\/span> <span>把“已预约”改为“已到”/.exec((await boss.get(`/staff/bookings/${id}`)).page)?.[1],
    older: /([^\s：。]*) \d\d:\d\d 已记为已到/.exec(alerts((await boss.post(`/staff/bookings/${id}`, { result: 'done', version: String(version) })).page))?.[1],
    called: /已通知　(\S+) /.exec((await boss.get('/staff/calls')).page)?.[1],
    log: (await boss.get('/staff/log?day=2026-11-23')).page.match(/李小兰[^<]*/)?.[0],
  });
  assert.deepEqual(await told(), { history: '李小兰', older: '李小兰', called: '李小兰', log: '李小兰' });
  assert.equal((await named({ lixl2: '李小兰' })).status, 303);
  const both = '李小兰（lixl）';
  assert.deepEqual(await told(), { history: both, older: both, called: both, log: both });
});

test('今天: two clerks on one row in every order: the second changes nothing, is told who noted what, and may go on', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const li = await clerk(stand, 'li', 4);
  const sb1 = await clerk(stand, 'sb1', 4);
  const { id } = await today(stand, li, { name: '贺玉', slot: '2026-11-23T15:00' });
  const words = { arrived: '已到', done: '已办结', returned: '退回补正', left: '离开' };
  const shown = async (who) => new RegExp(`value="(${id}-\\d+)"`).exec((await who.get('/staff/')).page)[1];
  const key = (who, result, row) => who.post('/staff/', { id: row, result, window: '4' });
  for (const [first, second] of [[li, sb1], [sb1, li]])
    for (const a of Object.keys(words))
      for (const b of Object.keys(words)) {
        const row_of_both = await shown(first);
        assert.equal((await key(first, a, row_of_both)).status, 303, `${a} ${b}`);
        const late = await key(second, b, row_of_both);
        assert.equal(late.status, 409, `${a} ${b}`);
        assert.match(alerts(late.page), new RegExp(`^贺玉：没有保存.*${first === li ? 'li' : 'sb1'} \\d\\d:\\d\\d 已记为${words[a]}`));
        assert.equal((await row(stand, id)).state, a);
        assert.match(late.page, new RegExp(`<tr id="b${id}" class="(past )?on">[\\s\\S]*${words[a]}`), 'the row as it is now, chosen');
        const version = field((await first.get('/staff/')).page, `/staff/bookings/${id}/undo`, 'version');
        assert.equal((await first.post(`/staff/bookings/${id}/undo`, { version, back: '4' })).status, 303);
        assert.equal((await row(stand, id)).state, 'booked');
      }
  assert.equal((await key(sb1, 'done', await shown(sb1))).status, 303, 'who looks again may');
});

test('今天: a key leads to the next row without a result; what asks for more, or cannot be, says so', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const li = await clerk(stand, 'li', 4);
  const ids = [];
  for (const [n, time] of ['09:00', '09:00', '09:30', '15:00'].entries()) ids.push((await today(stand, li, { slot: `2026-11-23T${time}`, phone: `1380000000${n}`, name: `周${'一二三四'[n]}` })).id);
  const [a, b, c, d] = ids;
  const post = async (fields) => li.post('/staff/', { window: '4', ...fields });
  const to = async (fields) => (await post(fields)).headers.get('location');
  assert.equal(await to({ id: `${b}-1`, result: 'done' }), `/staff/?window=4&id=${c}#b${c}`);
  assert.equal(await to({ id: `${a}-1`, result: 'arrived' }), `/staff/?window=4&id=${c}#b${c}`);
  assert.match((await li.get(`/staff/?window=4&id=${c}`)).page, new RegExp(`value="${c}-1"[^>]* checked`));
  assert.equal(await to({ id: `${d}-1`, result: 'left' }), `/staff/?window=4&id=${d}#b${d}`, 'the last stays');
  for (const [name, hash] of [['accepted', '#accepted'], ['moved', '#moved'], ['', ''], ['x\r\ny', '']]) assert.equal(await to({ id: `${c}-1`, do: name }), `/staff/bookings/${c}${hash}`);
  const early = await post({ id: `${c}-1`, result: 'no_show' });
  assert.equal(early.status, 422);
  assert.match(alerts(early.page), /周三：还不能记“未到”，要从11月23日 10:00起/);
  const again = await post({ id: `${b}-2`, result: 'left' });
  assert.equal(again.status, 422, 'another result needs a reason');
  assert.match(alerts(again.page), /请写明原因/);
  assert.match(again.page, new RegExp(`action="/staff/bookings/${b}"`), 'on its own page');
  for (const id of ['', 'x', '-1']) assert.match(alerts((await post({ id, result: 'done' })).page), /请先选一个预约/);
  assert.equal((await post({ id: `${c}`, result: 'done' })).status, 409, 'a row without its version is an old one');
  const wang = await clerk(stand, 'wang', 16);
  assert.equal((await wang.post('/staff/', { id: `${c}-1`, result: 'done', window: '16' })).status, 404, "another window's");
  assert.deepEqual(await stand.query('SELECT state FROM booking ORDER BY id'), ['arrived', 'done', 'booked', 'left'].map((state) => ({ state })));
});

test('备注: written only when it was changed in this form', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const li = await clerk(stand, 'li', 4);
  const { id } = await today(stand, li);
  const path = `/staff/bookings/${id}`;
  await li.post(path, { result: '', remark: '带孩子来', remark_was: '当天' });
  assert.equal((await li.post(path, { result: 'arrived', remark: '当天', remark_was: '当天' })).status, 303, 'a form of now');
  assert.equal((await row(stand, id)).remark, '带孩子来');
  const { version } = await row(stand, id);
  assert.equal((await li.post(path, { result: '', remark: '带孩子来', remark_was: '带孩子来' })).status, 303);
  assert.equal((await row(stand, id)).version, version, 'nothing changed, nothing is newer');
  assert.match(alerts((await li.post(path, { result: '', remark: '', remark_was: '带孩子来' })).page), /例外登记.*不能删空/);
  const plain = await entered(stand, li, { remark: '带孩子来', phone: '13800000003' });
  assert.equal((await li.post(`/staff/bookings/${plain.id}`, { result: '', remark: '', remark_was: '带孩子来' })).status, 303);
  assert.equal((await row(stand, plain.id)).remark, '');
});

test('改期: refused, it keeps its form, its choice and its message, and the retry works', async (t) => {
  const stand = await Stand.start(t, { now: '2026-11-27T17:00' });
  const li = await clerk(stand, 'li', 4);
  const { id } = await entered(stand, li, { slot: '2026-12-02T09:00' });
  const path = `/staff/bookings/${id}`;
  const version = field((await li.get(path)).page, path, 'version');
  const refused = await li.post(path, { result: 'moved', day: '28', time: '930', why: '', version });
  assert.equal(refused.status, 422);
  assert.match(alerts(refused.page), /提前一个工作日.*原因/);
  assert.match(refused.page, /<details id="exception" open>/);
  assert.equal(field(refused.page, path, 'day'), '28');
  assert.equal(field(refused.page, path, 'time'), '930');
  const history = refused.page.split('<h2>经过</h2>')[1];
  assert.doesNotMatch(history, /已改期/, 'the history is that of the ledger');
  assert.deepEqual(await stand.query(`SELECT to_state FROM history WHERE booking = ${id}`), [{ to_state: 'booked' }]);
  for (const [day, time, words] of [['', '', /改到哪天/], ['x', '9', /没有看懂日期“x”/], ['28', '25', /没有看懂时间“25”/], ['28', '3', /不办理/]]) {
    const wrong = await li.post(path, { result: 'moved', day, time, why: '老人急用', version });
    assert.match(alerts(wrong.page), words);
    assert.match(wrong.page, /id="move-why"[^>]*value="老人急用"/);
  }
  const moved = await li.post(path, { result: 'moved', day: '28', time: '930', why: '老人急用', version: field(refused.page, path, 'version') });
  assert.equal(moved.status, 303, alerts(moved.page));
  assert.deepEqual(await stand.query('SELECT state, start, remark, override FROM booking ORDER BY id'), [
    { state: 'moved', start: '2026-12-02T09:00', remark: '', override: 0 },
    { state: 'booked', start: '2026-11-28T09:30', remark: '老人急用', override: 1 },
  ]);
  assert.match((await check(stand)).stdout, /ok/);
});

test('改期和取消: until the end of the day of service, and without a reason after a closure', async (t) => {
  const stand = await Stand.start(t, { now: '2026-11-23T16:00' });
  const li = await clerk(stand, 'li', 4);
  const rows = [];
  const slots = ['2026-11-23T16:00', '2026-11-23T16:00', `${saturday}T09:00`, `${saturday}T09:00`, '2026-11-23T16:30'];
  for (const [n, slot] of slots.entries())
    rows.push(await entered(stand, li, { slot, phone: `1380000000${n}`, remark: slot.startsWith(saturday) ? '' : '当天' }));
  await stand.stop();
  const later = await Stand.start(t, { now: '2026-11-23T20:00', state: stand.state, port: stand.port });
  const chen = await clerk(later, 'chen', 4);
  assert.equal((await chen.post(`/staff/bookings/${rows[0].id}`, { result: 'moved', slot: '2026-11-25T09:00' })).status, 303);
  assert.equal((await chen.post(`/staff/bookings/${rows[1].id}/cancel`, { by: 'applicant' })).status, 303);
  await later.stop();
  const friday = await Stand.start(t, { now: '2026-11-27T17:10', state: stand.state, port: stand.port });
  const zhou = await clerk(friday, 'zhou', 4);
  const late = { moved: { result: 'moved', slot: '2026-11-30T09:00' }, cancelled: { by: 'applicant' } };
  for (const [to, fields] of Object.entries(late)) {
    const answer = await zhou.post(`/staff/bookings/${rows[4].id}${to === 'cancelled' ? '/cancel' : ''}`, fields);
    assert.equal(answer.status, 422, to);
    assert.match(alerts(answer.page), /不能再记“已(改期|取消)”，最晚是11月23日/, to);
  }
  assert.equal((await close_windows(zhou, { windows: '4', day: saturday, reason: '停电' })).status, 303);
  assert.match((await zhou.get(`/staff/bookings/${rows[2].id}`)).page, /这次停办，可不写/);
  const moved = await zhou.post(`/staff/bookings/${rows[2].id}`, { result: 'moved', slot: '2026-11-29T09:00' });
  assert.equal(moved.status, 303, alerts(moved.page));
  assert.equal((await friday.query('SELECT remark FROM booking ORDER BY id DESC LIMIT 1'))[0].remark, '停电');
  assert.equal((await zhou.post(`/staff/bookings/${rows[3].id}/cancel`, { by: 'hall' })).status, 303);
  assert.equal((await row(friday, rows[3].id)).change_why, '停电');
});

test('取消: asked for by the applicant it needs no reason and nobody is called; by the hall both', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const li = await clerk(stand, 'li', 4);
  const own = await entered(stand, li, { name: '周一', phone: '13800000001' });
  const hall = await entered(stand, li, { name: '周二', phone: '13800000002' });
  assert.equal((await li.post(`/staff/bookings/${own.id}/cancel`, { by: 'applicant', why: '' })).status, 303);
  for (const by of ['hall', '', 'x']) {
    const refused = await li.post(`/staff/bookings/${hall.id}/cancel`, { by });
    assert.equal(refused.status, 422, by);
    assert.match(refused.page, /id="cancel-why-error"/);
  }
  assert.equal((await li.post(`/staff/bookings/${hall.id}/cancel`, { by: 'hall', why: '设备检修' })).status, 303);
  const { page } = await li.get('/staff/calls');
  assert.match(page, /周二[\s\S]*设备检修|设备检修[\s\S]*周二/);
  assert.doesNotMatch(page, /周一/);
  assert.match((await li.get(`/staff/bookings/${own.id}`)).page, /本人取消/);
  assert.deepEqual((await stand.query('SELECT state, change_why FROM booking ORDER BY id')).map((r) => `${r.state} ${r.change_why}`), ['cancelled ', 'cancelled 设备检修']);
});

test('新: 标为已看 is the window\'s own; what a leader looks at or saves marks nothing for it', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const li = await clerk(stand, 'li', 4);
  const general = await clerk(stand, 'zhao', 15);
  const leader = await sign_in(stand, 'chen', '--role', 'leader');
  await stand.book({ slot: entry.slot });
  await stand.book({ slot: `${saturday}T09:30`, item: 14, phone: '13812340000' });
  const fresh = async (window) => (await stand.query(`SELECT count(*) AS n FROM booking WHERE seen_at IS NULL AND window = ${window}`))[0].n;
  for (const who of [leader, general])
    for (const window of ['0', '4', '6', '']) {
      assert.doesNotMatch((await who.get(`/staff/?window=${window || 0}`)).page, /标为已看/);
      assert.equal((await who.post('/staff/seen', { upto: '99', window })).status, 403, window);
    }
  assert.equal((await leader.post('/staff/bookings/1', { remark: '已电话核对' })).status, 303);
  assert.deepEqual([await fresh(4), await fresh(6)], [1, 1]);
  assert.match((await li.get('/staff/')).page, /标为已看/);
  assert.equal((await li.post('/staff/seen', { upto: '99', window: '4' })).status, 303);
  assert.deepEqual([await fresh(4), await fresh(6)], [0, 1]);
  const xu = await clerk(stand, 'xu', 6);
  assert.equal((await xu.post('/staff/bookings/2', { remark: '已看' })).status, 303);
  assert.equal(await fresh(6), 0, 'the window itself has seen what it saves');
});

test('口令: an unfit new password leaves what was typed as the one-time password', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const { stdout } = await run(join(top, build, 'hallbook'), ['user', 'add', 'xin', '--role', 'clerk', '--window', '5', '--ledger', stand.ledger], { cwd: top });
  const first = /口令[^：]*：(\S+)/.exec(stdout)[1];
  const xin = new Browser(stand);
  await xin.post('/staff/login', { user: 'xin', password: first });
  await xin.get('/staff/account');
  const typed = (page) => tags(page, 'input').find((i) => i.id === 'password').value;
  for (const fields of [{ new: 'short', again: 'short' }, { new: own_password, again: 'other' }]) {
    const wrong = await xin.post('/staff/account/password', { password: first, ...fields });
    assert.equal(wrong.status, 422);
    assert.equal(typed(wrong.page), first);
    assert.equal(wrong.headers.get('cache-control'), 'no-store');
  }
  const mistyped = await xin.post('/staff/account/password', { password: 'mistyped', new: own_password, again: own_password });
  assert.match(mistyped.page, /现在的口令不对/);
  assert.equal(typed(mistyped.page) ?? '', '', 'what is wrong need be typed again');
  assert.equal((await xin.post('/staff/account/password', { password: first, new: own_password, again: own_password })).status, 303);
  await xin.get('/staff/account');
  const later = await xin.post('/staff/account/password', { password: own_password, new: 'short', again: 'short' });
  assert.equal(typed(later.page) ?? '', '', 'a password of one\'s own is never shown again');
});
