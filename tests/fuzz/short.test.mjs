// A short run of every fuzzer over its kept corpus, the same inputs each time;
// `make fuzz TIME=...` looks for new ones.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { temp_folder, top } from '../http/stand.mjs';

const inputs_of = { fuzz_content: 5000, fuzz_workbook: 20000, fuzz_name: 20000 }; // each reads a whole hall, makes a zip, renders a page
const names = (await readdir(join(top, 'tests/fuzz'))).map((file) => /^(fuzz_\w+)\.c$/.exec(file)?.[1]).filter(Boolean);

for (const name of names) {
  const inputs = inputs_of[name] ?? 50000;
  test(`${name}: ${inputs} inputs without a finding`, async () => {
    const folder = await temp_folder(); // new inputs and a finding would lie here
    const corpus = join(top, 'tests/fuzz/corpus', name);
    const args = [`-runs=${inputs}`, '-seed=1', '-timeout=120', '-rss_limit_mb=2048', `-artifact_prefix=${folder}/`, folder];
    const said = await new Promise((done) =>
      execFile(join(top, 'build/fuzz', name), [...args, ...(existsSync(corpus) ? [corpus] : [])], { cwd: top, maxBuffer: 1 << 26 }, (e, out, err) =>
        done({ code: e ? e.code ?? e.signal : 0, err })));
    assert.equal(said.code, 0, said.err.slice(-8000));
    assert.match(said.err, new RegExp(`Done ${inputs} runs`));
  });
}
