// How the source is laid out: who may include what, and what stands where.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const top = fileURLToPath(new URL('../..', import.meta.url));

async function sources(folder, match = /\.[ch]$/) {
  const names = (await readdir(join(top, folder), { recursive: true })).filter((n) => match.test(n)).sort();
  return Promise.all(
    names.map(async (name) => ({ file: `${folder}/${name}`, text: await readFile(join(top, folder, name), 'utf8') })),
  );
}

const parts = ['lib', 'generator', 'cgi'];
const all = (await Promise.all(parts.map((part) => sources(part)))).flat();
const files = new Set(all.map((s) => s.file));
const templates = await sources('site/templates', /\.\w+$/);
const sql = [...(await sources('cgi', /\.sql$/)), ...(await sources('generator', /\.sql$/)), { file: 'schema.sql', text: await readFile(join(top, 'schema.sql'), 'utf8') }];

// Comments and (in `code`) the insides of strings are blanked, lines stay.
const blank = (s) => s.replace(/[^\n]/g, ' ');
const token = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'/g;
const strings = (text) => [...text.matchAll(token)].map((m) => m[0]).filter((m) => m[0] === '"');
const code = (text) => text.replace(token, (m) => (m[0] === '/' ? blank(m) : m));

// The folders, and what each may include beside itself: only what stands above
// it here, so that no arrow goes up. The top of generator/ is two: what all
// steps share, and the commands.
const rooms = {
  'lib/base': [],
  lib: ['lib/base'],
  'lib/table': ['lib/base', 'lib'],
  'lib/template': ['lib/base', 'lib'],
  'generator (shared)': ['lib/base', 'lib', 'lib/table'],
  'generator/read': ['generator (shared)', 'lib/base', 'lib', 'lib/table'],
  'generator/catalogue': ['generator (shared)', 'lib/base', 'lib'],
  'generator/check': ['generator/catalogue', 'generator/read', 'generator (shared)', 'lib', 'lib/table'],
  'generator/publish': ['lib/base', 'lib'],
  'generator/render': ['generator/publish', 'generator/catalogue', 'generator/read', 'generator (shared)', 'lib/base', 'lib', 'lib/template'],
  'generator/desk': ['generator/publish', 'generator/check', 'generator/catalogue', 'generator/read', 'generator (shared)', 'lib/base', 'lib', 'lib/table'],
  generator: ['generator/desk', 'generator/publish', 'generator/render', 'generator/check', 'generator/catalogue', 'generator/read', 'generator (shared)', 'lib/base', 'lib'],
  'cgi/http': ['lib/base', 'lib'],
  'cgi/store': ['lib/base', 'lib'],
  'cgi/page': ['cgi/store', 'cgi/http', 'lib/base', 'lib', 'lib/template'],
  'cgi/booking': ['cgi/page', 'cgi/store', 'lib/base', 'lib'],
  'cgi/staff': ['cgi/page', 'cgi/store', 'lib/base', 'lib', 'lib/template'],
  'cgi/duty': ['cgi/staff', 'cgi/page', 'lib', 'lib/table'],
  'cgi/desk': ['cgi/staff', 'cgi/booking', 'cgi/page', 'cgi/store', 'lib/base', 'lib', 'lib/template'],
  'cgi/list': ['cgi/desk', 'cgi/staff', 'cgi/page', 'cgi/store', 'lib/base', 'lib', 'lib/table'],
  cgi: ['cgi/list', 'cgi/desk', 'cgi/duty', 'cgi/staff', 'cgi/booking', 'cgi/page', 'cgi/store', 'cgi/http', 'lib/base', 'lib', 'lib/table'],
};
const room_of = (file) => (/^generator\/(content|words)\.[ch]$/.test(file) ? 'generator (shared)' : dirname(file));

// The file that an include means: its name begins at lib/, generator/ or cgi/.
// make writes store/ledger.sql.h from the statements of the rooms, and page/message.txt.h.
const made = { 'store/ledger.sql.h': 'cgi/store/store.sql', 'page/message.txt.h': 'cgi/page/message.txt' };
const meant = (name) => made[name] ?? parts.map((part) => `${part}/${name}`).find((file) => files.has(file));
const includes = all.flatMap(({ file, text }) =>
  [...code(text).matchAll(/^\s*#\s*include\s+"([^"]+)"/gm)].map(([, name]) => ({ file, name, to: meant(name) })));

test('layers: every folder is in the table, and includes only what the table lets it', () => {
  assert.ok(all.length > 40, 'the sources were found');
  const names = Object.keys(rooms);
  assert.deepEqual([...new Set(all.map((s) => room_of(s.file)))].sort(), [...names].sort());
  names.forEach((room, i) => assert.deepEqual(rooms[room].filter((below) => !names.slice(0, i).includes(below)), [], `${room}: an arrow goes up`));
  const wrong = includes.filter(({ file, to }) => !to || (room_of(to) !== room_of(file) && !rooms[room_of(file)].includes(room_of(to))));
  assert.deepEqual(wrong.map(({ file, name }) => `${file} includes ${name}`), []);
  const used = new Set(includes.map(({ file, to }) => `${room_of(file)} -> ${room_of(to)}`));
  const vain = names.flatMap((room) => rooms[room].map((below) => `${room} -> ${below}`)).filter((arrow) => !used.has(arrow));
  assert.deepEqual(vain, [], 'allowed in vain');
});

test('layers: a statement of the ledger is used in its own room, or above', async () => {
  const home = new Map();
  for (const { file, text } of await sources('cgi', /(?<!pages)\.sql$/))
    for (const [, name] of text.matchAll(/^-- name: (\w+)/gm)) home.set(`LEDGER_${name.toUpperCase()}`, dirname(file));
  assert.ok(home.size > 100, `${home.size} statements were found`);
  const wrong = all.flatMap(({ file, text }) =>
    [...text.matchAll(/\bLEDGER_\w+/g)].filter(([id]) => home.has(id) && ![room_of(file), ...(rooms[room_of(file)] ?? [])].includes(home.get(id))).map(([id]) => `${file} uses ${id}`));
  assert.deepEqual(wrong, []);
});

// read_items.c and template_parse.h are parts of read.h and template.h.
function module(file) {
  const whole = file.replace(/(_\w+)?\.[ch]$/, '');
  return files.has(`${whole}.h`) ? whole : file.replace(/\.[ch]$/, '');
}

test('layers: no circle of includes', () => {
  const below = new Map();
  for (const { file, to } of includes)
    if (to && module(file) !== module(to)) below.set(module(file), [...(below.get(module(file)) ?? []), module(to)]);
  const done = new Set();
  const visit = (name, path) => {
    assert.ok(!path.includes(name), [...path, name].join(' -> '));
    if (!done.has(name)) for (const next of below.get(name) ?? []) visit(next, [...path, name]);
    done.add(name);
  };
  for (const name of below.keys()) visit(name, []);
});

test('layers: no two headers are included by one name', () => {
  const seen = new Map();
  for (const { file } of all.filter((s) => s.file.endsWith('.h'))) {
    const name = file.replace(/^\w+\//, '');
    assert.equal(seen.get(name), undefined, file);
    seen.set(name, file);
  }
});

test('README: its map names every folder of the table', async () => {
  const map = (await readFile(join(top, 'README.md'), 'utf8')).split('\n').map((line) => /^    ([\w/]+)\/ {2,}\S/.exec(line)?.[1]);
  assert.deepEqual(Object.keys(rooms).filter((room) => !room.includes(' ') && !map.includes(room)), []);
});

const owners = {
  'sqlite3.h': ['lib/db_handle.h'],
  'sodium.h': ['lib/crypto.c'],
  'qrencode.h': ['lib/qr.c'],
  'png.h': ['lib/qr.c'],
  'unictype.h': ['lib/unicode.c'],
  'uninorm.h': ['lib/unicode.c'],
  'seccomp.h': ['lib/sandbox.c'],
  'zxcvbn.h': ['cgi/staff/password.c'],
  'liboath/oath.h': ['cgi/staff/factor.c'],
  'fcgiapp.h': ['cgi/http/fcgi.c'],
  'xlsxwriter.h': ['cgi/desk/spreadsheet.c'],
  'cmark-gfm.h': ['generator/catalogue/markdown.c'],
  'csv.h': ['lib/table/csv.c'],
  'expat.h': ['lib/table/xml.c'],
  'freexl.h': ['lib/table/xls.c'],
  'minizip/unzip.h': ['lib/table/xml.c'],
  'libdeflate.h': ['generator/publish/release.c'],
  'iconv.h': ['lib/table/text.c'],
};

test('layers: a foreign header is included by its owner alone', () => {
  const ours = new Set([...files].flatMap((file) => [basename(file), file.split('/').slice(1).join('/')]));
  const wrong = [], used = new Set();
  for (const { file, text } of all)
    for (const [, name] of text.matchAll(/^\s*#\s*include\s+[<]([^>]+)[>]/gm)) {
      used.add(`${file}: ${name}`);
      if (owners[name] && !owners[name].includes(file)) wrong.push(`${file}: ${name}`);
      if (!owners[name] && ours.has(name)) wrong.push(`${file}: ${name} is ours`);
      if (/^(fcgi|curl|json|libpq|xml)/.test(name) && !owners[name]) wrong.push(`${file}: ${name} has no owner`);
    }
  assert.deepEqual(wrong, []);
  const listed = Object.entries(owners).flatMap(([name, by]) => by.map((file) => `${file}: ${name}`));
  assert.deepEqual(listed.filter((one) => !used.has(one)), [], 'listed in vain');
});

test('layers: no C string holds markup', () => {
  const wrong = [];
  for (const { file, text } of all)
    for (const s of strings(text)) if (/<[a-z!\/][^>]*>?/i.test(s) && /<\/?[a-z][a-z0-9]*[ >\/]|<!|&(lt|gt|amp|quot|nbsp);/i.test(s) && !escaper(file)) wrong.push(`${file}: ${s}`);
  assert.deepEqual(wrong, []);
});
// The one place that knows how characters are written in HTML.
const escaper = (file) => file === 'lib/template/escape.c';

const comments_of = (text) => [...text.matchAll(token)].map((m) => m[0]).filter((m) => m[0] === '/').join(' ');

test('comments: a header, a function or a paper that one names is there', () => {
  const headers = new Set([...files].map((file) => basename(file)));
  for (const { text } of all) for (const [, name] of text.matchAll(/^#include <([^>]+)>/gm)) headers.add(basename(name));
  const words = new Set(all.flatMap(({ text }) => code(text).match(/\w+/g)));
  const said = [...all.map((s) => ({ ...s, comments: comments_of(s.text) })), ...sql.map((s) => ({ ...s, comments: (s.text.match(/--.*/g) ?? []).join(' ') }))];
  const wrong = said.flatMap(({ file, comments }) => {
    const gone = [...comments.matchAll(/(?<![\w./-])((?:[\w-]+\/)*[\w-]+\.[ch]|[a-z][\w-]*\.md)\b/g)].filter(([, name]) => !headers.has(basename(name)));
    return [...gone, ...[...comments.matchAll(/\b([a-z]\w+_\w+)\(\)/g)].filter(([, name]) => !words.has(name))].map(([, name]) => `${file}: ${name}`);
  });
  assert.deepEqual(wrong, []);
});

test('comments: a paper that a test names is there', async () => {
  const tests = (await Promise.all(['source', 'unit', 'http', 'site', 'admin', 'browser', 'soak'].map((part) => sources(`tests/${part}`, /\.(?:[ch]|mjs)$/)))).flat();
  const papers = new Set((await readdir(top, { recursive: true })).filter((n) => n.endsWith('.md')).map((n) => basename(n)));
  const wrong = tests.flatMap(({ file, text }) =>
    [...comments_of(text).matchAll(/(?<![\w./-])[a-z][\w-]*\.md\b/g)].filter(([name]) => !papers.has(name)).map(([name]) => `${file}: ${name}`));
  assert.deepEqual(wrong, []);
});

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
  'lib/db.c: "ATTACH %Q AS %Q"',
  'generator/catalogue/insert.c: "INSERT INTO %s("', // a table's columns stand in its schema and in the row
  'lib/template/sitepage.c: "SELECT key, value FROM %s.setting ORDER BY key"', // the schema's name varies
  'cgi/store/backup.c: "DELETE FROM source"', // of a copy, for which nothing is prepared
]);

// Beside {{x}}, which escapes: what is put on a page as it is, and why it may.
const unescaped = [
  [/^css_\w+$/, 'our own style sheets'],
  [/^js_\w+$/, 'our own scripts'],
  [/^run$/, 'in article.html, pieces of Markdown rendered by cmark in safe mode'],
];

test('statements: every change of a booking raises its version, but that it was seen', async () => {
  const text = (await sources('cgi', /\.sql$/)).map((s) => s.text).join('');
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

test('templates: what is wrong with a field is said to whoever stands in it', () => {
  const wrong = templates.flatMap(({ file, text }) =>
    [...text.matchAll(/ id="([\w-]+-error)"/g)].filter(([, id]) => !new RegExp(`aria-describedby="[^"]*${id}\\b`).test(text)).map(([, id]) => `${file}: ${id}`));
  assert.deepEqual(wrong, []);
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
    if (/\/main\.c$/.test(file) || file === 'lib/table/workbook.c') continue; // whose child ends where it is made
    const bare = code(text).replace(/"(?:\\.|[^"\\\n])*"/g, '""');
    for (const [m] of bare.matchAll(/\b(stderr|perror|exit|_exit|_Exit)\b/g)) wrong.push(`${file}: ${m}`);
  }
  assert.deepEqual(wrong, []);
});
