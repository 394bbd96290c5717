import { createHash } from 'node:crypto';
import type { Bot, BotStore } from '../store/bots.ts';

/**
 * Makes an immutable snapshot of a bot's draft and gives its version id. Equal drafts share a snapshot, so a preview
 * costs storage only when something changed.
 */
export async function snapshotDraft(bots: BotStore, bot: Bot, now: number): Promise<string> {
  const { id: botId, workspaceId, document } = bot;
  const hash = createHash('sha256').update(botId).update('\0').update(JSON.stringify(document)).digest('hex');
  const id = `draft-${hash.slice(0, 40)}`;
  await bots.insertSnapshot({ id, botId, workspaceId, number: null, document, createdAt: now });
  return id;
}
