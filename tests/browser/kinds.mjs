// What the tests of pages look at: a stand, a browser, and one page of each
// kind, or with EVERY_PAGE=1 (make soak) every page of the release.
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Stand, hall, free_slots } from '../http/stand.mjs';
import { open_browser } from './site.mjs';

export const now = '2026-11-23T09:00';
const every_page = process.env.EVERY_PAGE === '1';

// Public pages, by what they are. `twin`: it has a large twin.
const samples = [
  { name: 'home', path: '/', twin: true },
  { name: 'items', path: '/items/', twin: true },
  { name: 'item, noon', path: '/items/9/', twin: true },
  { name: 'item, by booking', path: '/items/78/', twin: true },
  { name: 'item, twice in the list', path: '/items/42/', twin: true },
  { name: 'windows', path: '/windows/', twin: true },
  { name: 'window', path: '/windows/9/', twin: true },
  { name: 'hours', path: '/hours/', twin: true },
  { name: 'notice', path: '/notice/', twin: true },
  { name: 'guide', path: '/guide/', twin: true },
  { name: 'privacy', path: '/privacy/', twin: true },
  { name: 'sitemap', path: '/sitemap/', twin: true },
  { name: 'posters', path: '/posters/' },
  { name: 'poster', path: '/posters/9/', sheet: true },
  { name: 'cards', path: '/cards/', sheet: true },
  { name: 'not found', path: '/nothing' },
  { name: 'booking down', path: '/503.html' },
  { name: 'refused', path: '/400.html' },
];

function large(kind) {
  return { ...kind, name: `large ${kind.name}`, path: `/large${kind.path}`, large: true };
}

async function fill(page, fields) {
  for (const [name, value] of Object.entries(fields)) await page.locator(`input[name=${name}]`).fill(value);
  await page.locator('form[method=post] button:not(.trap)').last().click();
  await page.waitForLoadState();
}

// A citizen's pages; `then` brings the page at `path` to what is meant.
const booking_kinds = [
  { name: 'book', path: '/book' },
  { name: 'book, window', path: '/book?window=9' },
  { name: 'book, item', path: '/book?item=9' },
  { name: 'book, day', path: '/book?item=9&day=2026-11-28' },
  { name: 'book, a day that is over', path: '/book?item=9&day=2026-11-20' },
  { name: 'book, a full day', path: '/book?item=74&day=2026-11-29' },
  { name: 'book, unknown', path: '/book?item=999' },
  {
    name: 'book, wrong',
    path: '/book?item=9&day=2026-11-28',
    then: (page) => fill(page, { name: '', phone: '1381234' }),
  },
  { name: 'look-up', path: '/booking' },
  { name: 'look-up, wrong', path: '/booking', then: (page) => fill(page, { reference: '00000000', tail: '0000' }) },
  { name: 'receipt', of_booking: '' }, // their addresses are known when a booking is made
  { name: 'move', of_booking: '/move' },
  { name: 'edit', of_booking: '/edit' },
  { name: 'receipt, unknown', path: '/booking/AAAAAAAAAAAAAAAAAAAAAA' },
].map((kind) => ({ ...kind, booking: true }));

// The pages of a release: every index.html, but not what /W/NN leads through.
async function release_pages(root) {
  const files = (await readdir(root, { recursive: true })).filter((f) => /(^|\/)index\.html$/.test(f));
  const paths = files.map((f) => `/${f.replace(/index\.html$/, '')}`).filter((p) => !p.startsWith('/W/'));
  return paths.sort().map((path) => ({
    name: path,
    path,
    large: path.startsWith('/large/'),
    sheet: /^\/(posters\/\d+|cards)\//.test(path),
    twin: !/^\/(posters|cards)\//.test(path),
  }));
}

// Takes every place of an item's window on a day.
async function fill_day(stand, item, day) {
  const times = free_slots(await (await stand.get(`/book?item=${item}&day=${day}`)).text());
  let phone = 15000000000;
  for (const slot of times) while ((await stand.book({ item, slot, phone: String(++phone) })).status === 303);
}

// t: { after }. Gives { stand, browser, kinds, public_root, open, tab }.
export async function open_stage(t) {
  const stand = await Stand.start(t, { now });
  const browser = await open_browser(t);
  const public_root = join(stand.state, 'releases/current/public');
  const receipt = (await stand.book({ slot: '2026-11-28T09:00' })).headers.get('location');
  await fill_day(stand, 74, '2026-11-29');
  const own = booking_kinds.map((kind) => ({ path: receipt + kind.of_booking, ...kind }));
  const twins = samples.filter((kind) => kind.twin).map(large);
  const rest = samples.filter((kind) => /not found|down|refused/.test(kind.name));
  const kinds = every_page
    ? [...(await release_pages(public_root)), ...rest, ...own]
    : [...samples, ...twins, ...own];

  async function tab(test, options = {}) {
    const context = await browser.newContext({ viewport: { width: 360, height: 640 }, locale: 'zh-CN', ...options });
    await context.clock.setFixedTime(`${now}:00+08:00`);
    test.after(() => context.close());
    return context.newPage();
  }
  async function open(page, kind) {
    const answer = await page.goto(stand.origin + kind.path);
    await kind.then?.(page);
    // What is folded up is looked at too.
    await page.evaluate(() => document.querySelectorAll('details').forEach((d) => (d.open = true)));
    return answer;
  }
  return { stand, browser, kinds, public_root, tab, open };
}

export async function hall_conf() {
  const text = await readFile(join(hall, 'hall.conf'), 'utf8');
  return Object.fromEntries([...text.matchAll(/^([\w.]+) *= *(.*?)\s*$/gm)].map(([, key, value]) => [key, value]));
}
