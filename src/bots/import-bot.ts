import { blockKinds } from '../blocks/registry.ts';
import type { FlowDocument } from '../flow/document.ts';
import type { Warning } from '../flow/program.ts';
import { readingBotFile } from '../flow/read.ts';
import { sanitise } from '../flow/sanitise.ts';
import { isPossibleId, newId } from '../ids.ts';
import type { Bot, BotStore } from '../store/bots.ts';
import { inSlices } from './in-slices.ts';

/** A file to be made a bot. */
export interface BotImport {
  readonly workspaceId: string;
  /** JSON text or the parsed value of an exported bot. */
  readonly file: unknown;
  /** Marks scripts that run in browsers as unsafe. */
  readonly hasSafetyFlags?: boolean | undefined;
  readonly folderId?: string | null | undefined;
}

/** A bot that was imported, and what the import repaired, left out or found odd. */
export interface ImportedBot {
  readonly bot: Bot;
  readonly report: readonly Warning[];
}

/**
 * Stores an exported bot as a draft (flow-format §11). The ids of its groups, blocks, edges, items and variables are
 * kept, and so is its own id when that is free. Throws `invalidBotFile`.
 */
export async function importBot(bots: BotStore, request: BotImport, now: number): Promise<ImportedBot> {
  const { workspaceId, file, hasSafetyFlags, folderId } = request;
  const read = await inSlices(readingBotFile(file, { newId, kinds: blockKinds }));
  const clean = sanitise(read.document, {
    mode: 'create',
    kinds: blockKinds,
    // There are no stored credentials yet, so none can belong to another workspace.
    isForeign: () => false,
    setsSafetyFlags: hasSafetyFlags,
  });
  const { icon, folderId: _folderOfOtherServer, ...document } = clean.document;
  const isOwnIdFree = read.id !== undefined && isPossibleId(read.id) && (await bots.get(read.id)) === undefined;
  const bot = draftBot({
    id: isOwnIdFree && read.id ? read.id : newId(),
    workspaceId,
    name: read.name,
    icon: typeof icon === 'string' ? icon : null,
    folderId: folderId ?? null,
    document: document as FlowDocument,
    now,
  });
  await bots.insert(bot);
  return { bot, report: [...read.report, ...clean.report] };
}

/** A new bot that is not published yet. */
export function draftBot(
  parts: Pick<Bot, 'id' | 'workspaceId' | 'name' | 'icon' | 'folderId' | 'document'> & { readonly now: number },
): Bot {
  const { now, ...own } = parts;
  return {
    ...own,
    publicId: null,
    isClosed: false,
    isArchived: false,
    publishedVersionId: null,
    createdAt: now,
    updatedAt: now,
  };
}
