// The second day, as the README words it: its own commands, on machines in folders.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { appendFile, cp, readFile, truncate, writeFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { until } from '../http/stand.mjs';
import { Machine, commands } from './machine.mjs';

const [set_up, keep, restore, elsewhere, new_key, both] = await Promise.all(
  ['hallbook init', 'backup-key', 'restore backups/now.db\n    systemctl start', 'cp -a /mnt/ningdu/. .', 'hallbook key', '--rollback'].map(commands),
);
const [, reset, back] = both.split('\n').map((line) => `cd /var/lib/hallbook/ningdu\n${line}`);
const [, log] = /backups (\w+) \/mnt/.exec(keep);
const stop = restore.replace(/^ *hallbook restore[^]*/m, '');
const plain = keep.replace(/.*backup-key\n/, '').replace(' ledger.db.backup-key', '');
const folder = 'var/lib/hallbook/ningdu';
const hallbook = (m, line) => m.run(`cd /${folder}; hallbook ${line}`);
const accounts = async (m) => (await hallbook(m, 'user list')).stdout.split('\n').map((line) => line.split(/\s+/)[0]).filter(Boolean);
const sound = async (m) => assert.equal((await hallbook(m, 'check')).text.trim(), 'ok');
const sound_since_key = async (m) => assert.match((await hallbook(m, 'check')).text, /^操作记录 .*此前的记录无法再核对（换过密钥）\nok\n$/);
// What root has typed is the service's, too, which goes on with it.
async function is_theirs(m) {
  if (process.getuid() !== 0) return;
  assert.equal(await m.well(`find /${folder} /var/lib/hallgen/ningdu -user root`), '');
  assert.notEqual(statSync(m.path(folder)).uid, statSync(m.path('var/lib/hallgen/ningdu')).uid);
}
const add = async (m, name) => assert.equal((await hallbook(m, `user add ${name} --role leader`)).status, 0);

// A hall with three accounts, one of them made after the backup, which lies in /mnt.
async function hall_kept(how) {
  const m = await Machine.make({ after });
  await m.well(set_up);
  await add(m, 'before');
  await m.well(`mkdir -p /mnt/ningdu`);
  await m.well(how);
  await add(m, 'behind');
  await m.well(`cd /${folder}; rm -r /mnt/ningdu/${log}; cp -a ${log} /mnt/ningdu/`); // as it is copied all day
  return m;
}
async function another(m, change) {
  const to = await Machine.make({ after });
  await cp(m.path('mnt'), to.path('mnt'), { recursive: true });
  await to.well(set_up.replace(/    cd .*\n(.*\n)*/, ''));
  await change?.(to.path('mnt/ningdu'), to);
  return to;
}
const one = await hall_kept(plain);
const secret = await hall_kept(keep);

test('set up: hallbook serves, the password is printed once, another hall beside it has a ledger of its own', async () => {
  const m = await Machine.make({ after });
  assert.match(await m.well(set_up), /一次性口令/);
  await m.well(set_up.replaceAll('ningdu', 'ruijin'));
  await add(m, 'wang');
  assert.deepEqual(await accounts(m), ['admin', 'wang']);
  assert.deepEqual((await m.well('cd /var/lib/hallbook/ruijin; hallbook user list')).match(/^\S+/gm), ['admin']);
  for (const hall of ['ningdu', 'ruijin']) assert.match(readFileSync(m.path(`run/hallbook/${hall}.says`), 'utf8'), /^ready \d+\n$/);
  assert.equal(statSync(m.path('var/lib/hallbook/ningdu/ledger.db')).mode & 0o777, 0o600);
});

test('nginx: what the README’s lines name is where the packages put it', async () => {
  await one.well('mkdir -p /etc/nginx/conf.d /etc/nginx/sites-enabled');
  await one.well(await commands('hall-http.conf'));
  const written = ['conf.d/hall.conf', 'sites-enabled/ningdu'].map((name) => readFileSync(one.path(`etc/nginx/${name}`), 'utf8')).join('\n');
  const names = [...written.matchAll(/^\s*(?:include|root) (\/.*);/gm)].map(([, name]) => one.here(name));
  assert.equal(names.length, 4);
  // but the folder of challenges, which the certificate's program makes
  assert.deepEqual(names.filter((name) => !existsSync(name)), [one.path('var/www/html')]);
  assert.ok(written.includes('/run/hallbook/ningdu.sock') && existsSync(one.path('run/hallbook/ningdu.sock')));
});

test('restore: the backup and all that came later; what was there is kept', async () => {
  const said = await one.well(restore);
  assert.match(said, /原来的台帐：/);
  assert.deepEqual(await accounts(one), ['admin', 'before', 'behind']);
  assert.ok(readdirSync(one.path(folder)).some((name) => /^ledger\.db\.old-/.test(name)));
  await sound(one);
  await is_theirs(one);
});

test('restore: refused while hallbook serves', async () => {
  const { status, text } = await hallbook(one, 'restore backups/now.db');
  assert.equal(status, 3);
  assert.match(text, /请先停下来/);
});

test('another machine: everything is there, and is served', async () => {
  const to = await another(one);
  await to.well(elsewhere);
  assert.deepEqual(await accounts(to), ['admin', 'before', 'behind']);
  await sound(to);
  assert.match(readFileSync(to.path('run/hallbook/ningdu.says'), 'utf8'), /^ready \d+\n$/);
});

test('another machine: encrypted, the same with the key, and names nobody without it', async () => {
  const bytes = await readFile(secret.path('mnt/ningdu/backups/now.db'), 'latin1');
  assert.doesNotMatch(bytes, /SQLite format|before/);
  const to = await another(secret);
  await to.well(elsewhere);
  assert.deepEqual(await accounts(to), ['admin', 'before', 'behind']);
  await sound(to);
});

for (const [title, change, words] of [
  ['the backup key is missing', (mnt, m) => m.well(`rm ${mnt}/ledger.db.backup-key`), /缺少它的密钥/],
  ['another backup key', (mnt) => writeFile(`${mnt}/ledger.db.backup-key`, Buffer.alloc(32, 7)), /备份不是用 ledger.db.backup-key 这个密钥加密的/],
  ['a backup that is cut', (mnt) => truncate(`${mnt}/backups/now.db`, 5000), /备份不完整、已损坏或被改过/],
])
  test(`another machine, encrypted: ${title}: refused in words, and there is no ledger`, async () => {
    const to = await another(secret, change);
    const { status, text } = await to.run(elsewhere);
    assert.equal(status, 3, text);
    assert.match(text, words);
    assert.ok(!readdirSync(to.path(folder)).includes('ledger.db'), text);
  });

for (const [title, change, words] of [
  ['the key of another hall', (mnt) => writeFile(`${mnt}/ledger.db.key`, Buffer.alloc(32, 7)), /不是这份备份的密钥/],
  ['a damaged backup', (mnt) => writeFile(`${mnt}/backups/now.db`, 'SQLite format 3\0 and no more'), /不是数据库文件/],
])
  test(`another machine: ${title}: refused in words, and there is no ledger`, async () => {
    const to = await another(one, change);
    const { status, text } = await to.run(elsewhere);
    assert.equal(status, 3, text);
    assert.match(text, words);
    assert.ok(!readdirSync(to.path(folder)).includes('ledger.db'), text);
  });

test('restore: another hall’s backup is refused, and the hall goes on as it was', async () => {
  const other = await Machine.make({ after });
  await other.well(set_up);
  await cp(one.path('mnt/ningdu/backups/now.db'), other.path(`${folder}/backups/now.db`));
  if (process.getuid() === 0) assert.match((await other.run(restore)).text, /backups\/now\.db: 没有权限/);
  await other.well(`chown hallbook:hall /${folder}/backups/now.db`);
  const { status, text } = await other.run(restore);
  assert.equal(status, 3);
  assert.match(text, /别的大厅/);
  await other.well('systemctl start hallbook@ningdu');
  assert.deepEqual(await accounts(other), ['admin']);
  await sound(other);
});

// The rest is typed by root.
test('as the service’s user all of it works as well', async () => {
  const as_user = (text) => text.replace(/^ *(?=hall(book|gen) )/gm, (_, program) => `runuser -u hall${program} -- `);
  const m = await Machine.make({ after });
  for (const [drill, says] of [[set_up, /一次性口令/], ['mkdir -p /mnt/ningdu', /^$/], [keep, /backup-key/]]) assert.match(await m.well(as_user(drill)), says);
  await add(m, 'behind');
  const lost = new_key.replace(/^ *systemctl stop.*\n/m, '$&mv ledger.db.key ledger.db.key.lost\n');
  for (const [drill, says] of [[restore, /原来的台帐/], [reset, /一次性口令/], [lost, /已生成新的密钥/]]) assert.match(await m.well(as_user(drill)), says);
  assert.deepEqual(await accounts(m), ['admin', 'behind']);
  await sound_since_key(m);
});

test('a lost key: a new one, and the hall is served again', async () => {
  const m = await another(one);
  await m.well(elsewhere);
  await m.well(`rm /${folder}/ledger.db.key`);
  assert.match(await m.well(new_key), /已生成新的密钥/);
  assert.deepEqual(await accounts(m), ['admin', 'before', 'behind']);
  await m.well('systemctl restart hallbook@ningdu');
  await sound_since_key(m);
  await is_theirs(m);
});

test('a lost password: another one-time password', async () => {
  assert.match(await one.well(reset), /一次性口令/);
});

test('the site before this one comes back, and stays until the content changes', async () => {
  const page = () => readFileSync(one.path('var/lib/hallgen/ningdu/releases/current/public/index.html'), 'utf8');
  const first = page();
  const conf = one.path('var/lib/hallgen/ningdu/content/hall.conf');
  await writeFile(conf, (await readFile(conf, 'utf8')).replace(/^(hall\.name *=.*)$/m, '$1二'));
  await until('the edit', () => page() !== first);
  await one.well(back);
  assert.equal(page(), first);
  await is_theirs(one);
  await appendFile(conf, '# looked at\n');
});

test('another disk: what is a link there is written, and restored from', async () => {
  await one.well(`${stop}mkdir /srv/disk2; mv ${log} backups /srv/disk2/; ln -s /srv/disk2/${log} /srv/disk2/backups .; systemctl start hallbook@ningdu`);
  await add(one, 'beyond');
  await sound(one);
  await one.well(restore);
  assert.deepEqual(await accounts(one), ['admin', 'before', 'behind', 'beyond']);
  assert.deepEqual(readdirSync(one.path('srv/disk2')).sort(), ['backups', log]);
  // the check's unit may not write there, and need not
  const strict = `mount --bind /srv /srv && mount -o remount,bind,ro /srv && cd /${folder} && hallbook check`;
  const { status, text } = await one.run(`unshare -m sh -c 'mount --bind /srv /srv' || exit 9; unshare -m sh -ec '${strict}'`);
  if (process.getuid() === 0 && status !== 9) assert.deepEqual([status, text], [0, 'ok\n']);
});
