// The large version of booking: by path prefix, at / and under a base
// path, without a cookie; whoever is in it stays in it.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { based_stand, form_fields, free_slots, tags } from './stand.mjs';

// The page, which is large, names no booking address outside of it but its twin, and sets nothing.
async function large_page(answer, base, twin) {
  assert.equal(answer.headers.get('set-cookie'), null);
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  const html = await answer.text();
  assert.match(html, /<html lang="zh-CN" class="large">/);
  const named = [
    ...tags(html, 'a').map((tag) => tag.href),
    ...tags(html, 'form').map((tag) => tag.action),
    ...tags(html, 'button').map((tag) => tag.formaction),
    ...tags(html, 'img').map((tag) => tag.src),
  ].filter((to) => to?.startsWith('/'));
  assert.deepEqual(named.filter((to) => /\/book(ing)?([/?#]|$)/.test(to) && !to.startsWith(`${base}/large/`)), twin ? [base + twin] : []);
  return html;
}

for (const base of ['', '/zwfw'])
  test(`chosen, booked, moved, corrected, cancelled and found again in the large version, under ${base || '/'}`, async (t) => {
    const stand = await based_stand(t, base);
    const at = `${base}/large`;
    await large_page(await stand.get(`${at}/book`), base, '/book');
    await large_page(await stand.get(`${at}/book?window=9`), base, '/book?window=9');
    const form = await large_page(await stand.get(`${at}/book?item=9&day=2026-11-28&utm=x`), base, '/book?item=9&day=2026-11-28');
    const fields = form_fields(form);
    for (const [name, value] of Object.entries({ slot: free_slots(form)[0], name: '李四', phone: '1381234' })) fields.set(name, value);
    const wrong = await stand.post(`${at}/book`, fields);
    assert.equal(wrong.status, 422);
    await large_page(wrong, base, '/book?item=9&day=2026-11-28');
    fields.set('phone', '13812341234');
    const booked = (await stand.post(`${at}/book`, fields)).headers.get('location');
    assert.match(booked, new RegExp(`^${at}/booking/[\\w-]{27}$`));
    const plain = booked.slice(at.length);
    await large_page(await stand.get(booked), base, plain);
    assert.equal((await stand.get(`${booked}.ics`)).status, 200);
    assert.equal((await stand.get(`${booked}/qr.png`)).status, 200);
    assert.equal((await stand.get(base + plain)).status, 200, 'the same link opens the plain page');

    const move = await large_page(await stand.get(`${booked}/move?day=2026-11-29`), base, `${plain}/move?day=2026-11-29`);
    const to = form_fields(move);
    to.set('slot', free_slots(move).at(-1));
    const moved = (await stand.post(`${booked}/move`, to)).headers.get('location');
    assert.match(moved, new RegExp(`^${at}/booking/[\\w-]{27}$`));
    await large_page(await stand.get(booked), base, plain);
    await large_page(await stand.get(`${moved}/edit`), base, `${moved.slice(at.length)}/edit`);
    assert.equal((await stand.post(`${moved}/edit`, 'name=%E7%8E%8B%E4%BA%94')).headers.get('location'), moved);

    await large_page(await stand.get(`${at}/booking`), base, '/booking');
    const [{ reference }] = await stand.query("SELECT reference FROM booking WHERE state = 'booked'");
    assert.equal((await stand.post(`${at}/booking`, `reference=${reference}&tail=1234`)).headers.get('location'), moved);
    assert.equal((await stand.post(`${moved}/cancel`, '')).headers.get('location'), moved);
    assert.deepEqual(await stand.query("SELECT name, state FROM booking ORDER BY id"), [
      { name: '李四', state: 'moved' },
      { name: '王五', state: 'cancelled' },
    ]);
    assert.match(await large_page(await stand.get(moved), base, moved.slice(at.length)), /已取消/);

    const log = await readFile(join(stand.state, 'nginx-access.log'), 'utf8');
    assert.match(log, /\/large\/booking\/\*\*\*/);
    for (const path of ['/large/staff/', '/large/healthz', '/large/bookx', '/large/large/book'])
      assert.equal((await stand.get(base + path)).status, 404, path);
  });
