import { snapshotDraft } from '../bots/drafts.ts';
import { initialValues } from '../engine/language/variables.ts';
import { ReparteeError } from '../errors/errors.ts';
import { type FlowDocument, type Variable, variableSchema } from '../flow/document.ts';
import { isObject, type JsonObject } from '../flow/json.ts';
import type { StoredSession } from '../store/sessions.ts';
import type { Store } from '../store/store.ts';
import type { Clock } from './clock.ts';
import type { Conversations } from './conversations.ts';

/** What changes from outside need. */
export interface ChangeWorld {
  readonly store: Store;
  readonly clock: Clock;
  readonly conversations: Conversations;
}

/**
 * Gives a waiting conversation the payload of a webhook call; it is applied when the client next continues without a
 * message of its own (logic §10.3). Throws `chatSessionNotFound` without a conversation and `notWaitingForCall`
 * unless it waits on this block.
 *
 * @param find the session to deliver to
 * @param payload JSON text
 */
export async function deliverWebhook(
  { conversations, store }: ChangeWorld,
  find: () => Promise<StoredSession | undefined>,
  botId: string,
  blockId: string,
  payload: string,
): Promise<void> {
  const session = await find();
  const running = session?.state.frames[0] && (await store.bots.getVersion(session.state.frames[0].versionId));
  // The block may stand in the bot that was started or in the linked bot that runs now.
  if (!session || ![session.botId, running?.botId].includes(botId)) throw new ReparteeError('chatSessionNotFound');
  await conversations.change(
    session.id,
    async (current) => {
      if (!current) throw new ReparteeError('chatSessionNotFound');
      if (current.state.position !== blockId) throw new ReparteeError('notWaitingForCall');
      return { ...current.state, delivered: { blockId, text: payload } };
    },
    Buffer.byteLength(payload),
  );
}

/**
 * Moves a running conversation to the groups and edges of the published version of its current bot; variables that it
 * lacks are added, everything else stays (chat-api §7). Throws `sessionNotFoundForUpdate` or `unauthorized`.
 *
 * @param mayChange whether the caller may change the bot with this id
 */
export async function updateRunningFlow(
  { store, clock, conversations }: ChangeWorld,
  sessionId: string,
  mayChange: (botId: string) => Promise<boolean>,
): Promise<void> {
  await conversations.change(sessionId, async (session) => {
    const current = session?.state.frames[0];
    const running = current && (await store.bots.getVersion(current.versionId));
    if (!session || !running) throw new ReparteeError('sessionNotFoundForUpdate');
    const bot = await store.bots.get(running.botId);
    const published = bot?.publishedVersionId ? await store.bots.getVersion(bot.publishedVersionId) : undefined;
    if (!bot || !published || !(await mayChange(bot.id))) throw new ReparteeError('unauthorized');
    const added = missingIn(running.document.variables, published.document.variables);
    const document: FlowDocument = {
      ...running.document,
      groups: published.document.groups,
      edges: published.document.edges,
      variables: [...running.document.variables, ...added],
    };
    const versionId = await snapshotDraft(store.bots, { ...bot, document }, clock.now());
    const values = { ...Object.fromEntries(initialValues(readVariables(added))), ...current.values };
    const frames = session.state.frames.map((frame, i) => (i === 0 ? { ...frame, versionId, values } : frame));
    return { ...session.state, frames };
  });
}

function missingIn(own: readonly unknown[], others: readonly unknown[]): unknown[] {
  const ids = new Set(own.filter(isObject).map((variable: JsonObject) => variable.id));
  return others.filter((variable) => isObject(variable) && !ids.has(variable.id));
}

function readVariables(stored: readonly unknown[]): Variable[] {
  return stored.flatMap((variable) => variableSchema.safeParse(variable).data ?? []);
}
