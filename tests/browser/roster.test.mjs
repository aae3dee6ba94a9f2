// December's roster in a real Chromium, without JavaScript: one pasted table with its
// preview, a swap, an absence, and what is printed for the wall.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { Stand, build, top } from '../http/stand.mjs';
import { sign_in } from '../http/staff.mjs';
import { leads } from './keys.mjs';
import { open_browser } from './site.mjs';

const run = promisify(execFile);
const stand = await Stand.start({ after }, { now: '2026-11-27T09:00' });
const browser = await open_browser({ after });
const folder = resolve(top, build, 'screenshots');
await mkdir(folder, { recursive: true });

const categories = ['企业开办', '工程项目审批', '不动产登记', '房产交易', '税务服务', '临时身份证办理'];
const windows = Array.from({ length: 16 }, (_, i) => i + 1);
const surnames = '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨';
const people_of = (window) => ['一', '二', '三'].map((n) => `${surnames[window - 1]}小${n}`);
// December as an office keeps it: days down, posts and windows across.
function december(window_of) {
  const head = ['日期', ...categories.flatMap((c) => [`${c}前台受理`, `${c}后台审批`]), ...windows.flatMap((w) => [`${w} 值班人员`, `${w} 值班负责人`])];
  const rows = Array.from({ length: 31 }, (_, i) => {
    const off = [0, 6].includes(new Date(Date.UTC(2026, 11, i + 1)).getUTCDay());
    const pair = (window) => [people_of(window)[i % 3], people_of(window)[(i + 1) % 3]];
    return [`12月${i + 1}日`, ...categories.flatMap((c) => (off ? ['', ''] : pair(window_of[c]))), ...windows.flatMap((w) => (off ? pair(w) : ['', '']))];
  });
  return [['2026年12月值班表'], head, ...rows].map((row) => row.join('\t')).join('\n');
}

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
  await page.fill('#text', ['窗口\t姓名\t前台\t后台', ...windows.flatMap((w) => people_of(w).map((name) => `${w}\t${name}\t是\t是`))].join('\n'));
  await press(page, '检查并保存');
  assert.match(await page.innerText('main'), /48 人/);

  const { stdout } = await run('sqlite3', ['-json', `${stand.state}/releases/current/catalogue.db`, 'SELECT c.name, min(n.window) AS window FROM noon_category c JOIN noon_window n ON n.category = c.no GROUP BY c.no']);
  const table = december(Object.fromEntries(JSON.parse(stdout).map(({ name, window }) => [name, window])));
  await page.goto(`${stand.origin}/staff/roster/import`);
  await page.fill('#text', table.replace('赵小三', '不存在的人'));
  await press(page, /^检查/);
  assert.match(await page.innerText('[role=alert]'), /第 \d+ 行.*不存在的人/);
  assert.equal(await page.inputValue('#text'), table.replace('赵小三', '不存在的人'), 'what was pasted is still there');
  await page.fill('#text', table);
  await press(page, /^检查/);
  const posts = 23 * 12 + 8 * 32;
  assert.match(await page.innerText('main'), new RegExp(`新排 ${posts} 个`));
  assert.equal(await page.locator('#plan tbody tr').count(), posts);
  assert.deepEqual(await stand.query('SELECT 1 FROM shift LIMIT 1'), [], 'only shown');
  await shot(page, 'roster-import');
  await press(page, /保存/, '.save');
  assert.match(await page.innerText('main'), /已保存：新排 532 个岗位/);
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
