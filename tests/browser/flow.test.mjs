// The way of a citizen from the code at window 3 to the receipt and what
// follows it, with few taps and by keyboard, in a real
// Chromium with and without JavaScript.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { Stand, temp_folder } from '../http/stand.mjs';
import { clipped, overflow_px, scripts_of, small_targets, stop_seen } from './probes.mjs';
import { focused } from './keys.mjs';
import { open_browser } from './site.mjs';

const run = promisify(execFile);
const stand = await Stand.start({ after }, { now: '2026-11-23T09:00' });
const browser = await open_browser({ after });

// What an app calls itself; its own engine is not here, so no script is allowed.
const agents = {
  plain: undefined,
  微信: 'Mozilla/5.0 (Linux; Android 9; V1818A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/66.0 Mobile Safari/537.36 MicroMessenger/8.0.2 WeChat/arm64',
};

async function tab(t, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 360, height: 640 },
    locale: 'zh-CN',
    ...options,
  });
  await context.clock.setFixedTime('2026-11-23T09:00:00+08:00'); // the stand's day
  t.after(() => context.close());
  return context.newPage();
}

// A tap that leads to another page.
const follow = (page, target) => Promise.all([page.waitForEvent('load'), target.click()]);

let phones = 0;
const next_phone = () => `1380000${String(++phones).padStart(4, '0')}`;

// How many bytes came so far: headers too, and of answers that lead on; not the icon.
async function count_bytes(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  let bytes = 0;
  const icons = new Set();
  session.on('Network.requestWillBeSent', (e) => {
    if (e.request.url.endsWith('favicon.ico')) icons.add(e.requestId);
    bytes += e.redirectResponse?.encodedDataLength ?? 0;
  });
  session.on('Network.loadingFinished', (e) => icons.has(e.requestId) || (bytes += e.encodedDataLength));
  return () => bytes;
}

// Books from the code of window 3 with the fewest taps; `look` sees each page on the way.
// Gives how many taps it took.
async function find_and_book(page, { name = '张三', large = '', look = () => {} } = {}) {
  let taps = 0;
  const tap = (target) => (taps++, target.click());
  const lead = (target) => (taps++, follow(page, target));
  await page.goto(stand.origin + (large ? `${large}/windows/3/` : '/W/03'));
  await page.waitForURL('**/windows/3/');
  await look('window');
  await lead(page.getByRole('link', { name: /^预约 11月28日/ }));
  await look('form');
  await tap(page.locator('.slot:has(input:not([disabled])) label').first());
  for (const [id, text] of Object.entries({ name, phone: next_phone() })) {
    await tap(page.locator(`#${id}`));
    await focused(page, id);
    await page.keyboard.type(text);
  }
  await lead(page.getByRole('button', { name: '确认预约' }));
  assert.match(page.url(), new RegExp(`${large}/booking/[\\w-]{27}$`), await page.locator('main').innerText());
  await look('receipt');
  return taps;
}

for (const [agent, userAgent] of Object.entries(agents))
  for (const javaScriptEnabled of agent === 'plain' ? [true, false] : [true])
    test(`from the code in ≤ 5 taps, ≤ 2 loads, ≤ 16 K behind the window’s page, ${agent}, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, async (t) => {
      const page = await tab(t, { javaScriptEnabled, ...(userAgent && { userAgent }) });
      const sent = await count_bytes(page);
      const loads = [];
      page.on('domcontentloaded', () => loads.push(new URL(page.url()).pathname));
      const wire = {};
      const taps = await find_and_book(page, {
        look: async (what) => {
          await page.waitForLoadState('networkidle');
          wire[what] = sent();
          const script = (await page.evaluate(scripts_of)).join('');
          assert.ok(gzipSync(script, { level: 9 }).length <= { window: 3072, form: 1024, receipt: 400 }[what], `${script.length} of script`);
        },
      });
      t.diagnostic(`${taps} taps, bytes with headers up to here: ${JSON.stringify(wire)}, ${loads}`);
      assert.ok(taps <= 5, `${taps} taps`);
      const from_window = loads.slice(loads.lastIndexOf('/windows/3/') + 1);
      assert.equal(from_window.length, 2, `${loads}`);
      assert.ok(wire.receipt - wire.window <= 16 * 1024, JSON.stringify(wire));
    });

// The other tasks of a citizen, each with the fewest taps; loads count the first page.
async function task(t, start, way, javaScriptEnabled = false) {
  const page = await tab(t, { javaScriptEnabled });
  const sent = await count_bytes(page);
  const done = { taps: 0, loads: 0 };
  page.on('domcontentloaded', () => done.loads++);
  const tap = (target) => (done.taps++, target.click());
  const lead = (target) => (done.taps++, follow(page, target));
  const type = async (id, text) => {
    await tap(page.locator(`#${id}`));
    await page.keyboard.type(text);
  };
  await page.goto(stand.origin + start);
  await way({ page, tap, lead, type });
  await page.waitForLoadState('networkidle');
  t.diagnostic(`${done.taps} taps, ${done.loads} loads, ${sent()} bytes with headers`);
  assert.ok(sent() <= 15 * 1024 * done.loads, `${sent()} bytes`);
  return done;
}
const slot_labels = (page) => page.locator('.slot:has(input:not([disabled]):not(:checked)) label');

test('Saturday from home in ≤ 6 taps and ≤ 4 loads, the day chosen there', async (t) => {
  const done = await task(t, '/', async ({ page, tap, lead, type }) => {
    await lead(page.getByRole('link', { name: /^预约 11月28日/ }));
    await lead(page.getByRole('link', { name: '社保卡申领' }));
    assert.match(await page.locator('#times legend').textContent(), /^11月28日/);
    await tap(slot_labels(page).first());
    await type('name', '张三');
    await type('phone', next_phone());
    await lead(page.getByRole('button', { name: '确认预约' }));
    assert.match(await page.locator('.panel').innerText(), /11月28日（星期六）/);
  });
  assert.ok(done.taps <= 6 && done.loads <= 4, JSON.stringify(done));
});

test('the phone for 补办身份证: on the screen after 2 taps and 2 loads, ready to ring after 3', async (t) => {
  const done = await task(t, '/', async ({ page, lead, type }) => {
    await type('q', '补办身份证');
    await lead(page.getByRole('button', { name: '查找' }));
    const first = page.locator('#found li').first();
    assert.match(await first.innerText(), /居民身份证申、补、换领\s+宁都县公安局户政大队 一楼 · 0797-6827737/);
    assert.ok((await first.boundingBox()).y < 640, 'on the first screen');
    await lead(first.getByRole('link'));
    assert.equal(await page.getByRole('link', { name: '打电话问 0797-6827737' }).getAttribute('href'), 'tel:+867976827737');
  }, true);
  assert.deepEqual(done, { taps: 3, loads: 3 });
});

test('the phone for 身份证 without JavaScript: in the list beside the name of the window, in 2 loads', async (t) => {
  const done = await task(t, '/', async ({ page, lead }) => {
    await lead(page.getByRole('link', { name: '身份证', exact: true }));
    assert.match(await page.locator('section', { hasText: '居民身份证申、补、换领' }).locator('h3').innerText(), /户政大队 一楼 · 0797-6827737/);
  });
  assert.deepEqual(done, { taps: 1, loads: 2 });
});

for (const javaScriptEnabled of [true, false])
  test(`社保 on Saturday: its page says when, and that one just comes, in 2 taps and 3 loads, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, async (t) => {
    const done = await task(t, '/', async ({ page, lead }) => {
      await lead(page.getByRole('link', { name: '社保卡', exact: true }));
      await lead(page.locator('a:visible', { hasText: '社保卡申领' }));
      const row = page.locator('.facts div', { hasText: '双休日、节假日' });
      assert.match((await row.innerText()).replace(/\s+/g, ' '), /双休日、节假日 8:30—12:00，14:30—17:30 直接来，不用预约/);
    }, javaScriptEnabled);
    assert.deepEqual(done, { taps: 2, loads: 3 });
  });

test('Saturday from the item in ≤ 5 taps and 2 loads behind its page', async (t) => {
  const done = await task(t, '/items/30/', async ({ page, tap, lead, type }) => {
    await lead(page.getByRole('link', { name: /^预约 11月28日/ }));
    await tap(slot_labels(page).first());
    await type('name', '张三');
    await type('phone', next_phone());
    await lead(page.getByRole('button', { name: '确认预约' }));
    assert.match(await page.locator('.panel').innerText(), /11月28日（星期六）/);
  });
  assert.deepEqual(done, { taps: 5, loads: 3 });
});

test('found again in 4 taps and 3 loads, moved in 3 taps more, cancelled in 2', async (t) => {
  const phone = next_phone();
  assert.equal((await stand.book({ item: 30, slot: '2026-11-29T15:00', phone })).status, 303);
  const [{ reference }] = await stand.query(`SELECT reference FROM booking WHERE phone = '${phone}'`);
  const found = await task(t, '/', async ({ page, lead, type }) => {
    await lead(page.locator('#menu').getByRole('link', { name: '查我的预约' }));
    await type('reference', reference);
    await type('tail', phone.slice(-4));
    await lead(page.getByRole('button', { name: '查询' }));
    await page.locator('#reference').waitFor();
  });
  assert.deepEqual(found, { taps: 4, loads: 3 });
  const link = (await stand.post('/booking', `reference=${reference}&tail=${phone.slice(-4)}`)).headers.get('location');
  let next;
  const moved = await task(t, link, async ({ page, tap, lead }) => {
    await lead(page.getByRole('link', { name: '改日期' }));
    await tap(slot_labels(page).first());
    await lead(page.getByRole('button', { name: '确定改期' }));
    next = new URL(page.url()).pathname;
  });
  assert.deepEqual(moved, { taps: 3, loads: 3 });
  const cancelled = await task(t, next, async ({ page, tap, lead }) => {
    await tap(page.locator('summary', { hasText: '取消预约' }));
    await lead(page.getByRole('button', { name: '确定取消' }));
    await page.getByText('已取消，不用来了').waitFor();
  });
  assert.deepEqual(cancelled, { taps: 2, loads: 2 });
});

test('the large version from the window to the receipt, moved and cancelled, without JavaScript', async (t) => {
  const page = await tab(t, { javaScriptEnabled: false });
  const faults = [];
  await find_and_book(page, {
    large: '/large',
    look: async (where) => {
      for (const fault of await page.evaluate(small_targets, 60)) faults.push(`${where}: ${fault}`);
      const over = await page.evaluate(overflow_px);
      if (over > 0) faults.push(`${where}: ${over} px too wide`);
    },
  });
  assert.deepEqual(faults, []);
  await follow(page, page.getByRole('link', { name: '改日期' }));
  await slot_labels(page).last().click();
  await follow(page, page.getByRole('button', { name: '确定改期' }));
  await page.locator('summary', { hasText: '取消预约' }).click();
  await follow(page, page.getByRole('button', { name: '确定取消' }));
  assert.match(page.url(), /\/large\/booking\/[\w-]{27}$/);
  assert.equal(await page.locator('html.large').count(), 1);
  assert.deepEqual(await page.context().cookies(), []);
});

test('the finder on the way to an item keeps the day, with JavaScript and without', async (t) => {
  const page = await tab(t);
  await page.goto(`${stand.origin}/book?day=2026-11-29`);
  await page.fill('#q', 'sbk');
  await page.locator('#found a').first().click();
  await page.waitForURL(/\/book\?item=30&day=2026-11-29$/);
  await page.goBack();
  assert.match(page.url(), /\/book\?day=2026-11-29&q=sbk$/);
  assert.equal(await page.inputValue('#q'), 'sbk');
  const plain = await tab(t, { javaScriptEnabled: false });
  await plain.goto(`${stand.origin}/book?day=2026-11-29`);
  await plain.fill('#q', '社保卡');
  await follow(plain, plain.getByRole('button', { name: '查找' }));
  await follow(plain, plain.getByRole('link', { name: '社保卡申领' }));
  assert.match(plain.url(), /\/book\?item=30&day=2026-11-29$/);
});

test('a window with one item leads straight to its form', async (t) => {
  const page = await tab(t, { javaScriptEnabled: false });
  await page.goto(`${stand.origin}/windows/3/`);
  await follow(page, page.getByRole('link', { name: /^预约 11月28日/ }));
  assert.match(page.url(), /\/book\?item=8&day=2026-11-28$/);
});

for (const [what, width, px] of [['320 px', 320, 18], ['doubled text', 360, 36]])
  test(`booked at ${what}; nothing is cut off or too small to tap`, async (t) => {
    const page = await tab(t, { viewport: { width, height: 568 }, bypassCSP: true });
    const faults = [];
    await find_and_book(page, {
      look: async (where) => {
        await page.addStyleTag({ content: `html { font-size: ${px}px !important }` });
        const over = await page.evaluate(overflow_px);
        if (over > 0) faults.push(`${where}: ${over} px too wide`);
        for (const fault of await page.evaluate(clipped)) faults.push(`${where}: ${fault}`);
        for (const fault of await page.evaluate(small_targets, 44)) faults.push(`${where}: ${fault}`);
      },
    });
    assert.deepEqual(faults, []);
  });

// Presses Tab until `target` has the focus, which shows at each stop.
async function tab_to(page, target) {
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press('Tab');
    const { name, fault } = await page.evaluate(stop_seen);
    assert.equal(fault, undefined, `${page.url()} ${name}`);
    if (await target.evaluate((e) => e === document.activeElement)) return;
  }
  assert.fail(`${page.url()}: Tab does not come to ${target}`);
}

test('booked and cancelled with Tab, Space and Enter alone, the focus always visible', async (t) => {
  const page = await tab(t);
  await page.goto(`${stand.origin}/windows/3/`);
  await tab_to(page, page.getByRole('link', { name: /^预约 11月28日/ }));
  await page.keyboard.press('Enter');
  await page.waitForURL('**/book?item=*');
  await tab_to(page, page.locator('input[name=slot]:not([disabled])').first());
  await page.keyboard.press('Space');
  await tab_to(page, page.locator('#name'));
  await page.keyboard.type('李四');
  await tab_to(page, page.locator('#phone'));
  await page.keyboard.type(next_phone());
  await tab_to(page, page.getByRole('button', { name: '确认预约' }));
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/booking\/[\w-]{27}$/);
  await tab_to(page, page.locator('summary', { hasText: '取消预约' }));
  await page.keyboard.press('Space');
  await tab_to(page, page.getByRole('button', { name: '确定取消' }));
  await page.keyboard.press('Enter');
  await page.getByText('已取消，不用来了').waitFor();
});

// What a screen reader is given of the controls: [[role, name]].
async function controls(page) {
  await page.evaluate(() => document.querySelectorAll('details').forEach((d) => (d.open = true)));
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  return nodes
    .filter((n) => !n.ignored && /^(link|button|textbox|searchbox|radio|checkbox|combobox|DisclosureTriangle|group)$/.test(n.role?.value))
    .map((n) => [n.role.value, n.name?.value ?? ''])
    .filter(([role, name]) => role !== 'group' || name);
}

test('every control on the way has a name of its own, and traps have none to be heard', async (t) => {
  const page = await tab(t);
  const heard = {};
  await find_and_book(page, { look: async (what) => (heard[what] = await controls(page)) });
  for (const [what, list] of Object.entries(heard))
    assert.deepEqual(list.filter(([, name]) => !name.trim()), [], `${what} has nameless controls`);
  const has = (what, role, name) =>
    assert.equal(heard[what].filter(([r, n]) => r === role && n === name).length, 1, `${what}: one ${role} ${name}: ${heard[what].join(' ')}`);
  for (const name of ['房屋买卖合同网签备案', '预约工作日或别的日子', '0797-6826008']) has('window', 'link', name);
  for (const name of ['申请人姓名', '联系电话', '代理人姓名', '想说明的情况']) has('form', 'textbox', name);
  has('form', 'button', '确认预约');
  has('form', 'group', '哪天来');
  assert.ok(heard.form.some(([role, name]) => role === 'group' && /几点来$/.test(name)));
  assert.ok(heard.form.some(([role, name]) => role === 'radio' && /^\d+:\d\d/.test(name)));
  assert.ok(!heard.form.some(([, name]) => name.includes('请勿填写')));
  for (const name of ['改日期', '改姓名或电话', '加到手机日历']) has('receipt', 'link', name);
  has('receipt', 'textbox', '转发给家人的话');
  for (const name of ['确定取消', '确定删除', '打印']) has('receipt', 'button', name);
});

for (const javaScriptEnabled of [true, false])
  test(`an unfilled form: 错误： comes first, the summary has the focus and leads to each field, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, async (t) => {
    const page = await tab(t, { javaScriptEnabled });
    await page.goto(`${stand.origin}/book?item=28`);
    await follow(page, page.getByRole('button', { name: '确认预约' }));
    await focused(page, 'errors');
    assert.match(await page.title(), /^错误：/);
    const links = await page.locator('#errors a').all();
    assert.equal(links.length, 3);
    for (const [i, id] of ['times', 'name', 'phone'].entries()) {
      await links[i].click();
      await focused(page, id);
      const box = await page.locator(`#${id}`).boundingBox();
      assert.ok(box.y > -1 && box.y < 640, `${id} at ${box.y}`);
    }
    for (const id of ['name', 'phone']) {
      assert.equal(await page.locator(`#${id}`).getAttribute('aria-invalid'), 'true');
      assert.match(await page.locator(`#${id}`).getAttribute('aria-describedby'), new RegExp(`${id}-error`));
    }
    await page.locator('#errors').focus();
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute('href')), '#times');
  });

const state_of = async (page) => {
  const reference = (await page.locator('#reference').textContent()).replace(/\D/g, '');
  return (await stand.query(`SELECT * FROM booking WHERE reference = '${reference}'`))[0];
};

test('from the receipt: move, edit, cancel in 2 taps, then erase in 2 taps', async (t) => {
  const page = await tab(t, { javaScriptEnabled: false });
  await find_and_book(page, { name: '赵六' });
  const before = await state_of(page);
  await follow(page, page.getByRole('link', { name: '改日期' }));
  await page.locator('.slot:has(input:not([disabled]):not(:checked)) label').last().click();
  await follow(page, page.getByRole('button', { name: '确定改期' }));
  assert.match(await page.locator('.panel').textContent(), /已改到新的时间/);
  const moved = await state_of(page);
  assert.notEqual(moved.start, before.start);
  assert.equal(moved.phone, before.phone);

  await follow(page, page.getByRole('link', { name: '改姓名或电话' }));
  await page.getByLabel('申请人姓名').fill('赵七');
  await follow(page, page.getByRole('button', { name: '保存' }));
  const edited = await state_of(page);
  assert.deepEqual([edited.name, edited.phone], ['赵七', before.phone]);

  await page.locator('summary', { hasText: '取消预约' }).click();
  await follow(page, page.getByRole('button', { name: '确定取消' }));
  assert.match(await page.locator('.panel').textContent(), /已取消/);

  await page.locator('summary', { hasText: '删除我的个人信息' }).click();
  await follow(page, page.getByRole('button', { name: '确定删除' }));
  assert.match(await page.locator('main').textContent(), /姓名、电话和说明已删除/);
  assert.doesNotMatch(await page.locator('main').textContent(), /赵七/);
  assert.equal(await stand.count(`name IN ('赵六', '赵七') OR phone = '${before.phone}'`), 0);
});

for (const large of ['', '/large'])
  test(`a receipt is one A4 page that says number, time and window${large && ', the large one too'}`, async (t) => {
    const folder = await temp_folder();
    const page = await tab(t);
    await find_and_book(page, { large });
    const file = join(folder, 'receipt.pdf');
    await writeFile(file, await page.pdf({ format: 'A4' }));
    assert.match((await run('pdfinfo', [file])).stdout, /^Pages: +1$/m);
    const text = (await run('pdftotext', ['-layout', file, '-'])).stdout.replace(/\s+/g, '');
    const reference = (await page.locator('#reference').textContent()).replace(/\s+/g, '');
    for (const words of [reference, '预约编号', '住保中心房屋交易', '房屋买卖合同网签备案', '窗口电话', `电话后四位：${stand.origin}/booking`]) assert.ok(text.includes(words), words);
    assert.doesNotMatch(text, /截图|微信|转发|打印/, 'no advice for screens on paper');
  });
