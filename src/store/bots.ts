import { ReparteeError } from '../errors/errors.ts';
import { type Database, first, rows, type Steps } from './database.ts';
import { fromBot, fromBotChange, fromBotVersion, toBot, toBotVersion } from './rows.ts';
import type { BotHead, BotStore } from './store.ts';

interface HeadRow {
  readonly id: string;
  readonly workspace_id: string;
  readonly is_closed: number;
  readonly published_version_id: string | null;
}

/** Bots and their versions. */
export function botStore(database: Database): BotStore {
  const { query, read, write, transaction } = database;
  const headColumns = 'id, workspace_id, is_closed, published_version_id';
  const headById = database.prepare<HeadRow>('head_by_id', `SELECT ${headColumns} FROM bots WHERE id = ?`);
  const headByPublicId = database.prepare<HeadRow>(
    'head_by_public_id',
    `SELECT ${headColumns} FROM bots WHERE public_id = ? AND is_archived = 0`,
  );

  function* refusingTakenId<T>(work: Steps<T>): Steps<T> {
    try {
      return yield* work;
    } catch (cause) {
      if (database.isTaken(cause, 'bots_by_public_id')) throw new ReparteeError('publicIdTaken', { cause });
      throw cause;
    }
  }

  return {
    insert: (bot) =>
      write(function* () {
        yield* refusingTakenId(rows(query.insertInto('bots').values(fromBot(bot))));
      }),

    get: (id) =>
      read(function* () {
        const row = yield* first(query.selectFrom('bots').selectAll().where('id', '=', id));
        return row && toBot(row);
      }),

    head: async (id) => toHead(await headById(id)),

    headByPublicId: async (publicId) => toHead(await headByPublicId(publicId)),

    list: (workspaceId) =>
      read(function* () {
        const bots = query
          .selectFrom('bots')
          .selectAll()
          .where('workspace_id', '=', workspaceId)
          .where('is_archived', '=', 0)
          .orderBy('created_at', 'desc')
          .orderBy('id', 'desc');
        return (yield* rows(bots)).map(toBot);
      }),

    update: (id, change) =>
      write(function* () {
        const update = query
          .updateTable('bots')
          .set(fromBotChange(change))
          .where('id', '=', id)
          .where('is_archived', '=', 0)
          .returningAll();
        const row = yield* refusingTakenId(first(update));
        return row && toBot(row);
      }),

    publish: (version, defaultPublicId) =>
      transaction(function* () {
        const { botId, createdAt } = version;
        // Changed first: that keeps others from taking the same number.
        const bot = yield* first(
          query
            .updateTable('bots')
            .set({ published_version_id: version.id })
            .where('id', '=', botId)
            .where('is_archived', '=', 0)
            .returning('public_id'),
        );
        if (!bot) throw new ReparteeError('botNotFound');
        const publicId = bot.public_id ?? defaultPublicId;
        if (bot.public_id === null) {
          const naming = query.updateTable('bots').set({ public_id: publicId, updated_at: createdAt });
          yield* refusingTakenId(rows(naming.where('id', '=', botId)));
        }
        const last = yield* first(
          query
            .selectFrom('bot_versions')
            .select(({ fn }) => fn.max('number').as('number'))
            .where('bot_id', '=', botId),
        );
        const published = { ...version, number: (last?.number ?? 0) + 1 };
        yield query.insertInto('bot_versions').values(fromBotVersion(published));
        return { version: published, publicId };
      }),

    insertSnapshot: (version) =>
      write(function* () {
        yield query
          .insertInto('bot_versions')
          .values(fromBotVersion(version))
          .onConflict((conflict) => conflict.column('id').doNothing());
      }),

    unpublish: (id) =>
      write(function* () {
        const changed = yield* first(
          query
            .updateTable('bots')
            .set({ published_version_id: null })
            .where('id', '=', id)
            .where('published_version_id', 'is not', null)
            .returning('id'),
        );
        return changed !== undefined;
      }),

    archive: (id, at) =>
      write(function* () {
        const changed = yield* first(
          query
            .updateTable('bots')
            .set({ is_archived: 1, published_version_id: null, public_id: null, updated_at: at })
            .where('id', '=', id)
            .where('is_archived', '=', 0)
            .returning('id'),
        );
        return changed !== undefined;
      }),

    getVersion: (id) =>
      read(function* () {
        const row = yield* first(query.selectFrom('bot_versions').selectAll().where('id', '=', id));
        return row && toBotVersion(row);
      }),
  };
}

function toHead(row: HeadRow | undefined): BotHead | undefined {
  if (!row) return undefined;
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    isClosed: row.is_closed === 1,
    publishedVersionId: row.published_version_id,
  };
}
