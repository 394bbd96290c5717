import { describe, expect, it } from 'vitest';
import { answerTo, presented } from '../../../test/support/one-input.ts';
import { numberInput } from './number-input.ts';

const variables = [
  { id: 'v1', name: 'five', value: '5' },
  { id: 'v2', name: 'word', value: 'many' },
  { id: 'v3', name: 'half', value: '0,5' },
];

describe('number input', () => {
  it.each([
    ['12', '12'],
    ['12.50', '12.5'],
    ['12,5', '12.5'],
    ['1,000.5', '1'],
    ['1.000,5', '1'],
    ['1 000', '1'],
    ['12 apples', '12'],
    ['5%', '5'],
    ['+3', '3'],
    ['-3', '-3'],
    ['-0', '0'],
    ['.5', '0.5'],
    ['5.', '5'],
    [' 7 ', '7'],
    ['007', '007'],
    ['0.5', '0.5'],
    ['0', '0'],
    ['0abc', '0abc'],
    ['0,5', '0.5'],
    ['0,50', '0.5'],
    ['0,05 kg', '0.05'],
    ['0,0', '0'],
    ['-0,5', '-0.5'],
    [' 0,5', '0.5'],
    ['0.50', '0.50'],
    ['00,5', '0.5'],
    ['000,25 kg', '0.25'],
    ['00,0', '0'],
    ['0,', '0'],
    ['00, ', '0'],
    ['0, please', '0, please'],
    ['07,5', '07,5'],
    ['007,5', '007,5'],
    ['0x10', '0x10'],
    ['1e3', '1000'],
    ['Infinity', 'Infinity'],
    ['12345678901234567890', '12345678901234567000'],
    ['9'.repeat(1_000_000), 'Infinity'],
  ])('reads %.30s', async (reply, content) => {
    expect(await answerTo(numberInput, reply)).toBe(content);
  });

  it.each(['$5', 'apples 12', '', 'NaN', '٣', '\u{FF19}', ','.repeat(1_000_000), undefined])(
    'refuses %.30s',
    async (reply) => {
      expect(await answerTo(numberInput, reply)).toBeUndefined();
    },
  );

  it('refuses a voice reply', async () => {
    expect(await answerTo(numberInput, { type: 'audio', url: '5' })).toBeUndefined();
  });

  it.each([
    ['5', { min: 6 }, undefined],
    ['5', { max: 4 }, undefined],
    ['5', { min: 5, max: 5 }, '5'],
    ['-1', { min: 0 }, '-1'],
    ['1', { max: 0 }, '1'],
    ['4', { min: '{{five}}' }, undefined],
    ['6', { max: '{{five}}' }, undefined],
    ['5', { min: '{{five}}', max: '{{five}}' }, '5'],
    ['4', { min: '{{word}}' }, '4'],
    ['4', { min: '{{unknown}}' }, '4'],
    ['0.4', { min: '{{half}}' }, undefined],
    ['005', { min: 6 }, undefined],
    ['0,4', { min: '{{half}}' }, undefined],
    ['0,5', { min: '{{half}}' }, '0.5'],
  ])('judges %s between %j', async (reply, bounds, content) => {
    expect(await answerTo(numberInput, reply, bounds, { variables })).toBe(content);
  });

  it.each([
    [undefined, undefined],
    [
      { min: 1, max: '{{five}}', step: '0,5' },
      { min: 1, max: 5, step: 0.5 },
    ],
    [{ min: '{{word}}', max: 'many', step: '400px' }, { step: 400 }],
    [{ min: '-Infinity', max: '1e999', step: 2 }, { step: 2 }],
    [
      { locale: 'fr-FR', style: 'unit', unit: 'mile-scandinavian' },
      { locale: 'fr-FR', style: 'unit', unit: 'mile-scandinavian' },
    ],
    [{ locale: 'en' }, { locale: 'en' }],
    [{ locale: 'english', style: 'roman', unit: 'smoot', currency: 'EUR' }, { currency: 'EUR' }],
    [{ labels: { placeholder: 'How many?', button: 'OK' } }, { labels: { placeholder: 'How many?', button: 'OK' } }],
  ])('presents %j', async (options, expected) => {
    expect((await presented(numberInput, options, { variables }))?.options).toEqual(expected);
  });
});
