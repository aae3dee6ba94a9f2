// hallbook's command line beside serve: what it refuses, and how it ends.
import assert from 'node:assert/strict';
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { build, temp_folder, top } from './stand.mjs';

// Never rejects: { code, stdout, stderr }.
function hallbook(...args) {
  return new Promise((done) =>
    execFile(join(top, build, 'hallbook'), args, { cwd: top, timeout: 120000 }, (e, stdout, stderr) =>
      done({ code: e ? e.code : 0, stdout, stderr }),
    ),
  );
}

async function new_ledger(t) {
  const ledger = join(await temp_folder(), 'ledger.db');
  assert.equal((await hallbook('init', '--ledger', ledger)).code, 0);
  return ledger;
}

test('init: a ledger that is there is refused, and neither it nor its key is touched', async (t) => {
  const ledger = await new_ledger(t);
  await hallbook('user', 'add', 'li', '--role', 'leader', '--ledger', ledger);
  const before = await Promise.all([ledger, `${ledger}.key`].map((f) => readFile(f)));
  const again = await hallbook('init', '--ledger', ledger);
  assert.equal(again.code, 3);
  assert.match(again.stderr, /^hallbook: 没有完成。原因：.*ledger\.db：已经有这个文件/);
  assert.deepEqual(await Promise.all([ledger, `${ledger}.key`].map((f) => readFile(f))), before);
  assert.match((await hallbook('user', 'list', '--ledger', ledger)).stdout, /^li\tleader\t/m);
});

test('init: a ledger without its key is refused too, and no key is left', async (t) => {
  const ledger = await new_ledger(t);
  await rm(`${ledger}.key`);
  assert.equal((await hallbook('init', '--ledger', ledger)).code, 3);
  assert.ok(!(await readdir(join(ledger, '..'))).includes('ledger.db.key'));
});

test('init: where the log of a lost ledger lies none is made, and restore brings it back', async (t) => {
  const ledger = await new_ledger(t);
  const copy = `${ledger}.copy`;
  assert.equal((await hallbook('backup', copy, '--ledger', ledger)).code, 0);
  await hallbook('user', 'add', 'li', '--role', 'leader', '--ledger', ledger);
  for (const end of ['', '-wal', '-shm']) await rm(`${ledger}${end}`, { force: true });
  const refused = await hallbook('init', '--ledger', ledger);
  assert.equal(refused.code, 3);
  assert.match(refused.stderr, /log 里还有这本台帐的变更日志：台帐丢了，请用 hallbook restore 加上备份/);
  assert.deepEqual(await hallbook('restore', copy, '--ledger', ledger), { code: 0, stdout: '', stderr: '' });
  assert.match((await hallbook('user', 'list', '--ledger', ledger)).stdout, /^li\tleader\t/m);
});

test('output: what could not be printed is a failure, a one-time password above all', async (t) => {
  const ledger = await new_ledger(t);
  await hallbook('user', 'add', 'li', '--role', 'leader', '--ledger', ledger);
  for (const args of [['user', 'reset', 'li'], ['user', 'list'], ['check'], ['export', '--window', '0', '--from', '2026-11-01', '--to', '2026-11-30'], ['--help'], ['--version']]) {
    const { status, stderr } = spawnSync('sh', ['-c', 'exec "$0" "$@" >/dev/full', join(top, build, 'hallbook'), ...args, '--ledger', ledger], { encoding: 'utf8' });
    assert.equal(status, 3, args.join(' '));
    assert.match(stderr, /standard output: 磁盘满了/, args.join(' '));
  }
});

test('output: where stdin, stdout and stderr are closed, no file of the hall is written in their place', async (t) => {
  const ledger = await new_ledger(t);
  const closed = (...args) =>
    spawnSync('sh', ['-c', 'exec "$0" "$@" <&- >&- 2>&-', join(top, build, 'hallbook'), ...args, '--ledger', ledger]).status;
  assert.equal(closed('backup', `${ledger}.copy`), 0);
  assert.equal(closed('user', 'add', 'li', '--role', 'leader'), 3); /* nobody has seen the password */
  assert.equal(closed('restore', `${ledger}.none`), 3);
  assert.match(await readFile(join(ledger, '../hallbook.pid'), 'utf8'), /^\d*\n?$/);
  assert.equal(closed('restore', `${ledger}.copy`), 3); /* nobody has seen where the old one is */
  assert.deepEqual(await hallbook('check', '--ledger', ledger), { code: 0, stdout: 'ok\n', stderr: '' });
});

test('usage: an option of another command is refused, and nothing is done', async (t) => {
  const ledger = await new_ledger(t);
  const copy = `${ledger}.copy`;
  for (const args of [['backup', copy, '--dry-run'], ['restore', ledger, '--dry-run'], ['check', '--window', '4'], ['user', 'add', 'li', '--role', 'leader', '--dry-run']]) {
    const got = await hallbook(...args, '--ledger', ledger);
    assert.equal(got.code, 2, args.join(' '));
    assert.ok(got.stderr.startsWith(`hallbook: 命令这样写：\n  ${args[0]} `), got.stderr);
  }
  const left = (await readdir(join(ledger, '..'))).filter((f) => /copy|old/.test(f));
  assert.deepEqual(left, []);
});

test('check: a ledger just made is sound, though nothing stands in a log yet', async (t) => {
  const got = await hallbook('check', '--ledger', await new_ledger(t));
  assert.deepEqual(got, { code: 0, stdout: 'ok\n', stderr: '' });
});

test('check: a ledger that has been written and lost its log is told', async (t) => {
  const ledger = await new_ledger(t);
  await hallbook('user', 'add', 'li', '--role', 'leader', '--ledger', ledger);
  await rm(join(ledger, '../log'), { recursive: true });
  const got = await hallbook('check', '--ledger', ledger);
  assert.equal(got.code, 1);
  assert.match(got.stdout, /变更日志打不开/);
});

// What is done where the log's disk may only be read; the mount goes with the program.
function with_log_read_only(ledger, ...args) {
  const mount = 'cd "$1" && mount --bind log log && mount -o remount,bind,ro log || exit 77; shift; cd "$1"; shift; exec "$@"';
  return spawnSync('unshare', ['--mount', 'sh', '-c', mount, 'sh', join(ledger, '..'), top, join(build, 'hallbook'), ...args, '--ledger', ledger], { encoding: 'utf8' });
}

test('check: a log that may only be read is checked; whoever would write to it is told', async (t) => {
  const ledger = await new_ledger(t);
  await hallbook('user', 'add', 'li', '--role', 'leader', '--ledger', ledger);
  const got = with_log_read_only(ledger, 'check');
  if (got.error || [1, 77].includes(got.status) && !got.stdout) return t.skip('no file system may be mounted here');
  assert.equal(got.stdout, 'ok\n');
  const refused = with_log_read_only(ledger, 'user', 'add', 'wang', '--role', 'leader');
  assert.deepEqual([refused.status, refused.stdout], [3, '']);
  assert.match(refused.stderr, /磁盘只能读/);
  assert.equal((await hallbook('check', '--ledger', ledger)).stdout, 'ok\n');
});

test('at once: of four that init one makes the ledger and its key; checks wait for one another', async (t) => {
  const ledger = join(await temp_folder(), 'ledger.db');
  const made = await Promise.all([1, 2, 3, 4].map(() => hallbook('init', '--ledger', ledger)));
  assert.deepEqual(made.map((m) => m.code).sort(), [0, 3, 3, 3], made.map((m) => m.stderr).join(''));
  assert.equal((await hallbook('user', 'add', 'li', '--role', 'leader', '--ledger', ledger)).code, 0);
  const checked = await Promise.all([1, 2, 3, 4].map(() => hallbook('check', '--ledger', ledger)));
  for (const one of checked) assert.deepEqual(one, { code: 0, stdout: 'ok\n', stderr: '' });
});

test('disk full: check, and init, say that it is full, not that a ledger is damaged, and leave nothing behind', async (t) => {
  const ledger = await new_ledger(t);
  const folder = join(ledger, '..');
  const small = (kb, command) =>
    spawnSync('unshare', ['--mount', 'sh', '-c', `mkdir -p "$1/small" && mount -t tmpfs -o size=${kb}k tmpfs "$1/small" && cp -a "$1"/ledger.db* "$1/log" "$1/small" || exit 77
      cd "$1/small"; ${command}; echo "ends with $?"; ls`, 'sh', folder, join(top, build, 'hallbook')], { encoding: 'utf8' });
  for (let kb = 500; kb <= 900; kb += 50) {
    const check = small(kb, '"$2" check 2>&1');
    if (check.error || check.status !== 0) return t.skip('no file system may be mounted here');
    assert.match(check.stdout, /^ok\nends with 0|磁盘满了.*\nends with 3/, `${kb} KB`);
    assert.deepEqual(check.stdout.split('\n').filter((f) => /check\.|part/.test(f)), [], `${kb} KB`);
    const init = small(kb - 250, '"$2" init --ledger new.db 2>&1');
    assert.match(init.stdout, /^ends with 0|磁盘满了.*\nends with 3/, `${kb} KB`);
    if (init.stdout.includes('ends with 3')) assert.doesNotMatch(init.stdout, /^new\.db/m);
  }
});

test('init: a key that is left, as by an init that was killed, is used', async (t) => {
  const ledger = await new_ledger(t);
  const key = await readFile(`${ledger}.key`);
  await rm(ledger);
  assert.equal((await hallbook('init', '--ledger', ledger)).code, 0);
  assert.deepEqual(await readFile(`${ledger}.key`), key);
  assert.equal((await hallbook('check', '--ledger', ledger)).stdout, 'ok\n');
});

for (const [what, sql, words] of [
  ['of a newer program', 'PRAGMA user_version = 99', /版本是 99/],
  ['of something else', 'PRAGMA application_id = 7', /不是 hallbook 的台帐/],
])
  test(`open: a ledger ${what} is refused by every command, unchanged`, async (t) => {
    const ledger = await new_ledger(t);
    execFileSync('sqlite3', [ledger, sql]);
    const before = await readFile(ledger);
    const releases = join(ledger, '../releases');
    execFileSync(join(top, build, 'hallgen'), ['--releases', releases, '--quiet'], { cwd: top, stdio: 'ignore' });
    for (const args of [['serve', '--socket', join(ledger, '../s'), '--releases', releases], ['check'], ['user', 'list'], ['backup', `${ledger}.copy`]]) {
      const got = await hallbook(...args, '--ledger', ledger);
      assert.equal(got.code, 3, args[0]);
      assert.match(got.stderr, words, args[0]);
    }
    assert.deepEqual(await readFile(ledger), before);
  });

test('user: add, list, reset and disable; a password is printed once, each another', async (t) => {
  const ledger = await new_ledger(t);
  const user = (...args) => hallbook('user', ...args, '--ledger', ledger);
  const one = await user('add', 'wang', '--role', 'clerk', '--window', '3');
  const two = await user('reset', 'wang');
  const password = /口令.*：((?:\w{5}-){3}\w{5})\n$/;
  assert.match(one.stdout, password);
  assert.match(two.stdout, password);
  assert.notEqual(one.stdout, two.stdout);
  assert.equal((await user('add', 'wang', '--role', 'clerk', '--window', '3')).code, 3);
  assert.equal((await user('reset', 'nobody')).code, 3);
  assert.equal((await user('add', 'x', '--role', 'boss')).code, 2);
  assert.equal((await user('disable', 'wang')).stdout, '');
  assert.match((await user('list')).stdout, /^wang\tclerk\t3\t.*disabled$/m);
});

test('clock: an admin says that it is right, once, when something in the ledger would be later', async (t) => {
  const ledger = await new_ledger(t);
  const clock = () => hallbook('clock', '--ledger', ledger, '--now', '2026-11-27T10:00');
  await hallbook('user', 'add', 'li', '--role', 'leader', '--ledger', ledger);
  assert.match((await clock()).stdout, /^系统时间 2026-11-27 10:00：没有更晚的记录，不用确认\n$/);
  execFileSync('sqlite3', [ledger, "UPDATE account SET totp_step = unixepoch('2030-01-01') / 30"]);
  assert.match((await clock()).stdout, /^系统时间 2026-11-27 10:00：已确认，恢复预约\n$/);
  assert.match((await clock()).stdout, /不用确认/);
  assert.equal(execFileSync('sqlite3', [ledger, 'SELECT action FROM audit WHERE id > 1']).toString(), 'clock.confirmed\n');
});

for (const [what, args, code] of [
  ['no command', [], 2],
  ['an unknown command', ['nothing'], 2],
  ['an unknown option', ['check', '--bad'], 2],
  ['a time that is none', ['serve', '--now', 'noon'], 2],
  ['an empty time', ['serve', '--now', ''], 2],
  ['a ledger that is not there', ['check', '--ledger', '/nonexistent'], 3],
  ['--version', ['--version'], 0],
  ['--help', ['--help'], 0],
])
  test(`exit: ${what} ends with ${code}`, async () => assert.equal((await hallbook(...args)).code, code));

test('usage: an unknown option, or one without its value, is named', async () => {
  for (const args of [['check', '--bad'], ['serve', '--socket']])
    assert.equal((await hallbook(...args)).stderr, `hallbook: 没有这个选项，或缺少它的值：${args[1]}。用法见 hallbook --help\n`);
});

test('help: every option of hallbook(8) that is no command\'s own is explained', async () => {
  const { stdout } = await hallbook('--help');
  for (const option of ['ledger FILE', 'site DIR', 'releases DIR', 'socket PATH', 'now TIME', 'version', 'help']) assert.match(stdout, new RegExp(`^  --${option} +\\S`, 'm'));
});

test('open: a file that is no database is named', async (t) => {
  const file = join(await temp_folder(), 'ledger.db');
  await writeFile(file, 'a text, and no database at all\n'.repeat(200));
  const got = await hallbook('check', '--ledger', file);
  assert.equal(got.code, 3);
  assert.match(got.stderr, /^hallbook: 没有完成。原因：.*ledger\.db：.*不是数据库文件，或者已损坏（SQLite/);
});

test('open: a database that is no ledger is named and stays as it is, and what is not there is said so', async (t) => {
  const folder = await temp_folder();
  const other = join(folder, 'other.db');
  const empty = join(folder, 'empty.db');
  execFileSync('sqlite3', [other, 'CREATE TABLE t (a)']);
  await writeFile(empty, '');
  for (const file of [other, empty]) {
    const before = await readFile(file);
    for (const args of [['user', 'list'], ['check'], ['backup', join(folder, 'copy')], ['user', 'add', 'li', '--role', 'leader']]) {
      const got = await hallbook(...args, '--ledger', file);
      assert.equal(got.code, 3);
      assert.match(got.stderr, /\.db：不是 hallbook 的台帐/, args.join(' '));
      assert.deepEqual(await readFile(file), before, args.join(' '));
    }
  }
  assert.deepEqual((await readdir(folder)).filter((f) => f !== 'hallbook.pid').sort(), ['empty.db', 'other.db']);
  const none = await hallbook('user', 'list', '--ledger', join(folder, 'none.db'));
  assert.match(none.stderr, /none\.db: 没有这个文件或文件夹/);
});

test('backup-key: made once; backups with it are not plain and are restored, without it not', async (t) => {
  const ledger = await new_ledger(t);
  const run = (...args) => hallbook(...args, '--ledger', ledger);
  await run('user', 'add', 'zhangsan', '--role', 'leader');
  assert.equal((await run('backup', `${ledger}.plain`)).code, 0);
  assert.match(await readFile(`${ledger}.plain`, 'latin1'), /zhangsan/);
  assert.deepEqual(await run('backup-key'), { code: 0, stdout: `${ledger}.backup-key\n`, stderr: '' });
  assert.equal((await run('backup-key')).code, 3);
  assert.equal((await run('backup', `${ledger}.secret`)).code, 0);
  assert.doesNotMatch(await readFile(`${ledger}.secret`, 'latin1'), /zhangsan|SQLite/);
  for (const file of ['plain', 'secret']) {
    await rm(ledger);
    assert.deepEqual(await run('restore', `${ledger}.${file}`), { code: 0, stdout: '', stderr: '' }, 'none was there');
    assert.match((await run('user', 'list')).stdout, /^zhangsan\t/);
    assert.equal((await run('check')).stdout, 'ok\n');
  }
  assert.deepEqual((await readdir(join(ledger, '..'))).filter((f) => /(plain|secret)./.test(f)), [], 'beside them');
  await rm(`${ledger}.backup-key`);
  const refused = await run('restore', `${ledger}.secret`);
  assert.equal(refused.code, 3);
  assert.match(refused.stderr, /^hallbook: 没有完成。原因：.*缺少它的密钥：请放到 .*ledger\.db\.backup-key/);
});

test('restore: the log not there loses nothing; a backup alone says from when it is', async (t) => {
  const ledger = await new_ledger(t);
  const run = (...args) => hallbook(...args, '--ledger', ledger, '--now', '2026-11-28T12:00');
  await run('user', 'add', 'li', '--role', 'leader');
  assert.equal((await run('backup', `${ledger}.copy`)).code, 0);
  await run('user', 'add', 'wang', '--role', 'leader');
  await rm(join(ledger, '../log'), { recursive: true });
  const refused = await run('restore', `${ledger}.copy`);
  assert.equal(refused.code, 3);
  assert.equal(refused.stdout, '');
  assert.match(refused.stderr, /^hallbook: 没有完成。原因：变更日志不在.*多 0 个预约、1 条记录.*放回原处.*hallbook restore .*ledger\.db；.*移到别处\n$/);
  assert.match((await run('user', 'list')).stderr, /变更日志比台帐记的短：.*放回原处/);
  await rm(ledger);
  const alone = await run('restore', `${ledger}.copy`);
  assert.equal(alone.code, 0);
  assert.match(alone.stdout, /^没有变更日志，只有备份里的内容：最后一条记录是 2026-11-28 12:00 的，此后的预约和改动都不在里面/);
  assert.match((await run('user', 'list')).stdout, /^li\t.*\n$/);
});
