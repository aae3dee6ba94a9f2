// Links that staff write into pages/*.md: which are left alone, and where a dead one is reported.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFile, cp, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { build, content_copy, temp_folder, top } from '../http/stand.mjs';

// Generates from content/ with `lines` behind the guide: { code, stdout, stderr, guide, dead, line }.
async function with_guide(t, lines, site = join(top, 'site')) {
  const folder = await temp_folder();
  const content = await content_copy(folder);
  const file = join(content, 'pages/guide.md');
  const text = `${(await readFile(file, 'utf8')).trimEnd()}\n\n`;
  await writeFile(file, `${text}${lines.join('\n')}\n`);
  const args = ['--content', content, '--site', site, '--releases', join(folder, 'r'), '--now', '2026-11-23T09:00'];
  const got = await new Promise((done) =>
    execFile(resolve(top, build, 'hallgen'), args, { cwd: top }, (e, stdout, stderr) => done({ code: e ? e.code : 0, stdout, stderr })),
  );
  const guide = await readFile(join(folder, 'r/current/public/guide/index.html'), 'utf8').catch(() => '');
  const large = await readFile(join(folder, 'r/current/public/large/guide/index.html'), 'utf8').catch(() => '');
  const dead = got.stderr.split('\n').filter((l) => l.includes(': DEAD_LINK: ')).map((l) => l.slice(content.length + 1));
  return { ...got, guide, large, dead, line: text.split('\n').length };
}

test('links: other sites, mail, telephone and short messages are left alone, in any case', async (t) => {
  const links = ['http://a.cn/', 'HTTP://a.cn/', 'https://a.cn', 'HttpS://a.cn/x?y#z', 'mailto:a@b.cn', 'MAILTO:a@b.cn', 'tel:0797-6939272', 'Tel:12345', 'sms:12345', 'SMS:12345?body=x', '//a.cn/x'];
  const got = await with_guide(t, [...links.map((l, i) => `[链接${i}](${l})`), '<mailto:c@d.cn> <e@f.cn> <HTTPS://a.cn>']);
  assert.equal(got.code, 0, got.stderr);
  for (const link of links) assert.ok(got.guide.includes(`href="${link.replace('&', '&amp;')}"`), link);
});

test('links: every scheme of another program is left alone; what runs in the page, or only looks like a scheme, is not', async (t) => {
  const links = ['weixin://dl/business', 'geo:26.47,116.01', 'ftp://a.cn/x', 'alipays://platformapi/startapp', 'GEO:1,2'];
  const got = await with_guide(t, links.map((l, i) => `[链接${i}](${l})`));
  assert.equal(got.code, 0, got.stderr);
  for (const link of links) assert.ok(got.guide.includes(`href="${link}"`), link);
  const run = await with_guide(t, ['[甲](javascript:alert(1)) [乙](JavaScript:x) [丙](data:text/html,x) [丁](vbscript:x) [戊](file:///x)']);
  assert.doesNotMatch(run.guide, /javascript:|data:text|vbscript:|file:/i);
  assert.match(run.guide, /戊/);
  const told = run.stderr.split('\n').filter((l) => l.includes('不安全'));
  assert.equal(told.length, 5, run.stderr);
  assert.ok(told[0].includes(`guide.md:${run.line}:1: warning: BAD_VALUE: 链接“javascript:alert(1)”`), told[0]);
  const dead = await with_guide(t, ['[甲](c:/x) [乙](a.cn:80) [丙](tel:) [丁](https:/a.cn) [戊](3a:x) [己](http://)']);
  assert.equal(dead.dead.length, 6, dead.stderr);
  const site = join(await temp_folder(), 'site');
  await cp(join(top, 'site'), site, { recursive: true, filter: (f) => !/site\/releases/.test(f) });
  const file = join(site, 'templates/public/page.html');
  await writeFile(file, (await readFile(file, 'utf8')).replace('<h1', '<p><a href="JavaScript:x">x</a></p><h1'));
  assert.equal((await with_guide(t, [], site)).code, 1);
});

test('links: a telephone number in the text can be called, one in a link stays as it is', async (t) => {
  const got = await with_guide(t, ['问（0797—6939272），或 [打 13812345678 问](../windows/)；编号 122-729-19。']);
  assert.match(got.guide, /问<span class="nb">（<wbr><a href="tel:\+867976939272">0797—6939272<\/a><wbr>），<\/span>或 <a href="..\/windows\/">打 13812345678 问<\/a>；/);
  assert.doesNotMatch(got.guide, /<a[^>]*>[^<]*122-729-19/);
});

test('links: a picture of another site, which no browser shows here, is said and not published', async (t) => {
  const got = await with_guide(t, ['见 ![图](https://a.cn/x.png) 和 ![图](data:image/png;base64,AA)']);
  assert.equal(got.code, 1);
  assert.deepEqual(got.dead, [
    `pages/guide.md:${got.line}:3: error: DEAD_LINK: 图片“https://a.cn/x.png”不在本网站上，网页里不会显示；请删去，或改成链接`,
    `pages/guide.md:${got.line}:30: error: DEAD_LINK: 图片“data:image/png;base64,AA”不在本网站上，网页里不会显示；请删去，或改成链接`,
  ]);
  const own = await with_guide(t, ['![窗口 4 的二维码](/windows/4/qr.png)']);
  assert.equal(own.code, 0, own.stderr);
});

test('links: from the large page, too, they lead to what has no large twin', async (t) => {
  const got = await with_guide(t, ['[表](../data/items.csv) [码](../cards/) ![图](../windows/4/qr.png) [日历](../hours/#year) [字母](data/items.csv)']);
  assert.deepEqual(got.dead.map((line) => line.split(' ')[3]), ['页面'], got.stderr);
  const good = await with_guide(t, ['[表](../data/items.csv?x) [码](../cards/) ![图](../windows/4/qr.png) [日历](../hours/#year)']);
  assert.equal(good.code, 0, good.stderr);
  assert.match(good.guide, /href="\.\.\/data\/items\.csv\?x">表<\/a> <a href="\.\.\/cards\/">码<\/a> <img src="\.\.\/windows\/4\/qr\.png"/);
  assert.match(good.large, /href="\.\.\/\.\.\/data\/items\.csv\?x">表<\/a> <a href="\.\.\/\.\.\/cards\/">码<\/a> <img src="\.\.\/\.\.\/windows\/4\/qr\.png"[^>]*> <a href="\.\.\/hours\/#year">/);
});

test("links: the site's own folders without their last slash are no dead links", async (t) => {
  const got = await with_guide(t, ['[甲](/W/07) [乙](/items/8) [丙](../windows/4) [丁](/guide#打电话预约) [戊](/items?q=x)']);
  assert.equal(got.code, 0, got.stderr);
  const dead = await with_guide(t, ['[甲](/W/99) [乙](/items/999) [丙](/guide#h99) [丁](/hours.ics/)']);
  assert.equal(dead.dead.length, 4, dead.stderr);
});

test('links: addresses with Chinese characters are compared decoded, however they are written', async (t) => {
  const site = join(await temp_folder(), 'site');
  await cp(join(top, 'site'), site, { recursive: true, filter: (f) => !/site\/releases/.test(f) });
  await appendFile(join(site, 'pages.sql'), "\n-- page: floors/{floor}/index.html   template: floor.html\nSELECT DISTINCT floor, 'a&b' AS mark FROM window;\n");
  await writeFile(join(site, 'templates/floor.html'), '<h1 id="楼">{{floor}}</h1><p id="{{mark}}">x</p>\n');
  const got = await with_guide(
    t,
    ['[甲](../floors/二楼/) [乙](../floors/%E4%BA%8C%e6%a5%bc/) [丙](/floors/二楼/?a=1&b=2) [丁](../floors/二楼/#楼) [戊](../floors/%E4%BA%8C楼/#%E6%A5%BC)'],
    site,
  );
  assert.equal(got.code, 0, got.stderr);
  const dead = await with_guide(t, ['[甲](../floors/三楼/) [乙](../floors/%zz/) [丙](../floors/二楼/#层)'], site);
  assert.equal(dead.code, 1);
  assert.equal(dead.dead.length, 3, dead.stderr);
});

test("links: a dead one is reported once, at the author's line and character", async (t) => {
  const got = await with_guide(t, [
    '窗口电话是 {hall.complaint}，没有的 items/x9/ 不算链接。',
    '看[这里](../items/x9/)，再看[那里](../没有的页/)。',
    '',
    '- 一条',
    '  接着，[又一个](../items/x9/)',
    '',
    '> ![图](x&y.png) 和[章节](#h99)',
    '',
    '[引用][r]，<a@b.cn>，[好的](../notice/)，[怪的](c:/x)',
    '',
    '[r]: ../nowhere/',
  ]);
  assert.equal(got.code, 1);
  const at = (line, column) => `pages/guide.md:${got.line + line - 1}:${column}: error: DEAD_LINK: `;
  const places = got.dead.map((l) => l.slice(0, l.indexOf('页面')));
  assert.deepEqual(places, [at(2, 2), at(2, 23), at(5, 6), at(7, 3), at(7, 18), at(9, 1), at(9, 35)], got.stderr);
  assert.match(got.dead[0], /页面 \/guide\/ 的链接“\.\.\/items\/x9\/”没有去处，请改正链接$/);
  assert.match(got.dead[1], /“\.\.\/没有的页\/”/);
});

test('links: a dead one in a template is reported there, once', async (t) => {
  const site = join(await temp_folder(), 'site');
  await cp(join(top, 'site'), site, { recursive: true, filter: (f) => !/site\/releases/.test(f) });
  const file = join(site, 'templates/public/page.html');
  const html = await readFile(file, 'utf8');
  await writeFile(file, html.replace('<h1', '<p><a href="{{root}}itms/">x</a></p><h1'));
  const line = (await readFile(file, 'utf8')).split('\n').findIndex((l) => l.includes('itms/')) + 1;
  const got = await with_guide(t, ['[这里](../items/)'], site);
  assert.equal(got.code, 1);
  const lines = got.stderr.split('\n').filter((l) => l.includes('DEAD_LINK'));
  assert.equal(lines.length, 1, got.stderr);
  assert.ok(lines[0].startsWith(`${file}:${line}:`), lines[0]);
});
