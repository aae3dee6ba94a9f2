// Every page that staff see, held to what the public ones are: markup, axe at
// 1366 and 360 px in light and dark with and without JavaScript, headings,
// keyboard. With EVERY_PAGE=1 (make soak) in every combination; KINDS=accounts looks at those alone.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { build, top } from '../http/stand.mjs';
import { open_desk } from './desk_kinds.mjs';
import { axe_faults, markup_faults, on_each_of } from './looks.mjs';
import { box_faults, count_stops, overflow_px, stop_seen } from './probes.mjs';

const { kinds: all, tab, open, html } = await open_desk({ after });
const kinds = all.filter((kind) => kind.name.match(process.env.KINDS ?? ''));
const on_each = (page, look) =>
  on_each_of(kinds, async (kind) => {
    await open(page, kind);
    return look(kind);
  });
const wide = { width: 1366, height: 768 };
const narrow = { width: 360, height: 640 };

test('staff: html-validate finds nothing on any page', () =>
  on_each_of(kinds, async (kind) => {
    const text = await html(kind);
    return [...(await markup_faults(text, kind.path)), ...(kind.fields || /<h1/.test(text) ? [] : ['no h1'])];
  }));

const ways = [
  { viewport: wide, colorScheme: 'light', scripts: true },
  { viewport: narrow, colorScheme: 'dark', scripts: false },
];
if (process.env.EVERY_PAGE === '1') {
  ways.length = 0;
  for (const viewport of [wide, narrow])
    for (const colorScheme of ['light', 'dark']) for (const scripts of [true, false]) ways.push({ viewport, colorScheme, scripts });
}
// What scrolls away under the foot and in the bar, at its full size: axe cannot see the rest.
async function unroll(page, { width, height }) {
  await page.evaluate(() => {
    for (const nav of document.querySelectorAll('.nav')) nav.style.overflow = 'visible';
    for (const list of document.querySelectorAll('.nav ul')) list.style.flexWrap = 'wrap';
    if (innerWidth < 641) {
      const cells = [...document.querySelectorAll('.grid th, .grid td')].map((cell) => [cell, cell.offsetWidth]);
      for (const row of document.querySelectorAll('.grid, .grid tr')) row.style.cssText = 'display: flex; flex-wrap: wrap; width: auto';
      for (const [cell, width_px] of cells) cell.style.width = `${width_px}px`;
    }
  });
  await page.setViewportSize({ width, height });
  const full = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height: Math.max(height, full + 60) });
}
for (const way of ways) {
  const words = `${way.viewport.width} px ${way.colorScheme}, JavaScript ${way.scripts ? 'on' : 'off'}`;
  test(`staff: axe A, AA, AAA and best practice: no violation, no review, 7:1, ${words}`, async (t) => {
    const page = await tab(t, way);
    await on_each(page, async () => {
      await unroll(page, way.viewport);
      return axe_faults(page);
    });
  });
}

test('staff: one h1, no level left out, every id once; nothing wider than the screen; said without an error', async (t) => {
  const page = await tab(t, { viewport: wide });
  const said = [];
  page.on('console', (m) => m.type() === 'error' && !/status of 4/.test(m.text()) && said.push(m.text()));
  page.on('pageerror', (e) => said.push(String(e)));
  const folder = resolve(top, build, 'screenshots');
  await mkdir(folder, { recursive: true });
  await on_each(page, async (kind) => {
    await page.screenshot({ path: join(folder, `staff-${kind.name.replace(/\W+/g, '-')}.png`), fullPage: true });
    const over = await page.evaluate(overflow_px);
    return [...(await page.evaluate(box_faults)), ...(over > 0 ? [`${over} px too wide`] : []), ...said.splice(0)];
  });
});

test('staff: nothing is wider than a telephone', async (t) => {
  const page = await tab(t, { viewport: narrow });
  await on_each(page, async (kind) => {
    const over = await page.evaluate(overflow_px);
    // a foot that names keys alone, which a telephone has not, takes no room and has no line
    const foot = await page.evaluate(() => {
      const keys = document.querySelector('.keys');
      return keys && !keys.querySelector('button:not([hidden]), a') && keys.getBoundingClientRect().height;
    });
    return [...(over > 0 && !/print|blank/.test(kind.name) ? [`${over} px too wide`] : []), ...(foot ? [`an empty foot of ${foot} px`] : [])];
  });
});

test('staff: every stop of the keyboard has a ring of ≥ 2 px and is not covered', async (t) => {
  const page = await tab(t, { viewport: wide });
  await on_each(page, async () => {
    const faults = [];
    await page.evaluate(() => document.activeElement?.blur());
    const stops = await page.evaluate(count_stops);
    for (let i = 0; i < stops; i++) {
      await page.keyboard.press('Tab');
      const { name, fault } = await page.evaluate(stop_seen);
      if (fault === 'no stop') break; // autofocus was behind the first ones
      if (fault) faults.push(`${name}: ${fault}`);
    }
    assert.ok(stops > 0);
    return faults;
  });
});

test('staff: a key that a page names does something there', () =>
  on_each_of(kinds.filter((kind) => kind.name !== 'help'), async (kind) => {
    const text = await html(kind);
    const named = [...text.matchAll(/<kbd>([A-Z0-9/])<\/kbd>/g)].map((m) => m[1].toLowerCase());
    return [...new Set(named)].filter((key) => !text.includes(`accesskey="${key}"`) && !text.includes(`accesskey=${key}>`));
  }));

// The last one: what is pressed is done.
test('staff: every button of every page, pressed as it stands, is understood', async (t) => {
  const page = await tab(t, { viewport: wide });
  const forms = new Map(); // each once
  await on_each(page, async () => {
    const found = await page.evaluate(() =>
      [...document.forms].flatMap((form) =>
        [...form.querySelectorAll('button'), ...document.querySelectorAll(`button[form="${form.id}"]`)].map((button) => [
          form.method,
          form.action,
          new URLSearchParams([...new FormData(form, button)].filter(([name, value]) => typeof value === 'string')).toString(),
        ]),
      ),
    );
    for (const [method, action, fields] of found)
      if (!/logout|login/.test(action)) forms.set(fields.replace(/(csrf|token)=[^&]*/g, '') + action, { method, action, fields });
    return [];
  });
  assert.ok(forms.size > 150, `${forms.size}`);
  t.diagnostic(`${forms.size} buttons`);
  await open(page, kinds.find((kind) => kind.name === 'help'));
  const faults = await page.evaluate(async (all) => {
    const unlike = [];
    for (const { method, action, fields } of all) {
      const type = 'application/x-www-form-urlencoded';
      const { status } = await (method === 'get' ? fetch(`${action.split('?')[0]}?${fields}`) : fetch(action, { method, headers: { 'content-type': type }, body: fields }));
      if (![200, 403, 409, 422].includes(status)) unlike.push(`${status}: ${action}: ${fields}`);
    }
    return unlike;
  }, [...forms.values()]);
  assert.deepEqual(faults, []);
});
