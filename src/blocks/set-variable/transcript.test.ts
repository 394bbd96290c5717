import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { oneGroup, SimulatedConversation } from '../../../test/support/running-flow.ts';
import { type BlockKind, defineBlock } from '../../engine/block.ts';
import { blockBaseSchema } from '../../flow/document.ts';
import { setVariable } from './set-variable.ts';

const says = defineBlock({
  type: 'says',
  sort: 'bubble',
  schema: blockBaseSchema.extend({ content: z.object({ text: z.string() }) }),
  summary: 'Says a text.',
  say: async ({ id, content }, context) => ({
    bubble: { id, type: 'text', content: { type: 'markdown', markdown: await context.text(content.text) } },
  }),
});

const asks = defineBlock({
  type: 'asks',
  sort: 'input',
  eventName: 'Asks',
  schema: blockBaseSchema.extend({ options: z.object({ variableId: z.string() }) }),
  summary: 'Asks for a text and refuses "no".',
  present: async ({ id, type }) => ({ id, type }),
  judge: async (_block, reply) =>
    reply?.type === 'text' && reply.text !== 'no' ? { verdict: 'valid', content: reply.text } : { verdict: 'invalid' },
});

const kinds = new Map<string, BlockKind>([says, asks, setVariable].map((kind) => [kind.type, kind]));
const transcript = { id: 't', type: 'Set variable', options: { variableId: 'vt', type: 'Transcript' } };
const variables = [
  { id: 'va', name: 'Answer' },
  { id: 'vt', name: 'Transcript' },
];

describe('Transcript', () => {
  it('holds bubbles and accepted replies of a loop, as they were shown', async () => {
    const blocks = [
      { id: 's', type: 'says', content: { text: 'How are you? You said {{Answer}}' } },
      { id: 'a', type: 'asks', options: { variableId: 'va' } },
      { ...transcript, outgoingEdgeId: 'again' },
    ];
    const edges = [
      { id: 'to-start', to: { groupId: 'g1' } },
      { id: 'again', to: { groupId: 'g1' } },
    ];
    const talk = new SimulatedConversation(oneGroup(blocks, { variables, edges }), kinds);
    await talk.start();
    await talk.say('no');
    await talk.say('hey');
    expect(talk.value('Transcript')).toBe('Assistant: "How are you? You said "\n\nUser: "hey"');
    await talk.send({ type: 'text', text: 'look', attachedFileUrls: ['https://f.test/1', 'https://f.test/2'] });
    expect(talk.value('Transcript')).toBe(
      [
        'Assistant: "How are you? You said "',
        'User: "hey"',
        'Assistant: "How are you? You said hey"',
        'User: "https://f.test/1, https://f.test/2\n\nlook"',
      ].join('\n\n'),
    );
  });

  it('is null before anything was said, and holds what was said in the same turn', async () => {
    const first = new SimulatedConversation(oneGroup([transcript], { variables }), kinds);
    await first.start();
    expect(first.value('Transcript')).toBeNull();
    const blocks = [{ id: 's', type: 'says', content: { text: 'Hi' } }, transcript];
    const second = new SimulatedConversation(oneGroup(blocks, { variables }), kinds);
    await second.start();
    expect(second.value('Transcript')).toBe('Assistant: "Hi"');
  });

  it('begins anew when the flow starts over', async () => {
    const blocks = [{ id: 's', type: 'says', content: { text: 'Hi' } }, transcript];
    const talk = new SimulatedConversation(oneGroup(blocks, { variables }), kinds);
    await talk.start();
    await talk.say('again');
    expect(talk.value('Transcript')).toBe('Assistant: "Hi"');
  });

  it('cuts a turn that makes more text of the conversation than a turn may', async () => {
    const blocks = [{ id: 's', type: 'says', content: { text: 'Hi' } }, transcript, { ...transcript, id: 't2' }];
    const talk = new SimulatedConversation(oneGroup(blocks, { variables }), kinds, { limits: { transcriptSize: 20 } });
    const { output } = await talk.start();
    expect(output.logs.map(({ log }) => log.description)).toEqual([
      'The flow was stopped: more than 0.00002 MB of transcripts in one turn',
    ]);
    expect(talk.value('Transcript')).toBe('Assistant: "Hi"');
  });

  it('keeps its variable out of the results', async () => {
    const blocks = [{ id: 's', type: 'says', content: { text: 'Hi' } }, transcript];
    const talk = new SimulatedConversation(oneGroup(blocks, { variables }), kinds);
    const { records } = await talk.start();
    expect(records.results.map((result) => result.variables)).toEqual([[]]);
  });
});
