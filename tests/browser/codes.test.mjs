// Every code decodes wherever it is met: the picture, a phone's screenshot in light
// and dark, and what posters and cards print, in grey at 100 dpi. What else prints how.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { hall, temp_folder } from '../http/stand.mjs';
import { open_stage } from './kinds.mjs';
import { serve_site } from './site.mjs';

const run = promisify(execFile);
const { stand, public_root, kinds, tab, open } = await open_stage({ after });
const windows = Array.from({ length: 16 }, (_, i) => i + 1);
const address = (no) => `${stand.origin}${no ? `/W/${String(no).padStart(2, '0')}` : '/'}`.toUpperCase();
const two = (no) => String(no).padStart(2, '0');

// What the codes on a picture hold.
async function decode(file) {
  const { stdout } = await run('zbarimg', ['--quiet', '--raw', '-Sdisable', '-Sqrcode.enable', file]);
  return stdout.trim().split('\n');
}

// Width and height in mm of the tallest block of a sheet without a white row,
// which is its code: what is printed, without the quiet zone. file: PGM, 100 dpi
async function tallest_block(file) {
  const bytes = await readFile(file);
  const [header, width, height] = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(bytes.subarray(0, 40).toString('latin1'));
  const row = (y) => bytes.subarray(header.length + y * width, header.length + (y + 1) * width);
  const dark = (grey) => grey < 128;
  let best = [0, 0];
  for (let y = 0, from = 0; y <= height; y++) {
    if (y < height && row(y).some(dark)) continue;
    if (y - from > best[1] - best[0]) best = [from, y];
    from = y + 1;
  }
  const rows = Array.from({ length: best[1] - best[0] }, (_, i) => row(best[0] + i));
  const left = Math.min(...rows.map((r) => r.findIndex(dark)));
  const right = Math.max(...rows.map((r) => r.findLastIndex(dark)));
  return [right - left + 1, rows.length].map((dots) => (dots / 100) * 25.4);
}

async function pdf_of(page, path, file) {
  await page.goto(stand.origin + path);
  await page.pdf({ path: file, preferCSSPageSize: true, printBackground: true });
  const info = (await run('pdfinfo', [file])).stdout;
  return { pages: +/^Pages: +(\d+)$/m.exec(info)[1], a4: /A4/.test(info), info };
}

// The sheets as an office printer lays them down: grey, 100 dots an inch.
async function printed(pdf, folder) {
  await run('pdftoppm', ['-r', '100', '-gray', '-png', pdf, join(folder, 'sheet')]);
  const { stdout } = await run('sh', ['-c', 'ls "$1"/sheet-*.png', 'sh', folder]);
  return stdout.trim().split('\n');
}

test('窗口: each code\'s picture holds BASE/W/NN', async () => {
  for (const no of windows) {
    assert.deepEqual(await decode(join(public_root, `windows/${no}/qr.png`)), [address(no)]);
  }
});

test('窗口: the page has one <img>, and the address in print', async (t) => {
  const page = await tab(t);
  for (const no of windows) {
    await page.goto(`${stand.origin}/windows/${no}/`);
    assert.equal(await page.locator('img, svg, picture, canvas').count(), 1, `${no}`);
    await page.emulateMedia({ media: 'print' });
    assert.ok((await page.locator('main').innerText()).includes(address(no)), `${no}`);
    await page.emulateMedia({ media: null });
    const whole = await page.locator('img').evaluate((i) => i.naturalWidth % i.getBoundingClientRect().width === 0);
    assert.ok(whole, `window ${no}: a whole number of pixels a module`);
  }
});

for (const colorScheme of ['light', 'dark']) {
  for (const deviceScaleFactor of [2, 3]) {
    test(`窗口: each code is read from a phone's screenshot, ${colorScheme}, ${deviceScaleFactor} pixels a px`, async (t) => {
      const folder = await temp_folder();
      const page = await tab(t, { colorScheme, deviceScaleFactor });
      for (const no of windows) {
        await page.goto(`${stand.origin}/windows/${no}/`);
        await page.locator('img').scrollIntoViewIfNeeded();
        const file = join(folder, `${no}.png`);
        await writeFile(file, await page.screenshot());
        assert.deepEqual(await decode(file), [address(no)]);
      }
    });
  }
}

test('each poster is one A4 page, its words as large as a poster asks, its code 125 mm wide with four modules of white, read at 100 dpi in grey', async (t) => {
  const folder = await temp_folder();
  const page = await tab(t);
  for (const no of [0, ...windows]) {
    const file = join(folder, `${two(no)}.pdf`);
    const { pages, a4 } = await pdf_of(page, `/posters/${no}/`, file);
    assert.deepEqual({ pages, a4 }, { pages: 1, a4: true }, `poster ${no}`);
    await page.emulateMedia({ media: 'print' });
    const cut = await page.locator('.sheet').evaluate((e) => e.scrollHeight - e.clientHeight);
    assert.ok(cut <= 1, `poster ${no}: ${cut} px too high`);
    await page.emulateMedia({ media: null });
    await run('pdftoppm', ['-r', '100', '-gray', '-singlefile', file, file]);
    assert.deepEqual(await decode(`${file}.pgm`), [address(no)], `poster ${no}`);
    const [wide, high] = await tallest_block(`${file}.pgm`);
    assert.ok(wide >= 124.5 && Math.abs(wide - high) < 1, `poster ${no}: ${wide} × ${high} mm`);
    const words = (await run('pdftotext', ['-bbox', file, '-'])).stdout;
    const sizes = await page.locator('.poster').evaluate((poster) => {
      const points = (selector) => {
        const element = poster.querySelector(selector);
        return element && Math.round(parseFloat(getComputedStyle(element).fontSize) * 0.75);
      };
      const code = poster.querySelector('svg').getBoundingClientRect();
      const white = (4 / poster.querySelector('svg').viewBox.baseVal.width) * code.width;
      const inside = [...poster.querySelectorAll('h1, h2, li, p, td')].filter((e) => {
        const box = e.getBoundingClientRect();
        return box.bottom > code.top + 1 && box.top < code.bottom - 1;
      }).length;
      return { h1: points('h1'), h2: points('h2'), tel: points('.tel'), hours: points('td'), white, inside };
    });
    assert.ok(sizes.h1 >= 60 && sizes.h2 >= 36 && sizes.hours >= 24 && (sizes.tel ?? 40) >= 40, `poster ${no}: ${JSON.stringify(sizes)}`);
    assert.ok(sizes.white * 25.4 / 96 >= 15 && !sizes.inside, `poster ${no}: ${JSON.stringify(sizes)}`);
    for (const said of [address(no), '监督投诉电话', '不会扫码'])
      assert.ok(words.replace(/<[^>]*>|\s/g, '').includes(said), `poster ${no}: ${said}`);
  }
});

test('cards of 90 × 54 mm, ten a sheet, each code read at 100 dpi in grey', async (t) => {
  const folder = await temp_folder();
  const page = await tab(t);
  const { pages, a4 } = await pdf_of(page, '/cards/', join(folder, 'cards.pdf'));
  assert.deepEqual({ pages, a4 }, { pages: 2, a4: true });
  const found = new Set();
  for (const sheet of await printed(join(folder, 'cards.pdf'), folder)) {
    const codes = await decode(sheet);
    assert.equal(codes.length, 10, sheet);
    for (const text of codes) found.add(text);
  }
  assert.deepEqual([...found].sort(), [0, ...windows].map(address).sort());
  const size = await page.locator('.card').first().evaluate((e) => [e.offsetWidth, e.offsetHeight]);
  assert.deepEqual(size.map((px) => Math.round((px * 25.4) / 96)), [90, 54]);
});

test('the calendar prints twelve months on one A4 page', async (t) => {
  const folder = await temp_folder();
  const page = await tab(t);
  const file = join(folder, 'hours.pdf');
  const { pages, a4, info } = await pdf_of(page, '/hours/', file);
  assert.deepEqual({ pages, a4 }, { pages: 1, a4: true }, info);
  const text = (await run('pdftotext', ['-layout', file, '-'])).stdout;
  assert.equal(new Set(text.match(/20\d\d ?年 ?\d+ ?月/g)).size, 12, text);
});

test('a year with make-up days and holidays is one A4 page too, and knows no today', async (t) => {
  const site = await serve_site(t, { now: '2026-01-10T10:00' });
  const page = await tab(t);
  const file = join(await temp_folder(), 'year.pdf');
  await page.goto(`${site.origin}/hours/`);
  await page.pdf({ path: file, preferCSSPageSize: true, printBackground: true });
  const info = (await run('pdfinfo', [file])).stdout;
  assert.match(info, /^Pages: +1$/m);
  const text = (await run('pdftotext', ['-layout', file, '-'])).stdout;
  const makeup = (await readFile(join(hall, 'holidays.csv'), 'utf8')).split('\n').filter((row) => /^2026-\d\d-\d\d,work/.test(row));
  assert.ok(makeup.length >= 5);
  assert.equal(text.match(/补班/g).length, 1 + 2 * makeup.length, 'the legend, and each in its cell and by name');
  assert.doesNotMatch(text, /今天/);
});

test('an item prints on ≤ 2 pages, a receipt on one; no page prints its navigation or buttons', async (t) => {
  const folder = await temp_folder();
  const page = await tab(t, { viewport: { width: 720, height: 1000 } }); // as wide as A4
  const faults = [];
  for (const kind of kinds.filter((k) => !k.sheet)) {
    await open(page, kind);
    const numbers = () => page.locator('main a[href^="tel:"]').evaluateAll((list) => list.filter((e) => e.checkVisibility() && !e.closest('form')).map((e) => e.pathname));
    const seen = await numbers();
    await page.emulateMedia({ media: 'print' });
    const printed = await numbers();
    const lost = seen.filter((number) => !printed.includes(number));
    if (lost.length) faults.push(`${kind.name}: without ${lost}`);
    const left = await page.locator('nav, .skip, .twin, .button, button, form').evaluateAll((list) =>
      list.filter((e) => e.checkVisibility()).map((e) => e.textContent.trim().slice(0, 20)),
    );
    if (left.length) faults.push(`${kind.name}: ${left}`);
    const narrow = await page.locator('article').evaluateAll((list) => list.some((e) => e.offsetWidth < document.body.offsetWidth * 0.6));
    if (narrow) faults.push(`${kind.name}: its text is a narrow column`);
    await page.emulateMedia({ media: null });
    const limit = /\/items\/\d+\//.test(kind.path) ? 2 : kind.name === 'receipt' ? 1 : 0;
    if (!limit) continue;
    const { pages } = await pdf_of(page, kind.path, join(folder, 'page.pdf'));
    if (pages > limit) faults.push(`${kind.name}: ${pages} pages`);
  }
  if (faults.length) assert.fail(faults.join('\n'));
});
