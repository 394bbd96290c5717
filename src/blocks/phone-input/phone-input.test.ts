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
    ['00 33 6 12 34 56 78', 'FR', french],
    ['call me at 15:30, 06123456789', 'DE', '+496123456789'],
    ['house 12, 030 123456', 'DE', '+4930123456'],
    ['415-555-2671, 5', 'US', '+14155552671'],
    ['+33612345678,, 5', undefined, french],
    ['011 33 6 12 34 56 78', 'US', french],
    ['+33612345678;ext=5', undefined, french],
    ['+33 6 12 34 56 78 x5', undefined, french],
    ['+33.6.12.34.56.78', undefined, french],
    ['+33-6-12-34-56-78', undefined, french],
    ['\u202a+33 6 12 34 56 78\u202c', undefined, french],
    ['+44 (0) 20 7946 0958', undefined, '+442079460958'],
    // spaces of typographers
    ['+33\u00a06\u00a012\u00a034\u00a056\u00a078', undefined, french],
    ['+33\u202f6\u202f12\u202f34\u202f56\u202f78', undefined, french],
    ['+33\u20096\u200912\u200934\u200956\u200978', undefined, french],
    ['+33\u30006\u300012345678', undefined, french],
    ['06\u202f12\u202f34\u202f56\u202f78', 'FR', french],
    // full width, as Japanese, Chinese and Korean keyboards type
    ['＋３３ ６ １２ ３４ ５６ ７８', undefined, french],
    ['＋３３（０）６１２３４５６７８', undefined, french],
    ['+33（6）12－34－56－78', undefined, french],
    ['０１０－１２３４－５６７８', 'KR', '+821012345678'],
    ['０３（１２３４）５６７８', 'JP', '+81312345678'],
    // other forms of signs, which another country's number would be read without
    ['﹢33612345678', 'BR', french],
    ['⁺33612345678', 'BR', french],
    ['₊33612345678', 'BR', french],
    ['﬩33612345678', 'BR', french],
    ['﹢33﹙0﹚6﹣12﹣34﹣56﹣78', 'BR', french],
    ['+33⁽6⁾12‑34⁻56﹘78', 'BR', french],
    ['+33﹒6․12﹒34﹒56﹒78', 'BR', french],
    // digits of other scripts
    ['+٣٣٦١٢٣٤٥٦٧٨', undefined, french],
    ['٠٦ ١٢ ٣٤ ٥٦ ٧٨', 'FR', french],
    ['۰۹۱۲۳۴۵۶۷۸۹', 'IR', '+989123456789'],
    ['+९१ ९८७६५ ४३२१०', undefined, '+919876543210'],
    ['০১৭১২৩৪৫৬৭৮', 'BD', '+8801712345678'],
    ['๐๘๑๒๓๔๕๖๗๘', 'TH', '+66812345678'],
    ['my number is ९८७६५ ४३२१०, thanks', 'IN', '+919876543210'],
    // mobiles of Mexico, Argentina and Brazil, as contacts of messaging apps hold them
    ['+52 1 55 1234 5678', undefined, '+525512345678'],
    ['+5215512345678', undefined, '+525512345678'],
    ['+521 (55) 1234-5678', undefined, '+525512345678'],
    ['+52 (1) 55 1234 5678', undefined, '+525512345678'],
    ['+52–1–55–1234–5678', undefined, '+525512345678'],
    ['＋５２ １ ５５ １２３４ ５６７８', undefined, '+525512345678'],
    ['+52 1 55 1234 5678 or +33612345678', undefined, '+525512345678'],
    ['00521 55 1234 5678', 'FR', '+525512345678'],
    ['011 52 1 55 1234 5678', 'US', '+525512345678'],
    ['5215512345678', 'MX', '+525512345678'],
    ['525512345678', 'MX', '+525512345678'],
    ['+52 55 1234 5678', undefined, '+525512345678'],
    ['5215512345678', 'DE', '+495215512345678'],
    ['+54 9 11 2345-6789', undefined, '+5491123456789'],
    ['+54 11 2345-6789', undefined, '+541123456789'],
    ['011 15-2345-6789', 'AR', '+5491123456789'],
    ['+55 11 91234-5678', undefined, '+5511912345678'],
    ['+55 11 8123-4567', undefined, '+551181234567'],
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
    ['+52 1 55 1234 567', undefined],
    ['+52 1 55 1234 56789', undefined],
    ['5215512345678', undefined],
    ['wa.me/33612345678', undefined],
    ['一二三四五六七八九〇', 'CN'],
    [undefined, 'FR'],
  ])('finds none in %s (%s)', async (reply, defaultCountryCode) => {
    expect(await answerTo(phoneInput, reply, { defaultCountryCode })).toBeUndefined();
  });

  it('refuses a voice reply', async () => {
    expect(await answerTo(phoneInput, { type: 'audio', url: french })).toBeUndefined();
  });

  it.each([
    '1',
    '(',
    '(1',
    '1 ',
    '+1',
    '1-',
    '12.34.56.',
    '+52',
    '+521',
    '＋５２１',
    '९',
    ',',
    '1,',
    '\ud800',
    `${'x'.repeat(999)} +33612345678`,
  ])('refuses a hostile text (%#)', async (part) => {
    expect(
      await answerTo(phoneInput, part.repeat(1_000_000 / part.length), { defaultCountryCode: 'FR' }),
    ).toBeUndefined();
  });

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
