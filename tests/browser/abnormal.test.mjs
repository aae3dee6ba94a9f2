// An abnormal day in a real Chromium, by keyboard: two windows closed from 10 to 12 with 14
// people booked, shown before it is done, called one by one, moved and cancelled in the row.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { Stand, build, temp_folder, top, until } from '../http/stand.mjs';
import { close_windows, sign_in } from '../http/staff.mjs';
import { go, leads } from './keys.mjs';
import { open_browser } from './site.mjs';

const stand = await Stand.start({ after }, { now: '2026-11-23T09:00' });
const browser = await open_browser({ after });
const folder = resolve(top, build, 'screenshots');
await mkdir(folder, { recursive: true });

// 14 people at windows 4 and 6 between 10 and 12 of a day, one before and one after.
async function booked(who, day) {
  const times = ['09:30', '10:00', '10:00', '10:00', '10:30', '10:30', '10:30', '11:00', '14:30'];
  for (const [n, time] of [...times, ...times].entries()) {
    const made = await who.post('/staff/new', { item: n < times.length ? '9' : '14', name: `王${'一二三四五六七八九'[n % 9]}${n < times.length ? '甲' : '乙'}`, phone: `13${day.slice(-2)}00000${10 + n}`, channel: '电话', slot: `${day}T${time}`, remark: '急' });
    assert.equal(made.status, 303);
  }
}

for (const [javaScriptEnabled, day] of [[true, '2026-11-24'], [false, '2026-11-25']])
  test(`停办: two windows from 10 to 12 with 14 people: shown, confirmed, called, moved, cancelled, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, async (t) => {
    const who = await sign_in(stand, `chen${javaScriptEnabled}`, '--role', 'leader');
    await booked(who, day);
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN', javaScriptEnabled });
    t.after(() => context.close());
    const [cookie, value] = who.cookie.split('=');
    await context.addCookies([{ name: cookie, value, url: stand.origin }]);
    const page = await context.newPage();
    const said = [];
    page.on('console', (m) => m.type() === 'error' && said.push(m.text()));
    const shot = (name) => page.screenshot({ path: join(folder, `abnormal-${name}-${javaScriptEnabled}.png`) });
    const word = (css) => page.locator(css).innerText();

    // what is to be closed
    await page.goto(`${stand.origin}/staff/closures`);
    await page.locator('#day').fill(day.slice(5));
    await page.locator('#from').fill('10');
    await page.locator('#to').fill('12');
    for (const no of ['4', '6']) await page.locator(`input[name=windows][value="${no}"]`).press('Space');
    await page.locator('#reason').fill('停电检修');
    await leads(page, () => page.keyboard.press('Enter'), /closures$/);
    assert.match(await word('#ask'), /14 人受影响，确认停办吗？/);
    assert.equal(await page.locator('.persons tbody tr').count(), 14);
    assert.equal((await stand.query(`SELECT count(*) AS n FROM closure WHERE day = '${day}'`))[0].n, 0, 'not done yet');
    await shot('asked');
    await page.locator('#ask .main').focus();
    await leads(page, () => page.keyboard.press('Enter'), /closures$/);
    assert.match(await word('.records tbody tr:first-child'), /10:00—12:00[\s\S]*停电检修[\s\S]*14[\s\S]*0[\s\S]*去打电话/);
    await shot('done');

    // the calls, by the keys of the foot: with a script the bare key, else its button (Alt and the key reach
    // it, which a driven browser does not know)
    await leads(page, () => page.locator('.records tbody tr:first-child a', { hasText: '去打电话' }).click(), /calls\?purpose=orphaned$/);
    const group = (window) => page.locator('tbody', { hasText: new RegExp(`停办 ${window} .*${Number(day.slice(-2))}日`) });
    const row = (name) => page.locator('tr', { has: page.locator(`input[aria-label="${name}"]`) });
    assert.match(await group(4).innerText(), /7 人，已通知 0，还有 7/);
    const choose = (name) => row(name).locator('input[type=radio]').check();
    const key = (k) => leads(page, () => (javaScriptEnabled ? page.keyboard.press(k) : page.locator(`[accesskey="${k}"]`).press('Enter')), /staff\/calls/);
    await choose('王三甲');
    if (javaScriptEnabled) assert.match(await group(4).locator('.speech').innerText(), /王三甲您好.*10:00办“居民身份证申、补、换领”.*因为停电检修/, 'the words are those of the row');
    await key('2');
    assert.match(await row('王三甲').innerText(), /没打通 9:0\d/);
    await choose('王三甲');
    await key('3');
    assert.match(await row('王三甲').innerText(), /号码不对 2 次/);
    await choose('王四甲');
    await key('1');
    assert.match(await group(4).locator('.past', { hasText: '王四甲' }).innerText(), /已通知/);
    await key('u');
    assert.equal(await row('王四甲').count(), 1, 'U takes it back');
    await choose('王四甲');
    await key('8');
    await shot('moving');
    assert.ok(await page.locator('button[name=slot]').evaluateAll((all) => all.every((button) => button.getBoundingClientRect().right <= innerWidth)), 'every time is on the screen');
    const slot = page.locator('button[name=slot]', { hasText: '14:00' }).first();
    const to = await slot.getAttribute('aria-label');
    await leads(page, () => slot.press('Enter'), /staff\/calls/);
    assert.match(await word('.say'), /王四甲，给您改到11月\d+日（星期.）14:00到14:30，还是在.*新的预约编号 \d{3}-\d{3}-\d{2}/);
    assert.match(to, /^11月\d+日（星期.） 14:00 \d 个$/);
    await choose('王五乙');
    await key('9');
    assert.match(await page.locator('tr.on', { hasText: '取消吗' }).innerText(), /王五乙 11月\d+日 周. 10:30 不来了，取消吗？/);
    await page.locator('button', { hasText: '确认取消' }).focus();
    await leads(page, () => page.keyboard.press('Enter'), /staff\/calls/);
    assert.match(await word('.note.ok'), /已取消：王五乙/);
    assert.match(await group(4).innerText(), /7 人，已通知 1，还有 6/);
    assert.match(await group(6).innerText(), /7 人，已通知 1，还有 6/);
    await shot('called');
    assert.deepEqual(await stand.query(`SELECT state, count(*) AS n FROM booking WHERE day = '${day}' AND start BETWEEN '${day}T10' AND '${day}T12' GROUP BY state ORDER BY state`), [
      { state: 'booked', n: 12 }, { state: 'cancelled', n: 1 }, { state: 'moved', n: 1 },
    ]);

    // what is left, then given back
    await go(page, `${stand.origin}/staff/closures`, '');
    assert.match(await word('.records tbody tr:first-child'), /14\s+2\s/);
    await leads(page, () => page.locator('.records button', { hasText: '恢复办理' }).first().press('Enter'), /closures$/);
    await page.goto(`${stand.origin}/staff/calls?purpose=orphaned`);
    assert.equal(await group(4).count(), 0);
    assert.deepEqual(said, []);
  });

// One of the hall today, one of a window tomorrow morning, one of a floor next week: where each
// is told, and where it is not.
const told = {
  台风: { windows: Array.from({ length: 16 }, (_, i) => i + 1).join(','), day: '2026-11-23', there: ['/', '/items/9/', '/windows/4/', '/hours/', '/large/', '/large/items/9/'], not: [] },
  停电: { windows: '4', day: '2026-11-24', from: '8:30', to: '12:00', there: ['/', '/items/9/', '/windows/4/', '/hours/', '/large/windows/4/'], not: ['/windows/5/', '/items/74/', '/notice/'] },
  水管抢修: { windows: '1,8,11,12,14,15', day: '2026-12-02', there: ['/', '/items/1/', '/windows/8/', '/hours/'], not: ['/windows/4/', '/items/9/'] },
};

test('停办上网: the hall today, a window tomorrow morning, a floor next week: on every page, the receipt, the look-up; lifted; begun anew', async (t) => {
  const state = await temp_folder();
  const first = await Stand.start(t, { state, now: '2026-11-23T09:00' });
  const receipts = {};
  for (const [reason, item, slot] of [['停电', '9', '2026-11-24T09:00'], ['水管抢修', '1', '2026-12-02T09:00']]) {
    const made = await first.book({ item, slot, name: '张三', phone: `138000000${item.padStart(2, '0')}` });
    assert.equal(made.status, 303);
    receipts[reason] = made.headers.get('location');
  }
  let who = await sign_in(first, 'lead', '--role', 'leader');
  const click = performance.now();
  for (const [reason, { windows, day, from = '', to = '' }] of Object.entries(told)) assert.equal((await close_windows(who, { windows, day, from, to, reason })).status, 303, reason);
  await until('the home page has all three', async () => {
    const home = await (await first.get('/')).text();
    return Object.keys(told).every((reason) => home.includes(reason));
  });
  t.diagnostic(`three closures after ${Math.round(performance.now() - click)} ms`);
  const look = async (stand, javaScriptEnabled) => {
    const context = await browser.newContext({ viewport: { width: 360, height: 640 }, locale: 'zh-CN', javaScriptEnabled });
    await context.clock.setFixedTime('2026-11-23T09:05:00+08:00');
    const page = await context.newPage();
    const words = async (path) => {
      await page.goto(`${stand.origin}${path}`);
      return (await page.locator('body').innerText()).replace(/\s+/g, '');
    };
    for (const [reason, { there, not }] of Object.entries(told)) {
      for (const path of there) assert.ok((await words(path)).includes(reason), `${reason} ${path} ${javaScriptEnabled}`);
      for (const path of not) assert.ok(!(await words(path)).includes(`停办：${reason}`), `${reason} ${path} ${javaScriptEnabled}`);
    }
    assert.match(await words('/'), /今天停办/);
    assert.doesNotMatch(await words('/'), /现在能办/);
    for (const [reason, receipt] of Object.entries(receipts)) {
      const said = await words(receipt);
      assert.ok(said.includes(reason) && said.includes('停办') && said.includes('改日期'), `${receipt}: ${said}`);
    }
    const reference = (await words(receipts.停电).then(() => page.locator('#reference').innerText())).replace(/\D/g, '');
    await page.goto(`${stand.origin}/booking`);
    await page.locator('input[name=reference]').fill(reference);
    await page.locator('input[name=tail]').fill('0009');
    await Promise.all([page.waitForURL(/\/booking\/.+/), page.locator('main form button[type=submit]').first().click()]);
    assert.match(await page.locator('main').innerText(), /停电/, 'the look-up');
    const days = await words('/book?item=9&day=2026-11-24');
    assert.ok(!days.includes('9:00') || days.includes('停'), 'the morning is not offered');
    await context.close();
  };
  for (const reason of Object.keys(told)) for (const path of reason === '台风' ? ['/hours.ics', '/feed.xml'] : ['/feed.xml']) await until(`${reason} in ${path}`, async () => (await (await first.get(path)).text()).includes(reason));
  for (const receipt of Object.values(receipts)) await until('the receipt', async () => (await (await first.get(receipt)).text()).includes('停办'));
  await look(first, true);
  await look(first, false);
  await first.stop();
  const second = await Stand.start(t, { state, now: '2026-11-23T09:00' });
  await look(second, true);
  who = await sign_in(second, 'other', '--role', 'leader');
  for (const { id } of await second.query('SELECT min(id) AS id FROM closure WHERE lifted_at IS NULL GROUP BY reason')) assert.equal((await who.post(`/staff/closures/${id}/lift`, {})).status, 303);
  for (const path of ['/', '/items/9/', '/windows/8/', '/hours/', '/large/', '/hours.ics', '/feed.xml', ...Object.values(receipts)])
    await until(`${path} is as it was`, async () => !new RegExp(Object.keys(told).join('|')).test(await (await second.get(path)).text()));
});
