import { describe, expect, it } from 'vitest';
import type { PersonEvent } from '../channel.ts';
import { answerTo } from './answer.ts';
import type { Prompt } from './prompt.ts';
import { buttonToken, readToken } from './token.ts';

const event = (parts: Partial<PersonEvent>): PersonEvent => ({
  kind: 'message',
  dedupeKey: 'd',
  conversation: 'c',
  person: { id: 'c' },
  at: 0,
  ...parts,
});
const prompt = (parts: Partial<Prompt> = {}): Prompt => ({
  blockId: 'in',
  kind: 'choice input',
  turn: 7,
  items: ['Red', 'Green', 'Blue'].map((label, index) => ({ replyId: `i${index}`, label, shown: label })),
  isMultiple: false,
  isNumbered: true,
  selected: [],
  ...parts,
});
const reply = (text: string, replyId?: string) => ({
  kind: 'reply',
  message: { type: 'text', text, ...(replyId && { metadata: { replyId } }) },
});
const several = prompt({ isMultiple: true });
const toggled = prompt({ isMultiple: true, isToggled: true, isNumbered: false });
const open = (asked: Prompt) => ({ kind: 'open', prompt: asked });
const stale = { kind: 'stale' };

describe('an answer', () => {
  it.each<[string, Partial<PersonEvent>, Prompt | undefined, object]>([
    ['button', { token: 'f1:7:1' }, prompt(), reply('Green', 'i1')],
    ['button of an older turn', { token: 'f1:6:1' }, prompt(), stale],
    ['button that was never sent', { token: 'f1:7:9' }, prompt(), stale],
    ['button that is none', { token: 'nonsense' }, prompt(), stale],
    ['button when nothing is asked', { token: 'f1:7:1' }, undefined, stale],
    ['several at once', { tokens: ['f1:7:0', 'f1:7:2'] }, several, reply('Red, Blue')],
    ['mark', { token: 'f1:7:2' }, { ...toggled, selected: [1] }, open({ ...toggled, selected: [1, 2] })],
    ['unmark', { token: 'f1:7:1' }, { ...toggled, selected: [1, 2] }, open({ ...toggled, selected: [2] })],
    ['send', { token: 'f1:7:send' }, { ...toggled, selected: [0, 2] }, reply('Red, Blue')],
    ['send nothing', { token: 'f1:7:send' }, toggled, open(toggled)],
    ['next page', { token: 'f1:7:p1' }, prompt(), open(prompt({ page: 1 }))],
    ['skip', { token: 'f1:7:skip' }, prompt({ isOptional: true }), { kind: 'reply' }],
    ['skip what is needed', { token: 'f1:7:skip' }, prompt(), stale],
    ['id that the app hands on', { replyId: 'i2', text: 'Blue' }, prompt(), reply('Blue', 'i2')],
    ['number', { text: '2' }, prompt(), reply('Green', 'i1')],
    ['number with a dot', { text: ' 2. ' }, prompt(), reply('Green', 'i1')],
    ['number beyond the list', { text: '4' }, prompt(), reply('4')],
    ['number where there are buttons', { text: '2' }, prompt({ isNumbered: false }), reply('2')],
    ['label', { text: 'Green' }, prompt(), reply('Green', 'i1')],
    ['label in other letters', { text: 'gREEN ' }, prompt(), reply('Green', 'i1')],
    ['numbers', { text: '1, 3' }, several, reply('Red, Blue')],
    ['numbers with blanks', { text: '3 1 1' }, several, reply('Red, Blue')],
    ['numbers beyond the list', { text: '1, 9' }, several, reply('1, 9')],
    ['labels', { text: 'red and blue' }, several, reply('red and blue')],
    [
      'part of a label',
      { text: 'r' },
      prompt({ isSearchable: true, page: 2 }),
      open(prompt({ isSearchable: true, query: 'r' })),
    ],
    ['no part of a label', { text: 'x' }, prompt({ isSearchable: true }), reply('x')],
    ['grade', { token: 'f1:7:0' }, prompt({ items: [{ label: '3', shown: '⭐⭐⭐' }] }), reply('3')],
    ['date of an older turn', { picked: '2026-12-24', token: 'f1:6:date' }, prompt({ items: [] }), stale],
    ['date that nobody picked', { token: 'f1:7:date' }, prompt({ items: [] }), stale],
    ['date with its token', { picked: '2026-12-24', token: 'f1:7:date' }, prompt({ items: [] }), reply('2026-12-24')],
    ['date', { picked: '2026-12-24' }, prompt({ items: [] }), reply('2026-12-24')],
    [
      'first date',
      { picked: '2026-12-24' },
      prompt({ items: [], isRange: true }),
      open(prompt({ items: [], isRange: true, picked: '2026-12-24' })),
    ],
    [
      'second date',
      { picked: '2026-12-26' },
      prompt({ items: [], isRange: true, picked: '2026-12-24' }),
      reply('2026-12-24 to 2026-12-26'),
    ],
    ['place', { location: { latitude: 1.5, longitude: -2 } }, prompt({ items: [] }), reply('1.5, -2')],
    ['contact', { contacts: [{ name: 'Ada', phone: '31612345678' }] }, undefined, reply('+31612345678')],
    ['text', { text: ' hi ' }, undefined, reply('hi')],
    ['text for a file', { text: 'no' }, prompt({ kind: 'file input', isOptional: true, items: [] }), { kind: 'reply' }],
  ])('%s', (_name, parts, asked, expected) => expect(answerTo(event(parts), asked)).toEqual(expected));

  const image = { kind: 'image', ref: 'r' } as const;
  const file = prompt({ kind: 'file input', items: [] });
  it.each<[string, Partial<PersonEvent>, Prompt | undefined, readonly string[], object]>([
    [
      'files',
      { media: [image, image] },
      file,
      ['https://f/a', 'https://f/b'],
      {
        kind: 'reply',
        message: {
          type: 'text',
          text: 'https://f/a, https://f/b',
          attachedFileUrls: ['https://f/a', 'https://f/b'],
        },
      },
    ],
    [
      'one of several files',
      { media: [image] },
      { ...file, isCollecting: true, files: ['https://f/a'] },
      ['https://f/b'],
      open({ ...file, isCollecting: true, files: ['https://f/a', 'https://f/b'] }),
    ],
    [
      'voice',
      { media: [{ kind: 'audio', ref: 'r' }] },
      undefined,
      ['https://f/a'],
      { kind: 'reply', message: { type: 'audio', url: 'https://f/a' } },
    ],
    [
      'picture with a text',
      { media: [image], text: 'my dog' },
      undefined,
      ['https://f/a'],
      { kind: 'reply', message: { type: 'text', text: 'my dog', attachedFileUrls: ['https://f/a'] } },
    ],
  ])('%s', (_name, parts, asked, files, expected) => expect(answerTo(event(parts), asked, files)).toEqual(expected));

  it('in words ends a collection, which is kept', () => {
    const asked = { ...file, isCollecting: true, isOptional: true, files: ['https://f/a'] };
    expect(answerTo(event({ text: 'ok' }), asked)).toMatchObject({ message: { text: 'https://f/a' } });
  });

  it('of collected files is all of them', () => {
    const asked = { ...file, isCollecting: true, files: ['https://f/a', 'https://f/b'] };
    expect(answerTo(event({ token: 'f1:7:done' }), asked)).toMatchObject({
      message: { text: 'https://f/a, https://f/b' },
    });
    expect(answerTo(event({ token: 'f1:7:done' }), { ...file, isCollecting: true })).toMatchObject({ kind: 'open' });
  });
});

describe('a token', () => {
  it.each([
    [7, 0],
    [36 ** 6, 99],
    [0, 'send'],
    [1, 'p12'],
  ] as const)('of turn %d, %s, is read back', (turn, what) => {
    const token = buttonToken(turn, what);
    expect(Buffer.byteLength(token)).toBeLessThanOrEqual(20);
    expect(readToken(token)).toEqual(typeof what === 'number' ? { turn, index: what } : { turn, deed: what });
  });

  it.each(['', 'f1', 'f1::', 'f1:7:', 'f1:7:-1', 'f1:7:x', 'f2:7:0', ' f1:7:0', 'i0'])('is not %j', (text) =>
    expect(readToken(text)).toBeUndefined(),
  );
});
