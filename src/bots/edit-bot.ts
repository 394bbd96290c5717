import { ReparteeError } from '../errors/errors.ts';
import type { FlowDocument } from '../flow/document.ts';
import type { Bot, BotChange, BotStore } from '../store/bots.ts';
import { checkedPublicId } from './public-ids.ts';

/** Two saves this close together are taken for one author's, in ms (management-api §4.3). */
const staleAfterMs = 5_000;

/** What an author changes of a bot: whole values replace, absent ones stay. */
export interface BotEdit extends Omit<BotChange, 'updatedAt' | 'document'> {
  /** Parts of the flow. */
  readonly parts: Partial<FlowDocument>;
  /** When the bot that the author changed was stored, in ms since 1970 UTC. Absent: whatever is stored is changed. */
  readonly loadedAt?: number | undefined;
}

/**
 * Changes a draft. Throws `staleBot` when somebody else has saved since it was loaded, `botNotFound` when it was deleted
 * meanwhile, `publicIdInvalid` and `publicIdTaken`.
 */
export async function editBot(bots: BotStore, bot: Bot, edit: BotEdit, now: number): Promise<Bot> {
  const { parts, loadedAt, ...columns } = edit;
  if (loadedAt !== undefined && bot.updatedAt - loadedAt > staleAfterMs) throw new ReparteeError('staleBot');
  const document = Object.keys(parts).length > 0 ? { ...bot.document, ...parts } : undefined;
  const publicId = checkedPublicId(columns.publicId);
  const changed = await bots.update(bot.id, { ...columns, publicId, document, updatedAt: now });
  if (!changed) throw new ReparteeError('botNotFound');
  return changed;
}
