// What an administrator does with the packages, word for word as the README has it, on a
// Debian with systemd: builds and installs them, sets up a hall with nginx and TLS, lives
// through the second day, upgrades, and takes them off again.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, test } from 'node:test';
import { form_fields, free_slots, until } from '../http/stand.mjs';
import { block } from '../admin/machine.mjs';
import { Debian, releases } from './debian.mjs';

const [build, hall, nginx, keep, restore, key, back, off] = await Promise.all(
  ['build-dep', 'hallbook init', 'hall-http.conf', 'backup-key', 'restore backups/now.db\n    systemctl start', 'hallbook key', '--rollback', 'apt-get purge'].map(block),
);
const folder = '/var/lib/hallbook/ningdu';
const units = 'hallgen@ningdu hallbook@ningdu hallbook@ningdu.socket hallbook-check@ningdu.timer';
const host = 'www.ningdu.example';

for (const release of releases) {
  const m = await Debian.make({ after }, release, ['systemd', 'systemd-sysv', 'dbus', 'procps', 'curl', 'openssl']);
  if (!m.not_run) {
    // without a network later: what apt will want lies there
    await m.well('cd /srv/hall; apt-get -q update; apt-get -q --download-only build-dep ./; apt-get -q --download-only install nginx tzdata');
    await m.boot();
  }
  const step = (title, run) => test(`${release}: ${title}`, { skip: m.not_run || false }, run);
  const curl = (path, more = '') => m.well(`curl -sk --resolve ${host}:443:127.0.0.1 ${more} 'https://${host}${path}'`);
  const status = (path) => curl(path, '-o /dev/null -w %{http_code}');
  const book = async (phone = '13812341234') => {
    const form = await curl('/book?item=9');
    const fields = form_fields(form);
    for (const [name, value] of Object.entries({ item: '9', slot: free_slots(form)[0], name: '张三', phone })) fields.set(name, value);
    return curl('/book', `-i -H 'Origin: https://${host}' -H 'Sec-Fetch-Site: same-origin' --data '${fields}'`);
  };
  const there = (...paths) => m.well(`ls -d ${paths.join(' ')}`);
  let link;

  step('the packages are built and installed; nothing of theirs is started, nobody is made', async () => {
    await m.well(`cd /srv/hall; ${build}`);
    assert.equal((await m.run("systemctl list-units --no-legend 'hall*' | grep -v slice")).stdout, '');
    assert.equal((await m.well('ls -A /var/lib/hallgen/ /var/lib/hallbook/ | grep -v csp')).match(/ningdu|db/), null);
    assert.equal((await m.well('systemctl is-active nginx')).trim(), 'active', 'as Debian has it');
  });

  step('a hall is set up: both units run as they are, confined, and are found sound', async () => {
    const edited = hall.replace(/^ *cp -R .*$/m, (line) => `${line}\nsed -i 's|^site.base_url =.*|site.base_url = https://${host}|' /var/lib/hallgen/ningdu/content/hall.conf`);
    assert.notEqual(edited, hall);
    const said = await m.well(edited);
    assert.match(said, /口令/);
    assert.equal(await m.well(`systemctl is-active ${units}`), 'active\n'.repeat(4));
    await m.well('systemctl start hallbook-check@ningdu');
    assert.equal(await m.well('systemctl --failed --no-legend'), '');
    for (const unit of ['hallgen@ningdu', 'hallbook@ningdu', 'hallbook-check@ningdu']) {
      assert.match(await m.well(`systemd-analyze security --no-pager ${unit}`), /Overall exposure level for \S+: (0\.\d|1\.0) /);
      assert.equal((await m.run(`systemd-analyze verify --man=no ${unit}.service`)).text.split('\n').filter((line) => /hall(gen|book|book-check)@/.test(line)).join(), '');
    }
  });

  step('nginx serves it with TLS; a place is booked; the log keeps its private link to itself', async () => {
    await m.well(`install -d /etc/ssl/hall; cd /etc/ssl/hall
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=${host} -keyout privkey.pem -out fullchain.pem 2>/dev/null
sed -i 's|^error_log .*|error_log /var/log/nginx/error.log notice;|' /etc/nginx/nginx.conf`);
    const [file] = /\/etc\/nginx\/sites-enabled\/\w+/.exec(nginx);
    const [set_up, take_up] = nginx.split(/(?=^ *nginx -t)/m);
    await m.well(`${set_up}\nsed -i 's/www.example.gov.cn/${host}/' ${file}\n${take_up}`);
    await until('nginx has taken it up', async () => (await status('/healthz')) === '200');
    assert.match(await curl('/'), /<title>/);
    const answer = await book();
    link = /^location: (\/booking\/\S+)/im.exec(answer)?.[1];
    assert.ok(link, answer);
    const receipt = await curl(link);
    assert.match(receipt, /预约编号/);
    assert.ok(receipt.includes(`https://${host}/booking`) && !receipt.includes('127.0.0.1'), receipt);
    assert.ok(!(await m.well('cat /var/log/nginx/*; journalctl --no-pager')).includes(link.split('/').pop()));
  });

  step('backed up, put back, given a new key, its site one back: the hall goes on each time', async () => {
    await m.well(`mkdir -p /mnt/ningdu; cd ${folder}; ${keep}`);
    await there('/mnt/ningdu/ledger.db.key', '/mnt/ningdu/ledger.db.backup-key', '/mnt/ningdu/backups/now.db', '/mnt/ningdu/log');
    await m.well(`cd ${folder}; ${restore}`);
    assert.match(await curl(link), /预约编号/);
    assert.equal((await m.well(`cd ${folder}; runuser -u hallbook -- hallbook check`)).trim(), 'ok');
    await m.well(`rm ${folder}/ledger.db.key; cd ${folder}; ${key}`);
    assert.deepEqual([await status(link), await status('/healthz')], ['404', '200']);
    const renamed = async () => (await curl('/')).includes('退回试验大厅');
    await m.well(`sed -i 's/^hall.name =.*/hall.name = 退回试验大厅/' /var/lib/hallgen/ningdu/content/hall.conf`);
    await until('the site is made again', renamed);
    assert.match(await m.well(`cd ${folder}; ${back}`), /口令/);
    assert.equal(await renamed(), false);
  });

  step('the power goes and comes back: so does everything that was enabled', async () => {
    await m.end();
    await m.boot();
    await until('the hall is served', async () => (await status('/healthz')) === '200');
    assert.equal(await m.well(`systemctl is-active ${units}`), 'active\n'.repeat(4));
    await m.well('systemctl start hallbook-check@ningdu');
  });

  step('its log and backups move to another disk, by the drop-in that stands in the unit', async () => {
    const drop_in = /disk\.conf:\n((?:#\t.*\n)+)/.exec(m.text('usr/lib/systemd/system/hallbook@.service'))[1].replace(/^#\t/gm, '');
    const [, disk] = /RequiresMountsFor=(\S+)\//.exec(drop_in);
    await m.well(`systemctl stop hallbook@ningdu.socket hallbook@ningdu
mkdir ${disk}; mount -t tmpfs disk ${disk}; install -d -o hallbook -g hall -m 700 ${disk}/ningdu
cd ${folder}; mv log backups ${disk}/ningdu/; ln -s ${disk}/ningdu/log ${disk}/ningdu/backups .`);
    await m.well('systemctl start hallbook@ningdu');
    assert.match(await book(), /^HTTP\S+ 503 /, 'the unit may not write there');
    await until('it is seen', async () => (await status('/healthz')) === '503');
    await m.well(`install -d /etc/systemd/system/hallbook@ningdu.service.d
cat >/etc/systemd/system/hallbook@ningdu.service.d/disk.conf <<'END'\n${drop_in}END
systemctl daemon-reload; systemctl restart hallbook@ningdu`);
    assert.deepEqual([/^HTTP\S+ 303 /.test(await book('13912345678')), await status('/healthz')], [true, '200']);
    await m.well(`cd ${folder}; runuser -u hallbook -- hallbook backup backups/there.db; systemctl start hallbook-check@ningdu`);
    await there(`${disk}/ningdu/backups/there.db`);
  });

  step('an upgrade with another look: nobody is refused, nobody’s page is bare, nginx is reloaded once', async () => {
    const style = async () => /<style>(.*?)<\/style>/s.exec(await curl('/'))[1];
    const before = await style();
    await m.well(`cd /srv/hall; echo '.upgraded{color:#123456}' >>site/assets/site.css
sed -i 's/"1\\.0"/"1.1"/' lib/version.h; sed -i '1s/(.*)/(1.1)/' debian/changelog; : >/var/log/nginx/error.log`);
    const watch = m.run(`while [ ! -e /root/upgraded ]; do for path in / /items/9/ /book?item=9 /healthz; do
printf '\\n@@ %s\\n' "$path"; curl -sik --resolve ${host}:443:127.0.0.1 "https://${host}$path" || echo refused; done; done >/root/seen`);
    try {
      await m.well(`cd /srv/hall; ${build}`);
      assert.match(await m.well('hallgen --version; hallbook --version'), /1\.1[^]*1\.1/);
      await until('the new look', async () => (await style()) !== before);
    } finally {
      await m.well('touch /root/upgraded');
      await watch;
    }
    const seen = m.text('/root/seen').split(/\n@@ /).slice(1);
    assert.ok(seen.length > 100, `${seen.length} looks`);
    const bare = seen.filter((page) => {
      if (!/^\S+\nHTTP\/\S+ 200 /.test(page)) return true;
      const policy = /^content-security-policy: .*style-src ([^;]*)/im.exec(page)?.[1];
      return [...page.matchAll(/<style>(.*?)<\/style>/gs)].some(([, css]) => !policy.includes(createHash('sha256').update(css).digest('base64')));
    });
    assert.deepEqual(bare.map((page) => page.slice(0, 200)), []);
    assert.equal(new Set(seen.filter((p) => p.startsWith('/\n')).map((p) => /<style>(.*?)<\/style>/s.exec(p)[1])).size, 2, 'both looks were seen');
    assert.equal([...m.text('/var/log/nginx/error.log').matchAll(/signal 1 \(SIGHUP\) received/g)].length, 1);
    assert.equal(await m.well('systemctl --failed --no-legend'), '');
  });

  step('taken off, they leave what the hall has, and nothing of their own', async () => {
    await m.well(off);
    assert.equal((await m.run('pgrep -af "hall(gen|book)"')).stdout, '');
    const left = (await m.well('find / -xdev -name "*hallgen*" -o -xdev -name "*hallbook*" -o -xdev -name "hall-csp*"')).split('\n');
    // but its build, apt's own, and what administrators have made
    assert.deepEqual(left.filter((name) => name && !/^\/(root|srv|var\/(cache|log|tmp)|var\/lib\/hall(gen|book)$)|\.service\.d$/.test(name)), []);
    await there(`${folder}/ledger.db`, '/var/lib/hallgen/ningdu/content/hall.conf');
    await m.well('nginx -t -q; systemctl is-active nginx');
  });

  test(`${release}: it goes`, { skip: m.not_run || false }, () => m.end());
}
