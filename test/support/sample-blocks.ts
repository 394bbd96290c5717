import { z } from 'zod';
import type { TurnResult } from '../../src/engine/advance.ts';
import { type BlockKind, defineBlock } from '../../src/engine/block.ts';
import { blockBaseSchema } from '../../src/flow/document.ts';
import { bubbleTexts } from './running-flow.ts';

const inputSchema = blockBaseSchema.extend({
  items: z.array(z.object({ content: z.string(), outgoingEdgeId: z.string().optional() })).optional(),
  options: z.looseObject({ variableId: z.string().optional() }).optional(),
});

/**
 * An input for tests of the engine: texts without a `!` are valid and saved in upper case when they begin with `up`;
 * a text that equals an item takes its edge; no message at all is a skip.
 */
export const sampleInput = inputOf('text input', false);

/** The same as an input that shows content of its own. */
export const sampleChoice = inputOf('choice input', true);

function inputOf(type: string, showsContent: boolean): BlockKind {
  return defineBlock({
    type,
    sort: 'input',
    schema: inputSchema,
    summary: 'Asks for a text.',
    eventName: 'text',
    showsContent,
    present: async (block) => block,
    async judge(block, reply) {
      if (!reply) return { verdict: 'skipped' };
      const content = reply.type === 'audio' ? reply.url : reply.text;
      if (content.includes('!')) return { verdict: 'invalid' };
      const edgeId = block.items?.find((item) => item.content === content)?.outgoingEdgeId;
      return {
        verdict: 'valid',
        content: content.startsWith('up') ? content.toUpperCase() : content,
        ...(edgeId !== undefined && { edgeId }),
      };
    },
  });
}

/** Kinds by type, as a flow is compiled with. */
export function kindsOf(...kinds: readonly BlockKind[]): ReadonlyMap<string, BlockKind> {
  return new Map(kinds.map((kind) => [kind.type, kind]));
}

/** A text bubble as stored; its id is its text unless given. */
export function says(text: string, extra: object = {}) {
  return { id: text, type: 'text', content: { richText: [{ type: 'p', children: [{ text }] }] }, ...extra };
}

/** A text input as stored. */
export function asks(id: string, extra: object = {}) {
  return { id, type: 'text input', ...extra };
}

/** A group as stored; its title is its id in upper case. */
export function group(id: string, ...blocks: readonly unknown[]) {
  return { id, title: id.toUpperCase(), blocks };
}

/**
 * Edges as stored, from a short notation: `a>g2` leads edge `a` to group `g2`, `a>g2.b` to its block `b`.
 */
export function edges(...arrows: readonly string[]) {
  return arrows.map((arrow) => {
    const [id = '', to = ''] = arrow.split('>');
    const [groupId, blockId] = to.split('.');
    return { id, from: {}, to: { groupId, ...(blockId !== undefined && { blockId }) } };
  });
}

/** What a turn showed, in short: its bubble texts, then `?` and the id of the input, or `.` when it ended. */
export function shown({ output, ...result }: TurnResult): string {
  const bubbles = bubbleTexts({ output, ...result });
  const stop = output.input ? `?${output.input.id}` : output.isEnded ? '.' : '…';
  return [...bubbles, stop].join(' ');
}
