// The tests, but for fuzzers and browsers, on each Debian with its own Node, as `make` sets it up where there is only make.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { top } from '../http/stand.mjs';
import { Debian, releases } from './debian.mjs';

for (const release of releases) {
  const m = await Debian.make({ after }, release, ['make', 'git']);
  const step = (title, run) => test(`${release}: ${title}`, { skip: m.not_run || false }, run);

  step('make installs what it needs, and builds without a warning', async () => {
    // what npm has given is the same on each
    await cp(join(top, 'tests/node_modules'), m.path('srv/hall/tests/node_modules'), { recursive: true });
    const { status, text } = await m.run('cd /srv/hall; make -j2 all; make -s -j2 unit-programs');
    assert.equal(status, 0, text.slice(-4000));
    assert.doesNotMatch(text, /^\S+:\d+:\d+: warning: .*/m);
  });

  step('the packages: lintian has neither error nor warning, blhc nothing to say', async () => {
    const { status, text } = await m.run(`cp -R /srv/hall /srv/package; cd /srv/package; rm -rf build
apt-get -q build-dep ./ >/dev/null; apt-get -q install lintian blhc >/dev/null
dpkg-buildpackage -b -uc -us >../build.log 2>&1
lintian --allow-root --fail-on error,warning ../hall_*.changes
blhc --all ../build.log`);
    assert.equal(status, 0, text.slice(-4000));
  });

  step('the tests, but for fuzzers and browsers', async () => {
    const { status, text } = await m.run('cd /srv/hall; node tests/check.mjs unit source admin site http');
    const [, failed] = /(?:^|\n)(\d+ passed, .*)\n$/.exec(text) ?? [];
    console.log(`# ${release}: ${failed}`);
    assert.equal(status, 0, text.replace(/^(ok|#) .*\n/gm, '').slice(-30000));
  });
}
