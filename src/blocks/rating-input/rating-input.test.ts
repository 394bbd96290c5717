import { describe, expect, it } from 'vitest';
import { answerTo, presented } from '../../../test/support/one-input.ts';
import { ratingInput } from './rating-input.ts';

describe('rating input', () => {
  it.each([
    ['8', undefined],
    ['10', undefined],
    ['3.7', undefined],
    ['-5', undefined],
    [' 7 ', undefined],
    ['10', { length: 0 }],
    ['7', { length: 7 }],
    ['1', { length: 5, startsAt: 3 }],
    ['10', { length: 'five' }],
  ])('takes %s of %j as typed', async (reply, options) => {
    expect(await answerTo(ratingInput, reply, options)).toBe(reply);
  });

  it.each([
    ['', undefined],
    [' ', undefined],
    ['11', undefined],
    ['abc', undefined],
    ['8/10', undefined],
    ['11', { length: 0 }],
    ['7', { length: 5 }],
    ['9'.repeat(1_000_000), undefined],
    [undefined, undefined],
  ])('refuses %.20s of %j', async (reply, options) => {
    expect(await answerTo(ratingInput, reply, options)).toBeUndefined();
  });

  it('refuses a voice reply', async () => {
    expect(await answerTo(ratingInput, { type: 'audio', url: '5' })).toBeUndefined();
  });

  it.each([
    [undefined, undefined],
    [
      { length: 5, startsAt: '{{from}}' },
      { length: 5, startsAt: 3 },
    ],
    [{ startsAt: '{{unknown}}' }, {}],
    [{ startsAt: 0, buttonType: 'Stars' }, { startsAt: 0 }],
    [
      {
        buttonType: 'Icons',
        labels: { left: 'Bad', right: 'Good', button: 'Rate' },
        customIcon: { isEnabled: true, svg: '<svg/>' },
      },
      {
        buttonType: 'Icons',
        labels: { left: 'Bad', right: 'Good', button: 'Rate' },
        customIcon: { isEnabled: true, svg: '<svg/>' },
      },
    ],
    [{ isOneClickSubmitEnabled: true }, { isOneClickSubmitEnabled: true }],
  ])('presents %j', async (options, expected) => {
    const variables = [{ id: 'v', name: 'from', value: '3' }];
    expect((await presented(ratingInput, options, { variables }))?.options).toEqual(expected);
  });
});
