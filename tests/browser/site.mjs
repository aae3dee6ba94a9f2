// The public site alone, as static files: made by hallgen into a temporary
// folder, served compressed on a free port; and a browser that looks at it.
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { build, hall, temp_folder, top } from '../http/stand.mjs';
import { telling } from './keys.mjs';

const types = { '.html': 'text/html; charset=utf-8', '.png': 'image/png', '.ico': 'image/x-icon' };

// options: now, content, closures (rows as hallbook's desk writes them)
export async function serve_site(t, { now = '2026-11-23T10:00', content = hall, closures } = {}) {
  const releases = await temp_folder();
  const desk = closures && (await temp_folder());
  if (closures) await writeFile(join(desk, 'closures.csv'), `window,from,to,reason\n${closures}`);
  await promisify(execFile)(
    join(build, 'hallgen'),
    ['--quiet', '--content', content, '--releases', releases, '--now', now, ...(closures ? ['--desk', desk] : [])],
    { cwd: top },
  );
  const root = join(releases, 'current', 'public');
  const inline = (await readFile(join(releases, 'current', 'csp.txt'), 'utf8')).trim().split('\n').map((line) => line.split(' '));
  const hashes = (ending) => inline.filter(([name]) => name.endsWith(ending)).map(([, hash]) => hash).join(' ');
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, 'http://x').pathname;
    const file = path.endsWith('/') ? `${path}index.html` : path;
    try {
      const gz = await readFile(join(root, `${file}.gz`)).catch(() => null);
      const body = gz ?? (await readFile(join(root, file)));
      response.writeHead(200, {
        ...(gz && { 'content-encoding': 'gzip' }),
        'content-type': types[extname(file)] ?? 'text/plain; charset=utf-8',
        'content-security-policy': `default-src 'none'; img-src 'self'; form-action 'self'; style-src ${hashes('.css')}; script-src ${hashes('.js')}`,
      });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  t.after(() => server.close());
  return { root, releases, origin: `http://127.0.0.1:${server.address().port}` };
}

// options: more of playwright's
export async function open_browser(t, options = {}) {
  const browser = await chromium.launch({
    ...options,
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  t.after(() => browser.close());
  const make_context = browser.newContext.bind(browser);
  browser.newContext = async (given) => {
    // a worker would keep what one test has seen from the next; offline.test.mjs has it
    const context = await make_context({ serviceWorkers: 'block', ...given });
    context.setDefaultTimeout(120e3); // also on a busy machine: who waits longer is stuck
    const make_page = context.newPage.bind(context);
    context.newPage = async () => telling(await make_page());
    return context;
  };
  return browser;
}
