// A check that is interrupted leaves nothing behind: no process, and no folder of its own.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { build, temp_folder, top, until } from '../http/stand.mjs';

// Those in whose environment the folder stands, or, as with nginx, in their title.
function processes(folder) {
  const says = (pid, name) => {
    try {
      return readFileSync(`/proc/${pid}/${name}`, 'latin1');
    } catch {
      return '';
    }
  };
  const titles = readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid)
    .map((pid) => [says(pid, 'cmdline').replaceAll('\0', ' '), says(pid, 'environ')])
    .filter(([title, environ]) => title && (title + environ).includes(folder));
  return titles.map(([title]) => title);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'])
  test(`check: ${signal} in the middle ends everything that it has started`, async (t) => {
    const folder = await temp_folder();
    const check = spawn(process.execPath, ['tests/check.mjs', 'http'], { cwd: top, env: { ...process.env, TMPDIR: folder, BUILD: build }, stdio: 'ignore' });
    t.after(() => check.kill('SIGKILL'));
    const ended = once(check, 'exit');
    for (const program of [/hallbook serve/, /hallgen --watch/, /nginx: master/])
      await until(String(program), () => processes(folder).some((title) => program.test(title)));
    check.kill(signal);
    const [status] = await ended;
    assert.equal(status, { SIGINT: 130, SIGTERM: 143, SIGKILL: null }[signal]);
    // who is killed says nothing, so that the others notice it by themselves
    if (signal === 'SIGKILL') await until('all is gone', () => processes(folder).length === 0);
    assert.deepEqual(processes(folder), []);
    if (signal !== 'SIGKILL') assert.deepEqual(readdirSync(folder), []);
  });
