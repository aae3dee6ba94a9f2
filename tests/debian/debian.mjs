// Debian machines in folders (debian.sh): those of RELEASE, or of all that are supported.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temp_folder, top, until } from '../http/stand.mjs';

export const releases = (process.env.RELEASE || 'bookworm trixie').split(' ');
const script = join(top, 'tests/debian/debian.sh');
const sources = '/srv/hall'; // where anybody may pass, for stands that run as nobody

// Ends with the test, also when that dies without a word.
function start(...args) {
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', '--', 'sh', script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) child[name].on('data', (data) => (child.said[name] += data));
  child.end = new Promise((done) => child.on('close', (status) => done({ status, ...child.said, text: child.said.stdout + child.said.stderr })));
  return child;
}

// Without the mirror's address, which is nobody's business.
const first_error = (text) => (/^E: .*/m.exec(text)?.[0] ?? text.trim()).replace(/\w+:\/\/\S+/g, '…');

export class Debian {
  // With the project's sources in /srv/hall. `not_run` says why there can be none here.
  static async make(t, release, packages) {
    const machine = new Debian();
    machine.root = join(await temp_folder(), release);
    machine.not_run = process.getuid() ? 'needs root' : spawnSync('unshare', ['--mount', '--pid', '--fork', 'true']).status ? 'no namespaces here' : '';
    if (machine.not_run) return machine;
    const { status, stderr } = await start('make', machine.root, release, ...packages).end;
    if (status) machine.not_run = `no ${release} to be had: ${first_error(stderr)}`;
    else execFileSync('sh', ['-c', `mkdir -p "$0" && git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$0"`, machine.path(sources)], { cwd: top });
    t.after(() => machine.end());
    return machine;
  }
  path(name) {
    return join(this.root, name);
  }
  text(name) {
    return readFileSync(this.path(name), 'utf8');
  }

  // Starts its systemd; before, commands run without, and with this machine's network.
  async boot() {
    this.systemd = start('boot', this.root);
    await until('systemd runs', async () => this.systemd.exitCode !== null || /^\d+\n/.test(this.systemd.said.stdout));
    if (this.systemd.exitCode !== null) return void (this.not_run = `no systemd here: ${first_error(this.systemd.said.stderr)}`);
    await until('it is up', async () => ['running', 'degraded'].includes((await this.run('systemctl is-system-running || true')).stdout.trim()));
  }
  // Commands, as a shell of root takes them; gives what they print and their status.
  run(commands) {
    return (this.systemd ? start('tell', this.systemd.said.stdout.trim(), commands) : start('in', this.root, commands)).end;
  }
  async well(commands) {
    const { status, stdout, text } = await this.run(commands);
    if (status) throw new Error(`${commands}\nended with ${status}: ${text.slice(-4000)}`);
    return stdout;
  }
  async end() {
    this.systemd?.kill('SIGTERM');
    await this.systemd?.end;
  }
}
