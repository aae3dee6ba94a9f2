// Booking through nginx and hallbook: what citizens may send, and what it does.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Stand, content_copy, form_fields, free_slots, offered_days, hall, temp_folder } from './stand.mjs';

const monday = '2026-11-23T09:00';
const slot = '2026-11-28T09:00'; // a Saturday
const public_places = 2;
const phone_of = (n) => `139${String(n).padStart(8, '0')}`;

// The form as a citizen fills it, ready to post.
async function filled(stand, values) {
  const fields = await stand.form({ item: 9, day: slot.slice(0, 10) });
  for (const [key, value] of Object.entries({ item: '9', slot, name: '李四', phone: phone_of(1), ...values }))
    fields.set(key, value);
  return fields;
}

test('预约: a good form leads by 303 to the receipt, and one row stands in the ledger', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const answer = await stand.book({ slot, name: '李四', phone: '13812341234' });
  assert.equal(answer.status, 303, await answer.text());
  const link = answer.headers.get('location');
  assert.match(link, /^\/booking\/[\w-]{22,}$/);
  const receipt = await stand.get(link);
  assert.equal(receipt.status, 200);
  const shown = /<[^>]*id="?reference"?[^>]*>([^<]*)</.exec(await receipt.text())[1];
  const rows = await stand.query('SELECT * FROM booking');
  assert.equal(rows.length, 1);
  assert.equal(shown.replace(/\D/g, ''), rows[0].reference);
  assert.deepEqual(
    [rows[0].item, rows[0].start, rows[0].name, rows[0].phone, rows[0].channel, rows[0].state],
    [9, slot, '李四', '13812341234', 'online', 'booked'],
  );
});

test('预约: the same form sent twice makes one booking and leads to the same receipt', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const fields = await filled(stand, {});
  const both = await Promise.all([stand.post('/book', fields), stand.post('/book', fields)]);
  const again = await stand.post('/book', fields);
  assert.deepEqual([...both, again].map((a) => a.status), [303, 303, 303]);
  assert.equal(new Set([...both, again].map((a) => a.headers.get('location'))).size, 1);
  assert.equal(await stand.count(), 1);
});

test('名额: 200 at once at one slot take exactly its public places, the others get 422', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const forms = [];
  for (let n = 0; n < 200; n++) forms.push(await filled(stand, { phone: phone_of(n) }));
  const answers = await Promise.all(forms.map((f) => stand.post('/book', f)));
  const statuses = answers.map((a) => a.status);
  assert.equal(statuses.filter((s) => s === 303).length, public_places);
  assert.equal(statuses.filter((s) => s === 422).length, 200 - public_places);
  assert.equal(await stand.count(`start = '${slot}'`), public_places);
  const refused = await answers[statuses.indexOf(422)].text();
  assert.match(refused, /约满/);
  assert.match(refused, /李四/, 'what was typed is still there');
  const page = await (await stand.get(`/book?item=9&day=${slot.slice(0, 10)}`)).text();
  assert.ok(!free_slots(page).includes(slot), 'the full slot cannot be chosen any more');
});

test('事项: each of the 82 items has its page, and a day that can be booked', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  for (let item = 1; item <= 82; item++) {
    const answer = await stand.get(`/book?item=${item}`);
    assert.equal(answer.status, 200, `item ${item}`);
    const page = await answer.text();
    assert.ok(free_slots(page).length > 0, `item ${item} has a time to choose`);
    assert.ok(offered_days(page).length > 1, `item ${item} has days to choose`);
  }
});

test('事项: an item or window that does not exist is 404', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  for (const query of ['item=83', 'item=0', 'item=-1', 'item=abc', 'item=999999', 'window=17', 'window=0'])
    assert.equal((await stand.get(`/book?${query}`)).status, 404, query);
});

test('事项: an item that does not exist cannot be posted', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const fields = await filled(stand, {});
  for (const item of ['83', '0', "9' OR 1", '']) {
    fields.set('item', item);
    const { status } = await stand.post('/book', fields);
    assert.ok([400, 404, 422].includes(status), `${item}: ${status}`);
  }
  assert.equal(await stand.count(), 0);
});

test('请求: malformed ones are refused and write nothing', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const good = (await filled(stand, {})).toString();
  await t.test('a field twice: 400', async () => {
    assert.equal((await stand.post('/book', `${good}&name=x`)).status, 400);
  });
  await t.test('invalid UTF-8: 400', async () => {
    for (const bad of ['%FF', '%C0%AF', '%ED%A0%80', '%E4%BD'])
      assert.equal((await stand.post('/book', good.replace(/name=[^&]*/, `name=${bad}`))).status, 400, bad);
  });
  await t.test('NUL in a field: 400', async () => {
    assert.equal((await stand.post('/book', good.replace(/name=[^&]*/, 'name=a%00b'))).status, 400);
  });
  await t.test('another content type: 400', async () => {
    const answer = await stand.post('/book', '{}', { 'content-type': 'application/json' });
    assert.equal(answer.status, 400);
  });
  await t.test('a body above 16 KiB: 413', async () => {
    assert.equal((await stand.post('/book', `${good}&x=${'y'.repeat(17000)}`)).status, 413);
  });
  await t.test('a body shorter than its Content-Length: no 303', async () => {
    const head = `POST /book HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n`;
    const answer = await stand.raw(`${head}Content-Length: ${good.length + 10}\r\n\r\n${good}`, { half_close: true });
    assert.doesNotMatch(answer, /^HTTP\/1.1 [23]/);
  });
  await t.test('cross-site: 403', async () => {
    assert.equal((await stand.post('/book', good, { 'sec-fetch-site': 'cross-site' })).status, 403);
    assert.equal((await stand.post('/book', good, { 'sec-fetch-site': 'same-site' })).status, 403);
    assert.equal((await stand.post('/book', good, { origin: 'https://evil.example', 'sec-fetch-site': '' })).status, 403);
  });
  assert.equal(await stand.count(), 0);
});

test('请求: another method is 405 and says which are allowed', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  for (const method of ['PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
    const answer = await stand.get('/book', { method });
    assert.equal(answer.status, 405, method);
    assert.match(answer.headers.get('allow'), /GET/);
    assert.match(answer.headers.get('allow'), /POST/);
  }
});

test('改正: what is well-formed but wrong is 422, with the words and everything typed', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  for (const [wrong, words] of [
    [{ name: '' }, /请填写申请人姓名/],
    [{ name: '长'.repeat(51) }, /不要超过 ?50 ?个字/],
    [{ phone: '' }, /请填写联系电话/],
    [{ phone: '1381234' }, /手机号码应为 ?11 ?位|固定电话请连同区号/],
    [{ slot: '' }, /请选择/],
    [{ note: '说'.repeat(101) }, /100 ?个字/],
  ]) {
    const answer = await stand.book({ slot, name: '李四', phone: phone_of(1), note: '带小孩', ...wrong });
    const page = await answer.text();
    assert.equal(answer.status, 422, JSON.stringify(wrong));
    assert.match(page, words);
    assert.match(page, /<title>错误：/);
    if (!('note' in wrong)) assert.match(page, /带小孩/);
  }
  assert.equal(await stand.count(), 0);
});

test('日子: past, far and unknown days and times are 422', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  for (const bad of [
    '2026-11-22T09:00', // yesterday
    '2026-11-23T09:00', // today
    '2027-06-01T09:00', // beyond the horizon
    '2026-02-30T09:00', // no such day
    '2026-11-28T09:10', // no slot starts then
    '2026-11-28T12:30', // noon of a weekend
    '2026-11-28T23:00',
    '2026-11-28',
    'x',
  ]) {
    const answer = await stand.post('/book', await filled(stand, { slot: bad }));
    assert.ok([400, 422].includes(answer.status), `${bad}: ${answer.status}`);
  }
  assert.equal(await stand.count(), 0);
});

test('选事项: a day that came along is named where it can still be booked, and said of by the form else', async (t) => {
  const content = await content_copy(await temp_folder(), (dir) => appendFile(join(dir, 'hours.csv'), ',,2026-11-29,,,,,休息,,已确认,\n'));
  const stand = await Stand.start(t, { now: monday, content });
  for (const [day, label, can] of [
    ['2026-11-28', '11月28日（星期六）', true],
    ['2026-12-23', '12月23日（星期三）', true], // the last day of the horizon
    ['2026-12-24', '12月24日（星期四）', false],
    ['2026-11-22', '11月22日（星期日）', false],
    ['2026-11-23', '11月23日（星期一）', false], // its deadline was on Friday
    ['2026-11-29', '11月29日（星期日）', false], // shut
    ['2027-11-30', '11月30日（星期二）', false],
  ])
    for (const path of ['/book?', '/book?window=9&', '/large/book?']) {
      const page = await (await stand.get(`${path}day=${day}`)).text();
      assert.equal(/<h1>[^]*?<\/p>/.exec(page)[0].includes(`约<span class="nb">${label}，`), can, `${path}${day}`);
      const item = /href="([^"]*book\?item=30[^"]*)"/.exec(page)[1].replace('&amp;', '&');
      const form = await (await stand.get(item)).text();
      assert.equal(form.includes(`value="${day}T`), can, item);
      if (!can && day < '2027-06') assert.match(form, /已经过去|已过预约时间|不办理|现在只能约到/, item);
    }
});

test('错时: noon of a working day is offered for 错时 items only', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const noon = '2026-11-25T12:30';
  assert.equal((await stand.book({ item: 9, slot: noon, phone: phone_of(1) })).status, 303);
  assert.equal((await stand.book({ item: 74, slot: noon, phone: phone_of(2) })).status, 422);
});

for (const [now, status] of [
  ['2026-11-27T16:59', 303],
  ['2026-11-27T17:00', 422],
]) {
  test(`提前一个工作日: on Friday at ${now.slice(11)} Saturday, Sunday and Monday give ${status}`, async (t) => {
    const stand = await Stand.start(t, { now });
    const form = await (await stand.get('/book?item=9')).text();
    for (const [n, day] of ['2026-11-28', '2026-11-29', '2026-11-30'].entries()) {
      const answer = await stand.book({ slot: `${day}T09:00`, phone: phone_of(n) });
      assert.equal(answer.status, status, day);
      assert.equal(offered_days(form).includes(day), status === 303, day);
    }
    assert.equal((await stand.book({ slot: '2026-12-01T09:00', phone: phone_of(9) })).status, 303, 'Tuesday');
  });
}

for (const [now, status] of [
  ['2026-02-14T16:59', 303],
  ['2026-02-14T17:00', 422],
]) {
  test(`调休上班: Saturday 14 February 2026 is a working day; at ${now.slice(11)} the holiday gives ${status}`, async (t) => {
    const stand = await Stand.start(t, { now });
    for (const [n, day] of ['2026-02-15', '2026-02-18', '2026-02-24'].entries())
      assert.equal((await stand.book({ slot: `${day}T09:00`, phone: phone_of(n) })).status, status, day);
    assert.equal((await stand.book({ slot: '2026-02-25T09:00', phone: phone_of(9) })).status, 303);
  });
}

test('同一电话: the same item and day again is refused without telling anything', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const first = await stand.book({ slot, phone: phone_of(1) });
  assert.equal(first.status, 303);
  const second = await stand.book({ slot: slot.replace('09:00', '10:00'), phone: phone_of(1) });
  assert.equal(second.status, 422);
  const [{ reference }] = await stand.query('SELECT reference FROM booking');
  const page = (await second.text()).replace(/[ -]/g, '');
  assert.match(page, /已经?约过这件事/);
  assert.ok(!page.includes(reference), 'the number is not shown');
  assert.ok(!page.includes(first.headers.get('location')), 'the private link is not shown');
  // 42 is 40 once more; 41 of the same window is another
  const statuses = [];
  for (const [item, time] of [[40, '09:00'], [42, '10:00'], [41, '10:30']])
    statuses.push((await stand.book({ item, slot: `2026-11-28T${time}`, phone: phone_of(2) })).status);
  assert.deepEqual(statuses, [303, 422, 303]);
});

test('同一电话: a fourth open booking is refused', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const statuses = [];
  for (const [item, time] of [[9, '09:00'], [10, '09:30'], [11, '10:00'], [12, '10:30']]) {
    const answer = await stand.book({ item, slot: `2026-11-28T${time}`, phone: phone_of(1) });
    statuses.push(answer.status);
  }
  assert.deepEqual(statuses, [303, 303, 303, 422]);
});

test('查询: number and last four digits lead to the same receipt; wrong ones tell nothing', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const link = (await stand.book({ slot, phone: '13812345678' })).headers.get('location');
  const [{ reference }] = await stand.query('SELECT reference FROM booking');
  const spaced = `${reference.slice(0, 3)} ${reference.slice(3, 6)}-${reference.slice(6)}`;
  const found = await look_up(stand, spaced, '5678');
  assert.equal(found.status, 303);
  assert.equal(found.headers.get('location'), link);
  for (const whole of ['138 1234 5678', '+86-13812345678', '５６７８', '\u200b5678']) assert.equal((await look_up(stand, spaced, whole)).status, 303, whole);
  assert.equal((await look_up(stand, `${spaced}\u200b`, '5678')).status, 303, 'as a chat gives it');
  const pages = [];
  for (const [number, tail] of [[reference, '0000'], ['00000000', '5678']]) {
    const answer = await look_up(stand, number, tail);
    assert.equal(answer.status, 422);
    pages.push((await answer.text()).replaceAll(number, 'N').replaceAll(tail, 'T'));
  }
  const words = pages.map((p) => /没有找到[^<]*/.exec(p)[0]);
  assert.equal(words[0], words[1]);
});

async function look_up(stand, reference, tail) {
  const fields = form_fields(await (await stand.get('/booking')).text());
  fields.set('reference', reference);
  fields.set('tail', tail);
  return stand.post('/booking', fields);
}

test('取消: the receipt\'s form cancels; the place is free again', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const link = (await stand.book({ slot })).headers.get('location');
  const page = await (await stand.get(link)).text();
  const cancel = new RegExp(`<form\\b[^>]*action="?([^" >]*cancel)"?[^>]*>(.*?)</form>`, 's').exec(page);
  const answer = await stand.post(new URL(cancel[1], stand.origin + link).pathname, form_fields(cancel[0]));
  assert.equal(answer.status, 303);
  assert.deepEqual(await stand.query('SELECT state FROM booking'), [{ state: 'cancelled' }]);
  assert.match(await (await stand.get(link)).text(), /已取消/);
  assert.equal((await stand.book({ slot, phone: phone_of(1) })).status, 303);
});

test('取消: the old page of a moved booking leads to where it says so, and cancels nothing', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const link = (await stand.book({ slot })).headers.get('location');
  const move = form_fields(await (await stand.get(`${link}/move`)).text());
  move.set('slot', `${slot.slice(0, 11)}15:00`);
  assert.equal((await stand.post(`${link}/move`, move)).status, 303);
  const answer = await stand.post(`${link}/cancel`, '');
  assert.equal(answer.status, 303);
  assert.equal(answer.headers.get('location'), link);
  assert.match(await (await stand.get(link)).text(), /已改期/);
  assert.deepEqual(await stand.query('SELECT state FROM booking ORDER BY id'), [{ state: 'moved' }, { state: 'booked' }]);
});

test('两个页面: cancelled or moved in one, what is posted from the other leads to where it says so', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  for (const [n, end] of ['已取消', '已改期'].entries()) {
    const link = (await stand.book({ slot, phone: phone_of(n) })).headers.get('location');
    const forms = {};
    for (const what of ['edit', 'move']) forms[what] = form_fields(await (await stand.get(`${link}/${what}`)).text());
    const move = form_fields(await (await stand.get(`${link}/move`)).text());
    forms.edit.set('name', '王五');
    forms.move.set('slot', `${slot.slice(0, 11)}15:30`);
    move.set('slot', `${slot.slice(0, 11)}15:00`);
    await (end === '已取消' ? stand.post(`${link}/cancel`, '') : stand.post(`${link}/move`, move));
    for (const [what, fields] of Object.entries({ ...forms, cancel: '' })) {
      const answer = await stand.post(`${link}/${what}`, fields);
      assert.equal(answer.status, 303, `${end} ${what}: ${/<h1>(.*?)</.exec(await answer.text())?.[1]}`);
      assert.equal(answer.headers.get('location'), link);
    }
    assert.match(await (await stand.get(link)).text(), new RegExp(end));
  }
  assert.deepEqual(await stand.query('SELECT state, name FROM booking ORDER BY id'), [
    { state: 'cancelled', name: '张三' },
    { state: 'moved', name: '张三' },
    { state: 'booked', name: '张三' },
  ]);
});

test('休息: a day that hours.csv closes is neither offered nor taken', async (t) => {
  const content = await content_copy(await temp_folder(), async (dir) => {
    const head = (await readFile(join(hall, 'hours.csv'), 'utf8')).split('\n')[0].trim().split(',');
    const row = { 日期: slot.slice(0, 10), 类别: '休息', 可预约: '否', 状态: '已确认' };
    await appendFile(join(dir, 'hours.csv'), `${head.map((h) => row[h] ?? '').join(',')}\n`);
  });
  const stand = await Stand.start(t, { now: monday, content });
  const days = offered_days(await (await stand.get('/book?item=9')).text());
  assert.ok(!days.includes('2026-11-28'));
  assert.ok(days.includes('2026-11-29'));
  assert.equal((await stand.book({ slot })).status, 422);
  assert.equal(await stand.count(), 0);
});
