import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choice, contextOf, input, oddTexts, textBubble, turnOf } from '../../../test/support/channel-turns.ts';
import type { Command } from '../channel.ts';
import { splitText } from '../shared/split-text.ts';
import { titlesOf } from './titles.ts';
import { whatsApp } from './whatsapp.ts';

/** A message of WhatsApp, as far as it has limits. */
interface Message {
  readonly text?: { readonly body: string };
  readonly interactive?: {
    readonly type: string;
    readonly body: { readonly text: string };
    readonly action: {
      readonly button?: string;
      readonly buttons?: readonly { readonly reply: { readonly id: string; readonly title: string } }[];
      readonly sections?: readonly { readonly rows: readonly { id: string; title: string; description?: string }[] }[];
    };
  };
}

function messagesOf(commands: readonly Command[]): Message[] {
  return commands.flatMap((command) => {
    const { body } = command.request;
    if (body?.kind === 'json') return [body.value as unknown as Message];
    return messagesOf(whatsApp.follow!(command, { status: 200, headers: {}, body: '{"id":"1"}' }));
  });
}

/** Places where a message is more than WhatsApp takes. */
function excesses({ text, interactive }: Message): string[] {
  const found: string[] = [];
  const check = (what: string, value: string | undefined, most: number) => {
    if (value === undefined) return;
    if (value.trim() === '' || value.length > most || !value.isWellFormed())
      found.push(`${what}: ${value.slice(0, 50)}`);
  };
  check('text', text?.body, 4_096);
  if (!interactive) return found;
  const { type, body, action } = interactive;
  check('body', body.text, type === 'list' ? 4_096 : 1_024);
  check('opening', action.button, 20);
  const replies = (action.buttons ?? []).map(({ reply }) => reply);
  const rows = (action.sections ?? []).flatMap((section) => section.rows);
  for (const { id, title } of replies) {
    check('button', title, 20);
    check('id', id, 256);
  }
  for (const { id, title, description } of rows) {
    check('row', title, 24);
    check('id', id, 200);
    check('description', description, 72);
  }
  const titles = [...replies, ...rows].map(({ title }) => title);
  if (titles.length === 0 || new Set(titles).size < titles.length) found.push(`titles: ${titles.join()}`);
  if (replies.length > 3 || rows.length > 10) found.push('too many');
  return found;
}

describe('limits', () => {
  // What JSON cannot carry does not come out of the engine.
  const anyText = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.constantFrom(...oddTexts));
  const run = { numRuns: 60, seed: 1 } as const;

  it('hold for any choice', () => {
    fc.assert(
      fc.property(
        anyText,
        fc.array(anyText, { maxLength: 25 }),
        fc.boolean(),
        fc.boolean(),
        (text, labels, isMultipleChoice, lists) => {
          const turn = turnOf({ messages: [textBubble('b', text)], input: choice(labels, { isMultipleChoice }) });
          const { commands } = whatsApp.render(turn, contextOf({ settings: { lists } }));
          expect(messagesOf(commands).flatMap(excesses)).toEqual([]);
        },
      ),
      run,
    );
  });

  it('hold for any picture and card', () => {
    const pictureSrc = fc.constantFrom(undefined, '', '/x', 'https://a.example/a.png', 'https://a.example/a.gif');
    const item = fc.record({ id: fc.constant('p'), title: anyText, description: anyText, pictureSrc });
    fc.assert(
      fc.property(
        fc.array(item, { maxLength: 5 }),
        fc.array(anyText, { maxLength: 5 }),
        fc.boolean(),
        (items, labels, isMultipleChoice) => {
          const paths = labels.map((text, index) => ({ id: `b${index}`, text }));
          const cards = items.map(({ pictureSrc: imageUrl, ...card }) => ({ ...card, imageUrl, paths }));
          for (const asked of [
            input('picture choice input', { items, options: { isMultipleChoice } }),
            input('cards', { items: cards }),
          ]) {
            const { commands } = whatsApp.render(turnOf({ input: asked }), contextOf());
            expect(messagesOf(commands).flatMap(excesses)).toEqual([]);
          }
        },
      ),
      run,
    );
  });

  it('hold for any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(messagesOf(whatsApp.say(text, contextOf())).flatMap(excesses)).toEqual([]);
      }),
      run,
    );
  });

  it('give an id that is too long a token', () => {
    const items = ['A', 'B', 'C', 'D'].map((content) => ({ id: content.padEnd(300, 'x'), content }));
    const { commands } = whatsApp.render(turnOf({ input: input('choice input', { items }) }), contextOf());
    const [rows] = messagesOf(commands).map(({ interactive }) => interactive?.action.sections?.[0]?.rows);
    expect(rows?.map(({ id }) => id)).toEqual(['f1:7:0', 'f1:7:1', 'f1:7:2', 'f1:7:3']);
  });
});

describe('titles', () => {
  it.each<[readonly string[], readonly string[]]>([
    [
      ['Option', 'Option', 'Option'],
      ['Option', 'Option (1)', 'Option (2)'],
    ],
    [
      ['Exactly twenty chars', 'Twenty-one characters'],
      ['Exactly twenty chars', 'Twenty-one charact..'],
    ],
    [
      ['A very long option label', 'A very long option other'],
      ['A very long option..', 'A very long op (1)..'],
    ],
    [['Emoji label 12345 🎉🎉'], ['Emoji label 12345 ..']],
    [['👩‍👩‍👧‍👦👩‍👩‍👧‍👦'], ['👩‍👩‍👧‍👦..']],
    [
      ['', ' \n '],
      ['1', '2'],
    ],
    [['a\nb  c'], ['a b c']],
    [
      ['2', ''],
      ['2', '2 (1)'],
    ],
  ])('%j', (labels, expected) => expect(titlesOf(labels, 20)).toEqual(expected));
});

describe('texts that other libraries spoil', () => {
  it.each([['Dial *123# now'], ['#sale'], ['<https://shop.example>'], ['a\\b'], ['日本で'], ['🎉'.repeat(2_050)]])(
    'come as they are: %s',
    (text) => {
      const { commands } = whatsApp.render(turnOf({ messages: [textBubble('b', text)] }), contextOf());
      expect(messagesOf(commands).map((message) => message.text?.body)).toEqual(splitText(text, 4_096));
      expect(
        messagesOf(commands)
          .map((message) => message.text?.body)
          .join(''),
      ).toBe(text);
    },
  );

  it('write a heading with a bold value bold once', () => {
    const richText = [{ type: 'h1', children: [{ text: 'Hi ' }, { text: 'Ada', bold: true }] }];
    const bubble = { id: 'b', type: 'text', content: { type: 'richText', richText } } as const;
    expect(messagesOf(whatsApp.render(turnOf({ messages: [bubble] }), contextOf()).commands)).toMatchObject([
      { text: { body: '*Hi Ada*' } },
    ]);
  });
});
