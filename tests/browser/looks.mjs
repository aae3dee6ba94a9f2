// What the tests of pages ask of every page, each as a list of faults in words.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const axe = require('axe-core');
const { HtmlValidate } = require('html-validate');

// Comparing would show the first fifty only.
export function none(faults) {
  if (faults.length) assert.fail(faults.join('\n'));
}

// Faults of each kind that `look` gives, with its name, all at once.
export async function on_each_of(list, look) {
  const faults = [];
  for (const kind of list) for (const fault of [(await look(kind)) ?? []].flat()) faults.push(`${kind.name}: ${fault}`);
  none(faults);
}

const validator = new HtmlValidate({
  root: true,
  extends: ['html-validate:standard', 'html-validate:a11y'],
  rules: { 'aria-label-misuse': ['error', { allowAnyNamable: true }] },
});

// Of the text that a server sent.
export async function markup_faults(html, name) {
  const report = await validator.validateString(html, name);
  return report.results.flatMap((r) => r.messages.map((m) => `${m.line}: ${m.ruleId} ${m.message}`));
}

const axe_rules = axe
  .getRules()
  .filter((rule) => !rule.tags.includes('experimental') && !rule.tags.includes('deprecated'))
  .map((rule) => rule.ruleId);

// A, AA, AAA and best practice, what needs review too; that contrast was
// looked at (7:1) is part of it.
export async function axe_faults(page) {
  await page.evaluate(axe.source);
  const found = await page.evaluate(
    (values) => window.axe.run({ runOnly: { type: 'rule', values }, resultTypes: ['violations', 'incomplete'] }),
    axe_rules,
  );
  const looked = found.passes.some((p) => p.id === 'color-contrast-enhanced');
  return [...found.violations, ...found.incomplete]
    .flatMap((r) => r.nodes.map((n) => `${r.id} ${n.target} ${n.any[0]?.message ?? r.help}`))
    .concat(looked ? [] : ['contrast was not looked at']);
}
