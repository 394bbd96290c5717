import { ReparteeError } from '../../errors.ts';
import { fromBot, fromBotChange, fromBotVersion, toBot, toBotVersion } from '../rows.ts';
import type { BotHead, BotStore } from '../store.ts';
import type { Connection } from './connection.ts';
import { isTaken } from './failures.ts';

interface HeadRow {
  readonly id: string;
  readonly workspace_id: string;
  readonly is_closed: number;
  readonly published_version_id: string | null;
}

/** Bots and their versions in PostgreSQL. */
export function postgresBots(connection: Connection): BotStore {
  const { query } = connection;
  const headColumns = 'id, workspace_id, is_closed, published_version_id';
  const headById = { name: 'head_by_id', text: `SELECT ${headColumns} FROM bots WHERE id = $1` };
  const headByPublicId = {
    name: 'head_by_public_id',
    text: `SELECT ${headColumns} FROM bots WHERE public_id = $1 AND is_archived = 0`,
  };

  return {
    insert: async (bot) => {
      await refusingTakenId(() => connection.change(query.insertInto('bots').values(fromBot(bot))));
    },

    get: async (id) => {
      const row = await connection.first(query.selectFrom('bots').selectAll().where('id', '=', id));
      return row && toBot(row);
    },

    head: async (id) => toHead((await connection.run<HeadRow>({ ...headById, values: [id] }))[0]),

    headByPublicId: async (publicId) =>
      toHead((await connection.run<HeadRow>({ ...headByPublicId, values: [publicId] }))[0]),

    list: async (workspaceId) => {
      const rows = await connection.rows(
        query
          .selectFrom('bots')
          .selectAll()
          .where('workspace_id', '=', workspaceId)
          .where('is_archived', '=', 0)
          .orderBy('created_at', 'desc')
          .orderBy('id', 'desc'),
      );
      return rows.map(toBot);
    },

    update: async (id, change) => {
      const row = await refusingTakenId(() =>
        connection.first(query.updateTable('bots').set(fromBotChange(change)).where('id', '=', id).returningAll()),
      );
      return row && toBot(row);
    },

    publish: (version) =>
      connection.transaction(async ({ rows, first }) => {
        const { botId } = version;
        // Changed first: that keeps others from taking the same number.
        const bot = await first(
          query.updateTable('bots').set({ published_version_id: version.id }).where('id', '=', botId).returning('id'),
        );
        if (!bot) throw new ReparteeError('botNotFound');
        const last = await first(
          query
            .selectFrom('bot_versions')
            .select(({ fn }) => fn.max('number').as('number'))
            .where('bot_id', '=', botId),
        );
        const published = { ...version, number: (last?.number ?? 0) + 1 };
        await rows(query.insertInto('bot_versions').values(fromBotVersion(published)));
        return published;
      }),

    insertSnapshot: async (version) => {
      await connection.change(
        query
          .insertInto('bot_versions')
          .values(fromBotVersion(version))
          .onConflict((conflict) => conflict.column('id').doNothing()),
      );
    },

    unpublish: async (id) => {
      const changed = await connection.change(
        query
          .updateTable('bots')
          .set({ published_version_id: null })
          .where('id', '=', id)
          .where('published_version_id', 'is not', null),
      );
      return changed > 0;
    },

    getVersion: async (id) => {
      const row = await connection.first(query.selectFrom('bot_versions').selectAll().where('id', '=', id));
      return row && toBotVersion(row);
    },
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

async function refusingTakenId<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (isTaken(cause, 'bots_by_public_id')) throw new ReparteeError('publicIdTaken', { cause });
    throw cause;
  }
}
