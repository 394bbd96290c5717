import { existsSync } from 'node:fs';
import { ensureOwner } from '../../accounts/owner.ts';
import { importBot } from '../../bots/import-bot.ts';
import { createServer, type Server } from '../../server.ts';
import { databaseFile } from '../../store/sqlite/open.ts';
import { shownDatabase } from '../../store/unusable-database.ts';
import { readBotText } from '../bot-file.ts';
import { type DataPlace, usingDataDir } from '../data-dir.ts';
import { UserError } from '../user-error.ts';
import { ChatClient, type Post } from './chat-client.ts';

/** A bot of this machine that can be talked to. */
export interface LocalChat {
  readonly client: ChatClient;
  close(): Promise<void>;
}

type TextFormat = ConstructorParameters<typeof ChatClient>[2];

const localUrl = 'http://localhost';

/**
 * Opens bot files in memory; nothing is stored. The first one is talked to, the others are there for its links.
 * Throws `UserError` or `ReparteeError` when a file is no bot.
 */
export async function openFiles(
  files: readonly string[],
  allowPrivateHosts: string,
  format?: TextFormat,
): Promise<LocalChat> {
  const texts = files.map(readBotText);
  const server = await openServer({ dataDir: ':memory:', databaseUrl: undefined }, allowPrivateHosts);
  try {
    const now = Date.now();
    const { workspaceId, newToken } = await ensureOwner(server.store.accounts, undefined, now);
    const bots: string[] = [];
    for (const file of texts) {
      const { bot } = await importBot(server.store.bots, { workspaceId, file }, now);
      bots.push(bot.id);
    }
    // Previews show the logs that are kept from people in live conversations.
    const path = `/api/v1/typebots/${bots[0]}/preview/startChat`;
    return { client: new ChatClient(postInto(server, newToken), path, format), close: () => server.close() };
  } catch (error) {
    await server.close();
    throw error;
  }
}

/** Opens a published bot of the store of a server. The conversation is a real one and leaves a result. */
export async function openPublished(
  publicId: string,
  place: DataPlace,
  allowPrivateHosts: string,
  format?: TextFormat,
): Promise<LocalChat> {
  const { dataDir, databaseUrl } = place;
  if (databaseUrl === undefined && !existsSync(databaseFile(dataDir))) {
    throw new UserError(`There is no file "${publicId}", and there are no bots in ${dataDir}.`);
  }
  const server = await usingDataDir(dataDir, () => openServer(place, allowPrivateHosts));
  const head = await server.store.bots.headByPublicId(publicId);
  if (!head?.publishedVersionId) {
    await server.close();
    const where = databaseUrl === undefined ? dataDir : shownDatabase(databaseUrl);
    throw new UserError(`There is no file "${publicId}", and no published bot with this public id in ${where}.`);
  }
  const path = `/api/v1/typebots/${publicId}/startChat`;
  return { client: new ChatClient(postInto(server), path, format), close: () => server.close() };
}

/** Opens a server of this process that listens nowhere. */
export function openServer(place: DataPlace, allowPrivateHosts: string): Promise<Server> {
  return createServer({
    ...place,
    http: { publicUrl: localUrl, rateLimits: {}, trustProxy: [] },
    allowPrivateHosts,
  });
}

/** Sends requests to a server of this process. */
export function postInto({ app }: Pick<Server, 'app'>, token?: string): Post {
  return async (url, body) => {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
    const response = await app.inject({ method: 'POST', url, headers, payload: JSON.stringify(body) });
    return { status: response.statusCode, text: response.body };
  };
}
