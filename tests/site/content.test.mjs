// The hall's own content/, whatever it says today: it can be published. Facts
// of the notice are asked of tests/data/hall alone, so that a hall may change
// its hours, texts and list without a test of the programs failing.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { build, temp_folder, top } from '../http/stand.mjs';

test('content/: it has no error, and every page and link of it is made', async () => {
  const releases = join(await temp_folder(), 'releases');
  const { stdout, stderr } = await promisify(execFile)(join(build, 'hallgen'), ['--releases', releases], { cwd: top });
  assert.doesNotMatch(stderr, /: error: /);
  assert.match(stdout, /网站已更新/);
});
