// A month is closed, without JavaScript, with a ledger in use: 台帐 printed, 月报 on one A4 and
// as a workbook, the overtime of a window settled at once.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { Stand, temp_folder, top } from '../http/stand.mjs';
import { sign_in } from '../http/staff.mjs';
import { leads } from './keys.mjs';
import { open_browser } from './site.mjs';

const run = promisify(execFile);
const today = '2026-11-02';
const stand = await Stand.start({ after }, { now: `${today}T09:00` });
const browser = await open_browser({ after });
await run('sqlite3', [
  '-bail', '-cmd', '.timeout 60000', '-cmd', `.parameter set :today "'${today}'"`,
  '-cmd', `ATTACH '${stand.state}/releases/current/catalogue.db' AS cat`,
  stand.ledger, `.read ${join(top, 'tests/data/year.sql')}`,
]);
// Two of window 9 and one of window 4, on duty in October's days off; one day is settled.
await run('sqlite3', ['-bail', '-cmd', '.timeout 60000', stand.ledger, `
  INSERT INTO person(id, name, window, front, back) VALUES(1, '刘小兰', 9, 1, 0), (2, '林鹏洋', 9, 1, 0), (3, '谢勇志', 4, 1, 0);
  INSERT INTO shift(day, role, category, window, person, class)
  SELECT column1, 'duty', '', iif(p.id = 3, 4, 9), p.id, 'weekend'
    FROM (VALUES('2026-10-11'), ('2026-10-17'), ('2026-10-18'), ('2026-10-25'), ('2026-10-31')) JOIN person p;
  INSERT INTO settlement VALUES(1, '2026-10-11', 'pay', '2026-10-20', 0, 'admin')`]);

test('关账: October is printed, reported and settled', async (t) => {
  const who = await sign_in(stand, 'liao', '--role', 'leader');
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN', javaScriptEnabled: false });
  t.after(() => context.close());
  const [name, value] = who.cookie.split('=');
  await context.addCookies([{ name, value, url: stand.origin }]);
  const page = await context.newPage();
  const click = (name, within = 'main') => leads(page, () => page.locator(within).getByRole('link', { name, exact: typeof name === 'string' }).first().click());
  const folder = await temp_folder();
  const pdf = async (name) => {
    const path = join(folder, `${name}.pdf`);
    await page.pdf({ path, preferCSSPageSize: true });
    return { pages: Number(/Pages: +(\d+)/.exec((await run('pdfinfo', [path])).stdout)[1]), text: (await run('pdftotext', ['-layout', path, '-'])).stdout };
  };
  const count = async (where) => (await stand.query(`SELECT count(*) AS n FROM booking WHERE "window" = 9 AND ${where}`))[0].n;

  await page.goto(`${stand.origin}/staff/`);
  await click('台帐', '.nav');
  await page.selectOption('#window', '9');
  await leads(page, () => page.getByRole('button', { name: '查看' }).click());
  await click('上月');
  const rows = await count("day LIKE '2026-10-%'");
  assert.match(await page.innerText('.head'), new RegExp(`共 ${rows} 行`));
  await click(/打印附件2/);
  const ledger = await pdf('ledger');
  assert.equal(ledger.pages, Math.ceil(rows / 10));
  assert.match(ledger.text, /服务窗口名称：宁都县社会保险服务中心/);
  await click('返回台帐', 'header');

  await click('月报', '.nav');
  assert.match(await page.innerText('.head'), /月报 2026年10月/);
  const report = await pdf('report');
  assert.equal(report.pages, 1, 'one A4');
  assert.match(report.text, /填报人：\s+审核人：\s+日期：/);
  const bookings = await count("day LIKE '2026-10-%' AND state <> 'moved'");
  assert.match(report.text, new RegExp(`9 社会保险服务中心 +${bookings} `));
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: /导出 XLSX/ }).click();
  await (await download).saveAs(join(folder, 'report.xlsx'));
  const sheet = (await run('xlsx2csv', [join(folder, 'report.xlsx')])).stdout;
  assert.match(sheet, new RegExp(`^9 社会保险服务中心,${bookings},`, 'm'));

  await click('值班', '.nav');
  await click('加班和轮休');
  await click(/2026年10月 未结 14/);
  await page.selectOption('select[name=window]', '9');
  await leads(page, () => page.getByRole('button', { name: '查看' }).click());
  await page.check('input[name=kind][value=leave]');
  await leads(page, () => page.getByRole('button', { name: /社会保险服务中心 本月未结的 9 次一起结清/ }).click());
  assert.match(await page.innerText('[role=status]'), /已结清 9 次/);
  assert.deepEqual(await stand.query("SELECT person, count(*) AS n FROM settlement WHERE day LIKE '2026-10-%' GROUP BY person"), [{ person: 1, n: 5 }, { person: 2, n: 5 }]);
  const settled = await pdf('overtime');
  assert.equal(settled.pages, 1);
  assert.match(settled.text, /刘小兰 +9 社会保险服务中心 +5 +0 +0 +5 +1 +4 +0/);
});
