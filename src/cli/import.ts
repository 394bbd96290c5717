import { ensureOwner } from '../accounts/owner.ts';
import { blockKinds } from '../blocks/registry.ts';
import { importBot } from '../bots/import-bot.ts';
import { publishBot } from '../bots/publish-bot.ts';
import { isPublicId } from '../flow/public-id.ts';
import { readBotFile } from '../flow/read.ts';
import { newId } from '../ids.ts';
import type { Bot } from '../store/bots.ts';
import type { Store } from '../store/store.ts';
import { readBotText } from './bot-file.ts';
import { type DataPlace, openStore } from './data-dir.ts';
import { reportLines } from './report.ts';
import { UserError } from './user-error.ts';

/** What `repartee import` was asked for. */
export interface ImportRequest extends DataPlace {
  readonly file: string;
  readonly adminToken: string | undefined;
  readonly publicId: string | undefined;
  readonly isPublished: boolean;
  /** Address of the server, for the hint at the end. */
  readonly publicUrl: string;
}

/**
 * Imports a bot file into the store of a server and says what was done, line by line.
 *
 * @throws UserError when the file cannot be read or the data folder or the database cannot be used
 * @throws ReparteeError when the file is no bot or the public id is taken
 */
export async function importFile(request: ImportRequest, write: (line: string) => void): Promise<void> {
  const { file, publicId } = request;
  if (publicId !== undefined && !isPublicId(publicId)) {
    throw new UserError(
      `The public id "${publicId}" cannot be used: it may have lower-case letters, digits and single dashes, ` +
        'a letter or digit first, at most 255 characters.',
    );
  }
  const text = readBotText(file);
  // A file that is refused leaves no trace, not even an owner in a new data folder.
  readBotFile(text, { newId, kinds: blockKinds });
  const store = await openStore(request);
  try {
    await importInto(store, text, request, write);
  } finally {
    await store.close();
  }
}

async function importInto(store: Store, text: string, request: ImportRequest, write: (line: string) => void) {
  const { file, adminToken, publicId, isPublished, publicUrl } = request;
  const now = Date.now();
  const isTaken = publicId !== undefined && (await store.bots.headByPublicId(publicId)) !== undefined;
  if (isTaken) throw new UserError(`The public id "${publicId}" is taken by another bot of this server.`);

  const { workspaceId, newToken } = await ensureOwner(store.accounts, adminToken, now);
  if (newToken) write(`API token of the owner, shown only once: ${newToken}`);
  const imported = await importBot(store.bots, { workspaceId, file: text }, now);
  const bot = publicId === undefined ? imported.bot : await withPublicId(store, imported.bot, publicId, now);
  write(`Imported "${bot.name}" from ${file} as bot ${bot.id}.`);
  for (const line of reportLines(imported.report)) write(line);
  if (!isPublished) {
    write('The bot is a draft. Add --publish to let people talk to it.');
    return;
  }
  const publication = await publishBot(store.bots, bot, now);
  write(`Published as version ${publication.version.number} with the public id "${publication.publicId}".`);
  write(`Start address: ${publicUrl}/api/v1/typebots/${publication.publicId}/startChat`);
}

async function withPublicId(store: Store, bot: Bot, publicId: string, now: number): Promise<Bot> {
  return (await store.bots.update(bot.id, { publicId, updatedAt: now })) ?? bot;
}
