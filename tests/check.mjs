// Runs tests and sums them up: `node tests/check.mjs [SUITE...]`, without an argument all
// but those that take long. Every test program speaks TAP: the C ones through
// cmocka, the others through node:test. Reasons and seconds are printed as they
// come. The last line is `N passed, N failed`, with `, N skipped` when some cannot run here,
// which say why: `not run: TITLE: REASON`. The exit status is 0 only when
// something ran and nothing failed. What the tests make lies in one folder for
// temporary files, which names their processes, too: whichever way this ends,
// neither is left behind.
import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const top = fileURLToPath(new URL('..', import.meta.url));
process.chdir(top);
const build = process.env.BUILD || 'build';

const suites = {
  unit: { folder: 'tests/unit', match: /^test_\w+\.c$/, at_once: 2 },
  source: { folder: 'tests/source', match: /\.test\.mjs$/, at_once: 2 },
  admin: { folder: 'tests/admin', match: /\.test\.mjs$/, at_once: 1 },
  fuzz: { folder: 'tests/fuzz', match: /\.test\.mjs$/, at_once: 1 },
  site: { folder: 'tests/site', match: /\.test\.mjs$/, at_once: 2 },
  http: { folder: 'tests/http', match: /\.test\.mjs$/, at_once: 2 },
  browser: { folder: 'tests/browser', match: /\.test\.mjs$/, at_once: 1 },
  soak: { folder: 'tests/soak', match: /\.test\.mjs$/, at_once: 1, long: true },
  debian: { folder: 'tests/debian', match: /\.test\.mjs$/, at_once: 1, long: true },
};
// Whatever takes so long is stuck, also on a busy machine.
const limit_ms = { long: 4 * 3600e3, short: 20 * 60e3 };

let passed = 0;
let failed = 0;
let skipped = 0;
const failures = [];

function fail(title, lines) {
  failed++;
  failures.push(title);
  console.log([`not ok ${title}`, ...lines.map((line) => `    ${line}`)].join('\n'));
}

// ---- what a run makes ----

const made = await mkdtemp(join(tmpdir(), 'hall-'));
await chmod(made, 0o755); // a stand may run as somebody else
process.env.TMPDIR = made;

// Processes that come from a test: the folder stands in their environment or,
// where nginx has written over that, in their title.
async function left() {
  const found = [];
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue;
    const says = (name) => readFile(`/proc/${pid}/${name}`, 'latin1').catch(() => '');
    const title = (await says('cmdline')).replaceAll('\0', ' ');
    if (title && (title + (await says('environ'))).includes(made)) found.push({ pid: Number(pid), title });
  }
  return found;
}

// Ends them, and removes the folder; gives those that had to be killed. What
// belongs to a test that is gone gets TERM by its death and has time to end well.
async function clean_up(patience_ms) {
  const end = Date.now() + patience_ms;
  let rest = await left();
  while (rest.length && Date.now() < end) {
    await new Promise((done) => setTimeout(done, 50));
    rest = await left();
  }
  for (let now = rest; now.length; now = await left())
    for (const { pid } of now) try { process.kill(pid, 'SIGKILL'); } catch {}
  await rm(made, { recursive: true, force: true, maxRetries: 5 });
  return rest;
}

const running = new Set();
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.once(signal, async () => {
    interrupted = true;
    // node:test would run its hooks first; stands end by the death of their test
    for (const child of running) child.kill('SIGKILL');
    await clean_up(10e3);
    process.exit(128 + constants.signals[signal]);
  });

// ---- the tests ----

// One program; its top-level TAP lines are the tests, what is indented or
// follows a "not ok" explains it.
async function run_file(suite, file) {
  const of_node = file.endsWith('.mjs');
  const program = of_node ? process.execPath : join(build, file.replace(/^tests\/|\.c$/g, ''));
  const args = of_node ? ['--test-reporter=tap', file] : [];
  const begun = Date.now();
  // TERM reaches it also when this one dies without a word
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', '--', program, ...args], {
    env: { ...process.env, BUILD: build, CMOCKA_MESSAGE_OUTPUT: 'tap' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const timer = setTimeout(() => child.kill('SIGKILL'), suites[suite].long ? limit_ms.long : limit_ms.short);
  const errors = [];
  createInterface({ input: child.stderr }).on('line', (line) => errors.push(line));

  const results = [];
  let before = []; // lines since the last test: subtests, which come first
  let block; // the YAML block behind a test line, while in it
  let ran = 0;
  const lines = createInterface({ input: child.stdout }).on('line', (line) => {
    if (line === '  ---') block = results.at(-1)?.after ?? [];
    if (block) {
      block.push(line);
      if (line === '  ...') block = undefined;
      return;
    }
    const test = /^(not )?ok \d+ (?:- )?(.*)$/.exec(line); // cmocka: not ok 1 # SKIP title
    if (!test) {
      // cmocka explains behind the test, node:test before it.
      if (/^# (?!Subtest)/.test(line)) results.at(-1)?.after.push(line);
      else before.push(line);
      return;
    }
    ran++;
    const skip = /^(.*?) ?# (?:SKIP|TODO) ?(.*)$/i.exec(test[2]);
    if (skip) {
      skipped++;
      console.log(`not run: ${suite}: ${skip.slice(1).filter(Boolean).join(': ')}`);
    } else results.push({ ok: !test[1], title: `${suite}: ${test[2]}`, before, after: [] });
    before = [];
  });
  const status = await new Promise((done) => {
    let code;
    let open = 2;
    const part = () => --open || done(code);
    lines.on('close', part);
    child.on('error', (e) => (errors.push(String(e)), (code = 'not started'), part()));
    child.on('exit', (c, signal) => ((code = signal ?? c), part()));
  });
  clearTimeout(timer);
  running.delete(child);
  if (interrupted) return;
  for (const r of results) {
    if (r.ok) {
      passed++;
      console.log(`ok ${r.title}`);
    } else {
      fail(r.title, [...r.before, ...r.after, ...errors]);
    }
  }
  if (status !== 0 && results.every((r) => r.ok)) fail(`${suite}: ${file} ended with ${status}`, errors);
  if (status === 0 && ran === 0) fail(`${suite}: ${file} holds no test`, errors);
  console.log(`# ${((Date.now() - begun) / 1000).toFixed(1)} s: ${file}`);
}

async function run_suite(name) {
  const { folder, match, at_once } = suites[name];
  const files = (await readdir(folder, { recursive: true }).catch(() => [])).filter((f) => match.test(basename(f))).sort();
  const next = files.map((f) => join(folder, f)).values();
  await Promise.all(
    Array.from({ length: at_once }, async () => {
      for (const file of next) if (!interrupted) await run_file(name, file);
    }),
  );
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((w) => !suites[w]);
if (unknown.length) {
  console.error(`unknown: ${unknown.join(' ')}; there are ${Object.keys(suites).join(' ')}`);
  process.exit(2);
}
await rm(join(build, 'screenshots'), { recursive: true, force: true });
await mkdir(join(build, 'screenshots'), { recursive: true });
for (const name of wanted.length ? wanted : Object.keys(suites).filter((n) => !suites[n].long))
  await run_suite(name);
const behind = await clean_up(10e3);
if (behind.length) fail('processes are left behind', behind.map(({ pid, title }) => `${pid} ${title}`));
if (failures.length) console.log(`\n${failures.map((title) => `FAILED ${title}`).join('\n')}\n`);
console.log(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed || !passed ? 1 : 0;
