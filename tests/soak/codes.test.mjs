// tests/browser/codes.test.mjs on every page of the release.
process.env.EVERY_PAGE = '1';
await import('../browser/codes.test.mjs');
