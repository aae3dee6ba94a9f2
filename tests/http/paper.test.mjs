// What a citizen holds in hand keeps telling the truth: the
// receipt of a day that the hall then closes, the slip of a booking that was moved.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { Stand, build, content_copy, offered_days, temp_folder, top, until } from './stand.mjs';
import { close_windows, sign_in } from './staff.mjs';

const now = '2026-11-23T09:00';
const slot = '2026-11-28T09:00';

test('the receipt of a day that hours.csv closes says 停办 and offers 改日期; other receipts do not', async (t) => {
  const content = await content_copy(await temp_folder());
  const stand = await Stand.start(t, { now, content });
  const at = async (fields) => (await stand.book(fields)).headers.get('location');
  const shut = await at({ slot }), open = await at({ slot: '2026-11-29T09:00', phone: '13900000001' });
  const read = async (path) => (await stand.get(path)).text();
  assert.match(await read(shut), /<h1>预约成功/);
  await appendFile(join(content, 'hours.csv'), ',,2026-11-28,,,,,休息,,已确认,\n');
  await promisify(execFile)(
    join(build, 'hallgen'),
    ['--quiet', '--content', content, '--releases', join(stand.state, 'releases'), '--now', now, '--base-url', stand.origin],
    { cwd: top },
  );
  const page = await until('the receipt knows', async () => {
    const text = await read(shut);
    return text.includes('停办') && text;
  });
  assert.match(page, /<h1>约的时间停办，请改日期<\/h1>/);
  assert.match(page, new RegExp(`<a class="btn" href="${shut}/move">改日期</a>`));
  assert.match(page, /<span class="nb">11月28日（星期六）<\/span><br>停办<\/p>\n<p>原来约的是 <span class="nb">9:00—9:30，<\/span>不用来了/);
  assert.doesNotMatch(page, /预约成功|请按时到|截图/);
  assert.match(page, /class="alert"/, 'the band is on dynamic pages too');
  assert.match(await read(`${shut}.ics`), /STATUS:CANCELLED/);
  assert.match(await read(open), /<h1>预约成功/);
  const move = await read(`${shut}/move`);
  const days = offered_days(move);
  assert.ok(days.includes('2026-11-29') && !days.includes('2026-11-28'), days.join());
  const { page: desk } = await (await sign_in(stand, 'leader', '--role', 'leader')).get('/staff/');
  assert.match(desk, /11月29日 周日 16 个窗口/, 'staff are told of no duty on it');
  assert.doesNotMatch(desk, /11月28日 周六/);
});

test('a printed receipt has no advice for screens', async (t) => {
  const stand = await Stand.start(t, { now });
  const page = await (await stand.get((await stand.book({ slot })).headers.get('location'))).text();
  for (const [line] of page.matchAll(/^.*截图.*$/gm)) assert.match(line, /class="[^"]*\bscreen\b/);
});

test('the slip of a moved or cancelled booking says so and where it went, never the old time', async (t) => {
  const stand = await Stand.start(t, { now });
  const who = await sign_in(stand, 'leader', '--role', 'leader');
  const enter = async (fields) => {
    const answer = await who.post('/staff/new', { name: '李四', phone: '13812345678', channel: '电话', item: '9', slot, ...fields });
    assert.equal(answer.status, 303);
    return /saved=(\d+)/.exec(answer.headers.get('location'))[1];
  };
  const slip = async (id) => (await who.get(`/staff/bookings/${id}/slip`)).page;
  const id = await enter();
  assert.match(await slip(id), /class="big"><span class="nw">11月28日（星期六）<\/span><wbr><span class="nw">9:00—9:30</);
  // the desk closes the time, and gives it back
  const boss = await sign_in(stand, 'boss', '--role', 'leader');
  assert.equal((await close_windows(boss, { windows: Array.from({ length: 16 }, (_, i) => i + 1), day: '2026-11-28', to: '12', reason: '停电' })).status, 303);
  const closed = await slip(id);
  assert.match(closed, /停办（停电），不用来了，请改日期/);
  assert.doesNotMatch(closed, /class="nw">11月28日|来不了请/);
  const [{ closure }] = await stand.query('SELECT id AS closure FROM closure');
  assert.equal((await boss.post(`/staff/closures/${closure}/lift`, {})).status, 303);
  const move = (from, to) => who.post(`/staff/bookings/${from}`, { result: 'moved', slot: to, why: '申请人来电' });
  assert.equal((await move(id, '2026-11-29T10:00')).status, 303);
  assert.equal((await move(Number(id) + 1, '2026-11-30T15:00')).status, 303);
  const shown = (await stand.query(`SELECT reference AS r FROM booking WHERE id = ${Number(id) + 2}`))[0].r.replace(/(...)(...)(..)/, '$1-$2-$3');
  for (const old of [id, Number(id) + 1]) {
    const page = await slip(old);
    assert.match(page, /预约单（已改期）/);
    assert.match(page, new RegExp(`已改到 <strong>11月30日（星期一） 15:00</strong>，新的预约编号 <strong>${shown}</strong>`));
    assert.doesNotMatch(page, /9:00|10:00|qr\.png/);
  }
  assert.equal((await who.post(`/staff/bookings/${Number(id) + 2}`, { result: 'cancelled', why: '停电' })).status, 303);
  assert.match(await slip(id), /改期以后又取消了/);
  const cancelled = await slip(Number(id) + 2);
  assert.match(cancelled, /预约单（已取消）[^]*已取消，不用来了/);
  assert.doesNotMatch(cancelled, /15:00|qr\.png/);
});

test('a slip names no complaint phone for bookings', async (t) => {
  const stand = await Stand.start(t, { now });
  const who = await sign_in(stand, 'leader', '--role', 'leader');
  const answer = await who.post('/staff/new', { name: '李四', phone: '13812345678', channel: '电话', item: '72', slot });
  const id = /saved=(\d+)/.exec(answer.headers.get('location'))[1];
  const { page } = await who.get(`/staff/bookings/${id}/slip`);
  assert.doesNotMatch(page.replaceAll('监督投诉电话：0797-6939272', ''), /6939272/);
  assert.match(page, /来不了请到窗口取消/);
});
