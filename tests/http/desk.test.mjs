// The desk of staff: what each role sees and may do, and what is written.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { Stand, build, tags, temp_folder, top } from './stand.mjs';
import { sign_in } from './staff.mjs';

const run = promisify(execFile);

const monday = '2026-11-23T09:00';
const saturday = '2026-11-28';
const alerts = (page) => [...page.matchAll(/role="alert"[^>]*>(.*?)<\/(?:p|span|form|div)>/gs)].map((m) => m[1].replace(/<[^>]*>/g, ''));
const clerk = (stand, name, window) => sign_in(stand, name, '--role', 'clerk', '--window', String(window));
// One of today, which may have a result.
const today = { slot: '2026-11-23T14:30', remark: '当天' };
const entry = { item: '9', slot: `${saturday}T09:00`, name: '李四', phone: '13812345678', channel: '电话' };

// Enters a booking and gives its row.
async function entered(stand, who, values = {}) {
  const answer = await who.post('/staff/new', { ...entry, ...values });
  assert.equal(answer.status, 303, alerts(answer.page).join());
  const id = /saved=(\d+)/.exec(answer.headers.get('location'))[1];
  return (await stand.query(`SELECT * FROM booking WHERE id = ${id}`))[0];
}

test('窗口权限: a clerk finds and opens the own window only, every other id is 404', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const li = await clerk(stand, 'li', 4);
  const wang = await clerk(stand, 'wang', 16);
  const general = await clerk(stand, 'zhao', 15);
  const mine = await entered(stand, li);
  const other = await entered(stand, wang, { item: '74', name: '王五', phone: '13900000001' });
  for (let id = 0; id < 6; id++) {
    const allowed = id === mine.id;
    for (const path of [`/staff/bookings/${id}`, `/staff/bookings/${id}/slip`])
      assert.equal((await li.get(path)).status, allowed ? 200 : 404, path);
    const posted = await li.post(`/staff/bookings/${id}`, { remark: '已核对' });
    assert.equal(posted.status, allowed ? 303 : 404);
  }
  assert.equal((await li.get('/staff/bookings/99999999999999999999')).status, 404);
  assert.equal((await stand.query(`SELECT state FROM booking WHERE id = ${other.id}`))[0].state, 'booked');
  for (const q of ['王五', '0001', other.reference]) {
    const found = await li.post('/staff/find', { q });
    assert.equal(found.status, 200, q);
    assert.doesNotMatch(found.page, /bookings\//);
  }
  assert.equal((await li.get('/staff/?window=16')).status, 403);
  assert.equal((await li.get('/staff/?window=0')).status, 403);
  assert.equal((await general.get(`/staff/bookings/${other.id}`)).status, 200);
  assert.match((await general.get('/staff/?window=16')).page, /16 住房公积金/);
});

test('查找: a reference as printed or scanned, a phone tail or a whole name opens the row; nothing personal in an address', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const li = await clerk(stand, 'li', 4);
  const row = await entered(stand, li);
  const shown = row.reference.replace(/(...)(...)(..)/, '$1-$2-$3');
  for (const q of [row.reference, shown, '5678', '１３８１２３４５６７８', '１３８　１２３４－５６７８', '+86 138-1234-5678', '138.1234.5678', '\u200b13812345678', '李四', ' 李四\u3000', '李']) {
    const found = await li.post('/staff/find', { q });
    assert.equal(found.status, 303, q);
    assert.equal(found.headers.get('location'), `/staff/bookings/${row.id}`);
  }
  const far = await entered(stand, li, { name: '欧阳·雨婷 Anna', phone: '13912345600' });
  for (const q of ['oyyt', 'ouyangyuting', 'OuYang', 'yuting', 'yt', 'yang yu ting', "ou'yang", 'ｏｙｙｔ', 'oyyuting', 'anna', 'tinganna']) {
    const found = await li.post('/staff/find', { q });
    assert.equal(found.headers.get('location'), `/staff/bookings/${far.id}`, q);
  }
  for (const q of ['lis', 'lisi', 'LS']) assert.equal((await li.post('/staff/find', { q })).headers.get('location'), `/staff/bookings/${row.id}`, q);
  assert.doesNotMatch((await li.post('/staff/find', { q: 'ouyt' })).page, /bookings\//, 'no character is passed over');
  await entered(stand, li, { name: '李五', phone: '13912345678' });
  const both = await li.post('/staff/find', { q: '5678' });
  assert.equal(both.status, 200);
  assert.match(both.page, /李四[\s\S]*李五|李五[\s\S]*李四/);
  for (const [name, ...typed] of [
    ['王\u3000伟', '王伟', '王 伟', '王\u3000伟'],
    ['买买提·艾力', '买买提艾力', '提•艾', '买买提 艾力'],
    ['宁都某某（集团）公司', '某某(集团)', '（集团）', '集团)公司'],
    ['宁都别的(分)公司', '别的（分）'],
  ]) {
    const { id } = await entered(stand, li, { name, phone: `1371234${5000 + name.length}`, slot: `${saturday}T10:00`, remark: '加' });
    for (const q of typed) assert.equal((await li.post('/staff/find', { q })).headers.get('location'), `/staff/bookings/${id}`, q);
  }
  for (const q of ['', '567', '%', '_', "' OR 1=1", '·', '( )']) assert.equal((await li.post('/staff/find', { q })).status, 200, q);
  assert.doesNotMatch((await li.post('/staff/find', { q: '·' })).page, /bookings\/\d/, 'of nothing nothing is found');
});

test('登记: number, name, alias and initials mean the same item; what may be several is asked', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const li = await clerk(stand, 'li', 4);
  const general = await clerk(stand, 'zhao', 15);
  for (const [n, item] of ['9', '０９', '居民身份证申、补、换领', 'SFZ', 'sfz', 'shenfenzheng', 'ju min shen fen zheng', '我的身份证丢了怎么办'].entries()) {
    const row = await entered(stand, li, { item, phone: `1390000000${n}`, slot: '' });
    assert.deepEqual([row.item, row.window, row.window_name], [9, 4, '宁都县公安局户政大队'], item);
  }
  const asked = await general.post('/staff/new', { ...entry, item: '许可' });
  assert.equal(asked.status, 422);
  const picks = tags(asked.page, 'input').filter((i) => i.name === 'pick');
  assert.ok(picks.length > 3);
  assert.equal(picks.filter((p) => 'checked' in p).length, 1);
  const row = await entered(stand, general, { item: '许可', asked: '许可', pick: picks[1].value });
  assert.equal(String(row.item), picks[1].value);
  const changed = await general.post('/staff/new', { ...entry, item: '登记', asked: '许可', pick: picks[1].value, phone: '13955555555' });
  assert.equal(changed.status, 422, 'a choice for another word does not count');
  for (const [item, words] of [['', '请选择'], ['12345', '没有 12345 号事项'], ['没有这件事', '没有找到'], ['74', '不在您的窗口']])
    assert.match(alerts((await li.post('/staff/new', { ...entry, item })).page).join(), new RegExp(words));
});

test('综合窗口: enters for every window, and the row stands in that window\'s ledger', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const general = await clerk(stand, 'zhao', 15);
  const row = await entered(stand, general, { channel: '窗口', agent: '赵六' });
  assert.deepEqual([row.window, row.channel, row.agent, row.changed_by], [4, 'counter', '赵六', 'zhao']);
  const li = await clerk(stand, 'li', 4);
  assert.match((await li.get(`/staff/ledger?window=4&from=${saturday}&to=${saturday}`)).page, new RegExp(`bookings/${row.id}"`));
  for (const channel of ['网上', 'online', 'x'])
    assert.equal((await general.post('/staff/new', { ...entry, channel, phone: '13700000000' })).status, 422, channel);
});

test('其他事项: free text by staff at the own window, never by citizens', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const li = await clerk(stand, 'li', 4);
  const general = await clerk(stand, 'zhao', 15);
  const row = await entered(stand, li, { item: '0 咨询 <材料>' });
  assert.deepEqual([row.item, row.item_name, row.window], [0, '其他事项：咨询 <材料>', 4]);
  const at = await entered(stand, general, { item: '其他事项咨询', window: '16', phone: '13800000002' });
  assert.deepEqual([at.item_name, at.window], ['其他事项：咨询', 16]);
  // what was typed is kept as it was; only the number or the word before it is matched
  for (const [window, typed, kept] of [['1', '0 ＝HYPERLINK', '＝HYPERLINK'], ['2', '　０　ＵＫ签证　Form A ', 'ＵＫ签证 Form A'], ['3', '其他事项：VIP卡', 'VIP卡']])
    assert.equal((await entered(stand, general, { item: typed, window, phone: `1380000001${window}` })).item_name, `其他事项：${kept}`);
  assert.equal((await li.post('/staff/new', { ...entry, item: '0' })).status, 422);
  assert.equal((await li.post('/staff/new', { ...entry, item: '0 x', window: '16', phone: '13800000003' })).status, 422);
  assert.equal((await stand.get('/book?item=0')).status, 404);
});

test('名额: staff take the highest number first, beyond the places only with a remark, and it is marked', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const li = await clerk(stand, 'li', 4);
  const phone = (n) => `1360000000${n}`;
  await stand.book({ slot: entry.slot });
  assert.equal((await entered(stand, li, { phone: phone(1) })).place, 3);
  assert.equal((await entered(stand, li, { phone: phone(2) })).place, 2);
  const full = await li.post('/staff/new', { ...entry, phone: phone(3) });
  assert.equal(full.status, 422);
  assert.match(alerts(full.page).join(), /已约满.*原因/);
  const over = await entered(stand, li, { phone: phone(3), remark: '残疾人，从外地来' });
  assert.deepEqual([over.place, over.override, over.remark], [4, 1, '残疾人，从外地来']);
  assert.equal((await entered(stand, li, { phone: phone(4), slot: '', remark: '不例外' })).override, 0);
});

test('提前一个工作日: staff go past it only with a remark, and it is marked', async (t) => {
  const stand = await Stand.start(t, { now: '2026-11-27T17:00' });
  const li = await clerk(stand, 'li', 4);
  const late = await li.post('/staff/new', entry);
  assert.equal(late.status, 422);
  assert.match(alerts(late.page).join(), /提前一个工作日.*原因/);
  const row = await entered(stand, li, { remark: '老人急用' });
  assert.deepEqual([row.override, row.place], [1, 3]);
  assert.match((await li.get(`/staff/bookings/${row.id}`)).page, /例外登记/);
  const past = await li.post('/staff/new', { ...entry, slot: '2026-11-27T16:00', remark: 'x', phone: '13800000009' });
  assert.equal(past.status, 422);
});

test('重复: the same phone on that day is said once, and entered when sent again; a form sent twice is one row', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const li = await clerk(stand, 'li', 4);
  const first = await entered(stand, li);
  const warned = await li.post('/staff/new', entry);
  assert.equal(warned.status, 422);
  const fields = Object.fromEntries(tags(warned.page, 'input').filter((i) => i.type === 'hidden').map((i) => [i.name, i.value]));
  assert.equal(fields.meant, String(first.id));
  assert.match(warned.page, /再按一次回车，仍要登记/);
  const again = await li.post('/staff/new', { ...entry, meant: fields.meant, token: fields.token });
  assert.equal(again.status, 303);
  const twice = await li.post('/staff/new', { ...entry, meant: fields.meant, token: fields.token });
  assert.equal(twice.headers.get('location'), again.headers.get('location'));
  assert.equal(await stand.count(), 2);
});

test('重复: of another window\'s booking a clerk learns only that there is one', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const li = await clerk(stand, 'li', 4);
  const xu = await clerk(stand, 'xu', 6);
  const general = await clerk(stand, 'zhao', 15);
  const other = await entered(stand, xu, { item: '14', name: '许多多' });
  const shown = other.reference.replace(/(...)(...)(..)/, '$1-$2-$3');
  const warned = await li.post('/staff/new', entry);
  assert.equal(warned.status, 422);
  assert.match(alerts(warned.page).join(), /同一电话当天在其他窗口已有预约/);
  for (const secret of [other.reference, shown, '许多多']) assert.ok(!warned.page.includes(secret), secret);
  const meant = tags(warned.page, 'input').find((i) => i.name === 'meant').value;
  assert.match((await general.post('/staff/new', entry)).page, new RegExp(shown), 'who may open it is told which');
  const own = await entered(stand, li, { meant });
  // of two, one's own is the one that is named
  assert.match((await li.post('/staff/new', entry)).page, new RegExp(own.reference.replace(/(...)(...)(..)/, '$1-$2-$3')));
  // on a move, too
  const moving = await entered(stand, li, { slot: '2026-11-29T09:00' });
  assert.equal((await li.post(`/staff/bookings/${own.id}/cancel`, { by: 'applicant' })).status, 303);
  const moved = await li.post(`/staff/bookings/${moving.id}`, { result: 'moved', slot: `${saturday}T10:00` });
  assert.match(alerts(moved.page).join(), /同一电话当天在其他窗口已有预约/);
  for (const secret of [other.reference, shown, '许多多']) assert.ok(!moved.page.includes(secret), secret);
  const again = tags(moved.page, 'input').find((i) => i.name === 'meant').value;
  assert.equal((await li.post(`/staff/bookings/${moving.id}`, { result: 'moved', slot: `${saturday}T10:00`, meant: again })).status, 303);
});

test('权限: whether another window\'s booking is to be called, and what 其他事项 were, is not told', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const li = await clerk(stand, 'li', 4);
  const xu = await clerk(stand, 'xu', 6);
  const other = await entered(stand, xu, { item: '14' });
  await entered(stand, xu, { item: '0 张三离婚证明', phone: '13800000001' });
  await xu.post(`/staff/bookings/${other.id}/cancel`, { by: 'hall', why: '停电' });
  const tick = async (id) => {
    const { status, page } = await li.post('/staff/calls', { id: `${id}-cancelled`, do: 'told' });
    return [status, page.replace(/value="[^"]*"/g, '')];
  };
  assert.deepEqual(await tick(other.id), await tick(99), 'the same answer as for none');
  assert.equal((await stand.query('SELECT count(*) AS n FROM call'))[0].n, 0);
  await run('sqlite3', ['-cmd', '.timeout 60000', stand.ledger, "UPDATE booking SET day = '2026-11-20', start = '2026-11-20' || substr(start, 11), end = '2026-11-20' || substr(end, 11)"]);
  const report = (await li.get('/staff/report?month=2026-11')).page;
  assert.match(report, /其他事项/);
  assert.doesNotMatch(report, /离婚/);
});

test('值班日志: a clerk writes that of the own window, a leader that of every window and of the hall', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const leader = await sign_in(stand, 'chen', '--role', 'leader');
  const day = '2026-11-23';
  for (const [name, own] of [['li', 4], ['zhao', 15]]) {
    const who = await clerk(stand, name, own);
    for (const window of ['0', '6', '99', String(own)]) {
      const { status } = await who.post('/staff/log', { day, window, text: '停电' });
      assert.equal(status, window === String(own) ? 303 : window === '99' ? 422 : 403, window);
    }
    assert.doesNotMatch((await who.get('/staff/log')).page, /大厅填 0/);
  }
  for (const window of ['0', '6']) assert.equal((await leader.post('/staff/log', { day, window, text: '停电' })).status, 303);
  assert.deepEqual((await stand.query('SELECT who, window FROM duty_log ORDER BY id')).map((r) => `${r.who} ${r.window}`), ['li 4', 'zhao 15', 'chen 0', 'chen 6']);
});

test('办理结果: the table\'s pairs, 已收件 with its day, correction on the same day with a reason, history of all', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const li = await clerk(stand, 'li', 4);
  const { id } = await entered(stand, li, today);
  const path = `/staff/bookings/${id}`;
  const post = async (fields) => (await li.post(path, fields)).status;
  assert.equal(await post({ result: 'no_show' }), 422, 'not before its end');
  assert.equal(await post({ result: 'accepted' }), 422, 'no day of pick-up');
  for (const pickup of ['2026-11-22', '2027-11-24', '2028-01-01', '2026-02-30', '下周'])
    assert.equal(await post({ result: 'accepted', pickup }), 422, pickup);
  const alone = await li.post(path, { pickup: '12月1日', remark: '材料齐' });
  assert.equal(alone.status, 422, 'a day without 已收件 is not dropped in silence');
  assert.match(alerts(alone.page).join(), /只填了取件日期，还没有记“已收件”/);
  assert.equal(await post({ result: 'accepted', pickup: '12月1日' }), 303);
  for (const [pickup, status] of [['2027-11-24', 422], ['2027-11-23', 303]]) assert.equal(await post({ pickup }), status, `the day put right: ${pickup}`);
  assert.equal(await post({ result: 'returned' }), 422, 'a correction needs a reason');
  assert.equal(await post({ result: 'returned', why: '点错了' }), 303);
  assert.equal(await post({ result: 'booked', why: 'x' }), 422);
  assert.equal(await post({ result: 'nothing', why: 'x' }), 422);
  const { page } = await li.get(path);
  assert.match(page, /li<\/span> <span>把“已预约”改为“已收件”/);
  assert.match(page, /li<\/span> <span>把“已收件”改为“退回补正”：点错了/);
  const states = await stand.query(`SELECT to_state FROM history WHERE booking = ${id} ORDER BY id`);
  assert.deepEqual(states.map((s) => s.to_state), ['booked', 'accepted', 'returned']);
  const audit = await stand.query("SELECT object, detail FROM audit WHERE action = 'booking.changed' ORDER BY id");
  assert.deepEqual(audit.map((a) => a.detail), ['booked>accepted', 'accepted>accepted', 'accepted>returned']);
});

test('办理结果: the day after, a result stands', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const li = await clerk(stand, 'li', 4);
  const { id } = await entered(stand, li, today);
  assert.equal((await li.post(`/staff/bookings/${id}`, { result: 'done' })).status, 303);
  await stand.stop();
  stand.now = '2026-11-24T09:00';
  const later = await Stand.start(t, { now: '2026-11-24T09:00', state: stand.state, port: stand.port });
  const chen = await clerk(later, 'chen', 4);
  assert.equal((await chen.post(`/staff/bookings/${id}`, { result: 'left', why: '看错' })).status, 422);
  assert.match((await chen.get(`/staff/bookings/${id}`)).page, /现在不能再改结果/);
});

test('改期和取消: by the hall with a reason; the old row leads to the new one and its place is free', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const li = await clerk(stand, 'li', 4);
  const old = await entered(stand, li);
  const to = `${saturday}T10:00`;
  assert.equal((await li.post(`/staff/bookings/${old.id}`, { result: 'moved', slot: `${saturday}T03:00` })).status, 422);
  const moved = await li.post(`/staff/bookings/${old.id}`, { result: 'moved', slot: to });
  assert.equal(moved.status, 303, alerts(moved.page).join());
  const rows = await stand.query('SELECT id, state, start, moved_from, place, name FROM booking ORDER BY id');
  assert.deepEqual(rows, [
    { id: old.id, state: 'moved', start: entry.slot, moved_from: null, place: 3, name: '李四' },
    { id: old.id + 1, state: 'booked', start: to, moved_from: old.id, place: 3, name: '李四' },
  ]);
  const path = `/staff/bookings/${old.id + 1}`;
  assert.equal((await li.post(path, { result: 'cancelled' })).status, 422, 'no reason');
  assert.equal((await li.post(path, { result: 'cancelled', why: '停电' })).status, 303);
  assert.equal(await stand.count("state = 'cancelled' AND change_why = '停电' AND changed_by = 'li'"), 1);
});

test('邮寄: the address is kept only when ticked', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const li = await clerk(stand, 'li', 4);
  const { id } = await entered(stand, li, today);
  const kept = async () => (await stand.query(`SELECT mail, mail_address FROM booking WHERE id = ${id}`))[0];
  const post = async (fields) => (await li.post(`/staff/bookings/${id}`, { remark: '当天', ...fields })).status;
  assert.equal(await post({ address: '梅江镇1号' }), 303);
  assert.deepEqual(await kept(), { mail: 0, mail_address: '' });
  assert.equal(await post({ mail: '1' }), 422);
  assert.equal(await post({ mail: '1', address: '梅江镇1号' }), 303);
  assert.deepEqual(await kept(), { mail: 1, mail_address: '梅江镇1号' });
  assert.equal((await li.post(`/staff/bookings/${id}`, { result: 'accepted', pickup: '2026-12-01' })).status, 303);
  assert.deepEqual(await kept(), { mail: 1, mail_address: '梅江镇1号' }, 'a form without the field leaves it');
  const slip = (await li.get(`/staff/bookings/${id}/slip`)).page;
  assert.match(slip, /收件及取件时间告知单/);
  assert.match(slip, /梅江镇1号/);
  assert.equal(await post({ address: '梅江镇1号' }), 303);
  assert.deepEqual(await kept(), { mail: 0, mail_address: '' });
});

test('今天: new ones from online, results that are missing, slots no longer offered', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const li = await clerk(stand, 'li', 4);
  await stand.book({ slot: entry.slot });
  const fresh = await li.get('/staff/');
  assert.match(fresh.page, /<title>\(1\) 今天/);
  assert.match(fresh.page, /新的网上预约 <span>1<\/span>[\s\S]*11-28 9:00[\s\S]*张三/);
  assert.doesNotMatch(fresh.page, /http-equiv/, 'nothing changes by itself without JavaScript (WCAG 2.2.4)');
  const upto = tags(fresh.page, 'input').find((i) => i.name === 'upto').value;
  await stand.book({ slot: `${saturday}T09:30`, phone: '13812340000' });
  assert.equal((await li.post('/staff/seen', { upto, window: '4' })).status, 303);
  assert.match((await li.get('/staff/')).page, /新的网上预约 <span>1<\/span>/, 'the later one is still new');
  assert.equal((await li.post('/staff/seen', { upto: '99', window: '16' })).status, 403);
  for (let n = 0; n < 40; n++)
    await entered(stand, li, { phone: `137000000${10 + n}`, slot: `2026-11-23T${14 + Math.floor(n / 14)}:30`, remark: '当天' });
  await stand.stop();
  const later = await Stand.start(t, { now: '2026-11-24T08:00', state: stand.state, port: stand.port });
  const chen = await clerk(later, 'chen', 4);
  assert.match((await chen.get('/staff/')).page, /40 个没有结果[\s\S]*11月23日起，最早的是李四/);
  for (let n = 0; n < 13; n++)
    await entered(later, chen, { phone: `136000000${10 + n}`, slot: `2026-11-24T15:30`, remark: '当天' });
  const full = (await chen.get('/staff/')).page;
  assert.equal(full.match(/<tr id="b\d+"/g).length, 13, 'the whole day');
  assert.match(full, /rowspan="13"><b>15:30<\/b> <span class="small soft">满</);
  assert.match(full, /<b>8:30<\/b> <span class="small soft">没有人约[\s\S]*slot=2026-11-24T08:30">8:30 余 3<[\s\S]*<b>16:00<\/b>/, 'free ones beside each other');
});

// ---- the ledger ----

const november = 'from=2026-11-01&to=2026-11-30';

// RFC 4180, strictly.
function parse_csv(text) {
  assert.ok(text.startsWith('\ufeff'), 'BOM');
  const lines = text.slice(1).split('\r\n');
  assert.equal(lines.pop(), '', 'CRLF at the end');
  return lines.map((line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map((m) => m[1]?.replaceAll('""', '"') ?? m[2]));
}

async function file(who, path) {
  const answer = await who.stand.get(path, { headers: { cookie: who.cookie } });
  assert.equal(answer.status, 200, path);
  assert.match(answer.headers.get('content-disposition'), /^attachment; filename/);
  return Buffer.from(await answer.arrayBuffer());
}

test('导出: CSV for Excel and WPS without formulas, the command and the workbook say the same, all of it audited', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const li = await clerk(stand, 'li', 4);
  const leader = await sign_in(stand, 'chen', '--role', 'leader');
  await stand.book({ slot: entry.slot, name: '欧阳·甲公司', phone: '07976827737', note: '带孩子,来' });
  for (const [n, remark] of ['=1+1', '+1', '-1', '＠SUM(A1)', '普通'].entries())
    await entered(stand, li, { phone: `1361111111${n}`, remark, slot: '', channel: n % 2 ? '窗口' : '电话' });
  assert.equal((await li.post('/staff/bookings/3', { result: 'cancelled', why: '停电' })).status, 303);
  const query = `window=4&${november}`;
  const csv = (await file(li, `/staff/ledger.csv?${query}`)).toString();
  const rows = parse_csv(csv);
  assert.deepEqual(rows[0], '序号 申请人姓名 申请时间 申请方式 预约服务时间 办理事项名称 联系电话 办理结果 备注'.split(' '));
  assert.deepEqual(rows[1], ['1', '欧阳·甲公司', '2026-11-23 09:00', '网上', '2026-11-28 9:00—9:30', '居民身份证申、补、换领', '0797-6827737', '', '带孩子,来']);
  assert.deepEqual(rows.slice(1).map((r) => r[0]), ['1', '2', '3', '4', '5', '6']);
  assert.deepEqual(rows.slice(2).map((r) => r[3]), ['电话', '窗口', '电话', '窗口', '电话']);
  assert.deepEqual(rows.slice(2).map((r) => r[8]), ["'=1+1", "'+1；原因：停电", "'-1", "'＠SUM(A1)", '普通']);
  assert.equal(rows[3][7], '已取消');
  assert.equal(rows[2][6], '136-1111-1110');

  const { stdout } = await run(join(top, build, 'hallbook'), ['export', '--ledger', stand.ledger, '--window', '4', '--from', '2026-11-01', '--to', '2026-11-30']);
  assert.equal(stdout, csv);
  await run(join(top, build, 'hallbook'), ['check', '--ledger', stand.ledger]);
  const folder = await temp_folder();
  await writeFile(join(folder, 'l.xlsx'), await file(li, `/staff/ledger.xlsx?${query}`));
  const read = await run('xlsx2csv', [join(folder, 'l.xlsx')]);
  const unguarded = rows.map((r) => r.map((c) => c.replace(/^'(?=[=+＠-])/, '')));
  const [title, window, ...table] = parse_csv(`\ufeff${read.stdout.replaceAll('\n', '\r\n')}`);
  assert.deepEqual([title[0], window[0]], ['宁都县政务服务中心预约服务工作台帐', '服务窗口名称：宁都县公安局户政大队　　窗口负责人：']);
  // xlsx2csv does not know that a format may hold words: 09:00"—9:30"
  const shown = table.map((r) => r.map((c) => c.replace(/ 0?(\d+:\d\d)"(—\d+:\d\d)"$/, ' $1$2')));
  assert.deepEqual(shown, unguarded);
  const part = async (name) => (await run('unzip', ['-p', join(folder, 'l.xlsx'), `xl/${name}.xml`])).stdout;
  assert.match(await part('workbook'), /<sheet name="台帐"/);
  const first = (await part('worksheets/sheet1')).match(/<row r="4".*?<\/row>/s)[0];
  const style = (cell) => new RegExp(`r="${cell}" s="(\\d+)"`).exec(first)?.[1];
  const value = (cell) => new RegExp(`r="${cell}"[^>]*><v>([\\d.]+)<`).exec(first)?.[1];
  const day = (text) => Date.parse(`${text}Z`) / 864e5 + 25569;
  assert.equal(Number(value('C4')).toFixed(6), day('2026-11-23T09:00').toFixed(6), 'a moment, not text');
  assert.equal(Number(value('E4')).toFixed(6), day('2026-11-28T09:00').toFixed(6));
  const formats = [...(await part('styles')).split('<cellXfs')[1].matchAll(/<xf numFmtId="(\d+)"/g)].map((m) => m[1]);
  for (const column of ['B4', 'G4', 'I4']) assert.equal(formats[style(column)], '49', `${column} stays text when it is typed again`);

  const every = parse_csv((await file(leader, `/staff/ledger.csv?window=0&${november}`)).toString());
  assert.equal(every[0][9], '服务窗口名称');
  assert.deepEqual(every.map((r) => r.slice(0, 9)), rows);
  const audit = await stand.query("SELECT who, address, object, detail FROM audit WHERE action = 'exported' ORDER BY id");
  assert.deepEqual(audit.map((a) => [a.who, a.object]), [['li', 'ledger.csv'], ['', 'ledger.csv'], ['li', 'ledger.xlsx'], ['chen', 'ledger.csv']]);
  assert.equal(audit[0].detail, 'window=4 2026-11-01 2026-11-30');
});

test('台帐: another window\'s is 403, a period without end or of more than 366 days 422', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const li = await clerk(stand, 'li', 4);
  for (const page of ['', '.csv', '.xlsx', '/print']) {
    for (const window of ['5', '0', '99', 'x'])
      assert.equal((await li.get(`/staff/ledger${page}?window=${window}`)).status, 403, `${page} ${window}`);
    for (const period of ['from=2026-01-01&to=2027-01-02', 'from=2026-11-30&to=2026-11-01', 'from=2026-02-30&to=2026-03-01', 'from=x&to=y', 'from=2026/11/30&to=2026.11.1'])
      assert.equal((await li.get(`/staff/ledger${page}?window=4&${period}`)).status, 422, `${page} ${period}`);
    assert.equal((await li.get(`/staff/ledger${page}?window=4&from=2026-01-01&to=2027-01-01`)).status, 200);
  }
});

test('日期: month and day without a year are the nearest, before today too, wherever staff type a day', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const li = await clerk(stand, 'li', 4);
  const boss = await sign_in(stand, 'boss', '--role', 'leader');
  const row = await entered(stand, li, { slot: `${monday.slice(0, 10)}T14:30`, remark: '当天' });
  const listed = await li.get(`/staff/ledger?window=4&from=11-1&to=${row.day.slice(5)}`);
  assert.match(listed.page, /共 <b>1<\/b> 行/);
  assert.equal((await li.post('/staff/log', { day: '11-22', window: '4', text: '投影仪坏了' })).status, 303);
  assert.deepEqual(await stand.query('SELECT day FROM duty_log'), [{ day: '2026-11-22' }]);
  const shut = await boss.post('/staff/closures', { windows: '4', day: '11-22', reason: '停电', do: 'look' });
  assert.equal(shut.status, 422, 'yesterday is not a year from now');
  assert.match(alerts(shut.page).join(), /日期/);
  assert.match(alerts((await li.post('/staff/new', { ...entry, slot: '', day: '11-22', time: '930', phone: '13812345670' })).page).join(), /已经过去/);
  assert.match(alerts((await li.post(`/staff/bookings/${row.id}`, { result: 'accepted', pickup: '11-20' })).page).join(), /取件时间/);
  const far = await entered(stand, li, { slot: '', day: '12.24', time: '9：00', phone: '13812345671' });
  assert.equal(far.day, '2026-12-24');
});

test('台帐: the number runs on per window and month, cancelled rows keep theirs and are struck', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const general = await clerk(stand, 'zhao', 15);
  const days = ['2026-11-28', '2026-12-02', '2026-11-28', '2026-12-03', '2026-11-29'];
  for (const [n, day] of days.entries())
    await entered(stand, general, { phone: `1361111111${n}`, slot: `${day}T10:00` });
  await entered(stand, general, { phone: '13622222222', item: '74' });
  assert.equal((await general.post('/staff/bookings/3', { result: 'cancelled', why: '重复' })).status, 303);
  const { page } = await general.get('/staff/ledger?window=4&from=2026-11-01&to=2026-12-31');
  const rows = [...page.matchAll(/<tr( class="gone past")?><td class="num">(\d+)<\/td>.*?bookings\/(\d+)"/g)];
  assert.deepEqual(rows.map((m) => [m[2], m[3], !!m[1]]), [
    ['1', '1', false], ['2', '3', true], ['3', '5', false], ['1', '2', false], ['2', '4', false],
  ]);
  const part = await general.get('/staff/ledger?window=4&from=2026-11-29&to=2026-11-30');
  assert.match(part.page, /<td class="num">1</, 'a period begins with 1, as the form does');
  assert.match(part.page, /共 <b>1<\/b> 行/);
  const gone = await general.get('/staff/ledger?window=4&from=2026-11-01&to=2026-12-31&result=cancelled');
  assert.match(gone.page, /<td class="num">2</, 'picked out, it keeps its number');
  assert.match(gone.page, /共 <b>1<\/b> 行/);
  const asked = async (query) => Number(/共 <b>(\d+)</.exec((await general.get(`/staff/ledger?window=4&from=2026-11-01&to=2026-12-31&${query}`)).page)[1]);
  assert.deepEqual(await Promise.all(['channel=phone', 'channel=online', 'result=none', 'result=override', 'page=2'].map(asked)), [5, 0, 0, 0, 5]);
  // who came on a day that is over, and nothing was noted, has no result: as in 补记
  await entered(stand, general, { phone: '13633333333', slot: '2026-11-23T15:00', remark: '当天' });
  assert.equal((await general.post('/staff/bookings/7', { result: 'arrived' })).status, 303);
  assert.equal(await asked('result=none'), 0);
  await run('sqlite3', ['-cmd', '.timeout 60000', stand.ledger, "UPDATE booking SET day = '2026-11-21', start = '2026-11-21T15:00', end = '2026-11-21T15:30' WHERE id = 7"]);
  assert.equal(await asked('result=none'), 1);
  const open = (await general.get('/staff/ledger?window=4&from=2026-11-01&to=2026-12-31&result=none')).page;
  assert.match(open, /已到 <span class="bad">没有结果/);
  assert.match(open, /没有结果 1</);
  const csv = await general.get('/staff/ledger.csv?window=4&from=2026-11-01&to=2026-12-31&result=cancelled');
  assert.equal(csv.page.trim().split('\r\n').length, 2, 'and so has the table');
});
