// A machine as an administrator has it, in a folder: what the packages put in place, and
// commands of the README with that folder in front of their paths. It has no users and no
// systemd; `systemctl` does what the units say (systemd.pl), the rest is left out.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, hall, temp_folder, top } from '../http/stand.mjs';

const systemd = join(top, 'tests/admin/systemd.pl');
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
		"$@" >>$run.log 2>&1 &
		echo $! >$run.pid
		until [ -e ROOT/var/lib/hallgen/$hall/releases/current ]; do kill -0 $(cat $run.pid) || exit 1; sleep 0.05; done ;;
	start:hallbook@*)
		[ -e $run.pid ] && kill -0 $(cat $run.pid) 2>/dev/null && continue
		mkdir -p ROOT/run/$unit; rm -f $run.sock*
		perl ${systemd} $run.sock "$@" >$run.says 2>>$run.log &
		echo $! >$run.pid
		until grep -q ready $run.says; do
			! grep -q ended $run.says || { kill $!; cat $run.log >&2; exit 1; }
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
  runuser: '[ "$1" = -u ] && [ "$3" = -- ] && shift 3 && exec "$@"',
  install: 'for a; do shift; case $a in -o|-g) skip=1 ;; *) [ "$skip" ] || set -- "$@" "$a"; skip= ;; esac; done; exec /usr/bin/install "$@"',
  chown: ':',
  nginx: '[ "$*" = -t ]', // nginx.test.mjs has the real one
  'systemd-sysusers': 'test -r "$1"',
};

export class Machine {
  static async make(t) {
    const machine = new Machine();
    const root = (machine.root = await temp_folder());
    execFileSync('make', ['-s', 'install', `BUILD=${build}`, `DESTDIR=${root}`, 'PREFIX=/usr'], { cwd: top });
    for (const name of ['bin', 'run', 'etc', 'var/lib', 'srv', 'root', 'mnt']) await mkdir(join(root, name), { recursive: true });
    const units = join(root, 'usr/lib/systemd/system');
    for (const name of readdirSync(units)) await writeFile(join(units, name), machine.here(await readFile(join(units, name), 'utf8')));
    for (const [name, text] of Object.entries(stubs)) {
      await writeFile(join(root, 'bin', name), `#!/bin/sh\n${text.replaceAll('ROOT', root)}\n`);
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
    for (const name of readdirSync(this.path('run'), { recursive: true }).filter((n) => n.endsWith('.pid')))
      await this.run(`kill ${readFileSync(this.path(`run/${name}`), 'utf8')} && while kill -0 ${readFileSync(this.path(`run/${name}`), 'utf8').trim()} 2>/dev/null; do sleep 0.05; done`);
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
