import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ExampleServer, openExamples } from '../example-server.ts';

describe('quiz', () => {
  let server: ExampleServer;
  beforeAll(async () => {
    server = await openExamples({ quiz: 'quiz/bot.json' });
  });
  afterAll(() => server.close());

  it.each([
    ['perfect', ['Mercury', '2, 7', '1969'], ['Right!', 'Right!', 'Right!'], '3 of 3: perfect.'],
    ['one wrong', ['Mars', '2, 7', '1969'], ['No, it is Mercury.', 'Right!', 'Right!'], '2 of 3: well done.'],
    [
      'all wrong',
      ['Venus', '4, 9', '1970'],
      ['No, it is Mercury.', 'Not quite: 2 and 7 are prime, you chose 4, 9.', 'No, it was 1969.'],
      '0 of 3: there is room to grow.',
    ],
    ['reordered', ['mercury', '7, 2', '1969'], ['Right!', 'Right!', 'Right!'], '3 of 3: perfect.'],
  ])('%s', async (_name, replies, comments, score) => {
    const { opening, say } = await server.talk('quiz');
    expect(opening).toMatchObject({ texts: ['Three questions. Ready?'], choices: ['Start'] });
    await say('Start');
    const answers = [];
    for (const reply of replies) answers.push(await say(reply));
    expect(answers.map(({ texts }) => texts[0])).toEqual(comments);
    expect(answers.at(-1)).toMatchObject({ choices: ['Play again', 'Stop'] });
    expect(answers.at(-1)?.texts.at(-1)).toBe(score);
    expect(await say('Stop')).toMatchObject({ texts: ['Thanks for playing.'], input: undefined, progress: 100 });
  });

  it('begins again at nought', async () => {
    const { say } = await server.talk('quiz');
    for (const reply of ['Start', 'Mercury', '2, 7', '1969']) await say(reply);
    expect((await say('Play again')).texts[0]).toContain('Question 1');
    for (const reply of ['Venus', '9']) await say(reply);
    expect((await say('1969')).texts.at(-1)).toBe('1 of 3: there is room to grow.');
  });

  it('asks again for a year that cannot be', async () => {
    const { say } = await server.talk('quiz');
    for (const reply of ['Start', 'Mercury', '2, 7']) await say(reply);
    expect(await say('long ago')).toMatchObject({
      texts: ['Invalid message. Please, try again.'],
      input: 'number input',
    });
    expect((await say('1969')).texts[0]).toBe('Right!');
  });

  it('shows how far it is', async () => {
    const { opening, say } = await server.talk('quiz');
    const seen = [opening.progress];
    for (const reply of ['Start', 'Mercury', '2, 7', '1969']) seen.push((await say(reply)).progress);
    const numbers = seen.map((value) => value ?? -1);
    expect(numbers.every((value) => value > 0 && value < 100)).toBe(true);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  });
});
