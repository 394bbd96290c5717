import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultsOf, lettersOfHtml, withFallbacks } from '../../../test/support/bot-api.ts';
import { choice, contextOf, input, oddTexts, textBubble, turnOf } from '../../../test/support/channel-turns.ts';
import type { WireInput } from '../../engine/output.ts';
import type { RichTextNode } from '../../engine/richtext/nodes.ts';
import { answerTo } from '../shared/answer.ts';
import { telegram } from './telegram.ts';

const anyText = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.constantFrom(...oddTexts));
const run = { numRuns: 60, seed: 1 } as const;

function faults(question: WireInput | undefined, text: string, conversation = '7'): string[] {
  const turn = turnOf({ messages: [textBubble('b', text)], ...(question && { input: question }) });
  const { commands } = telegram.render(turn, contextOf({ conversation }));
  return withFallbacks(commands).flatMap(faultsOf);
}

describe('limits hold', () => {
  it('for any choice, as it is asked and on each of its pages', () => {
    fc.assert(
      fc.property(anyText, fc.array(anyText, { maxLength: 230 }), fc.boolean(), (text, labels, isMultipleChoice) => {
        const question = choice(labels, { isMultipleChoice, buttonLabel: text });
        expect(faults(question, text)).toEqual([]);
        const { prompt } = telegram.render(turnOf({ input: question }), contextOf({ conversation: '7' }));
        for (const page of [0, 1, 2, 3]) {
          const press = {
            kind: 'choice',
            dedupeKey: 'd',
            conversation: '7',
            person: { id: '7' },
            at: 0,
            token: `f1:7:p${page}`,
            reply: { pressedId: 1 },
          } as const;
          const answer = answerTo(press, prompt);
          if (answer.kind !== 'open') throw new Error('A page is no answer');
          expect(telegram.toggled!(answer.prompt, press, contextOf({ conversation: '7' })).flatMap(faultsOf)).toEqual(
            [],
          );
        }
      }),
      { ...run, numRuns: 30 },
    );
  });

  it('for any picture and card', () => {
    const pictureSrc = fc.constantFrom(undefined, '', '/x', 'https://a.example/a.png', 'https://a.example/a.gif');
    const item = fc.record({ id: fc.constant('p'), title: anyText, description: anyText, pictureSrc });
    fc.assert(
      fc.property(fc.array(item, { maxLength: 12 }), fc.array(anyText, { maxLength: 5 }), (items, labels) => {
        const paths = labels.map((text, index) => ({ id: `b${index}`, text }));
        const cards = items.map(({ pictureSrc: imageUrl, ...card }) => ({ ...card, imageUrl, paths }));
        expect(faults(input('picture choice input', { items }), '')).toEqual([]);
        expect(faults(input('picture choice input', { items, options: { isMultipleChoice: true } }), 'q')).toEqual([]);
        expect(faults(input('cards', { items: cards }), '')).toEqual([]);
      }),
      run,
    );
  });

  it('for any label of any other input, in private and in groups', () => {
    const kinds = ['text', 'number', 'phone number', 'date', 'time', 'rating', 'file', 'payment'];
    fc.assert(
      fc.property(fc.constantFrom(...kinds), anyText, fc.boolean(), fc.integer(), (kind, text, flag, number) => {
        const labels = { placeholder: text, button: text, skip: text, left: text, right: text };
        const options = {
          labels,
          format: text,
          isRequired: flag,
          isMultipleAllowed: flag,
          isRange: flag,
          length: number,
          buttonType: flag ? 'Icons' : 'Numbers',
        };
        const question = input(`${kind} input`, { options, runtimeOptions: { amountLabel: text } });
        expect(faults(question, text)).toEqual([]);
        expect(faults(question, text, '-100:7')).toEqual([]);
      }),
      { ...run, numRuns: 150 },
    );
  });

  it('for any marks', () => {
    const leaf = fc.record({
      text: anyText,
      bold: fc.boolean(),
      italic: fc.boolean(),
      underline: fc.boolean(),
      strikethrough: fc.boolean(),
      code: fc.boolean(),
    });
    const url = fc.constantFrom('https://a.example/?a=1&b="2"', 'mailto:a@b.example', 'javascript:0', '');
    const inline = fc.oneof(
      leaf,
      fc.record({ type: fc.constant('a'), url, children: fc.array(leaf, { maxLength: 3 }) }),
    );
    const block = fc.record({
      type: fc.constantFrom('p', 'h1', 'blockquote', 'code_block', 'ul', 'ol'),
      children: fc.array(inline, { minLength: 1, maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(block, { maxLength: 4 }), (blocks) => {
        const richText: RichTextNode[] = blocks;
        const bubble = { id: 'b', type: 'text', content: { type: 'richText', richText } } as const;
        const { commands } = telegram.render(turnOf({ messages: [bubble] }), contextOf({ conversation: '7' }));
        expect(withFallbacks(commands).flatMap(faultsOf)).toEqual([]);
      }),
      { ...run, numRuns: 200 },
    );
  });

  it('for any text of the team', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(telegram.say(text, contextOf({ conversation: '7' })).flatMap(faultsOf)).toEqual([]);
      }),
      run,
    );
  });
});

it.each([
  ['<b>a', undefined],
  ['<b><i>a</b></i>', undefined],
  ['a < b', undefined],
  ['a & b', undefined],
  ['<p>a</p>', undefined],
  ['<code><b>a</b></code>', undefined],
  ['<a>a</a>', undefined],
  ['<b>a &lt; <i>b</i></b>', 'a < b'],
  ['<a href="x">a</a>', 'a'],
])('the check of HTML judges %s', (html, expected) => expect(lettersOfHtml(html)).toBe(expected));
