// Content that no office program writes: one clear finding in Chinese and exit 1, never a
// crash, a wait or English.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { build, content_copy, temp_folder, top } from '../http/stand.mjs';

const run = promisify(execFile);

// The errors of a run on a copy of the hall's content that `spoil` has changed:
// { code, errors, stderr, stdout }. The time limit only ends a run that waits for ever.
async function spoilt(t, spoil) {
  const folder = await temp_folder();
  const content = await content_copy(folder);
  await spoil(content);
  const args = ['--content', content, '--releases', join(folder, 'r'), '--now', '2026-11-23T09:00'];
  const got = await new Promise((done) =>
    execFile(resolve(top, build, 'hallgen'), args, { cwd: top, timeout: 120000, maxBuffer: 1 << 26 }, (e, stdout, stderr) =>
      done({ code: e ? e.code : 0, stdout, stderr }),
    ),
  );
  const lines = got.stderr.split('\n').filter((l) => l);
  for (const line of lines) assert.match(line, /^[^\n]+:\d+:\d+: (error|warning|note): [A-Z_]+: .*[\u4e00-\u9fff]/);
  return { ...got, errors: lines.filter((l) => l.includes(': error: ')).map((l) => l.slice(content.length + 1)) };
}

const replace = (file, make) => async (content) => {
  await rm(join(content, file), { recursive: true });
  await make(join(content, file));
};
const write = (file, data) => (content) => writeFile(join(content, file), data);
const append = (file, data) => async (content) => writeFile(join(content, file), Buffer.concat([await readFile(join(content, file)), Buffer.from(data)]));

const loop = '读不了：.*链接绕成了圈';
const odd = '读不了：.*不是普通文件';
const blank = 'EMPTY: 文件是空的';
const cases = [];
for (const file of ['hall.conf', 'items.csv', 'windows.csv', 'hours.csv', 'noon.csv', 'acknowledged.csv']) {
  cases.push([`${file} a link to itself`, replace(file, (f) => symlink(basename(f), f)), `${file}:1:1: error: BAD_FILE: ${loop}`]);
  cases.push([`${file} a folder`, replace(file, (f) => mkdir(f)), `${file}:1:1: error: BAD_FILE: ${odd}`]);
  cases.push([`${file} a pipe`, replace(file, (f) => run('mkfifo', [f])), `${file}:1:1: error: BAD_FILE: ${odd}`]);
  cases.push([`${file} of 100 MB`, (content) => truncate(join(content, file), 100 << 20), `${file}:1:1: error: BAD_FILE: 读不了：.*太大，最多 \\d+ 字节`]);
  cases.push([`${file} empty`, write(file, ''), `${file}:1:1: error: ${blank}`]);
  cases.push([`${file} a byte order mark alone`, write(file, '\uFEFF'), `${file}:1:1: error: ${blank}`]);
}
for (const file of ['items.csv', 'hours.csv', 'noon.csv'])
  cases.push([`${file} of NULs`, write(file, Buffer.alloc(5000)), `${file}:1:1: error: BAD_FILE: 没有找到表头，应有一行写着“`]);
cases.push(
  ['hall.conf of NULs', write('hall.conf', Buffer.alloc(5000)), 'hall.conf:1:1: error: ENCODING: 第 1 行有乱码'],
  ['hall.conf of broken bytes', write('hall.conf', Buffer.from('\xff\x80\n'.repeat(1000), 'latin1')), 'hall.conf:1:1: error: ENCODING: 第 1 行有乱码'],
  ['a link to nothing for a table that may be absent', replace('noon.csv', (f) => symlink('/nonexistent', f)), 'noon.csv:1:1: error: BAD_FILE: 读不了：.*没有这个文件'],
  ['items.csv with a cell of 3 MB', append('items.csv', `83,${'x'.repeat(3e6)},,,,\n`), 'items.csv:84:2: error: BAD_VALUE: .*内容太长，最多 4096 个字节'],
  ['items.csv with a row of a million cells', append('items.csv', `${','.repeat(1e6)}x\n`), 'items.csv:84:9: error: BAD_FILE: 第 84 行：有 1000001 格'],
  [
    'items.csv with 100,082 rows',
    append('items.csv', Array.from({ length: 1e5 }, (_, i) => `${i + 1000},综合窗口,事项${i},预约服务,服务大厅一楼,0797-6939272,\n`).join('')),
    'items.csv:1:1: error: BAD_FILE: 有 100082 项，最多 100000 项',
  ],
  ['pages/ missing', (content) => rm(join(content, 'pages'), { recursive: true }), 'pages:1:1: error: BAD_FILE: 没有这个文件夹，或打不开'],
  ['pages/ a file', replace('pages', (f) => writeFile(f, '')), 'pages:1:1: error: BAD_FILE: 没有这个文件夹，或打不开'],
  [
    'more pages than there may be',
    async (content) => {
      for (let i = 0; i < 101; i++) await cp(join(content, 'pages/guide.md'), join(content, `pages/p${i}.md`));
    },
    'pages:1:1: error: BAD_FILE: 有 104 个页面，最多 100 个',
  ],
  ['a page of 300 KB', append('pages/guide.md', 'x'.repeat(3e5)), 'pages/guide.md:1:1: error: BAD_FILE: 读不了：.*太大，最多 262144 字节'],
  ['a page whose title stands twice', write('pages/guide.md', '---\ntitle: 甲\ntitle: 乙\n---\n'), 'pages/guide.md:3:1: error: BAD_VALUE: 第 3 行：“title”写了两次'],
  ['a workbook that is a pipe', async (content) => (await rm(join(content, 'items.csv')), run('mkfifo', [join(content, 'items.xlsx')])), 'items.xlsx:1:1: error: BAD_FILE: 读不了：.*不是普通文件'],
  ['a workbook that is none', async (content) => (await rm(join(content, 'items.csv')), writeFile(join(content, 'items.xlsx'), 'PK\x03\x04 and more')), 'items.xlsx:1:1: error: BAD_FILE: 读不了：文件已损坏'],
);
for (const name of ['items', 'book', 'staff', 'healthz', 'large', 'sitemap'])
  cases.push([`pages/${name}.md, whose address is taken`, (content) => cp(join(content, 'pages/guide.md'), join(content, `pages/${name}.md`)), `pages/${name}.md:1:1: error: BAD_FILE: 网址 /${name}/ 已有别的页面，请换一个文件名`]);

for (const [what, spoil, words] of cases)
  test(`hostile: ${what}: one error`, async (t) => {
    const got = await spoilt(t, spoil);
    assert.equal(got.code, 1, got.stderr);
    assert.equal(got.errors.length, 1, got.errors.join('\n'));
    assert.match(got.errors[0], new RegExp(`^${words}`));
  });

test('hostile: content/ that is a file, a link to itself or not there is one error', async (t) => {
  const folder = await temp_folder();
  await writeFile(join(folder, 'file'), '');
  await symlink('loop', join(folder, 'loop'));
  for (const name of ['file', 'loop', 'none']) {
    const got = await run(resolve(top, build, 'hallgen'), ['--content', join(folder, name), '--releases', join(folder, 'r')], { cwd: top }).catch((e) => e);
    assert.equal(got.code, 1);
    assert.equal(got.stderr.split('\n').filter((l) => l.includes(': error: ')).join(), `${join(folder, name)}:1:1: error: BAD_FILE: 没有这个文件夹，或打不开`);
  }
});

test('hostile: names of files are printed on one line, in valid UTF-8', async (t) => {
  const got = await spoilt(t, async (content) => {
    await writeFile(join(content, 'pages/x\ny.md'), '');
    await writeFile(Buffer.concat([Buffer.from(join(content, 'pages/')), Buffer.from([0xff]), Buffer.from('.md')]), '');
  });
  assert.equal(got.code, 0);
  assert.match(got.stderr, /pages\/x y\.md:1:1: warning: BAD_FILE: 文件名只能用小写英文字母/);
  assert.match(got.stderr, /pages\/\?\.md:1:1: warning: BAD_FILE: 文件名只能用小写英文字母/);
});

for (const [what, text] of [['brackets', '['], ['braces', '{'], ['block quotes', '>'], ['emphasis', '*a_'], ['links', '[a](']])
  test(`hostile: a page of 200 KB of ${what} is published`, async (t) => {
    const got = await spoilt(t, append('pages/guide.md', text.repeat(2e5 / text.length)));
    assert.equal(got.code, 0, got.stderr);
  });

test('hostile: lines that end with CR alone are lines', async (t) => {
  const got = await spoilt(t, async (content) => {
    for (const file of ['items.csv', 'hall.conf', 'pages/guide.md']) await writeFile(join(content, file), (await readFile(join(content, file), 'utf8')).replace(/\r?\n/g, '\r'));
  });
  assert.equal(got.code, 0, got.stderr);
  assert.match(got.stdout, /82 项/);
});
