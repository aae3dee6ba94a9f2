// Long runs: hallbook killed again and again while citizens book.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { Stand, until } from '../http/stand.mjs';

const run = promisify(execFile);
const kills = Number(process.env.KILLS || 1000);

test(`kill -9: ${kills} times under load, and no booking that was acknowledged is lost`, async (t) => {
  const stand = await Stand.start(t, { now: '2026-11-23T09:00' });
  const choices = JSON.parse(
    (await run('sqlite3', ['-json', `${stand.state}/releases/current/catalogue.db`,
      `SELECT min(i.no) AS item, s.start AS slot FROM item i JOIN slot s ON s.window = i.window
       JOIN day d ON d.day = s.day WHERE s.noon_only <= i.noon AND d.offset BETWEEN 2 AND 28
       GROUP BY s.window, s.start`])).stdout,
  );
  const acknowledged = new Set();
  let person = 0;
  let running = true;
  const citizen = async () => {
    while (running) {
      const n = person++;
      try {
        const answer = await stand.book({ ...choices[(n * 7919) % choices.length], phone: `139${String(n).padStart(8, '0')}` });
        if (answer.status === 303) acknowledged.add(answer.headers.get('location'));
      } catch {
        // no form at this moment: the next one tries
      }
    }
  };
  const citizens = Array.from({ length: 8 }, citizen);
  for (let n = 0; n < kills; n++) {
    const pid = await until('hallbook serves', async () => (await stand.get('/healthz')).status === 200 && stand.hallbook_pid());
    const before = acknowledged.size;
    await until('somebody has booked', () => acknowledged.size > before + Math.random() * 5);
    process.kill(pid, 'SIGKILL');
    await until('another one has started', async () => (await stand.hallbook_pid()) !== pid);
  }
  running = false;
  await Promise.all(citizens);
  await until('hallbook serves', async () => (await stand.get('/healthz')).status === 200);
  const lost = [];
  for (const link of acknowledged) if ((await stand.get(link)).status !== 200) lost.push(link);
  assert.deepEqual(lost, []);
  assert.ok(acknowledged.size >= kills);
  assert.deepEqual(await stand.query('PRAGMA integrity_check'), [{ integrity_check: 'ok' }]);
});
