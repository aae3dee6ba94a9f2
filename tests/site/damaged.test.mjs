// A published release that is damaged: the next one mends it, in Chinese, whatever the damage.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readFile, readdir, readlink, realpath, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { build, content_copy, small_hall, temp_folder, top, until } from '../http/stand.mjs';

const program = resolve(top, build, 'hallgen');

// Never rejects: { code, stdout, stderr }.
function hallgen(...args) {
  return new Promise((done) =>
    execFile(program, ['--now', '2026-11-23T09:00', ...args], { cwd: top }, (e, stdout, stderr) =>
      done({ code: e ? e.code : 0, stdout, stderr }),
    ),
  );
}

async function edit(file, change) {
  await writeFile(file, change(await readFile(file, 'utf8')));
}

// Two releases, the second without item 82; a test works on a copy of them.
const kept = {};
{
  const folder = await temp_folder({ after });
  kept.content = await content_copy(folder, small_hall);
  kept.releases = join(folder, 'r');
  const args = ['--content', kept.content, '--releases', kept.releases];
  assert.equal((await hallgen(...args)).code, 0);
  kept.first = basename(await realpath(join(kept.releases, 'current')));
  await edit(join(kept.content, 'items.csv'), (s) => s.replace(/^82,.*\r?\n?/m, ''));
  assert.equal((await hallgen(...args)).code, 0);
  kept.second = basename(await realpath(join(kept.releases, 'current')));
}

async function copy(t, spoil) {
  const folder = await temp_folder();
  const r = join(folder, 'r');
  await cp(kept.releases, r, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
  await spoil(join(r, kept.second), r, folder);
  return { r, args: ['--content', kept.content, '--releases', r] };
}

async function foreign(file) {
  await rm(file);
  await promisify(execFile)('sqlite3', [file, 'CREATE TABLE item(no INTEGER, name TEXT); INSERT INTO item VALUES (1, 1);']);
}

const damage = {
  'catalogue.db missing': (d) => rm(join(d, 'catalogue.db')),
  'catalogue.db empty': (d) => truncate(join(d, 'catalogue.db'), 0),
  'catalogue.db cut in half': async (d) => truncate(join(d, 'catalogue.db'), 40960),
  'catalogue.db no database': (d) => writeFile(join(d, 'catalogue.db'), 'not a database, but long enough to look at\n'.repeat(100)),
  'catalogue.db of another program': (d) => foreign(join(d, 'catalogue.db')),
  'catalogue.db a folder': async (d) => (await rm(join(d, 'catalogue.db')), mkdir(join(d, 'catalogue.db'))),
  'manifest damaged': (d) => writeFile(join(d, 'manifest'), 'x\n'),
  'manifest missing': (d) => rm(join(d, 'manifest')),
  'public/ missing': (d) => rm(join(d, 'public'), { recursive: true }),
  'templates/ missing': (d) => rm(join(d, 'templates'), { recursive: true }),
  'one page missing': (d) => rm(join(d, 'public/items/9/index.html')),
  'the folder empty': async (d) => (await rm(d, { recursive: true }), mkdir(d)),
  'the folder a file': async (d) => (await rm(d, { recursive: true }), writeFile(d, '')),
  'current dangling': (d) => rm(d, { recursive: true }),
  'current a file': async (d, r) => (await rm(join(r, 'current')), writeFile(join(r, 'current'), kept.second)),
  'current a link elsewhere': async (d, r) => (await rm(join(r, 'current')), symlink('/nonexistent', join(r, 'current'))),
  'current missing': (d, r) => rm(join(r, 'current')),
};

function no_english(text, what) {
  const said = text.split('\n').filter((l) => l && !/: (note|warning|error): /.test(l));
  for (const line of said) assert.match(line, /[\u4e00-\u9fff]/, `${what}: ${line}`);
}

for (const [what, spoil] of Object.entries(damage))
  test(`damaged: ${what}: said once in Chinese, and published again with the pages of items that are gone`, async (t) => {
    const { r, args } = await copy(t, spoil);
    for (const way of ['--diff', '--check']) {
      const got = await hallgen(way, ...args);
      assert.equal(got.code, 0, `${way}: ${got.stderr}`);
      assert.match(got.stderr, /^[^:\n]+\/current:1:1: warning: BAD_RELEASE: 正在使用的版本已损坏（[^）]+），重新生成会换成完好的一版；改动与 \d{6}-\w{8} 相比$/m, way);
      no_english(got.stderr + got.stdout, way);
    }
    const got = await hallgen(...args);
    assert.equal(got.code, 0, got.stderr);
    assert.match(got.stdout, /网站已更新。\n$/);
    no_english(got.stderr, what);
    const now = join(r, await readlink(join(r, 'current')));
    assert.notEqual(basename(now), kept.second);
    assert.match(await readFile(join(now, 'public/items/82/index.html'), 'utf8'), /停止/);
    assert.ok((await readdir(join(now, 'templates'))).length > 10);
    const again = await hallgen(...args);
    assert.equal(again.code, 0);
    assert.doesNotMatch(again.stderr, /BAD_RELEASE/);
    assert.match(again.stdout, /新增 0 项、修改 0 项、删除 0 项。网站没有变化。\n$/);
  });

for (const [what, to] of [
  ['catalogue.db missing', 'first'],
  ['manifest damaged', 'first'],
  ['current dangling', 'first'],
  ['the folder empty', 'first'],
  ['current a file', 'second'], // nobody knows which one was in use
])
  test(`damaged: ${what}: --rollback goes to the newest whole release before it`, async (t) => {
    const { r, args } = await copy(t, damage[what]);
    const got = await hallgen('--rollback', ...args);
    assert.equal(got.code, 0, got.stderr);
    assert.equal(await readlink(join(r, 'current')), kept[to]);
  });

test('damaged: --rollback never goes to a release that is damaged itself', async (t) => {
  const { r, args } = await copy(t, (d, all) => truncate(join(all, kept.first, 'catalogue.db'), 40960));
  const got = await hallgen('--rollback', ...args);
  assert.equal(got.code, 3);
  assert.equal(got.stderr, 'hallgen: 没有完成，网站仍是上一版。原因：没有更早的版本可以退回\n');
  assert.equal(await readlink(join(r, 'current')), kept.second);
});

test('damaged: with no whole release left, what is lost is said, and it is published all the same', async (t) => {
  const { args } = await copy(t, async (d, r) => {
    for (const id of [kept.first, kept.second]) await truncate(join(r, id, 'catalogue.db'), 40960);
  });
  const got = await hallgen(...args);
  assert.equal(got.code, 0, got.stderr);
  assert.match(got.stderr, /BAD_RELEASE: .*没有完好的旧版可以比较，以前停止办理的事项不再有说明页/);
  assert.doesNotMatch(got.stdout, /新增/);
  assert.match(got.stdout, /网站已更新。\n$/);
});

test('damaged: current is a folder: nothing is written, and what to do is said', async (t) => {
  const { r, args } = await copy(t, async (d, all) => (await rm(join(all, 'current')), mkdir(join(all, 'current'))));
  const before = await readdir(r);
  const got = await hallgen(...args);
  assert.equal(got.code, 3);
  assert.match(got.stderr, /current 是文件夹，不是链接；请改名或移走后再试\n$/);
  assert.deepEqual(await readdir(r), before);
});

test('damaged: --watch mends it and goes on', async (t) => {
  const { r, args } = await copy(t, damage['catalogue.db missing']);
  const child = spawn(program, ['--watch', '--now', '2026-11-23T09:00', ...args], { cwd: top, stdio: 'ignore' });
  const ended = once(child, 'exit');
  t.after(async () => (child.kill(), ended));
  await until('a new release', async () => (await readlink(join(r, 'current'))) !== kept.second);
  assert.equal(child.exitCode, null);
});

test('nothing published yet: --check and the first run do not count what is new, --diff says so', async (t) => {
  const args = ['--releases', join(await temp_folder(), 'r')];
  assert.equal((await hallgen('--check', ...args)).stdout, '检查通过：82 项，16 个窗口。\n');
  assert.equal((await hallgen('--diff', ...args)).stdout, '检查通过：82 项，16 个窗口。\n还没有可以比较的版本。\n');
  assert.equal((await hallgen(...args)).stdout, '检查通过：82 项，16 个窗口。\n网站已更新。\n');
});
