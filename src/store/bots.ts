import type { Insertable, Selectable } from 'kysely';
import { ReparteeError } from '../errors/errors.ts';
import type { FlowDocument } from '../flow/document.ts';
import { type Database, first, rows, type Steps } from './database.ts';
import { flag } from './rows.ts';
import type { BotTable, BotVersionTable } from './schema.ts';

export interface Bot {
  readonly id: string;
  readonly workspaceId: string;
  readonly name: string;
  readonly icon: string | null;
  readonly folderId: string | null;
  readonly publicId: string | null;
  readonly isClosed: boolean;
  readonly isArchived: boolean;
  /** The published version; null when the bot is not published. */
  readonly publishedVersionId: string | null;
  /** The draft. */
  readonly document: FlowDocument;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** What starting a conversation needs of a bot. */
export interface BotHead {
  readonly id: string;
  readonly workspaceId: string;
  readonly isClosed: boolean;
  readonly publishedVersionId: string | null;
}

/** An immutable copy of a flow: published (numbered) or a snapshot of a draft that a preview runs (number null). */
export interface BotVersion {
  readonly id: string;
  readonly botId: string;
  readonly workspaceId: string;
  readonly number: number | null;
  readonly document: FlowDocument;
  readonly createdAt: number;
}

/** A version that was published, and the public id of its bot. */
export interface PublishedVersion {
  readonly version: BotVersion;
  readonly publicId: string;
}

/** Columns of a bot that an author may change. */
export type BotChange = Partial<Pick<Bot, 'name' | 'icon' | 'folderId' | 'publicId' | 'isClosed' | 'document'>> & {
  readonly updatedAt: number;
};

export interface BotStore {
  /** Rejects with ReparteeError('publicIdTaken') when another bot has the public id. */
  insert(bot: Bot): Promise<void>;
  /** Archived bots are found too. */
  get(id: string): Promise<Bot | undefined>;
  head(id: string): Promise<BotHead | undefined>;
  /** A bot that is not archived, by its public id. */
  headByPublicId(publicId: string): Promise<BotHead | undefined>;
  /** Bots of a workspace that are not archived, newest first. */
  list(workspaceId: string): Promise<readonly Bot[]>;
  /** Undefined when there is no such bot or it is archived. Rejects with ReparteeError('publicIdTaken'). */
  update(id: string, change: BotChange): Promise<Bot | undefined>;
  /**
   * Stores a version with the next number of its bot and makes it the published one, in one transaction. A bot without
   * a public id gets the given one in it. Rejects with ReparteeError('botNotFound') when there is no such bot or it is
   * archived, and with ReparteeError('publicIdTaken').
   */
  publish(version: Omit<BotVersion, 'number'>, publicId: string): Promise<PublishedVersion>;
  /** Stores a snapshot; when one with the same id exists, nothing happens. */
  insertSnapshot(version: BotVersion): Promise<void>;
  /** False when the bot was not published. */
  unpublish(id: string): Promise<boolean>;
  /** Archives a bot, which takes its published version and its public id back, all at once. False: it is no bot or archived. */
  archive(id: string, at: number): Promise<boolean>;
  getVersion(id: string): Promise<BotVersion | undefined>;
}

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

/** The row of a bot. */
export function fromBot(bot: Bot): Insertable<BotTable> {
  return {
    id: bot.id,
    workspace_id: bot.workspaceId,
    name: bot.name,
    icon: bot.icon,
    folder_id: bot.folderId,
    public_id: bot.publicId,
    is_closed: flag(bot.isClosed),
    is_archived: flag(bot.isArchived),
    published_version_id: bot.publishedVersionId,
    document: JSON.stringify(bot.document),
    created_at: bot.createdAt,
    updated_at: bot.updatedAt,
  };
}

/** Columns that a change names; a member that is absent or undefined leaves its column as it is. */
export function fromBotChange(change: BotChange): Partial<Insertable<BotTable>> {
  const { isClosed, document } = change;
  return {
    name: change.name,
    icon: change.icon,
    folder_id: change.folderId,
    public_id: change.publicId,
    is_closed: isClosed === undefined ? undefined : flag(isClosed),
    document: document === undefined ? undefined : JSON.stringify(document),
    updated_at: change.updatedAt,
  };
}

/** A bot from its row. */
export function toBot(row: Selectable<BotTable>): Bot {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    name: row.name,
    icon: row.icon,
    folderId: row.folder_id,
    publicId: row.public_id,
    isClosed: row.is_closed === 1,
    isArchived: row.is_archived === 1,
    publishedVersionId: row.published_version_id,
    document: JSON.parse(row.document),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/** The row of a version. */
export function fromBotVersion(version: BotVersion): Insertable<BotVersionTable> {
  return {
    id: version.id,
    bot_id: version.botId,
    workspace_id: version.workspaceId,
    number: version.number,
    document: JSON.stringify(version.document),
    created_at: version.createdAt,
  };
}

/** A version from its row. */
export function toBotVersion(row: Selectable<BotVersionTable>): BotVersion {
  return {
    id: row.id,
    botId: row.bot_id,
    workspaceId: row.workspace_id,
    number: row.number,
    document: JSON.parse(row.document),
    createdAt: row.created_at,
  };
}
