// What the list says of an item on the citizens' pages: a cell may hold several numbers, each of
// which can be called; what to bring stands on the receipt.
import assert from 'node:assert/strict';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Stand, content_copy, temp_folder } from './stand.mjs';

const content = await content_copy(await temp_folder(), async (dir) => {
  const file = join(dir, 'items.csv');
  const items = await readFile(file, 'utf8');
  const rows = items.replace(/^(9,.*),0797-6827737,/m, '$1,0797-6827737、0797-6821234转8001/12345,').trimEnd().split(/\r?\n/);
  await writeFile(file, rows.map((row, i) => row + ({ 0: ',要带什么,办件类型,承诺时限,可邮寄', 9: ',身份证<原件>；户口簿,,,', 11: ',,承诺件,5,是', 12: ',,即办件,,否' }[i] ?? ',,,,')).join('\n'));
  await appendFile(join(dir, 'windows.csv'), '17,档案馆,三楼,0797-6830000|12345,否,,,,\n');
  await appendFile(join(dir, 'hours.csv'), [4, 16].map((no) => `${no},,2026-12-05,,,8:30,12:00,延时,否,已确认,\n`).join(''));
});
const stand = await Stand.start({ after }, { now: '2026-11-23T09:00', content });
const each = [
  ['tel:+867976827737', '0797-6827737'],
  ['tel:+867976821234,8001', '0797-6821234转8001'],
  ['tel:12345', '12345'],
];

// What the main part of a page lets one call, but for the complaint phone.
function calls(html) {
  const main = /<main.*<\/main>/s.exec(html)[0];
  return [...main.matchAll(/<a [^>]*href="(tel:[^"]*)"[^>]*>(.*?)<\/a>/g)]
    .map(([, to, text]) => [to, text.replace(/<[^>]*>|打电话问 /g, '')])
    .filter(([to]) => to !== 'tel:+867976939272');
}

test('phones: each number of a cell is a link of its own, in the form and on its way', async (t) => {
  const made = (await stand.book({ slot: '2026-11-28T09:00' })).headers.get('location');
  for (const path of ['/items/9/', '/book?item=9', '/large/book?item=9', made, `${made}/move`])
    await t.test(path.replace(made, 'TOKEN'), async () => {
      const found = calls(await (await stand.get(path)).text());
      assert.deepEqual([...new Set(found.map(String))].sort(), each.map(String).sort());
    });
  assert.deepEqual(calls(await (await stand.get('/book?window=9')).text()).map(([, text]) => text), ['0797-6826736', '0797-6823681', '0797-6826726'], 'a window with three');
});

test('receipt: what the hall has given to bring stands on it, and nothing that it has not', async () => {
  const receipt = async (item, phone) => (await stand.get((await stand.book({ item, slot: '2026-11-28T10:00', phone })).headers.get('location'))).text();
  assert.match(await receipt(9, '13812345671'), /<li>带上证件和材料：身份证&lt;原件&gt;；户口簿<br>不清楚带什么，先打/);
  assert.match(await receipt(10, '13812345672'), /<li>带上证件和材料。不清楚带什么，先打/);
});

test('a window without items has its phones, offers nothing to book, and stands in no list of items', async () => {
  const page = async (path) => /<main.*<\/main>/s.exec(await (await stand.get(path)).text())[0];
  for (const path of ['/windows/17/', '/large/windows/17/', '/book?window=17', '/large/book?window=17']) {
    const html = await page(path);
    assert.deepEqual(calls(html).map(([, text]) => text), ['0797-6830000', '12345'], path);
    assert.match(html, /这个窗口现在没有列出的事项/, path);
    assert.doesNotMatch(html, /<ul class="rows">\s*<\/ul>|[?&;]day=|办什么事，打哪个电话/, path);
  }
  for (const path of ['/items/', '/book']) assert.doesNotMatch(await page(path), /档案馆/, path);
  assert.match(await page('/windows/'), /档案馆.*0797-6830000.*12345/s);
});

test('receipt: says of 即办件 and 承诺件 what becomes of each, and of the others that the window tells', async () => {
  for (const [item, words, form] of [
    [11, '窗口当场收件，并告知取件时间（5 个工作日）。您愿意的话，办好后可以邮寄给您。', true],
    [12, '即来即办、即办即走。', false],
    [13, '办完当场取；要等几天的，窗口会告诉您哪天来取。', false],
  ]) {
    const made = (await stand.book({ item, slot: '2026-11-29T10:00', phone: `138123456${item}` })).headers.get('location');
    for (const path of [made, `/large${made}`]) assert.ok((await (await stand.get(path)).text()).includes(`<li>${words}</li>`), path);
    assert.equal((await (await stand.get(`/book?item=${item}`)).text()).includes('这件事当场收件，并告知取件时间。您愿意的话，办好后可以邮寄给您。'), form);
  }
});

test('a day of which nothing can be booked: who may come all the same is told so, and only they', async () => {
  const said = async (item) => (await (await stand.get(`/book?item=${item}&day=2026-12-05`)).text()).replace(/<[^>]*>/g, '');
  assert.match(await said(9), /12月5日（星期六）不接受网上预约，可直接到窗口办理。/);
  assert.match(await said(74), /12月5日（星期六）不办理，请选其他日子。/);
});
