import { describe, expect, it } from 'vitest';
import { answerTo, askOnly, presented } from '../../../test/support/one-input.ts';
import { bubbleTexts } from '../../../test/support/running-flow.ts';
import { urlInput } from './url-input.ts';

describe('url input', () => {
  it.each([
    'https://a.com',
    'HTTPS://A.COM',
    'a.com',
    'www.a.com/p?q=1#h',
    'https://a.com:8080/x',
    'foo.bar',
    'hello.world',
    'exämple.com',
    '1.2.3.4',
    'http://[::1]/',
    'test@a.com',
    'https://user:pass@a.com',
  ])('takes %s as it is', async (reply) => {
    expect(await answerTo(urlInput, reply)).toBe(reply);
  });

  it.each([
    'a',
    'localhost',
    'http://localhost:3000',
    'https://a',
    'ftp://a.com',
    '//a.com',
    'javascript:alert(1)',
    'mailto:a@b.com',
    'https://a_b.com',
    'a..com',
    '1.5',
    'hello world',
    'https://a.com ',
    'https://a.com/a b',
    '',
    undefined,
  ])('refuses %s', async (reply) => {
    expect(await answerTo(urlInput, reply)).toBeUndefined();
  });

  it('refuses a voice reply', async () => {
    expect(await answerTo(urlInput, { type: 'audio', url: 'https://a.com' })).toBeUndefined();
  });

  it.each(['a.'.repeat(500_000), 'a@'.repeat(1000), 'a:%'.repeat(690), 'https://'.repeat(100_000)])(
    'refuses a hostile text (%#)',
    async (reply) => {
      expect(await answerTo(urlInput, reply)).toBeUndefined();
    },
  );

  it.each([
    [undefined, 'Invalid message. Please, try again.'],
    [{ retryMessageContent: 'Bad URL' }, 'Bad URL'],
  ])('asks again with %j', async (options, text) => {
    const conversation = askOnly(urlInput, options);
    await conversation.start();
    expect(bubbleTexts(await conversation.say('bad'))).toEqual([text]);
  });

  it('presents its options', async () => {
    const options = { variableId: 'v', retryMessageContent: 'No', labels: { placeholder: 'p', button: 'b' } };
    expect(await presented(urlInput, options)).toEqual({ id: 'input', type: 'url input', options });
  });
});
