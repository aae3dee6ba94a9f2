// Back after success and submitting again leads to the same receipt; a form
// whose sending was cut is not lost; another booking is still possible. In
// Chromium that makes the page anew on Back, and that has kept it (bfcache).
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Stand } from '../http/stand.mjs';
import { open_browser } from './site.mjs';

const stand = await Stand.start({ after }, { now: '2026-11-23T09:00' });
const browsers = {
  'made anew': await open_browser({ after }),
  'kept (bfcache)': await open_browser({ after }, { ignoreDefaultArgs: ['--disable-back-forward-cache'] }),
};

async function tab(t, how, options = {}) {
  const context = await browsers[how].newContext({ viewport: { width: 360, height: 640 }, ...options });
  t.after(() => context.close());
  return context.newPage();
}

let phones = 0;
const next_phone = () => `1390000${String(++phones).padStart(4, '0')}`;
const slots = (page) => page.locator('.slot:has(input:not([disabled])) label');

async function fill(page, { item = 9, slot = 0, name = '张三', phone = next_phone() } = {}) {
  await page.goto(`${stand.origin}/book?item=${item}`);
  await slots(page).nth(slot).click();
  await page.locator('#name').fill(name);
  await page.locator('#phone').fill(phone);
  return phone;
}
async function submit(page) {
  await page.getByRole('button', { name: '确认预约' }).click();
  await page.waitForURL(/\/booking\/[\w-]{27}$/);
  return page.url();
}
// A page that was kept has no load event; the script is done when the page shows.
async function back(page) {
  await page.goBack({ waitUntil: 'commit' });
  await page.waitForURL('**/book?item=*', { waitUntil: 'commit' });
  await page.waitForFunction(() => document.readyState === 'complete');
  await page.evaluate(() => new Promise((done) => setTimeout(done)));
}
const typed = (page) =>
  page.evaluate(() => Object.fromEntries(new FormData(document.forms[0])));

for (const how of Object.keys(browsers)) {
  test(`Back and sent again: the same receipt, one row; page ${how}`, async (t) => {
    const page = await tab(t, how);
    const phone = await fill(page);
    await page.evaluate(() => (window.first = true));
    const receipt = await submit(page);
    for (let round = 0; round < 2; round++) {
      await back(page);
      // a page that has asked for a fresh token is not kept once more
      if (round === 0)
        assert.equal(await page.evaluate(() => !!window.first), how !== 'made anew', 'the way this test is about');
      const { name, phone: shown, slot } = await typed(page);
      assert.deepEqual([name, shown], ['张三', phone]);
      assert.ok(slot);
      assert.equal(await submit(page), receipt);
    }
    assert.equal(await stand.count(`phone = '${phone}'`), 1);
  });

  test(`Back, and another name, phone and time: a second booking; page ${how}`, async (t) => {
    const page = await tab(t, how);
    const phone = await fill(page);
    const receipt = await submit(page);
    const fresh = how !== 'made anew' && page.waitForResponse((r) => r.request().resourceType() === 'xhr');
    await back(page);
    await fresh;
    await slots(page).nth(1).click();
    await page.locator('#name').fill('李四');
    const other = next_phone();
    await page.locator('#phone').fill(other);
    assert.notEqual(await submit(page), receipt);
    assert.equal(await stand.count(`phone = '${phone}' AND name = '张三'`), 1);
    assert.equal(await stand.count(`phone = '${other}' AND name = '李四'`), 1);
  });

  test(`Back, and another day by its button: its times are shown, nothing is booked; page ${how}`, async (t) => {
    const page = await tab(t, how);
    const phone = await fill(page);
    await submit(page);
    await back(page);
    await page.locator('button.day:not([aria-current])').first().click();
    await page.waitForURL('**/book#times');
    assert.equal(await page.locator('#phone').inputValue(), phone);
  });

  test(`a form whose sending was cut: Back has what was typed, one row when it is sent again; page ${how}`, async (t) => {
    const page = await tab(t, how);
    const phone = await fill(page, { name: '王五' });
    await page.locator('summary', { hasText: '代理人' }).click();
    await page.locator('#note').fill('下午方便');
    const slot = (await typed(page)).slot;
    await page.context().setOffline(true);
    await page.getByRole('button', { name: '确认预约' }).click();
    await page.waitForURL('chrome-error://**');
    await page.context().setOffline(false);
    await back(page);
    const got = await typed(page);
    assert.deepEqual([got.name, got.phone, got.note, got.slot], ['王五', phone, '下午方便', slot]);
    assert.ok(await page.locator('#note').isVisible());
    await submit(page);
    assert.equal(await stand.count(`phone = '${phone}'`), 1);
  });

  test(`booked, but the answer was lost: Back and sent again: its receipt, one row; page ${how}`, async (t) => {
    const page = await tab(t, how);
    const phone = await fill(page);
    let receipt;
    await page.route('**/book', async (route) => {
      receipt = (await route.fetch({ maxRedirects: 0 })).headers().location;
      await route.abort();
    }, { times: 1 });
    await page.getByRole('button', { name: '确认预约' }).click();
    await page.waitForURL('chrome-error://**');
    await back(page);
    assert.equal(new URL(await submit(page)).pathname, receipt);
    assert.equal(await stand.count(`phone = '${phone}'`), 1);
  });
}

test('the last place of a time is one’s own: Back and sent again leads to the same receipt', async (t) => {
  const page = await tab(t, 'made anew');
  const phone = await fill(page, { item: 28 });
  const { slot } = await typed(page);
  while ((await stand.book({ item: 28, slot, phone: next_phone() })).status === 303);
  // all are gone; one is given back, for this person
  const [last] = await stand.query(`SELECT max(id), reference, phone FROM booking WHERE start = '${slot}' AND item = 28`);
  const looked_up = await stand.post('/booking', `reference=${last.reference}&tail=${last.phone.slice(-4)}`);
  assert.equal(looked_up.status, 303);
  assert.equal((await stand.post(`${looked_up.headers.get('location')}/cancel`, '')).status, 303);
  const receipt = await submit(page);
  await back(page);
  assert.match(await page.locator('.slot:has(input:checked)').innerText(), /已满/);
  assert.equal(await submit(page), receipt);
  assert.equal(await stand.count(`phone = '${phone}'`), 1);
});

test('the form opened anew by a link, or by another tab, is empty', async (t) => {
  const page = await tab(t, 'made anew');
  await fill(page);
  await submit(page);
  await page.goto(`${stand.origin}/book?item=9`);
  assert.deepEqual([await page.inputValue('#name'), await page.inputValue('#phone')], ['', '']);
  const other = await page.context().newPage();
  await other.goto(`${stand.origin}/book?item=9`);
  assert.deepEqual([await other.inputValue('#name'), await other.inputValue('#phone')], ['', '']);
  for (const storage of ['localStorage', 'sessionStorage'])
    assert.equal(await page.evaluate((s) => window[s].length, storage), 0);
  assert.deepEqual(await page.context().cookies(), []);
});

test('without JavaScript, Back and sent again is refused in words', async (t) => {
  const page = await tab(t, 'made anew', { javaScriptEnabled: false });
  const phone = await fill(page);
  await submit(page);
  await page.goBack();
  await page.locator('#name').fill('张三');
  await page.locator('#phone').fill(phone);
  await slots(page).first().click();
  await page.getByRole('button', { name: '确认预约' }).click();
  await page.getByText('这个电话已经约过这件事').first().waitFor();
  assert.equal(await stand.count(`phone = '${phone}'`), 1);
});
