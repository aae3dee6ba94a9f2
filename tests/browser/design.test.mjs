// The look of the public pages (site/assets/site.css): what the first screen answers, and that
// colours and sizes come from the tokens at the top of the sheet and can be read.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { top } from '../http/stand.mjs';
import { open_browser, serve_site } from './site.mjs';

const css = async (name) => (await readFile(`${top}site/assets/${name}.css`, 'utf8')).replace(/\/\*[^]*?\*\//g, '');
const sheet = await css('site');

// The colours of the blocks that set tokens: light, dark, print.
const schemes = [...sheet.matchAll(/:root \{([^}]*)\}/g)].map(([, block]) =>
  Object.fromEntries([...block.matchAll(/--([\w-]+): (#\w+);/g)].map(([, name, colour]) => [name, colour])),
);

function luminance(colour) {
  const full = colour.length === 4 ? [...colour.slice(1)].map((c) => c + c) : colour.slice(1).match(/../g);
  const [r, g, b] = full.map((c) => parseInt(c, 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a, b) {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

test('every pair of text and ground is ≥ 7:1, edges ≥ 3:1, in light and dark', () => {
  assert.equal(schemes.length, 3);
  assert.ok(contrast('#777', '#fff') < 7 && contrast('#000', '#fff') > 20.9, 'it measures');
  for (const [i, c] of schemes.slice(0, 2).entries()) {
    const on = (ground, ...texts) => texts.map((text) => [text, ground]);
    const pairs = [
      ...on('paper', 'ink', 'soft', 'link', 'err'), ...on('tint', 'ink', 'soft', 'link'),
      ...['open', 'part', 'shut', 'err'].flatMap((mood) => on(`${mood}-bg`, mood, 'ink', 'soft', 'link')), ...on('done-bg', 'done'),
    ];
    for (const [text, ground] of pairs) assert.ok(contrast(c[text], c[ground]) >= 7, `${i ? 'dark' : 'light'} ${text} on ${ground}: ${contrast(c[text], c[ground]).toFixed(2)}`);
    assert.ok(contrast('#ffffff', c.brand) >= 7, 'white on brand');
    for (const edge of ['edge', 'rim']) assert.ok(contrast(c[edge], c.paper) >= 3, edge);
  }
});

test('colours and sizes of letters come from the tokens alone', async () => {
  for (const name of ['site', 'now', 'form', 'hours']) {
    const rules = (await css(name)).replace(/:root \{[^}]*\}|@media print \{[^]*\n\}/g, '').replace(/html(\.large)? \{[^}]*\}/g, '').replace(/^\.large \{[^}]*\}/gm, '');
    assert.deepEqual(rules.match(/#[\da-f]{3,8}\b|\b(rgb|hsl)a?\(/gi)?.filter((c) => c !== '#fff') ?? [], [], name);
    assert.deepEqual(rules.match(/font(-size)?: [^;}]*/g)?.filter((f) => !/var\(--(face|t\d)\)|inherit|1rem$/.test(f)) ?? [], [], name);
  }
});

const site = await serve_site({ after });
const browser = await open_browser({ after });

test('the header is ≤ 56 px high, and the first screen of 360×640 has the answer; home has the search too', async (t) => {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 } });
  const page = await context.newPage();
  for (const time of ['08:00', '10:00', '12:30', '20:00'])
    for (const path of ['/', '/items/9/', '/items/82/', '/windows/4/', '/windows/13/']) {
      await page.clock.setFixedTime(new Date(`2026-11-23T${time}:00+08:00`));
      for (const width of [360, 390]) {
        await page.setViewportSize({ width, height: 640 });
        await page.goto(site.origin + path);
        const bottoms = await page.evaluate(() =>
          ['.band', '#now-say', '#now-hours', '#q'].map((s) => document.querySelector(s)?.getBoundingClientRect().bottom ?? 0),
        );
        assert.ok(bottoms[0] > 40 && bottoms[0] <= 56, `${path}: header ${bottoms[0]}`);
        assert.ok(Math.max(...bottoms) <= 640, `${width} ${time} ${path}: ${bottoms}`);
        if (width === 360) t.diagnostic(`${time} ${path}: the answer ends at ${bottoms[1]}, the hours at ${bottoms[2]}, the search at ${bottoms[3]}`);
      }
    }
  await context.close();
});
