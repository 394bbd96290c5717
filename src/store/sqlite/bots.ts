import { ReparteeError } from '../../errors.ts';
import { fromBot, fromBotChange, fromBotVersion, toBot, toBotVersion } from '../rows.ts';
import type { BotHead, BotStore } from '../store.ts';
import type { Connection } from './connection.ts';
import { isTaken } from './failures.ts';

/** Bots and their versions in SQLite. */
export function sqliteBots(connection: Connection): BotStore {
  const { query } = connection;
  const headColumns = 'id, workspace_id, is_closed, published_version_id';
  const headById = connection.prepare(`SELECT ${headColumns} FROM bots WHERE id = ?`);
  const headByPublicId = connection.prepare(`SELECT ${headColumns} FROM bots WHERE public_id = ? AND is_archived = 0`);

  return {
    insert: (bot) =>
      connection.write(() => {
        refusingTakenId(() => connection.change(query.insertInto('bots').values(fromBot(bot))));
      }),

    get: (id) =>
      connection.read(() => {
        const row = connection.first(query.selectFrom('bots').selectAll().where('id', '=', id));
        return row && toBot(row);
      }),

    head: (id) => connection.read(() => toHead(headById.get(id))),

    headByPublicId: (publicId) => connection.read(() => toHead(headByPublicId.get(publicId))),

    list: (workspaceId) =>
      connection.read(() =>
        connection
          .rows(
            query
              .selectFrom('bots')
              .selectAll()
              .where('workspace_id', '=', workspaceId)
              .where('is_archived', '=', 0)
              .orderBy('created_at', 'desc')
              .orderBy('id', 'desc'),
          )
          .map(toBot),
      ),

    update: (id, change) =>
      connection.write(() => {
        const row = refusingTakenId(() =>
          connection.first(query.updateTable('bots').set(fromBotChange(change)).where('id', '=', id).returningAll()),
        );
        return row && toBot(row);
      }),

    publish: (version) =>
      connection.write(() => {
        const { botId } = version;
        const last = connection.first(
          query
            .selectFrom('bot_versions')
            .select(({ fn }) => fn.max('number').as('number'))
            .where('bot_id', '=', botId),
        );
        const published = { ...version, number: (last?.number ?? 0) + 1 };
        connection.change(query.insertInto('bot_versions').values(fromBotVersion(published)));
        const changed = connection.change(
          query.updateTable('bots').set({ published_version_id: version.id }).where('id', '=', botId),
        );
        if (changed === 0) throw new ReparteeError('botNotFound');
        return published;
      }),

    insertSnapshot: (version) =>
      connection.write(() => {
        connection.change(
          query
            .insertInto('bot_versions')
            .values(fromBotVersion(version))
            .onConflict((conflict) => conflict.column('id').doNothing()),
        );
      }),

    unpublish: (id) =>
      connection.write(() => {
        const changed = connection.change(
          query
            .updateTable('bots')
            .set({ published_version_id: null })
            .where('id', '=', id)
            .where('published_version_id', 'is not', null),
        );
        return changed > 0;
      }),

    getVersion: (id) =>
      connection.read(() => {
        const row = connection.first(query.selectFrom('bot_versions').selectAll().where('id', '=', id));
        return row && toBotVersion(row);
      }),
  };
}

function toHead(row: unknown): BotHead | undefined {
  if (row === undefined) return undefined;
  const head = row as { id: string; workspace_id: string; is_closed: number; published_version_id: string | null };
  return {
    id: head.id,
    workspaceId: head.workspace_id,
    isClosed: head.is_closed === 1,
    publishedVersionId: head.published_version_id,
  };
}

function refusingTakenId<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (isTaken(cause, 'bots.public_id')) throw new ReparteeError('publicIdTaken', { cause });
    throw cause;
  }
}
