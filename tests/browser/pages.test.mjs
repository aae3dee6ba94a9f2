// Public pages and a citizen's booking pages against their budgets and
// what was promised of them: weight, requests, markup, what axe finds, size of
// targets, reflow, keyboard, large twins, footer. One page of each kind; every
// page in `make soak`.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { hall_conf, open_stage } from './kinds.mjs';
import { axe_faults, markup_faults, none, on_each_of } from './looks.mjs';
import {
  box_faults, clipped, count_stops, overflow_px, scripts_of, small_targets, stop_seen, text_of,
} from './probes.mjs';

const { stand, kinds, tab, open } = await open_stage({ after });
const conf = await hall_conf();
const public_kinds = kinds.filter((kind) => !kind.booking);
const with_layout = kinds.filter((kind) => !kind.sheet);
const gz = (text) => gzipSync(text, { level: 9 }).length;

// Runs `look` on the page of each kind; what it gives are faults.
const on_each = (page, list, look) =>
  on_each_of(list, async (kind) => {
    await open(page, kind);
    return look(kind);
  });

// What is sent of a page, compressed.
const sent_bytes = (path) =>
  new Promise((done, fail) =>
    http.get(stand.origin + path, { headers: { 'accept-encoding': 'gzip' } }, async (answer) => {
      let n = 0;
      for await (const part of answer) n += part.length;
      done(n);
    }).on('error', fail),
  );

test('budget: ≤ 14,336 bytes of HTML, ≤ 3 K of JavaScript, compressed', async (t) => {
  const page = await tab(t, { javaScriptEnabled: false });
  const sizes = [];
  await on_each(page, kinds, async (kind) => {
    const bytes = kind.then ? gz(await page.content()) : await sent_bytes(kind.path);
    sizes.push(bytes);
    const script = gz((await page.evaluate(scripts_of)).join(''));
    return [
      ...(bytes > 14336 ? [`${bytes} bytes`] : []),
      ...(script > 3 * 1024 ? [`${script} bytes of script`] : []),
    ];
  });
  sizes.sort((a, b) => a - b);
  const typical = sizes[sizes.length >> 1];
  t.diagnostic(`HTML compressed: median ${typical}, largest ${sizes.at(-1)}`);
  assert.ok(typical <= 8 * 1024, `${typical}`);
});

test('a cold page is ≤ 2 requests and ≤ 20 K; nothing from elsewhere, no cookie, nothing refused by the policy', async (t) => {
  const page = await tab(t);
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  const seen = { requests: [], bytes: 0, console: [] };
  page.on('request', (r) => r.url().endsWith('favicon.ico') || seen.requests.push(r.url()));
  session.on('Network.loadingFinished', (e) => (seen.bytes += e.encodedDataLength));
  page.on('console', (m) => m.type() === 'error' && !/status of 4/.test(m.text()) && seen.console.push(m.text()));
  page.on('pageerror', (e) => seen.console.push(String(e)));
  const faults = [];
  for (const kind of kinds.filter((k) => !k.then)) {
    Object.assign(seen, { requests: [], bytes: 0, console: [] });
    const answer = await open(page, kind);
    if (seen.requests.length > 2) faults.push(`${kind.name}: ${seen.requests}`);
    if (seen.bytes > 20 * 1024) faults.push(`${kind.name}: ${seen.bytes} bytes`);
    for (const url of seen.requests) if (!url.startsWith(stand.origin)) faults.push(`${kind.name}: ${url}`);
    for (const text of seen.console) faults.push(`${kind.name}: ${text}`);
    if (await answer.headerValue('set-cookie')) faults.push(`${kind.name}: cookie`);
  }
  faults.push(...(await page.context().cookies()).map((c) => c.name));
  none(faults);
});

test('html-validate finds nothing; no web font, no emoji; JSON-LD can be read', async (t) => {
  const page = await tab(t, { javaScriptEnabled: false });
  // What the server sent, not what the browser made of it, except behind a form.
  await on_each(page, kinds, async (kind) => {
    const html = kind.then ? undefined : await (await stand.get(kind.path)).text();
    const text = html ?? (await page.content());
    for (const [, json] of text.matchAll(/<script type="application\/(?:ld\+)?json"[^>]*>(.*?)<\/script>/gs)) JSON.parse(json);
    return [
      ...(html ? await markup_faults(html, kind.path) : []),
      ...(/@font-face|@import/.test(text) ? ['web font'] : []),
      ...(text.match(/\p{Emoji_Presentation}/gu) ?? []),
    ];
  });
});

for (const width of [360, 1280]) {
  for (const colorScheme of ['light', 'dark']) {
    test(`axe A, AA, AAA and best practice: no violation, no review, 7:1, ${width} px ${colorScheme}`, async (t) => {
      const page = await tab(t, { colorScheme, viewport: { width, height: width < 500 ? 640 : 800 } });
      await on_each(page, kinds, () => axe_faults(page));
    });
  }
}

test('targets are ≥ 44 px high and wide, ≥ 60 px in the large version', async (t) => {
  const page = await tab(t);
  await on_each(page, kinds, (kind) => page.evaluate(small_targets, kind.large ? 60 : 44));
});

test('no loss at 320 px, with doubled text, and with the spacing of WCAG 1.4.12', async (t) => {
  const page = await tab(t, { viewport: { width: 320, height: 568 }, bypassCSP: true });
  await on_each(page, with_layout, async (kind) => {
    const faults = [];
    const look = async (what, css) => {
      const sheet = css && (await page.addStyleTag({ content: css }));
      const over = await page.evaluate(overflow_px);
      if (over > 0) faults.push(`${what}: ${over} px too wide`);
      faults.push(...(await page.evaluate(clipped)).map((c) => `${what}: ${c}`));
      await sheet?.evaluate((s) => s.remove());
    };
    await look('320 px');
    await look('spacing', `* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
      p { margin-bottom: 2em !important }`);
    await page.setViewportSize({ width: 360, height: 640 });
    await look('doubled', `html { font-size: ${kind.large ? 48 : 36}px !important }`);
    await page.setViewportSize({ width: 320, height: 568 });
    return faults;
  });
});

test('the skip link comes first, every stop has a ring of ≥ 2 px and is not covered', async (t) => {
  const page = await tab(t);
  await on_each(page, kinds, async (kind) => {
    const faults = [];
    await page.evaluate(() => document.activeElement?.blur());
    const stops = await page.evaluate(count_stops);
    for (let i = 0; i < stops; i++) {
      await page.keyboard.press('Tab');
      const { name, fault } = await page.evaluate(stop_seen);
      if (fault === 'no stop' && kind.then) break; // it began at the summary of the errors
      if (i === 0 && !kind.sheet && !kind.then && name !== '跳到主要内容') faults.push(`first stop ${name}`);
      if (fault) faults.push(`${name}: ${fault}`);
    }
    return faults;
  });
});

test('the skip link leads to the main part', async (t) => {
  const page = await tab(t);
  await page.goto(`${stand.origin}/items/9/`);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
});

test('without JavaScript the text is the same in ≥ 95 of 100 characters', async (t) => {
  const on = await tab(t);
  const off = await tab(t, { javaScriptEnabled: false });
  await on_each(on, public_kinds, async (kind) => {
    await open(off, kind);
    const [with_js, without] = [await on.evaluate(text_of), await off.evaluate(text_of)];
    const share = common(with_js, without) / Math.max(with_js.length, without.length);
    return share < 0.95 ? `${Math.round(share * 100)} %` : [];
  });
});

// How many characters both texts have, as bags.
function common(a, b) {
  const bag = new Map();
  for (const c of a) bag.set(c, (bag.get(c) ?? 0) + 1);
  let n = 0;
  for (const c of b) {
    if (!bag.get(c)) continue;
    bag.set(c, bag.get(c) - 1);
    n++;
  }
  return n;
}

test('the large twin is the first link of the header, goes both ways, and its canonical is the plain page', async (t) => {
  const page = await tab(t, { javaScriptEnabled: false });
  await on_each(page, public_kinds.filter((kind) => kind.twin), async (kind) => {
    const plain = stand.origin + kind.path.replace(/^\/large\//, '/');
    const twin = kind.large ? plain : `${stand.origin}/large${kind.path}`;
    const found = await page.evaluate(() => ({
      href: document.querySelector('header a').href,
      words: document.querySelector('header a').textContent,
      canonical: document.querySelector('link[rel=canonical]')?.href,
      size: parseFloat(getComputedStyle(document.querySelector('main')).fontSize),
      // What is not counted: links of lists, of text and tel: apart.
      links: [...document.querySelectorAll('main a:not([href^="tel:"], [href^="#"])')].filter((a) => !a.closest('li, table, dd, p:not(.actions)')).length,
    }));
    return [
      ...(found.href === twin ? [] : [`leads to ${found.href}`]),
      ...(found.words === (kind.large ? '标准版' : '大字版') ? [] : [found.words]),
      ...(found.canonical === plain ? [] : [`canonical ${found.canonical}`]),
      ...(kind.large && found.size < 24 ? [`${found.size} px`] : []),
      ...(kind.large && found.links > 5 ? [`${found.links} links`] : []),
    ];
  });
});

test('the large version says what the plain one says', async (t) => {
  const plain = await tab(t);
  const big = await tab(t);
  const list = public_kinds.filter((kind) => kind.large);
  await on_each(big, list, async (kind) => {
    await plain.goto(stand.origin + kind.path.replace('/large/', '/'));
    const of = (page) => page.evaluate(() => document.querySelector('main').textContent.replace(/\s+/g, ''));
    return (await of(plain)) === (await of(big)) ? [] : 'other text';
  });
});

test('every page says in a line what it is', async (t) => {
  const page = await tab(t, { javaScriptEnabled: false });
  const lines = new Set();
  await on_each(page, public_kinds.filter((kind) => !kind.sheet && !kind.large && kind.name !== 'not found'), async () => {
    const line = (await page.locator('meta[name=description]').getAttribute('content', { timeout: 5000 }).catch(() => null)) ?? '';
    const again = lines.has(line);
    lines.add(line);
    return line.length < 10 ? [`“${line}”`] : again ? [`as another: ${line}`] : [];
  });
});

test('the complaint phone comes first in every footer, the organiser and what is wrong with the page follow', async (t) => {
  const page = await tab(t, { javaScriptEnabled: false });
  await on_each(page, with_layout, async () => {
    const lines = await page.evaluate(() => [...document.querySelectorAll('footer p'), ...document.querySelectorAll('#menu li')].map((p) => p.textContent.trim()));
    const found = await page.evaluate(() => ({
      site: document.querySelector('meta[name=SiteName]')?.content,
      tel: document.querySelector('footer a')?.getAttribute('href'),
    }));
    return [
      ...(lines[0] === `监督投诉电话 ${conf['hall.complaint']}` ? [] : [lines[0]]),
      ...(/^tel:\+?[\d-]+$/.test(found.tel) ? [] : [found.tel]),
      ...(found.site === conf['hall.name'] ? [] : [`SiteName ${found.site}`]),
      ...[`主办单位：${conf['hall.org']}`, '网站地图', '内容有误']
        .filter((words) => !lines.some((line) => line.includes(words)))
        .map((words) => `no ${words}`),
    ];
  });
});

test('an unknown address answers 404, says what to do, and leads home, to the finder and to the phone', async (t) => {
  const page = await tab(t, { javaScriptEnabled: false });
  for (const path of ['/nothing', '/items/999/', '/large/nothing/', '/a/b/c/d']) {
    const answer = await page.goto(stand.origin + path);
    assert.equal(answer.status(), 404, path);
    const text = await page.locator('main').innerText();
    assert.match(text, /没有找到这个页面/);
    assert.doesNotMatch(text, /404|错误码|Not Found|请求/i);
    const links = await page.evaluate(() => [...document.querySelectorAll('main a')].map((a) => a.href));
    for (const target of [`${stand.origin}/`, `${stand.origin}/items/`]) assert.ok(links.includes(target), `${path}: ${links}`);
    assert.equal(links.filter((href) => href.startsWith('tel:')).length, 1);
  }
});

test('headings: one h1, no level left out, none empty; every id once', async (t) => {
  const page = await tab(t);
  await on_each(page, kinds, () => page.evaluate(box_faults));
});
