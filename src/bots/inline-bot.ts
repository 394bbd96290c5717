import { createHash } from 'node:crypto';
import { blockKinds } from '../blocks/registry.ts';
import { readingBotFile } from '../flow/read.ts';
import { isPossibleId, newId } from '../ids.ts';
import type { Bot, BotStore } from '../store/bots.ts';
import { draftBot } from './import-bot.ts';
import { inSlices } from './in-slices.ts';

/**
 * Makes a bot of a file that came with a request, only to preview it: nothing of it is stored as a bot. It keeps its
 * own id unless a bot of another workspace has it. Throws `invalidBotFile`.
 */
export async function inlineBot(bots: BotStore, file: unknown, workspaceId: string, now: number): Promise<Bot> {
  const { id: writtenId, name, document } = await inSlices(readingBotFile(file, { newId, kinds: blockKinds }));
  const ownId = writtenId !== undefined && isPossibleId(writtenId) ? writtenId : undefined;
  const holder = ownId === undefined ? undefined : await bots.head(ownId);
  const isOwn = ownId !== undefined && (!holder || holder.workspaceId === workspaceId);
  const hash = createHash('sha256').update(workspaceId).update('\0').update(JSON.stringify(document)).digest('hex');
  const id = isOwn ? ownId : `inline-${hash.slice(0, 40)}`;
  return draftBot({ id, workspaceId, name, icon: null, folderId: null, document, now });
}
