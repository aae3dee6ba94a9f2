// What pages must never say again (each was found by use): every
// kind of day at several times, with and without JavaScript, over the real
// generator. Without JavaScript a page is true at any time of its day.
import assert from 'node:assert/strict';
import { appendFile, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { content_copy, hall, temp_folder, top } from '../http/stand.mjs';
import { broken_words } from './probes.mjs';
import { open_browser, serve_site } from './site.mjs';

const browser = await open_browser({ after });
const times = ['08:00', '11:30', '12:30', '16:30', '20:00'];
// Wednesday and Saturday are shut, one window on Thursday, Friday ends at 11:00.
const shut_wednesday = '2026-11-25', shut_saturday = '2026-11-28', shut_window = '2026-11-26', part_day = '2026-11-27';
const special_rows = `,,${shut_wednesday},,,,,休息,,已确认,
,,${shut_saturday},,,,,休息,,已确认,
4,,${shut_window},,,,,休息,,已确认,
,,${part_day},,,8:30,11:00,正常,是,已确认,
`;

async function site_of(t, day, rows = '', change) {
  const content = await content_copy(await temp_folder(), async (to) => {
    await appendFile(join(to, 'hours.csv'), rows);
    await change?.(to);
  });
  const site = await serve_site(t, { now: `${day}T00:00`, content });
  const file = (path) => readFile(join(site.root, path), 'utf8');
  const json_ld = async (path) => JSON.parse(/ld\+json">([^<]*)</.exec(await file(`${path}index.html`))[1]);
  return { ...site, day, file, json_ld };
}

// What is read on pages at a time of the day; null: without JavaScript.
async function* looks(site, time, paths, options = {}) {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 }, timezoneId: 'UTC', javaScriptEnabled: time !== null, ...options });
  const page = await context.newPage();
  page.on('pageerror', (e) => assert.fail(e));
  if (time !== null) await page.clock.setFixedTime(new Date(`${site.day}T${time}:00+08:00`));
  for (const path of paths) {
    await page.goto(site.origin + path);
    const text = (await page.locator('body').innerText()).replace(/\s+/g, ' ');
    const box = page.locator('#now');
    const now = (await box.count()) ? (await box.innerText()).replace(/\s+/g, ' ') : '';
    const head = now ? (await page.locator('#now-head').innerText()).replace(/\s+/g, ' ') : '';
    yield { where: `${site.day} ${time ?? 'no script'} ${path}`, path, page, text, now, head, body: text.replace(/^.*?今天能办事吗/, '') };
  }
  await context.close();
}

async function look(site, time, path) {
  for await (const got of looks(site, time, [path])) return got;
}

const with_now = ['/', '/items/9/', '/items/82/', '/windows/4/', '/windows/16/', '/large/', '/large/items/82/'];
const others = ['/hours/', '/items/', '/windows/', '/notice/', '/guide/', '/404.html', '/503.html'];

for (const day of [shut_wednesday, shut_saturday])
  test(`the hall is shut on ${day}: every page says so, at any time, with and without JavaScript`, async (t) => {
    const site = await site_of(t, day, special_rows);
    for (const time of [null, ...times])
      for await (const { where, path, text, now, head } of looks(site, time, [...with_now, ...others])) {
        assert.match(text, /11月2[58]日（星期[三六]）大厅停办。/, where);
        if (!with_now.includes(path)) continue;
        assert.equal(head, '今天停办', where);
        assert.match(now, /今天不办事。 ?11月\d+日（星期.） 8:30 恢复办公。/, where);
        assert.doesNotMatch(now, /有人值班|直接来|—/, where);
      }
  });

test('a closure for the day has its reason in the panel, with and without JavaScript, and not on the day after', async (t) => {
  const site = { ...(await serve_site(t, { now: '2026-11-25T00:00', closures: ',2026-11-25T00:00,2026-11-26T00:00,"台风"\n,2026-11-26T00:00,2026-11-27T00:00,"台风"\n' })), day: '2026-11-25' };
  for (const time of [null, ...times])
    for await (const { where, now } of looks(site, time, with_now)) assert.match(now, /今天停办 因为台风，今天不办事。 ?11月27日（星期五） 8:30 恢复办公。/, where);
  // a page kept overnight knows of the day it was made for
  for await (const { where, now } of looks({ ...site, day: '2026-11-26' }, '10:00', ['/', '/items/9/'])) assert.match(now, /今天停办 今天不办事。/, where);
});

test('days that will be shut: seven days, calendar, deadlines, .ics, feed, JSON-LD, slots', async (t) => {
  const site = await site_of(t, '2026-11-24', special_rows);
  const home = await look(site, null, '/');
  assert.match(home.text, /11月25日（星期三） 停办 11月26日（星期四） 上班 11月27日（星期五） 上班，只办 8:30—11:00 11月28日（星期六） 停办 11月29日（星期日） 值班/);
  assert.match(home.text, /11月25日（星期三）大厅停办。/, 'the band');
  for (const path of ['/', '/items/9/', '/items/82/']) {
    const { text } = await look(site, null, path);
    assert.doesNotMatch(text, /预约 11月28日/, path);
    assert.match(text, /预约 11月29日（星期日） 11月27日（星期五）17:00 前可约/, path);
  }
  const wide = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await wide.goto(`${site.origin}/hours/`);
  const cells = await wide.locator('#m2026-11 td').allInnerTexts();
  const cell = (n) => cells.find((c) => c.trim().startsWith(String(n))).replace(/\s+/g, ' ').trim();
  assert.deepEqual([cell(25), cell(27), cell(28), cell(29)], ['25 停办', '27 改时间', '28 停办', '29 值班']);
  await wide.close();
  const hours = await look(site, null, '/hours/');
  for (const line of ['11月25日（星期三）大厅停办。', '11月26日（星期四）宁都县公安局户政大队停办。', '11月27日（星期五）大厅只办 8:30—11:00。', '11月28日（星期六）大厅停办。'])
    assert.ok(hours.body.split('几点到几点')[0].includes(line), `${line} comes first`);
  assert.match(hours.text, /工作日 8:30—12:00，14:30—17:30 所有事项，直接来 工作日中午 12:00—14:30 除住房公积金外，直接来 双休日、节假日 8:30—12:00，14:30—17:30 73 项直接来；住房公积金的 9 项要先预约 作息/, 'the usual hours alone');

  const events = (await site.file('hours.ics')).replace(/\r\n[ \t]/g, '').split('BEGIN:VEVENT');
  const summary = (date) => /SUMMARY:(.*)\r/.exec(events.find((e) => e.includes(`DTSTART;VALUE=DATE:${date}`)))?.[1];
  assert.deepEqual(['20261125', '20261128', '20261129'].map(summary), ['宁都县政务服务大厅停办', '宁都县政务服务大厅停办', '宁都县政务服务大厅有人值班']);
  const feed = await site.file('feed.xml');
  assert.match(feed, /29日（星期日）有人值班<\/title>\n<id>[^<]*hours\/#d2026-11-28<\/id>/, 'the id of the weekend, of which one day is shut');
  const titles = [...feed.matchAll(/<title>(11月2.*?)<\/title>/g)].map((m) => m[1]).sort();
  assert.deepEqual(titles, ['11月25日（星期三）停办', '11月26日（星期四）宁都县公安局户政大队停办', '11月27日（星期五）时间有调整', '11月28日（星期六）停办', '11月29日（星期日）有人值班']);
  const special = (await site.json_ld('')).specialOpeningHoursSpecification.map((s) => `${s.validFrom} ${s.opens} ${s.closes} ${s.name}`);
  for (const line of ['2026-11-25 00:00 00:00 停办', '2026-11-27 08:30 11:00 时间有调整', '2026-11-28 00:00 00:00 停办']) assert.ok(special.includes(line), `${line}: ${special}`);
});

test('one window is shut: its page, its items and its JSON-LD say so, the hall does not', async (t) => {
  const site = await site_of(t, shut_window, special_rows);
  for (const time of [null, ...times]) {
    for await (const { where, head } of looks(site, time, ['/windows/4/', '/items/9/', '/large/items/12/'])) assert.equal(head, '今天停办', where);
    for await (const { where, head } of looks(site, time, ['/', '/windows/6/', '/items/14/'])) assert.notEqual(head, '今天停办', where);
  }
  const shut = async (path) => (await site.json_ld(path)).specialOpeningHoursSpecification.some((s) => s.validFrom === shut_window && s.opens === '00:00');
  assert.deepEqual([await shut('windows/4/'), await shut('windows/6/'), await shut('')], [true, false, false]);
});

test('a part-day: its own hours and no others, at any time', async (t) => {
  const site = await site_of(t, part_day, special_rows);
  for (const time of [null, ...times])
    for await (const { where, now } of looks(site, time, with_now))
      if (time === null || time < '11:00') assert.deepEqual(now.match(/\d+:\d+—\d+:\d+/g), ['8:30—11:00'], where);
      else assert.match(now, /现在不办，11月(29|30)日（星期[日一]） .*8:30—12:00/, `${where}: the hours of the next day, by its name`);
  assert.match((await look(site, '10:00', '/items/9/')).now, /现在能办 直接来窗口，今天办到 11:00。/);
  assert.match((await look(site, '11:30', '/items/9/')).now, /现在不办，11月29日（星期日） 8:30 起能办/, 'Saturday is shut');
});

test('each coming closure and shortened day is told on the pages that need it, whatever the clock says', async (t) => {
  const site = await site_of(t, '2026-12-10', `,,2026-12-12,,,,,休息,,已确认,
,,2026-12-14,,,,,休息,,已确认,
,,2026-12-15,,,,,休息,,已确认,
,,2026-12-16,,,8:30,12:00,正常,是,已确认,
4,,2026-12-13,,,,,休息,,已确认,
4,,2026-12-12,,,8:30,12:00,延时,是,已确认,
6,,2026-12-10,,,,,休息,,已确认,
,,2026-12-30,,,,,休息,,已确认,
`);
  const hall = ['12月12日（星期六）大厅停办。', '12月14日（星期一）至12月15日（星期二）大厅停办。', '12月16日（星期三）大厅只办 8:30—12:00。'];
  const [saturday, ...later] = hall;
  const four = ['12月12日（星期六）宁都县公安局户政大队只办 8:30—12:00。', '12月13日（星期日）宁都县公安局户政大队停办。'];
  const six = ['12月10日（星期四）', '停办。'];
  for (const time of [null, '11:30', '20:00'])
    for await (const { where, path, page, text } of looks(site, time, [...with_now, ...others, '/windows/6/'])) {
      const told = (await page.locator('.alert').allInnerTexts()).map((line) => line.replace(/\s+/g, ' ').trim());
      const name_6 = told.find((line) => line.startsWith(six[0]));
      if (path === '/' || path === '/large/') assert.deepEqual(told, [name_6, saturday, ...four, ...later], where);
      else if (/items.9|windows.4/.test(path)) assert.deepEqual(told, [...four, ...later], where);
      else if (path === '/windows/6/') assert.deepEqual(told, [name_6, ...hall], where);
      else assert.deepEqual(told, hall, where);
      if (/items.9/.test(path)) assert.match(text, /预约 12月12日（星期六） 12月11日（星期五）17:00 前可约/, where);
    }
  for await (const { where, head, page } of looks({ ...site, day: '2026-12-12' }, '09:00', ['/windows/4/', '/items/9/'])) {
    assert.equal(head, '现在能办', where);
    assert.doesNotMatch(await page.locator('.alert').first().innerText(), /大厅停办/, where);
  }
});

test('home does not say that all can be done where a window is shut or has other hours', async (t) => {
  const all = /所有事项都能办|能办(大|一)部分事|\d+ 项(直接来就能办；|可以直接来)/;
  const now_of = async (site, time) => {
    const got = await look(site, time, '/');
    return got.now + got.text.replace(/.*已过预约时间/, '');
  };
  for (const [day, row] of [
    ['2026-11-30', '7,,2026-11-30,,,,,休息,,已确认,x\n'],
    ['2026-11-28', '4,,2026-11-28,,,,,休息,,已确认,x\n4,,2026-11-29,,,,,休息,,已确认,x\n'],
    ['2026-11-30', '7,,2026-11-30,,,8:30,11:00,正常,是,已确认,x\n'],
  ]) {
    const site = await site_of(t, day, row);
    for (const time of [null, '11:59', '12:30', '17:00']) assert.doesNotMatch(await now_of(site, time), all, `${row} ${time}`);
    assert.match((await look(site, '11:59', '/')).now, /现在能办 .*有的窗口时间不同，今天办到 17:30/, row);
  }
  const alone = await site_of(t, '2026-11-30', '7,,2026-12-01,,,,,休息,,已确认,x\n');
  assert.match((await look(alone, '11:59', '/')).now, /所有事项都能办，今天办到/);
  assert.match((await look(alone, '12:30', '/')).now, /现在能办大部分事/);
  assert.doesNotMatch((await look({ ...alone, day: '2026-12-01' }, '11:59', '/')).now, all, 'the same page a day later');
});

const kinds_of_day = { workday: '2026-11-24', weekend: '2026-11-28', holiday: '2026-10-01', makeup: '2026-09-20' };

test('without JavaScript no page claims "now"; at 20:00 none says that anything can be done', async (t) => {
  for (const day of Object.values(kinds_of_day)) {
    const site = await site_of(t, day);
    for await (const { where, text, now } of looks(site, null, [...with_now, ...others])) {
      assert.doesNotMatch(text, /现在|可办|已下班|还没上班|正在/, where);
      if (now) assert.match(now, /8:30—(12:00|17:30)/, where);
    }
    for await (const { where, text, head } of looks(site, '20:00', with_now)) {
      assert.match(head, /^现在不办，(明天|\d+月\d+日（星期.）) 8:30 (开门|起能办)$/, where);
      assert.doesNotMatch(text, /现在能办|可办/, where);
    }
  }
});

test('one sentence about weekends; its counts and names are those of the list', async (t) => {
  const rule = (walk_in, of, n) =>
    `双休日、节假日有人值班，${walk_in} 项直接来就能办，也可以先约好时间；${of} ${n} 项要先预约。`;
  const rows = (await readFile(join(hall, 'items.csv'), 'utf8')).trim().split('\n').slice(1);
  const walk_in = rows.filter((r) => r.includes(',错时、延时服务,')).length;
  const pages = ['/', '/guide/', '/posters/0/', '/large/'];
  const site = await site_of(t, kinds_of_day.workday);
  for await (const { where, text } of looks(site, null, pages)) assert.ok(text.includes(rule(walk_in, '住房公积金的', rows.length - walk_in)), where);
  const revised = await site_of(t, kinds_of_day.weekend, '', async (to) => {
    const list = await readFile(join(to, 'items.csv'), 'utf8');
    await writeFile(join(to, 'items.csv'), list.replace(/^(9,.*),错时、延时服务,/m, '$1,预约服务,'));
  });
  const all = async (from, to_mode, words) => {
    const one = await site_of(t, kinds_of_day.weekend, '', async (to) => {
      const list = await readFile(join(to, 'items.csv'), 'utf8');
      await writeFile(join(to, 'items.csv'), list.replaceAll(`,${from},`, `,${to_mode},`));
    });
    for await (const { where, text } of looks(one, null, pages)) assert.ok(text.includes(`双休日、节假日有人值班，${words}。`), `${where}: ${text}`);
    assert.doesNotMatch((await look(one, null, '/')).now, /(^|[，。；！ ])[；。]/);
  };
  await all('预约服务', '错时、延时服务', `${rows.length} 项直接来就能办，也可以先约好时间`);
  await all('错时、延时服务', '预约服务', `${rows.length} 项要先预约`);
  for await (const { where, text } of looks(revised, null, pages)) assert.ok(text.includes(rule(walk_in - 1, '其他', rows.length - walk_in + 1)), where);
  assert.equal((await look(revised, '10:00', '/')).head, '现在能办大部分事');
  for (const [path, words] of [
    ['/items/10/', '双休日、节假日 8:30—12:00，14:30—17:30 直接来，不用预约'],
    ['/items/9/', '双休日、节假日 8:30—12:00，14:30—17:30 要先预约'],
    ['/windows/4/', '双休日、节假日有人值班，没有标“要先预约”的事项直接来就能办，也可以先约好时间。'],
    ['/windows/16/', '双休日、节假日在这个窗口办事要先预约。'],
  ])
    assert.ok((await look(revised, null, path)).text.includes(words), path);
});

test('a window that weekends and holidays do not serve is in no sentence about them', async (t) => {
  const pages = ['/', '/guide/', '/posters/0/', '/large/', '/hours/'];
  const shut = (window) => `${window},双休日、节假日,,,,,,休息,,已确认,\n`;
  for (const [rows, sentence, calendar, item_75] of [
    [shut(16), '双休日、节假日有人值班，73 项直接来就能办，也可以先约好时间；住房公积金的 9 项不办。', '73 项直接来；住房公积金的 9 项不办', '不办'],
    [shut(7) + shut(8), '双休日、节假日有人值班，64 项直接来就能办，也可以先约好时间；住房公积金的 9 项要先预约；其他 9 项不办。', '64 项直接来；住房公积金的 9 项要先预约；其他 9 项不办', '要先预约'],
    // a day, and a season that is shut, are told by themselves
    [`16,,2026-11-28,,,,,休息,,已确认,\n16,双休日、节假日,,2026-12-01,2026-12-31,,,休息,,已确认,\n`, '双休日、节假日有人值班，73 项直接来就能办，也可以先约好时间；住房公积金的 9 项要先预约。', '73 项直接来；住房公积金的 9 项要先预约', '要先预约'],
    [shut(''), '双休日、节假日不办。', null, '不办'],
    [shut('') + '4,双休日、节假日,,,,9:00,12:00,延时,是,已确认,\n', '双休日、节假日有人值班，4 项直接来就能办，也可以先约好时间；其他 78 项不办。', null, '不办'],
  ]) {
    const site = await site_of(t, kinds_of_day.workday, rows, async (to) => {
      await mkdir(join(to, 'pages/items'));
      await writeFile(join(to, 'pages/items/75.md'), '{list.weekend}。');
    });
    for await (const { where, path, text } of looks(site, null, pages)) {
      const words = path === '/hours/' ? calendar : sentence;
      if (words) assert.ok(text.includes(words), `${rows}${where}: ${text}`);
    }
    const { text } = await look(site, null, '/items/75/');
    assert.ok(text.includes(sentence), rows);
    assert.match(text, new RegExp(`双休日、节假日[ 0-9:—，]* ${item_75}`), rows);
    assert.equal(text.includes('预约双休日、节假日'), item_75 !== '不办', rows);
    // at noon of a working day it is the item that decides
    assert.match((await look(site, '12:30', '/')).now, /住房公积金的 9 项 14:30 起办/, rows);
  }
});

test('weekends and holidays that have other hours, or none, are told apart', async (t) => {
  const hours = '8:30—12:00，14:30—17:30';
  const counts = '73 项直接来就能办，也可以先约好时间；住房公积金的 9 项要先预约';
  for (const [rows, sentence, item, calendar] of [
    [',节假日,,,,,,休息,,已确认,\n', `双休日有人值班，${counts}；节假日不办。`, `双休日 ${hours} 直接来，不用预约 节假日 不办`, `双休日 ${hours} 73 项直接来`],
    [',双休日,,,,,,休息,,已确认,\n', `节假日有人值班，${counts}；双休日不办。`, `双休日 不办 节假日 ${hours} 直接来，不用预约`, `节假日 ${hours} 73 项直接来`],
    ['9,节假日,,,,9:00,11:00,延时,是,已确认,\n', `双休日、节假日有人值班，${counts}。`, `双休日 ${hours} 直接来，不用预约 节假日 9:00—11:00 直接来，不用预约`, `双休日、节假日 ${hours} 73 项直接来`],
    ['', `双休日、节假日有人值班，${counts}。`, `双休日、节假日 ${hours} 直接来，不用预约`, `双休日、节假日 ${hours} 73 项直接来`],
  ]) {
    // a day before a holiday, so that the calendar has both kinds ahead
    const site = await site_of(t, '2026-09-15', rows);
    for await (const { path, text } of looks(site, null, ['/', '/guide/', '/posters/0/', '/items/28/', '/hours/']))
      assert.ok(text.includes({ '/items/28/': item, '/hours/': calendar }[path] ?? sentence), `${rows}${path}: ${text}`);
  }
});

test('办到 is the last hour of the day for that item; at noon an item without 错时 says when it opens again', async (t) => {
  const workday = await site_of(t, kinds_of_day.workday, '4,工作日,,,,9:00,11:00,正常,是,已确认,\n');
  for (const [time, item_14, item_82, item_9] of [
    ['08:00', /现在不办，今天 8:30 起能办/, /现在不办，今天 8:30 起能办/, /现在不办，今天 9:00 起能办/],
    ['11:30', /现在能办 .*今天办到 17:30，中午不休息。/, /现在能办 .*今天办到 17:30，12:00—14:30 休息。/, /现在不办，明天 9:00 起能办 明天是11月25日（星期三）工作日/],
    ['12:30', /现在能办 中午不休息，.*今天办到 17:30。/, /现在不办，14:30 起能办 现在是休息时间，到时直接来，不用预约。 8:30—12:00 14:30—17:30/, /现在不办/],
    ['16:30', /现在能办 .*今天办到 17:30。/, /现在能办 .*今天办到 17:30。/, /现在不办/],
    ['20:00', /现在不办，明天 8:30 起能办/, /现在不办，明天 8:30 起能办/, /现在不办/],
  ])
    for (const [path, words] of [['/items/14/', item_14], ['/items/82/', item_82], ['/items/9/', item_9]])
      assert.match((await look(workday, time, path)).now, words, `${time} ${path}`);
  for (const day of [kinds_of_day.weekend, kinds_of_day.holiday]) {
    const duty = await site_of(t, day);
    assert.match((await look(duty, '11:30', '/items/9/')).now, /现在能办 .*今天办到 17:30，12:00—14:30 休息。/, day);
    assert.match((await look(duty, '12:30', '/items/9/')).now, /现在不办，14:30 起能办/, day);
    for (const time of ['08:00', '11:30', '12:30', '16:30'])
      assert.match((await look(duty, time, '/items/82/')).now, /要先预约 .*(11月30日（星期一）|10月8日（星期四）) 8:30 起不用预约。/, day);
  }
});

test('paper and JSON-LD name no hours in which that window does not work, and no complaint phone for bookings', async (t) => {
  const site = await site_of(t, kinds_of_day.workday, '6,双休日、节假日,,,,,,休息,,已确认,\n');
  const noon = ['12:00', '14:30'].join('—');
  for await (const { where, path, text } of looks(site, null, ['/posters/0/', '/posters/4/', '/posters/6/', '/posters/15/', '/posters/16/', '/cards/'])) {
    assert.equal(text.includes('8:30—17:30 中午不停办'), !/cards|16/.test(path), where);
    assert.equal(text.includes(noon), false, where);
    assert.doesNotMatch(text.replaceAll(/监督投诉电话：\s*0797-6939272/g, ''), /6939272/, where);
    assert.doesNotMatch(text, /截图|截屏/, where);
  }
  assert.match((await look(site, null, '/posters/4/')).text, /不会扫码？打电话约，或在本窗口当面约 0797-6827737/);
  assert.match((await look(site, null, '/posters/15/')).text, /不会扫码？在本窗口当面约/);
  assert.match((await look(site, null, '/posters/0/')).text, /不会扫码？打窗口电话约，或到综合窗口当面约/);
  assert.match((await look(site, null, '/posters/16/')).text, /双休日、节假日办事要先预约/);
  const six = (await look(site, null, '/posters/6/')).text;
  assert.doesNotMatch(six, /双休日|节假日/, 'a window that is shut then');

  const opens = async (path) => (await site.json_ld(path)).openingHoursSpecification.map((s) => s.opens);
  assert.deepEqual(await opens('windows/4/'), ['08:30', '12:00', '14:30', '08:30', '14:30']);
  assert.deepEqual(await opens('windows/16/'), ['08:30', '14:30', '08:30', '14:30']);
  assert.deepEqual(await opens('windows/6/'), ['08:30', '12:00', '14:30']);
  for (const path of ['', 'hours/', 'windows/15/', 'items/72/']) assert.doesNotMatch(JSON.stringify(await site.json_ld(path)), /6939272/, path);
  assert.equal((await site.json_ld('windows/4/')).telephone, '0797-6827737');
});

test('no date, time or phone is broken across lines, nothing is wider than 320 px, 更新于 is the date of the page', async (t) => {
  const site = await site_of(t, '2026-11-24', special_rows);
  const pages = [...with_now.filter((p) => !p.startsWith('/large')), '/hours/', '/windows/', '/windows/9/', '/windows/15/', '/guide/', '/privacy/', '/503.html', '/404.html'];
  for (const width of [320, 360, 412, 1280])
    for (const time of [null, '12:30', '20:00'])
      for await (const { where, page, text } of looks(site, time, width === 1280 ? pages : [...pages, '/items/', '/en/', ...['', 'items/', 'items/9/', 'items/82/', 'windows/', 'windows/9/', 'hours/', 'guide/', 'en/'].map((p) => `/large/${p}`)], { viewport: { width, height: 640 } })) {
        assert.deepEqual(await page.evaluate(broken_words), [], `${width} px ${where}`);
        if (!where.endsWith('/en/')) assert.match(text, /更新于2026年11月24日。/, where);
        assert.doesNotMatch(text, /日历截至|页面内容截至/, where);
      }
});

test('one word for one thing; headlines without words of the office', async (t) => {
  const site = await site_of(t, '2026-11-24', special_rows);
  const files = (await readdir(site.root, { recursive: true })).filter((f) => /\.(html|xml|ics)$/.test(f) && !f.includes('notice/'));
  assert.ok(files.length > 200);
  for (const file of files) assert.doesNotMatch(await site.file(file), /窗口和电话|咨询、预约电话|调休上班|怎么预约|预约办理|网上预约这件事|页面上方/, file);
  for (const name of (await readdir(join(top, 'site/templates'), { recursive: true })).filter((f) => f.endsWith('.html')))
    assert.doesNotMatch(await readFile(join(top, 'site/templates', name), 'utf8'), /窗口和电话|咨询、预约电话|怎么预约|预约办理/, name);
  for (const day of Object.values(kinds_of_day)) {
    const own = await site_of(t, day);
    for (const time of [null, ...times])
      for await (const { where, page } of looks(own, time, [...with_now.slice(0, 4), '/hours/', '/guide/', '/posters/']))
        for (const text of await page.locator('h1, h2, h3').allInnerTexts())
          assert.doesNotMatch(text, /错时|延时|正常办公|值班延时/, `${where}: ${text}`);
  }
});

test('a day whose deadline is over says so and names the next that can be booked', async (t) => {
  const friday = await site_of(t, '2026-11-27');
  for (const path of ['/', '/items/9/', '/items/82/']) {
    const before = (await look(friday, '16:59', path)).text;
    assert.match(before, /预约 11月28日（星期六） 11月27日（星期五）17:00 前可约/, path);
    assert.doesNotMatch(before, /已过预约时间/, path);
    const late = (await look(friday, '17:00', path)).text;
    assert.match(late, /11月28日（星期六）(到11月29日（星期日）)?已过预约时间（11月27日（星期五）17:00 截止）.*下一个能约的是12月5日（星期六）。/, path);
    assert.doesNotMatch(late, /预约 11月28日/, path);
    assert.match(late, /预约 12月5日（星期六） 12月4日（星期五）17:00 前可约/, path);
  }
  assert.match((await look(friday, '17:00', '/items/9/')).text, /17:00 截止），可以直接来。/);
  assert.doesNotMatch((await look(friday, '17:00', '/items/82/')).text, /可以直接来/);
  const saturday = await site_of(t, '2026-11-28');
  for (const path of ['/', '/items/9/'])
    for (const time of [null, '10:00'])
      assert.match((await look(saturday, time, path)).text, /11月29日（星期日）已过预约时间（11月27日（星期五）17:00 截止）.*下一个能约的是12月5日（星期六）。/, `${path} ${time}`);
});

test('a holiday whose deadline is over is told in one line, and two days behind it can be booked', async (t) => {
  for (const [day, lines, next] of [
    ['2026-12-31', /1月1日（星期五）到1月3日（星期日）已过预约时间（12月31日（星期四）17:00 截止）[^。]*。下一个能约的是1月9日（星期六）。/g, ['1月9日（星期六）', '1月10日（星期日）']],
    ['2026-09-30', /10月1日（星期四）到10月7日（星期三）已过预约时间（9月30日（星期三）17:00 截止）[^。]*。下一个能约的是10月11日（星期日）。/g, ['10月11日（星期日）', '10月17日（星期六）']],
  ]) {
    const eve = await site_of(t, day);
    for (const path of ['/', '/items/9/', '/windows/16/']) {
      const { text } = await look(eve, '17:00', path);
      assert.equal([...text.matchAll(/已过预约时间/g)].length, 1, `${day} ${path}`);
      assert.equal([...text.matchAll(lines)].length, 1, `${day} ${path}: ${text}`);
      assert.deepEqual([...text.matchAll(/预约 (\d+月\d+日（星期.）)/g)].map((m) => m[1]), next, `${day} ${path}`);
      assert.equal([...(await look(eve, '16:59', path)).text.matchAll(/预约 \d+月/g)].length, 2, `${day} ${path}`);
    }
  }
});

test('days that hours.csv does not let be booked are not offered', async (t) => {
  const site = await site_of(t, '2026-11-25', '', async (to) => {
    const hours = await readFile(join(to, 'hours.csv'), 'utf8');
    await writeFile(join(to, 'hours.csv'), hours.replaceAll(',延时,是,', ',延时,否,'));
  });
  for await (const { where, text } of looks(site, null, ['/', '/items/9/', '/windows/16/'])) assert.doesNotMatch(text, /预约 \d+月|可约/, where);
});

test('days beyond the last that can be booked are not offered, nor named as the next', async (t) => {
  const site = await site_of(t, '2026-11-27', '', async (to) => {
    const conf = await readFile(join(to, 'hall.conf'), 'utf8');
    await writeFile(join(to, 'hall.conf'), conf.replace(/^booking.horizon_days = .*$/m, 'booking.horizon_days = 7'));
  });
  for (const path of ['/', '/items/82/']) {
    assert.match((await look(site, '16:59', path)).text, /预约 11月29日/, path);
    assert.doesNotMatch((await look(site, '17:00', path)).text, /预约 \d+月|下一个能约的/, path);
  }
});
