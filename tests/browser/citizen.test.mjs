// A citizen's way in a real Chromium with JavaScript off, and how pages look:
// pictures of them lie in build/screenshots/ for whoever wants to see.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { after, test } from 'node:test';
import { Stand, build, top } from '../http/stand.mjs';
import { open_browser } from './site.mjs';

const stand = await Stand.start({ after }, { now: '2026-11-23T09:00' });
const browser = await open_browser({ after });

async function tab(t, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 360, height: 640 },
    locale: 'zh-CN',
    javaScriptEnabled: false,
    ...options,
  });
  t.after(() => context.close());
  return context.newPage();
}
const shot = (page, name) => page.screenshot({ path: resolve(top, build, 'screenshots', `${name}.png`), fullPage: true });

test('扫码: from the code of window 9 to the receipt without JavaScript', async (t) => {
  const page = await tab(t);
  await page.goto(`${stand.origin}/W/09`);
  assert.equal(new URL(page.url()).pathname, '/windows/9/');
  await page.locator('main a[href*="/items/28/"]').first().click();
  await page.locator('main a[href*="book?item=28&day=2026-11-28"]').click();
  await page.locator('input[name=slot][value="2026-11-28T09:30"]').check();
  await page.locator('input[name=name]').fill('欧阳小明');
  await page.locator('input[name=phone]').fill('138 1234 5678');
  await shot(page, '360-form-filled');
  await page.locator('form[method=post] .btn').click();
  assert.match(new URL(page.url()).pathname, /^\/booking\/[\w-]+$/);
  const reference = (await page.locator('#reference').textContent()).replace(/\D/g, '');
  const rows = await stand.query('SELECT reference, item, window, start, name, phone FROM booking');
  assert.deepEqual(rows, [{ reference, item: 28, window: 9, start: '2026-11-28T09:30', name: '欧阳小明', phone: '13812345678' }]);
  await shot(page, '360-receipt');
});

test('改正: a form with a wrong phone comes back with everything filled in, and can be sent', async (t) => {
  const page = await tab(t);
  await page.goto(`${stand.origin}/book?item=9&day=2026-11-29`);
  await page.locator('input[name=slot]:not([disabled])').first().check();
  await page.locator('input[name=name]').fill('王五');
  await page.locator('input[name=phone]').fill('1381234');
  await page.locator('form[method=post] .btn').click();
  assert.match(await page.title(), /^错误：/);
  await shot(page, '360-form-wrong');
  assert.equal(await page.locator('input[name=name]').inputValue(), '王五');
  assert.equal(await page.locator('input[name=slot]:checked').count(), 1);
  await page.locator('input[name=phone]').fill('13987654321');
  await page.locator('form[method=post] .btn').click();
  assert.equal(await page.locator('#reference').count(), 1);
});

const pages = {
  home: '/',
  items: '/items/',
  item: '/items/9/',
  windows: '/windows/',
  window: '/windows/9/',
  hours: '/hours/',
  notice: '/notice/',
  guide: '/guide/',
  privacy: '/privacy/',
  sitemap: '/sitemap/',
  large: '/large/',
  'large-item': '/large/items/9/',
  'not-found': '/nothing',
  503: '/503.html',
  book: '/book',
  'book-item': '/book?item=9',
  'book-window': '/book?window=9',
  look_up: '/booking',
};
for (const width of [320, 360, 390, 768, 1280]) {
  test(`pages: nothing is wider than ${width} px, the header ≤ 56 px, and nothing is fetched from elsewhere`, async (t) => {
    const page = await tab(t, { viewport: { width, height: width < 500 ? 640 : 800 } });
    const foreign = [];
    page.on('request', (r) => r.url().startsWith(stand.origin) || foreign.push(r.url()));
    const refused = [];
    page.on('console', (m) => /Content Security Policy/i.test(m.text()) && refused.push(`${page.url()}: ${m.text()}`));
    const wide = [];
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(stand.origin + path);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (over > 0) wide.push(`${path}: ${over} px`);
      const header = await page.evaluate(() => document.querySelector('.band').offsetHeight);
      if (header > 56 && !path.startsWith('/large/')) wide.push(`${path}: header ${header} px`);
      if (width === 360 || width === 1280) await shot(page, `${width}-${name}`);
    }
    assert.deepEqual({ wide, foreign, refused }, { wide: [], foreign: [], refused: [] });
  });
}

for (const javaScriptEnabled of [false, true])
  test(`a day once chosen stays chosen after an error, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, async (t) => {
    const page = await tab(t, { javaScriptEnabled });
    await page.goto(`${stand.origin}/book?item=12`);
    await page.locator('a.day[href*="day=2026-11-28"]').click();
    await page.locator('input[name=name]').fill('赵六');
    await page.locator('input[name=phone]').fill('13700000001');
    await page.locator('form[method=post] .btn').click();
    assert.match(await page.locator('#times legend').textContent(), /11月28日/);
    assert.equal(await page.inputValue('#name'), '赵六');
    assert.match(await page.title(), /^错误：/);
  });

test('a link to a day keeps what was typed, where a browser still shows it', async (t) => {
  const page = await tab(t, { javaScriptEnabled: true });
  await page.goto(`${stand.origin}/book?item=12`);
  await page.fill('#name', '赵六');
  await page.locator('a.day[href*="day=2026-11-29"] small').evaluate((inside) => inside.click());
  await page.waitForURL(/\/book#times$/);
  assert.match(await page.locator('#times legend').textContent(), /11月29日/);
  assert.equal(await page.inputValue('#name'), '赵六');
});

test('日子: what was typed survives choosing another day, and the page opens at the times', async (t) => {
  const page = await tab(t);
  await page.goto(`${stand.origin}/book?item=9`);
  const days = page.locator('#day > ul > li');
  assert.equal(await days.count(), 9, 'six on duty, three others');
  assert.match(await days.first().innerText(), /11月28日\s+星期六/);
  await page.locator('a.day[href*="day=2026-11-29"]').click();
  assert.match(page.url(), /#times$/);
  // the browser goes to the fragment in a frame behind the load
  await page.waitForFunction(() => Math.abs(document.getElementById('times').getBoundingClientRect().top) < 120);
  await page.locator('input[name=name]').fill('赵六');
  await page.locator('input[name=phone]').fill('13700000001');
  assert.equal(await page.locator('a.day:visible').count(), 0, 'links would lose what was typed');
  await page.locator('button.day[value="2026-11-28"]').click();
  assert.match(page.url(), /#times$/);
  assert.equal(await page.locator('input[name=name]').inputValue(), '赵六');
  assert.equal(await page.locator('input[name=phone]').inputValue(), '13700000001');
  assert.match(await page.locator('#times legend').textContent(), /11月28日/);
  await page.locator('#day summary').click();
  await page.locator('button.day[value="2026-12-12"]').click();
  assert.match(await page.locator('#times legend').textContent(), /12月12日/);
  await shot(page, '360-other-day');
});

// tests/browser/readme.jpg is a copy of what this makes: when pages look otherwise, copy it again.
test('README: its picture shows the site and the way to a booking, within 60 KB', async (t) => {
  const link = (await stand.book({ item: 9, slot: '2026-11-28T10:00', name: '欧阳小明' })).headers.get('location');
  const parts = [];
  for (const path of ['/', '/book?item=9&day=2026-11-28', link]) {
    const page = await tab(t);
    await page.goto(stand.origin + path);
    parts.push((await page.screenshot()).toString('base64'));
  }
  const page = await tab(t, { viewport: { width: 900, height: 540 } });
  const images = parts.map((part) => `<img width=288 height=512 alt="" src="data:image/png;base64,${part}">`);
  await page.setContent(`<body style="margin:14px 9px;display:flex;justify-content:space-between;background:#ccd">${images.join('')}`);
  const made = resolve(top, build, 'screenshots/readme.jpg');
  for (const quality of [50, 45, 40, 35]) if ((await page.screenshot({ path: made, type: 'jpeg', quality })).length <= 60 * 1024) break;
  const kept = 'tests/browser/readme.jpg';
  assert.ok((await readFile(resolve(top, 'README.md'), 'utf8')).includes(`(${kept})`));
  for (const file of [made, resolve(top, kept)]) {
    const bytes = await readFile(file);
    assert.ok(bytes.length <= 60 * 1024, `${file}: ${bytes.length} bytes`);
    assert.equal(bytes.readUInt16BE(0), 0xffd8, file);
  }
});
