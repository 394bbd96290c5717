import { expect, it } from 'vitest';
import type { Message } from '../../engine/message.ts';
import type { AnswerInput } from './answer.ts';
import { questionLines, readReply } from './question.ts';

const choice: AnswerInput = {
  id: 'i',
  type: 'choice input',
  items: [
    { id: 'a', content: 'Red' },
    { id: 'b', content: 'Blue' },
    { id: 'c', content: '1' },
  ],
};
const several: AnswerInput = { ...choice, options: { isMultipleChoice: true } };
const pictures: AnswerInput = {
  id: 'i',
  type: 'picture choice input',
  items: [
    { id: 'a', title: 'Cat', description: 'soft', pictureSrc: 'https://x/cat.png' },
    { id: 'b', pictureSrc: 'https://x/dog.png' },
  ],
};
const cards: AnswerInput = {
  id: 'i',
  type: 'cards',
  items: [
    {
      id: 'a',
      title: 'Paris',
      paths: [
        { id: 'p1', text: 'More' },
        { id: 'p2', text: 'Book' },
      ],
    },
    { id: 'b', title: 'London', description: 'rain' },
  ],
};
const plain = (type: string, options: AnswerInput['options'] = {}): AnswerInput => ({ id: 'i', type, options });

it.each<[AnswerInput, string[]]>([
  [choice, ['  1) Red', '  2) Blue', '  3) 1']],
  [several, ['  1) Red', '  2) Blue', '  3) 1', '  (one or several, such as 1, 3)']],
  [pictures, ['  1) Cat - soft https://x/cat.png', '  2) https://x/dog.png']],
  [cards, ['  1) Paris: More', '  2) Paris: Book', '  3) London - rain']],
  [plain('text input'), ['  (text)']],
  [plain('text input', { labels: { placeholder: 'Your name' } }), ['  (Your name)']],
  [plain('rating input', { startsAt: 1, length: 5 }), ['  (a number from 1 to 5)']],
  [plain('rating input'), ['  (a number from 0 to 10)']],
  [plain('number input', { min: 2, max: 9 }), ['  (a number, from 2, up to 9)']],
  [plain('date input'), ['  (a date, such as 2026-03-10)']],
  [plain('date input', { isRange: true }), ['  (two dates, such as 2026-03-10 to 2026-03-12)']],
  [plain('file input'), ['  (the address of a file)']],
  [plain('email input'), ['  (email)']],
  [
    { id: 'i', type: 'payment input', runtimeOptions: { amountLabel: '$5' } },
    ['  (payment of $5: type Success or fail)'],
  ],
])('question %o', (input, lines) => expect(questionLines(input)).toEqual(lines));

it.each<[string, AnswerInput, string, Message]>([
  ['a number chooses', choice, ' 2 ', { type: 'text', text: 'Blue', metadata: { replyId: 'b' } }],
  ['a label wins over a number', choice, '1', { type: 'text', text: '1' }],
  ['other words go as they are', choice, 'green ', { type: 'text', text: 'green ' }],
  ['a number beyond the list too', choice, '9', { type: 'text', text: '9' }],
  ['two numbers for one choice too', choice, '2 3', { type: 'text', text: '2 3' }],
  ['several', several, '3, 2', { type: 'text', text: '1, Blue' }],
  ['several with an unknown one', several, '2, 9', { type: 'text', text: '2, 9' }],
  ['a picture without title', pictures, '2', { type: 'text', text: 'https://x/dog.png', metadata: { replyId: 'b' } }],
  ['a button of a card', cards, '2', { type: 'text', text: 'p2', metadata: { replyId: 'p2' } }],
  ['a card without buttons', cards, '3', { type: 'text', text: 'London', metadata: { replyId: 'b' } }],
  ['a text stays as typed', plain('text input'), ' 1 ', { type: 'text', text: ' 1 ' }],
])('%s', (_name, input, line, message) => expect(readReply(input, line)).toEqual(message));
