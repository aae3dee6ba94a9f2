// What hallgen publishes from the real list.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, readdir, realpath, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { build, hall, tags, temp_folder, top } from '../http/stand.mjs';

const run = promisify(execFile);
const base = 'https://www.example.gov.cn';

async function hallgen(releases, { env, content = hall, site = join(top, 'site'), args = [] } = {}) {
  return run(
    resolve(top, build, 'hallgen'),
    ['--content', content, '--site', site, '--releases', releases, '--now', '2026-11-23T09:00', '--base-url', base, ...args],
    { env: { ...process.env, ...env }, cwd: '/' },
  );
}

const releases = join(await temp_folder(), 'releases');
await hallgen(releases);
const page_folder = join(releases, 'current/public');
const page = (path) => readFile(join(page_folder, path, 'index.html'), 'utf8');

test('reproducible: two copies in two folders and two time zones give the same bytes', async (t) => {
  const folder = await temp_folder();
  const places = [
    [join(folder, 'one'), { TZ: 'America/New_York', LC_ALL: 'C', SOURCE_DATE_EPOCH: '1' }],
    [join(folder, 'another place'), { TZ: 'Asia/Tokyo', LC_ALL: 'C.UTF-8', SOURCE_DATE_EPOCH: '2000000000' }],
  ];
  for (const [dir, env] of places) {
    await mkdir(dir);
    await cp(hall, join(dir, 'content'), { recursive: true });
    await cp(join(top, 'site'), join(dir, 'site'), { recursive: true, filter: (f) => !f.includes('releases') });
    await hallgen(join(dir, 'releases'), { env, content: join(dir, 'content'), site: join(dir, 'site') });
  }
  const [one, two] = await Promise.all(places.map(([dir]) => realpath(join(dir, 'releases/current'))));
  await run('diff', ['-r', one, two]);
  assert.ok((await readdir(join(one, 'public/items'))).length >= 82);
});

test('umask: what is published can be read by everybody, whatever the umask of whoever made it', async () => {
  const to = join(await temp_folder(), 'releases');
  await run('sh', ['-c', `umask 077; exec "$0" --quiet --content "${hall}" --releases "${to}" --now 2026-11-23T09:00`, resolve(top, build, 'hallgen')], { cwd: top });
  const { stdout } = await run('find', [to, '-not', '-type', 'l', '-not', '-name', '.lock', '(', '-type', 'd', '-not', '-perm', '-755', '-or', '-type', 'f', '-not', '-perm', '-644', ')']);
  assert.equal(stdout, '');
});

test('nothing changed: a second run makes no release and touches no file', async () => {
  const before = await run('find', [releases, '-printf', '%p %T@ %i\n']);
  await hallgen(releases);
  assert.equal((await run('find', [releases, '-printf', '%p %T@ %i\n'])).stdout, before.stdout);
});

test('windows: the code of each of the 16 is one image and decodes to its address', async (t) => {
  const pictures = [];
  const expected = [];
  const folder = await temp_folder();
  for (let no = 1; no <= 16; no++) {
    const codes = tags(await page(`windows/${no}`), 'img').filter((i) => /\.png$/.test(i.src));
    assert.equal(codes.length, 1, `window ${no}`);
    const link = join(folder, `${no}.png`);
    await symlink(join(page_folder, `windows/${no}`, codes[0].src), link);
    pictures.push(link);
    expected.push(`${base}/W/${String(no).padStart(2, '0')}`.toUpperCase());
  }
  const { stdout } = await run('zbarimg', ['--quiet', '--raw', '-Sdisable', '-Sqrcode.enable', ...pictures]);
  assert.deepEqual(stdout.trim().split('\n'), expected);
});

test('items: each of the 82 has a page with its own name, phone and a link to book it', async () => {
  const rows = (await readFile(join(hall, 'items.csv'), 'utf8')).replace(/^\uFEFF/, '').trim().split(/\r?\n/).slice(1);
  assert.equal(rows.length, 82);
  for (const row of rows) {
    const [no, , name, , , phone] = row.split(',');
    const html = await page(`items/${no}`);
    assert.ok(html.includes(name), `item ${no}: ${name}`);
    assert.ok(html.includes(phone.split(/[|、]/)[0]), `item ${no}: ${phone}`);
    assert.ok(tags(html, 'a').some((a) => new RegExp(`(^|/)book\\?item=${no}$`).test(a.href)), `item ${no}: book`);
  }
});

test('pages: every footer has the complaint phone, every page its language and title', async () => {
  const files = (await readdir(page_folder, { recursive: true })).filter((f) => /(^|\/)(index|404|503)\.html$/.test(f));
  assert.ok(files.length > 200, `${files.length} pages`);
  for (const file of files) {
    const html = await readFile(join(page_folder, file), 'utf8');
    if (/^W\//.test(file)) continue; // leads on at once
    const english = /^(large\/)?en\//.test(file);
    assert.ok(html.match(/^<!doctype html>\s*<html lang="([^"]+)"/i)?.[1] === (english ? 'en' : 'zh-CN'), file);
    assert.ok(/<title>[^<]+<\/title>/.test(html), file);
    assert.doesNotMatch(html, /窗口窗口/, file);
    if (!/^(posters\/\d|cards)/.test(file)) assert.ok(/(监督投诉电话|Complaints:) <a class="nb" href="tel:(\+86|0)797-?6939272"/.test(html), file);
  }
});

test('budget: no page is above 14,336 bytes gzipped', async () => {
  const files = (await readdir(page_folder, { recursive: true })).filter((f) => f.endsWith('.html.gz'));
  const large = [];
  for (const file of files) {
    const bytes = (await readFile(join(page_folder, file))).length;
    if (bytes > 14336) large.push(`${file}: ${bytes}`);
  }
  assert.deepEqual(large, []);
});

test('faults: with an error nothing is published, and the last good release stays', async (t) => {
  const folder = await temp_folder();
  const content = join(folder, 'content');
  await cp(hall, content, { recursive: true });
  await hallgen(join(folder, 'releases'), { content });
  const good = await realpath(join(folder, 'releases/current'));
  const list = await readFile(join(content, 'items.csv'), 'utf8');
  await writeFile(join(content, 'items.csv'), list.replace(/^9,/m, '10,'));
  const failed = await hallgen(join(folder, 'releases'), { content }).catch((e) => e);
  assert.equal(failed.code, 1);
  assert.match(failed.stderr, /^.*items\.csv:\d+:\d+: error: DUP_NO: /m);
  assert.equal(await realpath(join(folder, 'releases/current')), good);
});
