// What is open now: the home page and the
// items at fixed moments, whatever zone the device is in, with and without
// JavaScript; and what machines read: calendar file, structured data, feed.
import assert from 'node:assert/strict';
import { appendFile, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { Stand, content_copy, temp_folder, top } from '../http/stand.mjs';
import { open_browser, serve_site } from './site.mjs';

const site = await serve_site({ after }, { now: '2026-09-14T10:00' });
const browser = await open_browser({ after });

// The texts of a page at a moment of the hall's clock.
async function look(moment, path = '/', { zone = 'Asia/Shanghai', js = true, from = site, ...options } = {}) {
  const context = await browser.newContext({
    viewport: { width: 360, height: 640 },
    timezoneId: zone,
    javaScriptEnabled: js,
    ...options,
  });
  const page = await context.newPage();
  if (moment && js) await page.clock.setFixedTime(new Date(`${moment}:00+08:00`));
  page.on('pageerror', (e) => assert.fail(e));
  await page.goto(from.origin + path);
  const text = (selector) => page.locator(selector).first().innerText();
  const got = {
    state: (await text('#now-head')).replace(/\s+/g, ' '),
    say: (await text('#now-say')).replace(/\s+/g, ''),
    day: (await text('#now [data-put=day]')) + ' ' + (await text('#now [data-put=kind]')),
    hours: (await page.locator('#now-hours li').allInnerTexts()).map((t) => t.replace(/\s+/g, ' ').trim()),
    unknown: await text('#now-unknown'),
    main: await text('main'),
    tops: await page.evaluate(() =>
      ['#now-head', '#now-hours', '#q'].map((s) => {
        const box = document.querySelector(s)?.getBoundingClientRect();
        return box && box.bottom;
      }),
    ),
  };
  await context.close();
  return got;
}

// The moment, the state, words of the sentence, the day's kind
const moments = [
  ['2026-11-24T08:00', '现在不办，今天 8:30 开门', '今天是工作日：', '工作日'],
  ['2026-11-24T11:30', '现在能办', '所有事项都能办，今天办到17:30。', '工作日'],
  ['2026-11-24T12:30', '现在能办大部分事', '中午不停办，今天办到17:30；住房公积金的9项14:30起办。', '工作日'],
  ['2026-11-24T16:30', '现在能办', '所有事项都能办，今天办到17:30。', '工作日'],
  ['2026-11-27T20:00', '现在不办，明天 8:30 开门', '明天是11月28日（星期六）双休日：', '工作日'],
  ['2026-09-20T10:00', '现在能办', '今天补班，和工作日一样', '补班'],
  ['2026-11-28T10:00', '现在能办大部分事', '直接来就能办，今天办到17:30，12:00—14:30休息；住房公积金的9项要先预约，今天的已经约不上。', '双休日'],
  ['2026-10-01T10:00', '现在能办大部分事', '直接来就能办，今天办到17:30', '国庆节假期'],
  ['2027-03-02T10:00', '现在能办', '所有事项都能办，今天办到17:30。', '工作日'],
  ['2026-12-31T18:00', '现在不办，明天 8:30 开门', '明天是1月1日（星期五）元旦假期：', '工作日'],
];
for (const zone of ['UTC', 'America/New_York', 'Asia/Shanghai'])
  test(`ten moments on a device in ${zone}`, async () => {
    for (const [moment, state, words, kind] of moments) {
      const now = await look(moment, '/', { zone });
      assert.equal(now.state, state, moment);
      assert.ok(now.say.includes(words), `${moment}: ${now.say}`);
      assert.ok(now.day.endsWith(' ' + kind), `${moment}: ${now.day}`);
      assert.equal(/放假安排未公布/.test(now.unknown), moment.startsWith('2027'), moment);
    }
  });

test('states change at the minute, and 11:00 and 16:00 change nothing', async () => {
  for (const [moment, state] of [
    ['2026-11-24T08:29', '现在不办，今天 8:30 开门'],
    ['2026-11-24T08:30', '现在能办'],
    ['2026-11-24T11:00', '现在能办'],
    ['2026-11-24T11:59', '现在能办'],
    ['2026-11-24T12:00', '现在能办大部分事'],
    ['2026-11-24T14:29', '现在能办大部分事'],
    ['2026-11-24T14:30', '现在能办'],
    ['2026-11-24T16:00', '现在能办'],
    ['2026-11-24T17:29', '现在能办'],
    ['2026-11-24T17:30', '现在不办，明天 8:30 开门'],
    ['2026-11-28T13:00', '现在不办，14:30 开门'],
    ['2026-10-10T10:00', '现在能办'],
    ['2026-12-31T23:59', '现在不办，明天 8:30 开门'],
    ['2027-01-01T00:00', '现在不办，今天 8:30 开门'],
  ])
    assert.equal((await look(moment)).state, state, moment);
});

test('the Saturday of 14 February 2026 is a working day, 15 February a holiday', async (t) => {
  const from = await serve_site(t, { now: '2026-02-01T10:00' });
  const saturday = await look('2026-02-14T10:00', '/', { from });
  assert.equal(saturday.state, '现在能办');
  assert.match(saturday.day, /^2月14日（星期六） 补班$/);
  assert.match((await look('2026-02-15T10:00', '/', { from })).say, /^现在能办大部分事直接来就能办/);
});

test('days after those the page carries follow the week, with 以公布后为准', async () => {
  for (const [moment, state] of [
    ['2028-05-08T10:00', '现在能办'],
    ['2028-05-07T10:00', '现在能办大部分事'],
    ['2036-01-01T10:00', '现在能办'],
  ]) {
    const now = await look(moment);
    assert.equal(now.state, state, moment);
    assert.match(now.unknown, new RegExp(`${moment.slice(0, 4)}年放假安排未公布，以公布后为准`));
  }
});

test('next days whose arrangement is not published say so once', async (t) => {
  for (const [now, times] of [['2026-12-28T10:00', 1], ['2026-11-24T10:00', 0], ['2027-01-02T10:00', 1]]) {
    const { main } = await look(now, '/', { from: await serve_site(t, { now }) });
    assert.equal(main.match(/放假安排未公布/g)?.length ?? 0, times, now);
  }
});

test('a page carries at least 13 months of days', async () => {
  const html = await readFile(join(site.root, 'index.html'), 'utf8');
  const clock = JSON.parse(/id="clock">([^<]*)</.exec(html)[1]);
  assert.ok(clock.kinds.length >= 396);
  assert.equal(clock.hours.length, clock.kinds.length);
});

test('at noon items with 错时 can be done, the others say when they open again', async () => {
  const noon = '2026-11-24T12:30';
  assert.equal((await look(noon, '/items/9/')).state, '现在能办');
  assert.equal((await look(noon, '/items/82/')).state, '现在不办，14:30 起能办');
  assert.equal((await look('2026-11-28T10:00', '/items/9/')).state, '现在能办');
  assert.equal((await look('2026-11-28T10:00', '/items/82/')).state, '要先预约');
  const item = await look('2026-11-24T10:00', '/items/82/');
  assert.equal(item.say, '现在能办直接来窗口，今天办到17:30，12:00—14:30休息。');
  assert.match((await look('2026-11-24T10:00', '/items/9/')).say, /办到17:30，中午不休息。$/);
  assert.deepEqual(item.hours, ['8:30—12:00', '14:30—17:30']);
  // no seam where nothing stops; on duty there is a break
  for (const time of ['10:00', '12:30', '20:00']) assert.deepEqual((await look(`2026-11-24T${time}`, '/items/9/')).hours, ['8:30—17:30'], time);
  assert.deepEqual((await look('2026-11-28T10:00', '/items/9/')).hours, ['8:30—12:00', '14:30—17:30']);
});

test('hours of one day and of one window show on that day and there only', async (t) => {
  const { content_copy, temp_folder } = await import('../http/stand.mjs');
  const { appendFile } = await import('node:fs/promises');
  const content = await content_copy(await temp_folder(), (to) =>
    appendFile(join(to, 'hours.csv'), '4,工作日,,,,9:00,11:00,正常,是,已确认,\n,,2026-11-25,,,9:00,10:00,正常,是,已确认,\n'),
  );
  const from = await serve_site(t, { now: '2026-11-23T10:00', content });
  assert.deepEqual((await look('2026-11-24T10:00', '/items/9/', { from })).hours, ['9:00—11:00']);
  assert.equal((await look('2026-11-24T12:30', '/items/4/', { from })).state, '现在能办');
  assert.deepEqual((await look('2026-11-25T09:30', '/', { from })).hours, ['9:00—10:00 所有事项']);
  assert.equal((await look('2026-11-25T10:30', '/', { from })).state, '现在不办，明天 8:30 开门');
});

// Share of the characters of a that b has, in any order.
function same_share(a, b) {
  const left = new Map();
  for (const c of b.replace(/\s/g, '')) left.set(c, (left.get(c) ?? 0) + 1);
  const characters = [...a.replace(/\s/g, '')];
  const same = characters.filter((c) => left.get(c) > 0 && left.set(c, left.get(c) - 1));
  return same.length / characters.length;
}

test('without JavaScript the same text to 95 % and the date it is true for', async () => {
  for (const path of ['/', '/items/9/', '/items/82/']) {
    const off = await look(null, path, { js: false });
    const on = await look('2026-09-14T10:00', path);
    assert.ok(same_share(on.main, off.main) >= 0.95, `${path}: ${same_share(on.main, off.main)}`);
    assert.ok(same_share(off.main, on.main) >= 0.95, path);
    assert.deepEqual(on.hours, off.hours, path);
  }
  const off = await look(null, '/', { js: false });
  assert.match(await readFile(join(site.root, 'index.html'), 'utf8'), /更新于<\/span><[^>]*>2026年9月14日。/);
  assert.match(off.main, /9月21日（星期一）/, 'seven days ahead');
});

test('at 360×640 the first screen of home has state, hours and the search', async () => {
  for (const [moment] of moments) {
    const { tops } = await look(moment);
    for (const bottom of tops) assert.ok(bottom > 0 && bottom <= 640, `${moment}: ${tops}`);
  }
});

test('a deadline that has passed is said, with the next day that can be booked', async () => {
  const before = await look('2026-09-18T16:59');
  assert.match(before.main, /预约 9月19日（星期六）\s+9月18日（星期五）17:00 前可约/);
  assert.doesNotMatch(before.main, /已过预约时间/);
  const late = await look('2026-09-18T17:00');
  assert.doesNotMatch(late.main, /预约 9月19日/);
  assert.match(late.main, /9月19日（星期六）已过预约时间（9月18日（星期五）17:00 截止），73 项可以直接来。下一个能约的是9月25日（星期五）。/);
  assert.match(late.main, /预约 9月25日（星期五）\s+9月24日（星期四）17:00 前可约/);
  assert.match(late.main, /预约 9月26日（星期六）/, 'the day that is over has a successor');
});

test('a page left open says the new state by itself', async () => {
  const context = await browser.newContext({ timezoneId: 'UTC' });
  const page = await context.newPage();
  await page.clock.install({ time: new Date('2026-11-24T11:59:50+08:00') });
  await page.goto(`${site.origin}/`);
  assert.equal(await page.locator('#now-head').innerText(), '现在能办');
  await page.clock.runFor(30_000);
  assert.equal(await page.locator('#now-head').innerText(), '现在能办大部分事');
  await context.close();
});

test('month grids at any width, three and the others at a tap; 今天, 补班 and holidays in words; twelve on one A4', async () => {
  const page = await browser.newPage();
  for (const [path, width] of [['/hours/', 360], ['/hours/', 1280], ['/large/hours/', 360]]) {
    await page.setViewportSize({ width, height: 640 });
    await page.goto(site.origin + path);
    assert.equal(await page.locator('.month:visible').count(), 3, path);
    const september = page.locator('#m2026-09');
    assert.equal(await september.locator('th[scope=col]').count(), 7);
    assert.deepEqual(
      (await september.locator('td[class], td[aria-current]').allInnerTexts()).slice(4, 9).map((t) => t.replace(/\s+/g, '')),
      ['14今天', '19值班', '20补班', '25值班', '26值班'],
    );
    assert.equal((await september.locator('p').innerText()).trim(), '9月20日（星期日）补班。9月25日（星期五）至9月27日（星期日）中秋节。');
    await page.getByRole('link', { name: '看后面的月份' }).click();
    assert.equal(await page.locator('.month:visible').count(), 13, path);
    await page.goto(`${site.origin}${path}#m2027-03`); // as feed.xml links
    assert.ok(await page.locator('#m2027-03').isVisible(), path);
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    assert.equal(pdf.match(/\/Type \/Page\b(?!s)/g).length, 1, `${path}: twelve months on one sheet`);
  }
  await page.close();
});

test('hours.ics: RFC 5545 lines, one event a day on duty, each with its deadline', async () => {
  const text = await readFile(join(site.root, 'hours.ics'), 'utf8');
  const lines = text.split('\r\n');
  assert.equal(lines.pop(), '');
  for (const line of lines) {
    assert.ok(Buffer.byteLength(line) <= 75, line);
    assert.doesNotMatch(line, /[\r\n]|^$/);
  }
  const whole = lines.join('\r\n').replace(/\r\n[ \t]/g, '').split('\r\n');
  assert.equal(whole[0], 'BEGIN:VCALENDAR');
  assert.equal(whole.at(-1), 'END:VCALENDAR');
  for (const line of whole) assert.match(line, /^[A-Z-]+(;[A-Z]+=[A-Z]+)?:./);
  const events = whole.join('\n').split('BEGIN:VEVENT\n').slice(1);
  const uids = new Set(events.map((e) => /^UID:(.+)$/m.exec(e)[1]));
  assert.equal(uids.size, events.length);
  assert.ok(events.length > 100);
  const first = events.find((e) => e.includes('DTSTART;VALUE=DATE:20261001\n'));
  assert.match(first, /DTEND;VALUE=DATE:20261002\n/);
  assert.match(first, /DESCRIPTION:国庆节，8:30—12:00，14:30—17:30。请在9月30日（星期三）17:00前预约。/);
  assert.ok(!events.some((e) => e.includes('DTSTART;VALUE=DATE:20260920')), 'a make-up day is no duty day');
});

async function json_ld(path) {
  const html = await readFile(join(site.root, path, 'index.html'), 'utf8');
  return JSON.parse(/<script type="application\/ld\+json">([^<]*)<\/script>/.exec(html)[1]);
}

test('JSON-LD of the hall with hours and special days, of windows, of items', async () => {
  for (const path of ['', 'hours', 'windows/4']) {
    const office = await json_ld(path);
    assert.equal(office['@type'], 'GovernmentOffice');
    assert.equal(office.openingHoursSpecification.length, 5);
    assert.deepEqual(office.openingHoursSpecification[0].dayOfWeek.length, 5);
    assert.equal(office.openingHoursSpecification[0].opens, '08:30');
    assert.match(office.openingHoursSpecification[0].description, /待确认/);
    const days = office.specialOpeningHoursSpecification.map((d) => `${d.validFrom} ${d.validThrough} ${d.opens} ${d.name}`);
    assert.ok(days.includes('2026-10-01 2026-10-07 08:30 国庆节'), String(days));
    assert.ok(days.includes('2026-09-20 2026-09-20 08:30 国庆节补班'), String(days));
    assert.ok(!days.some((d) => d.startsWith('2027')), 'what is not announced is not told as a fact');
  }
  const item = await json_ld('items/9');
  assert.equal(item['@type'], 'GovernmentService');
  assert.equal(item.provider.telephone, '0797-6827737');
});

test('feed.xml: well-formed, each entry with its moment and a place that exists', async () => {
  const page = await browser.newPage();
  const xml = await readFile(join(site.root, 'feed.xml'), 'utf8');
  const entries = await page.evaluate((text) => {
    const feed = new DOMParser().parseFromString(text, 'application/xml');
    if (feed.querySelector('parsererror')) return null;
    return [...feed.querySelectorAll('entry')].map((e) => [
      e.querySelector('id').textContent,
      e.querySelector('updated').textContent,
      e.querySelector('link').getAttribute('href'),
    ]);
  }, xml);
  await page.close();
  assert.ok(entries.length > 3);
  assert.equal(new Set(entries.map((e) => e[0])).size, entries.length);
  const hours = await readFile(join(site.root, 'hours/index.html'), 'utf8');
  for (const [, updated, link] of entries) {
    assert.match(updated, /^20\d\d-\d\d-\d\dT00:00:00\+08:00$/);
    assert.ok(updated <= '2026-09-14T00:00:00+08:00', updated);
    const anchor = /hours\/#(m[\d-]+)$/.exec(link);
    if (anchor) assert.ok(hours.includes(`id="${anchor[1]}"`), link);
  }
});

test('feed.xml: a duty period is one entry of one id until its deadline is over, also when a day of it is shut', async (t) => {
  const entries = async (now, content) => {
    const { root } = await serve_site(t, { now, content });
    const xml = await readFile(join(root, 'feed.xml'), 'utf8');
    return [...xml.matchAll(/<title>(.*?有人值班)<\/title>\s*<id>.*?\/(hours\/#[^<]*)<\/id>/g)].map((m) => [m[2], m[1]]);
  };
  const shut = await content_copy(await temp_folder(), (dir) => appendFile(join(dir, 'hours.csv'), ',,2026-10-03,,,,,休息,,已确认,\n'));
  const of = (list) => list.find(([id]) => id === 'hours/#d2026-10-01')?.[1];
  assert.equal(of(await entries('2026-09-28T10:00')), '10月1日（星期四）至10月7日（星期三）（国庆节）有人值班');
  const split = await entries('2026-09-29T10:00', shut);
  assert.equal(of(split), '10月1日（星期四）至10月2日（星期五）（国庆节）、10月4日（星期日）至10月7日（星期三）（国庆节）有人值班');
  assert.equal(split.filter(([, title]) => /10月[1-7]日/.test(title)).length, 1);
  assert.equal(of(await entries('2026-09-30T10:00')), undefined, 'its deadline is today: the feed is made once a day');
  const over = await entries('2026-10-01T00:30');
  assert.equal(of(over), undefined);
  assert.ok(over.length > 0, 'the next ones are there');
});

test('several complaint phones are a link each, on pages of both programs', async (t) => {
  const content = await content_copy(await temp_folder(), async (dir) => {
    const conf = await readFile(join(dir, 'hall.conf'), 'utf8');
    await writeFile(join(dir, 'hall.conf'), `${conf.replace(/^hall.complaint.*$/m, '')}\nhall.complaint = 0797-6939272、12345\n`);
  });
  const both = '<a class="nb" href="tel:+867976939272">0797-6939272</a>、<a class="nb" href="tel:12345">12345</a>';
  const stand = await Stand.start(t, { now: '2026-09-14T10:00', content });
  for (const path of ['/', '/items/9/', '/guide/', '/privacy/', '/book?item=9', '/nowhere']) {
    const html = await (await stand.get(path)).text();
    assert.ok(html.includes(both), path);
    assert.doesNotMatch(html, />0797-6939272、12345</, path);
  }
});

test('every telephone link is in international form, the complaint phone too', async () => {
  for (const path of ['', 'windows', 'items/9', 'large']) {
    const html = await readFile(join(site.root, path, 'index.html'), 'utf8');
    const links = [...html.matchAll(/href="tel:([^"]*)"/g)].map((m) => m[1]);
    assert.ok(links.includes('+867976939272'), path);
    for (const link of links) assert.match(link, /^\+86\d{10,11}$/, path);
  }
});

test('nothing is wider than 320 px, also in the large version and with 200 % text', async () => {
  const page = await browser.newPage({ viewport: { width: 320, height: 640 } });
  for (const variant of ['/', '/large/'])
    for (const path of ['', 'items/9/', 'hours/', 'windows/', 'windows/10/', 'notice/', 'sitemap/', 'guide/']) {
      await page.goto(site.origin + variant + path);
      for (const size of variant === '/' ? ['', '225%'] : ['']) {
        await page.evaluate((s) => (document.documentElement.style.fontSize = s), size);
        const wider = await page.evaluate(() =>
          [...document.querySelectorAll('body *')].filter((e) => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 0.5).map((e) => e.outerHTML.slice(0, 60)),
        );
        assert.deepEqual(wider, [], `${variant}${path} ${size}: ${wider}`);
      }
    }
  await page.close();
});

test('the large version has text of 24 px and more, targets of 60 px, one column, few links', async () => {
  const page = await browser.newPage({ viewport: { width: 360, height: 640 } });
  for (const path of ['', 'items/9/', 'hours/', 'windows/', 'windows/4/', 'sitemap/']) {
    await page.goto(`${site.origin}/large/${path}`);
    const got = await page.evaluate(() => ({
      small_text: [...document.querySelectorAll('body *')]
        .filter((e) => e.checkVisibility() && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
        .filter((e) => !e.closest('.skip, .hush') && parseFloat(getComputedStyle(e).fontSize) < 24)
        .map((e) => e.outerHTML.slice(0, 80)),
      small_targets: [...document.querySelectorAll('a, button, input')]
        .filter((e) => e.checkVisibility() && !e.matches('.skip') && e.getBoundingClientRect().height < 59.5)
        .map((e) => e.outerHTML.slice(0, 80)),
      links: [...document.querySelectorAll('main a')].filter((e) => !e.closest('ul, ol, table, dl')).length,
      canonical: document.querySelector('link[rel=canonical]').href,
      twin: document.querySelector('.twin').href,
    }));
    assert.deepEqual(got.small_text, [], path);
    assert.deepEqual(got.small_targets, [], path);
    assert.ok(got.links <= 5, path);
    assert.equal(new URL(got.canonical).pathname, `/${path}`);
    assert.equal(got.twin, `${site.origin}/${path}`);
  }
  await page.close();
});

test('scripts keep to ES5', async () => {
  for (const name of (await readdir(join(top, 'site/assets'))).filter((f) => f.endsWith('.js'))) {
    const code = (await readFile(join(top, 'site/assets', name), 'utf8')).replace(/\/\*[^]*?\*\/|\/\/.*/g, '');
    assert.doesNotMatch(code, /=>|`|\b(let|const|class|async|await)\b|\.\.\.|\.(includes|padStart|startsWith|find|closest|append)\(/, name);
  }
});

test('a printed item is one page with its address, without navigation', async () => {
  const page = await browser.newPage();
  await page.goto(`${site.origin}/items/9/`);
  await page.emulateMedia({ media: 'print' });
  const text = await page.locator('body').innerText();
  assert.match(text, /网址：http\S+\/items\/9\//);
  assert.doesNotMatch(text, /大字版|查我的预约|现在|今天办到/);
  assert.match(text, /（星期.）.*\s+8:30—1[27]:[03]0/, 'the day and its hours');
  const pdf = (await page.pdf()).toString('latin1');
  assert.ok(pdf.match(/\/Type \/Page\b(?!s)/g).length <= 2);
  await page.close();
});

test('what is sent of every page is ≤ 14,336 bytes, of the typical one ≤ 8 K; the script ≤ 3 K', async () => {
  const files = (await readdir(site.root, { recursive: true })).filter((f) => f.endsWith('index.html'));
  const sizes = await Promise.all(files.map(async (f) => (await stat(join(site.root, `${f}.gz`))).size));
  assert.ok(files.length > 200);
  assert.ok(Math.max(...sizes) <= 14336, files[sizes.indexOf(Math.max(...sizes))]);
  assert.ok(sizes.sort((a, b) => a - b)[sizes.length >> 1] <= 8192, `${sizes[sizes.length >> 1]}`);
  const script = await readFile(join(top, 'site/assets/now.js'));
  assert.ok(gzipSync(script, { level: 9 }).length <= 3072);
});
