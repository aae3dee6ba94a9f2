// The desk in a real Chromium at 1366 x 768: entry by keyboard alone, one-key
// results, and Attachment 2 on paper. Pictures lie in build/screenshots/.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { Stand, build, temp_folder, top, until } from '../http/stand.mjs';
import { sign_in } from '../http/staff.mjs';
import { go, leads } from './keys.mjs';
import { open_browser } from './site.mjs';

const run = promisify(execFile);
const stand = await Stand.start({ after }, { now: '2026-11-23T09:00' });
const browser = await open_browser({ after });
const folder = resolve(top, build, 'screenshots');
await mkdir(folder, { recursive: true });

// Inside a page: what its script gives the focus to while it is still read.
// A frame can come before that is over, so the focus itself proves nothing.
function note_first_focus() {
  const focus = HTMLElement.prototype.focus;
  HTMLElement.prototype.focus = function (...given) {
    if (document.readyState === 'loading') window.first_focus = this.id || this.name;
    return focus.apply(this, given);
  };
}

// A tab of a clerk who is signed in; its keys are counted.
async function tab(t, name, window, options = {}) {
  const who = await sign_in(stand, name, '--role', 'clerk', '--window', String(window));
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN', ...options });
  t.after(() => context.close());
  const [cookie, value] = who.cookie.split('=');
  await context.addCookies([{ name: cookie, value, url: stand.origin }]);
  const page = await context.newPage();
  await page.addInitScript(note_first_focus);
  page.keys = 0;
  page.on('console', (m) => m.type() === 'error' && (page.said = `${page.said ?? ''}${m.text()}\n`));
  page.type = async (text) => {
    page.keys += [...text].length;
    await page.keyboard.type(text);
  };
  page.press = async (key) => {
    page.keys++;
    await page.keyboard.press(key);
  };
  page.leads = (key, to, id) => leads(page, () => page.press(key), to, id);
  page.first_focus = () => page.evaluate(() => window.first_focus);
  return page;
}
const shot = (page, name) => page.screenshot({ path: join(folder, `desk-${name}.png`) });

// autofocus takes effect in a frame behind the load: keys before it would be lost.
test('登记: the field has the focus as soon as the page is there, also the first wrong one', async (t) => {
  const page = await tab(t, 'early', 4);
  await page.goto(`${stand.origin}/staff/new`);
  assert.equal(await page.first_focus(), 'item');
  await page.leads('Enter', /staff\/new$/);
  assert.equal(await page.evaluate(() => document.querySelector('[autofocus]')?.id), 'item', 'name and phone are missing, too');
  await page.type('9');
  await page.leads('Enter', /staff\/new$/);
  assert.equal(await page.first_focus(), 'name');
});

// Tab until the field has the focus: as many as there are stops before it.
async function tab_to(page, id) {
  for (let n = 0; n < 12; n++) {
    await page.press('Tab');
    if ((await page.evaluate(() => document.activeElement.id || document.activeElement.name)) === id) return;
  }
  throw new Error(`Tab leads not to ${id}`);
}
const choose = async (page, key, name, value) => {
  for (let n = 0; n < 14; n++) {
    if ((await page.evaluate((of) => document.querySelector(`[name=${of}]:checked`)?.value, name)) === value) return;
    await page.press(key);
  }
  throw new Error(`${key} leads not to ${value}`);
};

for (const javaScriptEnabled of [true, false])
  test(`登记: twenty phone bookings by keyboard alone, at most 20 keys each beside the name, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, async (t) => {
    const page = await tab(t, `key${javaScriptEnabled}`, 4, { javaScriptEnabled });
    const names = ['张三', '欧阳小明', '王五', '李四', '赵六'];
    const phone = (n) => `13${javaScriptEnabled ? 5 : 6}000000${10 + n}`;
    await go(page, `${stand.origin}/staff/new`, 'item');
    const keys = [];
    const waits_ms = []; // the machine's part: from Enter to ready for the next
    for (let n = 0; n < 20; n++) {
      const name = names[n % names.length];
      page.keys = -[...name].length;
      await page.type('9');
      await tab_to(page, 'name');
      await page.type(name);
      await tab_to(page, 'phone');
      await page.type(phone(n));
      const pressed = performance.now();
      await page.leads('Enter', /saved=/, 'item');
      waits_ms.push(performance.now() - pressed);
      keys.push(page.keys);
      assert.ok(page.keys <= 20, `${page.keys} keys`);
      const said = await page.locator('#saved').textContent();
      assert.match(said, new RegExp(`已登记 \\d{3}-\\d{3}-\\d{2}.*念给对方[\\s\\S]*${name}，给您约好11月\\d+日.*预约编号 \\d{3}-\\d{3}-\\d{2}`));
      assert.equal(await page.locator('#item').inputValue(), '');
    }
    assert.equal(await stand.count(`channel = 'phone' AND window = 4 AND phone LIKE '${phone(0).slice(0, 3)}%'`), 20);
    assert.equal(await stand.count('override = 1'), 0);
    waits_ms.sort((a, b) => a - b);
    const most = Math.max(...keys);
    t.diagnostic(`${Math.min(...keys)} to ${most} keys: ${(most * 0.28).toFixed(1)} s at 0.28 s a key; the machine: median ${Math.round(waits_ms[10])} ms, longest ${Math.round(waits_ms[19])} ms`);
    await shot(page, `entry-${javaScriptEnabled}`);
    assert.equal(page.said, undefined);
  });

test('登记: a Saturday at 10:30 in at most 29 keys, by the places of the item\'s own window', async (t) => {
  const page = await tab(t, 'saturday', 15);
  await go(page, `${stand.origin}/staff/new`, 'item');
  page.keys = 0;
  await page.type('30');
  await tab_to(page, 'day');
  assert.match(await page.locator('#found').textContent(), /30 社保卡申领.*9 社会保险服务中心.*一楼/);
  await choose(page, 'ArrowRight', 'day', '2026-11-28');
  assert.match(await page.locator('#times').textContent(), /11月28日（星期六）/);
  await tab_to(page, 'slot');
  await choose(page, 'ArrowRight', 'slot', '2026-11-28T10:30');
  await tab_to(page, 'name');
  await page.type('王');
  await tab_to(page, 'phone');
  await page.type('13700000030');
  await shot(page, 'entry-saturday');
  await page.leads('Enter', /saved=/, 'item');
  assert.ok(page.keys <= 29, `${page.keys} keys`);
  t.diagnostic(`${page.keys} keys`);
  assert.deepEqual(await stand.query("SELECT window, item, start, override FROM booking WHERE phone = '13700000030'"), [{ window: 9, item: 30, start: '2026-11-28T10:30', override: 0 }]);
  assert.equal(page.said, undefined);
});

test('登记: the same phone again needs one more Enter; Esc clears; several items are chosen by the arrows; 其他事项 asks where', async (t) => {
  const page = await tab(t, 'again', 15);
  const fill = async (item, name, phone) => {
    await page.type(item);
    await tab_to(page, 'name');
    await page.type(name);
    await tab_to(page, 'phone');
    await page.type(phone);
  };
  await go(page, `${stand.origin}/staff/new`, 'item');
  await fill('82', '钱七', '13700000001');
  await page.leads('Enter', /saved=/, 'item');
  await fill('82', '钱七', '13700000001');
  await page.leads('Enter', /new$/, 'save');
  assert.match(await page.locator('#warning').textContent(), /这个电话 .*已有预约.*钱七.*再按一次回车，仍要登记/);
  await shot(page, 'entry-warned');
  await page.leads('Enter', /saved=/, 'item');
  assert.equal(await stand.count("phone = '13700000001'"), 2);
  await page.type('许可');
  await page.press('Escape');
  assert.equal(await page.locator('#item').inputValue(), '');
  assert.equal(await page.locator('[name=pick]').count(), 0);
  const first_day = () => page.locator('#when [name=day]').first().getAttribute('aria-label');
  await page.type('82');
  await tab_to(page, 'day');
  const was = await first_day();
  await leads(page, () => page.locator('button[name=look]').click());
  assert.notEqual(await first_day(), was);
  await page.press('Escape');
  await page.type('82');
  await tab_to(page, 'day');
  assert.equal(await first_day(), was, 'the next one begins with today');
  await page.press('Escape');
  await page.type('许可');
  await page.press('ArrowDown');
  const picked = await page.locator('input[name=pick]:checked').inputValue();
  await shot(page, 'entry-several');
  await tab_to(page, 'name');
  await page.type('孙八');
  await tab_to(page, 'phone');
  await page.type('13700000002');
  await page.leads('Enter', /saved=/, 'item');
  assert.equal(await stand.count(`phone = '13700000002' AND item = ${picked}`), 1);
  await page.type('0 咨询材料');
  await tab_to(page, 'window');
  await page.type('16');
  await tab_to(page, 'name');
  assert.match(await page.locator('#when').textContent(), /16 住房公积金/);
  await page.type('周九');
  await tab_to(page, 'phone');
  await page.type('13700000003');
  await page.leads('Enter', /saved=/, 'item');
  assert.equal(await stand.count("phone = '13700000003' AND window = 16 AND item_name = '其他事项：咨询材料'"), 1);
});

test('预约页: moved in at most 6 keys or 2 clicks, with what to read aloud; a phone put right; cancelled by whom', async (t) => {
  const page = await tab(t, 'mover', 12);
  const who = await sign_in(stand, 'mover-helper', '--role', 'clerk', '--window', '12');
  assert.equal((await who.post('/staff/new', { item: '40', slot: '2026-11-28T09:00', name: '贺玉', phone: '13600000001', channel: '电话' })).status, 303);
  const newest = async () => (await stand.query("SELECT id, start, phone, state, change_why FROM booking WHERE name = '贺玉' ORDER BY id DESC LIMIT 1"))[0];
  const open = async () => page.goto(`${stand.origin}/staff/bookings/${(await newest()).id}`);
  await open();
  await shot(page, 'booking-move');
  page.keys = 0;
  await page.press('8');
  await page.press('ArrowDown');
  await page.press('ArrowRight');
  const at = await page.evaluate(() => document.activeElement.value);
  await page.leads('Enter');
  assert.ok(page.keys <= 6, `${page.keys} keys`);
  assert.equal((await newest()).start, at);
  assert.match(await page.locator('.say q').textContent(), /贺玉，给您改到11月.*新的预约编号 \d{3}-\d{3}-\d{2}/);
  await shot(page, 'booking-moved');
  await page.leads('u');
  assert.equal((await newest()).start, '2026-11-28T09:00', 'U: the time before');
  await leads(page, () => page.locator('[aria-label^="11月29日（星期日） 15:00"]').click());
  assert.equal((await newest()).start, '2026-11-29T15:00', 'one click');
  await page.press('e');
  await page.press('ControlOrMeta+a');
  await page.type('13600000002');
  await page.leads('Enter');
  assert.equal((await newest()).phone, '13600000002');
  assert.match(await page.locator('.history').textContent(), /改正：电话“13600000001”改为“13600000002”/);
  await page.press('9');
  await page.leads('Enter');
  const last = await newest();
  assert.deepEqual([last.state, last.change_why], ['cancelled', '']);
  assert.match(await page.locator('.history').textContent(), /本人取消/);
  await shot(page, 'booking-cancelled');
  assert.equal(page.said, undefined);
});

test('今天: the arrows choose, one key is the result; the search takes what a scanner types', async (t) => {
  const page = await tab(t, 'today', 6);
  const who = await sign_in(stand, 'helper', '--role', 'clerk', '--window', '6');
  for (const n of [1, 2])
    assert.equal((await who.post('/staff/new', { item: '14', slot: `2026-11-23T1${n}:00`, name: `周${n}`, phone: `1380000000${n}`, remark: '当天', channel: '窗口' })).status, 303);
  await page.goto(`${stand.origin}/staff/`);
  await shot(page, 'today');
  await page.press('ArrowDown');
  await page.press('ArrowDown');
  await page.leads('1', /#b\d+$/);
  assert.deepEqual(await stand.query("SELECT name, state FROM booking WHERE window = 6 ORDER BY id"), [
    { name: '周1', state: 'booked' }, { name: '周2', state: 'done' },
  ]);
  await shot(page, 'today-noted');
  await page.leads('u', /staff\//);
  assert.deepEqual(await stand.query("SELECT state FROM booking WHERE name = '周2'"), [{ state: 'booked' }], 'U takes it back');
  const at_a_row = () => page.waitForFunction(() => document.activeElement.name === 'id');
  await at_a_row();
  await page.leads('1', /#b\d+$/);
  await at_a_row(); // what a scanner types next must not fall on the row
  const [{ reference, id }] = await stand.query("SELECT reference, id FROM booking WHERE name = '周1'");
  await page.press('/');
  await page.type(reference);
  await page.leads('Enter', new RegExp(`bookings/${id}$`));
  await shot(page, 'booking');
  await page.leads('0', new RegExp(`bookings/${id}$`));
  assert.match(await page.locator('#state').textContent(), /^已到 /);
  await who.post('/staff/new', { item: '14', slot: '2026-11-23T15:00', name: '周3', phone: '13800000003', remark: '当天', channel: '窗口' });
  await page.goto(`${stand.origin}/staff/`);
  await page.locator('input[aria-label$="周3"]').check();
  await page.leads('2', /bookings\/\d+/, 'pickup');
  await page.evaluate(() => document.activeElement.blur());
  await page.press('9');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'cancel-applicant');
  await tab_to(page, 'cancel-why');
  await page.type('停电');
  await page.leads('Enter');
  assert.match(await page.locator('#state').textContent(), /^已取消 /);
  await page.goto(`${stand.origin}/staff/bookings/${id}/slip`);
  await shot(page, 'slip');
  assert.equal(page.said, undefined);
});

// Holds what is asked of `pattern` until the function that it gives is called.
async function hold(page, pattern) {
  let let_go;
  const held = new Promise((done) => (let_go = done));
  await page.route(pattern, async (route) => {
    await held;
    await route.continue().catch(() => {}); // it may have been given up
  });
  return let_go;
}
const two_frames = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

test('今天: a digit behind the key that leads on is no result; the next page has its field at once and keeps it', async (t) => {
  const page = await tab(t, 'hasty', 8);
  const who = await sign_in(stand, 'hasty-helper', '--role', 'clerk', '--window', '8');
  assert.equal((await who.post('/staff/new', { item: '24', slot: '2026-11-23T16:00', name: '周4', phone: '13800000004', remark: '当天', channel: '窗口' })).status, 303);
  await page.goto(`${stand.origin}/staff/`);
  const let_go = await hold(page, '**/staff/');
  await page.press('ArrowDown');
  const loaded = page.waitForEvent('load');
  await page.press('2');
  await page.press('1'); // of a date, typed while the page was not there yet
  let_go();
  await loaded;
  assert.deepEqual(await stand.query("SELECT state FROM booking WHERE name = '周4'"), [{ state: 'booked' }]);
  assert.match(page.url(), /bookings\/\d+/);
  assert.equal(await page.first_focus(), 'pickup');
  await two_frames(page);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'pickup');
  await page.fill('#pickup', '12-5');
  await page.leads('Enter');
  assert.match(await page.locator('#state').textContent(), /^已收件 /, 'who types the day and presses Enter has noted it');
  assert.deepEqual(await stand.query("SELECT state, pickup FROM booking WHERE name = '周4'"), [{ state: 'accepted', pickup: '2026-12-05' }]);
});

test('今天: the row that was noted has the focus at once; a key while today loads itself keeps the page', async (t) => {
  const page = await tab(t, 'steady', 7);
  const who = await sign_in(stand, 'steady-helper', '--role', 'clerk', '--window', '7');
  for (const n of [0, 1, 2])
    assert.equal((await who.post('/staff/new', { item: '20', slot: `2026-11-23T16:00`, name: `吴${n}`, phone: `1380000002${n}`, remark: '当天', channel: '窗口' })).status, 303);
  await page.addInitScript(() => (window.setInterval = (act) => (window.minute_over = act)));
  await page.goto(`${stand.origin}/staff/`);
  const at = () => page.evaluate(() => document.activeElement.value);
  await page.press('ArrowDown');
  await page.press('ArrowDown');
  await page.leads('1', /#b\d+$/);
  assert.equal(await page.first_focus(), 'id');
  const noted = await at();
  const let_go = await hold(page, '**/staff/?*');
  const asked = page.waitForEvent('request');
  await page.evaluate(() => {
    window.same = true;
    window.minute_over();
  });
  await asked;
  await page.press('ArrowUp');
  let_go();
  await two_frames(page);
  assert.ok(await page.evaluate(() => window.same));
  assert.notEqual(await at(), noted);
});

for (const javaScriptEnabled of [true, false])
  test(`键盘: what is typed is meant, what is noted is taken back, what was interrupted is sent, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, async (t) => {
    const name = `flow${javaScriptEnabled}`;
    const page = await tab(t, name, 15, { javaScriptEnabled });
    const phone = `1350000000${javaScriptEnabled ? 1 : 2}`;
    await go(page, `${stand.origin}/staff/new`, 'item');
    await page.type('74');
    await tab_to(page, 'name');
    if (javaScriptEnabled) assert.match(await page.locator('#found').textContent(), /16 住房公积金/);
    await page.type('键盘');
    await tab_to(page, 'phone');
    await page.type(phone);
    await shot(page, `entry-typed-${javaScriptEnabled}`);
    await page.leads('Enter', /saved=/);
    const [{ id, window }] = await stand.query(`SELECT id, window FROM booking WHERE phone = '${phone}'`);
    assert.equal(window, 16);
    // a move that is refused, put right in its own form
    await page.goto(`${stand.origin}/staff/bookings/${id}`);
    await page.locator('#exception summary').focus();
    await page.press('Enter');
    await page.press('Tab');
    await page.type('23');
    await page.press('Tab');
    await page.type('1430');
    await page.leads('Enter', /bookings/, 'move-why');
    if (javaScriptEnabled) assert.equal(await page.first_focus(), 'move-why', 'a digit before it would be a result');
    assert.deepEqual(await page.evaluate(() => ['move-day', 'move-time'].map((f) => document.getElementById(f).value)), ['23', '1430']);
    await shot(page, `move-refused-${javaScriptEnabled}`);
    await page.type('老人急用');
    await page.leads('Enter');
    const [moved] = await stand.query(`SELECT id, start, remark FROM booking WHERE phone = '${phone}' AND state = 'booked'`);
    assert.deepEqual([moved.start, moved.remark], ['2026-11-23T14:30', '老人急用']);
    // a key, and U
    await page.goto(`${stand.origin}/staff/bookings/${moved.id}`);
    const state = async () => (await page.locator('#state').textContent()).split(' ')[0];
    const press = async (key, button) => {
      if (!javaScriptEnabled) await page.locator(button).focus();
      await page.leads(javaScriptEnabled ? key : 'Enter');
    };
    await press('1', '#done');
    assert.equal(await state(), '已办结');
    await shot(page, `undo-${javaScriptEnabled}`);
    await press('u', '#undo');
    assert.equal(await state(), '已预约');
    // cancelled at the applicant's wish
    await page.locator('#cancel-applicant').focus();
    await shot(page, `cancel-${javaScriptEnabled}`);
    await page.leads('Enter');
    assert.equal(await state(), '已取消');
    assert.equal(page.said?.replace(/.*status of 4\d\d.*\n/g, '') || undefined, undefined);
  });

// What is typed when the session ends, and what it was for.
const interrupted = [
  ['备注', 'remark', '带齐材料再来', (b) => b.remark],
  ['修改', 'phone', '13511112222', (b) => b.phone],
  ['大厅取消', 'cancel-why', '停电', (b) => b.change_why],
  ['例外改期', 'move-why', '老人急用', (b) => b.remark],
  ['改期', null, null, (b) => b.start],
  ['登记', 'remark', '带孩子', (b) => b.remark],
];
for (const javaScriptEnabled of [true, false])
  test(`键盘: a session that ends while somebody types loses nothing, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, async (t) => {
    const name = `late${javaScriptEnabled}`;
    const page = await tab(t, name, 11, { javaScriptEnabled });
    const helper = await sign_in(stand, `${name}-helper`, '--role', 'clerk', '--window', '15');
    let phone = javaScriptEnabled ? 13400000000 : 13400001000;
    const newest = async () => (await stand.query('SELECT * FROM booking WHERE window = 11 ORDER BY id DESC LIMIT 1'))[0];
    for (const [what, field, text, kept] of interrupted) {
      let wanted = text;
      if (what === '登记') {
        await page.goto(`${stand.origin}/staff/new`);
        await page.locator('#item').fill('39');
        await page.locator('#name').fill('赵十');
        await page.locator('#phone').fill(String(++phone));
      } else {
        assert.equal((await helper.post('/staff/new', { item: '39', slot: javaScriptEnabled ? '2026-12-05T09:00' : '2026-12-06T09:00', name: '赵十', phone: String(++phone), channel: '电话', remark: '' })).status, 303);
        await page.goto(`${stand.origin}/staff/bookings/${(await newest()).id}`);
      }
      if (what === '例外改期') {
        await page.locator('#exception').evaluate((d) => (d.open = true));
        await page.locator('#move-day').fill('23');
        await page.locator('#move-time').fill('1600');
      }
      await run('sqlite3', ['-cmd', '.timeout 60000', stand.ledger, `UPDATE session SET seen_at = seen_at - 3600 WHERE account = '${name}'`]);
      const to = field ? page.locator(`#${field}`) : page.locator('.grid button').last();
      if (field) await to.fill(text);
      else wanted = await to.getAttribute('value');
      await to.focus();
      await page.leads('Enter', /staff/, 'password');
      await page.type('correct horse battery staple');
      await page.leads('Enter');
      await page.waitForFunction(() => document.activeElement.tagName === 'BUTTON');
      assert.ok(!field || (await page.locator('main').innerText()).includes(text), `${what}: shown again`);
      if (what === '登记') await shot(page, `given-back-${javaScriptEnabled}`);
      await page.leads('Enter');
      assert.equal(kept(await newest()), wanted, what);
    }
  });

test('预约单, 告知单: half of one A4 with what to bring along, and a code that a scanner reads', async (t) => {
  const page = await tab(t, 'slips', 9);
  const who = await sign_in(stand, 'slips-helper', '--role', 'clerk', '--window', '9');
  assert.equal((await who.post('/staff/new', { item: '30', slot: '2026-11-28T09:00', name: '曾桂兰', agent: '曾小明', phone: '13600000031', channel: '电话' })).status, 303);
  assert.equal((await who.post('/staff/new', { item: '30', slot: '2026-11-23T16:00', name: '赖水生', phone: '13600000032', channel: '电话', remark: '当天' })).status, 303);
  const [first, second] = await stand.query("SELECT id, reference FROM booking WHERE window = 9 AND phone LIKE '1360000003%' ORDER BY id");
  assert.equal((await who.post(`/staff/bookings/${second.id}`, { result: 'accepted', pickup: '2026-12-02', remark: '当天', remark_was: '当天' })).status, 303);
  const into = await temp_folder();
  for (const [{ id, reference }, words] of [
    [first, /预约单[^]*11月28日（星期六）\s*9:00—9:30[^]*一楼 宁都县社会保险服务中心[^]*社保卡申领[^]*曾桂兰（代理人 曾小明）[^]*0797-6826726[^]*请按时到窗口/],
    [second, /收件及取件时间告知单[^]*2026年12月2日[^]*到窗口领取[^]*赖水生[^]*收件人：/],
  ]) {
    await page.goto(`${stand.origin}/staff/bookings/${id}`);
    await page.leads('p', /slip$/);
    const file = join(into, 'slip.pdf');
    await writeFile(file, await page.pdf({ preferCSSPageSize: true }));
    assert.match((await run('pdfinfo', [file])).stdout, /Pages:\s+1\n[^]*59[45]\.\d+ x 84[12]\.\d+ pts \(A4\)/);
    assert.match((await run('pdftotext', ['-layout', file, '-'])).stdout.replace(/[ \n]+/g, ' '), new RegExp(words.source.replaceAll('[^]*', '.*')));
    await run('pdftoppm', ['-r', '100', '-png', '-singlefile', file, join(folder, `desk-slip-${id === first.id ? 1 : 2}`)]);
    const code = (await run('zbarimg', ['-q', '--raw', join(folder, `desk-slip-${id === first.id ? 1 : 2}.png`)])).stdout.trim();
    assert.equal(code, reference);
  }
  assert.equal(page.said, undefined);
});

test('附件2: ten numbered rows a sheet on A4 landscape, the words and columns of the form, unused rows 窗口/电话', async (t) => {
  const page = await tab(t, 'print', 13);
  const who = await sign_in(stand, 'writer', '--role', 'clerk', '--window', '13');
  for (let n = 0; n < 13; n++)
    assert.equal((await who.post('/staff/new', { item: '44', name: `吴${n}`, phone: `137111111${10 + n}`, channel: n % 2 ? '窗口' : '电话', slot: '', remark: n ? '' : '从很远的乡镇来，请窗口提前准备好各种表格，并且安排一位会说客家话的同事接待，谢谢' })).status, 303);
  const [{ id }] = await stand.query("SELECT id FROM booking WHERE name = '吴3'");
  assert.equal((await who.post(`/staff/bookings/${id}`, { result: 'cancelled', why: '停电' })).status, 303);
  await stand.book({ item: 44, slot: '2026-11-28T09:00', name: '郑网上', phone: '13899999999' });

  const into = await temp_folder();
  const print = async (path) => {
    await page.goto(stand.origin + path);
    const file = join(into, 'l.pdf');
    await writeFile(file, await page.pdf({ preferCSSPageSize: true }));
    await run('pdftoppm', ['-r', '70', '-png', file, join(folder, `desk-${path.includes('blank') ? 'blank' : 'ledger'}`)]);
    const info = (await run('pdfinfo', [file])).stdout;
    assert.match(info, /Page size:\s+841\.\d+ x 59[45]\.\d+ pts \(A4\)/);
    // raw: cell by cell, as the page has them
    const sheets = (await run('pdftotext', ['-raw', file, '-'])).stdout.split('\f').slice(0, -1);
    assert.equal(Number(/Pages:\s+(\d+)/.exec(info)[1]), sheets.length);
    return sheets;
  };
  const sheets = await print('/staff/ledger/print');
  assert.equal(sheets.length, 2, 'one page per ten rows');
  const columns = '序号 申请人姓名 申请时间 申请方式 预约服务时间 办理事项名称 联系电话 办理结果 备注';
  for (const [n, sheet] of sheets.entries()) {
    assert.match(sheet, /宁都县政务服务中心预约服务工作台帐/);
    assert.match(sheet, /服务窗口名称：国家税务局\s*\n\s*窗口负责人：\s*\n/);
    assert.ok(sheet.includes(`\n${columns}\n`), sheet);
    const numbers = [...sheet.matchAll(/^(\d{1,2}) (?=吴|郑|窗口)/gm)].map((m) => Number(m[1]));
    assert.deepEqual(numbers, Array.from({ length: 10 }, (_, i) => n * 10 + i + 1));
  }
  assert.equal(sheets[1].match(/(?<!☑|□)窗口\/电话/g).length, 6, 'unused rows');
  const row = (sheet, name) => new RegExp(`^\\d+ ${name} [^吴郑]*`, 'm').exec(sheet)[0].replaceAll('\n', ' ');
  assert.match(row(sheets[0], '吴0'), / □窗口\/☑电话 .*137-1111-1110 .*从很远的乡镇来/);
  assert.match(row(sheets[0], '吴1'), / ☑窗口\/□电话 .*税务登记 137-1111-1111/);
  assert.match(row(sheets[1], '郑网上'), /09:\d\d 网上 2026-11-28 ?9:00—9:30 税务登记 138-9999-9999/);
  assert.match(row(sheets[0], '吴3'), /已取消 原因：停电/);
  const line = (name) => page.locator('tr', { hasText: name }).locator('td').nth(1).evaluate((td) => getComputedStyle(td).textDecorationLine);
  assert.deepEqual([await line('吴3'), await line('吴1')], ['line-through', 'none']);

  // ten rows a page whatever stands in them; the rest of it is on the booking's page
  const words = '从很远的乡镇来请窗口提前准备好各种表格'.repeat(6).slice(0, 100);
  for (let n = 0; n < 10; n++)
    assert.equal((await who.post('/staff/new', { item: '44', name: `吴某某建筑劳务工程有限责任公司第${'一二三四五六七八九十'[n]}分公司`, phone: `137222222${10 + n}`, channel: '电话', slot: '2026-12-05T10:00', remark: words })).status, 303);
  await run('sqlite3', ['-cmd', '.timeout 60000', stand.ledger, `UPDATE booking SET agent = '欧阳某某', note = '${words}', item_name = '${words.slice(0, 60)}', version = version + 1 WHERE window = 13 AND day > '2026-12'`]);
  const full = await print('/staff/ledger/print?window=13&from=2026-12-01&to=2026-12-31');
  assert.equal(full.length, 1, 'ten rows, one page');
  assert.equal(full[0].match(/代理人：欧阳/g).length, 10);
  const lines = await page.locator('td:nth-child(9) div').evaluateAll((cells) => cells.map((c) => Math.round(c.clientHeight / parseFloat(getComputedStyle(c).lineHeight))));
  assert.deepEqual(lines, Array(10).fill(5));
  await page.locator('tbody a').first().click();
  assert.ok((await page.locator('main').innerText()).includes(words), 'the number leads to the whole');

  const [blank, ...more] = await print('/staff/ledger/blank');
  assert.equal(more.length, 0);
  assert.equal(blank.match(/窗口\/电话/g).length, 10);
  assert.deepEqual([...blank.matchAll(/^(\d+) 窗口/gm)].map((m) => Number(m[1])), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});
