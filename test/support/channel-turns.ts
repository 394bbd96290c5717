import type { ChannelTurn, RawRequest, RenderContext } from '../../src/channels/channel.ts';
import type { Bubble, ClientAction, WireInput } from '../../src/engine/output.ts';
import { paragraph } from '../../src/engine/richtext/nodes.ts';

/** A turn with these parts and nothing else. */
export function turnOf(parts: Partial<ChannelTurn>): ChannelTurn {
  return { messages: [], actions: [], isEnded: false, ...parts };
}

/** A text bubble of one paragraph for each text. */
export function textBubble(id: string, ...texts: readonly string[]): Bubble {
  return { id, type: 'text', content: { type: 'richText', richText: texts.map(paragraph) } };
}

/** A bubble of a picture, a video and the like. */
export function mediaBubble(type: Exclude<Bubble['type'], 'text'>, content: Readonly<Record<string, unknown>>): Bubble {
  return { id: `b-${type}`, type, content };
}

/** An input with these options. */
export function input(type: string, more: Partial<WireInput> = {}): WireInput {
  return { id: 'in', type, ...more };
}

/** A choice of these labels, whose items are called `i0`, `i1` … */
export function choice(labels: readonly string[], options: Readonly<Record<string, unknown>> = {}): WireInput {
  return input('choice input', { items: labels.map((content, index) => ({ id: `i${index}`, content })), options });
}

/** A wait, after a bubble or before the first. */
export function wait(secondsToWaitFor: number, lastBubbleBlockId?: string): ClientAction {
  return { type: 'wait', wait: { secondsToWaitFor }, ...(lastBubbleBlockId !== undefined && { lastBubbleBlockId }) };
}

/** A redirect, after a bubble or before the first. */
export function redirect(url: string, lastBubbleBlockId?: string): ClientAction {
  return { type: 'redirect', redirect: { url }, ...(lastBubbleBlockId !== undefined && { lastBubbleBlockId }) };
}

/** What a turn is rendered with in tests. */
export function contextOf(parts: Partial<RenderContext> = {}): RenderContext {
  return {
    conversation: 'cust-42',
    person: { id: 'cust-42' },
    turn: 7,
    settings: {},
    texts: { unknownKind: 'Unknown', wait: 'Wait', more: 'More', apology: 'Sorry', closed: 'Closed', slowDown: 'Slow' },
    bubbleDelayMs: 0,
    seed: 'seed',
    now: Date.parse('2026-09-21T12:00:01.000Z'),
    ...parts,
  };
}

/** A request to a webhook. */
export function rawRequest(body: string | Uint8Array, parts: Partial<RawRequest> = {}): RawRequest {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  return { method: 'POST', url: '/', headers: {}, at: 0, ...parts, body: bytes };
}

/** Texts that apps stumble over. */
export const oddTexts: readonly string[] = [
  '',
  ' ',
  '🎉'.repeat(5_000),
  '👩‍👩‍👧‍👦'.repeat(900),
  'שלום עולם '.repeat(400),
  '<b>&amp;</b> ]]> <a href="x">y</a>',
  'word '.repeat(2_000),
  'x'.repeat(10_000),
  '*a* _b_ ~c~ `d` #sale *123#',
  'line\n\nline\nline',
  'e\u0301'.repeat(3_000),
];
