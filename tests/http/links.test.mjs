// Every link and fragment of the site leads somewhere, at / and under
// /zwfw/, where one setting moves it; so do canonical, sitemap, feed and
// codes, which are made of the base URL.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { based_stand, tags } from './stand.mjs';

const run = promisify(execFile);

// Addresses that a page names, whatever for.
function links_of(html) {
  const body = html.replace(/<(script|style)\b.*?<\/\1>/gs, '');
  return [
    ...['a', 'link'].flatMap((kind) => tags(body, kind).map((tag) => tag.href)),
    ...tags(body, 'img').map((tag) => tag.src),
    ...tags(body, 'form').map((tag) => tag.action),
    ...tags(body, 'meta').map((tag) => /^\d+; *url=(.*)$/.exec(tag.content ?? '')?.[1]),
  ].filter((link) => link !== undefined);
}

// Follows every link from `start` on, and from the sheets that only staff know.
// Gives the pages by address and what is wrong:
// { pages: Map of URL → HTML, broken: [text] }
async function crawl(start) {
  const pages = new Map();
  const broken = [];
  const wanted = new Map([start, `${start}posters/`].map((url) => [url, 'the start']));
  const fragments = [];
  const root = new URL(start);
  for (const [url, from] of wanted) {
    const answer = await fetch(url);
    if (answer.status !== 200) broken.push(`${from}: ${url} answers ${answer.status}`);
    if (!(answer.headers.get('content-type') ?? '').startsWith('text/html')) {
      await answer.arrayBuffer();
      continue;
    }
    const html = await answer.text();
    pages.set(url, html);
    for (const link of links_of(html)) {
      const to = new URL(link, answer.url);
      if (/^(tel|mailto):$/.test(to.protocol)) continue;
      if (to.origin !== root.origin) continue; // somebody else's, for a person to look at
      const { hash } = to;
      to.hash = '';
      if (!to.pathname.startsWith(root.pathname)) broken.push(`${url}: ${link} leaves ${root.pathname}`);
      if (hash) fragments.push([url, to.href, hash.slice(1)]);
      // The days of the form are many and alike: one item's are enough.
      if (/[?&]day=/.test(to.search) && !/item=9&/.test(to.search)) continue;
      if (!wanted.has(to.href)) wanted.set(to.href, url);
    }
  }
  for (const [from, url, id] of fragments) {
    const html = pages.get(url);
    if (html && !new RegExp(`\\bid="?${decodeURIComponent(id)}["\\s>]`).test(html)) broken.push(`${from}: no #${id} in ${url}`);
  }
  return { pages, broken };
}

const sites = [];
for (const base of ['', '/zwfw']) {
  const stand = await based_stand({ after }, base);
  const at = `${stand.origin}${base}`;
  sites.push({ base, stand, at, ...(await crawl(`${at}/`)) });
}

for (const { base, stand, at, pages, broken } of sites) {
  const where = base || '/';

  test(`every link and fragment under ${where} leads somewhere, and stays there`, () => {
    assert.equal(broken.join('\n'), '');
    for (const path of ['/', '/items/82/', '/windows/16/', '/large/items/82/', '/large/hours/', '/book?item=82', '/booking'])
      assert.ok(pages.has(at + path), `${path} is linked to`);
  });

  test(`the large pages under ${where} lead to the large pages of booking`, () => {
    const outside = [];
    for (const [url, html] of pages)
      for (const { href, class: kind } of url.startsWith(`${at}/large/`) ? tags(html, 'a') : [])
        if (kind !== 'twin' && /^\/book(ing)?$/.test(new URL(href, url).href.slice(at.length).split('?')[0])) outside.push(`${url}: ${href}`);
    assert.deepEqual(outside, []);
  });

  test(`canonical addresses under ${where} are those of the plain pages`, async () => {
    for (const [url, html] of pages) {
      const canonical = tags(html, 'link').find((tag) => tag.rel === 'canonical')?.href;
      if (/\/(book|booking|posters|cards)\b/.test(url)) continue;
      assert.equal(canonical, url.replace(`${at}/large/`, `${at}/`).replace(/\?.*/, ''));
    }
  });

  test(`sitemap.xml under ${where} names every page but twins and sheets; robots.txt names it`, async () => {
    const map = await (await stand.get(`${base}/sitemap.xml`)).text();
    const named = [...map.matchAll(/<loc>(.*?)<\/loc>/g)].map((m) => m[1]).sort();
    const there = [...pages.keys()].filter((url) => !/\/(large|book|booking|posters\/\d+|cards)\b|\?/.test(url));
    const lacks = (list, other) => list.filter((url) => !other.includes(url));
    assert.deepEqual(lacks(there, named), [], 'pages that it does not name');
    assert.deepEqual(lacks(named, there), [], 'pages without a link');
    assert.deepEqual(lacks(named.map((url) => url.replace(`${at}/`, `${at}/large/`)), [...pages.keys()]), [], 'pages without a large twin');
    assert.ok((await (await stand.get(`${base}/robots.txt`)).text()).includes(`Sitemap: ${at}/sitemap.xml`));
  });

  test(`the feed under ${where} leads to pages and fragments that exist`, async () => {
    const feed = await (await stand.get(`${base}/feed.xml`)).text();
    const links = tags(feed, 'link').map((tag) => tag.href);
    assert.ok(links.length > 2);
    for (const link of links) {
      assert.ok(link.startsWith(`${at}/`), link);
      const [url, id] = link.split('#');
      const answer = await fetch(url);
      assert.equal(answer.status, 200, link);
      if (id) assert.match(await answer.text(), new RegExp(`\\bid="?${id}["\\s>]`), link);
    }
  });

  test(`codes under ${where} hold BASE/W/NN, in capitals only where there is no path, and lead to the window`, async () => {
    const picture = join(stand.state, 'releases/current/public/windows/7/qr.png');
    const { stdout } = await run('zbarimg', ['--quiet', '--raw', picture]);
    assert.equal(stdout.trim(), base ? `${at}/W/07` : `${at}/W/07`.toUpperCase());
    const answer = await fetch(stdout.trim());
    assert.equal(answer.url, `${at}/windows/7/`);
    assert.equal(answer.status, 200);
  });
}
