// The systemd units that `make install` puts in place.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { join } from 'node:path';
import { build, temp_folder, top } from '../http/stand.mjs';

const folder = await temp_folder();
execFileSync('make', ['-s', 'install', `BUILD=${build}`, `PREFIX=${folder}`], { cwd: top });
const units = join(folder, 'lib/systemd/system');
// Looked for behind the shell's own, as systemd does: an empty last part is its default.
const analyze = (...args) => spawnSync('systemd-analyze', args, { encoding: 'utf8', cwd: units, env: { ...process.env, SYSTEMD_UNIT_PATH: `${units}:` } });

// Values of a key in a section, in order.
function values(name, section, key) {
  const unit = readFileSync(join(units, name), 'utf8');
  const part = unit.split(/^\[/m).find((text) => text.startsWith(`${section}]`)) ?? '';
  return part.split('\n').filter((line) => line.startsWith(`${key}=`)).map((line) => line.slice(key.length + 1));
}

test('units: systemd has nothing to say against them, nor against a log on another disk', async () => {
  const all = ['hallbook@ningdu.socket', 'hallbook@ningdu.service', 'hallbook-check@ningdu.service', 'hallbook-check@ningdu.timer', 'hallgen@ningdu.service'];
  const says = () => {
    const { status, stderr } = analyze('verify', '--man=no', '--recursive-errors=no', ...all);
    return { status, stderr: stderr.split('\n').filter((line) => line.includes(folder) || /hall(book|book-check|gen)@/.test(line)) };
  };
  assert.deepEqual(says(), { status: 0, stderr: [] });
  // what stands at the head of hallbook@.service
  const head = /disk\.conf:\n((?:#\t.*\n)+)/.exec(await readFile(join(units, 'hallbook@.service'), 'utf8'))[1].replace(/^#\t/gm, '');
  assert.match(head, /RequiresMountsFor=.*\n\[Service\]\nReadWritePaths=/);
  await mkdir(join(units, 'hallbook@ningdu.service.d'));
  await writeFile(join(units, 'hallbook@ningdu.service.d/disk.conf'), head);
  assert.deepEqual(says(), { status: 0, stderr: [] });
  await writeFile(join(units, 'hallbook@ningdu.service.d/disk.conf'), head.replace('ReadWritePaths=', 'ReadWritePath='));
  assert.match(says().stderr.join(), /ReadWritePath/, 'who looks sees it');
});

test('units: the exposure of each is at most 1.0', () => {
  for (const name of ['hallbook@.service', 'hallbook-check@.service', 'hallgen@.service']) {
    const { status, stdout } = analyze('security', '--offline=true', '--no-pager', '--threshold=10', join(units, name));
    assert.equal(status, 0, stdout);
    assert.match(stdout, /Overall exposure level for hall[\w-]+@\w*\.service: (0\.\d|1\.0) /);
  }
});

test('units: each program is a user of its own, and both are of one group', async () => {
  const root = await temp_folder();
  await mkdir(join(root, 'etc'));
  execFileSync('systemd-sysusers', [`--root=${root}`, join(folder, 'lib/sysusers.d/hall.conf')], { stdio: 'ignore' });
  const file = async (name) => (await readFile(join(root, 'etc', name), 'utf8')).trim().split('\n').map((line) => line.split(':'));
  const [[group, , gid]] = await file('group');
  assert.equal(group, 'hall');
  const users = (await file('passwd')).map(([name, , , of, , home, shell]) => ({ name, of, home, shell }));
  assert.deepEqual(users, ['hallbook', 'hallgen'].map((name) => ({ name, of: gid, home: `/var/lib/${name}`, shell: '/usr/sbin/nologin' })));
  for (const name of ['hallbook', 'hallgen']) {
    const own = (key) => values(`${name}@.service`, 'Service', key).join();
    assert.deepEqual([own('User'), own('Group'), own('StateDirectory')], [name, 'hall', `${name}/%i`]);
    assert.equal(own('ReadWritePaths'), name === 'hallgen' ? '-/var/lib/hallbook/%i/desk' : '', 'nothing but its own folder, and where they meet');
  }
  // names of people: for hallbook alone; the pages: for nginx and hallbook, too
  assert.deepEqual(['UMask', 'StateDirectoryMode'].map((key) => values('hallbook@.service', 'Service', key).join()), ['0077', '0710']);
  assert.deepEqual(['UMask', 'StateDirectoryMode'].map((key) => values('hallgen@.service', 'Service', key).join()), ['0022', '0755']);
});

test('units: however often a program stops, it is started again', () => {
  for (const name of ['hallbook@.service', 'hallgen@.service']) {
    assert.deepEqual(values(name, 'Unit', 'StartLimitIntervalSec'), ['0']);
    assert.deepEqual(values(name, 'Service', 'Type'), ['notify']);
    assert.deepEqual(values(name, 'Service', 'Restart'), ['always']);
    assert.deepEqual(values(name, 'Service', 'RestartSec'), ['1s']);
  }
  assert.deepEqual(values('hallbook@.socket', 'Socket', 'TriggerLimitIntervalSec'), ['0']);
});

test('units: who starts hallbook has the nightly check, too', () => {
  assert.deepEqual(values('hallbook@.service', 'Unit', 'Wants'), ['hallbook-check@%i.timer']);
  assert.deepEqual(values('hallbook-check@.timer', 'Unit', 'PartOf'), ['hallbook@%i.service']);
});

test('units: the programs may confine themselves, and a call that is refused ends neither', () => {
  for (const name of ['hallbook@.service', 'hallgen@.service']) {
    const calls = values(name, 'Service', 'SystemCallFilter').filter((v) => !/^[@~]/.test(v)).join(' ').split(' ');
    for (const call of ['landlock_create_ruleset', 'landlock_add_rule', 'landlock_restrict_self', 'seccomp']) assert.ok(calls.includes(call), `${name}: ${call}`);
    assert.deepEqual(values(name, 'Service', 'SystemCallErrorNumber'), ['EPERM'], name);
  }
});
