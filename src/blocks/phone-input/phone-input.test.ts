import { describe, expect, it } from 'vitest';
import { answerTo, askOnly, presented } from '../../../test/support/one-input.ts';
import { bubbleTexts } from '../../../test/support/running-flow.ts';
import { phoneInput } from './phone-input.ts';

const french = '+33612345678';

describe('phone number input', () => {
  it.each([
    ['+33612345678', undefined, french],
    ['tel:+33612345678', undefined, french],
    ['my number is +33612345678 thanks', undefined, french],
    ['+33 (0)6 12 34 56 78', undefined, french],
    ['+33 6 12 34 56 78 ext 9', undefined, french],
    ['06 12 34 56 78', 'FR', french],
    ['0033612345678', 'FR', french],
    ['33612345678', 'FR', french],
    ['+33612345678 ext 5', 'FR', french],
    ['06 12 34 56 78', '{{country}}', french],
    ['415-555-2671', 'US', '+14155552671'],
    ['(415) 555-2671', 'US', '+14155552671'],
    ['+1 (415) 555-2671', undefined, '+14155552671'],
    ['010-1234-5678', 'KR', '+821012345678'],
    ['+33612345678 or +33698765432', undefined, french],
    [`+33612345678${' and more'.repeat(100_000)}`, undefined, french],
  ])('finds the number in %.40s (%s)', async (reply, defaultCountryCode, content) => {
    const variables = [{ id: 'v', name: 'country', value: 'FR' }];
    expect(await answerTo(phoneInput, reply, { defaultCountryCode }, { variables })).toBe(content);
  });

  it.each([
    ['0612345678', undefined],
    ['0612345678', 'XX'],
    ['0612345678', 'fr'],
    ['0612345678', 'constructor'],
    ['0612345678', 'US'],
    ['555-2671', 'US'],
    ['33612345678', undefined],
    ['00336 12 34 56 78', undefined],
    ['12345', 'FR'],
    ['abc', 'FR'],
    ['', 'FR'],
    ['+999123456789', 'FR'],
    ['00000000000', 'FR'],
    [undefined, 'FR'],
  ])('finds none in %s (%s)', async (reply, defaultCountryCode) => {
    expect(await answerTo(phoneInput, reply, { defaultCountryCode })).toBeUndefined();
  });

  it('refuses a voice reply', async () => {
    expect(await answerTo(phoneInput, { type: 'audio', url: french })).toBeUndefined();
  });

  it.each(['1', '(', '(1', '1 ', '+1', '1-', '12.34.56.', '\ud800', `${'x'.repeat(999)} +33612345678`])(
    'refuses a hostile text (%#)',
    async (part) => {
      expect(
        await answerTo(phoneInput, part.repeat(1_000_000 / part.length), { defaultCountryCode: 'FR' }),
      ).toBeUndefined();
    },
  );

  it.each([
    [undefined, 'Invalid message. Please, try again.'],
    [{ retryMessageContent: 'Wrong phone' }, 'Wrong phone'],
  ])('asks again with %j', async (options, text) => {
    const conversation = askOnly(phoneInput, options);
    await conversation.start();
    expect(bubbleTexts(await conversation.say('bad'))).toEqual([text]);
  });

  it('presents its options', async () => {
    const options = {
      variableId: 'v',
      retryMessageContent: 'No',
      defaultCountryCode: 'US',
      labels: { placeholder: 'p', button: 'b' },
    };
    expect(await presented(phoneInput, options)).toEqual({ id: 'input', type: 'phone number input', options });
  });
});
