// tests/browser/staff.test.mjs in every combination of width, theme and scripts.
process.env.EVERY_PAGE = '1';
await import('../browser/staff.test.mjs');
