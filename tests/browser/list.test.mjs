// The list changed by an office worker, in a real Chromium without JavaScript, with the true
// hallgen: from a workbook, by a quick edit, by a clerk, and taken back.
import assert from 'node:assert/strict';
import { readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Stand, content_copy, temp_folder, until } from '../http/stand.mjs';
import { sign_in } from '../http/staff.mjs';
import { workbook } from '../site/workbook.mjs';
import { open_browser } from './site.mjs';

const browser = await open_browser({ after });
const main = async (page) => (await page.locator('main').innerText()).replace(/\s+/g, ' ');

async function begin(t, change) {
  const folder = await temp_folder();
  const content = await content_copy(folder, change);
  const stand = await Stand.start(t, { now: '2026-11-23T09:00', content });
  await until('the first version', () => readFile(join(stand.state, 'desk/versions/1/by.txt')));
  return { stand, content, folder };
}
async function tab(t, stand, who, viewport = { width: 1366, height: 768 }, javaScriptEnabled = false) {
  const context = await browser.newContext({ viewport, locale: 'zh-CN', javaScriptEnabled });
  t.after(() => context.close());
  const [name, value] = who.cookie.split('=');
  await context.addCookies([{ name, value, url: stand.origin }]);
  return context.newPage();
}
// What it waits for comes by itself: the page asks again while hallgen works.
const shown = (page, words) => page.locator('main', { hasText: words }).first().waitFor();
const press = (page, name) => Promise.all([page.waitForNavigation(), page.getByRole('button', { name }).click()]);
const served = async (stand, path) => (await stand.get(path)).text();

const rows_of = (text) => text.replace(/^\uFEFF/, '').trim().split(/\r?\n/).map((line) => line.split(','));

test('清单: a workbook with two phones and a name changed is looked at, seen on a telephone, published and taken back', async (t) => {
  const { stand, content, folder } = await begin(t);
  const boss = await sign_in(stand, 'boss', '--role', 'admin');
  const page = await tab(t, stand, boss);
  const rows = rows_of(await readFile(join(content, 'items.csv'), 'utf8'));
  const row = (no) => rows.find(([n]) => n === String(no));
  const was = row(30)[2];
  row(28)[5] = '0797-6826737';
  row(30)[5] = '0797-6833999';
  row(30)[2] = '社保卡申领和补领';
  const file = join(folder, '清单1125.xlsx');
  await writeFile(file, workbook(rows));

  await page.goto(`${stand.origin}/staff/list`);
  await page.locator('input[type=file]').setInputFiles(file);
  await page.locator('input[name=note]').fill('两个电话，一个名称');
  await press(page, /上传并检查/);
  await shown(page, /改了什么：/);
  assert.doesNotMatch(await main(page), /hallgen 没有运行/);
  assert.match(await main(page), /新增 0 处、修改 3 处、删除 0 处/);
  assert.match(await main(page), /0797-6826737/);
  assert.equal(await page.locator('ins').count(), 3);
  const remarks = page.locator('table', { hasText: '问题和怎么改' }).locator('tbody tr');
  assert.equal(await remarks.count(), 2, `numbers that the window does not have: ${await main(page)}`);

  const phone = await tab(t, stand, boss, { width: 360, height: 640 });
  await phone.goto(page.url());
  await phone.getByRole('link', { name: '30 社保卡申领' }).click();
  await shown(phone, '社保卡申领和补领');
  assert.match(phone.url(), /\/staff\/preview\/1\/items\/30\/$/);
  assert.ok((await phone.evaluate(() => document.documentElement.scrollWidth)) <= 360);
  assert.ok((await served(stand, '/items/30/')).includes(was), 'nothing is published yet');

  await press(page, /发布第 2 版/);
  await shown(page, /已发布/);
  await until('the site has changed', async () => (await served(stand, '/items/30/')).includes('社保卡申领和补领'));
  assert.ok((await readFile(join(content, 'items.csv'), 'utf8')).includes('社保卡申领和补领'));

  await page.goto(`${stand.origin}/staff/list/versions`);
  await press(page, /退回这版：第 1 版/);
  await shown(page, /改了什么：/);
  await press(page, /发布第 3 版/);
  await shown(page, /已发布/);
  await until('the site is as it was', async () => !(await served(stand, '/items/30/')).includes('申领和补领'));
  const trail = await stand.query("SELECT action FROM audit WHERE action LIKE 'list.%' ORDER BY id");
  assert.deepEqual(trail.map(({ action }) => action), ['proposed', 'approved', 'published', 'proposed', 'approved', 'published'].map((what) => `list.${what}`));
});

test('清单: a clerk changes an item of the own window, not of another; a leader publishes; with an error there is no button', async (t) => {
  const { stand } = await begin(t);
  const li = await tab(t, stand, await sign_in(stand, 'li', '--role', 'clerk', '--window', '9'));
  await li.goto(`${stand.origin}/staff/list/edit?on=items.csv`);
  assert.equal(await li.getByRole('link', { name: /^1，/ }).count(), 0);
  await li.getByRole('link', { name: /^30，/ }).click();
  await li.getByLabel('预约咨询电话').fill('12');
  await press(li, /检查这一改/);
  await shown(li, /处错误/);
  const wrong = li.url();
  await li.goto(`${stand.origin}/staff/list/edit?on=items.csv&key=30`);
  await li.getByLabel('预约咨询电话').fill('0797-6826738');
  await press(li, /检查这一改/);
  await shown(li, /改了什么：/);
  assert.match(await main(li), /由值班负责人或管理员发布/);
  const other = await li.goto(`${stand.origin}/staff/list/edit?on=items.csv&key=1`);
  assert.equal(other.status(), 403);

  const boss = await tab(t, stand, await sign_in(stand, 'chen', '--role', 'leader'));
  await boss.goto(wrong);
  assert.equal(await boss.getByRole('button', { name: /发布/ }).count(), 0);
  await boss.goto(`${stand.origin}/staff/list/2`);
  await press(boss, /发布第 2 版/);
  await shown(boss, /已发布/);
  await until('the site has changed', async () => (await served(stand, '/items/30/')).includes('0797-6826738'));
});

test('清单: two at once, and a file edited on disk meanwhile: out of date is said, and made again by one press', async (t) => {
  const { stand, content } = await begin(t);
  const one = await tab(t, stand, await sign_in(stand, 'chen', '--role', 'leader'));
  const two = await tab(t, stand, await sign_in(stand, 'wang', '--role', 'leader'));
  for (const [page, key, phone] of [[one, '30', '0797-6826738'], [two, '28', '0797-6826739']]) {
    await page.goto(`${stand.origin}/staff/list/edit?on=items.csv&key=${key}`);
    await page.getByLabel('预约咨询电话').fill(phone);
    await press(page, /检查这一改/);
    await shown(page, /改了什么：/);
  }
  await press(one, /发布第 2 版/);
  await shown(one, /已发布/);
  await press(two, /发布第 2 版/);
  await shown(two, /要再检查/);
  await press(two, /再检查一次/);
  await two.getByRole('button', { name: /发布第/ }).waitFor();
  assert.equal(await two.locator('ins').count(), 1, 'the other one is not undone');

  const items = join(content, 'items.csv');
  await writeFile(items, (await readFile(items, 'utf8')).replace('普通护照核发', '普通护照核发和换发'));
  await until('a version of it', () => readFile(join(stand.state, 'desk/versions/3/by.txt')));
  await two.reload();
  await shown(two, /要再检查/);
  await press(two, /再检查一次/);
  await two.getByRole('button', { name: /发布第/ }).waitFor();
  await press(two, /发布第 4 版/);
  await shown(two, /已发布/);
  await until('all three are there', async () => {
    const text = await readFile(items, 'utf8');
    return ['0797-6826738', '0797-6826739', '普通护照核发和换发'].every((words) => text.includes(words));
  });
});

test('放假: next year as the notice words it becomes days off and make-up days, seen on the calendar', async (t) => {
  const { stand } = await begin(t);
  const page = await tab(t, stand, await sign_in(stand, 'boss', '--role', 'admin'));
  await page.goto(`${stand.origin}/staff/list/edit?on=holidays`);
  await page.locator('textarea').fill('国务院办公厅关于2027年部分节假日安排的通知\n一、元旦：1月1日（周五）至3日（周日）放假，共3天。\n二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月14日（周日）上班。');
  await press(page, /检查/);
  await shown(page, /改了什么：/);
  const text = await main(page);
  for (const day of ['2027-01-01', '2027-02-11', '2027-01-31', '2027-02-14']) assert.ok(text.includes(day), `${day}: ${text}`);
});

test('清单: hallgen stands still and hallbook ends between each step: nothing is lost; another’s proposal is not there by its address', async (t) => {
  const { stand } = await begin(t);
  const restart = () => stand.without_hallbook(async () => {});
  const li = await tab(t, stand, await sign_in(stand, 'li', '--role', 'clerk', '--window', '9'));
  const he = await tab(t, stand, await sign_in(stand, 'he', '--role', 'clerk', '--window', '4'));
  const boss = await tab(t, stand, await sign_in(stand, 'chen', '--role', 'leader'));
  await li.goto(`${stand.origin}/staff/list/edit?on=items.csv&key=30`);
  await stand.signal_hallgen('SIGSTOP');
  const long_ago = Date.now() / 1000 - 90;
  await utimes(join(stand.state, 'desk/alive'), long_ago, long_ago);
  await li.getByLabel('要带什么').fill('身份证原件');
  const names = await li.getByLabel('别名').inputValue();
  await li.getByLabel('别名').fill(`${names}、新说法`);
  await restart();
  await press(li, /检查这一改/);
  assert.match(await main(li), /hallgen 没有运行.*正在检查/);
  const address = li.url();
  assert.equal((await he.goto(address)).status(), 404);
  assert.equal((await he.goto(`${address.replace('list', 'preview')}/`)).status(), 404);
  await he.goto(`${stand.origin}/staff/list`);
  assert.equal(await he.locator(`a[href$="/staff/list/1"]`).count(), 0);
  await restart();
  await stand.signal_hallgen('SIGCONT');
  await li.goto(address);
  await shown(li, /改了什么：/);
  assert.match(await main(li), /要带什么 身份证原件.*新说法/);
  await restart();
  await boss.goto(address);
  await press(boss, /发布第 2 版/);
  await restart();
  await boss.goto(address);
  await shown(boss, /已发布/);
  await until('the item says what to bring', async () => (await served(stand, '/items/30/')).includes('身份证原件'));
  const published = () => stand.query("SELECT count(*) AS n FROM audit WHERE action = 'list.published'");
  await until('its row', async () => (await published())[0].n === 1);
  await restart();
  assert.deepEqual(await published(), [{ n: 1 }]);
});

test('清单: by keys alone: an item removed, seen in the preview, ticked, published; a remark acknowledged', async (t) => {
  const { stand } = await begin(t);
  assert.equal((await stand.book({ item: '27', slot: '2026-11-28T09:00', name: '张三', phone: '13800000001' })).status, 303);
  const page = await tab(t, stand, await sign_in(stand, 'boss', '--role', 'admin'), undefined, true);
  const key = (name, address) => Promise.all([page.waitForURL(address), page.keyboard.press(name)]);
  await page.goto(`${stand.origin}/staff/list/edit?on=items.csv&key=27`);
  await page.getByRole('button', { name: '删去这一行' }).focus();
  await key('Enter', /staff\/list\/1$/);
  await shown(page, /改了什么：/);
  assert.match(await main(page), /1 个约了删除的事项/);
  assert.match(await main(page), /网页写“已停止办理”；1 个已约的请打电话说明/);
  await key('v', /staff\/preview\/1\/$/);
  await page.goBack();
  await page.keyboard.press('s');
  assert.match(page.url(), /staff\/list\/1$/);
  assert.equal(await page.locator('input[name=seen]').evaluate((box) => box.validity.valueMissing), true, 'not before it is ticked');
  await page.locator('input[name=seen]').focus();
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: /发布第 2 版/ }).focus();
  await page.keyboard.press('Enter');
  await shown(page, /已发布/);
  await until('its page says so', async () => /停止办理/.test(await served(stand, '/items/27/')));
  await page.goto(`${stand.origin}/staff/list/edit?on=items.csv&key=30`);
  await page.getByLabel(/原文就这样的/).first().focus();
  await page.keyboard.type('照通知原文');
  await key('Enter', /staff\/list\/2$/);
  await shown(page, /改了什么：/);
  await key('s', /staff\/list\/2$/);
  await shown(page, /已发布/);
  await page.goto(`${stand.origin}/staff/list/edit?on=items.csv&key=30`);
  assert.equal(await page.getByLabel(/原文就这样的/).count(), 0);
});
