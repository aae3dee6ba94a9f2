// /staff/list: what the hall publishes, changed from the browser. hallgen's half is played by
// tests/http/hallgen.mjs; here it is what hallbook takes, shows, lets through and writes down.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFile, cp, mkdir, readFile, readdir, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { Hallgen } from './hallgen.mjs';
import { Stand, build, content_copy, tags, temp_folder, top, until } from './stand.mjs';
import { form_data, own_password, sign_in } from './staff.mjs';

const monday = '2026-11-23T09:00';
const plain = (html) => html.replace(/<style.*?<\/style>/s, '').replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
const main = (html) => plain(html.split('<main')[1].split('</main>')[0]);
const clerk = (stand, name, window) => sign_in(stand, name, '--role', 'clerk', '--window', String(window));
const trail = (stand) => stand.query("SELECT who, action, object, detail FROM audit WHERE action LIKE 'list.%' ORDER BY id");

const upload = (who, files, note = '两个电话') => who.send('/staff/list', { note }, files);

async function begin(t, more = {}) {
  const stand = await Stand.start(t, { now: monday, ...more });
  const boss = await sign_in(stand, 'boss', '--role', 'admin');
  const hallgen = new Hallgen(stand);
  await hallgen.begin(more.first);
  return { stand, boss, hallgen };
}
const phone = ['changed', 'items.csv', '30', '30 社保卡申领', '电话', '0797-6826726', '0797-6826736'];

test('清单: files become a proposal, which is looked at, published and written down', async (t) => {
  const { stand, boss, hallgen } = await begin(t, { first: { content_findings: [['warning', 'items.csv', 31, 6, '电话', '只差一个数字']] } });
  const page = (await boss.get('/staff/list')).page;
  for (const words of ['第 1 版', '清单', '窗口', '时间', '放假', '中午错时', '别名', '已核对', '页面 notice.md', '1 处提醒', '缺 2027年']) assert.ok(main(page).includes(words), words);
  const bytes = Buffer.from([0x50, 0x4b, 3, 4, 0, 255, 13, 10, 45, 45]);
  const answer = await upload(boss, [['清单<1>.xlsx', bytes], ['b.csv', '序号\r\n1\r\n']]);
  assert.equal(answer.status, 303, answer.page);
  assert.equal(answer.headers.get('location'), '/staff/list/1');
  assert.deepEqual(await readFile(hallgen.proposal(1, 'upload-1')), bytes);
  assert.equal(await readFile(hallgen.proposal(1, 'upload-2'), 'utf8'), '序号\r\n1\r\n');
  assert.equal((await stat(hallgen.proposal(1))).mode & 0o777, 0o770, 'hallgen, of the same group, writes there too');
  assert.equal((await stat(hallgen.proposal(1, 'by.txt'))).mode & 0o777, 0o660);
  const by = await hallgen.by(1);
  assert.deepEqual({ ...by, at: '' }, { account: 'boss', role: 'admin', window: '', at: '', kind: 'upload', words: '两个电话', 'name-1': '清单<1>.xlsx', 'name-2': 'b.csv' });
  const looking = await boss.get('/staff/list/1');
  assert.match(looking.page, /http-equiv="refresh"/, 'it looks again by itself');
  assert.match(main(looking.page), /正在检查/);
  assert.match(looking.page, /清单&lt;1&gt;\.xlsx/);
  assert.doesNotMatch(looking.page, /name="publish"/);

  await hallgen.answer(1, { findings: [['warning', 'items.csv', 9, 6, '电话', '13170848274 是手机号码']], differences: [phone, ['removed', 'items.csv', '27', '27 培训咨询活动', '', '培训咨询活动', '']] });
  const ready = await boss.get('/staff/list/1');
  assert.doesNotMatch(ready.page, /http-equiv="refresh"/);
  for (const words of ['新增 0 处、修改 1 处、 删除 1 处', '30 社保卡申领', '0797-6826726', '0797-6826736', '第 9 行', 'F列 电话', '13170848274 是手机号码', '没有错误，1 处提醒', '发布第 2 版']) assert.ok(main(ready.page).includes(words), `${words}: ${main(ready.page)}`);
  const seen = tags(ready.page, 'input').find((i) => i.name === 'version').value;
  const unseen = await boss.post('/staff/list/1', { publish: '1', version: seen });
  assert.equal(unseen.status, 422, 'what goes is to be ticked');
  assert.match(main(unseen.page), /这次有删除的.*我看过删除的 1 处/);
  assert.match(main(ready.page), /事项网页.*网页写“已停止办理”/, 'what comes of each change');
  const published = await boss.post('/staff/list/1', { publish: '1', version: seen, seen: '1' });
  assert.equal(published.headers.get('location'), '/staff/list/1', published.page);
  assert.match(await readFile(hallgen.proposal(1, 'approved'), 'utf8'), /^account: boss$/m);
  assert.match(main((await boss.get('/staff/list/1')).page), /正在发布/);
  await hallgen.version(2, { account: 'boss', words: '两个电话', differences: [phone] });
  await hallgen.answer(1, { state: 'published', version: 2, differences: [phone] });
  assert.match(main((await boss.get('/staff/list/1')).page), /已发布 第 2 版/);
  await until('hallgen\'s answer is in the audit', async () => (await trail(stand)).some((r) => r.action === 'list.published'));
  assert.deepEqual(await trail(stand), [
    { who: 'boss', action: 'list.proposed', object: '1', detail: 'upload window=0' },
    { who: 'boss', action: 'list.approved', object: '1', detail: 'upload window=0' },
    { who: 'boss', action: 'list.published', object: '1', detail: 'version=2' },
  ]);
  assert.match(main((await boss.get('/staff/audit')).page), /清单已发布.*发布清单.*提交清单改动/);
  assert.match(main((await boss.get('/staff/list')).page), /清单 \d\d-\d\d \d\d:\d\d boss 两个电话/, 'who changed the file last');

  const versions = (await boss.get('/staff/list/versions')).page;
  assert.match(main(versions), /第 2 版 .* boss 两个电话 清单 新增 0、修改 1、删除 0 现在用的 第 1 版/);
  const back = await boss.post('/staff/list/versions', { version: '1' });
  assert.equal(back.headers.get('location'), '/staff/list/2', back.page);
  const { at, ...asked } = await hallgen.by(2);
  assert.deepEqual(asked, { account: 'boss', role: 'admin', window: '', kind: 'back', words: '退回第 1 版', version: '1' });
  for (const version of ['2', '3', '../1', ''])
    assert.equal((await boss.post('/staff/list/versions', { version })).status, 422, `no going back to ${version}`);
});

test('清单: with errors, outdated or changed since it was seen there is no publishing, however it is asked for', async (t) => {
  const { stand, boss, hallgen } = await begin(t);
  await upload(boss, [['a.csv', 'x']]);
  const press = async (fields = {}) => {
    const { page } = await boss.get('/staff/list/1');
    const version = tags(page, 'input').find((i) => i.name === 'version')?.value ?? '';
    return boss.post('/staff/list/1', { publish: '1', version, ...fields });
  };
  await hallgen.answer(1, { findings: [['error', 'items.csv', 9, 6, '电话', '位数不对'], ['note', 'items.csv', 1, 0, '', '编码已转换']] });
  const { page } = await boss.get('/staff/list/1');
  assert.doesNotMatch(page, /name="publish"/);
  assert.match(main(page), /有 1 处错误/);
  assert.equal((await press()).status, 422, 'a forged button');
  await hallgen.answer(1, { base: 0, differences: [phone] });
  const outdated = await boss.get('/staff/list/1');
  assert.match(main(outdated.page), /要再检查/);
  assert.doesNotMatch(outdated.page, /name="publish"/);
  assert.equal((await press()).status, 422);
  assert.equal((await boss.post('/staff/list/1', { do: 'again' })).status, 303);
  assert.match(main((await boss.get('/staff/list/1')).page), /正在检查/);
  assert.equal((await press()).status, 422, 'while hallgen looks again');
  await hallgen.answer(1, { differences: [phone] });
  assert.match((await boss.get('/staff/list/1')).page, /name="publish"/);
  assert.equal((await press({ version: '7' })).status, 422, 'another answer was seen');
  await rm(hallgen.proposal(1, 'approved'), { force: true });
  assert.equal((await press()).status, 303);
  await hallgen.answer(1, { state: 'outdated', base: 1 });
  await until('that it was not done is in the audit', async () => (await trail(stand)).some((r) => r.action === 'list.failed'));
  assert.equal((await boss.post('/staff/list/1', { do: 'again' })).status, 303);
  assert.equal(await stat(hallgen.proposal(1, 'approved')).catch((e) => e.code), 'ENOENT', 'an old approval does not hold for what is found now');
  await hallgen.answer(1, { state: 'failed', say: '磁盘满了' });
  assert.match(main((await boss.get('/staff/list/1')).page), /没有发布成功 磁盘满了/);
  await hallgen.report(hallgen.desk, {});
  await writeFile(hallgen.proposal(1, 'report.db'), 'no database');
  assert.match(main((await boss.get('/staff/list/1')).page), /检查结果读不出来/);
  assert.equal((await boss.post('/staff/list/1', { withdraw: '1' })).status, 303);
  assert.match(main((await boss.get('/staff/list/1')).page), /已放弃/);
  assert.equal((await boss.post('/staff/list/1', { withdraw: '1' })).status, 422);
  assert.equal((await boss.post('/staff/list/1', {})).status, 422);
});

test('清单: a clerk proposes for the own window, sees no other proposal and publishes nothing', async (t) => {
  const { stand, boss, hallgen } = await begin(t);
  const li = await clerk(stand, 'li', 9);
  const he = await clerk(stand, 'he', 4);
  const wang = await sign_in(stand, 'wang', '--role', 'leader');
  assert.equal((await upload(li, [['a.csv', 'x']])).headers.get('location'), '/staff/list/1');
  assert.equal((await hallgen.by(1)).window, '9', 'hallgen holds it to the window');
  await hallgen.answer(1, { differences: [phone], preview: await hallgen.preview(1) });
  const { page } = await li.get('/staff/list/1');
  assert.doesNotMatch(page, /name="publish"/);
  assert.match(main(page), /由值班负责人或管理员发布/);
  const seen = tags(page, 'input').find((i) => i.name === 'version').value;
  assert.equal((await li.post('/staff/list/1', { publish: '1', version: seen })).status, 403);
  for (const path of ['/staff/list/1', '/staff/preview/1/', '/staff/preview/1/items/']) assert.equal((await he.get(path)).status, 404, path);
  for (const fields of [{ publish: '1', version: seen }, { withdraw: '1' }, { do: 'again' }]) assert.equal((await he.post('/staff/list/1', fields)).status, 404);
  assert.doesNotMatch((await he.get('/staff/list')).page, /staff\/list\/1"/);
  assert.equal((await li.get('/staff/list/versions')).status, 403);
  assert.equal((await li.post('/staff/list/versions', { version: '1' })).status, 403);
  assert.equal(await stat(hallgen.proposal(1, 'approved')).catch((e) => e.code), 'ENOENT');
  assert.equal((await wang.post('/staff/list/1', { publish: '1', version: seen })).status, 303, 'a leader does');
  assert.match(await readFile(hallgen.proposal(1, 'approved'), 'utf8'), /^account: wang$/m);
  for (const path of ['/staff/list/7', '/staff/list/0', '/staff/list/-1', '/staff/preview/7/']) assert.equal((await boss.get(path)).status, 404, path);
  assert.equal((await boss.get('/staff/list')).status, 200);
  const mine = await li.get('/staff/list/edit?on=items.csv');
  assert.ok(main(mine.page).includes('社保卡申领') && !main(mine.page).includes('建设用地规划许可证核发'), 'the own window\'s rows');
  for (const [query, status] of [['on=items.csv&key=30', 200], ['on=items.csv&key=1', 403], ['on=windows.csv&key=9', 200], ['on=windows.csv&key=4', 403], ['on=holidays', 403], ['on=pages/notice.md', 403], ['on=noon.csv&key=%232', 403], ['on=day', 200]])
    assert.equal((await li.get(`/staff/list/edit?${query}`)).status, status, query);
  for (const fields of [{ on: 'items.csv', key: '1', c3: 'x' }, { on: 'windows.csv', key: '4', c4: 'x' }, { on: 'holidays', text: 'x' }, { on: 'pages/notice.md', text: 'x' }])
    assert.equal((await li.post('/staff/list/edit', fields)).status, 403, JSON.stringify(fields));
  assert.deepEqual((await readdir(join(hallgen.desk, 'proposals'))).sort(), ['1']);
});

test('四眼: with list.four_eyes another person publishes', async (t) => {
  const folder = await temp_folder();
  const content = await content_copy(folder, async (to) => {
    const conf = join(to, 'hall.conf');
    await writeFile(conf, (await readFile(conf, 'utf8')).replace(/^list\.four_eyes =.*$/m, 'list.four_eyes = yes'));
  });
  const { stand, boss, hallgen } = await begin(t, { content });
  const wang = await sign_in(stand, 'wang', '--role', 'leader');
  await upload(wang, [['a.csv', 'x']]);
  await hallgen.answer(1, { differences: [phone] });
  const { page } = await wang.get('/staff/list/1');
  assert.match(main(page), /要由另一位/);
  assert.doesNotMatch(page, /name="publish"/);
  const version = tags(page, 'input').find((i) => i.name === 'version').value;
  assert.equal((await wang.post('/staff/list/1', { publish: '1', version })).status, 422);
  assert.equal((await boss.post('/staff/list/1', { publish: '1', version })).status, 303);
});

test('直接改: one item, a window, a new row, a row that goes, hours of a day and a season, days off, a page', async (t) => {
  const { boss, hallgen } = await begin(t);
  const edits = async (id) => (await readFile(hallgen.proposal(id, 'edits.csv'), 'utf8')).trim().split('\n').slice(1).map((line) => JSON.parse(`[${line}]`));
  const fields_of = (page) => {
    const form = page.split('<form').find((f) => f.includes('staff/list/edit"'));
    const inputs = tags(form, 'input').filter((i) => i.name && i.name !== 'csrf').map((i) => [i.name, i.value ?? '']);
    const areas = [...form.matchAll(/<textarea[^>]*name="(c\d+)"[^>]*>([^<]*)/g)].map(([, name, value]) => [name, value]);
    return Object.fromEntries([...inputs, ...areas]);
  };
  const form = async (query) => fields_of((await boss.get(`/staff/list/edit?${query}`)).page);
  const item = await form('on=items.csv&key=30');
  assert.equal(item.c3, '社保卡申领');
  assert.equal((await boss.send('/staff/list/edit', item)).status, 422, 'nothing is changed');
  let id = 0;
  const propose = async (fields) => {
    const answer = await boss.send('/staff/list/edit', fields);
    assert.equal(answer.headers.get('location'), `/staff/list/${++id}`, answer.page);
  };
  await propose({ ...item, c3: '社保卡"申领"，补领', c6: '0797-6826736', note: '照窗口说的' });
  const by = await hallgen.by(1);
  assert.equal(`${by.kind} ${by.words}`, 'edit 照窗口说的');
  assert.match(await readFile(hallgen.proposal(1, 'edits.csv'), 'utf8'), /^file,key,column,value\n"items.csv","30","事项名称","社保卡""申领""，补领"\n"items.csv","30","预约咨询电话","0797-6826736"\n$/);
  await propose({ ...(await form('on=windows.csv&key=4')), c4: '0797-1234567' });
  assert.deepEqual(await edits(2), [['windows.csv', '4', '电话', '0797-1234567']]);
  await propose({ on: 'items.csv', key: '+1', c1: '83', c3: '临时身份证办理' });
  assert.deepEqual(await edits(3), [['items.csv', '+1', '序号', '83'], ['items.csv', '+1', '事项名称', '临时身份证办理']]);
  await propose({ on: 'items.csv', key: '27', do: 'remove' });
  assert.deepEqual((await edits(4))[0], ['items.csv', '27', '*gone', '1']);
  const aliases = (await readFile(join(hallgen.desk, 'versions/1/content/aliases.csv'), 'utf8')).split(/\r?\n/).filter((line) => line.startsWith('27,')).map((line) => line.slice(3));
  assert.deepEqual((await edits(id)).slice(1), aliases.map((word) => ['aliases.csv', `27|${word}`, '*gone', '1']), 'and what it is called');
  const noon = await form('on=hours.csv&key=%233');
  await propose({ ...noon, c7: '13:00' });
  assert.deepEqual(await edits(5), [['hours.csv', '|工作日||||12:00|14:30|错时|是|待确认|只办“错时、延时服务”的事项', '结束', '13:00']]);
  await propose({ on: 'day', window: '4', from: '2026-12-05', c1: '8:30', c2: '12:00', c3: '14:30', c4: '16:00', c5: '延时', note: '停电' });
  const rows = (key) => edits(6).then((list) => Object.fromEntries(list.filter((e) => e[1] === key).map((e) => [e[2], e[3]])));
  assert.deepEqual(await rows('+1'), { 窗口: '4', 日期: '2026-12-05', 开始: '8:30', 结束: '12:00', 类别: '延时', 可预约: '是', 状态: '已确认', 备注: '停电' });
  assert.deepEqual((await rows('+2')).结束, '16:00');
  await propose({ on: 'day', window: '', from: '2027-06-01', to: '2027-09-30', kind: '工作日', do: 'shut' });
  assert.deepEqual((await edits(7)).map((e) => `${e[2]}=${e[3]}`), ['窗口=', '适用=工作日', '开始日期=2027-06-01', '结束日期=2027-09-30', '开始=', '结束=', '类别=休息', '可预约=否', '状态=已确认', '备注=']);
  await propose({ on: 'holidays', text: '一、元旦：1月1日至3日放假调休，共3天。' });
  assert.equal((await hallgen.by(8)).kind, 'holidays');
  assert.equal(await readFile(hallgen.proposal(8, 'upload-1'), 'utf8'), '一、元旦：1月1日至3日放假调休，共3天。');
  const text = `# 通知\n\n${'大厅周六照常办公。'.repeat(600)}\n`;
  await propose({ on: 'pages/notice.md', text });
  assert.equal((await hallgen.by(9)).kind, 'notice');
  assert.equal(await readFile(hallgen.proposal(9, 'edits.csv'), 'utf8'), `file,key,column,value\n"pages/notice.md","","","${text}"\n`);
  // what may have to be changed, too
  const { page: of_30 } = await boss.get('/staff/list/edit?on=items.csv&key=30');
  assert.match(of_30, /电话和这一项一样的<\/h2>\s*<ul>\s*<li><a href="[^"]*edit\?on=items.csv&amp;key=31">31 社保资格认证<\/a><\/li>\s*<\/ul>/);
  // what an item's page says besides: its row leads there, also while there is none
  assert.match((await boss.get('/staff/list/edit?on=items.csv&key=30')).page, /href="[^"]*staff\/list\/edit\?on=pages\/items\/30\.md">网页上的说明</);
  assert.match(main((await boss.get('/staff/list/edit?on=pages/items/30.md')).page), /改事项 30 的说明/);
  assert.doesNotMatch((await boss.get('/staff/list/edit?on=windows.csv&key=4')).page, /网页上的说明/);
  await propose({ on: 'pages/items/30.md', text: '带身份证' });
  assert.equal(await readFile(hallgen.proposal(10, 'edits.csv'), 'utf8'), 'file,key,column,value\n"pages/items/30.md","","","带身份证"\n');
  // somebody else has published meanwhile: the form still means what was seen in it
  await hallgen.version(2);
  await writeFile(join(hallgen.desk, 'versions/2/content/items.csv'), (await readFile(join(hallgen.desk, 'versions/2/content/items.csv'), 'utf8')).replace('社保卡申领', '社保卡换领'));
  await propose({ ...item, c6: '0797-6826736' });
  assert.deepEqual(await edits(11), [['items.csv', '30', '预约咨询电话', '0797-6826736']], 'and the other change is not taken back');
  for (const [fields, status] of [
    [{ on: '../ledger.db', key: '1' }, 404], [{ on: 'pages/../hall.conf.md', text: 'x' }, 404], [{ on: 'pages/items/x.md', text: 'x' }, 404], [{ on: 'hall.conf', key: '1' }, 404], [{ on: 'items.csv', key: '999' }, 404],
    [{ on: 'items.csv', key: '' }, 404], [{ on: 'day' }, 422], [{ on: 'day', from: '2026-12-05' }, 422], [{ on: 'holidays', text: ' ' }, 422], [{ on: 'pages/notice.md', text: ' ' }, 422], [{}, 404],
    [{ ...item, c3: 'x', note: '字'.repeat(101) }, 422],
  ])
    assert.equal((await boss.send('/staff/list/edit', fields)).status, status, JSON.stringify(fields));
  const again = await boss.send('/staff/list/edit', { ...item, c3: '改过的名称', note: '字'.repeat(101) });
  assert.match(again.page, /value="改过的名称"/, 'what was typed is kept');
});

test('直接改: columns that the hall has not yet, what people call an item, a remark that is right all the same', async (t) => {
  const { boss, hallgen } = await begin(t, { first: { content_findings: [['warning', 'items.csv', 31, 6, '电话', '只差一个数字'], ['error', 'items.csv', 31, 3, '事项名称', '不能空着']] } });
  const edits = async (id) => (await readFile(hallgen.proposal(id, 'edits.csv'), 'utf8')).trim().split('\n').slice(1).map((line) => JSON.parse(`[${line}]`));
  const { page } = await boss.get('/staff/list/edit?on=items.csv&key=30');
  const form = page.split('<form').find((f) => f.includes('name="text"'));
  const label = (word) => new RegExp(`<label for="(c\\d+)">${word}`).exec(form)?.[1];
  for (const word of ['办件类型', '承诺时限', '可邮寄', '要带什么', '收费', '窗口号', '英文名称']) assert.ok(label(word), word);
  assert.match(form, /<option value="承诺件">/, 'words to choose');
  const words = tags(form, 'input').find((i) => i.name === 'text').value;
  assert.match(words, /^社保卡、/);
  const fields = { ...Object.fromEntries(tags(form, 'input').filter((i) => /^(c\d+|on|key|version)$/.test(i.name)).map((i) => [i.name, i.value ?? ''])), text: words };
  assert.equal((await boss.send('/staff/list/edit', fields)).status, 422, 'nothing is changed');
  const answer = await boss.send('/staff/list/edit', { ...fields, [label('办件类型')]: '承诺件', [label('要带什么')]: '身份证', text: `${words.replace('社保卡、', '')}，新说法\n「引」；C:\\new` });
  assert.equal(answer.headers.get('location'), '/staff/list/1', answer.page);
  assert.deepEqual(await edits(1), [
    ['items.csv', '30', '办件类型', '承诺件'], ['items.csv', '30', '要带什么', '身份证'], ['aliases.csv', '30|社保卡', '*gone', '1'],
    ['aliases.csv', '+1', '序号', '30'], ['aliases.csv', '+1', '别名', '新说法'], ['aliases.csv', '+2', '序号', '30'], ['aliases.csv', '+2', '别名', '「引」'],
    ['aliases.csv', '+3', '序号', '30'], ['aliases.csv', '+3', '别名', 'C:\new'], // \ and n in the file, which JSON reads as one
  ]);
  const known = page.split('<form').filter((f) => f.includes('value="known"'));
  assert.equal(known.length, 1, 'an error is mended, not acknowledged');
  const given = Object.fromEntries(tags(known[0], 'input').filter((i) => i.name !== 'csrf').map((i) => [i.name, i.value ?? '']));
  assert.equal((await boss.send('/staff/list/edit', { ...given, do: 'known' })).status, 422, 'without a reason');
  assert.equal((await boss.send('/staff/list/edit', { ...given, do: 'known', note: '照通知原文' })).headers.get('location'), '/staff/list/2');
  assert.deepEqual(await edits(2), [['acknowledged.csv', '+1', 'file', 'items.csv'], ['acknowledged.csv', '+1', 'code', 'CODE'], ['acknowledged.csv', '+1', 'key', '30'], ['acknowledged.csv', '+1', 'reason', '照通知原文']]);
  const li = await clerk(boss.stand, 'li', 9);
  const hers = await li.get('/staff/list/edit?on=items.csv&key=30');
  assert.doesNotMatch(hers.page, /value="known"/);
  assert.equal((await li.post('/staff/list/edit', { ...given, do: 'known', note: 'x' })).status, 403);
});

test('下载: every table as CSV and as a workbook, every page as it is written, nothing else', async (t) => {
  const { stand, boss, hallgen } = await begin(t);
  for (const name of ['items', 'windows', 'hours', 'holidays', 'noon', 'aliases', 'acknowledged']) {
    const csv = await boss.get(`/staff/list/${name}.csv`);
    assert.equal(csv.status, 200, name);
    assert.equal(csv.headers.get('content-disposition'), `attachment; filename=${name}.csv`);
    const xlsx = await stand.get(`/staff/list/${name}.xlsx`, { headers: { cookie: boss.cookies } });
    assert.deepEqual(Buffer.from(await xlsx.arrayBuffer()).subarray(0, 2).toString(), 'PK', name);
  }
  assert.match((await boss.get('/staff/list/items.csv')).page, /^\uFEFF?序号,责任部门/);
  assert.equal((await boss.get('/staff/list/notice.md')).status, 200);
  assert.equal((await boss.get('/staff/list/9.md')).status, 404);
  await mkdir(join(hallgen.desk, 'versions/1/content/pages/items'));
  await writeFile(join(hallgen.desk, 'versions/1/content/pages/items/9.md'), '带户口簿');
  assert.equal((await boss.get('/staff/list/9.md')).page, '带户口簿');
  assert.match((await boss.get('/staff/list')).page, /href="[^"]*edit\?on=pages\/items\/9\.md" aria-label="改说明 9\.md">/);
  // it may be emptied, and the page says so
  const form = (await boss.get('/staff/list/edit?on=pages/items/9.md')).page;
  assert.match(form, /不要这段说明了，就清空/);
  assert.doesNotMatch(form, /<textarea[^>]* required/);
  assert.equal((await boss.post('/staff/list/edit', { on: 'pages/items/9.md', text: ' ' })).headers.get('location'), '/staff/list/1');
  assert.equal(await readFile(hallgen.proposal(1, 'edits.csv'), 'utf8'), 'file,key,column,value\n"pages/items/9.md","",""," "\n');
  for (const path of ['/staff/list/hall.csv', '/staff/list/statutory.csv', '/staff/list/other.md', '/staff/list/hall.conf', '/staff/list/ledger.xlsx']) assert.equal((await boss.get(path)).status, 404, path);
});

test('预览: the whole site behind the sign-in, as nginx serves it, and nothing beside it', async (t) => {
  const { stand, boss, hallgen } = await begin(t);
  await upload(boss, [['a.csv', 'x']]);
  await hallgen.answer(1, { differences: [phone], preview: await hallgen.preview(1) });
  const home = await boss.get('/staff/preview/1/');
  assert.equal(home.status, 200);
  assert.equal(home.page, await (await stand.get('/')).text());
  assert.equal(home.headers.get('content-type'), 'text/html; charset=utf-8');
  assert.equal(home.headers.get('cache-control'), 'no-store');
  const public_policy = (await stand.get('/items/30/')).headers.get('content-security-policy');
  assert.equal((await boss.get('/staff/preview/1/items/30/')).headers.get('content-security-policy'), public_policy, 'that of the public pages');
  assert.equal(home.headers.get('content-security-policy'), public_policy, 'without what keeps the site for later');
  const css = /assets\/[\w.-]+/.exec(home.page)?.[0];
  if (css) assert.equal((await boss.get(`/staff/preview/1/${css}`)).headers.get('cache-control'), 'no-store');
  for (const [path, to] of [['/staff/preview/1', '/staff/preview/1/'], ['/staff/preview/1/items', '/staff/preview/1/items/']]) {
    const answer = await boss.get(path);
    assert.equal(answer.status, 303, path);
    assert.equal(answer.headers.get('location'), to);
  }
  for (const path of ['items/30/', 'windows/4/']) {
    const twin = await boss.get(`/staff/preview/1/large/${path}`);
    assert.equal(twin.status, 200, `大字版 of ${path}`);
    assert.equal(twin.page, await (await stand.get(`/large/${path}`)).text());
  }
  for (const path of ['book?item=9', 'booking', 'large/book', 'large/booking', 'staff/', 'sw.js']) {
    const answer = await boss.get(`/staff/preview/1/${path}`);
    assert.equal(answer.status, 404, path);
    assert.match(main(answer.page), /预览里不能预约/, path);
  }
  for (const path of ['../catalogue.db', '..%2fcatalogue.db', '%2e%2e/catalogue.db', 'items/../../catalogue.db', '.hidden', 'nowhere/', 'a%00b', '%0d%0aX:1', "a'b"]) {
    const answer = await stand.raw(`GET /staff/preview/1/${path} HTTP/1.1\r\nHost: x\r\nCookie: ${boss.cookies}\r\nConnection: close\r\n\r\n`);
    assert.match(answer, /^HTTP\/1\.1 (404|400|303)/, path);
    assert.doesNotMatch(answer, /SQLite format|X-Accel|preview-files/i, path);
  }
  const stranger = await stand.get('/staff/preview/1/items/');
  assert.equal(stranger.headers.get('location'), '/staff/login?next=/staff/preview/1/items/');
  assert.equal((await stand.get('/preview-files/preview-1/public/index.html')).status, 404, 'nginx gives it to nobody by itself');
});

test('已约的人: bookings whose time would be gone are counted by the day', async (t) => {
  const { stand, boss, hallgen } = await begin(t);
  for (const [slot, who] of [['2026-11-28T09:00', '13811110001'], ['2026-11-28T09:30', '13811110002'], ['2026-11-29T09:00', '13811110003']])
    assert.equal((await stand.book({ slot, phone: who })).status, 303);
  await upload(boss, [['a.csv', 'x']]);
  await hallgen.preview(1);
  const folder = join(stand.state, 'releases/preview-1');
  await rm(folder);
  const closed = await content_copy(await temp_folder(), (to) => appendFile(join(to, 'hours.csv'), ',,2026-11-28,,,,,休息,否,已确认,\n'));
  const other = await temp_folder();
  assert.equal(spawnSync(join(build, 'hallgen'), ['--quiet', '--content', closed, '--releases', other, '--now', monday], { cwd: top }).status, 0);
  await cp(join(other, await readlink(join(other, 'current'))), folder, { recursive: true });
  await hallgen.answer(1, { differences: [phone], preview: 'preview-1' });
  assert.match(main((await boss.get('/staff/list/1')).page), /2 个预约没有时间了 .*11月28日（星期六） 2 个/);
  await hallgen.answer(1, { differences: [phone], preview: '../releases/current' });
  assert.match(main((await boss.get('/staff/list/1')).page), /不受影响/, 'a preview is a folder of its own');
});

test('上传: none, too large, too often, malformed, from another site, after the session: in words, nothing is left', async (t) => {
  const { stand, boss, hallgen } = await begin(t);
  const none = await upload(boss, []);
  assert.equal(none.status, 422);
  assert.match(none.page, /请再选一次文件/);
  assert.match(none.page, /value="两个电话"/);
  const large = await upload(boss, [['a', Buffer.alloc(64 * 1024)], ['b', Buffer.alloc(64 * 1024 + 1)]]);
  assert.equal(large.status, 413);
  assert.match(main(large.page), /一次最多 128 KB/);
  const whole = await upload(boss, [['a', Buffer.alloc(150 * 1024)]]);
  assert.equal(whole.status, 413);
  assert.match(whole.page, /<h1/);
  assert.equal((await upload(boss, Array.from({ length: 9 }, (_, n) => [`${n}`, 'x']))).status, 400);
  const raw = (body, type = 'multipart/form-data; boundary=B') => stand.get('/staff/list', { method: 'POST', body, headers: { 'content-type': type, cookie: boss.cookies, origin: stand.origin, 'sec-fetch-site': 'same-origin' } });
  const part = (name, more = '') => `--B\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n`;
  const csrf = `${part('csrf')}${boss.csrf}\r\n`;
  for (const body of ['', '--B', `${csrf}`, `${csrf}${part('other', '; filename="x"')}x\r\n--B--`, `${csrf}${csrf}--B--`, `${csrf}${part('file')}x\r\n--B--`])
    assert.equal((await raw(body)).status, body ? 400 : 400, body);
  assert.equal((await raw(`${csrf}--B--`, 'text/plain')).status, 400);
  assert.equal((await raw(`${part('file', '; filename="x"')}x\r\n--B--`)).status, 403, 'without the form\'s token');
  const foreign = await stand.get('/staff/list', { method: 'POST', body: form_data({ csrf: boss.csrf }, [['a', 'x']]), headers: { cookie: boss.cookies, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' } });
  assert.equal(foreign.status, 403);
  for (const name of ['../../../etc/passwd', '/etc/passwd', '.report.db', 'approved', 'a\tb', `${'长'.repeat(300)}.csv`]) {
    const answer = await upload(boss, [[name, 'x']]);
    assert.equal(answer.status, 303, name);
    const id = answer.headers.get('location').split('/').pop();
    assert.deepEqual((await readdir(hallgen.proposal(id))).sort(), ['by.txt', 'upload-1'], name);
    assert.equal((await readFile(hallgen.proposal(id, 'by.txt'), 'utf8')).split('\n').filter((l) => l.startsWith('name-')).length, 1);
  }
  const before = await readdir(join(hallgen.desk, 'proposals'));
  let many = 0;
  for (let n = 0; n < 60 && !many; n++) many = (await upload(boss, [['a', 'x']])).status === 429 ? n : 0;
  assert.ok(many > 30 && many <= 50, `refused at ${many}`);
  const refused = await upload(boss, [['a', 'x']]);
  assert.match(main(refused.page), /一分钟最多 50 次/);
  assert.ok(Number(refused.headers.get('retry-after')) > 0);
  assert.equal((await readdir(join(hallgen.desk, 'proposals'))).length, before.length + many);
  spawnSync('sqlite3', ['-cmd', '.timeout 60000', stand.ledger, 'UPDATE session SET seen_at = seen_at - 3600']);
  const locked = await upload(boss, [['a', 'x']], '改了电话');
  assert.equal(locked.status, 403);
  assert.match(locked.page, /name="note" value="改了电话"/, 'the words are kept');
  const hidden = Object.fromEntries(tags(locked.page, 'input').filter((i) => i.type === 'hidden').map((i) => [i.name, i.value]));
  const given = await boss.post('/staff/login', { ...hidden, user: 'boss', password: own_password });
  const again = await boss.post('/staff/list', { note: tags(given.page, 'input').find((i) => i.name === 'note').value });
  assert.equal(again.status, 422);
  assert.match(main(again.page), /请再选一次文件/);
  assert.match(again.page, /value="改了电话"/);
});

test('hallgen 没有运行: every page of the list says so; what is proposed waits', async (t) => {
  const { boss, hallgen } = await begin(t);
  await upload(boss, [['a.csv', 'x']]);
  for (const path of ['/staff/list', '/staff/list/1', '/staff/list/versions']) assert.doesNotMatch(main((await boss.get(path)).page), /hallgen 没有运行/, path);
  await hallgen.alive(90);
  for (const path of ['/staff/list', '/staff/list/1', '/staff/list/versions']) assert.match(main((await boss.get(path)).page), /hallgen 没有运行/, path);
  assert.equal((await upload(boss, [['b.csv', 'x']])).status, 303);
  await rm(hallgen.desk, { recursive: true });
  assert.match(main((await boss.get('/staff/list')).page), /hallgen 没有运行/, 'nor is anything there');
});

test('hallbook ends between each step: what was begun is whole or not there, and is written down once', async (t) => {
  const { stand, boss, hallgen } = await begin(t);
  const restart = () => stand.without_hallbook(async () => {});
  await upload(boss, [['a.csv', 'x']]);
  await restart();
  // it ended while a proposal was only being made: nobody sees it, and its number is not given again
  await mkdir(hallgen.proposal('.2'));
  await writeFile(hallgen.proposal('.2', 'upload-1'), 'half');
  await hallgen.answer(1, { differences: [phone] });
  assert.doesNotMatch((await boss.get('/staff/list')).page, /staff\/list\/2"/);
  assert.equal((await upload(boss, [['b.csv', 'x']])).headers.get('location'), '/staff/list/3');
  const { page } = await boss.get('/staff/list/1');
  const version = tags(page, 'input').find((i) => i.name === 'version').value;
  await restart();
  assert.equal((await boss.post('/staff/list/1', { publish: '1', version })).status, 303);
  await stand.without_hallbook(() => hallgen.answer(1, { state: 'published', version: 2, differences: [phone] }));
  await until('the answer is noted', async () => (await readdir(hallgen.proposal(1))).includes('noted'));
  // it ended between the row and the mark
  await rm(hallgen.proposal(1, 'noted'));
  await restart();
  await until('and is noted again', async () => (await readdir(hallgen.proposal(1))).includes('noted'));
  assert.equal((await trail(stand)).filter((r) => r.action === 'list.published').length, 1);
});

test('磁盘满: a proposal that does not fit is refused in words and leaves nothing; nor is an approval half done', async (t) => {
  const state = await temp_folder();
  const desk = join(state, 'desk');
  await mkdir(desk);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m,mode=770', 'hall-test', desk]).status) return t.skip('no file system may be mounted here');
  const ends = [() => spawnSync('umount', ['--lazy', desk])];
  try {
    const { boss, hallgen } = await begin({ after: (end) => ends.unshift(end) }, { state });
    await upload(boss, [['a.csv', 'x']]);
    await hallgen.answer(1, { differences: [phone] });
    const { page } = await boss.get('/staff/list/1');
    const version = tags(page, 'input').find((i) => i.name === 'version').value;
    await writeFile(join(desk, 'filler'), Buffer.alloc(1 << 20)).catch((e) => assert.equal(e.code, 'ENOSPC'));
    const full = await upload(boss, [['b.csv', Buffer.alloc(100000)]]);
    assert.equal(full.status, 503);
    assert.match(main(full.page), /没有保存成功 清单没有改动/);
    assert.deepEqual((await readdir(join(desk, 'proposals'))).sort(), ['1']);
    const approval = await boss.post('/staff/list/1', { publish: '1', version });
    assert.equal(approval.status, 503);
    assert.ok(!(await readdir(hallgen.proposal(1))).includes('approved'));
    assert.match((await boss.get('/staff/list/1')).page, /name="publish"/);
    await rm(join(desk, 'filler'));
    assert.equal((await boss.post('/staff/list/1', { publish: '1', version })).status, 303);
    assert.equal((await upload(boss, [['b.csv', Buffer.alloc(100000)]])).status, 303);
  } finally {
    for (const end of ends) await end();
  }
});
