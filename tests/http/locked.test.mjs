// What was under way when a session ended comes back after the sign-in, and is
// never done by itself.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { Stand, build, tags, top } from './stand.mjs';
import { own_password, sign_in } from './staff.mjs';

const run = promisify(execFile);
const monday = '2026-11-23T09:00';
const saturday = '2026-11-28';
const plain = (html) => html.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
const hidden = (page, action) => {
  const form = page.split('<main')[1].split('<form').find((f) => f.includes(`action="${action}"`));
  assert.ok(form, `no form for ${action}`);
  const inputs = tags(form.split('</form>')[0], 'input').filter((i) => i.type === 'hidden');
  return Object.fromEntries(inputs.map((i) => [i.name, plain(i.value ?? '')]));
};
const end_sessions = (stand) => run('sqlite3', ['-cmd', '.timeout 60000', stand.ledger, 'UPDATE session SET seen_at = seen_at - 3600']);
// Everything but who is signed in, what is noted of it, and what the clock notes by itself.
const content = async (stand) => (await run('sqlite3', ['-cmd', '.timeout 60000', stand.ledger, '.dump'])).stdout.split('\n').filter((l) => !/^INSERT INTO (session|audit|log_mark|offered|sqlite_)/.test(l)).join('\n');
const sign_in_again = (who, locked) =>
  who.post('/staff/login', { ...hidden(locked, '/staff/login'), user: 'boss', password: own_password });

// Every address of route.c's table that takes a POST of staff.
async function addresses() {
  const table = await readFile(join(top, 'cgi/route.c'), 'utf8');
  const rows = table.split(/\n\t\{ STR_INIT\("(?=\/staff)/).slice(1);
  return rows.filter((r) => r.includes('.post =')).map((r) => ({ path: r.match(/[^"]+/)[0].replace('*', '1'), shows: r.includes('.get =') }));
}

// Something in each field that people fill in, as no other test has it.
const typed = {
  item: '0 咨询“材料”<1>', window: '4', day: saturday, slot: '', name: '张三&', phone: '13812345678', agent: '李"四', note: '带孩子',
  time: '930', channel: '窗口', remark: '老人，慢一点', remark_was: '', result: 'left', pickup: '2026-12-01', why: '看错了', mail: '1',
  address: '梅江镇1号', by: 'hall', q: '张三', from: saturday, to: '2026-11-29', reason: '停电', names: '张三、李四', windows: '4,6',
  text: '第一行\r\n第二行\t=1+1', post: 'duty-4', purpose: 'orphaned', kind: 'leave', front: '1', do: 'remove', account: 'nobody', role: 'clerk', id: '1', upto: '1', version: '1',
};

test('锁定: every address that takes a form: nothing is done by itself, every field comes back, one button sends it', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const boss = await sign_in(stand, 'boss', '--role', 'admin', '--window', '4');
  assert.equal((await stand.book({ slot: `${saturday}T09:00` })).status, 303);
  const list = await addresses();
  assert.ok(list.length >= 20, JSON.stringify(list));
  for (const { path } of list) {
    if (path === '/staff/login') continue;
    const before = await content(stand);
    await end_sessions(stand);
    const locked = await boss.post(path, /\/account\/(password|totp)$/.test(path) ? { ...typed, password: 'x', new: 'y', again: 'y' } : typed);
    if (path === '/staff/logout') {
      assert.equal(locked.headers.get('location'), '/staff/login', 'who wants to go has gone');
      await boss.post('/staff/login', { user: 'boss', password: own_password });
      await boss.get('/staff/account');
      continue;
    }
    assert.equal(locked.status, 403, path);
    assert.match(locked.page, /已自动锁定/);
    const wrong = await boss.post('/staff/login', { ...hidden(locked.page, '/staff/login'), user: 'boss', password: 'wrong' });
    assert.equal(wrong.status, 422);
    const back = await sign_in_again(boss, wrong.page);
    const after = new Set((await content(stand)).split('\n'));
    for (const line of before.split('\n')) after.delete(line);
    assert.deepEqual([...after], [], `${path}: nothing is done`);
    if (/\/account\/(password|totp)$/.test(path)) {
      assert.equal(back.headers.get('location'), '/staff/account', 'a form with secrets is filled in anew');
      await boss.get('/staff/account');
      continue;
    }
    assert.equal(back.status, 200, path);
    const { csrf, ...fields } = hidden(back.page, path);
    assert.deepEqual(fields, typed, path);
    assert.equal(csrf, boss.csrf);
    const main = back.page.split('<main')[1];
    assert.match(main, /继续：[^<]+<\/button>/, `${path} has words`);
    for (const words of ['0 咨询“材料”&lt;1&gt;', '张三&amp;', '13812345678', '离开', '第二行']) assert.ok(main.replace(/<input[^>]*>/g, '').includes(words), `${path}: ${words} is seen`);
    assert.notEqual((await boss.post(path, fields)).status, 403, `${path}: the button works`);
    await boss.get('/staff/account');
  }
  assert.match((await run(join(top, build, 'hallbook'), ['check', '--ledger', stand.ledger])).stdout, /ok/);
});

test('锁定: a search, an entry, a result: one sign-in, then the answer; check is clean', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const boss = await sign_in(stand, 'boss', '--role', 'clerk', '--window', '4');
  const entry = { item: '9', slot: '2026-11-23T14:30', name: '李四', phone: '13812345678', channel: '电话', remark: '老人' };
  const shown = async (path, fields) => {
    await end_sessions(stand);
    const sessions = async () => (await stand.query("SELECT count(*) AS n FROM audit WHERE action = 'signin'"))[0].n;
    const before = await sessions();
    const back = await sign_in_again(boss, (await boss.post(path, fields)).page);
    assert.equal(await sessions(), before + 1, 'one sign-in');
    return back;
  };
  let back = await shown('/staff/new', entry);
  assert.equal(await stand.count(), 0);
  const made = await boss.post('/staff/new', hidden(back.page, '/staff/new'));
  assert.match(made.headers.get('location'), /saved=1$/);
  back = await shown('/staff/find', { q: '李四' });
  assert.equal(back.status, 200);
  assert.match(back.page, /李四/);
  assert.equal((await boss.post('/staff/find', hidden(back.page, '/staff/find'))).headers.get('location'), '/staff/bookings/1');
  back = await shown('/staff/bookings/1', { result: 'done', version: '1', back: '4' });
  assert.match(back.page, /李四 11月23日（星期一） 14:30/, 'it says whose');
  assert.match(back.page, /已办结/);
  assert.equal((await boss.post('/staff/bookings/1', hidden(back.page, '/staff/bookings/1'))).status, 303);
  assert.equal(await stand.count("state = 'done' AND changed_by = 'boss'"), 1);
  assert.match((await run(join(top, build, 'hallbook'), ['check', '--ledger', stand.ledger])).stdout, /ok/);
});

test('锁定: the address that was wanted comes back with its query', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  const boss = await sign_in(stand, 'boss', '--role', 'leader');
  for (const path of ['/staff/ledger?window=4&from=2026-11-01&to=2026-11-30', '/staff/?window=4', '/staff/roster?month=2026-12', '/staff/audit?before=5']) {
    await end_sessions(stand);
    const asked = (await boss.get(path)).headers.get('location');
    const login = await boss.get(asked);
    const back = await boss.post('/staff/login', { ...hidden(login.page, '/staff/login'), user: 'boss', password: own_password });
    assert.equal(back.headers.get('location'), path);
    await boss.get('/staff/account');
  }
});

test('锁定: who signs in instead sees no name of another window', async (t) => {
  const stand = await Stand.start(t, { now: monday });
  await stand.book({ slot: `${saturday}T09:00`, name: '欧阳小明' });
  const li = await sign_in(stand, 'li', '--role', 'clerk', '--window', '4');
  await sign_in(stand, 'boss', '--role', 'clerk', '--window', '6');
  await end_sessions(stand);
  const locked = await li.post('/staff/bookings/1', { remark: '带孩子' });
  const back = await sign_in_again(li, locked.page);
  assert.equal(back.status, 200);
  assert.doesNotMatch(back.page, /欧阳/);
  assert.equal((await li.post('/staff/bookings/1', hidden(back.page, '/staff/bookings/1'))).status, 404);
});
