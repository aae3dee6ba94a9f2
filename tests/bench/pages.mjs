// What a page costs a phone: bytes and requests of a cold visit, first paint
// at 400 kbps, 400 ms round trip and CPU÷4 (median of three), layout shift,
// and Lighthouse's mobile scores. Prints a table; `node tests/bench/pages.mjs`.
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import lighthouse from 'lighthouse';
import { chromium } from 'playwright-core';
import { open_stage } from '../browser/kinds.mjs';
import { open_browser } from '../browser/site.mjs';
import { free_port } from '../http/stand.mjs';

const slow = { offline: false, latency: 400, downloadThroughput: 4e5 / 8, uploadThroughput: 4e5 / 8 };

// One cold visit: { bytes, requests, paint_ms, shift }
async function visit(browser, url) {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 }, deviceScaleFactor: 2 });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', slow);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  const cost = { bytes: 0, requests: 0 };
  const icons = new Set();
  session.on('Network.requestWillBeSent', (e) => {
    if (e.request.url.endsWith('favicon.ico')) icons.add(e.requestId);
    else cost.requests++;
  });
  session.on('Network.loadingFinished', (e) => icons.has(e.requestId) || (cost.bytes += e.encodedDataLength));
  await page.goto(url);
  const timing = await page.evaluate(
    () =>
      new Promise((done) => {
        let shift = 0;
        new PerformanceObserver((list) => list.getEntries().forEach((e) => (shift += e.value))).observe({ type: 'layout-shift', buffered: true });
        new PerformanceObserver((list) => {
          const paint = list.getEntries().find((e) => e.name === 'first-contentful-paint');
          if (paint) setTimeout(() => done({ paint_ms: Math.round(paint.startTime), shift }), 200);
        }).observe({ type: 'paint', buffered: true });
      }),
  );
  await context.close();
  return { ...cost, ...timing };
}

async function measure(browser, url) {
  const visits = [];
  for (let i = 0; i < 3; i++) visits.push(await visit(browser, url));
  visits.sort((a, b) => a.paint_ms - b.paint_ms);
  return { ...visits[1], shift: Math.max(...visits.map((v) => v.shift)) };
}

// Scores of 0 to 100 by category, and the audits that cost points.
export async function score(port, url) {
  const { lhr } = await lighthouse(url, {
    port,
    logLevel: 'silent',
    onlyCategories: ['performance', 'accessibility', 'best-practices', 'seo'],
  });
  const scores = {};
  const lost = [];
  for (const [name, { score: s, auditRefs }] of Object.entries(lhr.categories)) {
    scores[name] = Math.round(s * 100);
    for (const { id, weight } of auditRefs) if (weight && lhr.audits[id].score !== null && lhr.audits[id].score < 1) lost.push(`${name}: ${id}`);
  }
  return { scores, lost };
}

// Every kind of page in turn, or those that are wanted. t: { after }
export async function all_pages(t, each, wanted = () => true) {
  const { stand, kinds } = await open_stage(t);
  const port = await free_port();
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', `--remote-debugging-port=${port}`],
  });
  t.after(() => browser.close());
  for (const kind of kinds.filter((k) => !k.then && !k.sheet && wanted(k))) {
    const url = stand.origin + kind.path;
    const cost = await measure(browser, url);
    // An answer of 404 is no page to Lighthouse.
    const { scores, lost } = /not found|unknown/.test(kind.name) ? { scores: {}, lost: [] } : await score(port, url);
    each({ kind, ...cost, scores, lost });
  }
}

// Milliseconds of the finder's searches, with the layout they need, on a
// processor four times as slow: of nine runs the best, as others only ever add.
async function search(t, each) {
  const { stand } = await open_stage(t);
  const browser = await open_browser(t);
  const page = await browser.newPage();
  await page.goto(`${stand.origin}/items/`);
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  for (const text of ['s', 'sfz', '证', '公积金', '贷款买房取公积金每年一次', '老人领养老金年年要认证怎么办', 'z'.repeat(50), '在'.repeat(50)])
    each(text, await page.evaluate((word) => {
      const input = document.getElementById('q');
      const runs = [];
      for (let i = 0; i < 9; i++) {
        input.value = '';
        input.dispatchEvent(new Event('input'));
        input.value = word;
        const start = performance.now();
        input.dispatchEvent(new Event('input'));
        document.body.getBoundingClientRect();
        runs.push(performance.now() - start);
      }
      return Math.min(...runs);
    }, text));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  test('finder', { timeout: 600e3 }, async (t) => {
    console.log('| search | ms (goal 50) |\n|---|---|');
    await search(t, (text, ms) => console.log(`| ${text} | ${ms.toFixed(1)} |`));
  });
  test('pages', { timeout: 3600e3 }, async (t) => {
    console.log('| page | bytes | requests | first paint ms | CLS | performance | accessibility | best practices | SEO |');
    console.log('|---|---|---|---|---|---|---|---|---|');
    // Large type costs what its twin costs.
    const wanted = (kind) => !kind.large;
    await all_pages(t, ({ kind, bytes, requests, paint_ms, shift, scores, lost }) => {
      const four = ['performance', 'accessibility', 'best-practices', 'seo'].map((name) => scores[name] ?? '–');
      console.log(`| ${[kind.name, bytes, requests, paint_ms, shift.toFixed(3), ...four].join(' | ')} | ${lost.join(', ')}`);
    }, wanted);
  });
}
