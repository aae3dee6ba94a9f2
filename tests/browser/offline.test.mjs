// Without network (sw.js): pages that were seen say that they are old, a form
// is never kept, and a hall can end it.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { Stand, content_copy, temp_folder } from '../http/stand.mjs';
import { open_browser } from './site.mjs';

async function visitor(t, stand) {
  const browser = await open_browser(t);
  const context = await browser.newContext({ serviceWorkers: 'allow', viewport: { width: 360, height: 640 } });
  const page = await context.newPage();
  await page.goto(`${stand.origin}/`);
  return page;
}
const in_charge = (page) => page.evaluate(() => navigator.serviceWorker.ready.then((r) => new Promise((done) => {
  const state = () => r.active.state === 'activated' && done(true);
  r.active.onstatechange = state;
  state();
})));

test('offline: what was seen is shown and says so; the home page otherwise; no form', async (t) => {
  const stand = await Stand.start(t, { now: '2026-11-23T09:00' });
  const page = await visitor(t, stand);
  await in_charge(page);
  await page.goto(`${stand.origin}/windows/4/`);
  await page.goto(`${stand.origin}/book?item=9`);
  await page.goto(`${stand.origin}/items/9/`);
  await stand.stop();

  await page.goto(`${stand.origin}/windows/4/`);
  assert.match(await page.locator('.alert').first().innerText(), /^离线内容，截至\d+月\d+日 \d\d:\d\d$/);
  assert.equal(await page.locator('a[href^="tel:"]').count() > 0, true);
  await page.goto(`${stand.origin}/hours/`);
  assert.equal(page.url(), `${stand.origin}/`, 'not seen before: home, which says how old it is');
  assert.match(await page.locator('.alert').first().innerText(), /^离线内容/);
  await assert.rejects(page.goto(`${stand.origin}/book?item=9`), /ERR_CONNECTION_REFUSED/);

  await Stand.start(t, { now: '2026-11-23T09:00', port: stand.port });
  await page.goto(`${stand.origin}/windows/4/`);
  assert.doesNotMatch(await page.locator('body').innerText(), /离线内容/);
});

test('offline: site.offline = no: nothing is kept, and who kept something no longer does', async (t) => {
  const content = await content_copy(await temp_folder(), async (to) => {
    const conf = join(to, 'hall.conf');
    await writeFile(conf, (await readFile(conf, 'utf8')).replace('site.offline = yes', 'site.offline = no'));
  });
  const stand = await Stand.start(t, { now: '2026-11-23T09:00', content });
  const page = await visitor(t, stand);
  assert.equal(await page.locator('[data-worker]').count(), 0);
  const left = await page.evaluate(async () => {
    await caches.open('pages');
    const r = await navigator.serviceWorker.register('/sw.js');
    const worker = r.installing || r.waiting || r.active;
    await new Promise((done) => {
      const end = () => ['activated', 'redundant'].includes(worker.state) && done();
      worker.onstatechange = end;
      end();
    });
    return caches.keys();
  });
  assert.deepEqual(left, []);
  await page.waitForFunction(async () => (await navigator.serviceWorker.getRegistrations()).length === 0);
});
