// The Nu Html Checker, the W3C's, on every file of a release.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { build, temp_folder, top } from '../http/stand.mjs';

test('the Nu Html Checker finds nothing in any file', async (t) => {
  const releases = await temp_folder();
  const made = spawnSync(join(build, 'hallgen'), ['--quiet', '--releases', releases, '--now', '2026-11-23T10:00'], { cwd: top });
  assert.equal(made.status, 0);
  const vnu = createRequire(import.meta.url)('vnu-jar');
  const { status, stderr } = spawnSync('java', ['-jar', vnu, '--format', 'gnu', '--skip-non-html', join(releases, 'current/public')], { encoding: 'utf8' });
  assert.deepEqual([status, stderr], [0, '']);
});
