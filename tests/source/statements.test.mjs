// What C gives to the statements of the rooms' .sql files, against what stands there.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const top = fileURLToPath(new URL('../..', import.meta.url));
const read = (file) => readFile(join(top, file), 'utf8');

const all = await readdir(join(top, 'cgi'), { recursive: true });
const names = all.filter((n) => n.endsWith('.c'));
const sql = await Promise.all(all.filter((n) => n.endsWith('.sql') && !n.endsWith('pages.sql')).map((name) => read(`cgi/${name}`)));
const sources = await Promise.all(names.map(async (name) => ({ name, text: await read(`cgi/${name}`) })));

// The parameters of each statement that is prepared, comments and texts left out.
const statements = new Map(
  sql
    .join('')
    .split(/^-- name: /m)
    .slice(1)
    .filter((s) => !/^.* prepared: no/.test(s))
    .map((s) => {
      const sql = s.replace(/^.*/, '').replace(/--.*|'[^']*'/g, '');
      return [`LEDGER_${s.match(/^\w+/)[0].toUpperCase()}`, [...new Set(sql.match(/:\w+/g) ?? [])].sort()];
    }),
);

// From an opening bracket to the one that closes it.
function bracket(text, at) {
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    if (text[i] === '(') depth++;
    if (text[i] === ')' && --depth === 0) return text.slice(at + 1, i);
  }
  return text.slice(at + 1);
}

// What a macro of several parameters stands for: POST_ARGS.
const macros = new Map();
for (const name of all.filter((n) => n.endsWith('.h')))
  for (const [, macro, means] of (await read(`cgi/${name}`)).matchAll(/^#define (\w+_ARGS)\(.*\\\n((?:.*\\\n)*.*)/gm)) macros.set(macro, means);

// Every store_VERB(store, ID, …) of the text, with the parameters that it names.
function calls(text) {
  return [...text.matchAll(/\bstore_(?:bind|run|exists|int|stmt)(?=\([^()]*, LEDGER_)/g)].map((m) => {
    const inside = bracket(text, m.index + m[0].length).replace(/\b\w+_ARGS\b/g, (macro) => macros.get(macro) ?? macro);
    return {
      id: inside.match(/, (LEDGER_\w+)/)[1],
      given: [...new Set(inside.match(/(?<=ARG\w*\(")[^"]+/g) ?? [])].sort(),
    };
  });
}

test('statements: every call gives a statement all parameters that stand in it, and no others', () => {
  const wrong = [];
  let n = 0;
  for (const { name, text } of sources)
    for (const { id, given } of calls(text)) {
      n++;
      if (`${given}` !== `${statements.get(id)}`) wrong.push(`${name}: ${id} is given ${given}, takes ${statements.get(id)}`);
    }
  assert.ok(n > 90, `${n} calls were found`);
  assert.deepEqual(wrong, []);
});

test('statements: each that is prepared is used', () => {
  const text = sources.map((s) => s.text).join('');
  // hallbook check runs all of these, from the first to the last
  const unused = [...statements.keys()].filter((id) => !id.startsWith('LEDGER_CHECK_') && !new RegExp(`\\b${id}\\b`).test(text));
  assert.deepEqual(unused, []);
});

test('messages: each is said', async () => {
  const text = sources.map((s) => s.text).join('');
  const names = [...(await read('cgi/page/message.txt')).matchAll(/^([A-Z0-9]\w*) /gm)].map(([, name]) => `MSG_${name}`);
  assert.ok(names.length > 100);
  assert.deepEqual(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(text)), []);
});

// A catalogue has thousands of rows, and for a list of three values SQLite makes a table at each.
test('catalogue: a CHECK of three values says OR, not IN', async () => {
  const schema = await readFile(join(top, 'generator/catalogue/catalogue.sql'), 'utf8');
  assert.deepEqual(schema.match(/CHECK\(\w+ IN \([^)]*,[^)]*,/g), null);
});

// A batch's changeset is done again row by row: two rows that exchange a unique value
// could be in no order. None do, as no statement gives a row another unique value.
test('statements: a unique value is given up by a row, never changed', async () => {
  const schema = await readFile(join(top, 'schema.sql'), 'utf8');
  const unique = new Map();
  for (const [, table, body] of schema.matchAll(/^CREATE TABLE (\w+)\((.*?)^\) STRICT/gms)) {
    const columns = [...body.matchAll(/^ {2}(\w+) +(?:INTEGER|TEXT|BLOB) .*?\b(?:UNIQUE|PRIMARY KEY)\b/gm)].map((m) => m[1]);
    for (const [, list] of body.matchAll(/^ {2}(?:UNIQUE|PRIMARY KEY)\(([^)]*)\)/gm)) columns.push(...list.split(/,\s*/));
    unique.set(table, columns);
  }
  for (const [, table, list] of schema.matchAll(/^CREATE UNIQUE INDEX \w+ ON (\w+)\(([^)]*)\)/gm)) unique.get(table).push(...list.split(/,\s*/));
  assert.deepEqual(unique.get('booking'), ['id', 'reference', 'form_nonce', 'window', 'start', 'place', 'moved_from']);
  const files = (await readdir(join(top, 'cgi'), { recursive: true })).filter((name) => name.endsWith('.sql'));
  const changed = new Set();
  let updates = 0;
  for (const file of files)
    for (const [, table, set] of (await readFile(join(top, 'cgi', file), 'utf8')).matchAll(/\bUPDATE (\w+) SET (.*?)(?=\bWHERE\b|\bFROM\b|;)/gs)) {
      updates++;
      for (const column of unique.get(table) ?? []) {
        const value = new RegExp(`(?:^|[(,]\\s*)${column} = (\\w+|:\\w+)`).exec(set);
        if (value && value[1] !== 'NULL') changed.add(`${table}.${column}`);
      }
    }
  assert.ok(updates > 15);
  assert.deepEqual([...changed], ['source.booking'], 'which is in no log');
});
