import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ExampleServer, openExamples } from '../example-server.ts';

describe('demo', () => {
  let server: ExampleServer;
  beforeAll(async () => {
    server = await openExamples({ demo: 'demo/bot.json' });
  });
  afterAll(() => server.close());

  it('greets, calculates and says goodbye', async () => {
    const { opening, say } = await server.talk('demo');
    expect(opening).toMatchObject({
      texts: ['Hi! I am a demo bot on your own server.', 'What is your name?'],
      input: 'text input',
    });
    const menu = await say('Ada');
    expect(menu.texts).toEqual(['Nice to meet you, Ada!', 'What would you like to see?']);
    expect(menu.choices).toEqual(['A calculation', 'How to load my own bot', 'Nothing more']);
    expect(await say('A calculation')).toMatchObject({ input: 'number input' });
    const squared = await say('12');
    expect(squared).toMatchObject({ texts: ['12 times 12 is **144**.', 'What would you like to see?'] });
    expect((await say('How to load my own bot')).texts).toContain('npm run repartee -- import my-bot.json --publish');
    expect(await say('Nothing more')).toMatchObject({ texts: ['Goodbye, Ada. Have fun!'], input: undefined });
  });
});
