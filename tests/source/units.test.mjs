// The systemd units that `make install` puts in place.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const top = fileURLToPath(new URL('../..', import.meta.url));

// Values of a key in a section, in order.
function values(unit, section, key) {
  const part = unit.split(/^\[/m).find((text) => text.startsWith(`${section}]`)) ?? '';
  return part.split('\n').filter((line) => line.startsWith(`${key}=`)).map((line) => line.slice(key.length + 1));
}

test('units: however often hallbook stops, it is started again', async () => {
  const unit = await readFile(join(top, 'cgi/hallbook@.service'), 'utf8');
  assert.deepEqual(values(unit, 'Unit', 'StartLimitIntervalSec'), ['0']);
  assert.deepEqual(values(unit, 'Service', 'Restart'), ['always']);
  assert.deepEqual(values(unit, 'Service', 'RestartSec'), ['1s']);
});

test('units: the programs may confine themselves, and a call that is refused ends neither', async () => {
  for (const file of ['cgi/hallbook@.service', 'generator/hallgen@.service']) {
    const unit = await readFile(join(top, file), 'utf8');
    const calls = values(unit, 'Service', 'SystemCallFilter').filter((v) => !/^[@~]/.test(v)).join(' ').split(' ');
    for (const call of ['landlock_create_ruleset', 'landlock_add_rule', 'landlock_restrict_self', 'seccomp']) assert.ok(calls.includes(call), `${file}: ${call}`);
    assert.deepEqual(values(unit, 'Service', 'SystemCallErrorNumber'), ['EPERM'], file);
  }
});
