// The roster: who must be there, what is missing, and how it is filled.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { Stand, content_copy, tags, temp_folder, until } from './stand.mjs';
import { confirm, own_password, set_post, sign_in } from './staff.mjs';

const run = promisify(execFile);
const september = '2026-09-15T09:00';
const unescape_text = (html) => html.replaceAll('&lt;', '<').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
const words = (html) => html.replace(/<style>.*?<\/style>/s, '').replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
const leader = (stand) => sign_in(stand, 'leader', '--role', 'leader');
const edit = (stand, sql) => run('sqlite3', ['-cmd', '.timeout 60000', stand.ledger, sql]);

// Three persons at each window, everybody able to do everything, and every
// post of the calendar's days from `from` to `to` filled with the first two.
async function filled(stand, from, to) {
  await edit(
    stand,
    `ATTACH '${stand.state}/releases/current/catalogue.db' AS cat;
     INSERT INTO person(name, window, front, back)
       SELECT column1 || no, no, 1, 1 FROM cat.window JOIN (VALUES('甲'), ('乙'), ('丙'));
     INSERT INTO shift(day, role, category, window, person, class)
       SELECT d.day, r.code, c.name, 0, p.id, 'workday'
         FROM cat.day d JOIN cat.noon_category c JOIN duty_role r ON r.noon
         JOIN person p ON p.window = (SELECT min(window) FROM cat.noon_window WHERE category = c.no)
          AND p.name LIKE iif(r.code = 'front', '甲%', '乙%')
        WHERE d.day BETWEEN '${from}' AND '${to}' AND d.kind IN ('workday', 'makeup');
     INSERT INTO shift(day, role, category, window, person, class)
       SELECT d.day, r.code, '', p.window, p.id, 'weekend'
         FROM cat.day d JOIN duty_role r ON NOT r.noon
         JOIN person p ON p.name LIKE iif(r.code = 'duty', '甲%', '乙%')
        WHERE d.day BETWEEN '${from}' AND '${to}' AND d.kind IN ('weekend', 'holiday');`,
  );
}
const gaps = async (who, month) => {
  const { page, status } = await who.get(`/staff/roster?month=${month}`);
  assert.equal(status, 200);
  return { page, list: words(/<details[^>]*id="gaps".*?<\/details>/s.exec(page)?.[0] ?? '') };
};

test('排班缺岗: nothing is missing until one person is removed, then date, category and role are named', async (t) => {
  const stand = await Stand.start(t, { now: september });
  const who = await leader(stand);
  await filled(stand, '2026-09-15', '2026-10-31');
  assert.equal((await gaps(who, '2026-09')).list, '');
  assert.doesNotMatch((await gaps(who, '2026-09')).page, /gap-cell/);
  const set = (day, post, names) => set_post(who, day, post, names);
  assert.equal((await set('2026-09-16', 'back-税务服务', '')).status, 303);
  const { page, list } = await gaps(who, '2026-09');
  assert.match(list, /未排的岗位 9月16日 周三 后台审批：税务服务/);
  assert.match(page, /还有 1 个岗位未排/);
  assert.equal(page.match(/class="gap-cell"/g).length, 1, 'and in its cell');
  assert.equal((await set('2026-09-16', 'back-税务服务', '丙13、乙13')).status, 303);
  assert.equal((await gaps(who, '2026-09')).list, '');
  const saved = await set('2026-09-16', 'back-税务服务', '丙13，甲13');
  assert.equal(saved.headers.get('location'), '/staff/roster?month=2026-09&done=0.1.0');
  assert.match(words((await who.get('/staff/roster?month=2026-09&done=0.1.0')).page), /已保存：新排 0 个岗位，替换 1 个/);
  assert.match((await who.get('/staff/roster?day=2026-09-16')).page, /丙13.*甲13/s);
});

test('值班负责人: sixteen for each duty day; 1 to 7 October 2026 have duty, make-up Sunday 20 September has noon rota', async (t) => {
  const stand = await Stand.start(t, { now: september });
  const who = await leader(stand);
  const posts = async (day) => {
    const { page } = await who.get(`/staff/roster?day=${day}`);
    const of = (word) => page.split(`<td>${word}</td>`).length - 1;
    return [of('前台'), of('后台'), of('值班'), of('负责')];
  };
  for (let n = 1; n <= 7; n++) assert.deepEqual(await posts(`2026-10-0${n}`), [0, 0, 16, 16], `10-0${n}`);
  assert.deepEqual(await posts('2026-10-08'), [6, 6, 0, 0]);
  assert.deepEqual(await posts('2026-09-20'), [6, 6, 0, 0], 'make-up Sunday');
  assert.deepEqual(await posts('2026-09-19'), [0, 0, 16, 16], 'Saturday');
  await filled(stand, '2026-09-15', '2026-10-31');
  assert.equal((await gaps(who, '2026-10')).list, '');
  await edit(stand, "DELETE FROM shift WHERE day = '2026-10-03' AND role = 'leader' AND window IN (4, 16)");
  assert.match((await gaps(who, '2026-10')).list, /10月3日 周六 值班负责人：公安局户政大队、住房公积金/);
});

test('提醒: leaders missing within seven days stand on every page, of one window for its clerk', async (t) => {
  const stand = await Stand.start(t, { now: september });
  const who = await leader(stand);
  await filled(stand, '2026-09-15', '2026-10-31');
  const alert = (page) => words(page.match(/<b class="bad">值班缺.*/g)?.join(' ') ?? '');
  assert.equal(alert((await who.get('/staff/')).page), '');
  await edit(stand, "DELETE FROM shift WHERE role = 'leader' AND window = 4 AND day IN ('2026-09-19', '2026-09-26')");
  assert.match(alert((await who.get('/staff/')).page), /^ ?值班缺 1 岗 9月19日 周六 公安局户政大队 去排班 ?$/);
  const li = await sign_in(stand, 'li', '--role', 'clerk', '--window', '4');
  assert.match(alert((await li.get('/staff/log')).page), /^ ?值班缺岗 9月19日 周六 值班负责人未排 看值班 ?$/);
  const wang = await sign_in(stand, 'wang', '--role', 'clerk', '--window', '16');
  assert.equal(alert((await wang.get('/staff/log')).page), '');
});

for (const [now, banner] of [
  ['2026-10-31T09:00', ''],
  ['2026-11-01T09:00', '2027年放假安排 还没有录入'],
  ['2026-12-20T09:00', '2027年放假安排 请马上录入'],
])
  test(`提醒: on ${now.slice(0, 10)} the year not announced is ${banner ? 'told: ' + banner : 'no matter yet'}`, async (t) => {
    const stand = await Stand.start(t, { now });
    const text = words((await (await leader(stand)).get('/staff/help')).page);
    if (banner) assert.ok(text.includes(banner));
    else assert.doesNotMatch(text, /年放假安排 (还没有|请马上)录入/);
    assert.equal(text.includes('请马上录入'), banner.includes('请马上'));
  });

test('提醒: a backup that failed stands on every page of staff', async (t) => {
  const state = await temp_folder();
  await writeFile(join(state, 'backups'), 'a file where the folder should be');
  const stand = await Stand.start(t, { now: september, state });
  const who = await leader(stand);
  await until('the banner', async () => (await who.get('/staff/help')).page.includes('<b class="bad">台帐备份</b>'));
  const sound = await Stand.start(t, { now: september });
  const other = await leader(sound);
  await until('the backup', async () => (await readdir(join(sound.state, 'backups'))).some((f) => f.endsWith('.db')));
  assert.ok(!(await other.get('/staff/help')).page.includes('<b class="bad">台帐备份</b>'));
});

test('一人窗口: on its noon-duty day nobody is there 11:00—12:00 and after 16:00, which is told', async (t) => {
  const stand = await Stand.start(t, { now: september });
  const who = await leader(stand);
  await who.post('/staff/people', { do: 'save', window: '3', name: '王一', front: '1', backoffice: '1' });
  const set = (post, names) => set_post(who, '2026-09-16', post, names);
  const told = async () => /uncovered">(.*?)<\/p>/.exec((await who.get('/staff/roster')).page)?.[1];
  assert.equal((await set('front-房产交易', '王一')).status, 303);
  assert.match(await told(), /住保中心房屋交易：王一 都值中午班，11:00—12:00 和 16:00 以后窗口没有人.*：9月16日（星期三）$/);
  await who.post('/staff/people', { do: 'save', window: '3', name: '李二', front: '1' });
  assert.equal(await told(), undefined, 'two persons, one on noon duty');
  await set('front-房产交易', '王一、李二');
  assert.match(await told(), /王一、李二/);
});

test('权限: clerks read the roster and change nothing', async (t) => {
  const stand = await Stand.start(t, { now: september });
  const li = await sign_in(stand, 'li', '--role', 'clerk', '--window', '4');
  const { page, status } = await li.get('/staff/roster');
  assert.equal(status, 200);
  assert.doesNotMatch(page, /roster\/(save|rotate|copy|import|swap|leave)/);
  const body = { day: '2026-09-19', post: 'duty-4', names: '', from: '2026-09-14', to: '2026-09-21', text: 'x' };
  for (const path of ['save', 'rotate', 'copy', 'swap', 'leave', 'import']) assert.equal((await li.post(`/staff/roster/${path}`, body)).status, 403, path);
  for (const path of ['people', 'overtime']) {
    assert.equal((await li.get(`/staff/${path}`)).status, 403, path);
    assert.equal((await li.post(`/staff/${path}`, { do: 'save', window: '4', name: '甲' })).status, 403, path);
  }
  assert.equal((await li.get('/staff/overtime.csv')).status, 403);
});

test('轮流、照搬: names take turns over working days; a week is copied into gaps only, kinds of day kept apart', async (t) => {
  const stand = await Stand.start(t, { now: september });
  const who = await leader(stand);
  for (const name of ['张三', '李四', '王五']) await who.post('/staff/people', { do: 'save', window: '13', name, front: '1' });
  const rotate = (names) => confirm(who, '/staff/roster/rotate', { post: 'front-税务服务', from: '2026-09-16', to: '2026-09-23', names });
  const missing = await rotate('张三、赵六');
  assert.equal(missing.status, 422);
  assert.match(missing.page, /“赵六”不在这个岗位可排的人员里/);
  assert.match(missing.page, /value="front-税务服务" selected/, 'what was chosen is kept');
  assert.match(missing.page, /name="to" value="2026-09-23"/);
  assert.equal((await rotate('张三 李四，王五')).status, 303);
  const rows = () =>
    stand.query("SELECT s.day, group_concat(p.name) AS names FROM shift s JOIN person p ON p.id = s.person GROUP BY s.day ORDER BY s.day");
  assert.deepEqual(
    (await rows()).map((r) => `${r.day.slice(5)} ${r.names}`),
    // Saturday 19 has no noon duty, make-up Sunday 20 has
    ['09-16 张三', '09-17 李四', '09-18 王五', '09-20 张三', '09-21 李四', '09-22 王五', '09-23 张三'],
  );
  const copied = await confirm(who, '/staff/roster/copy', { from: '2026-09-14', to: '2026-09-21' });
  assert.equal(copied.status, 303);
  // Wednesday is filled already, Thursday is new, Friday 25 is 中秋节 and Sunday 27 a day off
  assert.match(copied.headers.get('location'), /done=1\.0\.0$/);
  assert.equal((await rows()).find((r) => r.day === '2026-09-24').names, '李四');
  assert.equal((await rows()).some((r) => r.day > '2026-09-24'), false);
  for (const wrong of [{ from: '2026-09-14', to: '2026-09-14' }, { from: 'x', to: '2026-09-21' }])
    assert.equal((await who.post('/staff/roster/copy', wrong)).status, 422);
});

test('导入导出: what was exported comes back the same; faults are told at row and column and nothing changes', async (t) => {
  const stand = await Stand.start(t, { now: september });
  const who = await leader(stand);
  await filled(stand, '2026-09-19', '2026-09-20');
  await edit(stand, "UPDATE shift SET class = 'workday' WHERE day = '2026-09-20'");
  const csv = (await who.get('/staff/roster.csv?month=2026-09')).page;
  const lines = csv.replace(/^\ufeff/, '').trim().split('\n');
  assert.equal(lines[0].trim(), '日期,类别,窗口,岗位,人员,窗口名称');
  assert.equal(lines.length, 1 + 32 + 12);
  assert.match(csv, /2026-09-19,,4,值班负责人,乙4,宁都县公安局户政大队/);
  const content = () => stand.query('SELECT day, role, category, "window", person, class FROM shift ORDER BY 1, 2, 3, 4, 5');
  const before = await content();
  await edit(stand, 'DELETE FROM shift');
  const put = (text) => confirm(who, '/staff/roster/import', { text });
  const answer = await put(lines.map((l) => l.split(',').slice(0, 5).join(',')).join('\r\n'));
  assert.equal(answer.status, 303, words(answer.page));
  assert.deepEqual(await content(), before);

  const head = '日期\t岗位\t类别\t窗口\t人员\n';
  const bad = await put(
    `${head}2026-09-19\t值班人员\t\t4\t丙4\n2026-9-31\t值班人员\t\t4\t甲4\n2026-09-20\t值班\t\t4\t甲4\n` +
      `2026-09-20\t值班人员\t\t4\t甲4\n2026-09-19\t值班人员\t\t4\t甲4、甲5\n2026-09-19\t值班人员\t\t四\t甲4\n"2026-09-19\t值班人员\t\t4\t甲4`,
  );
  assert.equal(bad.status, 422);
  const told = [...bad.page.matchAll(/<li>(第[^<]*)</g)].map((m) => m[1]);
  assert.deepEqual(told, [
    '第 3 行 第 1 列（A列 日期）：“2026-9-31”不是日期，应写成 2026-01-31 这样',
    '第 4 行 第 2 列（B列 岗位）：“值班”不在清单里，只能填“前台受理”“后台审批”“值班人员”或“值班负责人”',
    '第 5 行 第 1 列（A列 日期）：9月20日（星期日）没有这个岗位：工作日排中午，双休日和节假日排值班',
    '第 6 行 第 5 列（E列 人员）：“甲5”不在这个岗位可排的人员里，请先在“人员”里登记',
    '第 7 行 第 4 列（D列 窗口）：清单里没有“四”这个窗口，请填窗口序号或名称',
    '第 8 行：这一行的英文引号只有一半，后面的内容都被当成一格了，请补上或删去',
  ]);
  assert.deepEqual(await content(), before, 'the good row of a bad table is not kept');
  assert.match((await put('日期,类别,窗口,人员\n')).page, /第 1 行缺少“岗位”这一列/);
  assert.equal((await put(head)).status, 422);

  // as offices keep it: a title, the days down or across, windows by name, two lines in a cell
  await edit(stand, 'DELETE FROM shift');
  const down = await put('九月值班表\t\t\n日期\t4\t户政大队 值班负责人\n9月19日（星期六）\t甲4、乙4\t丙4\n9月26日\t乙4\t\n');
  assert.equal(down.status, 303, words(down.page));
  const of_window_4 = () => stand.query('SELECT s.day, s.role, p.name FROM shift s JOIN person p ON p.id = s.person ORDER BY 1, 2, s.id');
  const as_down = [
    { day: '2026-09-19', role: 'duty', name: '甲4' },
    { day: '2026-09-19', role: 'duty', name: '乙4' },
    { day: '2026-09-19', role: 'leader', name: '丙4' },
    { day: '2026-09-26', role: 'duty', name: '乙4' },
  ];
  assert.deepEqual(await of_window_4(), as_down);
  await edit(stand, 'DELETE FROM shift');
  const across = await put('窗口\t19日 六\t"26日 六\n中秋节"\n4 户政大队\t"甲4、乙4\n负责 丙4"\t乙4\n负责人签字：\t\t\n');
  assert.equal(across.status, 303, words(across.page));
  assert.deepEqual(await of_window_4(), as_down);
});

test('导入: the shapes that offices keep say the same; what is of no window is told once', async (t) => {
  const stand = await Stand.start(t, { now: september });
  const who = await leader(stand);
  await filled(stand, '2026-09-19', '2026-09-19');
  await edit(stand, 'DELETE FROM shift');
  const put = (text) => confirm(who, '/staff/roster/import', { text });
  const shapes = {
    'the day of the week and notes': '日期\t星期\t户政大队\t户政大队 负责人\t备注\n9月19日\t六\t甲4、乙4\t丙4\t换过班\n9月26日\t星期六\t乙4\t\t\n',
    'numbered rows': '序号\t日期\t4\t4 值班负责人\n1\t9月19日\t甲4 乙4\t丙4\n2\t9月26日\t乙4\t\n合计\t\t3\t1\n',
    'two lines of headings, merged': '九月值班表\t\t\t\n日期\t公安局户政大队\t\t公安局交管大队\n\t值班人员\t负责人\t值班人员\n9月19日\t甲4、乙4\t丙4\t\n9月26日\t乙4\t\t\n',
    'the same as a workbook carries it': '日期\t户政大队\t户政大队\t备注\n日期\t值班人员\t带班领导\t备注\n19日\t甲4、乙4\t丙4\t\n26日\t乙4\t\t无\n',
    'a row for each post of a window': '日期\t窗口\t岗位\t姓名\t联系电话\n9/19\t4\t值班人员\t甲4、乙4\t0797-6827737\n\t4 户政大队\t值班负责人\t丙4\t\n9/26\t公安局户政大队\t值班人员\t乙4\t\n',
    'a row for each window': '窗口\t日期\t值班人员\t值班负责人\n4\t2026-09-19\t甲4、乙4\t丙4\n4\t2026-09-26\t乙4\t\n',
    'a row for each person': '日期\t类别\t窗口\t岗位\t人员\n9-19\t\t4\t值班人员\t甲4\n9-19\t\t4\t值班人员\t\n9-19\t\t4\t值班负责人\t丙4\n9-19\t\t4\t值班人员\t乙4\n9-26\t\t4\t值班人员\t乙4\n',
    'names below each other in a cell': '日期\t户政大队\n9月19日\t"甲4\n乙4\n负责 丙4"\n9月26日\t乙4\n',
    'two columns for one window': '日期\t户政大队\t\t\n\t值班人员\t值班人员\t负责人\n9月19日\t甲4\t乙4\t丙4\n9月26日\t乙4\t\t\n',
    'of one window, which the title names': '宁都县公安局户政大队2026年9月值班表\t\t\t\n日期\t星期\t值班人员\t值班负责人\n19日\t六\t甲4、乙4\t丙4\n26日\t六\t乙4\t\n',
    'days across, windows and posts in two columns': '序号\t窗口\t岗位\t9月19日\t9月26日\n\t\t\t周六\t周六\n1\t户政大队\t值班人员\t甲4、乙4\t乙4\n2\t\t值班负责人\t丙4\t\n',
  };
  for (const [shape, text] of Object.entries(shapes)) {
    const answer = await put(text);
    assert.equal(answer.status, 303, `${shape}: ${words(answer.page)}`);
    assert.deepEqual(
      await stand.query('SELECT s.day, s.role, p.name FROM shift s JOIN person p ON p.id = s.person ORDER BY 1, 2, s.id'),
      [
        { day: '2026-09-19', role: 'duty', name: '甲4' },
        { day: '2026-09-19', role: 'duty', name: '乙4' },
        { day: '2026-09-19', role: 'leader', name: '丙4' },
        { day: '2026-09-26', role: 'duty', name: '乙4' },
      ],
      shape,
    );
    await edit(stand, 'DELETE FROM shift');
  }
  const wrong = await put('日期\t户政科\n9月19日\t甲4\n9月26日\t乙4\n\t丙4\n');
  assert.deepEqual([...wrong.page.matchAll(/<li>(第[^<]*)</g)].map((m) => m[1]), [
    '第 1 行 第 2 列（B列 户政科）：清单里没有“户政科”这个窗口，请填窗口序号或名称',
    '第 4 行 第 1 列（A列 日期）：不能空着',
  ]);
});

test('导入: a whole month of all posts in one go, faults anywhere in it at once, also after the session has ended', async (t) => {
  const stand = await Stand.start(t, { now: september });
  const who = await leader(stand);
  await filled(stand, '2026-10-01', '2026-10-31');
  await edit(stand, `INSERT OR IGNORE INTO shift(day, role, category, window, person, class)
    SELECT s.day, s.role, s.category, s.window, q.id, s.class FROM shift s JOIN person p ON p.id = s.person
      JOIN person q ON q.window = p.window`);
  const csv = (await who.get('/staff/roster.csv?month=2026-10')).page.replace(/^\ufeff/, '');
  const content = () => stand.query('SELECT day, role, category, "window", person FROM shift ORDER BY 1, 2, 3, 4, 5');
  const before = await content();
  const rows = csv.trim().split('\n').length - 1;
  assert.ok(rows > 500 && before.length === 3 * rows, `${rows} posts of three persons`);
  await edit(stand, 'DELETE FROM shift');
  const pasted = csv.replace(/\r?\n/g, '\r\n');
  const done = await confirm(who, '/staff/roster/import', { text: pasted });
  assert.equal(done.status, 303, words(done.page));
  assert.equal(done.headers.get('location'), `/staff/roster?month=2026-10&done=${rows}.0.0`);
  assert.deepEqual(await content(), before);
  assert.deepEqual(
    await stand.query("SELECT object, detail FROM audit WHERE action = 'roster'"),
    [{ object: '2026-10-01..2026-10-31', detail: `import filled=${rows} replaced=0 emptied=0` }],
  );

  const lines = pasted.split('\r\n');
  for (const n of [3, 250, rows]) lines[n] = lines[n].replace(/[甲乙丙](\d)/, '丁$1');
  const wrong = lines.join('\r\n');
  const bad = await confirm(who, '/staff/roster/import', { text: wrong });
  assert.equal(bad.status, 422);
  assert.deepEqual([...bad.page.matchAll(/<li>第 (\d+) 行/g)].map((m) => Number(m[1])), [4, 251, rows + 1]);
  assert.equal(unescape_text(/<textarea[^>]*>([^<]*)</.exec(bad.page)[1]), wrong, 'nothing typed is lost');

  await edit(stand, 'DELETE FROM shift; UPDATE session SET seen_at = seen_at - 3600');
  const locked = await confirm(who, '/staff/roster/import', { text: pasted });
  assert.equal(locked.status, 403);
  const fields = Object.fromEntries(tags(locked.page, 'input').map((i) => [i.name, i.value ?? '']));
  const back = await who.post('/staff/login', { ...fields, password: own_password });
  assert.equal(back.status, 200, 'shown again');
  assert.deepEqual(await content(), []);
  const again = Object.fromEntries(tags(back.page, 'input').filter((i) => i.name !== 'csrf').map((i) => [i.name, unescape_text(i.value ?? '')]));
  assert.equal(again.text, pasted);
  assert.equal((await confirm(who, '/staff/roster/import', again)).headers.get('location'), `/staff/roster?month=2026-10&done=${rows}.0.0`);
  assert.deepEqual(await content(), before);
  const too_long = await who.post('/staff/log', { text: 'x'.repeat(20000) });
  assert.equal(too_long.status, 413, 'only there');
});

test('加班: one credit a person and day off, by class of the calendar; settled once', async (t) => {
  const stand = await Stand.start(t, { now: '2026-10-12T09:00' });
  const who = await leader(stand);
  await who.post('/staff/people', { do: 'save', window: '4', name: '张三' });
  for (const day of ['2026-10-01', '2026-10-05', '2026-10-11', '2026-10-17'])
    for (const role of ['duty', 'leader'])
      assert.equal((await set_post(who, day, `${role}-4`, '张三')).status, 303, day);
  const csv = async () => (await who.get('/staff/overtime.csv')).page.replace(/^\ufeff/, '').trim().split(/\r?\n/).slice(1);
  assert.deepEqual(await csv(), [
    '4,张三,2026-10-01,法定节假日,,,',
    '4,张三,2026-10-05,其他节假日,,,',
    '4,张三,2026-10-11,双休日,,,',
  ]);
  const settle = (day, more = {}) => who.post('/staff/overtime', { [`grid.1.${day}`]: '1', kind: 'leave', to: '2026-10-13', do: 'settle', ...more });
  assert.equal((await settle('2026-10-01', { kind: 'x' })).status, 422);
  assert.equal((await settle('2026-10-17')).status, 422, 'not served yet');
  assert.equal((await settle('2026-10-02')).status, 422, 'no shift');
  assert.equal((await settle('2026-10-01')).status, 303);
  assert.equal((await settle('2026-10-01', { kind: 'pay' })).status, 422, 'once');
  assert.equal((await csv())[0], '4,张三,2026-10-01,法定节假日,轮休,2026-10-13,leader');
  await set_post(who, '2026-10-01', 'duty-4', '');
  assert.equal((await csv()).length, 3, 'a settled shift stays');
  assert.equal((await who.post('/staff/overtime', { id: '1', day: '2026-10-01', do: 'undo' })).status, 303);
  assert.equal((await csv())[0], '4,张三,2026-10-01,法定节假日,,,');
});

test('加班: many ticked, or all of a window, settled at once; by month, window and person, over pages', async (t) => {
  const stand = await Stand.start(t, { now: '2026-10-12T09:00' });
  const who = await leader(stand);
  await edit(stand, `WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 120)
    INSERT INTO person(name, window, front, back) SELECT '甲' || i, iif(i <= 20, 4, 9), 1, 1 FROM n;
    INSERT INTO shift(day, role, category, window, person, class) SELECT d.column1, 'duty', '', p.window, p.id, 'weekend' FROM person p JOIN (VALUES('2026-10-04'), ('2026-09-27')) d;`);
  const ask = async (query) => (await who.get(`/staff/overtime?${query}`)).page;
  const ticks = (page) => [...page.matchAll(/name="grid\.(\d+\.[\d-]+)"/g)].map((m) => m[1]);
  const first = await ask('month=2026-10');
  assert.match(first, /2026年10月 未结 120<.*2026年9月 未结 120</s, 'what is open of other months is told');
  assert.equal(new Set([...ticks(first), ...ticks(await ask('month=2026-10&page=2'))]).size, 120);
  assert.doesNotMatch(first, /value="all"/, 'not for the whole hall');
  assert.equal((await who.post('/staff/overtime', { kind: 'pay', to: '2026-10-12', do: 'settle' })).status, 422, 'nothing ticked');
  const many = Object.fromEntries(ticks(first).slice(0, 70).map((k) => [`grid.${k}`, '1']));
  const settled = await who.post('/staff/overtime', { ...many, kind: 'pay', to: '10-12', do: 'settle', month: '2026-10', window: '0', page: '1' });
  assert.equal(settled.headers.get('location'), '/staff/overtime?month=2026-10&window=0&id=0&page=1&done=70');
  assert.match(await ask('month=2026-10&done=70'), /已结清 70 次/);
  const window = await ask('month=2026-09&window=4');
  assert.equal(ticks(window).length, 20);
  assert.match(window, /公安局户政大队 本月未结的 20 次一起结清/);
  const all = await who.post('/staff/overtime', { kind: 'leave', to: '2026-10-12', do: 'all', month: '2026-09', window: '4' });
  assert.match(all.headers.get('location'), /month=2026-09&window=4&id=0&page=0&done=20$/);
  assert.deepEqual(await stand.query('SELECT kind, on_day, count(*) AS n FROM settlement GROUP BY kind ORDER BY kind'), [
    { kind: 'leave', on_day: '2026-10-12', n: 20 },
    { kind: 'pay', on_day: '2026-10-12', n: 70 },
  ]);
  assert.equal((await who.post('/staff/overtime', { kind: 'leave', to: '2026-10-12', do: 'all', month: '2026-10', window: '0' })).status, 422, 'the hall is no window');
  const one = await ask('month=2026-09&id=1');
  assert.match(words(one), /甲1 4 公安局户政大队 0 0 1 1 0 1 0/, 'the sheet to sign');
});

test('人员: a pasted table is saved whole, or its faults are told at once', async (t) => {
  const stand = await Stand.start(t, { now: '2026-10-12T09:00' });
  const who = await leader(stand);
  const put = (text) => who.post('/staff/people', { do: 'paste', text });
  const good = await put('窗口人员\t\t\t\n窗口\t姓名\t前台\t后台\n户政大队\t张三\t√\t×\n\t\u200b李　四\t否\t是\n5\t买买提•艾力\t\t\n');
  assert.equal(good.status, 303, words(good.page));
  assert.equal(good.headers.get('location'), '/staff/people?done=3');
  const people = () => stand.query('SELECT name, "window", front, back FROM person ORDER BY id');
  const saved = [
    { name: '张三', window: 4, front: 1, back: 0 },
    { name: '李四', window: 4, front: 0, back: 1 },
    { name: '买买提·艾力', window: 5, front: 0, back: 0 },
  ];
  assert.deepEqual(await people(), saved);
  const bad = await put('姓名,窗口,前台\n王五,4,是\n赵<六,4,是\n钱七,四十,有\n');
  assert.equal(bad.status, 422);
  assert.deepEqual([...bad.page.matchAll(/<li>(第[^<]*)</g)].map((m) => unescape_text(m[1])), [
    '第 3 行 第 1 列（A列 姓名）：“赵<六”不是姓名：有不能使用或看不见的符号，或太长',
    '第 4 行 第 2 列（B列 窗口）：清单里没有“四十”这个窗口，请填窗口序号或名称',
    '第 4 行 第 3 列（C列 前台受理）：“有”不在清单里，只能填“是”或“否”',
  ]);
  assert.deepEqual(await people(), saved);
  assert.equal((await put('张三\n李四\n')).status, 422);
});

test('王　伟: who is padded in a table is one person, on every way onto the roster', async (t) => {
  const stand = await Stand.start(t, { now: '2026-11-23T09:00' });
  const who = await leader(stand);
  const on_duty = () => stand.query('SELECT s.day, s.role, p.name FROM shift s JOIN person p ON p.id = s.person ORDER BY s.id');
  assert.equal((await who.post('/staff/people', { do: 'paste', text: '窗口\t姓名\n4\t王　伟\n4\t李 四\n4\t欧阳兰\n' })).status, 303);
  assert.equal((await who.post('/staff/people', { do: 'save', window: '4', name: '王伟', front: '1' })).status, 303);
  assert.deepEqual(await stand.query('SELECT name, front FROM person ORDER BY id'), [{ name: '王伟', front: 1 }, { name: '李四', front: 1 }, { name: '欧阳兰', front: 1 }]);
  const given = await confirm(who, '/staff/roster/import', { text: '2026年12月值班表\t\n日期\t4\n5日\t王　伟　李　四\n6日\t欧阳兰 王 伟\n' });
  assert.equal(given.status, 303, words(given.page));
  assert.deepEqual(await on_duty(), [['05', '王伟'], ['05', '李四'], ['06', '欧阳兰'], ['06', '王伟']].map(([day, name]) => ({ day: `2026-12-${day}`, role: 'duty', name })));
  assert.equal((await set_post(who, '2026-12-05', 'leader-4', '王  伟')).status, 303);
  const same = await who.post('/staff/roster/import', { text: '日期\t4 值班负责人\n12月5日\t王　伟\n' });
  assert.match(words(same.page), /没有要改的：已经都是这样排的/);
  const swap = await confirm(who, '/staff/roster/swap', { from: '2026-12-05', name: '李　四', to: '2026-12-06', names: '欧阳兰' });
  assert.equal(swap.status, 303, words(swap.page));
  const leave = { name: '王　伟', from: '2026-12-12', to: '2026-12-13' };
  for (let press = 0; press < 2; press++) assert.equal((await who.post('/staff/roster/leave', leave)).status, 303);
  assert.deepEqual(await stand.query('SELECT p.name FROM absence a JOIN person p ON p.id = a.person'), [{ name: '王伟' }], 'pressed twice is once');
});

test('人员: who leaves comes off what is to come, not off what was', async (t) => {
  const stand = await Stand.start(t, { now: '2026-10-12T09:00' });
  const who = await leader(stand);
  assert.equal((await who.post('/staff/people', { do: 'save', window: '77', name: '张三' })).status, 422);
  assert.equal((await who.post('/staff/people', { do: 'save', window: '4', name: '' })).status, 422);
  await who.post('/staff/people', { do: 'save', window: '4', name: '张三' });
  for (const day of ['2026-10-11', '2026-10-17']) await set_post(who, day, 'leader-4', '张三');
  assert.equal((await who.post('/staff/people', { do: 'remove', id: '1' })).status, 303);
  assert.deepEqual(await stand.query('SELECT day FROM shift'), [{ day: '2026-10-11' }]);
  assert.equal((await set_post(who, '2026-10-17', 'leader-4', '张三')).status, 422);
  await who.post('/staff/people', { do: 'save', window: '4', name: '张三', front: '1' });
  assert.equal((await set_post(who, '2026-10-17', 'leader-4', '张三')).status, 303);
});

test('一张大表: only what was changed is saved; a cell that somebody else has changed meanwhile is shown, not lost', async (t) => {
  const stand = await Stand.start(t, { now: september });
  const who = await leader(stand);
  await filled(stand, '2026-09-19', '2026-09-20');
  const other = await sign_in(stand, 'zhou', '--role', 'leader');
  assert.equal((await set_post(other, '2026-09-19', 'duty-4', '丙4')).status, 303);
  // the page of `who` was made before that
  const cells = {
    'grid.2026-09-19.duty-4.甲4': '乙4',
    'grid.2026-09-19.duty-5.甲5': '甲5',
    'grid.2026-09-19.leader-5.乙5': '无此人',
    'grid.2026-09-26.duty-5.': '甲5 丙5',
  };
  const old = await who.post('/staff/roster/save', { month: '2026-09', ...cells });
  assert.equal(old.status, 422);
  assert.match(words(old.page), /9月19日（星期六）：这一页打开以后别人改成了“丙4”，这一格没有保存.*“无此人”不在这个岗位可排的人员里/);
  assert.match(old.page, /name="grid.2026-09-19.duty-4.丙4" value="乙4"/);
  assert.match(old.page, /name="grid.2026-09-26.duty-5." value="甲5、丙5"/, 'nothing typed is lost');
  assert.match(old.page, /value="无此人"[^>]*aria-invalid/);
  assert.deepEqual(await stand.query("SELECT 1 FROM shift WHERE day = '2026-09-26'"), [], 'all or nothing');
  delete cells['grid.2026-09-19.leader-5.乙5'];
  delete cells['grid.2026-09-19.duty-4.甲4'];
  const saved = await who.post('/staff/roster/save', { month: '2026-09', ...cells, 'grid.2026-09-19.duty-4.丙4': '乙4' });
  assert.equal(saved.headers.get('location'), '/staff/roster?month=2026-09&done=1.1.0');
});

test('换班、请假: shown first; posts change hands or become gaps; who is away cannot be put on duty until 销假', async (t) => {
  const stand = await Stand.start(t, { now: september });
  const who = await leader(stand);
  await filled(stand, '2026-09-19', '2026-09-30');
  const held = async (day, role) =>
    (await stand.query(`SELECT group_concat(name) AS n FROM shift s JOIN person p ON p.id = s.person WHERE day = '${day}' AND role = '${role}' AND s."window" = 4`))[0].n;
  const swap = { name: '甲4', from: '2026-09-19', names: '乙4', to: '2026-09-26' };
  const shown = await who.post('/staff/roster/swap', swap);
  assert.equal(shown.status, 200);
  assert.match(words(shown.page), /9月19日 周六 4 公安局户政大队 值班人员 甲4 乙4 替换/);
  assert.equal(await held('2026-09-19', 'duty'), '甲4', 'only shown');
  assert.equal((await who.post('/staff/roster/swap', { ...swap, do: 'save' })).status, 303);
  assert.deepEqual([await held('2026-09-19', 'duty'), await held('2026-09-26', 'leader'), await held('2026-09-26', 'duty')], ['乙4', '甲4', '甲4']);
  assert.match((await who.post('/staff/roster/swap', { ...swap, names: '乙5' })).page, /“甲4”在9月19日（星期六）没有排班/);

  const leave = { name: '乙4', from: '2026-09-19', to: '2026-09-20' };
  assert.match(words((await who.post('/staff/roster/leave', leave)).page), /空出 3 个/);
  assert.deepEqual(await stand.query('SELECT 1 FROM absence'), [], 'only shown');
  assert.match((await who.post('/staff/roster/leave', { ...leave, do: 'save' })).headers.get('location'), /month=2026-09&done=0.0.3$/);
  assert.match((await gaps(who, '2026-09')).list, /9月19日 周六 值班人员：公安局户政大队/);
  assert.match((await set_post(who, '2026-09-19', 'duty-4', '乙4')).page, /“乙4”在9月19日（星期六）请假，排不上/);
  const { page } = await who.get(tags((await who.get('/staff/people')).page, 'a').find((a) => /销假/.test(a['aria-label'])).href.replace('../staff', '/staff').replace(/#.*/, ''));
  assert.match(words(page), /4 公安局户政大队 乙4 09-19 到 09-20 请假 销假 今天以后还有 \d+ 班，不再排班就空出来。 确定，乙4 不再排班/);
  assert.equal((await who.post('/staff/people', { do: 'back', id: '1' })).status, 303);
  assert.equal((await set_post(who, '2026-09-19', 'duty-4', '乙4')).status, 303);
});

test('停办的不是空岗: a window closed for the whole day has no posts; for an hour it has', async (t) => {
  const stand = await Stand.start(t, { now: september });
  const who = await leader(stand);
  await filled(stand, '2026-09-15', '2026-10-31');
  await edit(stand, `DELETE FROM shift WHERE day = '2026-09-26' AND "window" IN (4, 5);
    INSERT INTO closure(window, day, from_time, to_time, reason, made_at, made_by) VALUES(4, '2026-09-26', '00:00', '24:00', '停电', 0, 'x'),
      (5, '2026-09-26', '09:00', '10:00', '停电', 0, 'x')`);
  const { list } = await gaps(who, '2026-09');
  assert.match(list, /9月26日 周六 值班人员：公安行政审批科/);
  assert.doesNotMatch(list, /户政大队/);
  assert.match(words((await who.get('/staff/roster/wall?day=2026-09-24')).page), /4 公安局户政大队 0797-6827737 甲4 \/ 乙4 停办 甲4 \/ 乙4/);
});

test('人员: numbers and ticks of all are saved at once; those on duty have a number that can be rung, for leaders', async (t) => {
  const stand = await Stand.start(t, { now: september });
  const who = await leader(stand);
  for (const name of ['张三', '李四']) await who.post('/staff/people', { do: 'save', window: '4', name, front: '1' });
  const saved = await who.post('/staff/people', { do: 'rows', window: '4', 'grid.1.phone': '138 1234 1234', 'grid.1.back': '1', 'grid.2.phone': '', 'grid.2.front': '1' });
  assert.equal(saved.headers.get('location'), '/staff/people?window=4&done=0', 'the window stays chosen');
  assert.deepEqual(await stand.query('SELECT front, back, phone FROM person ORDER BY id'), [
    { front: 0, back: 1, phone: '13812341234' },
    { front: 1, back: 0, phone: '' },
  ]);
  assert.equal((await who.post('/staff/people', { do: 'rows', 'grid.1.phone': '138' })).status, 422);
  await set_post(who, '2026-09-19', 'duty-4', '张三');
  assert.match((await who.get('/staff/roster?day=2026-09-19')).page, /张三 <a class="tel" href="tel:\+8613812341234">/);
  const li = await sign_in(stand, 'li', '--role', 'clerk', '--window', '4');
  const page = (await li.get('/staff/roster?day=2026-09-19')).page;
  assert.match(page, /张三/);
  assert.doesNotMatch(page, /13812341234/);
});

test('今天: leaders see whom to ring, on duty and on a working day the window\'s 负责人; others the window\'s phone', async (t) => {
  const state = await temp_folder();
  const content = await content_copy(await temp_folder(), async (dir) => {
    const file = join(dir, 'windows.csv');
    const lines = (await readFile(file, 'utf8')).trimEnd().split(/\r?\n/);
    const width = lines[0].split(',').length;
    await writeFile(file, lines.map((line, n) => `${line}${','.repeat(width + 1 - line.split(',').length)}${n === 0 ? '窗口负责人' : line.startsWith('4,') ? '丙4' : ''}\n`).join(''));
  });
  const row = (page) => words(/<tr><th class="k-win" scope="row"><a href="[^"]*window=4">.*?<\/tr>/s.exec(page)[0]);
  const phones = "UPDATE person SET phone = '1380000000' || id WHERE window = 4 AND id < 10; UPDATE person SET phone = '13900000004' WHERE name = '乙4'; UPDATE person SET phone = '13900000005' WHERE name = '丙4'";
  const first = await Stand.start(t, { now: '2026-09-19T10:00', state, content }); // a Saturday
  await filled(first, '2026-09-15', '2026-10-31');
  await edit(first, phones);
  const boss = await leader(first);
  const general = await sign_in(first, 'general', '--role', 'clerk', '--window', '15');
  assert.match(row((await boss.get('/staff/')).page), /甲4 乙4 139-0000-0004 /);
  const others = row((await general.get('/staff/?window=0')).page);
  assert.match(others, /甲4 乙4 0797-6827737 /);
  await first.stop();
  const second = await Stand.start(t, { now: '2026-09-21T10:00', state, content }); // Monday
  const li = await sign_in(second, 'li', '--role', 'leader');
  assert.match(row((await li.get('/staff/')).page), / 丙4 139-0000-0005 /);
});
