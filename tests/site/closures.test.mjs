// What desk/closures.csv closes, on every page that says when the hall is open.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { build, content_copy, temp_folder, top, until } from '../http/stand.mjs';

const run = promisify(execFile);
const program = join(top, build, 'hallgen');
const now = '2026-11-25T10:00'; // a Wednesday
const header = 'window,from,to,reason\n';
const typhoon = `,2026-11-25T00:00,2026-11-26T00:00,"台风"\n`;
const window_4 = '4,2026-11-26T00:00,2026-11-26T12:00,"停电"\n';
// the windows of 二楼, a week later
const second = [1, 8, 11, 12, 14, 15].map((no) => `${no},2026-12-02T00:00,2026-12-03T00:00,"水管抢修"\n`).join('');

class Site {
  static async make(t, rows) {
    const site = new Site();
    site.folder = await temp_folder();
    site.content = await content_copy(site.folder);
    site.releases = join(site.folder, 'releases');
    await mkdir(join(site.folder, 'desk'));
    if (rows !== undefined) await site.close(rows);
    return site;
  }
  // by rename, as hallbook does
  async close(rows) {
    await writeFile(join(this.folder, 'desk/.closures'), header + rows);
    await rename(join(this.folder, 'desk/.closures'), join(this.folder, 'desk/closures.csv'));
  }
  args(...more) {
    return ['--content', this.content, '--desk', join(this.folder, 'desk'), '--site', join(top, 'site'), '--releases', this.releases,
      '--base-url', 'https://www.example.gov.cn', '--now', now, ...more];
  }
  generate(...more) {
    return run(program, this.args(...more), { cwd: top });
  }
  watch(t, ...more) {
    this.child = spawn(program, this.args('--watch', ...more), { cwd: top, stdio: 'ignore' });
    t.after(() => this.child.kill('SIGKILL'));
  }
  read(path) {
    return readFile(join(this.releases, 'current/public', path), 'utf8');
  }
  // of the calendar that people keep, unfolded
  async event(uid) {
    return (await this.read('hours.ics')).replace(/\r\n /g, '').split('BEGIN:VEVENT').find((text) => text.includes(`UID:${uid}@`));
  }
  page(path) {
    return this.read(join(path, 'index.html'));
  }
  async band(path) {
    return [...(await this.page(path)).matchAll(/class="alert"[^>]*>(.*?)<\/(?:div|section)>/gs)].map(([, text]) => text.replace(/<[^>]*>|\s+/g, ''));
  }
}

const told = { typhoon: '11月25日全天停办：台风。已约的会打电话通知您。',
  window_4: '11月26日宁都县公安局户政大队8:30—12:00停办：停电。已约的会打电话通知您。',
  second: '12月2日二楼各窗口全天停办：水管抢修。已约的会打电话通知您。' };

// Windows of 二楼 by the list that the tests read.
test('closures: the floor of the test is what the list says', async () => {
  const rows = (await readFile(join(top, 'tests/data/hall/windows.csv'), 'utf8')).trim().split(/\r?\n/).slice(1).map((row) => row.split(','));
  assert.deepEqual(rows.filter((row) => row[2] === '二楼').map((row) => Number(row[0])), [1, 8, 11, 12, 14, 15]);
});

test('closures: a typhoon today stands on every page, in 大字版 too, without a script', async (t) => {
  const site = await Site.make(t, typhoon);
  await site.generate();
  for (const path of ['', 'items', 'items/9', 'items/74', 'windows', 'windows/4', 'hours', 'notice', 'sitemap', 'large', 'large/items/9'])
    assert.deepEqual(await site.band(path), [told.typhoon], path);
  for (const path of ['', 'items/9', 'windows/4', 'large', 'large/items/9']) {
    const html = await site.page(path);
    assert.match(html, /今天停办/, path);
    assert.match(html, /因为台风/, path);
    assert.doesNotMatch(html.replace(/<script.*?<\/script>/gs, '').match(/id="now"[\s\S]*?<\/section>|id="now"[\s\S]*?<\/dd>/)?.[0] ?? '', /直接来窗口，今天办到/, path);
  }
  assert.match(await site.page('hours'), /11月25日[^\n]*全天停办：台风/);
  const event = await site.event('20261125');
  assert.match(event, /SUMMARY:.*停办\r?\n/);
  assert.match(event, /因为台风/);
  assert.match(await site.read('feed.xml'), /11月25日（星期三）停办<\/title>[\s\S]*?全天停办：台风。/);
  // paper that hangs for months keeps the usual hours
  assert.match(await site.page('posters/4'), /8:30—12:00/);
  assert.doesNotMatch(await site.page('posters/4'), /台风/);
});

test('closures: a day on duty that is closed is cancelled in the calendar that people keep', async (t) => {
  const site = await Site.make(t, ',2026-11-28T00:00,2026-11-29T00:00,"台风"\n');
  await site.generate();
  const event = await site.event('20261128');
  assert.match(event, /STATUS:CANCELLED/);
  assert.match(event, /停办/);
  assert.equal((await site.read('hours.ics')).match(/STATUS:CANCELLED/g).length, 1);
  assert.doesNotMatch(await site.read('feed.xml'), /<title>11月28日（星期六）[^<]*有人值班/);
});

test('closures: one window tomorrow morning is told at the window, its items and on the home page', async (t) => {
  const site = await Site.make(t, window_4);
  await site.generate();
  for (const path of ['', 'windows/4', 'items/9', 'large/windows/4']) assert.deepEqual(await site.band(path), [told.window_4], path);
  for (const path of ['windows/5', 'items/74', 'notice']) assert.deepEqual(await site.band(path), [], path);
  assert.doesNotMatch(await site.page('windows/4'), /今天停办<\/strong> 因为/, 'not yet');
  const { stdout } = await run('sqlite3', [join(site.releases, 'current/catalogue.db'),
    "SELECT window, group_concat(label, ' ') FROM (SELECT * FROM served WHERE day = '2026-11-26' AND window IN (4, 5) ORDER BY start) GROUP BY window;" +
    "SELECT count(*) FROM slot WHERE window = 4 AND day = '2026-11-26'"]);
  assert.match(await site.event('20261126-4-830-1200'), /DTSTART;VALUE=DATE:20261126\r\nDTEND;VALUE=DATE:20261127\r\nSUMMARY:宁都县公安局户政大队8:30—12:00停办\r\nDESCRIPTION:因为停电，/);
  assert.equal(stdout, '4|12:00—14:30 14:30—17:30\n5|8:30—12:00 12:00—14:30 14:30—17:30\n18\n', 'slots are hallbook’s to close');
});

test('closures: in the feed an entry is new on the day on which it was first told, and when its words change', async (t) => {
  const site = await Site.make(t, window_4);
  const updated = async (day, rows) => {
    if (rows !== undefined) await site.close(rows);
    await site.generate('--now', `${day}T10:00`);
    return Object.fromEntries([...(await site.read('feed.xml')).matchAll(/<entry>.*?#(s[^<]*)<\/id>.*?<updated>([^<]*)T00:00:00\+08:00<\/updated>.*?<\/entry>/gs)].map((m) => m.slice(1)));
  };
  assert.deepEqual(await updated('2026-11-25'), { 's2026-11-26-4': '2026-11-25' });
  assert.deepEqual(await updated('2026-11-26', window_4 + '5,2026-12-24T00:00,2026-12-25T00:00,"搬家"\n'), { 's2026-11-26-4': '2026-11-25', 's2026-12-24-5': '2026-11-26' });
  assert.deepEqual(await updated('2026-11-27', '5,2026-12-24T00:00,2026-12-25T00:00,"停电"\n'), { 's2026-12-24-5': '2026-11-27' });
  assert.deepEqual(await updated('2026-11-28'), { 's2026-12-24-5': '2026-11-27' });
});

test('closures: a floor is told as one, at its windows each for itself', async (t) => {
  const site = await Site.make(t, second);
  await site.generate();
  assert.deepEqual(await site.band(''), [told.second]);
  assert.match((await site.band('windows/8')).join(), /^12月2日[^，]+全天停办：水管抢修。/);
  assert.deepEqual(await site.band('windows/4'), []);
  assert.match(await site.page('hours'), /二楼各窗口/);
  assert.match(await site.event('20261202-1-'), /DTEND;VALUE=DATE:20261203\r\nSUMMARY:二楼各窗口全天停办\r\n/);
});

test('closures: several days with one reason are one, and several stretches of a day are several', async (t) => {
  const site = await Site.make(t, ['26', '27', '28'].map((day) => `,2026-11-${day}T00:00,2026-11-${Number(day) + 1}T00:00,"台风。"\n`).join('') +
    '5,2026-11-30T09:00,2026-11-30T10:00,"开会"\n5,2026-11-30T15:00,2026-11-30T16:00,"开会"\n');
  await site.generate();
  assert.deepEqual(await site.band('notice'), ['11月26日至11月28日全天停办：台风。已约的会打电话通知您。']);
  assert.doesNotMatch(await site.read('feed.xml'), /。。/);
  const { stdout } = await run('sqlite3', [join(site.releases, 'current/catalogue.db'),
    "SELECT group_concat(label, ' ') FROM (SELECT * FROM served WHERE day = '2026-11-30' AND window = 5 AND kind <> 'noon' ORDER BY start)"]);
  assert.equal(stdout, '8:30—9:00 10:00—12:00 14:30—15:00 16:00—17:30\n');
  assert.equal((await site.band('windows/5')).length, 3);
});

test('closures: lifted, every byte is as before; a day that is over and a window that is gone change nothing', async (t) => {
  const site = await Site.make(t);
  await site.generate();
  const before = await realpath(join(site.releases, 'current'));
  await site.close(typhoon + window_4 + second);
  await site.generate();
  assert.notEqual(await realpath(join(site.releases, 'current')), before);
  await site.close(',2026-11-24T00:00,2026-11-25T00:00,"昨天"\n77,2026-11-26T00:00,2026-11-27T00:00,"没有的窗口"\n');
  await site.generate();
  const after = await realpath(join(site.releases, 'current'));
  await run('diff', ['-r', join(before, 'public'), join(after, 'public')]);
  await run('cmp', [join(before, 'catalogue.db'), join(after, 'catalogue.db')]);
});

test('closures: of a file that cannot be read the last good one holds, and a warning says where', async (t) => {
  const site = await Site.make(t, typhoon);
  await site.generate();
  for (const [rows, says] of [
    [',2026-11-25T00:00,"台风"\n', /closures\.csv:2:\d+: warning: .*停办的日子读不了/],
    [',2026-11-25T00:00,2026-11-24T00:00,"台风"\n', /closures\.csv:2:3: warning: BAD_VALUE: .*结束应晚于开始/],
    ['x,2026-11-25T00:00,2026-11-26T00:00,"台风"\n', /closures\.csv:2:1: warning: UNKNOWN_WINDOW/],
    [',2026-11-25,2026-11-26,"台风"\n', /closures\.csv:2:2: warning: BAD_VALUE: .*不是时间/],
    [`,2026-11-25T00:00,2026-11-26T00:00,"${'风'.repeat(2000)}"\n`, /closures\.csv:2:4: warning: BAD_VALUE/],
  ]) {
    await site.close(rows);
    const { stdout, stderr } = await site.generate();
    assert.match(stderr, says);
    assert.match(stdout, /没有变化/);
    assert.deepEqual(await site.band(''), [told.typhoon]);
  }
  await writeFile(join(site.folder, 'desk/closures.csv'), '');
  assert.match((await site.generate()).stdout, /没有变化/);
  // what else is to be published is
  await writeFile(join(site.content, 'pages/new.md'), '---\ntitle: 新的\n---\n正文\n');
  assert.match((await site.generate()).stdout, /已更新/);
  assert.deepEqual(await site.band('new'), [told.typhoon]);
});

test('--watch: a closure and its end are on the pages, also after a restart, and a reason is no markup', async (t) => {
  const site = await Site.make(t);
  site.watch(t);
  await until('the site', () => site.page(''));
  await site.close(',2026-11-25T00:00,2026-11-26T00:00,"<b>台风</b>"\n');
  await until('the band', async () => (await site.page('')).includes('停办：&lt;b&gt;台风&lt;/b&gt;'));
  site.child.kill('SIGTERM');
  assert.deepEqual(await once(site.child, 'exit'), [0, null]);
  await site.close(typhoon);
  site.watch(t);
  await until('after the restart', async () => (await site.band('')).join() === told.typhoon);
  await site.close('');
  await until('lifted', async () => (await site.band('')).length === 0);
});

test('--watch: files behind links, a folder put in the place of another, and one that comes later', async (t) => {
  const site = await Site.make(t);
  const kept = join(site.folder, 'kept');
  await mkdir(kept);
  await rename(join(site.content, 'aliases.csv'), join(kept, 'aliases.csv'));
  await symlink('../kept/aliases.csv', join(site.content, 'aliases.csv'));
  await rename(site.content, join(site.folder, 'first'));
  await symlink('first', site.content);
  await rm(join(site.folder, 'desk'), { recursive: true });
  site.watch(t);
  await until('the site', () => site.page(''));
  const aliases = await readFile(join(kept, 'aliases.csv'), 'utf8');
  await writeFile(join(kept, 'new.csv'), `${aliases.trimEnd()}\n9,背后的说法\n`);
  await rename(join(kept, 'new.csv'), join(kept, 'aliases.csv'));
  await until('behind a link', async () => (await site.page('items/9')).includes('背后的说法') || (await site.page('items')).includes('背后的说法'));
  await content_copy(join(site.folder, 'kept'), (to) => writeFile(join(to, 'pages/second.md'), '---\ntitle: 第二个\n---\n正文\n'));
  await symlink('kept/content', join(site.folder, 'next'));
  await rename(join(site.folder, 'next'), site.content);
  await until('another folder', () => site.page('second'));
  await mkdir(join(site.folder, 'desk'));
  await site.close(typhoon);
  await until('a desk that came later', async () => (await site.band('')).join() === told.typhoon);
});

test('--watch: the day begins with pages that say so', async (t) => {
  const site = await Site.make(t, typhoon);
  site.watch(t, '--now', '2026-11-24T23:59:58');
  await until('tomorrow', async () => (await site.page('')).includes('今天停办'));
});

test('--watch: hallgen is alive while desk/alive is new', async (t) => {
  const site = await Site.make(t);
  site.watch(t);
  await until('a sign', () => readFile(join(site.folder, 'desk/alive')));
});
