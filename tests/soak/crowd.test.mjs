// tests/http/crowd.test.mjs at full length: 10,000 attempts, every day of the
// horizon, 200 kills.
process.env.CROWD ||= '10000';
process.env.DAYS ||= '30';
process.env.KILLS ||= '200';
await import('../http/crowd.test.mjs');
