// What hallgen does in the folder desk/, done by hand: published versions, and answers to
// proposals (report.db) as a test wants them.
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { hall, until } from './stand.mjs';

const run = promisify(execFile);
const text = (value) => (value === undefined || value === null ? 'NULL' : `'${String(value).replaceAll("'", "''")}'`);
const row = (values) => `(${values.map((v) => (typeof v === 'number' ? v : text(v))).join(', ')})`;

const schema = `
CREATE TABLE report(state TEXT, base INTEGER, errors INTEGER, warnings INTEGER, added INTEGER, changed INTEGER, removed INTEGER, at INTEGER, preview TEXT, version INTEGER, say TEXT);
CREATE TABLE finding(n INTEGER PRIMARY KEY, severity TEXT, code TEXT, file TEXT, sheet TEXT, row INTEGER, col INTEGER, heading TEXT, text TEXT);
CREATE TABLE difference(n INTEGER PRIMARY KEY, kind TEXT, file TEXT, key TEXT, label TEXT, heading TEXT, old TEXT, new TEXT);`;

export class Hallgen {
  constructor(stand) {
    this.stand = stand;
    this.desk = join(stand.state, 'desk');
    this.at = 1000;
  }
  proposal(id, name = '') {
    return join(this.desk, 'proposals', String(id), name);
  }
  // report.db of a folder; findings: [severity, file, row, col, heading, text], differences: [kind, file, key, label, heading, old, new]
  async report(folder, { state = 'looked', base = 1, findings = [], differences = [], preview = null, version = null, say = '' } = {}) {
    const count = (list, what) => list.filter(([first]) => first === what).length;
    const values = [state, base, count(findings, 'error'), count(findings, 'warning'), ...['added', 'changed', 'removed'].map((kind) => count(differences, kind)), this.at++, preview, version, say];
    const sql = [
      schema,
      `INSERT INTO report VALUES${row(values)};`,
      ...findings.map(([severity, file, line, col, heading, words], n) => `INSERT INTO finding VALUES${row([n + 1, severity, 'CODE', file, '', line, col, heading, words])};`),
      ...differences.map((d, n) => `INSERT INTO difference VALUES${row([n + 1, ...d])};`),
    ];
    const part = join(folder, '.report.db');
    await rm(part, { force: true });
    await run('sqlite3', [part, sql.join('\n')]);
    await rename(part, join(folder, 'report.db'));
  }
  async alive(seconds_ago = 0) {
    const file = join(this.desk, 'alive');
    await writeFile(file, '');
    const when = Date.now() / 1000 - seconds_ago;
    await utimes(file, when, when);
  }
  async version(no, { account = 'wang', words = '', at = 1764000000, content = hall, ...report } = {}) {
    const folder = join(this.desk, 'versions', String(no));
    await mkdir(folder, { recursive: true });
    await cp(content, join(folder, 'content'), { recursive: true });
    await writeFile(join(folder, 'by.txt'), `account: ${account}\nkind: upload\nwords: ${words}\nat: ${at}\npublished-at: ${at}\n`);
    await this.report(folder, { state: 'published', base: no - 1, version: no, ...report });
  }
  // A first version, and that it runs. The true one stands still, and what it had made is gone.
  async begin(more) {
    await until('hallgen', () => stat(join(this.desk, 'alive')));
    await this.stand.signal_hallgen('SIGSTOP');
    for (const name of ['versions', 'report.db', 'proposals']) await rm(join(this.desk, name), { recursive: true, force: true });
    await this.version(1, { account: '', words: '第一次', ...more });
    await this.report(this.desk, { state: 'published', findings: more?.content_findings ?? [] });
    await this.alive();
  }
  async answer(id, more) {
    await this.report(this.proposal(id), more);
    await rm(this.proposal(id, 'again'), { force: true });
  }
  // The published site as the proposal's preview.
  async preview(id) {
    const releases = join(this.stand.state, 'releases');
    await symlink('current', join(releases, `preview-${id}`)).catch((e) => {
      if (e.code !== 'EEXIST') throw e;
    });
    return `preview-${id}`;
  }
  async by(id) {
    const lines = (await readFile(this.proposal(id, 'by.txt'), 'utf8')).trim().split('\n');
    return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
  }
}
