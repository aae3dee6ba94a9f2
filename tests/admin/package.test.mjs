// The Debian packages' own scripts, in a folder: what nginx lets stand in a page goes on
// to be true for the pages of the version before.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { join } from 'node:path';
import { temp_folder, top } from '../http/stand.mjs';

const debian = (name) => readFile(join(top, 'debian', name), 'utf8');

async function machine() {
  const root = await temp_folder();
  for (const name of ['bin', 'etc', 'run', 'usr/share/hallgen/site', 'var/lib/hallgen']) await mkdir(join(root, name), { recursive: true });
  await writeFile(join(root, 'bin/nginx'), `#!/bin/sh\necho "$@" >>${root}/nginx.log\n`);
  await chmod(join(root, 'bin/nginx'), 0o755);
  const site = join(root, 'usr/share/hallgen/site');
  await cp(join(top, 'site/csp.awk'), join(site, 'csp.awk'));
  const run = async (script, ...args) => {
    const text = (await debian(script)).replace(/(?<![\w.])\/(usr\/share|var\/lib|run|etc)\b/g, `${root}/$1`);
    execFileSync('sh', ['-c', text, script, ...args], { env: { ...process.env, PATH: `${root}/bin:${process.env.PATH}` } });
  };
  const version = (hash) => writeFile(join(site, 'csp.txt'), `site.css 'sha256-${hash}'\n`);
  return {
    root,
    run,
    async install(hash) {
      await version(hash);
      await run('hallgen.postinst', 'configure', '');
    },
    async upgrade(hash) {
      await run('hallgen.preinst', 'upgrade', '1.0');
      await version(hash);
      await run('hallgen.postinst', 'configure', '1.0');
    },
    hashes: async () => [...(await readFile(join(root, 'etc/nginx/hall-csp.conf'), 'utf8')).matchAll(/sha256-(\w+)/g)].map(([, hash]) => hash).sort(),
    reloads: async () => (await readFile(join(root, 'nginx.log'), 'utf8').catch(() => '')).split('\n').filter((line) => line === '-s reload').length,
  };
}

test('package: an upgrade with new CSS lets the pages of both versions have theirs, and nginx takes it up once', async () => {
  const m = await machine();
  await m.install('first');
  assert.deepEqual(await m.hashes(), ['first']);
  assert.ok(!existsSync(join(m.root, 'nginx.log')), 'no nginx runs, and none is started');
  await writeFile(join(m.root, 'run/nginx.pid'), `${process.pid}\n`);
  await m.upgrade('second');
  assert.deepEqual([await m.hashes(), await m.reloads()], [['first', 'second'], 1]);
  await m.upgrade('second');
  assert.deepEqual([await m.hashes(), await m.reloads()], [['first', 'second'], 1], 'the same CSS: nothing to take up');
  await m.upgrade('third');
  assert.deepEqual([await m.hashes(), await m.reloads()], [['second', 'third'], 2]);
});

test('package: purged, it leaves what halls have made and nothing of its own', async () => {
  const m = await machine();
  await m.install('first');
  await mkdir(join(m.root, 'var/lib/hallgen/ningdu/content'), { recursive: true });
  await m.run('hallgen.postrm', 'purge');
  assert.deepEqual([existsSync(join(m.root, 'etc/nginx/hall-csp.conf')), existsSync(join(m.root, 'var/lib/hallgen/csp.old.txt'))], [false, false]);
  assert.ok(existsSync(join(m.root, 'var/lib/hallgen/ningdu/content')));
  await rm(m.root, { recursive: true });
});

test('package: its version is the programs’, and no script makes an account or starts nginx', async () => {
  const [, version] = /"(.*)"/.exec(await readFile(join(top, 'lib/version.h'), 'utf8'));
  assert.equal(/^hall \((.*)\)/.exec(await debian('changelog'))[1], version);
  for (const name of ['hallgen.preinst', 'hallgen.postinst', 'hallgen.postrm', 'hallbook.postinst'])
    assert.doesNotMatch(await debian(name), /user add|hallbook init|(start|restart) nginx|systemctl enable/, name);
});
