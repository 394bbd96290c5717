import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  choice,
  contextOf,
  mediaBubble,
  oddTexts,
  redirect,
  textBubble,
  turnOf,
  wait,
} from '../../../test/support/channel-turns.ts';
import type { Bubble } from '../../engine/output.ts';
import type { ChannelTurn, Command, RenderContext } from '../channel.ts';
import { generic } from './generic.ts';

interface Body {
  readonly type: string;
  readonly timestamp: string;
  readonly data: Record<string, unknown> & { readonly messages: Record<string, unknown>[] };
}

function bodyOf({ request }: Command): Body {
  if (request.body?.kind !== 'json') throw new Error('no JSON');
  // As it is on the wire: what is undefined is left out.
  return JSON.parse(JSON.stringify(request.body.value)) as Body;
}

function bodies(turn: Partial<ChannelTurn>, context: Partial<RenderContext> = {}) {
  return generic.render(turnOf(turn), contextOf(context)).commands.map(bodyOf);
}

describe('a turn', () => {
  it('is one body', () => {
    const reply = { webhookId: 'msg_in' };
    const [body, ...others] = bodies(
      { messages: [textBubble('b1', 'Hi *Ada*')], input: choice(['Yes', 'No']) },
      { reply },
    );
    expect(others).toEqual([]);
    expect(body).toEqual({
      type: 'bot.turn',
      timestamp: '2026-09-21T12:00:01.000Z',
      data: {
        user: { id: 'cust-42' },
        conversationId: 'cust-42',
        turn: 7,
        inReplyTo: 'msg_in',
        status: 'waiting',
        messages: [
          {
            id: 'm7_0',
            type: 'text',
            text: 'Hi *Ada*',
            format: 'markdown',
            richText: [{ type: 'p', children: [{ text: 'Hi *Ada*' }] }],
            delayMs: 0,
          },
        ],
        prompt: {
          id: 'p_7',
          kind: 'choice',
          multiple: false,
          searchable: false,
          items: [
            { id: 'c_0', label: 'Yes' },
            { id: 'c_1', label: 'No' },
          ],
          fallbackText: '1. Yes\n2. No',
        },
      },
    });
  });

  it('that ends without a word is told all the same', () =>
    expect(bodies({ isEnded: true })).toMatchObject([{ data: { status: 'ended', messages: [], inReplyTo: null } }]));

  it('without anything is not sent', () => expect(bodies({})).toEqual([]));

  it('has the same id each time it is made, and another one than another turn', () => {
    const idOf = (seed: string) =>
      generic.render(turnOf({ messages: [textBubble('b', 'x')] }), contextOf({ seed })).commands[0]?.request.headers?.[
        'webhook-id'
      ];
    expect(idOf('a')).toMatch(/^msg_[A-Za-z0-9]{26}$/);
    expect(idOf('a')).toBe(idOf('a'));
    expect(idOf('a')).not.toBe(idOf('b'));
  });

  it('keeps what is needed to understand the answer', () =>
    expect(
      generic.render(turnOf({ input: choice(['Yes', 'No'], { isMultipleChoice: true }) }), contextOf()).prompt,
    ).toEqual({
      blockId: 'in',
      kind: 'choice input',
      turn: 7,
      items: [
        { replyId: 'i0', label: 'Yes', shown: 'Yes' },
        { replyId: 'i1', label: 'No', shown: 'No' },
      ],
      isMultiple: true,
      isNumbered: true,
      selected: [],
    }));
});

describe('bubbles', () => {
  it.each<[string, Bubble, object]>([
    [
      'picture',
      mediaBubble('image', { url: 'https://a.example/a.png' }),
      { type: 'image', url: 'https://a.example/a.png' },
    ],
    [
      'picture with a link',
      mediaBubble('image', { url: 'https://a.example/a.png', clickLink: { url: 'https://b.example', alt: 'A' } }),
      { type: 'image', url: 'https://a.example/a.png', link: 'https://b.example', alt: 'A' },
    ],
    [
      'video',
      mediaBubble('video', { type: 'url', url: 'https://a.example/a.mp4' }),
      { type: 'video', url: 'https://a.example/a.mp4' },
    ],
    [
      'video of a provider',
      mediaBubble('video', { type: 'youtube', url: 'youtube.com/watch?v=x', id: 'x' }),
      { type: 'video', url: 'https://youtube.com/watch?v=x', provider: 'youtube' },
    ],
    [
      'sound',
      mediaBubble('audio', { url: 'https://a.example/a.mp3' }),
      { type: 'audio', url: 'https://a.example/a.mp3' },
    ],
    [
      'document',
      mediaBubble('embed', { url: 'https://a.example/my%20terms.pdf' }),
      { type: 'file', url: 'https://a.example/my%20terms.pdf', name: 'my terms.pdf' },
    ],
    [
      'page',
      mediaBubble('embed', { url: 'https://a.example/p', height: 300 }),
      { type: 'embed', url: 'https://a.example/p', height: 300 },
    ],
    [
      'custom embed',
      mediaBubble('custom-embed', { url: 'https://a.example/p' }),
      { type: 'embed', url: 'https://a.example/p' },
    ],
  ])('%s', (_name, bubble, expected) =>
    expect(bodies({ messages: [bubble] })[0]?.data.messages).toEqual([{ id: 'm7_0', ...expected, delayMs: 0 }]),
  );

  it.each([
    ['an empty text', textBubble('b', '')],
    ['a picture without an address', mediaBubble('image', {})],
  ])('leaves out %s', (_name, bubble) => expect(bodies({ messages: [bubble] })).toEqual([]));

  it('are markdown', () => {
    const richText = [{ type: 'p', children: [{ text: 'a ' }, { text: 'b', bold: true }] }];
    const bubble: Bubble = { id: 'b', type: 'text', content: { type: 'richText', richText } };
    expect(bodies({ messages: [bubble] })).toMatchObject([{ data: { messages: [{ text: 'a **b**' }] } }]);
  });
});

describe('actions', () => {
  const one = textBubble('one', 'one');
  const two = textBubble('two', 'two');
  const shown = (turn: Partial<ChannelTurn>, context: Partial<RenderContext> = {}) =>
    generic.render(turnOf(turn), contextOf(context)).commands.map((command) => {
      const { messages, actions, prompt } = bodyOf(command).data;
      return {
        wait: command.delayMs,
        texts: messages.map(({ text, delayMs }) => [text, delayMs]),
        actions,
        asks: !!prompt,
      };
    });

  it.each<[string, Partial<ChannelTurn>, object[]]>([
    [
      'a wait between bubbles is their pause',
      { messages: [one, two], actions: [wait(2, 'one')] },
      [
        {
          texts: [
            ['one', 0],
            ['two', 2_000],
          ],
        },
      ],
    ],
    ['a wait before the first', { messages: [one], actions: [wait(1)] }, [{ texts: [['one', 1_000]] }]],
    [
      'waits add up',
      { messages: [one, two], actions: [wait(2, 'one'), wait(3, 'one')] },
      [
        {
          texts: [
            ['one', 0],
            ['two', 5_000],
          ],
        },
      ],
    ],
    [
      'a long wait begins a delivery',
      { messages: [one, two], actions: [wait(60, 'one')] },
      [
        { texts: [['one', 0]], asks: false },
        { wait: 60_000, texts: [['two', 0]] },
      ],
    ],
    [
      'a wait before the question',
      { messages: [one], actions: [wait(2, 'one')], input: choice(['A']) },
      [
        { texts: [['one', 0]], asks: false },
        { wait: 2_000, texts: [], asks: true },
      ],
    ],
    [
      'a redirect',
      { messages: [one], actions: [redirect('https://a.example', 'one')] },
      [{ texts: [['one', 0]], actions: [{ type: 'redirect', url: 'https://a.example', newTab: false }] }],
    ],
  ])('%s', (_name, turn, expected) => expect(shown(turn)).toMatchObject(expected));

  it('has a pause between bubbles', () =>
    expect(shown({ messages: [one, two] }, { bubbleDelayMs: 800 })).toMatchObject([
      {
        texts: [
          ['one', 0],
          ['two', 800],
        ],
      },
    ]));

  it('names what only a browser can do', () => {
    const actions = [wait(0, 'one'), { type: 'scriptToExecute', lastBubbleBlockId: 'one' }];
    expect(generic.render(turnOf({ messages: [one], actions }), contextOf()).losses).toEqual([
      { blockId: 'one', what: 'scriptToExecute needs a browser and is left out' },
    ]);
  });
});

describe('other bodies', () => {
  it('say a text of the team', () =>
    expect(generic.say('Hello', contextOf()).map(bodyOf)).toMatchObject([
      { type: 'bot.turn', data: { status: 'waiting', messages: [{ type: 'text', text: 'Hello', format: 'plain' }] } },
    ]));

  it('say what went wrong', () => {
    const failure = { code: 'FLOW_UNAVAILABLE', message: 'The bot is closed.', isRetryable: false };
    expect(generic.fail!(failure, contextOf()).map(bodyOf)).toEqual([
      {
        type: 'bot.error',
        timestamp: '2026-09-21T12:00:01.000Z',
        data: {
          user: { id: 'cust-42' },
          conversationId: 'cust-42',
          code: 'FLOW_UNAVAILABLE',
          message: 'The bot is closed.',
          retryable: false,
        },
      },
    ]);
  });

  const event = { kind: 'message', dedupeKey: 'd', conversation: 'c', person: { id: 'u' }, at: 0 } as const;
  it('say that the bot is at it', () => {
    const [typing] = generic.acknowledge!({ ...event, reply: { receivedAt: 1_000 } });
    expect(typing?.kind).toBe('aside');
    expect(bodyOf(typing!)).toEqual({
      type: 'bot.typing',
      timestamp: '1970-01-01T00:00:01.000Z',
      data: { user: { id: 'u' }, conversationId: 'c', ttlMs: 5_000 },
    });
  });

  it.each([
    ['awaits the answer', { ...event, answerWithinMs: 1_000 }],
    ['gets none', { ...event, kind: 'reset' as const }],
  ])('say nothing to one that %s', (_name, of) => expect(generic.acknowledge!(of)).toEqual([]));
});

describe('any text', () => {
  it('arrives as it is', () => {
    const texts = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom(...oddTexts));
    fc.assert(
      fc.property(texts, texts, (text, label) => {
        const turn = turnOf({ messages: [textBubble('b', text)], input: choice([label, label]) });
        const { commands, prompt } = generic.render(turn, contextOf());
        expect(() => JSON.parse(JSON.stringify(commands))).not.toThrow();
        expect(prompt?.items.every((item) => item.label === label)).toBe(true);
      }),
      { numRuns: 100, seed: 1 },
    );
  });
});
