// Tables that come as files: the roster and the people from .xlsx and from text in any encoding.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { workbook, zip } from '../site/workbook.mjs';
import { december, december_posts, everybody } from './december.mjs';
import { Stand, tags, top, until } from './stand.mjs';
import { own_password, sign_in } from './staff.mjs';

const now = '2026-11-27T09:00';
const plain = (html) => html.replace(/<style.*?<\/style>/s, '').replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
const main = (html) => plain(html.split('<main')[1].split('</main>')[0]);
const leader = (stand, name = 'leader') => sign_in(stand, name, '--role', 'leader');
const csv = (rows) => rows.map((row) => row.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')).join('\r\n');
const encoded = (text, encoding) => execFileSync('iconv', ['-f', 'UTF-8', '-t', encoding], { input: text });
const roster = (who, name, bytes) => who.send('/staff/roster/import', {}, [[name, bytes]]);
const people = (who, name, bytes) => who.send('/staff/people', { do: 'paste' }, [[name, bytes]]);
const shifts = (stand) => stand.query('SELECT day, role, category, "window", person FROM shift ORDER BY 1, 2, 3, 4, 5');
// The form behind the preview, as it is sent with 保存.
const save = (who, page) => {
  const form = /<form class="save".*?<\/form>/s.exec(page)[0];
  return who.send('/staff/roster/import', Object.fromEntries(tags(form, 'input').filter((i) => i.type === 'hidden').map((i) => [i.name, i.value])));
};

test('值班、人员: December and everybody come as .xlsx and as CSV in GB18030, are shown and saved the same', async (t) => {
  const stand = await Stand.start(t, { now });
  const who = await leader(stand);
  assert.equal((await people(who, '人员.csv', encoded(csv(everybody()), 'GB18030'))).headers.get('location'), '/staff/people?done=48');
  const persons = () => stand.query('SELECT name, "window", front, back FROM person ORDER BY "window", name');
  const before = await persons();
  assert.equal((await people(who, '人员.xlsx', workbook(everybody()))).headers.get('location'), '/staff/people?done=48');
  assert.deepEqual(await persons(), before, 'the same are changed, not added');

  const rows = await december(stand), saved = [];
  for (const [name, bytes] of [
    ['12月值班.xlsx', workbook(rows)],
    ['12月值班.csv', encoded(csv(rows), 'GB18030')],
    ['12月值班.csv', Buffer.concat([Buffer.from([0xff, 0xfe]), encoded(csv(rows), 'UTF-16LE')])],
    ['12月值班', Buffer.from(csv(rows))],
  ]) {
    spawnSync('sqlite3', ['-cmd', '.timeout 60000', stand.ledger, 'DELETE FROM shift']);
    const shown = await roster(who, name, bytes);
    assert.equal(shown.status, 200, main(shown.page));
    assert.match(main(shown.page), new RegExp(`新排 ${december_posts} 个`), name);
    assert.deepEqual(await shifts(stand), [], 'only shown');
    assert.equal((await save(who, shown.page)).headers.get('location'), `/staff/roster?month=2026-12&done=${december_posts}.0.0`);
    saved.push(await shifts(stand));
  }
  for (const one of saved) assert.deepEqual(one, saved[0]);
  assert.equal(saved[0].length, december_posts);
});

test('值班: a fault is told at the row and column of the sheet; of several sheets the first that is a roster is read, and said', async (t) => {
  const stand = await Stand.start(t, { now });
  const who = await leader(stand);
  await people(who, 'a.xlsx', workbook(everybody()));
  const rows = [['值班表'], [], ['日期', '4 值班人员', '9 值班人员'], ['12月5日', '李小一', '冯小二'], ['12月6日', '不存在', '冯小二']];
  const bad = await roster(who, 'a.xlsx', workbook(rows));
  assert.equal(bad.status, 422);
  assert.match(main(bad.page), /第 5 行 第 2 列（B列 4 值班人员）：“不存在”不在这个岗位可排的人员里/);
  assert.match(bad.page, /<textarea[^>]*>值班表\n\n日期,4 值班人员,9 值班人员\n/, 'and can be mended in the page');
  assert.doesNotMatch(main(bad.page), /读的是工作表/);

  const sheets = (names) => [
    ['xl/workbook.xml', `<workbook xmlns:r="r"><sheets>${names.map((name, i) => `<sheet name="${name}" sheetId="${i + 1}" r:id="r${i}"/>`).join('')}</sheets></workbook>`],
    ['xl/_rels/workbook.xml.rels', `<Relationships>${names.map((_, i) => `<Relationship Id="r${i}" Type="x/worksheet" Target="s${i}.xml"/>`).join('')}</Relationships>`],
    ...[[['通讯录'], ['甲', '1\t2']], [['日期', '4 值班人员'], ['12月5日', '李小一']], [['日期', '4 值班人员'], ['12月6日', '李小二']]].map((cells, i) => [
      `xl/s${i}.xml`,
      `<worksheet><sheetData>${cells.map((row, y) => `<row r="${y + 1}">${row.map((cell, x) => `<c r="${'AB'[x]}${y + 1}" t="inlineStr"><is><t>${cell}</t></is></c>`).join('')}</row>`).join('')}</sheetData></worksheet>`,
    ]),
  ];
  const one = await roster(who, 'a.xlsx', zip(sheets(['说明', '12月', '1月'])));
  assert.equal(one.status, 200, main(one.page));
  assert.match(main(one.page), /读的是工作表“12月”，别的工作表没有读/);
  assert.match(main(one.page), /新排 1 个.*12月5日 周六 4 公安局户政大队 值班人员.*李小一/);
});

test('文件: none, too large, of a wrong kind, hostile, malformed, from another site: in words, nothing is changed, booking goes on', async (t) => {
  const stand = await Stand.start(t, { now });
  const who = await leader(stand);
  await people(who, 'a.xlsx', workbook(everybody()));
  const before = await stand.query('SELECT count(*) AS n FROM person');
  const bomb = zip([
    ['xl/workbook.xml', '<workbook xmlns:r="r"><sheets><sheet name="a" r:id="r"/></sheets></workbook>'],
    ['xl/_rels/workbook.xml.rels', '<Relationships><Relationship Id="r" Type="x/worksheet" Target="s.xml"/></Relationships>'],
    ['xl/s.xml', `<worksheet><sheetData>${'<row r="1048576"><c r="BL1048576"><v>1</v></c></row>'.repeat(50)}</sheetData></worksheet>`],
  ]);
  const data = (name) => readFile(join(top, 'tests/data/reading/tables', name));
  const cases = [
    ['值班.ods', 'x', 422, /读不了 \.ods 格式；请在 WPS 或 Excel 中另存为 \.xlsx/],
    ['值班.xlsx', await data('items-encrypted.xlsx'), 422, /文件设了打开密码/],
    ['值班.xlsx', await data('items-cut.xlsx'), 422, /文件已损坏，读不出来/],
    ['值班.xls', await data('items-flipped.xls'), 422, /第|没有找到表头|文件已损坏/],
    ['值班.xlsx', bomb, 422, /内容太多/],
    ['照片.png', Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'), 422, /不是 Excel 工作簿/],
    ['空.csv', '\r\n', 422, /没有内容：第一行是表头/],
    ['别的.csv', '甲,乙\r\n1,2\r\n', 422, /没有找到表头，应有一行写着/],
    ['长.csv', `日期,4 值班人员\r\n${'12月5日,李小一\r\n'.repeat(4000)}`, 422, /这张表太长，请按月分开/],
    ['大.xlsx', Buffer.alloc(128 * 1024 + 1), 413, /一次最多 128 KB/],
  ];
  for (const [name, bytes, status, words] of cases)
    for (const give of [roster, people]) {
      const answer = await give(who, name, bytes);
      assert.equal(answer.status, status, `${name}: ${main(answer.page)}`);
      assert.match(main(answer.page), words, name);
      assert.match(answer.page, /<input type="file"/, 'to choose another');
    }
  const whole = await people(who, 'a.xlsx', Buffer.alloc(150 * 1024));
  assert.equal(whole.status, 413);
  assert.match(plain(whole.page), /或文件太大.*只选用到的表/);
  for (const [path, fields] of [['/staff/roster/import', {}], ['/staff/people', { do: 'paste' }]]) {
    const none = await who.send(path, fields);
    assert.equal(none.status, 422);
    assert.match(main(none.page), /请再选一次文件/, path);
    const foreign = await stand.get(path, { method: 'POST', body: new FormData(), headers: { cookie: who.cookies, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' } });
    assert.equal(foreign.status, 403);
  }
  const chars = await roster(who, 'a.csv', '日期,4 值班人员\r\n12月5日,李小一\v\u0085\x7f\r\n\x1a');
  assert.equal(chars.status, 200, 'what no form may hold is a blank');
  assert.equal((await save(who, chars.page)).status, 303);
  assert.deepEqual(await stand.query('SELECT count(*) AS n FROM person'), before);
  const clerk = await sign_in(stand, 'li', '--role', 'clerk', '--window', '4');
  for (const give of [roster, people]) assert.equal((await give(clerk, 'a.xlsx', workbook(everybody()))).status, 403);
  assert.equal((await stand.book({ slot: '2026-12-05T09:00' })).status, 303);
  assert.equal((await stand.get('/healthz')).status, 200);
});

test('文件: after the session has ended it is to be chosen again, and that is said', async (t) => {
  const stand = await Stand.start(t, { now });
  const who = await leader(stand);
  spawnSync('sqlite3', ['-cmd', '.timeout 60000', stand.ledger, 'UPDATE session SET seen_at = seen_at - 3600']);
  for (const give of [roster, people]) {
    const locked = await give(who, 'a.xlsx', workbook(everybody()));
    assert.equal(locked.status, 403);
    const fields = Object.fromEntries(tags(locked.page, 'input').filter((i) => i.type === 'hidden').map((i) => [i.name, i.value]));
    const given = await who.post('/staff/login', { ...fields, user: 'leader', password: own_password });
    assert.equal(given.status, 200, main(given.page));
    if (give === roster) assert.match(main(given.page), /选过文件的，要再选一次文件/);
    const again = Object.fromEntries(tags(given.page, 'input').filter((i) => i.name !== 'csrf' && i.type === 'hidden').map((i) => [i.name, i.value]));
    const action = tags(given.page, 'form').find((f) => /import|people/.test(f.action)).action.replace(/^(\.\.\/)*/, '/');
    const asked = await who.post(action, again);
    assert.equal(asked.status, 422);
    assert.match(main(asked.page), /没有收到文件，请再选一次文件/);
    spawnSync('sqlite3', ['-cmd', '.timeout 60000', stand.ledger, 'UPDATE session SET seen_at = seen_at - 3600']);
  }
  assert.deepEqual(await stand.query('SELECT count(*) AS n FROM person'), [{ n: 0 }]);
});

// hallbook and its children, by its process group; [pid, parent, name] each.
async function processes(stand) {
  const all = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    const [, parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (Number(group) === stand.child.pid && stat.includes('(hallbook)')) all.push({ pid: Number(pid), parent: Number(parent) });
  }
  return all;
}

test('文件: the reader ends: said, everything else goes on, and soon both begin anew; it goes with hallbook', async (t) => {
  const stand = await Stand.start(t, { now });
  const who = await leader(stand);
  const serve = await stand.hallbook_pid();
  const readers = async () => (await processes(stand)).filter(({ parent }) => parent === serve);
  const [reader, ...others] = await readers();
  assert.deepEqual(others, []);
  process.kill(reader.pid, 'SIGTERM'); // which is for hallbook, not for it
  process.kill(reader.pid, 'SIGKILL');
  await until('it is gone, and nothing is left of it', async () => (await readers()).length === 0);
  // a busy machine may come here only when it is over
  const meanwhile = async (act) => (await act().catch(() => null), (await stand.hallbook_pid().catch(() => 0)) === serve) && act();
  for (const give of [roster, people]) {
    const answer = await meanwhile(() => give(who, 'a.xlsx', workbook(everybody())));
    if (answer) assert.match(main(answer.page), /现在读不了文件；请过一会儿再选一次文件，或把表格复制，贴到网页上/);
  }
  const pasted = await meanwhile(() => who.post('/staff/people', { do: 'paste', text: everybody().map((row) => row.join('\t')).join('\n') }));
  if (pasted) assert.equal(pasted.status, 303);
  await until('the administrator is told', () => stand.output.includes('读表格文件的进程已结束'));
  await until('hallbook has begun anew by itself', async () => (await stand.hallbook_pid()) !== serve && (await stand.ready()));
  assert.equal((await people(who, 'a.xlsx', workbook(everybody()))).status, 303, 'with a new one');
  const next = await stand.hallbook_pid();
  await stand.without_hallbook(() => until('nobody is left', async () => (await processes(stand)).every(({ pid }) => pid === next)));
  await stand.stop();
  await until('it goes with hallbook', async () => (await processes(stand)).length === 0);
});

test('文件: while one is read nobody waits', async (t) => {
  const stand = await Stand.start(t, { now });
  const who = await leader(stand);
  const serve = await stand.hallbook_pid();
  const [reader] = (await processes(stand)).filter(({ parent }) => parent === serve);
  process.kill(reader.pid, 'SIGSTOP');
  const answer = people(who, 'a.xlsx', workbook(everybody()));
  try {
    for (const [i, time] of ['09:00', '09:30', '10:00'].entries()) assert.equal((await stand.book({ slot: `2026-12-05T${time}`, phone: `1381234000${i}` })).status, 303);
  } finally {
    process.kill(reader.pid, 'SIGCONT');
  }
  assert.equal((await answer).headers.get('location'), '/staff/people?done=48');
});
