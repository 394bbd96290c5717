import { blockKinds } from '../blocks/registry.ts';
import type { Warning } from '../flow/program.ts';
import { defaultPublicId } from '../flow/public-id.ts';
import { validating } from '../flow/validate.ts';
import { newId } from '../ids.ts';
import type { Bot, BotStore, BotVersion } from '../store/store.ts';
import { inSlices } from './in-slices.ts';

/** A publication, and what looks wrong in what was published. */
export interface Publication {
  readonly version: BotVersion;
  readonly publicId: string;
  readonly report: readonly Warning[];
}

/**
 * Publishes the draft of a bot as a new immutable version. Running conversations stay on the version that they were
 * started with. A bot without a public id gets one made from its name.
 */
export async function publishBot(bots: BotStore, bot: Bot, now: number): Promise<Publication> {
  const publicId = bot.publicId ?? defaultPublicId(bot.name, bot.id);
  if (bot.publicId === null) await bots.update(bot.id, { publicId, updatedAt: now });
  const { id: botId, workspaceId, document } = bot;
  const version = await bots.publish({ id: newId(), botId, workspaceId, document, createdAt: now });
  return { version, publicId, report: await inSlices(validating(document, blockKinds)) };
}
