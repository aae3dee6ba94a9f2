// How the source is laid out: who may include what, and what stands where.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const top = fileURLToPath(new URL('../..', import.meta.url));

async function sources(folder, match = /\.[ch]$/) {
  const names = (await readdir(join(top, folder))).filter((n) => match.test(n)).sort();
  return Promise.all(
    names.map(async (name) => ({ file: `${folder}/${name}`, text: await readFile(join(top, folder, name), 'utf8') })),
  );
}

const parts = { lib: await sources('lib'), generator: await sources('generator'), cgi: await sources('cgi') };
const all = Object.values(parts).flat();
const templates = await sources('site/templates', /./);
const headers_of = (part) => new Set(parts[part].filter((s) => s.file.endsWith('.h')).map((s) => s.file.split('/')[1]));
const headers = { lib: headers_of('lib'), generator: headers_of('generator'), cgi: headers_of('cgi') };

// Comments and (in `code`) the insides of strings are blanked, lines stay.
const blank = (s) => s.replace(/[^\n]/g, ' ');
const token = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'/g;
const strings = (text) => [...text.matchAll(token)].map((m) => m[0]).filter((m) => m[0] === '"');
const code = (text) => text.replace(token, (m) => (m[0] === '/' ? blank(m) : m));

test('layers: generator and cgi include lib and themselves, lib only itself', () => {
  assert.ok(all.length > 40, 'the sources were found');
  const may = { lib: ['lib'], generator: ['generator', 'lib'], cgi: ['cgi', 'lib'] };
  const wrong = [];
  for (const [part, files] of Object.entries(parts))
    for (const { file, text } of files)
      for (const [, name] of code(text).matchAll(/^\s*#\s*include\s+"([^"]+)"/gm))
        if (!may[part].some((p) => headers[p].has(name) || made_of(p, name))) wrong.push(`${file} includes ${name}`);
  assert.deepEqual(wrong, []);
});

// make writes PART/NAME.sql.h from NAME.sql.
const made_of = (part, name) => name.startsWith(`${part}/`) && /^\w+\.sql\.h$/.test(name.slice(part.length + 1));

test('layers: no header of one part hides one of another', () => {
  const seen = new Map();
  for (const part of Object.keys(headers))
    for (const name of headers[part]) {
      assert.equal(seen.get(name), undefined, `${name} in ${part}`);
      seen.set(name, part);
    }
});

const owners = {
  'sqlite3.h': ['lib/db.c'],
  'sodium.h': ['lib/crypto.c', 'cgi/password.c'],
  'qrencode.h': ['lib/qr.c'],
  'png.h': ['lib/qr.c'],
  'unictype.h': ['lib/unicode.c'],
  'uninorm.h': ['lib/unicode.c'],
  'liboath/oath.h': ['cgi/totp.c'],
  'fcgiapp.h': ['cgi/fcgi.c'],
  'xlsxwriter.h': ['cgi/spreadsheet.c'],
  'cmark.h': ['generator/markdown.c'],
  'csv.h': ['generator/csv.c'],
  'libdeflate.h': ['generator/gzip.c'],
  'iconv.h': [/^(generator|lib)\/\w+\.c$/],
};

test('layers: a foreign header is included by its owner alone', () => {
  const ours = new Set(Object.values(headers).flatMap((h) => [...h]));
  const wrong = [];
  for (const { file, text } of all)
    for (const [, name] of text.matchAll(/^\s*#\s*include\s+[<]([^>]+)[>]/gm)) {
      if (owners[name] && !owners[name].some((o) => (o.test ? o.test(file) : o === file))) wrong.push(`${file}: ${name}`);
      if (!owners[name] && ours.has(name)) wrong.push(`${file}: ${name} is ours`);
      if (/^(fcgi|curl|json|libpq|xml)/.test(name) && !owners[name]) wrong.push(`${file}: ${name} has no owner`);
    }
  assert.deepEqual(wrong, []);
});

test('layers: no C string holds markup', () => {
  const wrong = [];
  for (const { file, text } of all)
    for (const s of strings(text)) if (/<[a-z!\/][^>]*>?/i.test(s) && /<\/?[a-z][a-z0-9]*[ >\/]|<!|&(lt|gt|amp|quot|nbsp);/i.test(s) && !escaper(file)) wrong.push(`${file}: ${s}`);
  assert.deepEqual(wrong, []);
});
// The one place that knows how characters are written in HTML.
const escaper = (file) => file === 'lib/escape.c';

test('layers: no SQL statement stands in C, but PRAGMA and transactions', () => {
  const statement = /^"\s*(SELECT|INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP|ALTER|WITH|ATTACH|VACUUM)\b/i;
  const wrong = [];
  for (const { file, text } of all)
    for (const s of strings(text)) if (statement.test(s) && !s.endsWith(`.h"`) && !allowed_sql.has(`${file}: ${s}`)) wrong.push(`${file}: ${s}`);
  assert.deepEqual(wrong, []);
});
// Statements about files and schemas instead of rows, each where its module's
// contract is.
const allowed_sql = new Set([
  'lib/db.c: "ATTACH :uri AS :name"',
  'generator/insert.c: "INSERT INTO %s("', // a table's columns stand in its schema and in the row
  'lib/sitepage.c: "SELECT key, value FROM %s.setting ORDER BY key"', // the schema's name varies
  'cgi/storefile.c: "VACUUM main INTO :file"',
  'cgi/backup.c: "DELETE FROM source"', // of a copy, for which nothing is prepared
]);

// Beside {{x}}, which escapes: what is put on a page as it is, and why it may.
const unescaped = [
  [/^css_\w+$/, 'our own style sheets'],
  [/^js_\w+$/, 'our own scripts'],
  [/^html$/, 'Markdown rendered by cmark in safe mode'],
];

test('ledger.sql: every change of a booking raises its version, but that it was seen', async () => {
  const text = await readFile(join(top, 'cgi/ledger.sql'), 'utf8');
  const statements = text.split(/^-- name: /m).slice(1).filter((s) => /UPDATE booking SET/.test(s));
  assert.ok(statements.length >= 6);
  const quiet = statements.filter((s) => !/version = version \+ 1/.test(s)).map((s) => s.match(/^\w+/)[0]);
  assert.deepEqual(quiet, ['see'], 'a page that is older would overwrite it');
});

test('escaping: the templates use {{{...}}} only where it is listed here, each with its reason', () => {
  const used = new Set();
  for (const { text } of templates)
    for (const [, a, b] of text.matchAll(/\{\{\{\s*(.*?)\s*\}\}\}|\{\{\s*&\s*(.*?)\s*\}\}/g)) used.add(a ?? b);
  assert.deepEqual([...used].filter((tag) => !unescaped.some(([may]) => may.test(tag))), []);
  assert.deepEqual(unescaped.filter(([may]) => ![...used].some((tag) => may.test(tag))), [], 'listed in vain');
});

test('size: files end at 600 lines, functions at 60', () => {
  const wrong = [];
  for (const { file, text } of all) {
    const lines = text.split('\n');
    if (lines.length > 601) wrong.push(`${file}: ${lines.length} lines`);
    let start = 0;
    lines.forEach((line, n) => {
      if (line === '{') start = n;
      if (line === '}' && start && n - start > 60) wrong.push(`${file}:${start}: ${n - start} lines`);
      if (line === '}') start = 0;
    });
  }
  assert.deepEqual(wrong, []);
});

test('safety: no function whose result or reach cannot be checked', () => {
  const banned = /\b(strcat|vsprintf|gets|strtok|atoi|atol|alloca|longjmp|system|popen)\s*\(/;
  const wrong = all.filter((s) => banned.test(code(s.text).replace(/"(?:\\.|[^"\\\n])*"/g, '""'))).map((s) => s.file);
  assert.deepEqual(wrong, []);
});

test('layers: only main.c prints to stderr or exits', () => {
  const wrong = [];
  for (const { file, text } of all) {
    if (/\/main\.c$/.test(file)) continue;
    const bare = code(text).replace(/"(?:\\.|[^"\\\n])*"/g, '""');
    for (const [m] of bare.matchAll(/\b(stderr|perror|exit|_exit|_Exit)\b/g)) wrong.push(`${file}: ${m}`);
  }
  assert.deepEqual(wrong, []);
});
