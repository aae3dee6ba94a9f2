// Nothing that was seen moves while a page comes (CLS 0), wherever the network
// makes a pause: the page is sent up to some byte, painted, and only then sent on.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { open_browser, serve_site } from './site.mjs';

const site = await serve_site({ after }, { now: '2026-11-27T00:00' });
const browser = await open_browser({ after });
let send;
const server = createServer((request, response) => {
  if (/\.(ico|png)$/.test(request.url)) return response.writeHead(404).end();
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
  send(response);
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
after(() => server.close());

const painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))));

// What moved, with a pause before byte `at`.
async function shifts(page, html, at) {
  let go_on;
  send = (response) => {
    response.write(html.subarray(0, at));
    go_on = () => response.end(html.subarray(at));
  };
  const gone = page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length);
  await page.evaluate(painted);
  go_on();
  await gone;
  await page.evaluate(painted);
  return page.evaluate(() => window.shifts);
}

function watch_shifts() {
  window.shifts = [];
  const words = (source) => `${source.node?.nodeName} ${source.node?.textContent.trim().slice(0, 12)} ${source.previousRect.y}→${source.currentRect.y}`;
  new PerformanceObserver((list) => {
    for (const e of list.getEntries()) window.shifts.push(`${e.value.toFixed(4)} ${e.sources.map(words).join(', ')}`);
  }).observe({ type: 'layout-shift', buffered: true });
}

// Three pauses in the main part, and one before each script. Between blocks: within a row of two
// lines the first stands in the middle until the second comes (8 px, 0.0001).
function cuts(html) {
  const main = html.indexOf('<main');
  const block = (at) => at + html.toString('latin1', at).search(/<(li|p|h2|div|section|ul|dl|template|script|footer)\b/);
  const list = [1, 2, 3].map((i) => block(main + Math.floor(((html.length - main) * i) / 4)));
  for (let at = main; (at = html.indexOf('<script', at + 1)) > 0; ) list.push(at);
  return list;
}

// On the day the page was made for: before and behind the moment at which a deadline is over.
for (const [width, height] of [[360, 640], [1280, 800]])
  for (const path of ['/', '/items/9/', '/items/78/', '/windows/9/', '/items/', '/windows/', '/hours/', '/large/'])
    test(`nothing moves on ${path} at ${width} px, wherever its coming halts`, async (t) => {
      const context = await browser.newContext({ viewport: { width, height } });
      t.after(() => context.close());
      const page = await context.newPage();
      await page.addInitScript(watch_shifts);
      const html = await readFile(join(site.root, path, 'index.html'));
      const moved = [];
      for (const time of html.includes('id="now"') ? ['10:00', '17:10'] : ['10:00']) {
        await page.addInitScript((ms) => (Date.now = () => ms), Date.parse(`2026-11-27T${time}:00+08:00`)); // page.clock would hold frames, too
        for (const at of cuts(html)) for (const shift of await shifts(page, html, at)) moved.push(`${time}, byte ${at}: ${shift}`);
      }
      assert.deepEqual(moved, []);
    });
