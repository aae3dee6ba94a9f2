// tests/unit/cgi/test_year.c at full length: every window on every day of a year.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { build, top } from '../http/stand.mjs';

test('名额: for every time of a year at every window, the form offers it if and only if the ledger takes it', () => {
  const { status, stdout, stderr } = spawnSync(join(build, 'unit/cgi/test_year'), {
    cwd: top,
    encoding: 'utf8',
    env: { ...process.env, YEAR: 'all', CMOCKA_MESSAGE_OUTPUT: 'tap' },
  });
  assert.equal(status, 0, stdout + stderr);
  console.log(/# .* times tried.*/.exec(stdout)[0]);
});
