// What is proposed on the desk: hallgen --watch looks at it, answers in report.db, publishes
// it, keeps versions. hallbook's part (by.txt, uploads, approved) is done here by hand.
import assert from 'node:assert/strict';
import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { build, content_copy, temp_folder, top, until } from '../http/stand.mjs';
import { workbook, zip } from './workbook.mjs';

const run = promisify(execFile);
const program = join(top, build, 'hallgen');
const now = '2026-11-25T10:00';

const cells = (line) => line.split(','); // the tests' hall quotes nothing in items.csv but what is asked for
const parse = (text) => text.trim().split(/\r?\n/).map((line) => [...line.matchAll(/("([^"]*)"|[^,]*)(,|$)/g)].slice(0, cells(text.split('\n')[0]).length).map((m) => m[2] ?? m[1]));

class Hall {
  static async make(t, change) {
    const hall = new Hall();
    hall.folder = await temp_folder();
    hall.content = await content_copy(hall.folder, change);
    hall.desk = join(hall.folder, 'desk');
    hall.releases = join(hall.folder, 'releases');
    hall.last = 0;
    await mkdir(join(hall.desk, 'proposals'), { recursive: true });
    hall.watch(t);
    await until('the first version', () => stat(join(hall.desk, 'report.db')));
    return hall;
  }
  args(...more) {
    return ['--watch', '--quiet', '--content', this.content, '--desk', this.desk, '--site', join(top, 'site'), '--releases', this.releases, '--base-url', 'https://www.example.gov.cn', '--now', now, ...more];
  }
  watch(t) {
    this.child = spawn(program, this.args(), { cwd: top, stdio: ['ignore', 'ignore', 'pipe'], detached: true });
    const child = this.child;
    this.output = '';
    child.stderr.on('data', (data) => (this.output += data));
    t.after(() => child.exitCode === null && child.signalCode === null && process.kill(-child.pid, 'SIGKILL'));
  }
  // The program and all its children, without a word.
  async kill() {
    process.kill(-this.child.pid, 'SIGKILL');
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
  }
  of(id, name = '') {
    return join(this.desk, 'proposals', String(id), name);
  }
  async propose(kind, files, { role = 'admin', window = '', words = '改电话', names = [], version = '', at = Date.parse(`${now}+08:00`) / 1000 } = {}) {
    const id = ++this.last;
    await mkdir(this.of(`.${id}`));
    const by = { account: 'wang', name: '王', role, window, at, kind, words, ...(version && { version }), ...Object.fromEntries(names.map((name, n) => [`name-${n + 1}`, name])) };
    await writeFile(this.of(`.${id}`, 'by.txt'), Object.entries(by).map(([key, value]) => `${key}: ${value}\n`).join(''));
    for (const [name, bytes] of Object.entries(files)) await writeFile(this.of(`.${id}`, name), bytes);
    await rename(this.of(`.${id}`), this.of(id));
    return id;
  }
  edit(rows, more) {
    const quote = (cell) => `"${String(cell).replaceAll('"', '""')}"`;
    return this.propose('edit', { 'edits.csv': ['file,key,column,value', ...rows.map((row) => row.map(quote).join(','))].join('\n') + '\n' }, more);
  }
  upload(files, more = {}) {
    return this.propose('upload', Object.fromEntries(Object.values(files).map((bytes, n) => [`upload-${n + 1}`, bytes])), { names: Object.keys(files), ...more });
  }
  async put(id, name, text = 'account: chen\nname: 陈\nat: 1764036100\n') {
    await writeFile(this.of(id, `.${name}`), text);
    await rename(this.of(id, `.${name}`), this.of(id, name));
  }
  async sql(file, sql) {
    const { stdout } = await run('sqlite3', ['-readonly', '-json', file, sql], { maxBuffer: 1 << 26 });
    return stdout.trim() ? JSON.parse(stdout) : [];
  }
  async report(id, state = 'looked') {
    const file = this.of(id, 'report.db');
    let said;
    await until(`${state} ${id}`, async () => ([said] = await this.sql(file, 'SELECT * FROM report')) && (said.state === state || (said.state === 'failed' && assert.fail(said.say))));
    said.findings = await this.sql(file, 'SELECT * FROM finding ORDER BY n');
    said.differences = (await this.sql(file, 'SELECT * FROM difference ORDER BY n')).map((d) => [d.kind, d.file, d.key, d.label, d.heading, d.old, d.new]);
    said.faults = said.findings.filter((f) => f.severity === 'error').map((f) => `${f.code} ${f.file}:${f.row}:${f.col} ${f.text}`);
    return said;
  }
  async publish(id) {
    await this.put(id, 'approved');
    return this.report(id, 'published');
  }
  page(path, release = 'current') {
    return readFile(join(this.releases, release, 'public', path, 'index.html'), 'utf8');
  }
  read(name) {
    return readFile(join(this.content, name), 'utf8');
  }
  versions() {
    return readdir(join(this.desk, 'versions')).then((names) => names.filter((n) => /^\d+$/.test(n)).map(Number).sort((a, b) => a - b));
  }
}

const old_phone = '0797-6826726', new_phone = '0797-6826799';
const phone_edit = [['items.csv', '30', '预约咨询电话', new_phone]];

test('desk: the content as it is becomes the first version, with its findings', async (t) => {
  const hall = await Hall.make(t);
  assert.deepEqual(await hall.versions(), [1]);
  assert.equal(await readFile(join(hall.desk, 'versions/1/content/items.csv'), 'utf8'), await hall.read('items.csv'));
  const [said] = await hall.sql(join(hall.desk, 'report.db'), 'SELECT * FROM report');
  assert.deepEqual([said.state, said.base, said.errors], ['published', 1, 0]);
  assert.ok(said.warnings > 0);
});

test('edit: looked at cell by cell, shown as a whole site, published, and taken back', async (t) => {
  const hall = await Hall.make(t);
  const id = await hall.edit([...phone_edit, ['items.csv', '30', '事项名称', '社保卡换领'], ['pages/new.md', '', '', '---\ntitle: 新的通知\n---\n正文\n']]);
  const said = await hall.report(id);
  assert.deepEqual(said.faults, []);
  assert.deepEqual([said.base, said.added, said.changed, said.removed, said.preview], [1, 1, 2, 0, `preview-${id}`]);
  assert.deepEqual(said.differences.slice(0, 2), [
    ['changed', 'items.csv', '30', '社保卡申领', '事项名称', '社保卡申领', '社保卡换领'],
    ['changed', 'items.csv', '30', '社保卡申领', '预约咨询电话', old_phone, new_phone],
  ]);
  assert.equal(said.differences[2][1], 'pages/new.md');
  const preview = await hall.page('items/30', said.preview);
  assert.match(preview, /社保卡换领/);
  // a poster that is printed from it holds what a published one would; only what is shown at any address leads below it
  assert.match(preview, /rel="?canonical"? href="?https:\/\/www.example.gov.cn\/items\/30\//);
  const public_file = (release, name) => readFile(join(hall.releases, release, 'public', name));
  assert.deepEqual(await public_file(said.preview, 'windows/4/qr.png'), await public_file('current', 'windows/4/qr.png'));
  assert.doesNotMatch(await hall.page('posters/4', said.preview), /staff\/preview/);
  assert.ok(said.findings.some((f) => f.code === 'QR_VERSION') && said.findings.every((f) => !/staff\/preview/.test(f.text)), 'nor is it told else');
  assert.match(String(await public_file(said.preview, '404.html')), new RegExp(`href="?/staff/preview/${id}/items/`));
  assert.match(await hall.page('new', said.preview), /新的通知/);
  assert.doesNotMatch(await hall.page('items/30'), /社保卡换领/, 'not published');
  assert.match(await hall.read('items.csv'), /社保卡申领/);
  const clicked = performance.now();
  await hall.put(id, 'approved');
  await until('the new page', async () => /社保卡换领/.test(await hall.page('items/30')));
  t.diagnostic(`from the approval to the page: ${Math.round(performance.now() - clicked)} ms`);
  const published = await hall.report(id, 'published');
  assert.deepEqual([published.version, published.preview, published.changed], [2, null, 2]);
  assert.deepEqual(await readdir(hall.of(id)).then((names) => names.filter((n) => n.startsWith('.'))), []);
  await assert.rejects(stat(join(hall.releases, `preview-${id}`)));
  assert.match(await hall.read('items.csv'), /社保卡换领.*0797-6826799/);
  assert.match(await readFile(join(hall.desk, 'versions/2/by.txt'), 'utf8'), /account: wang\n[^]*words: 改电话\n[^]*approved-by: chen\n/);
  const [kept] = await hall.sql(join(hall.desk, 'versions/2/report.db'), 'SELECT * FROM report');
  assert.deepEqual([kept.version, kept.base, kept.added, kept.changed], [2, 1, 1, 2]);
  const back = await hall.propose('back', {}, { version: 1 });
  assert.deepEqual((await hall.report(back)).differences.map((d) => d[0]).sort(), ['changed', 'changed', 'removed']);
  assert.equal((await hall.publish(back)).version, 3);
  assert.match(await hall.page('items/30'), /社保卡申领/);
  await assert.rejects(stat(join(hall.content, 'pages/new.md')));
  assert.equal(await hall.read('items.csv'), await readFile(join(top, 'tests/data/hall/items.csv'), 'utf8'), 'every byte');
});

test('edit: rows come and go; what does not fit is told and not guessed', async (t) => {
  const hall = await Hall.make(t);
  const noon = '|工作日||||12:00|14:30|错时|是|待确认|只办“错时、延时服务”的事项';
  const id = await hall.edit([
    ['items.csv', '82', '*gone', '1'],
    ['hours.csv', noon, '结束', '13:00'], ['hours.csv', noon, '备注', ''],
    ['hours.csv', '+1', '窗口', '4'], ['hours.csv', '+1', '日期', '2026-12-05'], ['hours.csv', '+1', '开始', '8:30'], ['hours.csv', '+1', '结束', '12:00'],
    ['hours.csv', '+1', '类别', '延时'], ['hours.csv', '+1', '可预约', '是'], ['hours.csv', '+1', '状态', '已确认'],
    ['holidays.csv', '2027-01-01', '*gone', '1'], ['holidays.csv', '2027-01-02', 'kind', 'off'], ['holidays.csv', '2027-01-02', 'name', '元旦'], ['holidays.csv', '2027-01-02', 'status', 'announced'],
  ]);
  const said = await hall.report(id);
  assert.deepEqual(said.faults, []);
  assert.deepEqual(said.differences.map((d) => d.slice(0, 3).concat(d[4])), [
    ['removed', 'items.csv', '82', ''],
    ['changed', 'hours.csv', '第 3 行', '结束'], ['changed', 'hours.csv', '第 3 行', '备注'], ['added', 'hours.csv', '第 7 行', ''],
    ['added', 'holidays.csv', '2027-01-02', ''], ['removed', 'holidays.csv', '2027-01-01', ''],
  ]);
  const columns = await hall.report(await hall.edit([['items.csv', '30', '承诺时限', '5'], ['items.csv', '30', '办件类型', '承诺件'], ['aliases.csv', '+1', '序号', '30'], ['aliases.csv', '+1', '别名', '新说法']]));
  assert.deepEqual(columns.faults, [], 'columns that the hall may give and has not');
  assert.deepEqual(columns.differences.filter((d) => d[1] === 'items.csv').map((d) => d.slice(4)), [['承诺时限', '', '5'], ['办件类型', '', '承诺件']]);
  const bad = await hall.report(await hall.edit([
    ['items.csv', '30', '没有的列', 'x'], ['hours.csv', '没有|这行', '结束', '9:00'], ['hall.conf', 'x', 'y', 'z'], ['pages/../hall.conf', '', '', 'x'], ['items.csv', '31', '预约咨询电话', '123'],
  ]));
  assert.equal(bad.faults.length, 5, bad.faults.join('\n'));
  assert.ok(bad.faults.some((f) => /^PHONE_FORMAT items.csv:32:6 “123”/.test(f)), bad.faults.join('\n'));
  assert.equal(bad.preview, null);
  await hall.put(3, 'approved');
  await hall.publish(id);
  assert.equal((await hall.report(3, 'outdated')).version, null, 'with errors nothing is published');
});

test('an item\'s text: written, sent as 9.md, and taken back, as the other files', async (t) => {
  const hall = await Hall.make(t);
  const id = await hall.edit([['pages/items/9.md', '', '', '## 怎么办\n\n带户口簿\n']]);
  const said = await hall.report(id);
  assert.deepEqual([said.faults, said.added, said.differences[0][1]], [[], 1, 'pages/items/9.md']);
  assert.match(await hall.page('items/9', said.preview), /带户口簿/);
  await hall.publish(id);
  assert.equal(await hall.read('pages/items/9.md'), '## 怎么办\n\n带户口簿\n');
  const sent = await hall.upload({ '9.md': '带户口簿和照片\n' });
  assert.deepEqual((await hall.report(sent)).faults, []);
  await hall.publish(sent);
  assert.match(await hall.page('items/9'), /带户口簿和照片/);
  // as an editor saves it
  await writeFile(join(hall.content, 'pages/items/10.md'), '在文件夹里写的\n');
  await until('the text of item 10', async () => /在文件夹里写的/.test(await hall.page('items/10')));
  const none = await hall.report(await hall.edit([['pages/items/x.md', '', '', '文字\n']]));
  assert.equal(none.faults.length, 1);
  // emptied in the form, or sent as an empty file: the item has none
  const emptied = await hall.edit([['pages/items/10.md', '', '', ' \n']]);
  const gone = await hall.report(emptied);
  assert.deepEqual([gone.faults, gone.removed], [[], 1]);
  await hall.publish(emptied);
  await assert.rejects(stat(join(hall.content, 'pages/items/10.md')));
  assert.doesNotMatch(await hall.page('items/10'), /在文件夹里写的/);
  const empty = await hall.upload({ '9.md': '' });
  assert.deepEqual((await hall.report(empty)).faults, []);
  await hall.publish(empty);
  await assert.rejects(stat(join(hall.content, 'pages/items/9.md')));
  const back = await hall.propose('back', {}, { version: 2 });
  await hall.report(back);
  await hall.publish(back);
  assert.match(await hall.page('items/9'), /带户口簿/);
  const first = await hall.propose('back', {}, { version: 1 });
  await hall.report(first);
  await hall.publish(first);
  await assert.rejects(stat(join(hall.content, 'pages/items/9.md')));
  assert.doesNotMatch(await hall.page('items/9'), /户口簿和照片/);
});

test('upload: a workbook as WPS saves it: a title above, other order; rows are those of its sheet', async (t) => {
  const hall = await Hall.make(t);
  const [head, ...rows] = parse(await hall.read('items.csv'));
  rows[29][5] = new_phone;
  rows[29][2] = '社保卡换领';
  rows[30][5] = '0797-682672';
  const order = [0, 2, 1, 3, 4, 5, 6, 7];
  const book = workbook([['事项清单（2026）'], [], ...[head, ...rows].map((row) => order.map((n) => row[n] ?? ''))]);
  const said = await hall.report(await hall.upload({ '清单 最新.xlsx': book }));
  assert.deepEqual(said.faults.length, 1, said.faults.join('\n'));
  assert.match(said.faults[0], /^PHONE_FORMAT items.csv:34:6 “0797-682672”/);
  assert.deepEqual(said.differences.map((d) => [d[2], d[4], d[6]]), [['30', '事项名称', '社保卡换领'], ['30', '预约咨询电话', new_phone], ['31', '预约咨询电话', '0797-682672']]);
  rows[30][5] = old_phone;
  const id = await hall.upload({ 'a.xlsx': workbook([head, ...rows].map((row) => order.map((n) => row[n] ?? ''))), 'guide.md': '---\ntitle: 办事指南\n---\n新的\n' });
  assert.deepEqual((await hall.report(id)).faults, []);
  await hall.publish(id);
  assert.match(await hall.page('items/30'), /社保卡换领/);
  assert.match((await hall.read('items.csv')).split('\n')[0], /^序号,事项名称,/, 'kept as CSV');
  assert.match(await hall.page('guide'), /新的/);
  // GB18030 and tabs, as an old program saves them
  const gbk = spawnSync('iconv', ['-f', 'UTF-8', '-t', 'GB18030'], { input: (await hall.read('windows.csv')).replace('13170848274', '0797-6832111').replaceAll(',', '\t') }).stdout;
  const windows = await hall.report(await hall.upload({ '窗口.txt': gbk }));
  assert.deepEqual(windows.differences.map((d) => d.slice(0, 3)), [['changed', 'windows.csv', '1']]);
});

test('upload: rows are what they are in content/: half a quotation mark, notes, a header twice, a column with another name', async (t) => {
  const hall = await Hall.make(t);
  const items = await hall.read('items.csv');
  const lines = items.trim().split('\n');
  const said = async (text) => hall.report(await hall.upload({ '清单.csv': text }));
  const quote = await said(items.replace(/\n60,([^,]*),/, '\n60,$1,"'));
  assert.deepEqual(quote.faults.filter((f) => !f.startsWith('BAD_FILE 清单.csv:61:')), [], 'one cause, one error');
  assert.match(quote.faults.join(), /:61:0 这一行的英文引号只有一半/);
  const notes = await said([...lines.slice(0, 40), lines[0], ...lines.slice(40), ',,,,,,,', '注：以上为全部事项', '制表人：王某'].join('\r\n'));
  assert.deepEqual(notes.faults, []);
  assert.deepEqual(notes.differences, []);
  assert.deepEqual(notes.findings.filter((f) => f.code === 'LEFT_OUT').map((f) => [f.file, f.row]), [['清单.csv', 86], ['清单.csv', 87]]);
  const renamed = await said(items.replace('事项名称', '名称'));
  assert.deepEqual(renamed.faults.map((f) => f.replace(/:\d+:\d+/, '')), ['BAD_FILE 清单.csv 第 1 行缺少“事项名称”这一列']);
  assert.match(renamed.findings.find((f) => f.code === 'UNKNOWN_COLUMN').text, /“名称”不认识/);
  assert.deepEqual(renamed.differences, []);
  const holidays = await said((await hall.read('holidays.csv')).replace('kind', '种类'));
  assert.deepEqual(holidays.faults.map((f) => f.replace(/:\d+:\d+/, '')), ['BAD_FILE 清单.csv 第 1 行缺少“kind”这一列'], 'and not the table of days off by law');
  assert.deepEqual(holidays.differences, []);
});

test('upload: a column that the file lacks stays as it is and is named; an empty one empties', async (t) => {
  const hall = await Hall.make(t, async (to) => {
    const file = join(to, 'items.csv');
    const [head, ...rows] = (await readFile(file, 'utf8')).trim().split(/\r?\n/);
    await writeFile(file, [`${head},要带什么`, ...rows.map((row) => (row.startsWith('30,') ? `${row},身份证原件` : `${row},`))].join('\r\n'));
    await writeFile(join(to, 'hours.csv'), `${await readFile(join(to, 'hours.csv'), 'utf8')}4,,2026-12-05,,,8:30,12:00,延时,是,已确认,停电\r\n`);
  });
  const [head, ...rows] = parse(await hall.read('items.csv'));
  const row = rows[29], english = head.indexOf('英文名称'), bring = head.indexOf('要带什么');
  row[5] = new_phone;
  const without = (...gone) => workbook([head, ...rows.slice(0, 81)].map((cells) => cells.filter((_, at) => !gone.includes(at))));
  const id = await hall.upload({ '清单.xlsx': without(english, bring) });
  const said = await hall.report(id);
  assert.deepEqual(said.faults, []);
  assert.deepEqual(said.differences.map((d) => [d[0], d[2], d[4]]), [['changed', '30', '预约咨询电话'], ['removed', '82', '']]);
  const kept = said.findings.filter((f) => f.code === 'COLUMN_KEPT').map((f) => `${f.severity} ${f.file} ${f.text}`);
  assert.ok(kept.some((words) => words.startsWith('warning 清单.xlsx 这张表里没有“要带什么”这一列，1 行仍用现在的')), kept.join());
  await hall.publish(id);
  assert.match(await hall.page('items/30'), /身份证原件/);
  row[bring] = '';
  const emptied = await hall.report(await hall.upload({ '清单.xlsx': without() }));
  assert.deepEqual(emptied.differences.filter((d) => d[2] === '30').map((d) => d.slice(4)), [['要带什么', '身份证原件', '']]);
  // rows without a number are known by what they say
  const hours = parse(await hall.read('hours.csv')).map((cells) => cells.slice(0, -1).join(','));
  const times = await hall.report(await hall.upload({ '时间.csv': hours.join('\r\n').replace('16:00', '16:30') }));
  assert.deepEqual(times.differences, []);
  assert.match(times.findings.map((f) => f.text).join(), /没有“备注”这一列/);
});

test('edit: a hall that keeps items.xlsx: cell by cell from the first version, then as CSV, and back', async (t) => {
  const hall = await Hall.make(t, async (to) => {
    const rows = parse(await readFile(join(to, 'items.csv'), 'utf8'));
    await writeFile(join(to, 'items.xlsx'), workbook([['事项清单'], [], ...rows]));
    await rm(join(to, 'items.csv'));
  });
  const table = await readFile(join(hall.desk, 'versions/1/tables/items.csv'), 'utf8');
  assert.equal(table.split('\n')[32].split(',')[0], '30', 'in the line that it has in the workbook, so that remarks find it');
  const found = await hall.sql(join(hall.desk, 'report.db'), "SELECT row FROM finding WHERE code = 'PHONE_NEAR' AND file = 'items.csv'");
  assert.ok(found.some(({ row }) => row === 33), JSON.stringify(found));
  const id = await hall.edit(phone_edit);
  const said = await hall.report(id);
  assert.deepEqual(said.faults, []);
  assert.deepEqual(said.differences, [['changed', 'items.csv', '30', '社保卡申领', '预约咨询电话', old_phone, new_phone]]);
  await hall.publish(id);
  assert.match(await hall.page('items/30'), new RegExp(new_phone));
  const names = async () => (await readdir(hall.content)).filter((name) => name.startsWith('items'));
  assert.deepEqual(await names(), ['items.csv'], 'kept once');
  const back = await hall.propose('back', {}, { version: 1 });
  assert.deepEqual((await hall.report(back)).differences.map((d) => d.slice(5)), [[new_phone, old_phone]]);
  await hall.publish(back);
  assert.deepEqual(await names(), ['items.xlsx']);
  const upload = await hall.report(await hall.upload({ '清单.xlsx': workbook(parse((await hall.read('../desk/versions/1/tables/items.csv')).trim())) }));
  assert.deepEqual([upload.faults, upload.differences], [[], []]);
});

test('upload: what is hostile costs one finding, and neither memory nor time', async (t) => {
  const hall = await Hall.make(t);
  const [head, ...rows] = parse(await hall.read('items.csv'));
  const table = [head, ...rows];
  const bomb = await readFile(await (async () => {
    const folder = await temp_folder();
    // a member that says little and unpacks to 300 MB
    const script = "import zipfile,sys\nz=zipfile.ZipFile(sys.argv[1],'w',zipfile.ZIP_DEFLATED)\nz.writestr('xl/workbook.xml','<workbook xmlns=\"x\"><sheets>'+' '*300000000+'</sheets></workbook>')\nz.close()\n";
    await run('python3', ['-c', script, join(folder, 'bomb.xlsx')]);
    return join(folder, 'bomb.xlsx');
  })());
  const aliases = (n) => `序号,别名\n${'9,x\n'.repeat(n)}`;
  const cases = {
    'bomb.xlsx': bomb, 'setup.xlsx': Buffer.concat([Buffer.from('MZ\x90\0'), Buffer.alloc(4000)]), 'cut.xlsx': workbook(table).subarray(0, 3000), 'old.xls': Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(2000, 1)]),
    'million.csv': aliases(1000000),
    'empty.csv': Buffer.alloc(0), 'text.csv': '这不是表\n', 'binary.csv': Buffer.from([0, 1, 2, 3, 255, 254, 0]), 'entity.xlsx': zip([['xl/workbook.xml', '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><workbook><sheets>&b;</sheets></workbook>']]),
  };
  const began = performance.now();
  for (const [name, bytes] of Object.entries(cases)) {
    const said = await hall.report(await hall.upload({ [name]: bytes }));
    assert.equal(said.faults.length, 1, `${name}: ${said.faults.join('\n')}`);
    assert.ok(said.faults[0].includes(name), `${name}: ${said.faults[0]}`);
    assert.deepEqual(said.differences, [], name);
  }
  t.diagnostic(`${Object.keys(cases).length} hostile files in ${Math.round(performance.now() - began)} ms`);
  // names that lead elsewhere, macros and what is outside are never opened; a formula is its value
  const calls = table.map((row) => [...row]);
  calls[30][2] = { formula: 'WEBSERVICE("http://127.0.0.1:9/"&A1)', value: '社保卡换领' };
  const odd = workbook(calls, [['../../../../tmp/evil', 'x'], ['xl/vbaProject.bin', 'MZ'], ['xl/externalLinks/externalLink1.xml', '<externalLink/>']]);
  const said = await hall.report(await hall.upload({ 'macro.xlsm': odd }));
  assert.deepEqual(said.faults, []);
  assert.deepEqual(said.differences.map((d) => d.slice(5)), [['社保卡申领', '社保卡换领']]);
  await assert.rejects(stat('/tmp/evil'));
  assert.equal((await hall.report(await hall.upload({ 'a.csv': aliases(100000) }))).faults.length, 0, '100,000 rows are many, and no fault');
  const twice = await hall.report(await hall.upload({ 'a.csv': '序号,别名\n9,户口\n', 'b.csv': '序号,别名\n9,户籍\n' }));
  assert.match(twice.faults.join(), /aliases\.csv 这张表传了两份/);
});

test('upload: fifty at once are all answered', async (t) => {
  const hall = await Hall.make(t);
  const ids = [];
  for (let n = 0; n < 50; n++) ids.push(await hall.upload({ 'x.csv': `不是表 ${n}\n` }));
  for (const id of ids) assert.equal((await hall.report(id)).faults.length, 1);
});

test('a clerk: the own window, and nothing beside it', async (t) => {
  const hall = await Hall.make(t);
  const clerk = { role: 'clerk', window: '4' };
  const windows = parse(await hall.read('windows.csv')), items = parse(await hall.read('items.csv'));
  const own = items.find((row) => row[1] === windows.find((w) => w[0] === '4')[1]);
  const fine = await hall.report(await hall.edit([['items.csv', own[0], '预约咨询电话', new_phone], ['windows.csv', '4', '电话', new_phone], ['aliases.csv', '+1', '序号', own[0]], ['aliases.csv', '+1', '别名', '新说法']], clerk));
  assert.deepEqual(fine.faults, []);
  assert.equal(fine.differences.length, 3);
  for (const rows of [[['items.csv', '1', '预约咨询电话', new_phone]], [['windows.csv', '1', '电话', new_phone]], [['hours.csv', '+1', '窗口', ''], ['hours.csv', '+1', '日期', '2026-12-05'], ['hours.csv', '+1', '类别', '休息'], ['hours.csv', '+1', '可预约', '否'], ['hours.csv', '+1', '状态', '已确认']],
    [['items.csv', own[0], '责任部门(窗口单位)', windows[1][1]]], [['pages/guide.md', '', '', '---\ntitle: 办事指南\n---\nx\n']], [['holidays.csv', '2027-01-01', 'status', 'announced']]]) {
    const said = await hall.report(await hall.edit(rows, clerk));
    assert.ok(said.faults.some((f) => f.startsWith('OTHER_WINDOW')), `${rows}: ${said.faults}`);
  }
});

// Texts in the form of the notices of the State Council, written for this test from the days
// that content/holidays.csv holds; the words around them are the notices' usual ones.
const notices = {
  2024: `国务院办公厅关于2024年部分节假日安排的通知
各省、自治区、直辖市人民政府：
经国务院批准，现将2024年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日放假，与周末连休。
二、春节：2月10日至17日放假调休，共8天。2月4日（星期日）、2月18日（星期日）上班。鼓励各单位结合带薪年休假等制度落实，安排职工在除夕（2月9日）休息。
三、清明节：4月4日至6日放假调休，共3天。4月7日（星期日）上班。
四、劳动节：5月1日至5日放假调休，共5天。4月28日（星期日）、5月11日（星期六）上班。
五、端午节：6月10日放假，与周末连休。
六、中秋节：9月15日至17日放假调休，共3天。9月14日（星期六）上班。
七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期日）、10月12日（星期六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作。
国务院办公厅
2023年10月25日`,
  2025: `国务院办公厅关于2025年
部分节假日安排的通知
一、元旦：1月1日（周三）放假1天，不调休。
二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2月8日（周六）上班。
三、清明节：4月4日（周五）至6日（周日）放假，共3天。
四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。
五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。
六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。
2024年11月12日`,
  2026: `国务院办公厅关于２０２６年部分节假日安排的通知
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。 二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
国务院办公厅
2025年11月4日`,
};

test('holidays: the notices of three years give exactly the days of holidays.csv', async (t) => {
  const all = await readFile(join(top, 'content/holidays.csv'), 'utf8');
  const hall = await Hall.make(t, (to) => writeFile(join(to, 'holidays.csv'), all.split('\n').filter((line) => !/^202[456]/.test(line)).join('\n')));
  for (const [year, text] of Object.entries(notices)) {
    const id = await hall.propose('holidays', { 'upload-1': text });
    const said = await hall.report(id);
    assert.deepEqual(said.faults, [], year);
    assert.equal(said.added, all.split('\n').filter((line) => line.startsWith(year)).length);
    await hall.publish(id);
  }
  assert.equal(await hall.read('holidays.csv'), all);
  const again = await hall.report(await hall.propose('holidays', { 'upload-1': notices[2026] }));
  assert.deepEqual(again.differences, []);
  const rows = await hall.report(await hall.propose('holidays', { 'upload-1': 'date\tkind\tname\tstatus\n2027-01-01\toff\t元旦\tannounced\n' }));
  assert.ok(rows.removed > 100, 'rows are the whole table, and the differences say so');
  for (const [text, says] of [['一、元旦：1月1日至3日放假，共3天。', /没有找到年份/], ['关于2027年的通知\n明天放假', /没有找到放假的日子/], ['关于2027年的通知：一、元旦：1月1日至3日放假调休，共4天。', /“元旦”的日子和“共几天”对不上/]])
    assert.match((await hall.report(await hall.propose('holidays', { 'upload-1': text }))).faults.join(), says);
});

test('two at once, and a file edited on disk meanwhile: outdated, looked at again with one press, nothing is overwritten', async (t) => {
  const hall = await Hall.make(t);
  const one = await hall.edit(phone_edit), two = await hall.edit([['items.csv', '31', '事项名称', '别的名称']]);
  await Promise.all([hall.report(one), hall.report(two)]);
  await hall.publish(one);
  await hall.report(two, 'outdated');
  await hall.put(two, 'again');
  const said = await hall.report(two);
  assert.deepEqual([said.base, said.differences.length], [2, 1]);
  await writeFile(join(hall.content, 'aliases.csv'), `${(await hall.read('aliases.csv')).trimEnd()}\n9,在文件夹里写的\n`);
  await hall.report(two, 'outdated');
  assert.match(await readFile(join(hall.desk, 'versions/3/by.txt'), 'utf8'), /account: \n[^]*在文件夹里直接改的/);
  await hall.put(two, 'again');
  await hall.report(two);
  assert.equal((await hall.publish(two)).version, 4);
  assert.match(await hall.read('aliases.csv'), /在文件夹里写的/);
  assert.match(await hall.read('items.csv'), new RegExp(`${new_phone}[^]*别的名称`));
  // an edit with a fault in it is not published, and not overwritten
  const three = await hall.edit([['items.csv', '32', '事项名称', '第三个名称']]);
  await hall.report(three);
  await writeFile(join(hall.content, 'windows.csv'), 'x\n');
  await until('it is seen', async () => (await hall.sql(join(hall.desk, 'report.db'), 'SELECT state FROM report'))[0].state === 'failed');
  await hall.put(three, 'approved');
  await until('refused', async () => /没有覆盖/.test((await hall.sql(hall.of(three, 'report.db'), 'SELECT say FROM report'))[0].say));
  assert.equal(await hall.read('windows.csv'), 'x\n');
});

test('withdrawn, or a week old: its preview goes', async (t) => {
  const hall = await Hall.make(t);
  const id = await hall.edit(phone_edit);
  const { preview } = await hall.report(id);
  await hall.put(id, 'withdrawn');
  await until('it is gone', async () => !(await readdir(hall.releases)).includes(preview));
  await until('its copy too', async () => !(await readdir(hall.of(id))).includes('.content'));
  const old = await hall.edit(phone_edit, { at: Date.parse(`${now}+08:00`) / 1000 - 8 * 86400 });
  await hall.report(old);
  await hall.put(old, 'noted', ''); // whatever wakes it
  await until('that of a week ago', async () => !(await readdir(hall.releases)).includes(`preview-${old}`));
});

test('versions: the last twenty', async (t) => {
  const hall = await Hall.make(t);
  await hall.kill();
  const folder = (n) => join(hall.desk, 'versions', String(n));
  for (let n = 2; n <= 20; n++) await cp(folder(1), folder(n), { recursive: true });
  hall.watch(t);
  for (let n = 21; n <= 22; n++) {
    const id = await hall.edit([['items.csv', '30', '事项名称', `名称${n}`]]);
    await hall.report(id);
    assert.equal((await hall.publish(id)).version, n);
  }
  assert.deepEqual(await hall.versions(), Array.from({ length: 20 }, (_, n) => n + 3));
});

test('killed at any moment of a publishing: afterwards it is whole, once', async (t) => {
  const hall = await Hall.make(t);
  for (let n = 0; n < 8; n++) {
    const id = await hall.edit([['items.csv', '30', '事项名称', `名称${n}`], ['windows.csv', '4', '电话', `0797-68260${10 + n}`]]);
    await hall.report(id);
    await hall.put(id, 'approved');
    await new Promise((done) => setTimeout(done, n * 40)); // wherever that finds it
    await hall.kill();
    hall.watch(t);
    const said = await hall.report(id, 'published');
    assert.deepEqual([said.version, said.changed], [n + 2, 2]);
    assert.match(await hall.read('items.csv'), new RegExp(`名称${n},`));
    assert.match(await hall.read('windows.csv'), new RegExp(`0797-68260${10 + n}`));
    await until('the page', async () => new RegExp(`名称${n}<`).test(await hall.page('items/30')));
  }
  assert.equal((await hall.versions()).at(-1), 9, 'a version for each, none twice');
});

test('killed between the version and the content: the content follows it', async (t) => {
  const hall = await Hall.make(t);
  const id = await hall.edit([...phone_edit, ['windows.csv', '4', '电话', new_phone]]);
  await hall.report(id);
  await hall.publish(id);
  await hall.kill();
  const was = join(hall.desk, 'versions/1/content');
  await cp(join(was, 'windows.csv'), join(hall.content, 'windows.csv')); // half of it
  await writeFile(join(hall.desk, 'versions/2/pending'), '');
  hall.watch(t);
  await until('it followed', async () => (await hall.read('windows.csv')).includes(new_phone));
  await until('and is done', async () => !(await readdir(join(hall.desk, 'versions/2'))).includes('pending'));
  assert.deepEqual(await hall.versions(), [1, 2]);
});

test('disk full: said, nothing is half done, and it works when there is room', async (t) => {
  const state = await temp_folder();
  const desk = join(state, 'desk');
  await mkdir(desk);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'hall-test', desk]).status) return t.skip('no file system may be mounted here');
  t.after(() => spawnSync('umount', ['--lazy', desk]));
  const hall = new Hall();
  Object.assign(hall, { folder: state, desk, content: await content_copy(state), releases: join(state, 'releases'), last: 0 });
  await mkdir(join(desk, 'proposals'));
  hall.watch(t);
  await until('the first version', () => stat(join(desk, 'report.db')));
  const id = await hall.edit(phone_edit);
  await hall.report(id);
  await writeFile(join(desk, 'filler'), Buffer.alloc(2 << 20)).catch((e) => assert.equal(e.code, 'ENOSPC'));
  await writeFile(hall.of(id, 'approved'), '');
  await writeFile(join(hall.content, 'pages/none.md'), '');
  await rm(join(hall.content, 'pages/none.md'));
  const before = await hall.read('items.csv');
  await until('it says so', () => /没有完成/.test(hall.output));
  assert.deepEqual(await hall.versions(), [1]);
  assert.equal(await hall.read('items.csv'), before);
  await rm(join(desk, 'filler'));
  await utimes(hall.of(id), new Date(), new Date());
  await hall.put(id, 'again');
  await hall.report(id);
  await hall.put(id, 'approved');
  assert.equal((await hall.report(id, 'published')).version, 2);
});
