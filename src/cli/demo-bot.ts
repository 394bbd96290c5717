import { fileURLToPath } from 'node:url';
import { importBot } from '../bots/import-bot.ts';
import { publishBot } from '../bots/publish-bot.ts';
import type { BotStore } from '../store/bots.ts';
import { readBotText } from './bot-file.ts';

/** Public id of the bot that a new server comes with. */
export const demoPublicId = 'demo';

const demoFile = fileURLToPath(new URL('../../examples/demo/bot.json', import.meta.url));

/** Imports and publishes the demo bot. */
export async function addDemoBot(bots: BotStore, workspaceId: string, now: number): Promise<void> {
  const { bot } = await importBot(bots, { workspaceId, file: readBotText(demoFile) }, now);
  const named = await bots.update(bot.id, { publicId: demoPublicId, updatedAt: now });
  if (named) await publishBot(bots, named, now);
}
