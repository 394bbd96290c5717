import { describe, expect, it } from 'vitest';
import { answerTo, askOnly, presented } from '../../../test/support/one-input.ts';
import type { Message } from '../../engine/message.ts';
import { textInput } from './text-input.ts';

const variables = ['main', 'files', 'clip', 'who'].map((name) => ({ id: `v_${name}`, name }));
const attachments = { isEnabled: true, saveVariableId: 'v_files' };
const audioClip = { isEnabled: true, saveVariableId: 'v_clip' };
const see = (...attachedFileUrls: string[]): Message => ({ type: 'text', text: 'see file', attachedFileUrls });
const voice: Message = { type: 'audio', url: 'https://f/rec.webm' };

describe('text input', () => {
  it.each([' hi ', '', '0', 'x'.repeat(1_000_000), 'a\nb', '{{who}}'])('takes any text as it is', async (reply) => {
    expect(await answerTo(textInput, reply)).toBe(reply);
  });

  it('does not take silence', async () => {
    expect(await answerTo(textInput, undefined)).toBeUndefined();
  });

  it.each([
    [' hi ', {}, { main: ' hi ' }],
    [see('https://a/1'), { attachments }, { main: 'see file', files: 'https://a/1' }],
    [see('https://a/1', 'https://a/2'), { attachments }, { main: 'see file', files: ['https://a/1', 'https://a/2'] }],
    [see('https://a/1'), { attachments: { ...attachments, isEnabled: false } }, { main: 'see file' }],
    [voice, { audioClip }, { clip: 'https://f/rec.webm' }],
    [voice, { audioClip: { ...audioClip, isEnabled: false } }, {}],
  ])('saves %j with %j', async (reply, options, values) => {
    const conversation = askOnly(textInput, { variableId: 'v_main', ...options }, { variables });
    await conversation.start();
    await conversation.send(typeof reply === 'string' ? { type: 'text', text: reply } : reply);
    const saved = variables.map(({ name }) => [name, conversation.value(name)]);
    expect(Object.fromEntries(saved.filter(([, value]) => value !== undefined))).toEqual(values);
  });

  it('takes a voice reply even when it is not asked for', async () => {
    expect(await answerTo(textInput, voice)).toBe('https://f/rec.webm');
  });

  it.each([
    [undefined, { id: 'input', type: 'text input' }],
    [
      {
        variableId: 'v_main',
        labels: { placeholder: 'Your {{who}} please', button: 'Go', other: 'x' },
        isLong: true,
        inputMode: 'tel',
        audioClip: { isEnabled: false, visibility: 'Private' },
        unknown: 1,
      },
      {
        id: 'input',
        type: 'text input',
        options: {
          variableId: 'v_main',
          labels: { placeholder: 'Your name please', button: 'Go' },
          isLong: true,
          inputMode: 'tel',
          audioClip: { isEnabled: false, visibility: 'Private' },
        },
      },
    ],
    [
      { inputMode: 'shout', isLong: true },
      { id: 'input', type: 'text input', options: { isLong: true } },
    ],
  ])('presents %j', async (options, expected) => {
    const named = variables.map((variable) => (variable.name === 'who' ? { ...variable, value: 'name' } : variable));
    expect(await presented(textInput, options, { variables: named })).toEqual(expected);
  });

  it.each([
    ['already', 'already'],
    ['{{who}}', '{{who}}'],
    ['', undefined],
    [['x', 'y'], undefined],
    [null, undefined],
  ])('offers the value %j of its variable as %j', async (value, prefilledValue) => {
    const surroundings = { variables: [{ id: 'v_main', name: 'main', value }, variables[3]!] };
    const input = await presented(textInput, { variableId: 'v_main' }, surroundings);
    expect(input?.prefilledValue).toBe(prefilledValue);
  });
});
