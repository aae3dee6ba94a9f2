// Signing in at /staff: what a browser, a thief of cookies and a guesser get.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { execFile } from 'node:child_process';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { Browser as Staff, own_password, set_cookies } from './staff.mjs';
import { Stand, build, content_copy, tags, temp_folder, top, until } from './stand.mjs';

const run = promisify(execFile);
const monday = '2026-11-23T09:00';

const hallbook = (stand, ...args) =>
  run(join(top, build, 'hallbook'), [...args, '--ledger', stand.ledger], { cwd: top });
const one_time = (text) => /口令[^：]*：(\S+)/.exec(text)[1];

// Changes the ledger as no program of ours does.
const edit = (stand, sql) => run('sqlite3', ['-cmd', '.timeout 60000', stand.ledger, sql]);

class Browser extends Staff {
  login(user, password, more = {}) {
    return this.post('/staff/login', { user, password, ...more });
  }
}

// Signed in with a password of one's own.
async function signed_in(stand, user = 'admin', password = one_time(stand.output)) {
  const browser = new Browser(stand);
  assert.equal((await browser.login(user, password)).headers.get('location'), '/staff/account');
  await browser.get('/staff/account');
  const changed = await browser.post('/staff/account/password', { password, new: own_password, again: own_password });
  assert.equal(changed.status, 303, changed.page);
  await browser.get('/staff/');
  return browser;
}

test('账号: a new ledger has none but the one that make run says', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  assert.deepEqual(await stand.query('SELECT name, role, one_time FROM account'), [{ name: 'admin', role: 'admin', one_time: 1 }]);
  assert.equal((await stand.query("SELECT date(min(made_at), 'unixepoch', '+8 hours') AS day FROM account"))[0].day, monday.slice(0, 10), "by the stand's clock");
  const folder = await temp_folder();
  await run(join(top, build, 'hallbook'), ['init', '--ledger', join(folder, 'ledger.db')]);
  const { stdout } = await run('sqlite3', [join(folder, 'ledger.db'), 'SELECT count(*) FROM account']);
  assert.equal(stdout.trim(), '0');
});

test('首次登录: the one-time password leads to its change and nowhere else', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const first = one_time(stand.output);
  const browser = new Browser(stand);
  await browser.login('admin', first);
  const before = browser.cookie;
  for (const path of ['/staff/', '/staff/accounts', '/staff/audit'])
    assert.equal((await browser.get(path)).headers.get('location'), '/staff/account', path);
  const page = await browser.get('/staff/account');
  assert.match(page.page, /第一次登录/);
  assert.match(page.page, /管理员<\/span> <a [^>]*><b>admin</);
  for (const [fields, words] of [
    [{ new: 'fourteen-chars', again: 'fourteen-chars' }, /15 个字符/],
    [{ new: own_password, again: 'other' }, /两次/],
    [{ new: 'ningdu-1234567890', again: 'ningdu-1234567890' }, /容易被猜到/],
    [{ new: first, again: first }, /不能和现在的口令一样/],
    [{ password: 'wrong', new: own_password, again: own_password }, /现在的口令不对/],
  ]) {
    const answer = await browser.post('/staff/account/password', { password: first, ...fields });
    assert.equal(answer.status, 422, String(words));
    assert.match(answer.page, words);
    assert.doesNotMatch(answer.page, /correct horse|fourteen-chars/, 'no password is shown again');
  }
  const changed = await browser.post('/staff/account/password', { password: first, new: own_password, again: own_password });
  assert.equal(changed.headers.get('location'), '/staff/');
  assert.notEqual(browser.cookie, before, 'a new session');
  assert.equal((await browser.get('/staff/')).status, 200);
  assert.equal((await stand.get('/staff/', { headers: { cookie: before } })).status, 303, 'the old one has ended');
  assert.equal((await new Browser(stand).login('admin', first)).status, 422, 'the one-time password has ended');
});

test('登录: the session is new each time, its cookie is kept from scripts and other sites', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const browser = await signed_in(stand);
  const planted = 'hall=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
  const other = new Browser(stand);
  other.cookie = planted;
  const answer = await other.login('admin', own_password);
  assert.equal(answer.status, 303);
  const [session, device] = set_cookies(answer);
  assert.match(session, /^hall=[\w-]{32}; Path=\/; HttpOnly; SameSite=Strict$/);
  assert.match(device, /^hall-device=[\w-]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=34560000$/);
  assert.notEqual(other.cookie, planted);
  assert.equal((await stand.get('/staff/', { headers: { cookie: planted } })).status, 303);
  const old = other.cookie;
  await other.login('admin', own_password);
  assert.notEqual(other.cookie, old);
  assert.equal((await stand.get('/staff/', { headers: { cookie: old } })).status, 303, 'the one before has ended');
  assert.equal((await browser.get('/staff/')).status, 200, 'that of another computer goes on');
});

test('登录: with an https address the cookie is __Host- and Secure', async (t) => {
  const folder = await temp_folder();
  const content = await content_copy(folder, async (to) => {
    const conf = join(to, 'hall.conf');
    await writeFile(conf, (await readFile(conf, 'utf8')).replace(/^site\.base_url =.*$/m, 'site.base_url = https://www.example.gov.cn'));
  });
  const stand = await Stand.start(t, { now: monday, content });
  const answer = await new Browser(stand).login('admin', one_time(stand.output));
  const [session, device] = set_cookies(answer);
  assert.match(session, /^__Host-hall=[\w-]{32}; Path=\/; HttpOnly; SameSite=Strict; Secure$/);
  assert.match(device, /^__Host-hall-device=[\w-]+; Path=\/; HttpOnly; SameSite=Strict; Secure; Max-Age=34560000$/);
});

// What hallbook has computed: utime and stime of proc(5), which other programs
// on the machine don't add to.
async function cpu_ticks(stand) {
  const stat = await readFile(`/proc/${await stand.hallbook_pid()}/stat`, 'utf8');
  const [utime, stime] = stat.slice(stat.lastIndexOf(')')).split(' ').slice(12, 14);
  return Number(utime) + Number(stime);
}

test('登录: unknown name, wrong password, wrong code, disabled account: same words, same work', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  await signed_in(stand);
  await hallbook(stand, 'user', 'add', 'gone', '--role', 'clerk', '--window', '4');
  await hallbook(stand, 'user', 'disable', 'gone');
  const got = [];
  for (const [user, password] of [['nobody', 'x'], ['admin', 'x'], ['gone', 'x'], ['nobody', 'y'], ['admin', 'y']]) {
    const before = await cpu_ticks(stand);
    const answer = await new Browser(stand).login(user, password);
    got.push({ ticks: (await cpu_ticks(stand)) - before, status: answer.status, words: /id="error">([^<]*)/.exec(answer.page)[1] });
  }
  assert.deepEqual(new Set(got.map((g) => `${g.status} ${g.words}`)).size, 1, JSON.stringify(got));
  assert.equal(got[0].status, 422);
  const unknown = Math.min(got[0].ticks, got[3].ticks);
  const known = Math.min(got[1].ticks, got[4].ticks);
  assert.ok(known > 0);
  assert.ok(unknown > known / 3 && known > unknown / 3, JSON.stringify(got));
});

test('登录: thirty wrong names of one address lock nobody out of a browser that is known', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const known = await signed_in(stand);
  await known.post('/staff/logout', {});
  for (let n = 0; n < 30; n++) assert.equal((await new Browser(stand).login(`name${n}`, 'wrong')).status, 422);
  assert.equal((await new Browser(stand).login('admin', own_password)).status, 429, 'a browser that nobody knows');
  assert.equal((await known.login('admin', own_password)).status, 303);
  const stranger = new Browser(stand);
  stranger.device = known.device;
  assert.equal((await stranger.login('name0', 'wrong')).status, 429, 'known for admin, not for others');
  assert.match(await (await stand.get('/', { headers: { cookie: known.device } })).text(), /<h1/, 'it opens nothing else');
  assert.equal((await stand.get('/staff/', { headers: { cookie: known.device } })).status, 303);
});

test('登录: a flood from the same address does not reach a browser that is known', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const known = await signed_in(stand);
  await known.post('/staff/logout', {});
  // more than the web server lets through, which then does not even ask
  let over = false;
  let refused = 0;
  const strangers = Array.from({ length: 20 }, async () => {
    while (!over) if (!(await new Browser(stand).login('nobody', 'wrong')).page.includes('15 分钟')) refused++;
  });
  await until('the web server refuses', () => refused > 200);
  const answer = await known.login('admin', own_password);
  over = true;
  await Promise.all(strangers);
  assert.equal(answer.status, 303);
});

test('登录: after five failures the right password waits too, with the words and Retry-After', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  await signed_in(stand);
  const tries = await Promise.all(Array.from({ length: 8 }, () => new Browser(stand).login('admin', 'wrong')));
  assert.equal(tries.filter((a) => a.status === 422).length, 5, 'also when all come at once');
  const answer = await new Browser(stand).login('admin', own_password);
  assert.equal(answer.status, 429);
  assert.match(answer.page, /15 分钟后再试/);
  assert.ok(Number(answer.headers.get('retry-after')) > 0);
  assert.equal((await new Browser(stand).login('other', 'wrong')).status, 422, 'another account does not wait');
  // fewer than the web server lets through at once
  for (let n = 0; n < 80; n++) assert.equal((await new Browser(stand).login('admin', 'wrong')).status, 429);
  assert.deepEqual(
    await stand.query("SELECT who, action, detail, count(*) AS n FROM audit WHERE action LIKE 'signin.%' GROUP BY 1, 2, 3"),
    [
      { who: '', action: 'signin.refused', detail: '', n: 1 },
      { who: 'admin', action: 'signin.refused', detail: '', n: 1 },
      ...[2, 3, 4, 5].map((n) => ({ who: 'admin', action: 'signin.refused', detail: `times=${n}`, n: 1 })),
      { who: 'admin', action: 'signin.throttled', detail: '', n: 1 },
      ...[10, 2, 3, 4, 5].map((n) => ({ who: 'admin', action: 'signin.throttled', detail: `times=${n}`, n: 1 })),
    ],
    'each in the audit, a flood with its count',
  );
  assert.match((await hallbook(stand, 'check')).stdout, /ok/);
});

test('登录: booking goes on while passwords are checked', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const logins = Array.from({ length: 12 }, (_, n) => new Browser(stand).login(`nobody${n}`, 'x'));
  let done = false;
  const all = Promise.all(logins).finally(() => (done = true));
  let answered = 0;
  while (!done) {
    assert.equal((await stand.get('/healthz')).status, 200);
    if (!done) answered++;
  }
  assert.ok(answered >= 12, `${answered} answers beside 12 passwords`);
  assert.ok((await all).every((a) => a.status === 422));
});

test('登录: browsers that go away while their password is checked harm nobody', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const pid = await stand.hallbook_pid();
  const body = 'user=nobody&password=x';
  const head = `POST /staff/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n`;
  for (let n = 0; n < 4; n++) {
    const socket = connect(stand.port, '127.0.0.1');
    await new Promise((done) => socket.write(head + body, done));
    await new Promise((done) => setTimeout(done, 20)); // it is with the helper thread by now
    socket.destroy();
  }
  assert.equal((await new Browser(stand).login('admin', 'wrong')).status, 422, 'behind them in the queue');
  assert.equal((await stand.get('/healthz')).status, 200);
  assert.equal(await stand.hallbook_pid(), pid, 'it has not died');
});

test('会话: 30 idle minutes and 8 hours end it', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  for (const [column, seconds] of [['seen_at', 1800], ['made_at', 8 * 3600]]) {
    const browser = new Browser(stand);
    if (column === 'seen_at') Object.assign(browser, await signed_in(stand));
    else await browser.login('admin', own_password);
    await edit(stand, `UPDATE session SET ${column} = ${column} - ${seconds - 60}`);
    assert.equal((await browser.get('/staff/')).status, 200, `${column}: a minute before`);
    await edit(stand, `UPDATE session SET ${column} = ${column} - ${seconds}`);
    const answer = await browser.get('/staff/audit');
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.get('location'), '/staff/login?next=/staff/audit');
  }
});

test('登录: goes on to the page that was wanted, and to none but ours', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  await signed_in(stand);
  for (const [next, to] of [
    ['/staff/audit', '/staff/audit'],
    ['/staff/ledger?window=4&from=2026-11-01&to=2026-11-30', '/staff/ledger?window=4&from=2026-11-01&to=2026-11-30'],
    ['/staff/?window=4', '/staff/?window=4'],
    ['/staff/?window=4\r\nSet-Cookie: a=b', '/staff/'],
    ['/staff/?<script>', '/staff/'],
    ['', '/staff/'],
    ['/staff/account/password', '/staff/'], // takes only POST
    ['/staff/nothing', '/staff/'],
    ['//evil.example', '/staff/'],
    ['https://evil.example/staff/', '/staff/'],
    ['/staff/../book', '/staff/'],
    ['/book', '/staff/'],
  ])
    assert.equal((await new Browser(stand).login('admin', own_password, { next })).headers.get('location'), to, next);
});

test('表单: without its token 403, from another site 403, and nothing is done', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const browser = await signed_in(stand);
  const add = { do: 'add', account: 'evil', role: 'admin' };
  for (const [fields, headers] of [
    [{ ...add, csrf: '' }, {}],
    [{ ...add, csrf: 'AAAAAAAAAAAAAAAAAAAAAA' }, {}],
    [add, { origin: 'https://evil.example', 'sec-fetch-site': '' }],
    [add, { 'sec-fetch-site': 'cross-site' }],
    [add, { 'sec-fetch-site': 'same-site' }],
    [add, { origin: 'null', 'sec-fetch-site': '' }],
  ])
    assert.equal((await browser.post('/staff/accounts', fields, headers)).status, 403, JSON.stringify(headers));
  assert.equal((await stand.query('SELECT count(*) AS n FROM account'))[0].n, 1);
  const good = await browser.post('/staff/accounts', { ...add, account: 'c1' });
  assert.equal(good.status, 200, 'the same form with both');
});

test('退出: ends the session in the ledger, not only in the browser', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const browser = await signed_in(stand);
  const { cookie } = browser;
  assert.equal((await browser.get('/staff/logout')).status, 405);
  const answer = await browser.post('/staff/logout', {});
  assert.equal(answer.headers.get('location'), '/staff/login');
  assert.match(answer.headers.get('set-cookie'), /^hall=; .*Max-Age=0/);
  assert.equal((await stand.get('/staff/', { headers: { cookie } })).status, 303);
  assert.deepEqual(await stand.query('SELECT * FROM session'), []);
});

// Those shown on the page, to be cut out.
const slips = (page) =>
  [...page.matchAll(/<b>([^<]*)<\/b>　([^<]*)<\/p>.*?用户名　<span class="secret">([^<]*)<.*?一次性口令　<span class="secret">([^<]*)</g)].map(
    ([, where, person, name, password]) => ({ where, person, name, password }),
  );

test('管理账号: sixteen pasted lines are sixteen accounts with a slip each, or none', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const admin = await signed_in(stand);
  const people = '曹玲长 温国勇 陈涛艳 莫志根 张昆昆 袁俊小 严春艳 杨斌斌 刘小兰 史林勇 叶红华 毛秀华 钟玉立 张晓英 黄丽萍 刘小龙'.split(' ');
  people[1] = '温勇'; // as tables pad a short name
  const lines = people.map((person, i) => [`${person}\t${i + 1}`, `${i + 1}　${person}`, `${person}，${i + 1} 窗口`][i % 3]);
  lines[1] = '温　勇\t2';
  const count = async () => (await stand.query('SELECT count(*) AS n FROM account'))[0].n;
  for (const [text, words] of [
    [[...lines, '王二 17'].join('\n'), /第 17 行：清单里没有“17”这个窗口/],
    [['王<二 9', ...lines, '李三', lines[0]].join('\n'), /第 1 行：.*第 18 行：窗口工作人员要选所在的窗口.*第 19 行：曹玲长 在这个窗口已经有账号/s],
    ['\n', /一行一个人/],
    [people.concat(people).map((person, i) => `${person}甲 ${(i % 16) + 1}`).join('\n'), /一次最多加 24 个/],
  ]) {
    const refused = await admin.post('/staff/accounts', { do: 'paste', text });
    assert.equal(refused.status, 422);
    assert.match(refused.page, words);
    assert.equal(await count(), 1, 'none is made');
  }
  const made = await admin.post('/staff/accounts', { do: 'paste', text: `姓名\t窗口\r\n${lines.join('\r\n')}\r\n` });
  assert.equal(made.status, 200, made.page);
  const got = slips(made.page);
  assert.deepEqual(got.map((slip) => slip.person), people);
  assert.equal(got[8].where, '9 社会保险服务中心');
  assert.deepEqual([got[8].name, got[15].name], ['liuxl', 'liuxl2']);
  assert.equal(new Set(got.map((slip) => slip.password)).size, 16);
  assert.deepEqual(await stand.query("SELECT person, role, window, one_time FROM account WHERE name = 'liuxl2'"), [{ person: '刘小龙', role: 'clerk', window: 16, one_time: 1 }]);
  const liu = await signed_in(stand, got[15].name, got[15].password);
  assert.match((await liu.get('/staff/')).page, /住房公积金<\/span> <a [^>]*><b>刘小龙</, 'her name and window in the bar');
  assert.doesNotMatch((await admin.get('/staff/accounts')).page, new RegExp(got[0].password), 'shown once');
  const twice = await admin.post('/staff/accounts', { do: 'paste', text: lines.join('\n') });
  assert.equal(twice.status, 422, 'sent twice, they are there already');
});

test('管理账号: name, role and window change, not by whoever has only that role, nor on oneself', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const admin = await signed_in(stand);
  const made = await admin.post('/staff/accounts', { do: 'add', name: '刘小兰', role: 'clerk', window: '9' });
  const liu = await signed_in(stand, 'liuxl', slips(made.page)[0].password);
  const save = (who, fields) => who.post('/staff/accounts', { do: 'save', ...fields });
  const now = async () => (await stand.query("SELECT person, role, window FROM account WHERE name = 'liuxl'"))[0];
  assert.equal((await save(liu, { 'grid.role.liuxl': 'admin' })).status, 403);
  assert.equal((await save(admin, { 'grid.role.liuxl': 'leader', 'grid.window.liuxl': '', 'grid.person.liuxl': '刘小岚' })).status, 303);
  assert.deepEqual(await now(), { person: '刘小岚', role: 'leader', window: null });
  assert.match((await liu.get('/staff/')).page, /值班负责人<\/span> <a [^>]*><b>刘小岚</, 'at once');
  assert.equal((await liu.get('/staff/accounts')).status, 403);
  for (const [fields, words] of [
    [{ 'grid.role.liuxl': 'clerk' }, /liuxl：窗口工作人员要选所在的窗口/],
    [{ 'grid.role.liuxl': 'king' }, /请选择角色/],
    [{ 'grid.window.liuxl': '17' }, /清单里有的窗口/],
    [{ 'grid.person.liuxl': '<' }, /liuxl：/],
    [{ 'grid.role.admin': 'clerk' }, /自己的账号/],
    [{ 'grid.window.admin': '4' }, /自己的账号/],
  ]) {
    const refused = await save(admin, { 'grid.person.liuxl': '别人', ...fields });
    assert.equal(refused.status, 422, JSON.stringify(fields));
    assert.match(refused.page, words);
    assert.deepEqual(await now(), { person: '刘小岚', role: 'leader', window: null }, 'nothing of it is saved');
  }
  await hallbook(stand, 'user', 'add', 'zong', '--role', 'clerk'); // of the 综合窗口: that stands in nobody's way
  assert.match((await save(admin, { 'grid.role.liuxl': 'clerk' })).page, /liuxl.*：窗口工作人员要选所在的窗口/);
  assert.equal((await save(admin, { 'grid.role.liuxl': 'clerk', 'grid.window.liuxl': '10', 'grid.person.liuxl': '刘小岚' })).status, 303);
  assert.equal((await liu.get('/staff/?window=9')).page.includes('9 社会保险'), false);
  const trail = (await admin.get('/staff/audit')).page;
  for (const words of ['role=leader', 'window=0', 'role=clerk', 'window=10']) assert.match(trail, new RegExp(`修改账号.*${words}`));
  assert.equal((await save(admin, { 'grid.role.liuxl': 'admin' })).status, 303);
  const chief = new Browser(stand);
  await chief.login('liuxl', own_password);
  await chief.get('/staff/accounts');
  assert.equal((await save(chief, { 'grid.role.admin': 'clerk', 'grid.window.admin': '4' })).status, 303, 'another admin may');
  assert.equal((await admin.get('/staff/accounts')).status, 403);
});

test('管理账号: one-time password once; reset and disable end what is open', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const admin = await signed_in(stand);
  const added = await admin.post('/staff/accounts', { do: 'add', account: 'c4', role: 'clerk', window: '4' });
  const [password] = slips(added.page).map((slip) => slip.password);
  assert.doesNotMatch((await admin.get('/staff/accounts')).page, new RegExp(password));
  const clerk = await signed_in(stand, 'c4', password);
  assert.equal((await clerk.get('/staff/accounts')).status, 403);
  await admin.post('/staff/accounts', { do: 'reset', account: 'c4' });
  assert.equal((await clerk.get('/staff/')).status, 303, 'reset ends the session');
  assert.equal((await clerk.login('c4', own_password)).status, 422);
  const again = await admin.post('/staff/accounts', { do: 'reset', account: 'c4' });
  await clerk.login('c4', slips(again.page)[0].password);
  assert.equal((await clerk.get('/staff/account')).status, 200);
  await admin.post('/staff/accounts', { do: 'disable', account: 'c4' });
  assert.equal((await clerk.get('/staff/account')).status, 303, 'disabling ends the session');
  assert.equal((await admin.post('/staff/accounts', { do: 'disable', account: 'admin' })).status, 422, 'not oneself');
  for (const wrong of [{ account: 'c4' }, { account: 'a b' }, { account: 'x', role: 'king' }, { account: 'x', window: '' }])
    assert.equal((await admin.post('/staff/accounts', { do: 'add', role: 'clerk', window: '4', ...wrong })).status, 422, JSON.stringify(wrong));
});

test('命令: user list, reset and disable do the same', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const admin = await signed_in(stand);
  const { stdout } = await hallbook(stand, 'user', 'add', 'c4', '--role', 'clerk', '--window', '4');
  const clerk = await signed_in(stand, 'c4', one_time(stdout));
  assert.match((await hallbook(stand, 'user', 'list')).stdout, /^c4\tclerk\t4$/m);
  const reset = await hallbook(stand, 'user', 'reset', 'c4');
  assert.equal((await clerk.get('/staff/')).status, 303);
  assert.equal((await clerk.login('c4', one_time(reset.stdout))).status, 303);
  await hallbook(stand, 'user', 'disable', 'c4');
  assert.equal((await clerk.get('/staff/account')).status, 303);
  assert.match((await hallbook(stand, 'user', 'list')).stdout, /^c4\t.*disabled$/m);
  for (const args of [['reset', 'nobody'], ['add', 'c4', '--role', 'clerk']])
    await assert.rejects(hallbook(stand, 'user', ...args), { code: 3 });
  for (const args of [['add', 'x'], ['add', 'x', '--role', 'king'], ['reset'], ['dance', 'x']])
    await assert.rejects(hallbook(stand, 'user', ...args), { code: 2 });
  assert.equal((await admin.get('/staff/')).status, 200);
});

test('命令: the last enabled admin cannot be disabled, by command or by page', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const admin = await signed_in(stand);
  await assert.rejects(hallbook(stand, 'user', 'disable', 'admin'), (e) => e.code === 3 && /admin：这是最后一个可用的管理员/.test(e.stderr));
  assert.equal((await admin.get('/staff/accounts')).status, 200, 'still signed in');
  const { stdout } = await hallbook(stand, 'user', 'add', 'second', '--role', 'admin');
  const second = await signed_in(stand, 'second', one_time(stdout));
  await second.get('/staff/accounts');
  await admin.get('/staff/accounts');
  // each disables the other, at the same moment
  const both = await Promise.all([
    admin.post('/staff/accounts', { do: 'disable', account: 'second' }),
    second.post('/staff/accounts', { do: 'disable', account: 'admin' }),
  ]);
  assert.equal(both.filter((a) => a.status === 200).length, 1, both.map((a) => a.status).join());
  assert.equal((await stand.query("SELECT count(*) AS n FROM account WHERE role = 'admin' AND disabled_at IS NULL"))[0].n, 1);
});

test('命令: a clerk without --window is one of the 综合窗口, and that is said', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const { stdout, stderr } = await hallbook(stand, 'user', 'add', 'li', '--role', 'clerk');
  assert.match(stderr, /综合窗口/);
  const li = await signed_in(stand, 'li', one_time(stdout));
  const page = (await li.get('/staff/?window=4')).page;
  assert.match(page, /综合窗口/);
  assert.equal((await li.get('/staff/new')).status, 200);
  const admin = await signed_in(stand);
  assert.match((await admin.get('/staff/accounts')).page, /name="grid\.role\.li".*?value="clerk" selected.*?name="grid\.window\.li" value="15"[^>]*> 综合窗口/);
  const wrong = await admin.post('/staff/accounts', { do: 'add', account: 'x', role: 'clerk', window: '' });
  assert.match(wrong.page, /窗口工作人员要选所在的窗口/, 'a page shows the choice, so it wants one');
  const taken = await admin.post('/staff/accounts', { do: 'add', account: 'li', role: 'leader', window: '7' });
  assert.match(taken.page, /value="li".*<option value="leader" selected>.*name="window" value="7"/s, 'what was chosen stays');
});

// RFC 6238 once more, by another hand.
function totp(secret, at_s) {
  let bits = '';
  for (const c of secret) bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0');
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at_s / 30)));
  const mac = createHmac('sha1', key).update(step).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1000000).padStart(6, '0');
}

test('动态口令: set up by QR code, asked for, each number once, recovery codes once', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const browser = await signed_in(stand);
  assert.equal((await browser.post('/staff/account/totp', { do: 'begin', password: 'wrong' })).status, 422);
  const begun = await browser.post('/staff/account/totp', { do: 'begin', password: own_password });
  const secret = /class="secret">([A-Z2-7]{32})</.exec(begun.page)[1];
  const picture = await stand.get('/staff/account/totp.png', { headers: { cookie: browser.cookie } });
  assert.equal(picture.headers.get('content-type'), 'image/png');
  assert.equal((await new Browser(stand).login('admin', own_password)).status, 303, 'not asked for yet');
  const now = async () => (await stand.query("SELECT max(at) AS at FROM audit WHERE address <> 'command'"))[0].at;
  assert.equal((await browser.post('/staff/account/totp', { do: 'confirm', code: '000000' })).status, 422);
  const code = totp(secret, await now());
  const on = await browser.post('/staff/account/totp', { do: 'confirm', code });
  assert.match(on.page, /动态口令已开通/);
  const recovery = /class="secret">([^<]*)</.exec(on.page)[1].trim().split(/\s+/);
  assert.equal(recovery.length, 10);
  const login = (more) => new Browser(stand).login('admin', own_password, more);
  assert.equal((await login({})).status, 422, 'the password alone');
  assert.equal((await login({ code })).status, 422, 'a used number');
  assert.equal((await login({ code: totp(secret, (await now()) + 30) })).status, 303, 'the next number');
  assert.equal((await login({ code: recovery[0] })).status, 303);
  assert.equal((await login({ code: recovery[0] })).status, 422, 'a used code');
  assert.equal((await stand.get('/staff/account/totp.png', { headers: { cookie: browser.cookie } })).status, 404, 'the secret is not shown again');
  const off = await browser.post('/staff/account/totp', { do: 'stop', code: recovery[1] });
  assert.match(off.page, /动态口令已停用/);
  assert.equal((await login({})).status, 303);
});

test('动态口令: hall.conf can force it for a role', async (t) => {
  const folder = await temp_folder();
  const content = await content_copy(folder, async (to) => {
    const conf = join(to, 'hall.conf');
    await writeFile(conf, (await readFile(conf, 'utf8')).replace(/^staff\.totp_roles =.*$/m, 'staff.totp_roles = admin'));
  });
  const stand = await Stand.start(t, { now: monday, content });
  const browser = await signed_in(stand);
  assert.equal((await browser.get('/staff/')).headers.get('location'), '/staff/account');
  assert.match((await browser.get('/staff/account')).page, /要用动态口令登录/);
});

test('操作记录: what was done and refused stands in it; check finds a changed row', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const browser = await signed_in(stand);
  await new Browser(stand).login('admin', 'wrong');
  await new Browser(stand).login('my-secret-typed-as-name', 'wrong');
  await browser.post('/staff/accounts', { csrf: '', do: 'add' });
  await browser.get('/staff/');
  await browser.post('/staff/logout', {});
  const rows = await stand.query('SELECT who, action, object FROM audit ORDER BY id');
  assert.deepEqual(
    rows.map((r) => `${r.who} ${r.action} ${r.object}`),
    [
      ' account.added admin',
      'admin signin admin',
      'admin password admin',
      'admin signin.refused admin',
      ' signin.refused ',
      'admin refused /staff/accounts',
      'admin signout admin',
    ],
  );
  assert.match((await hallbook(stand, 'check')).stdout, /ok/);
  await assert.rejects(edit(stand, "UPDATE audit SET who = 'x'"), /append-only/);
  await edit(stand, "DROP TRIGGER audit_stays_unchanged; UPDATE audit SET object = 'x' WHERE id = 3");
  await assert.rejects(hallbook(stand, 'check'), (e) => e.code === 1 && /操作记录 3：/.test(e.stdout));
});

test('记录: no password, token or cookie stands in any log or address', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const first = one_time(stand.output);
  const before = stand.output.length;
  const browser = await signed_in(stand);
  const secrets = [first, own_password, browser.csrf, browser.cookie.split('=')[1], browser.device.split('=')[1]];
  await browser.post('/staff/accounts', { csrf: '', do: 'add' });
  let text = stand.output.slice(before);
  for (const name of await readdir(stand.state))
    if (/\.log$/.test(name)) text += await readFile(join(stand.state, name), 'utf8');
  assert.match(text, /staff\/login/, 'there is a log');
  for (const secret of secrets) assert.ok(!text.includes(secret));
});
