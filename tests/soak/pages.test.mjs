// tests/browser/pages.test.mjs on every page of the release.
process.env.EVERY_PAGE = '1';
await import('../browser/pages.test.mjs');
