// Whether anything personal that went through a stand stands where it must
// not: in its logs, its output, an address that it sent, or a release. Ledger,
// log and backups are where it belongs.
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const personal = ['name', 'phone', 'agent', 'note', 'address', 'remark', 'reference'];
const secret = ['token', 'csrf'];

export class Traces {
  constructor() {
    this.digits = new Set(); // telephones and references, long enough to be nothing else
    this.tokens = new Set(); // private links, sessions, tokens of forms
    this.texts = new Set(); // names and what people write
    this.addresses = new Set(); // what Location said
  }

  // What a request with such a body, and its answer, tell.
  add(body, answer) {
    const fields = new URLSearchParams(typeof body === 'string' ? body : '');
    for (const name of personal) this.add_value(fields.get(name) ?? '');
    for (const name of secret) if (/^[\w-]{20,}$/.test(fields.get(name) ?? '')) this.tokens.add(fields.get(name));
    const location = answer.headers.get('location');
    if (location) this.addresses.add(location);
    for (const text of [location, answer.headers.get('set-cookie')])
      for (const [, token] of (text ?? '').matchAll(/[/=]([\w-]{20,})/g)) this.tokens.add(token);
  }
  add_value(value) {
    const digits = value.replace(/[\s-]/g, '');
    if (/^\d{8,12}$/.test(digits)) this.digits.add(digits);
    else if (/\p{Script=Han}.*\p{Script=Han}/u.test(value) || value.length > 9) this.texts.add(value);
  }

  // What of it stands in a text, each once.
  in(text, { links = false } = {}) {
    const found = new Set();
    const lengths = new Set([...this.digits].map((d) => d.length));
    for (const [run] of text.matchAll(/\d{8,}/g))
      for (const length of lengths)
        for (let at = 0; at + length <= run.length; at++)
          if (this.digits.has(run.slice(at, at + length))) found.add(run.slice(at, at + length));
    if (!links) for (const [run] of text.matchAll(/[\w-]{20,}/g)) if (this.tokens.has(run)) found.add(run);
    for (const mark of this.texts)
      for (const form of [mark, encodeURIComponent(mark)]) if (text.includes(form)) found.add(form);
    return [...found];
  }

  // Faults in words: of the files in `state` that `wanted` takes (not what is published
  // anyway), of the output and of the addresses.
  async faults(state, output, wanted = (name) => !/^(releases|desk\/versions\/\d+\/content)(\/|$)/.test(name)) {
    const faults = this.in(output).map((mark) => `output: ${mark}`);
    for (const address of this.addresses)
      faults.push(...this.in(decodeURI(address), { links: true }).map((mark) => `Location ${address}: ${mark}`));
    for (const name of await files_in(state, wanted)) {
      const text = await readFile(join(state, name), 'utf8').catch(() => '');
      faults.push(...this.in(text).map((mark) => `${name}: ${mark}`));
    }
    return faults;
  }
}

const own = /^(ledger\.db.*|log|backups)(\/|$)/;

async function files_in(state, wanted, folder = '') {
  const entries = await readdir(join(state, folder), { withFileTypes: true }).catch(() => []);
  const found = [];
  for (const entry of entries) {
    const name = folder + entry.name;
    if (own.test(name) || !wanted(name)) continue;
    if (entry.isDirectory()) found.push(...(await files_in(state, wanted, `${name}/`)));
    else if (entry.isFile()) found.push(name);
  }
  return found;
}
