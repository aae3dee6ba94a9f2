// A machine as an administrator has it, in a folder: what the packages put in place, and
// commands of the README with that folder in front of their paths. Its users are numbers, when
// root runs the tests, else there is but one; `systemctl` does what the units say (systemd.pl),
// the rest of systemd is left out.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, hall, temp_folder, top } from '../http/stand.mjs';

const systemd = join(top, 'tests/admin/systemd.pl');
const is_root = process.getuid() === 0;
// A program as a user of the machine; names of users and groups as numbers.
const as = (user) => (is_root ? `setpriv --reuid=$(number ${user}) --regid=$(number hall) --clear-groups --` : '');
const number = 'number() { case $1 in hall) echo 61000 ;; hallbook) echo 61001 ;; hallgen) echo 61002 ;; *) exit 1 ;; esac; }';
const stubs = {
  systemctl: `verb=$1; shift
[ "$verb" != enable ] || { [ "$1" = --now ] && shift && verb=start; } || exit 0
for name; do
	unit=\${name%@*}; hall=\${name#*@}; hall=\${hall%.*}
	run=ROOT/run/$unit/$hall
	set -- $(sed -n "s|%i|$hall|g; s|^ExecStart=||p" ROOT/usr/lib/systemd/system/$unit@.service 2>/dev/null)
	case $verb:$name in
	*:nginx | daemon-reload:*) ;;
	start:hallgen@*)
		[ -e $run.pid ] && kill -0 $(cat $run.pid) 2>/dev/null && continue
		mkdir -p ROOT/run/$unit
		(umask 022; exec ${as('hallgen')} "$@") >>$run.log 2>&1 &
		echo $! >$run.pid
		until [ -e ROOT/var/lib/hallgen/$hall/releases/current ]; do kill -0 $(cat $run.pid) || exit 1; sleep 0.05; done ;;
	start:hallbook@*)
		[ -e $run.pid ] && kill -0 $(cat $run.pid) 2>/dev/null && continue
		mkdir -p ROOT/run/$unit; rm -f $run.sock* $run.says
		perl ${systemd} $run.sock ${as('hallbook')} "$@" >$run.says 2>>$run.log &
		echo $! >$run.pid
		until grep -qs ready $run.says; do
			! grep -qs ended $run.says || { kill $!; cat $run.log >&2; exit 1; }
			sleep 0.05
		done ;;
	stop:hallbook@*)
		[ -e $run.pid ] && kill $(cat $run.pid) 2>/dev/null || continue
		while kill -0 $(cat $run.pid) 2>/dev/null; do sleep 0.05; done; rm $run.pid ;;
	restart:hallbook@*)
		before=$(grep -c ready $run.says); kill -HUP $(cat $run.pid)
		until [ $(grep -c ready $run.says) -gt $before ]; do kill -0 $(cat $run.pid) || exit 1; sleep 0.05; done ;;
	*) echo "systemctl $verb $name: not in the test" >&2; exit 1 ;;
	esac
done`,
  runuser: `[ "$1" = -u ] && [ "$3" = -- ] || exit 1; user=$2; shift 3; umask 022; exec ${as('$user')} "$@"`,
  install: is_root
    ? 'for a; do shift; case $before in -o|-g) a=$(number $a) ;; esac; before=$a; set -- "$@" "$a"; done; exec /usr/bin/install "$@"'
    : 'for a; do shift; case $a in -o|-g) skip=1 ;; *) [ "$skip" ] || set -- "$@" "$a"; skip= ;; esac; done; exec /usr/bin/install "$@"',
  chown: is_root ? 'of=$1; [ "$1" != -R ] || { shift; of=$1; R=-R; }; shift; exec /usr/bin/chown $R $(number ${of%:*}):$(number ${of#*:}) "$@"' : ':',
  nginx: '[ "$*" = -t ]', // nginx.test.mjs has the real one
  'systemd-sysusers': 'test -r "$1"',
};

export class Machine {
  static async make(t) {
    const machine = new Machine();
    const root = (machine.root = await temp_folder());
    await chmod(root, 0o755);
    execFileSync('make', ['-s', 'install', `BUILD=${build}`, `DESTDIR=${root}`, 'PREFIX=/usr'], { cwd: top });
    for (const name of ['bin', 'run', 'etc', 'var/lib', 'srv', 'root', 'mnt']) await mkdir(join(root, name), { recursive: true });
    const units = join(root, 'usr/lib/systemd/system');
    for (const name of readdirSync(units)) await writeFile(join(units, name), machine.here(await readFile(join(units, name), 'utf8')));
    for (const [name, text] of Object.entries(stubs)) {
      await writeFile(join(root, 'bin', name), `#!/bin/sh\n${number}\n${text.replaceAll('ROOT', root)}\n`);
      await chmod(join(root, 'bin', name), 0o755);
    }
    // the hall's own may change
    execFileSync('sh', ['-c', `rm -rf ${root}/usr/share/hallgen/content && cp -R ${hall} ${root}/usr/share/hallgen/content`]);
    t.after(() => machine.end());
    return machine;
  }
  here(text) {
    return text.replace(/(?<![\w.])\/(usr|var|run|etc|srv|root|mnt)\b/g, `${this.root}/$1`);
  }
  path(name) {
    return join(this.root, name);
  }

  // Commands, as a shell of root takes them; gives what they print and their status.
  run(commands) {
    const PATH = ['bin', 'usr/sbin', 'usr/bin'].map((name) => this.path(name)).join(':');
    return new Promise((done) => {
      const child = spawn('sh', ['-ec', this.here(commands)], { cwd: this.root, env: { ...process.env, PATH: `${PATH}:${process.env.PATH}:/usr/sbin:/sbin` }, stdio: ['ignore', 'pipe', 'pipe'] });
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (data) => (stdout += data));
      child.stderr.on('data', (data) => (stderr += data));
      child.on('exit', (status) => setImmediate(() => done({ status, stdout, stderr, text: stdout + stderr })));
    });
  }
  async well(commands) {
    const { status, text, stdout } = await this.run(commands);
    assert.equal(status, 0, `${commands}: ${text}`);
    return stdout;
  }
  async end() {
    // readdir() of Debian 12's Node takes sockets for folders
    const names = execFileSync('find', [this.path('run'), '-name', '*.pid'], { encoding: 'utf8' }).split('\n').filter(Boolean);
    for (const pid of names.map((name) => readFileSync(name, 'utf8').trim())) await this.run(`kill ${pid} && while kill -0 ${pid} 2>/dev/null; do sleep 0.05; done`);
  }
}

// The README's block of commands in the administrator's part that holds `has`.
export async function block(has) {
  const text = await readFile(join(top, 'README.md'), 'utf8');
  const part = text.split('\n## ').find((p) => p.startsWith('For the administrator'));
  const found = [...part.matchAll(/(?:^ {4,}\S.*\n)+/gm)].filter(([block]) => block.includes(has));
  assert.equal(found.length, 1, `${found.length} blocks of the README hold: ${has}`);
  return found[0][0];
}
// The same, where it is to be run: in the hall's folder, or where its first line says.
export async function commands(has) {
  const found = await block(has);
  return /^ *cd /m.test(found) ? found : `cd /var/lib/hallbook/ningdu\n${found}`;
}
