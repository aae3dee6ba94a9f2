// The stand itself: supervision, restart, two at once, and how it ends.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, readdir, readlink, rename, stat, symlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { Stand, build, free_port, free_slots, port_open, temp_folder, top, until } from './stand.mjs';

const now = '2026-11-23T09:00';
const slot = '2026-11-28T09:00';

test('停机: without hallbook every page is served, and booking shows the phones with 503', async (t) => {
  const stand = await Stand.start(t, { now });
  await stand.without_hallbook(async () => {
    for (const path of ['/', '/items/', '/items/9/', '/windows/7/', '/hours/'])
      assert.equal((await stand.get(path)).status, 200, path);
    for (const path of ['/book', '/book?item=9', '/booking', '/booking/x', '/staff/', '/healthz']) {
      const answer = await stand.get(path);
      assert.equal(answer.status, 503, path);
      const page = await answer.text();
      assert.match(page, /网上预约暂时不能用/);
      assert.match(page, /tel:/);
      assert.match(page, /0797-6939272/);
    }
    assert.equal((await stand.post('/book', 'x=1')).status, 503);
  });
});

test('看护: hallbook killed by -9 is back by itself, with every booking', async (t) => {
  const stand = await Stand.start(t, { now });
  for (const [n, time] of ['09:00', '10:00', '11:00'].entries()) {
    const answer = await stand.book({ slot: `2026-11-28T${time}`, phone: `1390000000${n}` });
    assert.equal(answer.status, 303);
    const before = await stand.hallbook_pid();
    process.kill(before, 'SIGKILL');
    await until('hallbook answers again', async () =>
      (await stand.hallbook_pid()) !== before && (await stand.get('/healthz')).status === 200);
    assert.equal((await stand.get(answer.headers.get('location'))).status, 200);
  }
  assert.equal(await stand.count(), 3);
});

test('时钟: with NOW hallbook goes on from it, also after a restart', async (t) => {
  const stand = await Stand.start(t, { now: '2026-11-27T16:59:54' });
  const free = async (day) => free_slots(await (await stand.get(`/book?item=9&day=${day}`)).text()).some((s) => s.startsWith(day));
  const saturday = () => free('2026-11-28');
  // a busy machine may need the six seconds to start
  await until('17:00 has come', async () => !(await saturday()));
  assert.ok(await free('2026-12-05'), 'and no more than that');
  const before = await stand.hallbook_pid();
  process.kill(before, 'SIGKILL');
  await until('hallbook is back', async () =>
    (await stand.hallbook_pid()) !== before && (await stand.get('/healthz')).status === 200);
  assert.ok(!(await saturday()), 'the clock did not go back');
});

test('第二次启动: keeps ledger and links, and makes no second password', async (t) => {
  const stand = await Stand.start(t, { now });
  const password = /账号 admin：\s+一次性口令/; // the folder's path may hold any word
  assert.match(stand.output, password);
  const link = (await stand.book({ slot })).headers.get('location');
  await stand.stop();
  stand.launch();
  await until('it is ready again', () => stand.ready());
  assert.doesNotMatch(stand.output, password);
  assert.equal((await stand.get(link)).status, 200);
  assert.equal(await stand.count(), 1);
});

test('第一次启动 interrupted behind init: the next one makes the account and prints its password', async (t) => {
  const state = await temp_folder();
  execFileSync(join(build, 'hallbook'), ['init', '--ledger', join(state, 'ledger.db')], { cwd: top });
  const stand = await Stand.start(t, { now, state });
  assert.match(stand.output, /账号 admin：\s+一次性口令/);
});

test('两个: two stands at once share nothing, and one STATE cannot be used twice', async (t) => {
  const [one, two] = await Promise.all([Stand.start(t, { now }), Stand.start(t, { now })]);
  assert.equal((await one.book({ slot })).status, 303);
  assert.deepEqual([await one.count(), await two.count()], [1, 0]);
  const third = new Stand({ state: one.state, port: two.port, now });
  third.launch();
  const [status] = await third.end;
  assert.notEqual(status, 0);
  assert.match(third.output, /已经有一个在运行/);
  assert.equal((await one.get('/healthz')).status, 200);
});

test('端口: one that is taken ends the stand with words, and leaves nothing behind', async (t) => {
  const one = await Stand.start(t, { now });
  const two = new Stand({ state: await temp_folder(), port: one.port, now });
  two.launch();
  const [status] = await two.end;
  assert.notEqual(status, 0);
  assert.match(two.output, new RegExp(`端口 ${one.port}`));
  assert.ok(!existsSync(join(two.state, 'hallbook.sock')));
});

test('端口: what is none is said, before anything is made', async () => {
  for (const port of ['abc', '0', '65536', '123456', '80 80']) {
    const stand = new Stand({ state: await temp_folder(), port, now });
    stand.launch();
    assert.deepEqual(await stand.end, [1, null], port);
    assert.equal(stand.output, `PORT=${port} 不是端口号\n`);
  }
});

test('端口: the tests’ own stand takes another when one is no longer free, and a port is found although somebody connects', async (t) => {
  const one = await Stand.start(t, { now });
  const ports = [one.port, await free_port()];
  const two = await Stand.start(t, { now }, async () => ports.shift());
  assert.notEqual(two.port, one.port);
  assert.equal((await two.get('/healthz')).status, 200);

  let caller;
  await until('the port', () => free_port(async (port) => {
    caller = connect(port, '127.0.0.1').on('error', () => {});
    await once(caller, 'connect');
  }), 10000);
  await until('it is sent away', () => caller.destroyed);
  await assert.rejects(until('what does not come', () => new Promise(() => {}), 10), /not within 10 ms/);
});

for (const [how, signal, group] of [
  ['SIGTERM to make', 'SIGTERM', false],
  ['SIGINT to make', 'SIGINT', false],
  ['SIGTERM to the group', 'SIGTERM', true],
  ['SIGINT to the group', 'SIGINT', true],
  ['make killed by -9', 'SIGKILL', false],
]) {
  test(`结束: ${how} frees port and socket`, async (t) => {
    const stand = await Stand.start(t, { now, make: true });
    const pid = await stand.hallbook_pid();
    assert.ok(existsSync(join(stand.state, 'hallbook.sock')));
    process.kill(group ? -stand.child.pid : stand.child.pid, signal);
    await until('all is gone', async () =>
      !(await port_open(stand.port)) && !existsSync(join(stand.state, 'hallbook.sock')) && !existsSync(`/proc/${pid}`));
  });
}

test('结束: the supervisor killed by -9 takes hallbook and nginx along', async (t) => {
  const stand = await Stand.start(t, { now });
  const pid = await stand.hallbook_pid();
  stand.child.kill('SIGKILL');
  await until('all is gone', async () => !(await port_open(stand.port)) && !existsSync(`/proc/${pid}`));
  stand.launch();
  await until('the next start works', () => stand.ready());
});

for (const [what, name] of [
  ['a blank', 'a hall'],
  ['Chinese, quotes and a dollar sign', '大厅 "$x\' {};'],
  ['more bytes than a socket address holds', 'long'.repeat(40)],
]) {
  test(`文件夹: STATE with ${what} works`, async (t) => {
    const state = join(await temp_folder(), name);
    await mkdir(state);
    const stand = await Stand.start(t, { now, state });
    assert.equal((await stand.get('/')).status, 200);
    assert.equal((await stand.book({ slot })).status, 303);
    const socket = /server "unix:(.*)";/.exec(await readFile(join(state, 'nginx.conf'), 'utf8'))[1];
    assert.ok((await stat(socket)).isSocket());
    await stand.stop();
    assert.ok(!existsSync(socket));
    assert.ok(!/^\/tmp\/hall\./.test(socket) || !existsSync(join(socket, '..')), 'the short folder is removed');
  });
}

test('围栏: serve is confined, and log and releases on another disk are within', async (t) => {
  const [state, disk] = [await temp_folder(), await temp_folder()];
  await mkdir(join(disk, 'log'));
  await mkdir(join(disk, 'releases'));
  for (const name of ['log', 'releases']) await symlink(join(disk, name), join(state, name));
  const stand = await Stand.start(t, { now, state });
  if (stand.output.includes('只隔离了一部分')) return t.skip('this kernel or container lacks Landlock or seccomp');
  const status = await readFile(`/proc/${await stand.hallbook_pid()}/status`, 'utf8');
  assert.match(status, /^Seccomp:\t2$/m);
  assert.match(status, /^NoNewPrivs:\t1$/m);
  assert.equal((await stand.book({ slot })).status, 303);
  assert.match(await readFile(join(disk, 'log/ledger.db.000001'), 'utf8'), /booking/);
  await stand.stop();
  assert.deepEqual((await readdir(state)).filter((f) => /^(ledger\.db-|hallbook\.)/.test(f)), [], 'it clears up behind itself');
});

test('围栏: a release that a link would have serve read elsewhere is refused, and said', async (t) => {
  const [stand, elsewhere] = [await Stand.start(t, { now }), await temp_folder()];
  if (stand.output.includes('只隔离了一部分')) return t.skip('this kernel or container lacks Landlock or seccomp');
  const releases = join(stand.state, 'releases');
  await cp(join(releases, await readlink(join(releases, 'current'))), join(elsewhere, 'copy'), { recursive: true });
  await symlink(join(elsewhere, 'copy'), join(releases, 'new'));
  await rename(join(releases, 'new'), join(releases, 'current'));
  await until('the refusal', async () => /copy.*(denied|unable to open)/.test(stand.output));
  assert.equal((await stand.get('/book')).status, 200);
});
