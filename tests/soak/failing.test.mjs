// build/unit/cgi/test_failing with every N.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { build, top } from '../http/stand.mjs';

test('every call on the disk, every allocation and every step of SQLite fails once: no wrong 303', () => {
  const { status, stdout, stderr } = spawnSync(join(build, 'unit/cgi/test_failing'), {
    cwd: top,
    encoding: 'utf8',
    env: { ...process.env, STRIDE: process.env.STRIDE || '1' },
  });
  assert.equal(status, 0, stdout + stderr);
});
