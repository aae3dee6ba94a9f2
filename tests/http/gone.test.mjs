// An item that is taken off the list while hallbook runs.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { Stand, build, content_copy, temp_folder, top, until } from './stand.mjs';

const now = '2026-11-23T10:00';

test('/book leads to the finder, refuses a gone item, and its own page tells why', async (t) => {
  const content = await content_copy(await temp_folder(t));
  const stand = await Stand.start({ after }, { now, content });
  assert.equal((await stand.get('/book?item=82')).status, 200);
  assert.match(await (await stand.get('/book')).text(), /<form class="find" action="\/items\/" method="get"/);

  for (const name of ['items.csv', 'aliases.csv']) {
    const text = await readFile(join(content, name), 'utf8');
    await writeFile(join(content, name), text.replace(/^82,.*\n/gm, ''));
  }
  await promisify(execFile)(
    join(build, 'hallgen'),
    ['--quiet', '--content', content, '--releases', join(stand.state, 'releases'), '--now', now, '--base-url', stand.origin],
    { cwd: top },
  );
  await until('hallbook knows', async () => (await stand.get('/book?item=82')).status === 404);
  assert.equal((await stand.get('/book?item=81')).status, 200);
  const page = await stand.get('/items/82/');
  assert.equal(page.status, 200);
  assert.match(await page.text(), /这个事项已停止办理或改了名称/);
  assert.doesNotMatch(await (await stand.get('/book?window=16')).text(), /item=82\b/);
});
