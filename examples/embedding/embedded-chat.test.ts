import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { TurnOutput } from '../../src/engine/output.ts';
import { EmbeddedChat } from './embedded-chat.ts';

const texts = ({ messages }: TurnOutput) => messages.map(({ content }) => (content as { markdown: string }).markdown);

it('runs a flow without a server', async () => {
  const chat = new EmbeddedChat(readFileSync(path.join(import.meta.dirname, '../demo/bot.json'), 'utf8'));
  expect(texts(await chat.start())).toEqual(['Hi! I am a demo bot on your own server.', 'What is your name?']);
  const menu = await chat.say('Ada');
  expect(texts(menu)[0]).toBe('Nice to meet you, Ada!');
  expect(menu.input).toMatchObject({ type: 'choice input' });
  const end = await chat.say('Nothing more');
  expect(end).toMatchObject({ isEnded: true });
  expect(texts(end)).toEqual(['Goodbye, Ada. Have fun!']);
});
