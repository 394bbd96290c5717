import { expect, it } from 'vitest';
import { cleanCss } from './custom-css.ts';

it.each([
  ['.a{b:c}', '.a{b:c}'],
  ['/* one */.a{b:c}/* two\n */', '.a{b:c}'],
  ['.a{b:c} .lite-badge{d:e}', '.a{b:c}'],
  ['.a{b:c}\n#lite-badge, .x > .y{d:e}\n.z{f:g}', '.a{b:c}\n.z{f:g}'],
  ['.a{content:"lite-badge"}.b{c:d}', '.b{c:d}'],
  ['@media print{.lite-badge{a:b}}.c{d:e}', '.c{d:e}'],
  ['@media print{.lite-badge{a:b}.c{d:e}}', '@media print{.c{d:e}}'],
  ['@supports (a:b){@media print{.lite-badge{a:b}}}.c{d:e}', '.c{d:e}'],
  ['@import url("x.css");.lite-badge{a:b}', '@import url("x.css");'],
  ['.a{b:c}/* open', '.a{b:c}'],
  ['/* one */\n.a{b:c}\n/* two */\n.d{e:f}\n', '.a{b:c}\n.d{e:f}\n'],
  ['\n.lite-badge{a:b}\n\n.c{d:e}', '\n.c{d:e}'],
  ['.a{margin:0 /* x */ auto}', '.a{margin:0 auto}'],
  ['', ''],
])('cleans %j', (css, expected) => {
  expect(cleanCss(css)).toBe(expected);
});

const size = 300_000;

it.each([
  ['space', `a${' '.repeat(size)}b`, `a${' '.repeat(size)}b`],
  ['open comments', '/* '.repeat(size), ''],
  ['nested at-rules', `${'@a{'.repeat(size)}.lite-badge{}${'}'.repeat(size)}`, ''],
  ['open braces', `.lite-badge${'{'.repeat(size)}`, `.lite-badge${'{'.repeat(size)}`],
])('reads hostile %s at once', (_name, css, expected) => {
  expect(cleanCss(css) === expected).toBe(true);
});
