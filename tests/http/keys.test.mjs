// The key of private links is lost: the hall learns it, and goes on with a new one.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { Stand, build, temp_folder, top } from './stand.mjs';

// Never rejects: { code, stdout, stderr }.
function hallbook(ledger, ...args) {
  return new Promise((done) =>
    execFile(join(top, build, 'hallbook'), [...args, '--ledger', ledger], { cwd: top, timeout: 60000 }, (e, stdout, stderr) =>
      done({ code: e ? e.code : 0, stdout, stderr }),
    ),
  );
}

test('trust 6c: a lost key: every command refuses in words; key makes a new one, old links end, the number still finds', async (t) => {
  const state = await temp_folder();
  const ledger = join(state, 'ledger.db');
  const ends = [];
  const first = await Stand.start({ after: (end) => ends.unshift(end) }, { now: '2026-11-23T09:00', state });
  const link = (await first.book({ slot: '2026-11-28T09:00', phone: '13812341234' })).headers.get('location');
  const reference = /id="reference"[^>]*>([\d-]+)</.exec(await (await first.get(link)).text())[1];
  const beside = await hallbook(ledger, 'key');
  assert.equal(beside.code, 3);
  assert.match(beside.stderr, /正在使用这本台帐/);
  for (const end of ends) await end();

  const kept = await hallbook(ledger, 'key');
  assert.equal(kept.code, 3);
  assert.match(kept.stderr, /ledger\.db\.key：密钥在原处，没有动它；真要换新的，先把它移到别处/);

  await rm(`${ledger}.key`);
  for (const args of [['serve', '--releases', join(state, 'releases')], ['user', 'list'], ['backup', `${ledger}.copy`]]) {
    const refused = await hallbook(ledger, ...args);
    assert.equal(refused.code, 3, args[0]);
    assert.match(refused.stderr, /ledger\.db\.key.*请放回原来的密钥；找不回来，请运行 hallbook key/, args[0]);
  }
  const red = await hallbook(ledger, 'check');
  assert.equal(red.code, 1);
  assert.match(red.stdout, /^密钥：/);
  const made = await hallbook(ledger, 'key');
  assert.equal(made.code, 0);
  assert.match(made.stdout, /以前的预约链接从现在起打不开[^]*此前的操作记录无法再核对[^]*换密钥以前的台帐：.*key\.1\.db/);
  const green = await hallbook(ledger, 'check');
  assert.deepEqual([green.code, green.stderr], [0, '']);
  assert.match(green.stdout, /此前的记录无法再核对（换过密钥）\nok\n$/);

  const second = await Stand.start(t, { now: '2026-11-23T09:00', state });
  assert.equal((await second.get(link)).status, 404);
  const found = await second.post('/booking', `reference=${reference}&tail=1234`);
  assert.equal(found.status, 303);
  assert.equal((await second.get(found.headers.get('location'))).status, 200);
});
