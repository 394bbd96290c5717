import { describe, expect, it } from 'vitest';
import { contextOf, input, turnOf } from '../../../test/support/channel-turns.ts';
import type { WireInput } from '../../engine/output.ts';
import { generic } from './generic.ts';

/** `prompt` as it is on the wire: what is undefined is left out. */
function promptOf(asked: WireInput): unknown {
  const [command] = generic.render(turnOf({ input: asked }), contextOf()).commands;
  const body = command?.request.body;
  const value = JSON.parse(JSON.stringify(body?.kind === 'json' ? body.value : undefined));
  return value.data.prompt;
}

describe('questions', () => {
  const labels = { placeholder: 'Type' };
  it.each<[string, WireInput, object]>([
    [
      'text',
      input('text input', { options: { isLong: true, labels, inputMode: 'tel', attachments: { isEnabled: true } } }),
      {
        kind: 'text',
        long: true,
        placeholder: 'Type',
        inputMode: 'tel',
        attachments: true,
        audio: false,
        fallbackText: 'Type',
      },
    ],
    [
      'number',
      input('number input', { options: { min: 1, max: '9', step: 2 } }),
      { kind: 'number', min: 1, max: 9, step: 2, fallbackText: '' },
    ],
    [
      'email',
      input('email input', { options: { retryMessageContent: 'Again' } }),
      { kind: 'email', fallbackText: '', retryMessage: 'Again' },
    ],
    ['url', input('url input'), { kind: 'url', fallbackText: '' }],
    [
      'phone',
      input('phone number input', { options: { defaultCountryCode: 'NL' } }),
      { kind: 'phone', defaultCountry: 'NL', fallbackText: '' },
    ],
    [
      'date',
      input('date input', { options: { hasTime: true, isRange: true, min: '2026-01-01' } }),
      { kind: 'date', withTime: true, isRange: true, min: '2026-01-01', fallbackText: '' },
    ],
    ['time', input('time input'), { kind: 'time', fallbackText: '' }],
    [
      'rating',
      input('rating input', { options: { length: 5, buttonType: 'Icons' } }),
      { kind: 'rating', min: 1, max: 5, style: 'icons', fallbackText: '1–5' },
    ],
    [
      'file',
      input('file input', {
        options: { isMultipleAllowed: true, isRequired: false, allowedFileTypes: { isEnabled: true, types: ['.pdf'] } },
      }),
      { kind: 'file', multiple: true, required: false, accept: ['.pdf'], fallbackText: '' },
    ],
    [
      'payment',
      input('payment input', { runtimeOptions: { amountLabel: '€9.00' } }),
      { kind: 'payment', amountLabel: '€9.00', fallbackText: '€9.00' },
    ],
    [
      'picture choice',
      input('picture choice input', {
        items: [
          { id: 'p', title: 'Cat', description: 'Soft', pictureSrc: 'https://a.example/c.png' },
          { id: 'q', description: 'Words' },
          { id: 'r' },
        ],
      }),
      {
        kind: 'choice',
        multiple: false,
        searchable: false,
        fallbackText: '1. Cat\n2. Words',
        items: [
          { id: 'c_0', label: 'Cat', description: 'Soft', imageUrl: 'https://a.example/c.png' },
          { id: 'c_1', label: 'Words' },
        ],
      },
    ],
    [
      'cards',
      input('cards', {
        items: [
          {
            id: 'k',
            title: 'Basic',
            description: 'One',
            imageUrl: 'https://a.example/1.png',
            paths: [{ id: 'a', text: 'Buy' }],
          },
          { id: 'l', title: 'Pro', paths: [{ id: 'b', text: 'Buy' }] },
        ],
      }),
      {
        kind: 'cards',
        fallbackText: '1. Basic: Buy\n2. Pro: Buy',
        items: [
          {
            id: 'k_0',
            title: 'Basic',
            description: 'One',
            imageUrl: 'https://a.example/1.png',
            buttons: [{ id: 'c_0', label: 'Buy' }],
          },
          { id: 'k_1', title: 'Pro', buttons: [{ id: 'c_1', label: 'Buy' }] },
        ],
      },
    ],
    [
      'a kind that is not known',
      input('future input'),
      { kind: 'text', long: false, attachments: false, audio: false, fallbackText: '' },
    ],
  ])('%s', (_name, asked, expected) => expect(promptOf(asked)).toEqual({ id: 'p_7', ...expected }));

  it('of cards are answered by button', () => {
    const items = [{ id: 'k', title: 'Basic', paths: [{ id: 'a', text: 'Buy' }, { id: 'b' }] }];
    expect(generic.render(turnOf({ input: input('cards', { items }) }), contextOf()).prompt?.items).toEqual([
      { replyId: 'a', label: 'Buy', shown: 'Basic: Buy' },
      { replyId: 'b', label: '', shown: 'Basic' },
    ]);
  });
});
