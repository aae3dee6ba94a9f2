// December's roster in a real Chromium, without JavaScript: one pasted table with its
// preview, a swap, an absence, and what is printed for the wall.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { workbook } from '../site/workbook.mjs';
import { Stand, build, top } from '../http/stand.mjs';
import { december, december_posts, everybody } from '../http/december.mjs';
import { sign_in } from '../http/staff.mjs';
import { leads } from './keys.mjs';
import { open_browser } from './site.mjs';

const run = promisify(execFile);
const stand = await Stand.start({ after }, { now: '2026-11-27T09:00' });
const browser = await open_browser({ after });
const folder = resolve(top, build, 'screenshots');
await mkdir(folder, { recursive: true });

const pasted = (rows) => rows.map((row) => row.join('\t')).join('\n');
async function tab(t, name) {
  const who = await sign_in(stand, name, '--role', 'leader');
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN', javaScriptEnabled: false });
  t.after(() => context.close());
  const [cookie, value] = who.cookie.split('=');
  await context.addCookies([{ name: cookie, value, url: stand.origin }]);
  return context.newPage();
}
const press = (page, name, within = 'main') => leads(page, () => page.locator(within).getByRole('button', { name }).click());
const shot = (page, name) => page.screenshot({ path: join(folder, `${name}.png`) });
const on = async (day, role, at) => (await stand.query(`SELECT coalesce(group_concat(names, ' '), '') AS n FROM on_duty WHERE day = '${day}' AND role = '${role}' AND "${typeof at === 'number' ? 'window' : 'category'}" = '${at}'`))[0].n;

test('值班: December from one pasted table, shown before it is saved; a swap; an absence; a week on one A4', async (t) => {
  const page = await tab(t, 'fang');
  await page.goto(`${stand.origin}/staff/people`);
  await page.fill('#text', pasted(everybody()));
  await press(page, '检查并保存');
  assert.match(await page.innerText('main'), /48 人/);

  const table = pasted(await december(stand));
  await page.goto(`${stand.origin}/staff/roster/import`);
  await page.fill('#text', table.replace('赵小三', '不存在的人'));
  await press(page, /^检查/);
  assert.match(await page.innerText('[role=alert]'), /第 \d+ 行.*不存在的人/);
  assert.equal(await page.inputValue('#text'), table.replace('赵小三', '不存在的人'), 'what was pasted is still there');
  await page.fill('#text', table);
  await press(page, /^检查/);
  assert.match(await page.innerText('main'), new RegExp(`新排 ${december_posts} 个`));
  assert.equal(await page.locator('#plan tbody tr').count(), december_posts);
  assert.deepEqual(await stand.query('SELECT 1 FROM shift LIMIT 1'), [], 'only shown');
  await shot(page, 'roster-import');
  await press(page, /保存/, '.save');
  assert.match(await page.innerText('main'), new RegExp(`已保存：新排 ${december_posts} 个岗位`));
  assert.match(await page.innerText('.head'), /值班安排 2026年12月.*今天以后的岗位都排满了/s);
  assert.deepEqual([await on('2026-12-05', 'duty', 4), await on('2026-12-05', 'leader', 4)], ['李小二', '李小三']);

  // 李小二 of Saturday the 5th and 李小三 of Sunday the 6th change places.
  await leads(page, () => page.getByRole('link', { name: '人员', exact: true }).click());
  await leads(page, () => page.getByRole('link', { name: '李小二 换班' }).click());
  assert.equal(await page.inputValue('#a'), '李小二');
  await page.fill('#ad', '12-5');
  await page.fill('#b', '李小三');
  await page.fill('#bd', '12-6');
  await press(page, '换班');
  assert.match(await page.innerText('#plan'), /12月5日 周六\s+4 公安局户政大队\s+值班人员\s+李小二\s+李小三\s+替换/);
  await press(page, /保存/, '.save');
  assert.equal(await on('2026-12-05', 'duty', 4), '李小三');
  assert.equal(await on('2026-12-06', 'duty', 4), '李小二');

  // Away for a week: the posts are free, and said to be.
  await page.goto(`${stand.origin}/staff/roster?month=2026-12`);
  await page.fill('#l', '李小二');
  await page.fill('#l1', '12月5日');
  await page.fill('#l2', '12月11日');
  await press(page, '请假');
  assert.match(await page.innerText('main'), /空出 \d+ 个/);
  await press(page, /保存/, '.save');
  assert.match(await page.innerText('#gaps'), /12月6日 周日\s+值班人员：公安局户政大队/);
  assert.equal(await page.locator('.gap-cell').count(), Number(/还有 (\d+) 个岗位未排/.exec(await page.innerText('.head'))[1]));
  await shot(page, 'roster-month');

  // Typed into two cells, saved at once.
  const gap = page.locator('.gap-cell input').first();
  await gap.fill('李小一');
  await page.locator('#noon input').first().fill('');
  await press(page, /保存整月/);
  assert.match(await page.innerText('main'), /已保存：新排 1 个岗位，空出 1 个/);

  for (const [path, pages] of [['roster/wall?day=2026-12-05', 1], ['roster?month=2026-12', 2]]) {
    await page.goto(`${stand.origin}/staff/${path}`);
    const file = join(folder, `${path.replace(/\W+/g, '-')}.pdf`);
    await page.pdf({ path: file, preferCSSPageSize: true });
    assert.match((await run('pdfinfo', [file])).stdout, new RegExp(`Pages: +${pages}\n`), path);
  }
});

test('值班、人员: a workbook is chosen instead, its fault is mended and it is chosen again, shown and saved', async (t) => {
  const page = await tab(t, 'lin');
  const file = async (rows) => {
    const path = join(folder, '值班.xlsx');
    await writeFile(path, workbook(rows));
    await page.setInputFiles('#file', path);
  };
  await page.goto(`${stand.origin}/staff/people`);
  await file([['窗口', '姓名'], ['4', '李小四'], ['', '李小五']]);
  await press(page, '上传并保存');
  assert.match(await page.innerText('main [role=status]'), /已保存 2 人/);

  await page.goto(`${stand.origin}/staff/roster/import`);
  const rows = [['值班'], ['', '4 值班人员'], ['12月26日', '李小死'], ['12月27日', '李小五']];
  await file(rows);
  await press(page, '上传并检查');
  assert.match(await page.innerText('[role=alert]'), /第 3 行 第 2 列（B列 4 值班人员）：“李小死”不在/);
  rows[2][1] = '李小四';
  await file(rows);
  await press(page, '上传并检查');
  assert.equal(await page.inputValue('#text'), '值班\n,4 值班人员\n12月26日,李小四\n12月27日,李小五\n');
  assert.match(await page.innerText('#plan'), /12月26日 周六\s+4 公安局户政大队\s+值班人员\s+\S+\s+李小四/);
  await press(page, /保存/, '.save');
  assert.deepEqual([await on('2026-12-26', 'duty', 4), await on('2026-12-27', 'duty', 4)], ['李小四', '李小五']);
});
