import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  choice,
  contextOf,
  input,
  mediaBubble,
  oddTexts,
  textBubble,
  turnOf,
} from '../../../test/support/channel-turns.ts';
import { faultsOf } from '../../../test/support/line-api.ts';
import type { WireInput } from '../../engine/output.ts';
import type { Command } from '../channel.ts';
import { line } from './line.ts';

const anyText = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.constantFrom(...oddTexts));
const run = { numRuns: 60, seed: 1 } as const;

const all = (commands: readonly Command[]): readonly Command[] =>
  commands.flatMap((command) => [command, ...all(command.fallback ?? [])]);

function faults(question: WireInput | undefined, text: string, settings = {}): string[] {
  const turn = turnOf({ messages: [textBubble('b', text)], ...(question && { input: question }) });
  const reply = { replyToken: 'r', at: contextOf().now };
  return [{}, { reply }].flatMap((parts) =>
    all(line.render(turn, contextOf({ settings, ...parts })).commands).flatMap(faultsOf),
  );
}

describe('limits hold', () => {
  it('for any choice', () => {
    fc.assert(
      fc.property(
        anyText,
        fc.array(anyText, { maxLength: 120, size: 'max' }),
        fc.boolean(),
        fc.boolean(),
        (text, labels, isMultipleChoice, isSearchable) => {
          expect(faults(choice(labels, { isMultipleChoice, isSearchable }), text)).toEqual([]);
        },
      ),
      run,
    );
  });

  it('for any picture and card, with or without pushing', () => {
    const pictureSrc = fc.constantFrom(undefined, '', '/x', 'https://a.example/a.png', 'https://a.example/a.gif');
    const item = fc.record({ id: fc.constant('p'), title: anyText, description: anyText, pictureSrc });
    fc.assert(
      fc.property(
        fc.array(item, { maxLength: 25 }),
        fc.array(anyText, { maxLength: 20 }),
        fc.boolean(),
        (items, labels, allowPush) => {
          const paths = labels.map((text, index) => ({ id: `b${index}`, text }));
          const cards = items.map(({ pictureSrc: imageUrl, ...card }, index) => ({
            ...card,
            imageUrl,
            paths: paths.slice(index),
          }));
          const few = cards.map((card) => ({
            ...card,
            imageUrl: 'https://a.example/a.png',
            paths: card.paths.slice(0, 3),
          }));
          for (const question of [
            input('picture choice input', { items }),
            input('picture choice input', { items, options: { isMultipleChoice: true } }),
            input('cards', { items: cards }),
            input('cards', { items: few }),
          ]) {
            expect(faults(question, labels[0] ?? '', { allowPush })).toEqual([]);
          }
        },
      ),
      run,
    );
  });

  it('for any label of any other input', () => {
    const kinds = ['text', 'phone number', 'date', 'time', 'rating', 'file', 'payment'];
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        anyText,
        fc.boolean(),
        fc.integer({ max: 20 }),
        (kind, text, flag, number) => {
          const labels = { button: text, skip: text, left: text, right: text, from: text, to: text };
          const options = {
            labels,
            min: text,
            max: text,
            isRequired: flag,
            hasTime: flag,
            isRange: flag,
            length: number,
            buttonType: flag ? 'Icons' : 'Numbers',
          };
          const question = input(`${kind} input`, { options, runtimeOptions: { amountLabel: text } });
          expect(faults(question, text)).toEqual([]);
        },
      ),
      { ...run, numRuns: 150 },
    );
  });

  it('for any address and text', () => {
    fc.assert(
      fc.property(anyText, fc.webUrl(), (text, url) => {
        const messages = [
          mediaBubble('image', { url, clickLink: { url, alt: text } }),
          mediaBubble('embed', { url: `https://a.example/${text}` }),
          mediaBubble('audio', { url: `${url}.mp3` }),
        ];
        const { commands } = line.render(turnOf({ messages }), contextOf());
        expect(all(commands).flatMap(faultsOf)).toEqual([]);
        expect(line.say(text, contextOf()).flatMap(faultsOf)).toEqual([]);
      }),
      run,
    );
  });
});
