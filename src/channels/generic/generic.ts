import { z } from 'zod';
import type { Channel, Fate, PersonEvent, RawRequest, RawResponse } from '../channel.ts';
import { about, delivery, outboundHost } from './body.ts';
import { type GenericCredentials, genericCredentials, withSecrets } from './credentials.ts';
import { endsAfter, mostInboundText, sequenceWaitMs, typingMs } from './limits.ts';
import { outcome } from './outcome.ts';
import { parse } from './parse.ts';
import { botTurn, fail, render, say } from './render.ts';
import { sign, signedHeaders } from './sign.ts';
import { verify } from './verify.ts';

/** Any chat app that signs its requests and checks ours: the contract of channels §13. */
export const generic: Channel<GenericCredentials> = {
  platform: 'generic',
  title: 'Signed webhook',
  capabilities: {
    text: { most: mostInboundText, unit: 'utf16' },
    messagesPerCall: Number.POSITIVE_INFINITY,
    choices: Number.POSITIVE_INFINITY,
    label: Number.POSITIVE_INFINITY,
    media: ['image', 'video', 'audio', 'file'],
    dialect: 'markdown',
    // Only for requests that ask for it: `answerWithinMs` of the event.
    replyDeadlineMs: null,
    windowMs: null,
    canPush: true,
    pace: { channelPerSecond: 50, conversationPerSecond: 50, conversationBurst: 50 },
    sendsOnce: true,
  },
  credentials: genericCredentials,
  settings: z.object({
    strictSequence: z.boolean().optional().describe('Refuses a message before which one is missing. Default: false.'),
  }),
  hosts: {},
  endsAfter,
  sequenceWaitMs,

  complete: withSecrets,
  verify,
  parse,
  received,
  render,
  say,
  fail,
  acknowledge,
  outcome,
  sign,

  authorize(request, { outboundUrl }) {
    if (request.host !== outboundHost) return request;
    const { origin, pathname, search } = new URL(outboundUrl);
    return { ...request, host: origin, path: pathname + search };
  },

  download: {
    request(ref) {
      const { url } = ref as { readonly url: string };
      const { origin, pathname, search } = new URL(url);
      return { method: 'GET', host: origin, path: pathname + search };
    },
  },

  respond(commands, context, credentials) {
    const [first = botTurn({ status: 'waiting', messages: [] }, context, 'empty'), ...rest] = commands;
    // What comes later than now is no answer to this request.
    const isNow = first.delayMs === undefined && first.request.body?.kind === 'json';
    const shown = isNow ? first : botTurn({ status: 'waiting', messages: [] }, context, 'empty');
    const { headers, text } = signedHeaders(shown.request, credentials.outboundSecrets ?? [], context.now);
    return {
      response: { status: 200, headers: { ...headers, 'content-type': 'application/json' }, body: text },
      rest: isNow ? rest : commands,
    };
  },

  test: () => [
    {
      name: 'Send a signed test to the endpoint',
      request: {
        method: 'POST',
        host: outboundHost,
        path: '',
        body: { kind: 'json', value: { type: 'webhook.test', data: {} } },
      },
      read(response) {
        if ('failure' in response) return { isOk: false, detail: response.failure };
        const isOk = response.status >= 200 && response.status < 300;
        return { isOk, detail: `The endpoint answered ${response.status}` };
      },
    },
  ],

  steps: ({ webhookUrl, credentials }) => [
    { label: 'Send messages of people to', value: webhookUrl },
    { label: 'Receive messages of the bot at', value: credentials.outboundUrl },
    { label: 'Sign with', value: 'Standard Webhooks v1, the inbound secret' },
    { label: 'Check with', value: 'Standard Webhooks v1, the outbound secret' },
  ],
};

/** What the sender of a message is told at once. */
function received({ headers }: RawRequest, fate: Fate): RawResponse {
  if (fate === 'reused') return json(422, { code: 'ID_REUSED' });
  if (fate === 'gap') return json(409, { code: 'SEQUENCE_GAP' });
  return json(202, { id: headers['webhook-id'] ?? '', duplicate: fate === 'repeated' });
}

function json(status: number, value: object): RawResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

/** Says that the bot is at it, unless the answer is awaited in the same request. */
function acknowledge(event: PersonEvent) {
  const { kind, answerWithinMs, dedupeKey, at, reply } = event;
  const isAnswered = kind === 'message' || kind === 'choice' || kind === 'start';
  if (!isAnswered || answerWithinMs !== undefined) return [];
  const receivedAt = typeof reply?.receivedAt === 'number' ? reply.receivedAt : at;
  const data = { ...about(event), ttlMs: typingMs };
  return [delivery('aside', 'bot.typing', data, { seed: `${event.conversation}:${dedupeKey}:typing`, at: receivedAt })];
}
