// One booking at the desk: a form says its version, a move keeps what was applied for, corrections stand in
// the history, another one begins with what is known; and what the entry page shows of an item's window.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { Stand, build, tags, top } from './stand.mjs';
import { sign_in } from './staff.mjs';

const run = promisify(execFile);
const monday = '2026-11-23T09:00';
const saturday = '2026-11-28';
const clerk = (stand, name, window) => sign_in(stand, name, '--role', 'clerk', '--window', String(window));
const alerts = (page) => [...page.matchAll(/(?:class="fault"[^>]*|role="alert")>([^<]*)/g)].map((m) => m[1]).join();
const check = (stand) => run(join(top, build, 'hallbook'), ['check', '--ledger', stand.ledger], { cwd: top });
const value = (page, name) => tags(page, 'input').find((i) => i.name === name)?.value;
const entry = { item: '9', slot: `${saturday}T09:00`, name: '李四', phone: '13812345678', channel: '电话' };
async function entered(stand, who, values = {}) {
  const answer = await who.post('/staff/new', { ...entry, ...values });
  assert.equal(answer.status, 303, alerts(answer.page));
  return Number(/saved=(\d+)/.exec(answer.headers.get('location'))[1]);
}
const row = async (stand, id) => (await stand.query(`SELECT * FROM booking WHERE id = ${id}`))[0];

test('版本: a form of a booking without a version is 400, and nothing is done', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const li = await clerk(stand, 'li', 4);
  const id = await entered(stand, li);
  const before = await row(stand, id);
  for (const [path, fields] of [['', { result: 'moved', slot: `${saturday}T10:00` }], ['', { remark: 'x' }], ['/cancel', { by: 'applicant' }], ['/edit', { name: '王五' }], ['/undo', {}]])
    assert.equal((await li.post(`/staff/bookings/${id}${path}`, { ...fields, version: null })).status, 400, path);
  assert.deepEqual(await row(stand, id), before);
});

test('改期: by staff it keeps 申请方式, 申请时间, what was seen and how it is mailed; and says what to read aloud', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const li = await clerk(stand, 'li', 4);
  await stand.book({ slot: entry.slot, name: '贺玉', phone: '13899999999' });
  await run('sqlite3', ['-cmd', '.timeout 60000', stand.ledger, 'UPDATE booking SET created_at = created_at - 86400']);
  assert.equal((await li.post('/staff/bookings/1', { remark: '带孩子', remark_was: '', mail: '1', address: '梅江镇1号' })).status, 303);
  const old = await row(stand, 1);
  const { page } = await li.get('/staff/bookings/1');
  assert.match(page, /<button type="submit" name="slot" value="2026-11-28T10:00" aria-label="11月28日（星期六） 10:00 余 3">3<\/button>/);
  assert.match(page, /<span class="here">现在<\/span>/);
  const moved = await li.post('/staff/bookings/1', { result: 'moved', slot: `${saturday}T10:00`, shown: '2026-11-23' });
  assert.equal(moved.status, 303, alerts(moved.page));
  const now = await row(stand, 2);
  for (const name of ['channel', 'created_at', 'remark', 'mail', 'mail_address', 'name', 'phone']) assert.equal(now[name], old[name], name);
  assert.notEqual(now.seen_at, null, 'it is not new for the window');
  const after = (await li.get('/staff/bookings/2')).page;
  assert.match(after, /<q>贺玉，给您改到<b>11月28日（星期六）10:00到10:30<\/b>/);
  assert.match(after, /改回原来的时间/);
  // also to a time of today, for which it is too late to book without a reason
  const id = await entered(stand, li, { slot: '2026-11-23T14:30', remark: '当天', phone: '13812345677' });
  const away = await li.post(`/staff/bookings/${id}`, { result: 'moved', slot: `${saturday}T09:30` });
  const shown = (await li.get(away.headers.get('location'))).page;
  const form = shown.split('<form').find((f) => f.includes('改回原来的时间'));
  const fields = Object.fromEntries(tags(form, 'input').map((i) => [i.name, i.value]));
  const back = await li.post(away.headers.get('location'), { ...fields, result: 'moved' });
  assert.equal(back.status, 303, alerts(back.page));
  const { start, remark, override } = await row(stand, /\d+$/.exec(back.headers.get('location'))[0]);
  assert.deepEqual([start, remark, override], ['2026-11-23T14:30', '当天；刚才改错了', 1]);
});

test('修改: name, phone, agent and item of the same window, with history; erased, nothing of it is left', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const li = await clerk(stand, 'li', 4);
  const sb = await clerk(stand, 'sb', 4);
  const id = await entered(stand, li);
  const edit = (who, fields) => who.post(`/staff/bookings/${id}/edit`, { name: '李四', phone: '13812345678', agent: '', item: '9', ...fields });
  assert.equal((await edit(li, { phone: '138 1234 5679', agent: '李明' })).status, 303);
  const now = await row(stand, id);
  assert.deepEqual([now.phone, now.agent, now.state, now.item], ['13812345679', '李明', 'booked', 9]);
  assert.match((await li.get(`/staff/bookings/${id}`)).page, /改正：电话“13812345678”改为“13812345679”；代理人“”改为“李明”/);
  for (const [fields, words] of [[{ name: '' }, /请填写申请人姓名/], [{ phone: '12' }, /\S/], [{ item: '99' }, /没有 99 号事项/], [{ item: '74' }, /只能改成宁都县公安局户政大队的事项/]]) {
    const wrong = await edit(li, fields);
    assert.equal(wrong.status, 422);
    assert.match(alerts(wrong.page), words);
  }
  assert.equal((await edit(li, { phone: '13812345679', agent: '李明', item: '0 咨询材料' })).status, 303);
  assert.equal((await row(stand, id)).item_name, '其他事项：咨询材料');
  // two clerks
  const { version } = await row(stand, id);
  assert.equal((await edit(sb, { phone: '13812345670', item: '9', version: String(version) })).status, 303);
  const late = await edit(li, { phone: '13812345671', item: '9', version: String(version) });
  assert.equal(late.status, 409);
  assert.match(alerts(late.page), /没有保存：这个预约刚刚变了。sb/);
  assert.equal(value(late.page, 'phone'), '13812345671', 'what was typed is still there');
  assert.equal((await row(stand, id)).phone, '13812345670');
  assert.match((await check(stand)).stdout, /ok/);
});

test('再约: item and person of a booking that one may see, in the page and not in the address', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const li = await clerk(stand, 'li', 4);
  const wang = await clerk(stand, 'wang', 16);
  const id = await entered(stand, li);
  const { page } = await li.get(`/staff/new?id=${id}`);
  assert.deepEqual(['item', 'name', 'phone'].map((n) => value(page, n)), ['9', '李四', '13812345678']);
  assert.doesNotMatch((await wang.get(`/staff/new?id=${id}`)).page, /李四|13812345678/);
});

test('登记: the item\'s window decides the days and times; 99 is no item; a time from 今天 is chosen; late ones only as an exception', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const general = await clerk(stand, 'zhao', 15);
  const look = async (fields) => (await general.post('/staff/new', { look: '1', ...fields })).page;
  const radios = (page, name) => tags(page, 'input').filter((i) => i.type === 'radio' && i.name === name);
  const page = await look({ item: '74' });
  assert.match(page, /<b>74 [^<]+<\/b>　16 宁都县住房公积金|16 住房公积金/);
  assert.equal(radios(page, 'day').length, 14);
  assert.equal(radios(page, 'day').filter((r) => 'checked' in r).length, 1);
  assert.match(await look({ item: '99' }), /没有 99 号事项/);
  assert.doesNotMatch(await look({ item: '' }), /class="fault"/);
  const linked = (await general.get(`/staff/new?window=4&slot=${saturday}T10:30`)).page;
  assert.equal(radios(linked, 'day').find((r) => 'checked' in r).value, saturday);
  assert.equal(radios(linked, 'slot').find((r) => 'checked' in r).value, `${saturday}T10:30`);
  const today = (p) => radios(p, 'day')[0];
  assert.ok('disabled' in today(await look({ item: '9' })));
  assert.ok(!('disabled' in today(await look({ item: '9', do: 'over' }))));
  // a day chosen beside times of another: its time, that day
  const saved = await general.post('/staff/new', { ...entry, day: '2026-11-29', slot: `${saturday}T10:30` });
  assert.equal(saved.status, 303);
  assert.equal((await row(stand, 1)).start, '2026-11-29T10:30');
});
