// The finder in a browser, on the real list.
import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { content_copy, temp_folder, top } from '../http/stand.mjs';
import { open_browser, serve_site } from './site.mjs';

const phone = '0797-6939272';
const site = await serve_site({ after });
const browser = await open_browser({ after });
const page = await browser.newPage();
page.on('pageerror', (e) => assert.fail(e));
await page.clock.setFixedTime('2026-11-23T10:00:00+08:00');
await page.goto(`${site.origin}/items/`);

// The numbers of the items found, best first.
function find(words) {
  return page.evaluate((text) => {
    const input = document.getElementById('q');
    input.value = text;
    input.dispatchEvent(new Event('input'));
    return [...document.querySelectorAll('#found > li > a')].map((a) => +/(\d+)\/$/.exec(a.href)[1]);
  }, words);
}

async function found(cases) {
  for (const [words, ...items] of cases) assert.deepEqual(await find(words), items, words);
}
async function first(cases) {
  for (const [words, item] of cases) assert.equal((await find(words))[0], item, words);
}

test('a part of the name, the number, the end of the phone number', async () => {
  await found([
    ['身份证', 9],
    ['9', 9],
    ['4', 4],
    ['82', 82],
    ['6813927', 4, 5, 6, 7],
    ['0797-6813927', 4, 5, 6, 7],
    ['48274', 1, 2, 3],
  ]);
});

test('the end of each of several numbers, and no number in two of them', async (t) => {
  const content = await content_copy(await temp_folder(), async (dir) => {
    const file = join(dir, 'items.csv');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^(9,.*),0797-6827737,/m, `$1,0797-6827737、0797-6821234,`).replace('居民身份证申', `${'A'.repeat(99)}居民身份证申`));
  });
  const two = await serve_site(t, { content });
  const ends = async (words) => {
    await page.goto(`${two.origin}/items/?q=${words}`);
    return page.locator('#found > li > a[href$="/9/"]').count();
  };
  t.after(() => page.goto(`${site.origin}/items/`));
  await page.setViewportSize({ width: 320, height: 640 });
  t.after(() => page.setViewportSize({ width: 1280, height: 720 }));
  assert.deepEqual([await ends('27737'), await ends('1234'), await ends('27737-0797')], [1, 1, 0]);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
});

test('pinyin: initials, syllables, both, and both readings of 行 and 调', async () => {
  await first([
    ['sfz', 9],
    ['SFZ', 9],
    ['shenfenzheng', 9],
    ['shenfz', 9],
    ['yyzz', 39],
    ['xingshizheng', 21],
    ['wltwtx', 16],
    ['wltwth', 16],
    ['lvguan', 13],
  ]);
  assert.ok((await find('yh')).length > 0, '银行抵押 has 行 read hang');
});

test('what people say instead of the words of the list', async () => {
  await first([
    ['补证', 9],
    ['护照', 14],
    ['过户', 4],
    ['网签', 8],
    ['医保报销', 32],
    ['开公司', 39],
    ['营业执照', 39],
  ]);
  assert.equal((await find('身份证丢了'))[0], 9);
});

test('order: name from its start, name, synonym, department', async () => {
  await first([['护照', 14], ['社保', 28], ['公证', 49]]);
  const items = await find('医保');
  assert.deepEqual(items.slice(0, 2), [32, 33]);
  assert.ok(items.indexOf(48) > 1, 'a synonym comes behind the names');
  const funds = await find('公积金');
  assert.equal(funds[0], 78);
  assert.equal(funds.length, 9);
});

test('full-width, blanks, capitals and punctuation do not matter', async () => {
  await found([
    ['９', 9],
    ['　身份证　', 9],
    ['ＳＦＺ', 9],
    ['身 份 证', 9],
    ['居民身份证申补换领', 9],
    ['户籍、身份证!', 9],
    ['ktv', 58],
  ]);
});

test('开饭店 finds both that one needs; each result says the floor and the phone', async () => {
  assert.deepEqual((await find('开饭店')).slice(0, 2).sort(), [40, 41]);
  assert.equal(await page.locator('#found small').first().innerText(), '宁都县市场监督管理局 二楼 · 0797-6812190 · 现在能办');
  assert.equal(await page.locator('#other').innerText(), `没有要找的？打 ${phone} 问。`);
});

test('a result says whether it can be done now, by the hours of today, and nothing on another day', async (t) => {
  const closures = '4,2026-11-25T00:00,2026-11-26T00:00,"停电"\n9,2026-11-25T00:00,2026-11-25T12:00,"检修"\n';
  const words = { 身份证: [9], 租房提取: [74], 社保: [28] };
  const said = {
    '2026-11-25T08:00': ['今天停办', '今天 8:30 起能办', '今天 12:00 起能办'],
    '2026-11-25T10:00': ['今天停办', '现在能办', '今天 12:00 起能办'],
    '2026-11-25T12:30': ['今天停办', '今天 14:30 起能办', '现在能办'],
    '2026-11-25T17:29': ['今天停办', '现在能办', '现在能办'],
    '2026-11-25T20:00': ['今天停办', '今天已经下班', '今天已经下班'],
    '2026-11-26T10:00': ['', '', ''], // the page was kept overnight
    '2026-11-28T10:00': ['现在能办', '今天只办约好的', '现在能办'],
  };
  for (const [time, states] of Object.entries(said)) {
    const made = await serve_site(t, { now: `${time > '2026-11-27' ? '2026-11-28' : '2026-11-25'}T00:00`, closures });
    const context = await browser.newContext({ timezoneId: 'America/New_York' });
    const at = await context.newPage();
    await at.clock.setFixedTime(new Date(`${time}:00+08:00`));
    for (const [i, word] of Object.keys(words).entries()) {
      await at.goto(`${made.origin}/items/?q=${encodeURIComponent(word)}`);
      const line = await at.locator(`#found a[href$="/${words[word]}/"] small`).innerText();
      assert.equal(line.split(' · ')[2] ?? '', states[i], `${time} ${word}: ${line}`);
    }
    await context.close();
  }
});

test('a word written with other characters of the same sound is understood', async () => {
  await first([['身分证', 9], ['户照', 14]]);
});

test('an exact duplicate is shown once, under both of its numbers', async () => {
  await found([['个体工商户登记', 40], ['42', 40], ['40', 40], ['43', 41]]);
});

test('what the hall does not do: no result, the phone and the list by unit', async () => {
  for (const words of ['结婚登记', '低保', '殡葬补贴', '今天天气怎样', 'qqqq', '怎么办', '99999', '的确良']) {
    assert.deepEqual(await find(words), [], words);
    assert.equal(await page.locator('#none').innerText(), `没有找到“${words}”。换个词试试，或打电话问：${phone}。`);
    assert.match(await page.locator('#none a').getAttribute('href'), /^tel:(\+86|0)797-?6939272$/);
    assert.ok(await page.locator('#all').isVisible());
  }
});

test('the count is announced and an empty field shows the whole list', async () => {
  await find('公积金');
  assert.equal(await page.locator('#count').getAttribute('role'), 'status');
  assert.equal(await page.locator('#count').innerText(), '找到 9 项');
  assert.ok(!(await page.locator('#all').isVisible()));
  assert.deepEqual(await find('  '), []);
  assert.equal((await page.locator('#count').innerText()).trim(), '');
  assert.equal(await page.locator('#all li li, #all section li').count(), 80);
});

test('nothing typed can become markup or break the search', async () => {
  for (const words of ['<b>身份证</b>', '"><script>', '[(*+?\\', '%E8%BA%AB', '𠮷😀', 'z'.repeat(50), 'e'.repeat(50)])
    await find(words);
  await find('<i id=evil>');
  assert.equal(await page.locator('#evil').count(), 0);
});

test('the address keeps ?q= and a page opened with it shows the same', async () => {
  await find('公积金');
  await page.waitForFunction(() => location.search === '?q=%E5%85%AC%E7%A7%AF%E9%87%91');
  await page.reload();
  assert.equal(await page.locator('#q').inputValue(), '公积金');
  assert.equal(await page.locator('#found > li').count(), 9);
  await page.goto(`${site.origin}/items/?from=x&q=sfz+`);
  assert.equal(await page.locator('#found > li').count(), 1);
  await page.goto(`${site.origin}/items/?q=%E8%BA`);
  assert.ok(await page.locator('#all').isVisible());
  await page.goto(`${site.origin}/items/?q=sfz`);
  await page.waitForFunction(() => /q=/.test(document.querySelector('.twin').href));
  await page.click('.twin');
  await page.waitForURL(/large\/items\/\?q=sfz$/);
  assert.equal(await page.locator('#found a').getAttribute('href'), '../items/9/');
  await page.goto(`${site.origin}/items/`);
});

test('the search on the home page leads to what it finds', async () => {
  for (const home of ['/', '/large/']) {
    await page.goto(site.origin + home);
    await page.fill('#q', '身份证丢了');
    await page.press('#q', 'Enter');
    await page.waitForURL(new RegExp(`${home}items/\\?q=`));
    assert.match(await page.locator('#found a').first().textContent(), /^居民身份证/);
  }
  await page.goto(`${site.origin}/items/`);
});

test('keyboard alone: type, Enter, Tab to the first result, Enter', async () => {
  await page.goto(`${site.origin}/items/`);
  await page.focus('#q');
  await page.keyboard.type('hz');
  const name = await page.locator('#found a').first().textContent();
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'count');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent.trim()), name);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/items\/\d+\/$/);
  await page.goBack();
  assert.equal(await page.locator('#q').inputValue(), 'hz');
  await page.goto(`${site.origin}/items/`);
});

test('without JavaScript: the whole list by unit, and the form leads to it', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const plain = await context.newPage();
  await plain.goto(`${site.origin}/items/`);
  await plain.fill('#q', '身份证');
  await plain.click('#find button');
  await plain.waitForURL(/\/items\/\?q=/);
  assert.equal(await plain.locator('#all section').count(), 16);
  assert.equal(await plain.locator('#all section li').count(), 80);
  assert.ok(await plain.locator('#all').isVisible());
  await context.close();
});

test('arriving with ?q= over a slow line moves nothing', async () => {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 } });
  const slow = await context.newPage();
  const session = await context.newCDPSession(slow);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false, latency: 400, downloadThroughput: 50000, uploadThroughput: 50000,
  });
  await slow.addInitScript(() => {
    window.shifts = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.shifts += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await slow.goto(`${site.origin}/items/?q=sfz`);
  await slow.locator('#found > li').first().waitFor();
  // observers are told of a frame after it was drawn
  await slow.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))));
  assert.equal(await slow.evaluate(() => window.shifts), 0);
  assert.equal(await slow.locator('#found > li').count(), 1);
  await context.close();
});

test('the script is ES5, for the browsers inside WeChat, 支付宝, UC and QQ', () => {
  const script = readFileSync(join(top, 'site/assets/finder.js'), 'utf8').replace(/\/\*[^]*?\*\//g, '');
  assert.doesNotMatch(script, /=>|`|\b(let|const|class|async|await)\s|\.\.\.|\?\.|\?\?/);
  assert.doesNotMatch(script, /\.(includes|startsWith|endsWith|padStart|normalize|closest|append|remove|replaceAll|matchAll|from|assign)\(/);
});

test('the page is at most 14,336 bytes and its script 3 K, compressed', () => {
  for (const path of ['items/index.html', 'large/items/index.html']) {
    const html = readFileSync(join(site.root, path));
    const script = /<script>(.*?)<\/script>/s.exec(html)[1];
    assert.ok(statSync(join(site.root, `${path}.gz`)).size <= 14336, path);
    assert.ok(gzipSync(script, { level: 9 }).length <= 3 * 1024, 'script');
  }
});

// tuning: what the finder was made with; held-out: written before it; fresh: a
// harder set, written when it was done.
test('phrases that people say: the right item first, or among five', async (t) => {
  const rows = readFileSync(join(top, 'tests/data/phrases.csv'), 'utf8').trim().split('\n').slice(1);
  const least = { tuning: [0.95, 0.98], 'held-out': [0.95, 0.98], fresh: [0.86, 0.96] };
  for (const set of Object.keys(least)) {
    const missed = [];
    let n = 0, top1 = 0, top5 = 0;
    for (const [kind, phrase, numbers] of rows.map((row) => row.split(','))) {
      if (kind !== set) continue;
      const right = numbers.split(' ').map(Number);
      const rank = (await find(phrase)).findIndex((no) => right.includes(no));
      n++;
      top1 += rank === 0;
      top5 += rank >= 0 && rank < 5;
      if (rank !== 0) missed.push(phrase);
    }
    t.diagnostic(`${set}: ${n} phrases, first ${top1}, among five ${top5} ${missed.join(' ')}`);
    assert.ok(top1 >= least[set][0] * n && top5 >= least[set][1] * n, `${set}: ${top1}, ${top5} of ${n}: ${missed}`);
  }
});
