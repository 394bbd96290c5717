import { z } from 'zod';
import { type BlockKind, defineBlock, goOn } from '../../engine/block.ts';
import { text, withOptions } from '../shared/fields.ts';

/** A kind of block for a service of somebody else, as documents name it and its actions (flow-format §8.5). */
interface Service {
  readonly type: string;
  readonly name: string;
  readonly actions: readonly [string, ...string[]];
  /** False when the service needs no account. */
  readonly needsCredentials?: false;
}

const services: readonly Service[] = [
  {
    type: 'openai',
    name: 'OpenAI',
    actions: [
      'Create chat completion',
      'Ask Assistant',
      'Ask Model',
      'Generate variables',
      'Create speech',
      'Create transcription',
    ],
  },
  { type: 'anthropic', name: 'Anthropic', actions: ['Create Chat Message', 'Generate variables'] },
  { type: 'mistral', name: 'Mistral', actions: ['Create chat completion', 'Generate variables'] },
  { type: 'groq', name: 'Groq', actions: ['Create chat completion'] },
  { type: 'deepseek', name: 'DeepSeek', actions: ['Create chat completion'] },
  { type: 'perplexity', name: 'Perplexity', actions: ['Create chat completion'] },
  { type: 'open-router', name: 'OpenRouter', actions: ['Create chat completion'] },
  { type: 'together-ai', name: 'Together AI', actions: ['Create chat completion'] },
  { type: 'dify-ai', name: 'Dify', actions: ['Create Chat Message', 'Query Knowledge Base'] },
  { type: 'chat-node', name: 'ChatNode', actions: ['Send Message'] },
  { type: 'elevenlabs', name: 'ElevenLabs', actions: ['Convert text to speech'] },
  { type: 'cal-com', name: 'Cal.com', actions: ['Book event'], needsCredentials: false },
  { type: 'qr-code', name: 'QR code', actions: ['Generate a QR Code'], needsCredentials: false },
  { type: 'nocodb', name: 'NocoDB', actions: ['Search Records', 'Create Record', 'Update Existing Record'] },
  { type: 'segment', name: 'Segment', actions: ['Alias', 'Identify User', 'Page', 'Track'] },
  { type: 'posthog', name: 'PostHog', actions: ['Capture', 'Identify Group'] },
  { type: 'zendesk', name: 'Zendesk', actions: ['Open Web Widget'] },
  { type: 'blink', name: 'Blink', actions: ['Get Users', 'Send Feed Event', 'Redirect'] },
  { type: 'gmail', name: 'Gmail', actions: ['Send email'] },
];

/**
 * The kinds of block for services that this release does not call. They are read and kept, and when they run they say
 * in the logs what is missing: an action, an account, or this server's support (integrations §12.1). The flow goes on.
 */
export const forgedBlocks: readonly BlockKind[] = services.map(({ type, name, actions, needsCredentials }) =>
  defineBlock({
    type,
    sort: 'integration',
    schema: withOptions({ action: z.enum(actions).optional(), credentialsId: text }),
    summary: `Calls ${name}. This is not supported yet: the block logs an error and the flow goes on.`,

    async run({ options }, context) {
      if (!options?.action) {
        context.log({ description: `${type} is not configured` });
      } else if (needsCredentials === false) {
        const description = `This server cannot run "${type}" blocks yet: "${options.action}" was skipped`;
        context.diagnose({ status: 'error', description });
      } else {
        context.log({ status: 'error', description: `Could not find credentials for block ${type}` });
      }
      return goOn;
    },
  }),
);
