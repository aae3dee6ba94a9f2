// The page in English (/en/): the items with an English name, and no page without the hall's.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { access, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { build, content_copy, temp_folder, top } from '../http/stand.mjs';

async function site_of(change) {
  const folder = await temp_folder();
  const content = await content_copy(folder, change);
  execFileSync(resolve(top, build, 'hallgen'), ['--quiet', '--content', content, '--releases', join(folder, 'r'), '--base-url', 'https://hall.example', '--now', '2026-11-23T09:00'], { cwd: top, stdio: 'pipe' });
  return join(folder, 'r/current/public');
}
const page = (root, path) => readFile(join(root, path, 'index.html'), 'utf8');
async function edit(file, change) {
  await writeFile(file, change(await readFile(file, 'utf8')));
}

test('/en/: an item with an English name leads to its form, others are not there', async () => {
  const root = await site_of((to) => edit(join(to, 'items.csv'), (s) => s.replace('Ordinary passport (issue / renewal / replacement)', 'Passport <new>')));
  const en = await page(root, 'en');
  assert.match(en, /<html lang="en">/);
  assert.match(en, /<a href="\.\.\/book\?item=\d+"><b>Book: Passport &lt;new&gt;<\/b>/);
  assert.equal([...en.matchAll(/book\?item=/g)].length, 5);
  assert.match(en, /<dt>Working days<\/dt><dd><span class="nb">8:30—17:30<\/span>, not closed at noon/);
  const home = await page(root, '');
  assert.match(home, /hreflang="en" href="https:\/\/hall\.example\/en\/"/);
  for (const [path, up] of [['', '.'], ['large', '..']]) assert.ok((await page(root, path)).includes(`<a href="${up}/en/" lang="en" hreflang="en">English</a>`), path);
  for (const [path, lead] of [['items/14', true], ['items/18', true], ['windows/6', true], ['items/9', false], ['windows/4', false]])
    assert.equal((await page(root, path)).includes('<a href="../../en/" lang="en" hreflang="en">English</a></p>'), lead, path);
});

test('/en/: a desk that weekends or public holidays do not have says so', async () => {
  for (const [days, words] of [['双休日、节假日', 'Weekends, Public holidays'], ['双休日', 'Weekends'], ['节假日', 'Public holidays'], ['', null]]) {
    const root = await site_of((to) => edit(join(to, 'hours.csv'), (s) => s + (days && `6,${days},,,,,,休息,,已确认,\n`)));
    assert.equal(/<dt>([^<]*)<\/dt><dd>closed<\/dd>/.exec(await page(root, 'en'))?.[1] ?? null, words, days);
  }
});

test('/en/: without the hall\'s English name there is no page and no link to one', async () => {
  const root = await site_of((to) => edit(join(to, 'hall.conf'), (s) => s.replace(/^hall\.english = .*$/m, 'hall.english =')));
  await assert.rejects(access(join(root, 'en')));
  assert.doesNotMatch(await page(root, ''), /English|hreflang/);
});
