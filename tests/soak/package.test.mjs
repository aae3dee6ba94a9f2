// The Debian packages: built twice in different folders, and looked at.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { dirname, join } from 'node:path';
import { temp_folder, top } from '../http/stand.mjs';

const run = (program, args, options) => execFileSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 26, stdio: ['ignore', 'pipe', 'pipe'], ...options });
const folder = await temp_folder();
const builds = ['one', 'a longer name/two'].map((name) => join(folder, name.replaceAll(' ', '-')));
for (const to of builds) {
  await mkdir(to, { recursive: true });
  run('sh', ['-c', `git ls-files -z | xargs -0 cp --parents -t "${to}"`], { cwd: top });
  await writeFile(join(dirname(to), 'build.log'), run('sh', ['-c', 'exec dpkg-buildpackage -b -uc -us 2>&1'], { cwd: to }));
}
const file = (build, name) => join(dirname(build), `${name}_1.0_${run('dpkg', ['--print-architecture']).trim()}.${name === 'hall' ? 'changes' : 'deb'}`);

test('packages: two builds in different folders are the same, byte by byte', async () => {
  for (const name of ['hallgen', 'hallbook', 'hallgen-dbgsym', 'hallbook-dbgsym']) {
    const [one, two] = await Promise.all(builds.map((build) => readFile(file(build, name))));
    assert.ok(one.equals(two), name);
  }
});

test('make: two builds in different folders are the same, byte by byte', async () => {
  for (const to of builds) run('make', ['-s', '-j2', 'BUILD=plain', 'all'], { cwd: to });
  for (const name of ['hallgen', 'hallbook']) {
    const [one, two] = await Promise.all(builds.map((build) => readFile(join(build, 'plain', name))));
    assert.ok(one.equals(two), name);
  }
});

test('packages: lintian has neither error nor warning, blhc nothing to say', () => {
  const said = run('lintian', ['--allow-root', '--fail-on', 'error,warning', file(builds[0], 'hall')]);
  assert.doesNotMatch(said, /^[EW]: /m);
  assert.equal(run('blhc', ['--all', join(folder, 'build.log')]), '');
});

test('packages: each program, its manual, units and users; nothing is in both', () => {
  const [gen, book] = ['hallgen', 'hallbook'].map((name) => run('dpkg', ['-c', file(builds[0], name)]).split('\n').map((line) => line.split(/\s+/)[5]?.slice(1)).filter((n) => n && !n.endsWith('/')));
  for (const name of ['/usr/bin/hallgen', '/usr/share/man/man1/hallgen.1.gz', '/usr/share/hallgen/site/hall-server.conf', '/usr/lib/systemd/system/hallgen@.service', '/usr/lib/sysusers.d/hall.conf'])
    assert.ok(gen.includes(name), name);
  for (const name of ['/usr/sbin/hallbook', '/usr/share/man/man8/hallbook.8.gz', '/usr/lib/systemd/system/hallbook@.service', '/usr/lib/systemd/system/hallbook@.socket'])
    assert.ok(book.includes(name), name);
  assert.deepEqual(gen.filter((name) => book.includes(name)), []);
});
