// build/unit/cgi/test_powercut at full length: 20,000 cuts.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { build, top } from '../http/stand.mjs';

const cuts = process.env.CUTS || '20000';

test(`power cuts: ${cuts}, and nothing that was answered is lost`, () => {
  const { status, stdout, stderr } = spawnSync(join(build, 'unit/cgi/test_powercut'), {
    cwd: top,
    encoding: 'utf8',
    env: { ...process.env, CUTS: cuts },
  });
  assert.equal(status, 0, stdout + stderr);
});
