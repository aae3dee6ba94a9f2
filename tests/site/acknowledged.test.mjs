// acknowledged.csv: no warning can be acknowledged in vain.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { build, content_copy, temp_folder, top } from '../http/stand.mjs';

// Said of what was published: it cannot be acknowledged, the next release mends it.
const of_the_release = ['BAD_RELEASE'];
// Said of what is uploaded on the desk, and of nothing in content/.
const of_the_desk = ['COLUMN_KEPT'];
// Errors alone have these; hallgen(1) names them.
const errors_only = ['DUP_NO', 'PHONE_FORMAT', 'EMPTY', 'UNKNOWN_MODE', 'DEAD_LINK', 'UNKNOWN_FIELD', 'SPOILED_CELL', 'RAW_HTML', 'TEMPLATE', 'OTHER_WINDOW'];

async function edit(file, change) {
  await writeFile(file, change(await readFile(file, 'utf8')));
}

// A copy of the hall's content in which every warning and note is given, and releases
// in which item 82 is gone, whose number the list then gives to another.
async function faulty(t) {
  const folder = await temp_folder();
  const content = await content_copy(folder);
  const args = ['--content', `${content}/`, '--releases', join(folder, 'r'), '--now', '2026-11-23T09:00'];
  const hallgen = (...more) =>
    new Promise((done) =>
      execFile(resolve(top, build, 'hallgen'), [...args, ...more], { cwd: top }, (e, stdout, stderr) => done({ code: e ? e.code : 0, stdout, stderr })),
    );
  const items = join(content, 'items.csv');
  const list = (await readFile(items, 'utf8')).replace(/^\uFEFF/, '').trimEnd().split(/\r?\n/);
  await hallgen();
  await writeFile(items, `${list.filter((l) => !l.startsWith('82,')).join('\n')}\n`);
  await hallgen();
  await writeFile(items, `${list.map((l, i) => (l.startsWith('82,') ? '82,综合窗口,玥龘靐登记,预约服务,服务大厅一楼,0797-6939272,' : l) + (i ? '' : ',说明栏')).join('\n')}\n`);
  await edit(items, (s) => `${s}注：以上电话工作时间有人接听,,,,,,\n`);
  await edit(join(content, 'windows.csv'), (s) => s.replace('13170848274', '１３１７０８４８２７４'));
  for (const name of ['statutory.xlsx', 'holidays.xls']) {
    await rm(join(content, name.replace(/\..*/, '.csv')));
    await cp(join(top, 'tests/data', name), join(content, name));
  }
  await edit(join(content, 'noon.csv'), (s) => s.replace('4|5|6|7', '4|5|6|9|999'));
  await edit(join(content, 'hall.conf'), (s) => `${s}\nhall.motto = 为人民服务\n`);
  await edit(join(content, 'pages/guide.md'), (s) => `${s.replace('---\n', '---\nauthor: 某某\n')}\n请**按时到\n`);
  await writeFile(join(content, 'pages/Bad name.md'), '---\ntitle: x\n---\n');
  await writeFile(join(content, 'aliases.csv'), Buffer.from([0xff, 0xfe, ...Buffer.from(`${(await readFile(join(content, 'aliases.csv'), 'utf8')).replace(/^\uFEFF/, '')}999,没有的\n`, 'utf16le')]));
  return { folder, content, hallgen, list: (await readFile(items, 'utf8')).split('\n') };
}

function findings(text, content) {
  return text
    .trimEnd()
    .split('\n')
    .filter((l) => l)
    .map((l) => /^(.*?):(\d+):(\d+): (error|warning|note): ([A-Z_]+): (.*)$/.exec(l))
    .map(([, file, line, , severity, code, words]) => ({ file: file.slice(content.length + 1), line: Number(line), severity, code, words }));
}

// The number in the row, or a word of the finding that no comma or quote cuts.
function key_of(f, list) {
  const no = f.file === 'items.csv' && f.line > 1 ? /^\d+/.exec(list[f.line - 1])?.[0] : '';
  return no || f.words.replace(/^第 \d+ 行.*?：/, '').split(/[，,"“”；]/).sort((a, b) => b.length - a.length)[0];
}

for (const [how, keyed] of [['by file and code', false], ['by file, code and key', true]])
  test(`acknowledged ${how}: every code that is no error is told, acknowledged, and gone`, async (t) => {
    const { content, hallgen, list } = await faulty(t);
    const told = findings((await hallgen()).stderr, content);
    assert.deepEqual(told.filter((f) => f.severity === 'error'), []);
    const names = [...(await readFile(join(top, 'lib/finding.h'), 'utf8')).matchAll(/\tX\((\w+)\)/g)].map((m) => m[1]);
    assert.deepEqual(new Set([...told.map((f) => f.code), ...errors_only, ...of_the_release, ...of_the_desk]), new Set(names));
    assert.deepEqual(told.filter((f) => errors_only.includes(f.code)), []);
    await writeFile(
      join(content, 'acknowledged.csv'),
      `file,code,key,reason\n${told.map((f) => `${f.file},${f.code},${keyed ? key_of(f, list) : ''},已核对\n`).join('')}`,
    );
    // a publish came between: the reused number is told as long as the release before has it as gone
    const again = await hallgen('--check');
    assert.deepEqual(findings(again.stderr, content).filter((f) => f.code !== 'REUSED_NO'), []);
    assert.equal(again.code, 0);
    const verbose = await hallgen('--check', '--verbose');
    assert.ok(findings(verbose.stderr, content).every((f) => f.words.endsWith('（已知晓：已核对）')), verbose.stderr);
  });

test('acknowledged: REUSED_NO is told by --check and --diff, and gone from the publishing run', async (t) => {
  const { content, hallgen } = await faulty(t);
  const reused = async (...way) => findings((await hallgen(...way)).stderr, content).filter((f) => f.code === 'REUSED_NO').length;
  assert.equal(await reused('--check'), 1);
  assert.equal(await reused('--diff'), 1);
  await writeFile(join(content, 'acknowledged.csv'), 'file,code,key,reason\nitems.csv,REUSED_NO,82,旧的从未预约过\n');
  assert.equal(await reused('--check'), 0);
  assert.equal(await reused('--diff'), 0);
  assert.equal(await reused(), 0);
});

test('acknowledged in vain: of an error, and of what nobody says, each is told; hallgen(1) names the errors', async (t) => {
  const folder = await temp_folder();
  const content = await content_copy(folder);
  const check = () =>
    new Promise((done) =>
      execFile(resolve(top, build, 'hallgen'), ['--check', '--content', content, '--releases', join(folder, 'r'), '--now', '2026-11-23T09:00'], (e, stdout, stderr) => done(stderr)),
    );
  await writeFile(join(content, 'acknowledged.csv'), 'file,code,key,reason\nitems.csv,DUP_ITEM,9,不是这一项\nitems.csv,NO_ITEM_KIND,,以后再填\n');
  assert.match(await check(), /acknowledged\.csv:2:1: note: BAD_VALUE: 第 2 行：没有 DUP_ITEM 这样的提醒（可能已经改好），这一行没有用到，请核对或删去$/m);
  await writeFile(join(content, 'acknowledged.csv'), 'file,code,key,reason\nitems.csv,DUP_NO,9,就是这样\n');
  await edit(join(content, 'items.csv'), (s) => s.replace(/^10,/m, '9,'));
  const said = await check();
  assert.match(said, /error: DUP_NO: /);
  assert.match(said, /acknowledged\.csv:2:1: warning: BAD_VALUE: 第 2 行：DUP_NO 在这里是错误，写了原因也不能发布，请改正$/m);
  const manual = await readFile(join(top, 'generator/hallgen.1'), 'utf8');
  for (const code of [...errors_only, ...of_the_release, ...of_the_desk]) assert.match(manual, new RegExp(`^\\.Ic ${code}\\b`, 'm'), code);
});
