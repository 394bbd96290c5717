import { blockKinds } from '../blocks/registry.ts';
import type { Warning } from '../flow/program.ts';
import { defaultPublicId } from '../flow/public-id.ts';
import { validating } from '../flow/validate.ts';
import { newId } from '../ids.ts';
import type { Bot, BotStore, PublishedVersion } from '../store/bots.ts';
import { inSlices } from './in-slices.ts';

/** A publication, and what looks wrong in what was published. */
export interface Publication extends PublishedVersion {
  readonly report: readonly Warning[];
}

/**
 * Publishes the draft of a bot as a new immutable version. Running conversations stay on the version that they were
 * started with. A bot without a public id gets one made from its name. Throws `botNotFound` and `publicIdTaken`.
 */
export async function publishBot(bots: BotStore, bot: Bot, now: number): Promise<Publication> {
  const { id: botId, workspaceId, document } = bot;
  const version = { id: newId(), botId, workspaceId, document, createdAt: now };
  const published = await bots.publish(version, defaultPublicId(bot.name, botId));
  return { ...published, report: await inSlices(validating(document, blockKinds)) };
}
