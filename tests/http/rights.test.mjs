// Who comes to which address: route.c's table, walked cell by cell, with every role.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { Stand, top } from './stand.mjs';
import { sign_in } from './staff.mjs';

// What a clerk, and what a leader, may do nowhere.
const beyond = {
  clerk: ['SOURCE', 'ROSTER', 'PUBLISH', 'ACCOUNTS', 'AUDIT'],
  leader: ['ACCOUNTS', 'AUDIT'],
  admin: [],
};

// Every address of the desk, as the program has it: what it needs, and what it answers to.
async function addresses() {
  const source = await readFile(join(top, 'cgi/route.c'), 'utf8');
  const table = source.slice(source.indexOf('struct route table[]'));
  const rows = table.slice(0, table.indexOf('\n};')).split(/\n\t\{ STR_INIT\("/).slice(1);
  return rows
    .map((row) => ({
      path: /^[^"]*/.exec(row)[0].replace('**', '1/x.html').replace('*', '1'),
      needs: /ACT_(\w+)/.exec(row)[1],
      methods: ['get', 'post'].filter((method) => row.includes(`.${method} =`)),
    }))
    .filter(({ path, needs }) => path.startsWith('/staff/') && needs !== 'PUBLIC');
}

test('权限: every address × role: who may not is refused and noted, who may is let in, a stranger signs in first', async (t) => {
  const stand = await Stand.start(t, { now: '2026-11-23T09:00' });
  const people = [
    ['clerk', '4', await sign_in(stand, 'li', '--role', 'clerk', '--window', '4')],
    ['clerk', '15', await sign_in(stand, 'zhao', '--role', 'clerk', '--window', '15')],
    ['leader', '4', await sign_in(stand, 'chen', '--role', 'leader', '--window', '4')],
    ['admin', '4', await sign_in(stand, 'boss', '--role', 'admin', '--window', '4')],
  ];
  const all = (await addresses()).filter(({ path }) => path !== '/staff/logout');
  assert.ok(all.length > 50, `${all.length}`);
  const refused = async () => (await stand.query("SELECT count(*) AS n FROM audit WHERE action = 'refused'"))[0].n;
  let cells = 0;
  for (const { path, needs, methods } of all) {
    assert.ok(methods.length, path);
    const stranger = await stand.get(path);
    if (methods.includes('get')) assert.match(stranger.headers.get('location') ?? `${stranger.status}`, /staff\/login/, path);
    for (const [role, window, who] of people)
      for (const method of methods) {
        const may = !beyond[role].includes(needs);
        const answer = await (method === 'get' ? who.get(path) : who.post(path, { window }));
        cells++;
        assert.equal(answer.status === 403, !may, `${method} ${path} by a ${role}: ${answer.status}`);
        assert.ok(answer.status < 500, `${method} ${path}: ${answer.status}`);
      }
  }
  assert.ok((await refused()) > 0);
  t.diagnostic(`${all.length} addresses, ${cells} cells`);
});
