// What an administrator installs.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const top = fileURLToPath(new URL('../..', import.meta.url));
const build = process.env.BUILD || 'build';

// make with a umask, as somebody careful has it.
function make(...args) {
  return execFileSync('sh', ['-c', 'umask 077; exec make -s "$@"', 'make', `BUILD=${build}`, ...args], { cwd: top, encoding: 'utf8' });
}
function installed(t, ...args) {
  const folder = mkdtempSync(join(tmpdir(), 'install-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  make('install', `DESTDIR=${folder}`, ...args);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  return { folder, files: files.map((f) => ({ name: join(f.parentPath ?? f.path, f.name).slice(folder.length), folder: f.isDirectory() })) };
}

test('make install: everything can be read by everybody, whatever the umask', (t) => {
  const { folder, files } = installed(t);
  assert.ok(files.length > 100, `${files.length} files`);
  const wrong = files.filter(({ name, folder: is_folder }) => {
    const mode = statSync(folder + name).mode & 0o7777;
    return mode !== (is_folder || /\/s?bin\//.test(name) ? 0o755 : 0o644);
  });
  assert.deepEqual(wrong, []);
});

test('make install: PREFIX reaches the units; nothing but what is needed; uninstall leaves nothing', (t) => {
  const { folder, files } = installed(t, 'PREFIX=/usr');
  const names = files.filter((f) => !f.folder).map((f) => f.name);
  for (const name of ['/usr/bin/hallgen', '/usr/sbin/hallbook', '/usr/share/hallgen/site/pages.sql', '/usr/share/hallgen/content/items.csv', '/usr/share/man/man8/hallbook.8'])
    assert.ok(names.includes(name), name);
  assert.deepEqual(names.filter((n) => /releases|node_modules|\.o$|\.git/.test(n)), []);
  for (const name of names.filter((n) => /\.(service|timer|socket)$/.test(n)))
    assert.doesNotMatch(execFileSync('cat', [folder + name], { encoding: 'utf8' }), /\/usr\/local/, name);
  make('uninstall', `DESTDIR=${folder}`, 'PREFIX=/usr');
  assert.ok(!existsSync(`${folder}/usr/share/hallgen`));
  assert.deepEqual(readdirSync(folder, { recursive: true, withFileTypes: true }).filter((f) => !f.isDirectory()).map((f) => f.name), []);
});

test('make: with nothing to do there is nothing to do', () => {
  make('all');
  assert.equal(spawnSync('make', ['-q', `BUILD=${build}`], { cwd: top }).status, 0);
});

test('make: CPPFLAGS, CFLAGS and LDFLAGS of the environment reach every call of the compiler', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'install-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const env = { ...process.env, CPPFLAGS: '-DOF_CPPFLAGS', CFLAGS: '-DOF_CFLAGS', LDFLAGS: '-Wl,--of-ldflags' };
  const calls = execFileSync('make', ['-n', `BUILD=${folder}`, 'all'], { cwd: top, env, encoding: 'utf8', maxBuffer: 1 << 26 }).split('\n').filter((line) => line.startsWith('gcc '));
  assert.ok(calls.length > 100, `${calls.length} calls`);
  assert.deepEqual(calls.filter((call) => !/ -DOF_CPPFLAGS -DOF_CFLAGS /.test(call) || / -O2 /.test(call)), []);
  assert.equal(calls.filter((call) => / -Wl,--of-ldflags -o \S*\/hall(gen|book) /.test(call)).length, 2);
});
