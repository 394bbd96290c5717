import type { FastifyReply, FastifyRequest } from 'fastify';
import { mayUseWorkspace, requireBot } from '../../accounts/access.ts';
import { deliverWebhook, updateRunningFlow } from '../../conversation/outside-changes.ts';
import { ReparteeError } from '../../errors/errors.ts';
import { isObject } from '../../flow/json.ts';
import type { Bot, StoredSession } from '../../store/store.ts';
import { sendValue } from '../answer.ts';
import type { Services } from '../services.ts';

/** `POST /api/v1/sessions/{sessionId}/updateTypebot` */
export async function updateTypebot(
  { store, clock, conversations, tokens }: Services,
  request: FastifyRequest<{ Params: { sessionId: string } }>,
  reply: FastifyReply,
) {
  const user = tokens.userOf(request);
  await updateRunningFlow({ store, clock, conversations }, request.params.sessionId, async (botId) => {
    const bot = await store.bots.get(botId);
    return bot !== undefined && mayUseWorkspace(store.accounts, user, bot.workspaceId);
  });
  return sendValue(reply, { message: 'success' });
}

interface WebhookParams {
  readonly typebotId: string;
  readonly blockId: string;
  readonly resultId: string;
}

/** `POST …/blocks/{blockId}/results/{resultId}/executeWebhook`: the body resumes a conversation that waits for it. */
export async function executeWebhook(
  services: Services,
  request: FastifyRequest<{ Params: WebhookParams }>,
  reply: FastifyReply,
) {
  const { store } = services;
  const { typebotId, blockId, resultId } = request.params;
  const bot = await readableBot(services, request, typebotId);
  requireWebhookBlock(bot, blockId);
  await deliver(services, request, bot, blockId, () => store.sessions.latestOfResult(resultId));
  return sendValue(reply, { message: 'OK' });
}

interface TestParams {
  readonly typebotId: string;
  readonly blockId: string;
}

/** `POST …/blocks/{blockId}/web/executeTestWebhook`: the newest preview of the bot that waits on the block. */
export async function executeTestWebhook(
  services: Services,
  request: FastifyRequest<{ Params: TestParams }>,
  reply: FastifyReply,
) {
  const { store } = services;
  const { typebotId, blockId } = request.params;
  const bot = await readableBot(services, request, typebotId);
  requireWebhookBlock(bot, blockId);
  await deliver(services, request, bot, blockId, () => store.sessions.latestWaitingPreview(bot.id));
  return sendValue(reply, { message: 'OK' });
}

/** `POST …/blocks/{blockId}/whatsapp/{phone}/executeTestWebhook`: no channel runs previews yet. */
export async function executeChannelTestWebhook(
  services: Services,
  request: FastifyRequest<{ Params: TestParams }>,
): Promise<never> {
  const bot = await readableBot(services, request, request.params.typebotId);
  requireWebhookBlock(bot, request.params.blockId);
  throw new ReparteeError('channelSessionExpected');
}

function readableBot({ store, tokens }: Services, request: FastifyRequest, botId: string): Promise<Bot> {
  return requireBot(store, tokens.userOf(request), botId);
}

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
