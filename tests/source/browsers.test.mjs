// What old browsers must understand: citizens' WeChat, Alipay, UC and QQ,
// and the Chromium 86 of 360安全浏览器 at the desk. No browser of that time comes
// with Debian 12, so their language is held in the source.
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { top } from '../http/stand.mjs';

const acorn = createRequire(import.meta.url)('acorn');
const read = async (folder, ending) =>
  Promise.all(
    (await readdir(`${top}site/${folder}`, { recursive: true }))
      .filter((name) => name.endsWith(ending))
      .map(async (name) => ({ name, text: await readFile(`${top}site/${folder}/${name}`, 'utf8') })),
  );

const scripts = await read('assets', '.js');
const sheets = await read('assets', '.css');
const templates = await read('templates', '.html');

// What came after ES5 and the DOM of its time, as a member or as a name.
const later_members =
  /^(at|append|assign|before|after|closest|copyWithin|endsWith|entries|fill|find|findIndex|findLast|flat|flatMap|from|fromEntries|hasOwn|includes|matchAll|matches|padEnd|padStart|prepend|remove|repeat|replaceAll|replaceChildren|replaceWith|scrollTo|sendBeacon|showModal|showPicker|startsWith|toggleAttribute|trimEnd|trimStart)$/;
const later_names =
  /^(AbortController|BigInt|fetch|FormData|globalThis|IntersectionObserver|Intl|Map|Promise|Proxy|queueMicrotask|Reflect|requestIdleCallback|ResizeObserver|Set|structuredClone|Symbol|URL|URLSearchParams|WeakMap|WeakRef)$/;

function faults_of({ name, text }) {
  const tokens = [...acorn.tokenizer(text, { ecmaVersion: 5, locations: true })];
  return tokens
    .filter(({ type, value }, i) => {
      if (type.label !== 'name') return false;
      return tokens[i - 1]?.type.label === '.' ? later_members.test(value) : later_names.test(value);
    })
    .map(({ value, loc }) => `${name}:${loc.start.line}: ${value}`);
}

test('every script is ES5, and uses nothing that came later', () => {
  assert.ok(scripts.length >= 4);
  for (const { name, text } of scripts)
    assert.doesNotThrow(() => acorn.parse(text, { ecmaVersion: 5 }), name);
  assert.deepEqual(scripts.flatMap(faults_of), []);
  assert.deepEqual(faults_of({ name: 'x', text: 'a.includes(1); fetch(b); c = { at: 1, find: 2 };' }), ['x:1: includes', 'x:1: fetch'], 'it finds them');
});

test('a template holds no script but those, data and no event attribute', () => {
  for (const { name, text } of templates) {
    for (const [tag, body] of text.matchAll(/<script[^>]*>([^]*?)<\/script>/g))
      if (!/type="application\/(ld\+)?json"/.test(tag)) assert.match(body, /^\{\{\{js_\w+\}\}\}$/, `${name}: ${tag}`);
    assert.doesNotMatch(text, /<[^>]*\son\w+=/, name);
  }
});

// Younger than Chromium 86. What is only nicer with it stands here, with the reason.
const later_css =
  /:has\(|:is\(|:where\(|:open\b|:user-|@container|@layer|@scope|@starting-style|&|\b(color-mix|oklch|oklab|light-dark|anchor|round)\(|\b\d*[dsl]v[hw]\b|subgrid|[;{\s](aspect-ratio|accent-color|inset|inset-\w+|translate|rotate|scale|text-wrap|field-sizing|interpolate-size|view-transition-name)\s*:/g;
const only_nicer = [
  ['desk.css', 'accent-color:'], // the colour of a chosen box
  ['form.css', ':has('], // another day keeps what was typed; without it the link is followed
  ['form.css', 'accent-color:'], // the colour of a chosen radio
  ['sheet.css', 'text-wrap:'], // lines of even length on posters and cards
  ['read.css', 'text-wrap:'], // takes that back
  ['site.css', 'text-wrap:'], // and in headings
];

test('the style sheets use nothing younger than Chromium 86 but what is only nicer', () => {
  const found = sheets.flatMap(({ name, text }) =>
    [...text.replace(/\/\*[^]*?\*\//g, '').matchAll(later_css)].map(([word]) => `${name} ${word.trim()}`),
  );
  assert.deepEqual([...new Set(found)].sort(), only_nicer.map((pair) => pair.join(' ')).sort());
});

test('the templates use no element or attribute younger than Chromium 86', () => {
  for (const { name, text } of templates)
    assert.doesNotMatch(text, /<(dialog|search|selectedcontent)\b|<[^>]*\s(inert|popover\w*|closedby|command\w*|fetchpriority|blocking)[\s=>]|<details[^>]*\sname=|type="module"|hidden="until-found"/, name);
});
