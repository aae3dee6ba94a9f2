// What a spreadsheet leaves in the clipboard, HTML and text as LibreOffice 7.4
// makes them (dates as its Chinese locale shows them), pasted into 人员 and 值班.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Stand, top } from '../http/stand.mjs';
import { sign_in } from '../http/staff.mjs';
import { open_browser } from './site.mjs';

const stand = await Stand.start({ after }, { now: '2026-11-23T09:00' });
const browser = await open_browser({ after });

async function clipboard(page, name) {
  const read = (kind) => readFile(join(top, `tests/data/reading/clipboard/${name}.${kind}`), 'utf8');
  await page.evaluate(
    ([html, text]) =>
      navigator.clipboard.write([
        new ClipboardItem({
          'text/html': new Blob([html], { type: 'text/html' }),
          'text/plain': new Blob([text], { type: 'text/plain' }),
        }),
      ]),
    [await read('html'), (await read('txt')).replaceAll('\n', '\r\n')],
  );
}

test('clipboard: people and a month of duty are pasted as the spreadsheet gives them', async (t) => {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, permissions: ['clipboard-read', 'clipboard-write'] });
  t.after(() => context.close());
  const [cookie, value] = (await sign_in(stand, 'zhou', '--role', 'leader')).cookie.split('=');
  await context.addCookies([{ name: cookie, value, url: stand.origin }]);
  const page = await context.newPage();

  await page.goto(`${stand.origin}/staff/people`);
  await clipboard(page, 'people');
  await page.locator('#text').focus();
  await page.keyboard.press('Control+v');
  await page.getByRole('button', { name: '检查并保存' }).click();
  await page.waitForURL(/done=3/);
  assert.deepEqual(await stand.query('SELECT name, "window", phone, front, back FROM person ORDER BY id'), [
    { name: '张三', window: 4, phone: '13812345678', front: 1, back: 0 },
    { name: '李四', window: 4, phone: '13987654321', front: 0, back: 1 },
    { name: '买买提·艾力', window: 6, phone: '', front: 1, back: 1 },
  ]);

  await page.goto(`${stand.origin}/staff/roster/import`);
  await clipboard(page, 'roster');
  await page.locator('#text').focus();
  await page.keyboard.press('Control+v');
  await page.getByRole('button', { name: '检查', exact: true }).click();
  await page.getByRole('button', { name: '保存' }).click();
  await page.waitForURL(/\/staff\/roster\?/);
  const shifts = await stand.query('SELECT day, s."window", role, name FROM shift s JOIN person p ON p.id = s.person ORDER BY 1, 2, 3');
  assert.deepEqual(shifts.map((s) => Object.values(s).join(' ')), [
    '2026-12-05 4 duty 李四',
    '2026-12-05 4 leader 张三',
    '2026-12-05 6 duty 买买提·艾力',
    '2026-12-06 4 duty 张三',
    '2026-12-06 4 leader 李四',
    '2026-12-06 6 duty 买买提·艾力',
  ]);
});
