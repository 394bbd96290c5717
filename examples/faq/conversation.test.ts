import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ExampleServer, openExamples } from '../example-server.ts';

describe('frequently asked questions', () => {
  let server: ExampleServer;
  beforeAll(async () => {
    server = await openExamples({ 'faq-answers': 'faq/answers.json', faq: 'faq/bot.json' });
  });
  afterAll(() => server.close());

  const hours = 'We are open Monday to Friday, 9 to 17.';
  const returns = 'You can send everything back within 30 days and get your money back.';
  const handover = 'A colleague will answer you. Where can we write to?';

  it.each([
    ['a topic', ['Opening hours'], hours],
    ['own words', ['Something else', 'Can I return it?'], returns],
    ['other own words', ['Something else', 'I want my money back'], returns],
    ['a question of the linked bot', ['Delivery', 'Berlin'], 'To Berlin it takes two to three days.'],
    [
      'own words and a question',
      ['Something else', 'When do you deliver?', 'Rome'],
      'To Rome it takes two to three days.',
    ],
  ])('answers %s from the linked bot and comes back', async (_name, replies, answer) => {
    const { say } = await server.talk('faq');
    const said = [];
    for (const reply of replies) said.push(await say(reply));
    expect(said.at(-1)).toMatchObject({ texts: [answer, 'Did this help?'], choices: ['Yes', 'No'] });
    expect(await say('Yes')).toMatchObject({ texts: ['Glad to hear it. Goodbye!'], input: undefined });
  });

  it('shares variables of the same name with the linked bot', async () => {
    const { opening, say } = await server.talk('faq', { prefilledVariables: { Name: 'Ada' } });
    expect(opening.texts).toEqual(['Hello Ada, what is it about?']);
    expect((await say('Delivery')).texts).toEqual(['Where do you live, Ada?']);
  });

  it.each([
    ['an unknown question', ['Something else', 'Why is the sky blue?']],
    ['an answer that did not help', ['Opening hours', 'No']],
    ['a command at any time', ['Something else', { type: 'command', command: 'agent' }]],
  ])('hands %s over to a person', async (_name, replies) => {
    const { say } = await server.talk('faq');
    const said = [];
    for (const reply of replies) said.push(await say(reply));
    expect(said.at(-1)).toMatchObject({ texts: [handover], input: 'email input' });
    expect(await say('me@example.com')).toMatchObject({ texts: ['Noted: we will write to me@example.com.'] });
  });

  it('can be asked directly', async () => {
    const { opening, say } = await server.talk('faq-answers');
    expect(opening.choices).toEqual(['Opening hours', 'Delivery', 'Returns']);
    expect(await say('Returns')).toMatchObject({ texts: [returns], input: undefined });
  });
});
