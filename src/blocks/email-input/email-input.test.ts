import { describe, expect, it } from 'vitest';
import { answerTo, askOnly, presented } from '../../../test/support/one-input.ts';
import { bubbleTexts } from '../../../test/support/running-flow.ts';
import { emailInput } from './email-input.ts';

describe('email input', () => {
  it.each([
    ['A@B.com', 'a@b.com'],
    ['a+b@c.co', 'a+b@c.co'],
    [`${'a'.repeat(314)}@b.com`, `${'a'.repeat(314)}@b.com`],
    ['é@b.com', 'é@b.com'],
    ['a@[1.2.3.4]', 'a@[1.2.3.4]'],
    ['"John Doe"@b.com', '"john doe"@b.com'],
    ['"a@b"@c.com', '"a@b"@c.com'],
    ['a.b.c@d-e.f.org', 'a.b.c@d-e.f.org'],
  ])('takes %s', async (reply, content) => {
    expect(await answerTo(emailInput, reply)).toBe(content);
  });

  it.each([
    ' a@b.com',
    'a@b.com ',
    'a@b',
    'a@b.c',
    'a..b@c.com',
    '.a@c.com',
    'a.@c.com',
    'a@exämple.com',
    'a@b_c.com',
    'mailto:a@b.com',
    'Bob <a@b.com>',
    'a@b@c.com',
    '""@b.com',
    '@b.com',
    'a@.com',
    'a@b..com',
    'a@[1.2.3]',
    'a b@c.com',
    '',
    '@',
    undefined,
  ])('refuses %s', async (reply) => {
    expect(await answerTo(emailInput, reply)).toBeUndefined();
  });

  it('refuses a voice reply', async () => {
    expect(await answerTo(emailInput, { type: 'audio', url: 'a@b.com' })).toBeUndefined();
  });

  it.each([
    'a'.repeat(1_000_000),
    `${'a.'.repeat(500_000)}@b.com`,
    `a@${'b.'.repeat(500_000)}`,
    `a@${'-'.repeat(1_000_000)}`,
    '"@'.repeat(500_000),
    '\ud800'.repeat(1_000_000),
    `${'a'.repeat(315)}@b.com`,
  ])('refuses a hostile text (%#)', async (reply) => {
    expect(await answerTo(emailInput, reply)).toBeUndefined();
  });

  it.each([
    [undefined, "This email doesn't seem to be valid. Can you type it again?"],
    [{ retryMessageContent: '' }, "This email doesn't seem to be valid. Can you type it again?"],
    [{ retryMessageContent: 'Nope {{who}}' }, 'Nope Bob'],
  ])('asks again with %j', async (options, text) => {
    const conversation = askOnly(emailInput, options, { variables: [{ id: 'v', name: 'who', value: 'Bob' }] });
    await conversation.start();
    expect(bubbleTexts(await conversation.say('bad'))).toEqual([text]);
  });

  it('presents its options', async () => {
    const options = { variableId: 'v', retryMessageContent: 'No', labels: { placeholder: 'p', button: 'b' } };
    expect(await presented(emailInput, options)).toEqual({ id: 'input', type: 'email input', options });
  });
});
