import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultPublicId, isPublicId } from './public-id.ts';

describe('isPublicId', () => {
  it.each([
    ['my-shop', true],
    ['a', true],
    ['9', true],
    ['ends-', true],
    ['a'.repeat(255), true],
    ['', false],
    ['a'.repeat(256), false],
    ['-shop', false],
    ['my--shop', false],
    ['My-shop', false],
    ['my.shop', false],
    ['my_shop', false],
    ['my shop', false],
    ['café', false],
    ['shop\n', false],
  ])('%j: %s', (text, expected) => {
    expect(isPublicId(text)).toBe(expected);
  });
});

describe('defaultPublicId', () => {
  const botId = 'clzq8w0v7000108l4k3j9x2a';

  it.each([
    ['My Shop', 'my-shop-k3j9x2a'],
    ['myShopBot', 'my-shop-bot-k3j9x2a'],
    ['Café bot', 'caf-bot-k3j9x2a'],
    ['SHOP2000 beta', 's-h-o-p-2000-beta-k3j9x2a'],
    ['Привет 你好', 'k3j9x2a'],
    ['', 'k3j9x2a'],
    ['  --  ', 'k3j9x2a'],
    ['bot2', 'bot2-k3j9x2a'],
    [`${'A'.repeat(500_000)}_`, `${'a'.repeat(247)}-k3j9x2a`],
  ])('%.40j', (name, expected) => {
    expect(defaultPublicId(name, botId)).toBe(expected);
  });

  it.each([
    ['Shop', 'A_B-C', 'shop-abc'],
    ['Shop', '___', 'shop'],
    ['', '-_-', 'bot'],
  ])('name %j, id %j', (name, id, expected) => {
    expect(defaultPublicId(name, id)).toBe(expected);
  });

  it('is a public id whatever the name and the id', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), fc.string({ maxLength: 30 }), (name, id) =>
        isPublicId(defaultPublicId(name, id)),
      ),
    );
    expect(isPublicId(defaultPublicId('Ab '.repeat(300), botId))).toBe(true);
  });
});
