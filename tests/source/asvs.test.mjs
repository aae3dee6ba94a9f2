// The table of ASVS: what it names is there. And what only a text can hold.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const top = fileURLToPath(new URL('../..', import.meta.url));
const read = (file) => readFile(join(top, file), 'utf8');
const rows = (await read('tests/asvs.md')).split('\n').filter((l) => /^\| \d/.test(l)).map((l) => l.split(/ *\| */).slice(1, -1));

// A title as it is written in the file, whatever lines its string is cut into.
const words = (text) => text.replace(/\\(?=')/g, '').replace(/"\s*"/g, '').replace(/\s*\n\s*\*?\s*/g, ' ');

test('ASVS: every requirement names tests, and they exist', async () => {
  assert.ok(rows.length > 140, `${rows.length} rows`);
  const files = new Map();
  const wrong = [];
  for (const [no, , , tests] of rows) {
    const named = [...tests.matchAll(/`([^`]+\.(?:c|mjs))` `([^`]+)`/g)];
    if (named.length === 0 || named.length !== tests.split(' · ').length) wrong.push(`${no}: ${tests}`);
    for (const [, file, title] of named) {
      if (!files.has(file)) files.set(file, words(await read(`tests/${file}`).catch(() => '')));
      if (!files.get(file).includes(title)) wrong.push(`${no}: ${file}: ${title}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test('ASVS: in order, each once, and what is not met says why', () => {
  const key = (no) => no.split('.').reduce((sum, part) => sum * 100 + Number(part), 0);
  const order = rows.map(([no]) => key(no));
  assert.deepEqual(order, [...new Set(order)].sort((a, b) => a - b));
  for (const [no, what, how] of rows) {
    assert.ok(what && how, no);
    if (how.includes('**')) assert.match(how, /\*\*(not met|partly)\*\*: .{20}/, no);
  }
});

test('TLS: what the files for nginx say', async () => {
  const head = (await Promise.all(['http', 'server'].map((name) => read(`site/hall-${name}.conf`)))).join('');
  assert.match(await read('site/example.conf'), /return 308 https:/);
  assert.match(head, /ssl_protocols TLSv1\.2 TLSv1\.3;/);
  const [, ciphers] = /ssl_ciphers ([^;]+);/.exec(head);
  for (const one of ciphers.split(':')) assert.match(one, /^(ECDHE|DHE)-.*(GCM|POLY1305)/, one);
  const [, age] = /map \$https \$hall_hsts \{[^}]*"on" "max-age=(\d+); includeSubDomains";/.exec(head);
  assert.ok(Number(age) >= 365 * 24 * 3600);
  assert.match(head, /add_header Strict-Transport-Security \$hall_hsts always/);
});

test('ASVS: the README says how libraries are kept', async () => {
  assert.match(await read('README.md'), /\*\*Updates\*\*[^]*unattended-upgrades/);
});
