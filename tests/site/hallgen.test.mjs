// hallgen's command line: findings, exit statuses, two at once, going back.
import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process';
import { openSync, closeSync, writeSync } from 'node:fs';
import { appendFile, cp, mkdir, readFile, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { build, content_copy, hall, temp_folder, top, until } from '../http/stand.mjs';

// Never rejects: { code, stdout, stderr }. The last --content counts.
function hallgen(...args) {
  return new Promise((done) =>
    execFile(resolve(top, build, 'hallgen'), ['--content', hall, '--now', '2026-11-23T09:00', ...args], { cwd: top }, (e, stdout, stderr) =>
      done({ code: e ? e.code : 0, stdout, stderr }),
    ),
  );
}

async function edit(file, change) {
  await writeFile(file, change(await readFile(file, 'utf8')));
}

async function site_copy(folder) {
  const to = join(folder, 'site');
  await cp(join(top, 'site'), to, { recursive: true, filter: (f) => !/site\/releases/.test(f) });
  return to;
}

function lines_of(text, code) {
  return text.split('\n').filter((l) => l.includes(`: ${code}: `));
}

test('findings: all on stderr as FILE:LINE:COLUMN: severity: CODE: words, and nothing else there', async (t) => {
  const got = await hallgen('--releases', join(await temp_folder(), 'r'), '--quiet');
  assert.equal(got.code, 0);
  assert.equal(got.stdout, '');
  for (const line of got.stderr.trimEnd().split('\n'))
    assert.match(line, /^[^:]+:\d+:\d+: (error|warning|note): [A-Z_]+: ./);
});

test('findings: NO_BASE_URL names the line of site.base_url, QR_VERSION what the codes hold', async () => {
  const conf = (await readFile(join(hall, 'hall.conf'), 'utf8')).split('\n');
  const line = conf.findIndex((l) => l.startsWith('site.base_url')) + 1;
  const none = await hallgen('--check');
  assert.match(lines_of(none.stderr, 'NO_BASE_URL')[0], new RegExp(`^${hall}/hall.conf:${line}:1: warning`));
  const short = await hallgen('--check', '--base-url', 'https://hall.gov.cn');
  assert.deepEqual(lines_of(short.stderr, 'NO_BASE_URL'), []);
  assert.match(lines_of(short.stderr, 'QR_VERSION')[0], /“HTTPS:\/\/HALL\.GOV\.CN\/W\/01”，24 个字符，第 2 版/);
  const long = await hallgen('--check', '--base-url', 'https://www.example.gov.cn/zwfw');
  assert.match(lines_of(long.stderr, 'QR_VERSION')[0], /“https:\/\/www\.example\.gov\.cn\/zwfw\/W\/01”，36 个字符，第 4 版/);
});

test('template: an unknown variable or list is an error with file, line and column, and nothing is published', async (t) => {
  for (const [wrong, words] of [['{{nosuch}}', 'nosuch'], ['{{#nolist}}x{{/nolist}}', 'nolist']]) {
    const folder = await temp_folder();
    const site = await site_copy(folder);
    const file = join(site, 'templates/public/item.html');
    await edit(file, (s) => s.replace('<h1>', `<h1>${wrong}`));
    const at = (await readFile(file, 'utf8')).split('\n').findIndex((l) => l.includes(wrong)) + 1;
    const got = await hallgen('--site', site, '--releases', join(folder, 'r'));
    assert.equal(got.code, 1);
    const [line] = lines_of(got.stderr, 'UNKNOWN_FIELD');
    assert.ok(line.startsWith(`${file}:${at}:5: error: `) && line.includes(words), line);
    assert.deepEqual((await readdir(join(folder, 'r'))).filter((f) => !f.startsWith('.')), []);
  }
});

test('template: a new kind of page is one query and one template', async (t) => {
  const folder = await temp_folder();
  const site = await site_copy(folder);
  await appendFile(
    join(site, 'pages.sql'),
    '\n-- page: floors/{floor}/index.html   template: floor.html\nSELECT floor, count(*) AS windows FROM window GROUP BY floor ORDER BY floor;\n' +
      '-- list: floor.names\nSELECT name FROM window WHERE floor = :floor ORDER BY no;\n',
  );
  await writeFile(join(site, 'templates/floor.html'), '<h1>{{floor}}（{{windows}}）</h1>{{#names}}<p>{{name}}</p>{{/names}}\n');
  const got = await hallgen('--site', site, '--releases', join(folder, 'r'));
  assert.equal(got.code, 0, got.stderr);
  const floors = await readdir(join(folder, 'r/current/public/floors'));
  assert.ok(floors.includes('一楼') && floors.includes('二楼'), floors);
  assert.match(await readFile(join(folder, 'r/current/public/floors/二楼/index.html'), 'utf8'), /^<h1>二楼（\d+）<\/h1>.*<p>宁都县自然资源局<\/p>/s);
  assert.ok((await readdir(join(folder, 'r/current/public/large/floors'))).length === floors.length);
});

for (const [what, args, words] of [
  ['an unknown option', ['--bad'], /没有这个选项，或缺少它的值：--bad/],
  ['an option without its value', ['--site'], /没有这个选项，或缺少它的值：--site/],
  ['an option whose value is empty', ['--releases', ''], /没有这个选项，或缺少它的值：--releases/],
  ['an argument', ['x'], /有多余的参数/],
  ['a time that is none', ['--now', '2026-02-30T10:00'], /--now 不是能用的时间，应写成 2026-11-28T09:30 这样/],
  ['a year that the calendar has not', ['--now', '9999-12-01T10:00'], /--now 不是能用的时间/],
  ['a time before the calendar', ['--now', '1970-01-01T00:00'], /--now 不是能用的时间/],
  ['a --base-url that hall.conf refuses', ['--base-url', 'https://x.cn:99999'], /--base-url 不能用：应写成 https/],
  ['two ways at once', ['--check', '--diff'], /只能用一个/],
])
  test(`usage: ${what} is refused in one Chinese line that names --help`, async () => {
    const got = await hallgen(...args);
    assert.equal(got.code, 2);
    assert.match(got.stderr, words);
    assert.match(got.stderr, /^hallgen: [^\n]+。用法见 hallgen --help\n$/);
  });

for (const [what, args, code] of [
  ['an unknown option', ['--bad'], 2],
  ['an argument', ['x'], 2],
  ['a time that is none', ['--now', '2026-02-30T10:00'], 2],
  ['a --base-url that is none', ['--base-url', 'foo'], 2],
  ['--check that would write', ['--check', '--rollback'], 2],
  ['content that is not there', ['--content', '/nonexistent', '--check'], 1],
  ['releases that cannot be made', ['--releases', '/dev/null/x'], 3],
  ['--version', ['--version'], 0],
  ['--help', ['--help'], 0],
])
  test(`exit: ${what} ends with ${code}`, async () => assert.equal((await hallgen(...args)).code, code));

test('--check, --diff: what they pass is published; a dead link and a template that is wrong are found, and nothing is written', async (t) => {
  for (const [what, spoil] of [
    ['DEAD_LINK', (content) => edit(join(content, 'pages/guide.md'), (s) => `${s}\n[没有](/nothing/) [锚](/hours/#nothing)\n`)],
    ['UNKNOWN_FIELD', (content, site) => edit(join(site, 'templates/public/item.html'), (s) => s.replace('<h1>', '<h1>{{nosuch}}'))],
    ['', (content) => edit(join(content, 'pages/guide.md'), (s) => `${s}\n[年历](/hours/#year)\n`)],
  ]) {
    const folder = await temp_folder();
    const content = await content_copy(folder);
    const site = await site_copy(folder);
    await spoil(content, site);
    const args = ['--content', content, '--site', site, '--releases', join(folder, 'r')];
    const told = [];
    for (const way of ['--check', '--diff', '--quiet']) {
      const got = await hallgen(...args, way);
      assert.equal(got.code, what ? 1 : 0, `${way} ${what}: ${got.stderr}`);
      told.push(got.stderr);
      if (way !== '--quiet') assert.ok(!(await readdir(folder)).includes('r'), way);
    }
    assert.equal(told[0], told[2]);
    assert.equal(told[1], told[2]);
    if (what) assert.ok(lines_of(told[0], what).length > 0, told[0]);
  }
});

test('output: what should be printed and could not be is a failure; a site is published all the same', async (t) => {
  const releases = join(await temp_folder(), 'r');
  const run = (to, ...args) =>
    spawnSync('sh', ['-c', `exec "$0" "$@" ${to}`, resolve(top, build, 'hallgen'), '--content', hall, '--now', '2026-11-23T09:00', '--releases', releases, ...args], { cwd: top, encoding: 'utf8' });
  assert.equal(run('<&- >&- 2>&-').status, 0);
  assert.equal(await readFile(join(releases, '.lock'), 'utf8'), '');
  assert.equal((await hallgen('--releases', releases, '--diff')).stdout.trim(), '检查通过：82 项，16 个窗口。新增 0 项、修改 0 项、删除 0 项。');
  for (const way of ['--check', '--diff', '--help', '--version']) {
    const { status, stderr } = run('>/dev/full', way);
    assert.equal(status, 3, way);
    assert.match(stderr, /^hallgen: .*磁盘满了/m, way);
  }
});

test('two at once: four runs end well and leave one release', async (t) => {
  const releases = join(await temp_folder(), 'r');
  const got = await Promise.all([1, 2, 3, 4].map(() => hallgen('--releases', releases)));
  assert.deepEqual(got.map((g) => g.code), [0, 0, 0, 0], got.map((g) => g.stderr).join(''));
  assert.equal((await readdir(releases)).filter((f) => /^\d{6}-/.test(f)).length, 1);
});

test('exit: a rollback with nothing before ends with 3', async (t) => {
  const got = await hallgen('--rollback', '--releases', join(await temp_folder(), 'r'));
  assert.equal(got.code, 3);
  assert.match(got.stderr, /没有更早的版本可以退回/);
});

test('--rollback: each step goes one release back, and none comes again until the content changes', async (t) => {
  const folder = await temp_folder();
  const releases = join(folder, 'r');
  const content = await content_copy(folder);
  const name = () => readFile(join(releases, 'current/public/items/9/index.html'), 'utf8').then((s) => /<h1>(.*?)<\/h1>/.exec(s)[1]);
  const names = [];
  for (const n of ['', '甲', '乙']) {
    await edit(join(content, 'items.csv'), (s) => s.replace(/居民身份证申、补、换领[甲乙]?/, `居民身份证申、补、换领${n}`));
    assert.equal((await hallgen('--content', content, '--releases', releases)).code, 0);
    names.push(await name());
  }
  assert.equal(new Set(names).size, 3);
  for (const before of [names[1], names[0]]) {
    assert.equal((await hallgen('--rollback', '--releases', releases)).code, 0);
    assert.equal(await name(), before);
    const again = await hallgen('--content', content, '--releases', releases);
    assert.match(again.stdout, /已退回到上一版/);
    assert.equal(await name(), before);
  }
  await edit(join(content, 'items.csv'), (s) => s.replace('换领乙', '换领丙'));
  assert.equal((await hallgen('--content', content, '--releases', releases)).code, 0);
  assert.match(await name(), /换领丙/);
});

test('--diff: what the list changes, item by item, and that something else has changed', async (t) => {
  const folder = await temp_folder();
  const releases = join(folder, 'r');
  const content = await content_copy(folder);
  await hallgen('--content', content, '--releases', releases);
  const current = await realpath(join(releases, 'current'));
  const diff = async () => {
    const got = await hallgen('--diff', '--content', content, '--releases', releases);
    assert.equal(got.code, 0, got.stderr);
    assert.equal(await realpath(join(releases, 'current')), current, 'nothing is published');
    return got.stdout;
  };
  assert.match(await diff(), /新增 0 项、修改 0 项、删除 0 项。\n$/);
  await edit(join(content, 'hall.conf'), (s) => s.replace('booking.cutoff = 17:00', 'booking.cutoff = 16:00'));
  assert.match(await diff(), /新增 0 项、修改 0 项、删除 0 项。\n清单以外的内容（设置、窗口、时间、日历、网页、模板）有改动。\n$/);
  await edit(join(content, 'items.csv'), (s) =>
    `${s.replace(/^82,.*\n/m, '').replace('居民身份证申、补、换领', '居民身份证申领').trimEnd()}\n83,综合窗口,新事项,预约服务,服务大厅一楼,0797-6939272,\n`);
  const words = await diff();
  assert.match(words, /新增 1 项、修改 1 项、删除 1 项。/);
  assert.match(words, /^修改 第 9 项 居民身份证申领：事项名称“居民身份证申、补、换领”→“居民身份证申领”$/m);
  assert.match(words, /^删除 第 82 项 /m);
  assert.match(words, /^新增 第 83 项 新事项（综合窗口）$/m);
});

test('--diff: the further columns of the list count too', async (t) => {
  const folder = await temp_folder();
  const releases = join(folder, 'r');
  const content = await content_copy(folder);
  await hallgen('--content', content, '--releases', releases);
  await edit(join(content, 'items.csv'), (s) =>
    s.trimEnd().split('\n').map((l, i) => l + [',办件类型,承诺时限,可邮寄', ',承诺件,5个工作日,是'][Math.min(i, 1)]).join('\n'));
  const got = await hallgen('--diff', '--content', content, '--releases', releases);
  assert.match(got.stdout, /新增 0 项、修改 82 项、删除 0 项。/);
  assert.match(got.stdout, /^修改 第 9 项 .*：办件类型“待窗口确认”→“承诺件”；承诺时限“”→“5”；可邮寄“否”→“是”$/m);
});

test('--diff: what people call an item and what its page says besides count too, in words', async (t) => {
  const folder = await temp_folder();
  const releases = join(folder, 'r');
  const content = await content_copy(folder);
  const text = join(content, 'pages/items/9.md');
  const diff = async () => (await hallgen('--diff', '--content', content, '--releases', releases)).stdout.split('\n').filter((line) => /^修改/.test(line));
  await hallgen('--content', content, '--releases', releases);
  await mkdir(join(content, 'pages/items'));
  await writeFile(text, '带户口簿\n');
  await appendFile(join(content, 'aliases.csv'), '82,退房贷\n');
  const [nine, last, ...more] = await diff();
  assert.deepEqual([nine, more], ['修改 第 9 项 居民身份证申、补、换领：网页上的说明“”→“新写的”', []]);
  assert.match(last, /^修改 第 82 项 .*：别名“([^”]+)”→“\1、退房贷”$/);
  await hallgen('--content', content, '--releases', releases);
  await writeFile(text, '带户口簿和照片\n');
  assert.deepEqual(await diff(), ['修改 第 9 项 居民身份证申、补、换领：网页上的说明“原来的”→“新写的”']);
  await rm(text);
  assert.deepEqual(await diff(), ['修改 第 9 项 居民身份证申、补、换领：网页上的说明“原来的”→“”']);
});

// It ends with its summary, which waits while nobody reads a full pipe.
test('围栏: hallgen is confined when it publishes', async (t) => {
  if (/sanitize|tsan/.test(build)) return t.skip('sanitizers have calls of their own');
  const folder = await temp_folder();
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const fd = openSync(pipe, 'r+');
  t.after(() => closeSync(fd));
  writeSync(fd, Buffer.alloc(64 * 1024));
  const child = spawn(resolve(top, build, 'hallgen'), ['--content', hall, '--now', '2026-11-23T09:00', '--releases', join(folder, 'r')], { cwd: top, stdio: ['ignore', fd, 'ignore'] });
  t.after(() => child.kill('SIGKILL'));
  await until('its release', () => realpath(join(folder, 'r/current')));
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
  if (/^Seccomp:\t0$/m.test(status)) return t.skip('this kernel or container lacks seccomp');
  assert.match(status, /^Seccomp:\t2$/m);
  assert.match(status, /^NoNewPrivs:\t1$/m);
});

test('feed: no deadline passes while a day\'s feed is read, and ids stay', async () => {
  const releases = join(await temp_folder(), 'r');
  const feed = async (now) => {
    await hallgen('--releases', releases, '--quiet', '--now', now);
    return readFile(join(releases, 'current/public/feed.xml'), 'utf8');
  };
  const ids = (text) => [...text.matchAll(/<id>([^<]*#d[^<]*)<\/id>/g)].map((m) => m[1]);
  const before = await feed('2026-11-26T00:00');
  const on_it = await feed('2026-11-27T00:00');
  assert.match(before, /请在11月27日（星期五）17:00前预约/);
  assert.doesNotMatch(on_it, /请在11月27日/);
  assert.match(on_it, /请在12月4日（星期五）17:00前预约/);
  assert.deepEqual(ids(on_it), ids(before).filter((id) => !id.endsWith('#d2026-11-28')));
});
