import { describe, expect, it } from 'vitest';
import { asciiFigures } from './ascii-figures.ts';

/** Chinese numerals are letters of Unicode, not digits. */
const systems = Intl.supportedValuesOf('numberingSystem').filter((name) => name !== 'hanidec');

describe('asciiFigures', () => {
  it.each(systems)('reads the digits of %s', (numberingSystem) => {
    const written = new Intl.NumberFormat('en', { numberingSystem, useGrouping: false }).format(1234567890);
    expect(asciiFigures(written)).toBe('1234567890');
  });

  it.each([
    ['＋（０）－／．', '+(0)-/.'],
    ['﹢⁺₊﬩', '++++'],
    ['﹙⁽₍︵﹚⁾₎︶', '(((())))'],
    ['﹣﹒․', '-..'],
    ['‑⁻﹘︲', '‐−—–'],
    ['… №', '… №'],
    ['a\u00a0b\u202fc\u2009d\u3000e', 'a b c d e'],
    ['Ann: 06', 'Ann: 06'],
    ['½ ² ③ 五 ー', '½ ² ③ 五 ー'],
    ['', ''],
  ])('turns %s into %s', (text, expected) => {
    expect(asciiFigures(text)).toBe(expected);
  });
});
