import type { FastifyRequest } from 'fastify';
import { mayUseWorkspace, requireBot } from '../../accounts/access.ts';
import { deliverWebhook, updateRunningFlow } from '../../conversation/outside-changes.ts';
import { ReparteeError } from '../../errors/errors.ts';
import { isObject } from '../../flow/json.ts';
import type { Bot } from '../../store/bots.ts';
import type { StoredSession } from '../../store/sessions.ts';
import { doneResponse, sendValue } from '../answer.ts';
import { defineCall } from '../call.ts';
import { anySite } from '../cors.ts';
import type { Services } from '../services.ts';
import { ownBot, runningSession } from '../subjects.ts';

/** Moves a running conversation to what is published now. */
export const updateTypebotInSession = defineCall({
  method: 'POST',
  path: '/api/v1/sessions/:sessionId/updateTypebot',
  id: 'updateTypebotInSession',
  tag: 'Chat',
  summary: 'Moves a running conversation to the groups and edges of the published version',
  cors: anySite,
  token: { missing: 'unauthenticated' },
  subject: runningSession(() => new ReparteeError('sessionNotFoundForUpdate')),
  response: { schema: doneResponse },
  errors: ['unauthorized', 'sessionNotFoundForUpdate', 'conversationBusy', 'tooManyWaiting'],
  async handle({ services: { store, clock, conversations }, reply, params, user }) {
    await updateRunningFlow({ store, clock, conversations }, params.sessionId, async (botId) => {
      const bot = await store.bots.get(botId);
      return bot !== undefined && mayUseWorkspace(store.accounts, user, bot.workspaceId);
    });
    return sendValue(reply, { message: 'success' });
  },
});

const delivering = {
  method: 'POST',
  tag: 'Webhooks',
  cors: anySite,
  token: { missing: 'unauthenticated' },
  subject: ownBot,
  body: 'json',
  response: { schema: doneResponse },
  errors: [
    'botNotFound',
    'webhookBlockNotFound',
    'chatSessionNotFound',
    'notWaitingForCall',
    'conversationBusy',
    'tooManyWaiting',
  ],
} as const;

/** The body resumes a conversation that waits for it. */
export const executeWebhook = defineCall({
  ...delivering,
  path: '/api/v1/typebots/:typebotId/blocks/:blockId/results/:resultId/executeWebhook',
  id: 'executeWebhook',
  summary: 'Resumes a conversation that waits on a webhook block; the body is what it gets',
  async handle({ services, request, reply, params: { typebotId, blockId, resultId }, user }) {
    const { store } = services;
    const bot = await requireBot(store, user, typebotId);
    requireWebhookBlock(bot, blockId);
    await deliver(services, request, bot, blockId, () => store.sessions.latestOfResult(resultId));
    return sendValue(reply, { message: 'OK' });
  },
});

/** The newest preview of the bot that waits on the block. */
export const executeTestWebhook = defineCall({
  ...delivering,
  path: '/api/v1/typebots/:typebotId/blocks/:blockId/web/executeTestWebhook',
  id: 'executeTestWebhook',
  summary: 'The same for the newest preview that waits on the block',
  async handle({ services, request, reply, params: { typebotId, blockId }, user }) {
    const { store } = services;
    const bot = await requireBot(store, user, typebotId);
    requireWebhookBlock(bot, blockId);
    await deliver(services, request, bot, blockId, () => store.sessions.latestWaitingPreview(bot.id));
    return sendValue(reply, { message: 'OK' });
  },
});

/** A preview in a messaging app. */
export const executeChannelTestWebhook = defineCall({
  ...delivering,
  path: '/api/v1/typebots/:typebotId/blocks/:blockId/whatsapp/:phone/executeTestWebhook',
  id: 'executeChannelTestWebhook',
  summary: 'The same for the preview with a phone number',
  unlisted: 'No channel runs previews yet, so none waits.',
  errors: ['botNotFound', 'webhookBlockNotFound', 'channelSessionExpected'],
  async handle({ services: { store }, params: { typebotId, blockId }, user }) {
    requireWebhookBlock(await requireBot(store, user, typebotId), blockId);
    throw new ReparteeError('channelSessionExpected');
  },
});

/** The block is looked up in the draft, as authors see it. Throws `webhookBlockNotFound`. */
function requireWebhookBlock(bot: Bot, blockId: string): void {
  const blocks = bot.document.groups.flatMap((group) =>
    isObject(group) && Array.isArray(group.blocks) ? group.blocks : [],
  );
  const isThere = blocks.some((block) => isObject(block) && block.id === blockId && block.type === 'webhook');
  if (!isThere) throw new ReparteeError('webhookBlockNotFound');
}

async function deliver(
  { store, clock, conversations }: Services,
  request: FastifyRequest,
  bot: Bot,
  blockId: string,
  find: () => Promise<StoredSession | undefined>,
): Promise<void> {
  const payload = request.body === undefined ? '{}' : JSON.stringify({ data: request.body });
  // The text alone waits for the turns before it.
  request.body = undefined;
  await deliverWebhook({ store, clock, conversations }, find, bot.id, blockId, payload);
}
