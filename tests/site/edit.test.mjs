// How staff keep the list: as a workbook, and with a preview that follows every save.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { build, hall, temp_folder, top } from '../http/stand.mjs';

const run = promisify(execFile);
const hallgen = resolve(top, build, 'hallgen');

// A copy of the tests' hall with the list as items.xlsx.
async function with_workbook(t) {
  const content = join(await temp_folder(), 'content');
  await cp(hall, content, { recursive: true });
  await rm(join(content, 'items.csv'));
  await cp(join(top, 'tests/data/items.xlsx'), join(content, 'items.xlsx'));
  return content;
}

const check = (content, env = {}) =>
  run(hallgen, ['--content', content, '--check', '--now', '2026-11-23T09:00'], { cwd: top, env: { ...process.env, ...env } }).then(
    (r) => ({ code: 0, ...r }),
    (r) => r,
  );

test('工作簿: items.xlsx gives the same 82 items as items.csv, and findings name it', async (t) => {
  const { code, stdout, stderr } = await check(await with_workbook(t));
  assert.equal(code, 0, stderr);
  assert.match(stdout, /82 项/);
  const faults = (text) => text.split('\n').filter((l) => l.includes('/items.')).map((l) => l.replace(/^.*\/items\.(csv|xlsx)/, ''));
  const csv = await check(hall);
  const sheet = /(?<=: [A-Z_]+: )工作表“[^”]+” /;
  assert.deepEqual(faults(stderr).map((l) => l.replace(sheet, '')), faults(csv.stderr));
  assert.doesNotMatch(csv.stderr, /工作表/);
  for (const line of faults(stderr).filter((l) => /第 \d+ 行 第 \d+ 列/.test(l))) assert.match(line, sheet, 'a warning names the sheet like an error');
  assert.ok(faults(stderr).length > 10);
  assert.match(stderr, /items\.xlsx:16:3: warning: TYPO_SUSPECT/);
});

test('工作簿: a table kept twice is an error that names both files', async (t) => {
  const content = await with_workbook(t);
  await cp(join(hall, 'items.csv'), join(content, 'items.csv'));
  const { code, stderr } = await check(content);
  assert.equal(code, 1);
  assert.ok(stderr.includes(`${content}/items.xlsx:1:1: error: BAD_FILE: 同一张表有两份：这个文件和 items.csv；请只留一份`), stderr);
});

test('工作簿: no other program is needed, nor looked for', async (t) => {
  const { code, stderr } = await check(await with_workbook(t), { PATH: '/nonexistent' });
  assert.equal(code, 0, stderr);
});

test('工作簿: content/example.xlsx is a hall to begin with, each of its sheets a table', async (t) => {
  const content = join(await temp_folder(), 'content');
  await cp(hall, content, { recursive: true });
  for (const name of ['items', 'windows', 'hours', 'holidays', 'statutory', 'noon', 'aliases', 'acknowledged']) {
    await rm(join(content, `${name}.csv`));
    await cp(join(top, 'content/example.xlsx'), join(content, `${name}.xlsx`));
  }
  await rm(join(content, 'list-notes.csv'));
  const { code, stdout, stderr } = await check(content);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /8 项，16 个窗口/);
});

test('--watch: every save is published, a fault keeps the last good site, SIGTERM ends it', async (t) => {
  const folder = await temp_folder();
  const content = join(folder, 'content');
  const releases = join(folder, 'releases');
  await cp(hall, content, { recursive: true });
  const site = join(folder, 'site');
  await cp(join(top, 'site'), site, { recursive: true });
  const child = spawn(hallgen, ['--watch', '--content', content, '--site', site, '--releases', releases], { cwd: top, stdio: ['ignore', 'pipe', 'ignore'] });
  t.after(() => child.kill('SIGKILL'));
  let said = '';
  child.stdout.on('data', (text) => (said += text));
  const until = async (pattern) => {
    while (!pattern.test(said)) await once(child.stdout, 'data');
    said = '';
  };
  const save = async (from, to) => {
    const file = join(content, 'items.csv');
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll(from, to));
  };
  const name = async () => (await readFile(join(releases, 'current/public/items/14/index.html'), 'utf8')).match(/<h1>(.*?)<\/h1>/)[1];

  await until(/网站已更新/);
  await save('普通护照核发', '普通护照签发');
  await until(/网站已更新/);
  assert.equal(await name(), '普通护照签发');
  await save(',服务大厅一楼,0797-6827732', ',服务大厅九楼,0797-6827732');
  await until(/网站没有更新，仍是上一版/);
  assert.equal(await name(), '普通护照签发');
  await save(',服务大厅九楼,0797-6827732', ',服务大厅一楼,0797-6827732');
  await until(/网站/);
  const template = join(site, 'templates/public/item.html');
  await writeFile(template, (await readFile(template, 'utf8')).replace('<h1>', '<h1>事项：'));
  await until(/网站已更新/);
  assert.equal(await name(), '事项：普通护照签发');
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  assert.deepEqual(await ended, [0, null]);
});
