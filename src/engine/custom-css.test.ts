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
  ['', ''],
])('cleans %j', (css, expected) => {
  expect(cleanCss(css)).toBe(expected);
});
