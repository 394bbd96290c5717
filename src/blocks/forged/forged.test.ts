import { describe, expect, it } from 'vitest';
import { oneGroup, SimulatedConversation } from '../../../test/support/running-flow.ts';
import { sampleInput } from '../../../test/support/sample-blocks.ts';
import { forgedBlocks } from './forged.ts';

const kinds = new Map([...forgedBlocks, sampleInput].map((kind) => [kind.type, kind]));

function run(type: string, options: object | undefined, streams = false) {
  const blocks = [
    { id: 'b1', type, ...(options && { options }) },
    { id: 'i1', type: 'text input' },
  ];
  const conversation = new SimulatedConversation(oneGroup(blocks), kinds, { streams });
  return conversation.start();
}

/** An action of each kind with credentials. */
const actions: readonly [type: string, action: string][] = [
  ['openai', 'Create chat completion'],
  ['openai', 'Ask Assistant'],
  ['openai', 'Ask Model'],
  ['openai', 'Generate variables'],
  ['openai', 'Create speech'],
  ['openai', 'Create transcription'],
  ['anthropic', 'Create Chat Message'],
  ['anthropic', 'Generate variables'],
  ['mistral', 'Create chat completion'],
  ['mistral', 'Generate variables'],
  ['groq', 'Create chat completion'],
  ['deepseek', 'Create chat completion'],
  ['perplexity', 'Create chat completion'],
  ['open-router', 'Create chat completion'],
  ['together-ai', 'Create chat completion'],
  ['dify-ai', 'Create Chat Message'],
  ['dify-ai', 'Query Knowledge Base'],
  ['chat-node', 'Send Message'],
  ['elevenlabs', 'Convert text to speech'],
  ['nocodb', 'Search Records'],
  ['nocodb', 'Create Record'],
  ['nocodb', 'Update Existing Record'],
  ['segment', 'Alias'],
  ['segment', 'Identify User'],
  ['segment', 'Page'],
  ['segment', 'Track'],
  ['posthog', 'Capture'],
  ['posthog', 'Identify Group'],
  ['zendesk', 'Open Web Widget'],
  ['blink', 'Get Users'],
  ['blink', 'Send Feed Event'],
  ['blink', 'Redirect'],
  ['gmail', 'Send email'],
];
/** Those without. */
const openActions: readonly [type: string, action: string][] = [
  ['cal-com', 'Book event'],
  ['qr-code', 'Generate a QR Code'],
];

describe('Blocks for services that are not called yet', () => {
  it('are all covered here', () => {
    const types = new Set([...actions, ...openActions].map(([type]) => type));
    expect([...types].sort()).toEqual(forgedBlocks.map((kind) => kind.type).sort());
  });

  it.each(actions)('%s "%s" finds no credentials, with or without an id', async (type, action) => {
    for (const options of [{ action }, { action, credentialsId: 'c1' }]) {
      const { output } = await run(type, options);
      const description = `Could not find credentials for block ${type}`;
      expect(output.logs).toEqual([{ origin: 'wire', log: { status: 'error', description } }]);
      expect({ actions: output.actions, input: output.input?.id }).toEqual({ actions: [], input: 'i1' });
    }
  });

  it.each(openActions)('%s "%s" says that it was left out', async (type, action) => {
    const { output } = await run(type, { action });
    expect(output.logs).toMatchObject([{ origin: 'diagnostic', log: { status: 'error' } }]);
    expect(output.logs[0]?.log.description).toContain(action);
    expect(output.input?.id).toBe('i1');
  });

  it.each([...kinds.keys()].filter((type) => type !== sampleInput.type))('%s needs an action', async (type) => {
    for (const options of [undefined, {}, { credentialsId: 'c1' }, { action: 'Do magic' }]) {
      const { output } = await run(type, options);
      expect(output.logs).toEqual([{ origin: 'wire', log: { description: `${type} is not configured` } }]);
      expect(output.input?.id).toBe('i1');
    }
  });
});
