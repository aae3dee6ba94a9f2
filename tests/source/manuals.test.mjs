// The manual pages say all that the program knows.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const top = fileURLToPath(new URL('../..', import.meta.url));
const read = (file) => readFile(join(top, file), 'utf8');

test('content(5): every column of every table that is read stands in it, with what it accepts', async () => {
  const readers = (await readdir(join(top, 'generator/read'))).filter((f) => f.endsWith('.c')).map((f) => `generator/read/${f}`);
  const manual = await read('generator/content.5');
  const columns = [];
  for (const file of [...readers, 'generator/content.h', 'cgi/duty/rosterfile.c', 'cgi/duty/people.c'])
    for (const [, word] of (await read(file)).matchAll(/\bX\([A-Z_]+, "([^"|]+)[^"]*",\s*(?:true|false)/g)) columns.push(word);
  assert.ok(columns.length > 40, 'the columns were found');
  const told = [...manual.matchAll(/^\.It Ic (.+)\n(.+)/gm)].map((m) => m[1]);
  assert.deepEqual([...new Set(columns)].filter((word) => !told.includes(word)), ['窗口名称'], 'but what the roster is exported with beside its columns');
});
