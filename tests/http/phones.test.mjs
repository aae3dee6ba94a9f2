// The numbers of a window or item on the citizens' pages: a cell of the list may hold several,
// and each of them can be called.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Stand, content_copy, form_fields, temp_folder } from './stand.mjs';

const content = await content_copy(await temp_folder(), async (dir) => {
  const file = join(dir, 'items.csv');
  const items = await readFile(file, 'utf8');
  await writeFile(file, items.replace(/^(9,.*),0797-6827737,/m, '$1,0797-6827737、0797-6821234转8001/12345,'));
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
