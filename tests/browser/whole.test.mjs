// No date, time or telephone number is broken across lines: in what pages say
// when something is wrong, in what the hall writes itself, and in pages of Markdown; at 320,
// 360 and 390 px, in the large version, and with text of double size.
import assert from 'node:assert/strict';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Stand, content_copy, free_slots, temp_folder } from '../http/stand.mjs';
import { close_windows, sign_in } from '../http/staff.mjs';
import { broken_words } from './probes.mjs';
import { open_browser } from './site.mjs';

const said = '每年12月1日（星期二）起改在8:30—11:00和14:30—17:30收件，有事打0797-6827737或13812345678，到9时30分止';

const content = await content_copy(await temp_folder(), async (dir) => {
  await mkdir(join(dir, 'pages/items'));
  await writeFile(join(dir, 'pages/items/9.md'), `${said}。\n\n- 12月24日${said}\n\n| 日子 | 时间 |\n|---|---|\n| 12月24日（星期四） | 8：30—11：00 |\n`);
  const file = join(dir, 'items.csv');
  const text = await readFile(file, 'utf8');
  assert.match(text, /^序号,责任部门\(窗口单位\),事项名称,服务方式,地址,预约咨询电话,备注,英文名称\r?\n/);
  await writeFile(file, text.replace('备注,英文名称', '备注,英文名称,要带什么,收费').replace(/^(9,.*,)(,[^,\r\n]*)(\r?)$/m, `$1${said}$2,${said},${said}$3`));
  await appendFile(join(dir, 'hours.csv'), ',,2026-12-02,,,8:30,11:00,正常,是,已确认,\n');
});
const stand = await Stand.start({ after }, { now: '2026-11-23T09:00', content });
const browser = await open_browser({ after });

// Brings a page to where something is wrong.
const fill = (fields) => async (page) => {
  for (const [name, value] of Object.entries(fields))
    if (name === 'slot') await page.locator('input[name=slot]').first().evaluate((e, time) => Object.assign(e, { value: time, disabled: false, checked: true }), value);
    else await page.locator(`input[name=${name}]`).fill(value);
  await page.locator('form[method=post] button:not(.trap)').last().click();
  await page.waitForLoadState();
};

const looked_up = { reference: '00000000', tail: '0000' };
const person = (phone) => fill({ name: '王小明', phone });
const kinds = [
  ['a day that is over', '/book?item=9&day=2026-11-20'],
  ['a day whose deadline is over', '/book?item=9&day=2026-11-23'],
  ['a day too far', '/book?item=9&day=2027-02-01'],
  ['a day that is shut', '/book?item=9&day=2026-11-29'],
  ['a day of which a part is shut', '/book?item=9&day=2026-11-26'],
  ['a day that is full', '/book?item=74&day=2026-11-28'],
  ['a time just taken', '/book?item=74&day=2026-11-27', fill({ name: '王小明', phone: '13812340001', slot: '2026-11-28T09:00' })],
  ['a fixed number without its area', '/book?item=9&day=2026-12-05', person('61234')],
  ['a number too long', '/book?item=9&day=2026-12-05', person('0797-68277370000')],
  ['booked before', '/book?item=9&day=2026-12-05', fill({ name: '王小明', phone: '13811110000', slot: '2026-12-05T09:00' })],
  ['three open bookings', '/book?item=9&day=2026-12-05', fill({ name: '王小明', phone: '13811110003', slot: '2026-12-05T10:00' })],
  ['looked up in vain', '/booking', fill(looked_up)],
  ['no such booking', '/booking/AAAAAAAAAAAAAAAAAAAAAA'],
  ['a receipt', '/booking/OPEN'], ['to move', '/booking/OPEN/move'], ['to edit', '/booking/OPEN/edit'],
  ['a receipt of a day that is shut', '/booking/SHUT'],
  ['cancelled', '/booking/OFF'], ['a cancelled one to be moved', '/booking/OFF/move'],
  ['home', '/'], ['an item', '/items/9/'], ['a window', '/windows/4/'], ['hours', '/hours/'], ['notice', '/notice/'], ['guide', '/guide/'],
  ['privacy', '/privacy/'], ['not found', '/nothing'], ['down', '/503.html'], ['refused', '/429.html'],
];

// Addresses of receipts stand for OPEN, SHUT and OFF.
const tokens = {};
async function prepare() {
  const made = async (booking) => {
    const answer = await stand.book(booking);
    assert.equal(answer.status, 303);
    return answer.headers.get('location').split('/').pop();
  };
  tokens.OPEN = await made({ slot: '2026-12-05T09:00', phone: '13811110000' });
  tokens.SHUT = await made({ slot: '2026-11-29T09:00', phone: '13811110001' });
  tokens.OFF = await made({ slot: '2026-12-05T09:30', phone: '13811110002' });
  await stand.post(`/booking/${tokens.OFF}/cancel`, '');
  for (const item of [10, 11, 12]) await made({ item, slot: '2026-12-05T10:00'.replace('10:00', `1${item - 10}:00`).replace('12:00', '14:30'), phone: '13811110003' });
  let phone = 15000000000;
  for (const slot of free_slots(await (await stand.get('/book?item=74&day=2026-11-28')).text()))
    while ((await stand.book({ item: 74, slot, phone: String(++phone) })).status === 303);
  const who = await sign_in(stand, 'leader', '--role', 'leader');
  for (const fields of [{ day: '2026-11-29' }, { day: '2026-11-26', from: '14' }])
    assert.equal((await close_windows(who, { windows: '4', reason: said, ...fields })).status, 303);
}
await prepare();

// What is wider than the line, with a weekday, breaks before the weekday.
for (const [what, prefix, css, narrow] of [['', ''], ['large, ', '/large', '', 320], ['text of double size, ', '', 'html { font-size: 36px !important }', 390]])
  for (const width of [320, 360, 390])
    test(`${what}${width} px: no date, time or number is broken in messages, in what the hall writes, in Markdown`, async (t) => {
      const context = await browser.newContext({ viewport: { width, height: 640 }, bypassCSP: true });
      t.after(() => context.close());
      const page = await context.newPage();
      const faults = [];
      for (const [name, path, then] of kinds) {
        if (prefix && /\.html|nothing/.test(path)) continue; // these are in one size
        await page.goto(stand.origin + prefix + path.replace(/OPEN|SHUT|OFF/, (word) => tokens[word]));
        await then?.(page);
        if (css) await page.addStyleTag({ content: css });
        await page.evaluate(() => document.querySelectorAll('details').forEach((d) => (d.open = true)));
        for (const fault of await page.evaluate(broken_words, width <= narrow)) faults.push(`${name}: ${fault}`);
      }
      assert.deepEqual(faults, []);
    });

test('what is wrong names numbers that a tap calls', async (t) => {
  const page = await browser.newPage();
  t.after(() => page.close());
  const called = async (path, then, within) => {
    await page.goto(stand.origin + path);
    await then?.(page);
    return page.locator(`${within} a[href^="tel:"]`).evaluateAll((links) => links.map((a) => `${a.textContent} ${a.getAttribute('href')}`));
  };
  assert.deepEqual(await called('/booking', fill(looked_up), '#errors'), ['0797-6939272 tel:+867976939272']);
  assert.deepEqual(await called('/booking/AAAAAAAAAAAAAAAAAAAAAA', null, 'main'), ['0797-6939272 tel:+867976939272']);
  assert.deepEqual(await called('/book?item=9&day=2026-12-05', kinds.find(([name]) => name === 'booked before')[2], '#errors'), ['0797-6827737 tel:+867976827737']);
});
