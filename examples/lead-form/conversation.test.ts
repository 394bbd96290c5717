import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ExampleServer, openExamples } from '../example-server.ts';

describe('lead form', () => {
  let server: ExampleServer;
  beforeAll(async () => {
    server = await openExamples({ lead: 'lead-form/bot.json' });
  });
  afterAll(() => server.close());

  it('makes an offer to a small team', async () => {
    const { opening, say } = await server.talk('lead');
    expect(opening).toMatchObject({
      texts: ['Welcome! A few questions, then we know how to help you.', 'Who are you?'],
      input: 'text input',
    });
    expect(await say('Ada Lovelace')).toMatchObject({
      texts: ['Thank you, Ada. Where can we write to you?'],
      input: 'email input',
    });
    expect(await say('ada at example')).toMatchObject({
      texts: ['That address looks incomplete. Could you check it?'],
      input: 'email input',
    });
    expect(await say('Ada@Example.com')).toMatchObject({ choices: ['Just me', '2 to 50', 'More than 50'] });
    expect(await say('Just me')).toMatchObject({ choices: ['Website', 'WhatsApp', 'Reports'] });
    expect(await say('Website, Reports')).toMatchObject({ input: 'number input' });
    expect(await say('5')).toMatchObject({ texts: ['Invalid message. Please, try again.'] });
    expect(await say('250')).toMatchObject({
      texts: [
        'That is all, Ada. We will write to ada@example.com.',
        'Our offer for Website, Reports will stay within 250 euros.',
      ],
      input: undefined,
    });
  });

  it('arranges a call with a big team', async () => {
    const { say } = await server.talk('lead');
    await say('Grace');
    await say('grace@example.com');
    expect(await say('More than 50')).toMatchObject({ input: 'date input' });
    expect(await say('2030-05-17')).toMatchObject({
      texts: ['That is all, Grace. We will write to grace@example.com.', 'We will call on 2030-05-17.'],
      input: undefined,
    });
  });
});
