// The list as hallgen publishes it: files to download, pages of items that
// are gone, and what it says about characters without pinyin.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { build, content_copy, hall as frozen, temp_folder, top } from '../http/stand.mjs';

// What the site shows of items.csv (this file quotes nothing).
const list = (await readFile(join(frozen, 'items.csv'), 'utf8')).trim().split(/\r?\n/).slice(1);
const header = '\ufeff序号,责任部门（窗口单位）,事项名称,服务方式,地址,预约、咨询电话,备注,要带什么,收费,窗口号,办件类型,承诺时限,可邮寄,别名,英文名称';
// Such a row with the columns that the list does not have.
const wide = (row) => row.replace(/,([^,]*)$/, ',,,,,,,,$1');

function hallgen(...args) {
  return new Promise((done) =>
    execFile(join(build, 'hallgen'), ['--now', '2026-11-23T10:00', ...args], { cwd: top }, (e, out, err) =>
      done({ status: e ? e.code : 0, out, err }),
    ),
  );
}

// A content folder, its releases, and what stands in the current one.
async function hall(t, change) {
  const folder = await temp_folder();
  const releases = join(folder, 'releases');
  const content = await content_copy(folder, change);
  const self = {
    content,
    page: (path) => readFile(join(releases, 'current/public', path), 'utf8'),
    edit: async (name, change) =>
      writeFile(join(content, name), change(await readFile(join(content, name), 'utf8'))),
    make: async () => {
      const result = await hallgen('--content', content, '--releases', releases);
      assert.equal(result.status, 0, result.err);
      return result;
    },
  };
  await self.make();
  return self;
}

test('/data/items.csv: every number and text of the list, for Excel and WPS', async (t) => {
  const { page } = await hall(t);
  const lines = (await page('data/items.csv')).split('\r\n');
  assert.equal(lines.pop(), '', 'the last line ends too');
  assert.deepEqual(lines, [header, ...list.map(wide)]);
});

test('/data/items.json: the same, and the synonyms', async (t) => {
  const { page } = await hall(t);
  const data = JSON.parse(await page('data/items.json'));
  const rows = data.items.map((i) =>
    [i.no, i.department, i.name, i.mode, i.place, i.phone, i.remark, i.english].join(','),
  );
  assert.deepEqual(rows, list);
  assert.ok(data.items[8].also.includes('身份证丢失'));
  assert.equal(data.items[41].duplicate_of, 40);
  assert.equal(data.items[39].duplicate_of, null);
});

test('every item has a page with its name, department and phone, text unchanged', async (t) => {
  const { page } = await hall(t);
  const missing = [];
  for (const row of list) {
    const [no, department, name, , place, phone] = row.split(',');
    const html = await page(`items/${no}/index.html`);
    for (const text of [`<h1>${name}</h1>`, department, place, phone])
      if (!html.includes(text)) missing.push(`${no}: ${text}`);
  }
  assert.deepEqual(missing, []);
});

test('cells with quotes, commas and formula signs stay one cell, and harmless', async (t) => {
  const { page } = await hall(t, (content) =>
    readFile(join(content, 'items.csv'), 'utf8').then((text) =>
      writeFile(
        join(content, 'items.csv'),
        text.replace(/^(82,.*),[^,]*,$/m, '$1,"=1+1, ""甲"" <b>",'),
      ),
    ),
  );
  assert.match(await page('data/items.csv'), /^82,.*,"'=1\+1, ""甲"" <b>",,,,,,,,\r$/m);
  const json = await page('data/items.json');
  assert.ok(!json.includes('<b>'));
  assert.equal(JSON.parse(json).items[81].remark, '=1+1, "甲" <b>');
});

test('the published list put back as items.csv makes the same site', async (t) => {
  const given = '"- 身份证原件，\n- 照片 2 张",20元,3号窗口,承诺件,5,是,补证、身份证不见了';
  const { content, page, edit, make } = await hall(t, async (to) => {
    const rows = (await readFile(join(to, 'items.csv'), 'utf8')).trimEnd().split(/\r?\n/);
    rows[0] = header;
    rows[9] = wide(rows[9]).replace(/,{8}$/, `,${given},`);
    await writeFile(join(to, 'items.csv'), rows.map((row, i) => (i === 0 || i === 9 ? row : wide(row))).join('\n'));
  });
  const published = await page('data/items.csv');
  assert.match(published, /^9,.*,'- 身份证原件，- 照片 2 张,20元,3号窗口,承诺件,5,是,补证、身份证不见了,\r$/m);
  await writeFile(join(content, 'items.csv'), published);
  assert.match((await make()).out, /新增 0 项、修改 0 项、删除 0 项。\n网站没有变化/);
  const nine = JSON.parse(await page('data/items.json')).items[8];
  assert.deepEqual([nine.bring, nine.fee, nine.counter, nine.kind, nine.promise_days, nine.mailable], ['- 身份证原件，- 照片 2 张', '20元', '3号窗口', 'promise', 5, true]);

  await edit('items.csv', (text) => text.replace('20元,3号窗口', '不收费,4号窗口'));
  const { out } = await hallgen('--diff', '--content', content, '--releases', join(content, '../releases'));
  assert.match(out, /修改 第 9 项 居民身份证申、补、换领：收费“20元”→“不收费”；窗口号“3号窗口”→“4号窗口”\n/);
});

test('the empty table has the same header and its sample row passes the check', async (t) => {
  const { content, page } = await hall(t);
  const text = await page('data/items-template.csv');
  assert.equal(text.split('\r\n')[0], header);
  await writeFile(join(content, 'items.csv'), text);
  await writeFile(join(content, 'aliases.csv'), '序号,别名\n');
  await writeFile(join(content, 'list-notes.csv'), '序号,代码,词,说明,建议\n');
  const { status, err } = await hallgen('--check', '--content', content);
  assert.equal(status, 0, err);
});

// Rows that begin with one of the numbers.
const without = (...numbers) => (text) =>
  text
    .split('\n')
    .filter((line) => !numbers.includes(Number(line.split(',')[0])))
    .join('\n');

test('an item that is gone: its page says so, no list has it, until it comes back', async (t) => {
  const { page, edit, make } = await hall(t);
  const [items, aliases] = await Promise.all(
    ['items.csv', 'aliases.csv'].map((name) => readFile(join(frozen, name), 'utf8')),
  );
  await edit('items.csv', without(82, 40));
  await edit('aliases.csv', without(82, 40));
  const { out } = await make();
  assert.match(out, /删除 2 项/);
  for (const path of ['items/82/index.html', 'large/items/82/index.html']) {
    const html = await page(path);
    assert.match(html, /<h1>还款方式变更<\/h1>/);
    assert.match(html, /这个事项已停止办理或改了名称。请查看同一窗口的其他事项。/);
    assert.match(html, /<meta name="robots" content="noindex">/);
    assert.match(html, /href="[./]*items\/81\/"/);
    assert.doesNotMatch(html, /book\?item=82/);
  }
  for (const path of ['items/index.html', 'sitemap/index.html', 'sitemap.xml', 'windows/16/index.html', 'items/81/index.html'])
    assert.doesNotMatch(await page(path), /items\/82\//, path);
  assert.doesNotMatch(await page('data/items.csv'), /^82,/m);
  assert.ok(!JSON.parse(await page('data/items.json')).items.some((i) => i.no === 82));
  assert.match(await page('items/index.html'), /data-n="42"/, 'its twin is no duplicate any more');

  await edit('pages/guide.md', (text) => `${text}\n再改一次。\n`);
  assert.match((await make()).out, /删除 0 项/);
  assert.match(await page('items/82/index.html'), /已停止办理/, 'it stays over further releases');

  await edit('items.csv', () => items.replace('还款方式变更', '办别的事'));
  const { err } = await make();
  assert.match(err, /items\.csv:83:1: warning: REUSED_NO: 序号 82 原来是已停止办理的“还款方式变更”/);
  assert.doesNotMatch(err, /REUSED_NO: 序号 40/);
  assert.match(await page('items/82/index.html'), /<h1>办别的事/);

  await edit('items.csv', () => items);
  await edit('aliases.csv', () => aliases);
  await make();
  assert.doesNotMatch(await page('items/82/index.html'), /已停止办理/);
});

test('an item that is gone with its window is told at the 综合窗口', async (t) => {
  const { page, edit, make } = await hall(t);
  const funds = [74, 75, 76, 77, 78, 79, 80, 81, 82];
  await edit('items.csv', without(...funds));
  await edit('aliases.csv', without(...funds));
  await edit('windows.csv', without(16));
  await make();
  const html = await page('items/74/index.html');
  assert.match(html, /已停止办理/);
  assert.match(html, /windows\/15\/">综合窗口/);
});

test('NO_PINYIN: a name with a character that pinyin does not find', async (t) => {
  const { content, edit } = await hall(t);
  assert.doesNotMatch((await hallgen('--check', '--content', content)).err, /NO_PINYIN/);
  await edit('items.csv', (text) => text.replace('预拌混凝土（砂浆）', '预拌龘砼（砂浆）'));
  const { status, err } = await hallgen('--check', '--content', content);
  assert.equal(status, 0);
  assert.match(err, /items\.csv:56:3: warning: NO_PINYIN: .*“龘”/);
});

test('the finder gets every character of names and synonyms by its sound', async (t) => {
  const { page, content } = await hall(t, (folder) =>
    appendFile(join(folder, 'aliases.csv'), '82,鑫龘乐\n'),
  );
  const html = await page('items/index.html');
  const table = /data-pinyin="([^"]*)"/.exec(html)[1];
  const known = new Set(table.replace(/[a-z]/g, ''));
  const names = list.map((row) => row.split(',')[2]).join('');
  const words = await readFile(join(content, 'aliases.csv'), 'utf8');
  const unknown = [...new Set(names + words.split('\n').slice(1).join(''))].filter(
    (c) => c >= '\u4e00' && c <= '\u9fff' && !known.has(c),
  );
  assert.deepEqual(unknown, ['龘']);
  assert.match(table, /yue乐/);
  assert.match(table, /le乐/);
});

test('what the hall gives of an item stands on its page, and nothing that it has not given', async (t) => {
  const given = '要带什么,收费,窗口号';
  const { page } = await hall(t, async (to) => {
    const rows = (await readFile(join(to, 'items.csv'), 'utf8')).trimEnd().split(/\r?\n/);
    const wide = rows.map((row, i) => `${row},${i === 0 ? given : i === 9 ? '户口簿、身份证<原件>,工本费20元,3号窗口' : ',,'}`);
    await writeFile(join(to, 'items.csv'), `${wide.join('\n')}\n`);
  });
  const nine = await page('items/9/index.html');
  for (const words of ['<p>户口簿、身份证&lt;原件&gt;</p>', '<p>收费：工本费20元</p>', ' · 3号窗口</p>']) assert.ok(nine.includes(words), words);
  assert.doesNotMatch(nine, /免得白跑/);
  const ten = await page('items/10/index.html');
  assert.match(ten, /请带上办事所需的证件和材料。不清楚的，先打/);
  assert.doesNotMatch(ten, /收费|号窗口/);
});

test('an item whose window has nothing but its duplicate has no list of others', async (t) => {
  const { page } = await hall(t, async (to) => {
    const list = await readFile(join(to, 'items.csv'), 'utf8');
    await writeFile(join(to, 'items.csv'), list.replace(/^(7[6-9]|8[0-2]),.*\n/gm, '').replace(/^74,(.*\n)75,.*/m, '74,$175,$1'));
  });
  assert.match(await page('items/74/index.html'), /出现两次/);
  for (const path of ['items/74/index.html', 'items/75/index.html']) assert.equal(/同一窗口的其他事项/.test(await page(path)), path.includes('75'), path);
});

test('the lines of a cell stay apart in texts and other names, and are one in a name', async (t) => {
  const { page } = await hall(t, async (to) => {
    const rows = (await readFile(join(to, 'items.csv'), 'utf8')).trimEnd().split(/\r?\n/);
    rows[0] += ',要带什么,收费,别名';
    rows[9] = rows[9].replace('居民身份证申', '"居民\n身份证申').replace('换领,', '换领",') + ',"1. 身份证（原件）\n2. 户口簿，\n\n3. Photo\n4 copies","首次：\n20元","证丢了\n补办证件"';
    await writeFile(join(to, 'items.csv'), `${rows.join('\n')}\n`);
  });
  const nine = await page('items/9/index.html');
  for (const words of ['<h1>居民身份证申、补、换领</h1>', '<p>1. 身份证（原件）；2. 户口簿，3. Photo；4 copies</p>', '<p>收费：首次：20元</p>']) assert.ok(nine.includes(words), words);
  assert.deepEqual(JSON.parse(await page('data/items.json')).items[8].also.slice(0, 2), ['证丢了', '补办证件']);
});

test('pages/items/N.md: what an item\'s page says besides; a number that is not in the list is told', async (t) => {
  const { content, page, edit } = await hall(t, async (to) => {
    await mkdir(join(to, 'pages/items'));
    const texts = { '9.md': '## 要带的材料\n\n1. 户口簿\n2. 打 {hall.complaint} 问\n\n|项目|收费|\n|---|---|\n|换领|20元|\n', '999.md': '没有这一项\n', '09.md': '不是序号\n', 'nine.md': '也不是\n' };
    for (const [name, text] of Object.entries(texts)) await writeFile(join(to, 'pages/items', name), text);
  });
  for (const path of ['items/9/index.html', 'large/items/9/index.html']) {
    const html = (await page(path)).replace(/<\/?(span|wbr)\b[^>]*>/g, '');
    assert.match(html, /<article>\s*<h2 id="要带的材料">要带的材料<\/h2>\s*<ol>\s*<li>户口簿<\/li>\s*<li>打 <a href="tel:\+867976939272">0797-6939272<\/a> 问<\/li>/, path);
    assert.match(html, /<td>20元<\/td>/);
    assert.match(html, /article table\{/, 'tables look like those of other texts');
  }
  assert.doesNotMatch(await page('items/10/index.html'), /<article>|article table/);
  const { err } = await hallgen('--check', '--content', content);
  const told = err.split('\n').filter((line) => line.includes('pages/items')).map((line) => line.slice(content.length + 1));
  assert.deepEqual(told, [
    'pages/items/09.md:1:1: warning: BAD_FILE: 文件名应是事项的序号，例如 9.md，这个文件没有使用',
    'pages/items/999.md:1:1: warning: BAD_VALUE: 清单里没有第 999 项，这篇说明没有使用',
    'pages/items/nine.md:1:1: warning: BAD_FILE: 文件名应是事项的序号，例如 9.md，这个文件没有使用',
  ].sort());
  await edit('pages/items/9.md', () => '<b>粗</b>和[没有的页](/nothing/)\n');
  const wrong = (await hallgen('--check', '--content', content)).err;
  assert.match(wrong, /pages\/items\/9\.md:1:1: error: RAW_HTML/);
  await edit('pages/items/9.md', () => '第一行\n\n见[没有的页](/nothing/)\n');
  assert.match((await hallgen('--content', content, '--releases', join(content, '../releases'))).err, /pages\/items\/9\.md:3:2: error: DEAD_LINK/);
});
