// The day at the desk with a ledger in use: 33,000 bookings, 1366 x 768.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { Stand, top } from '../http/stand.mjs';
import { sign_in } from '../http/staff.mjs';
import { leads } from './keys.mjs';
import { open_browser } from './site.mjs';

const run = promisify(execFile);
const day = '2026-11-25';
const stand = await Stand.start({ after }, { now: `${day}T10:11` });
const browser = await open_browser({ after });
await run('sqlite3', [
  '-bail', '-cmd', '.timeout 60000', '-cmd', `.parameter set :today "'${day}'"`,
  '-cmd', `ATTACH '${stand.state}/releases/current/catalogue.db' AS cat`,
  stand.ledger, `.read ${join(top, 'tests/data/year.sql')}`,
]);
const li = await sign_in(stand, 'li', '--role', 'clerk', '--window', '9');
const boss = await sign_in(stand, 'boss', '--role', 'leader');
const of_day = (more = '1') => stand.query(`SELECT id, name, state FROM booking WHERE day = '${day}' AND ${more} ORDER BY start, window, id`);
const [{ n }] = await stand.query('SELECT count(*) AS n FROM booking');

async function tab(t, who, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN', ...options });
  t.after(() => context.close());
  const [name, value] = who.cookie.split('=');
  await context.addCookies([{ name, value, url: stand.origin }]);
  const page = await context.newPage();
  await page.goto(`${stand.origin}/staff/`);
  return page;
}
const rows_shown = (page) => page.locator('.day tr[id]').count();
const chosen = (page) => page.evaluate(() => document.querySelector('input[name=id]:checked')?.getAttribute('aria-label') ?? '');

test('今天: all of the day is on one page, of the window and of the hall; a page of 77 rows is below 14,336 B', async (t) => {
  assert.ok(n > 33000, `${n}`);
  const page = await tab(t, li);
  assert.equal(await rows_shown(page), 35);
  assert.match(await page.locator('.head').innerText(), /35 个：有结果 \d+.*还没来 \d+.*没有结果 1/s);
  assert.match(await page.locator('#now').innerText(), /现在 10:11.*上面还有 1 个没有结果/s);
  assert.match(await page.locator('.due').innerText(), /43 个没有结果/);
  const hall = await tab(t, boss);
  assert.equal(await rows_shown(hall), 406);
  assert.equal(await hall.locator('.hall-t tbody tr').count(), 16);
  assert.ok(await hall.locator('.hall-t tbody tr').last().isVisible());
  assert.match(await hall.locator('.hall-t tfoot').innerText(), /^合计\s+406/);
  await hall.getByRole('link', { name: '9 社会保险服务中心' }).first().click();
  assert.equal(await rows_shown(hall), 35);
  const { page: text } = await boss.get('/staff/?window=0');
  t.diagnostic(`406 rows: ${gzipSync(text, { level: 9 }).length} B`);
  await run('sqlite3', ['-cmd', '.timeout 60000', stand.ledger, `UPDATE booking SET window = 9, place = place + 10 WHERE day = '${day}' AND window = 4`]);
  const { page: many } = await li.get('/staff/');
  await run('sqlite3', ['-cmd', '.timeout 60000', stand.ledger, `UPDATE booking SET window = 4, place = place - 10 WHERE day = '${day}' AND window = 9 AND place > 10`]);
  assert.equal(many.match(/<tr id="b/g).length, 77);
  const bytes = gzipSync(many, { level: 9 }).length;
  assert.ok(bytes <= 14336, `${bytes} bytes`);
  t.diagnostic(`77 rows: ${bytes} B`);
});

test('今天: keyed through: one key a booking, each time the next without a result is chosen and in sight; U takes the last back', async (t) => {
  const page = await tab(t, li);
  const open = await of_day("window = 9 AND state IN ('booked', 'arrived') AND \"end\" > '2026-11-25T10:11'");
  assert.equal(await chosen(page), '', 'nobody is chosen by the page itself');
  await page.keyboard.press('1');
  assert.equal(new URL(page.url()).search, '', 'and a key is then no result');
  await page.keyboard.press('ArrowDown');
  assert.match(await chosen(page), new RegExp(`${open[0].name}$`), 'the first from now on');
  for (const [i, { name }] of open.entries()) {
    await leads(page, () => page.keyboard.press(i === 1 ? '0' : '1'), /&id=\d+#b\d+$/);
    assert.match(await page.locator('.undo').innerText(), new RegExp(`已记：${name} ${i === 1 ? '已到' : '已办结'}`));
    const seen = await page.evaluate(() => {
      const box = document.querySelector('.day tr.on').getBoundingClientRect();
      return box.top >= 62 && box.bottom <= innerHeight - 28 ;
    });
    assert.ok(seen, `${name}: the next row is in sight`);
    if (i < open.length - 1) assert.match(await chosen(page), new RegExp(`${open[i + 1].name}$`));
  }
  const left = await of_day("window = 9 AND state IN ('booked', 'arrived')");
  assert.equal(left.length, 2, 'the one of before now, and who has only come');
  const last = open.at(-1);
  await leads(page, () => page.keyboard.press('u'));
  assert.match(await chosen(page), new RegExp(`${last.name}$`));
  assert.equal((await of_day(`id = ${last.id}`))[0].state, last.state);
});

test('今天 without JavaScript: the arrows choose, Enter opens, the foot\'s keys note and ask', async (t) => {
  const page = await tab(t, boss, { javaScriptEnabled: false });
  const [first, second] = await of_day("window = 2 AND state = 'booked'");
  const radio = ({ id }) => page.locator(`input[value^="${id}-"]`);
  await radio(first).focus();
  await page.keyboard.press('Space');
  await leads(page, () => page.locator('.keys [accesskey="3"]').click(), /window=0&id=\d+#b\d+$/);
  assert.equal((await of_day(`id = ${first.id}`))[0].state, 'returned');
  assert.equal(await page.locator('input[name=id]:checked').count(), 1, 'the next is chosen');
  await leads(page, () => page.locator('main [accesskey=u]').click(), new RegExp(`id=${first.id}#`));
  assert.equal((await of_day(`id = ${first.id}`))[0].state, 'booked');
  await radio(second).focus();
  await page.keyboard.press('Space');
  await leads(page, () => page.keyboard.press('Enter'), new RegExp(`bookings/${second.id}$`));
  await page.goBack();
  await radio(second).check();
  await leads(page, () => page.locator('.keys button', { hasText: '改期' }).click(), new RegExp(`bookings/${second.id}#moved$`));
});

test('补记: 43 of before, keyed through by focus, by ticks and all at once; each taken back together', async (t) => {
  const page = await tab(t, li);
  const old = () => stand.query(`SELECT id, name, state, version, day, item FROM booking WHERE day < '${day}' AND window = 9 AND state IN ('booked', 'arrived') ORDER BY start, id`);
  const all = await old();
  assert.equal(all.length, 43);
  await leads(page, () => page.getByRole('link', { name: '补记' }).click(), /backlog/);
  assert.match(await page.locator('h1').innerText(), /43 个没有结果/);
  assert.equal(await rows_shown(page), 43);
  await leads(page, () => page.keyboard.press('4'), /done=\d+\.\d+$/);
  assert.match(await page.locator('.undo').innerText(), new RegExp(`已记：${all[0].name} 未到`), 'the row that has the focus');
  await page.keyboard.press('Space');
  for (const key of ['ArrowDown', 'ArrowDown', 'Space']) await page.keyboard.press(key);
  await leads(page, () => page.keyboard.press('1'));
  assert.match(await page.locator('.undo').innerText(), /已记：2 个 已办结/);
  assert.deepEqual((await stand.query(`SELECT state FROM booking WHERE id IN (${all[1].id}, ${all[2].id}, ${all[3].id}) ORDER BY start, id`)).map((r) => r.state), ['done', 'booked', 'done']);
  await leads(page, () => page.keyboard.press('u'));
  assert.equal((await old()).length, 42);
  await leads(page, () => page.keyboard.press('a'), /do=all/);
  await leads(page, () => page.keyboard.press('1'), /done=/);
  assert.match(await page.locator('main').innerText(), /0 个没有结果[\s\S]*都有结果了/);
  await leads(page, () => page.locator('.undo button').click());
  assert.deepEqual((await old()).map((r) => r.id), all.slice(1).map((r) => r.id));
  // filtered by days and item, which stays behind a key
  const september = all.slice(1).filter((r) => r.day <= '2026-09-30');
  await page.locator('.filter [name=to]').fill('2026-09-30');
  await leads(page, () => page.locator('.filter button').click(), /to=2026-09-30/);
  assert.equal(await rows_shown(page), september.length);
  await page.locator('.filter [name=item]').selectOption(String(september[0].item));
  await leads(page, () => page.locator('.filter button').click(), /item=\d+/);
  const of_item = september.filter((r) => r.item === september[0].item);
  assert.ok(of_item.length && of_item.length < september.length);
  assert.equal(await rows_shown(page), of_item.length);
  await leads(page, () => page.keyboard.press('4'), /to=2026-09-30&item=\d+&page=\d+&done=/);
  assert.equal(await rows_shown(page), of_item.length - 1);
  await leads(page, () => page.keyboard.press('u'));
  assert.equal(await rows_shown(page), of_item.length);
  // without a script, and with one that somebody else has noted meanwhile
  const plain = await tab(t, li, { javaScriptEnabled: false });
  await plain.goto(`${stand.origin}/staff/backlog`);
  for (const { id } of all.slice(1, 4)) await plain.locator(`#b${id} input`).check();
  const other = await boss.post(`/staff/bookings/${all[2].id}`, { result: 'left', version: String((await old())[1].version) });
  assert.equal(other.status, 303);
  await leads(plain, () => plain.locator('.keys button', { hasText: '退回补正' }).click());
  assert.match(await plain.locator('[role=alert]').innerText(), new RegExp(`^${all[2].name}：没有保存.*boss .*已记为离开`));
  assert.match(await plain.locator('.undo').innerText(), /已记：2 个 退回补正/, 'the others are noted');
  await leads(plain, () => plain.locator('.keys button', { hasText: '离开' }).click());
  assert.match(await plain.locator('[role=alert]').innerText(), /请先选/);
});

test('键盘: on every page a bare key does what it says there, but not for who types', async (t) => {
  const page = await tab(t, boss);
  await page.goto(`${stand.origin}/staff/help`);
  await page.keyboard.press('/');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'q');
  await page.goto(`${stand.origin}/staff/people`);
  assert.equal(await page.evaluate(() => document.activeElement.name), 'name');
  await page.keyboard.type('s');
  assert.equal(await page.locator('[name=name]').inputValue(), 's');
  await page.locator('h1').click();
  await leads(page, () => page.keyboard.press('s'), /people\?window=0&done=0$/);
});

test('打印: P prints what is there to be printed, and the page says so; without a script it says Ctrl+P', async (t) => {
  const [{ id }] = await of_day();
  const paths = ['report', 'overtime', 'roster', `roster?day=${day}`, 'roster/wall', 'log', `bookings/${id}/slip`, `ledger/print?window=9&from=${day}&to=${day}`];
  const page = await tab(t, boss);
  const plain = await tab(t, boss, { javaScriptEnabled: false });
  for (const path of paths) {
    await page.goto(`${stand.origin}/staff/${path}`);
    await page.evaluate(() => (window.print = () => (document.title = 'printed')));
    assert.match(await page.locator('.print:visible').first().innerText(), /^P\s*打印/, path);
    await page.keyboard.press('p');
    assert.equal(await page.title(), 'printed', path);
    await plain.goto(`${stand.origin}/staff/${path}`);
    assert.match(await plain.locator('.print:visible').first().innerText(), /Ctrl\+P\s*打印/, path);
  }
  const admin = await sign_in(stand, 'slips', '--role', 'admin');
  const slips = await tab(t, admin);
  await slips.goto(`${stand.origin}/staff/accounts`);
  await slips.fill('#text', '熊小英 9\n熊大英 9');
  await leads(slips, () => slips.getByRole('button', { name: '检查并加上' }).click());
  await slips.evaluate(() => (window.print = () => (document.title = 'printed')));
  await slips.locator('h1').first().click();
  await slips.keyboard.press('p');
  assert.equal(await slips.title(), 'printed');
});

// What hallbook has computed: utime and stime of proc(5), in ticks of 10 ms.
async function cpu_ms() {
  const stat = await readFile(`/proc/${await stand.hallbook_pid()}/stat`, 'utf8');
  const [user, kernel] = stat.slice(stat.lastIndexOf(')')).split(' ').slice(12, 14);
  return (Number(user) + Number(kernel)) * 10;
}

test('every page with 33,000 bookings is there, within its bytes; its server time is told', async (t) => {
  const admin = await sign_in(stand, 'chief', '--role', 'admin');
  const [{ id }] = await of_day();
  const month = 'from=2026-11-01&to=2026-11-30';
  const times = [];
  for (const path of ['', '?window=9', 'backlog?window=0', 'new', 'new?window=9', `bookings/${id}`, `bookings/${id}/slip`, 'find',
    `ledger?window=9&${month}`, `ledger?window=0&${month}`, `ledger/print?window=9&from=${day}&to=${day}`, 'calls', 'closures', 'roster', `roster?day=${day}`,
    'roster/wall', 'people', 'overtime', 'log', 'report', 'list', 'accounts', 'audit', 'account', 'help']) {
    let answer;
    const before = await cpu_ms();
    for (let i = 0; i < 10; i++) {
      answer = await admin.get(`/staff/${path}`);
      assert.equal(answer.status, 200, path);
    }
    const bytes = gzipSync(answer.page, { level: 9 }).length;
    times.push(`/staff/${path} ${((await cpu_ms()) - before) / 10} ms, ${bytes} B`);
    if (path) assert.ok(bytes <= 14336, `${path}: ${bytes} bytes`); // but the whole hall's day
  }
  for (const q of ['李', 'lis', '0001']) {
    const before = await cpu_ms();
    for (let i = 0; i < 10; i++) assert.ok([200, 303].includes((await admin.post('/staff/find', { q })).status));
    times.push(`${q} found ${((await cpu_ms()) - before) / 10} ms`);
  }
  for (const line of times) t.diagnostic(line);
});
