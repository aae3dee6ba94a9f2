// The budgets of pages that need a slow phone or Lighthouse, per kind of
// page. First paint and the score for speed are figures of `make bench`.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { all_pages } from '../bench/pages.mjs';

test('budget: ≤ 20 K, ≤ 2 requests, CLS 0, Lighthouse 100 in accessibility, best practices and SEO', async (t) => {
  const faults = [];
  await all_pages(t, ({ kind, bytes, requests, shift, scores, lost }) => {
    const say = (words) => faults.push(`${kind.name}: ${words}`);
    if (bytes > 20 * 1024) say(`${bytes} bytes`);
    if (requests > 2) say(`${requests} requests`);
    if (shift >= 0.0005) say(`layout shift ${shift}`);
    for (const [name, points] of Object.entries(scores)) {
      if (name === 'performance') continue;
      if (name === 'seo' && (kind.booking || kind.large)) continue; // not to be indexed
      if (points < 100) say(`${name} ${points}: ${lost}`);
    }
  });
  if (faults.length) assert.fail(faults.join('\n'));
});
