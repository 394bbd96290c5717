import type { Insertable, Selectable } from 'kysely';
import type { Log } from '../engine/output.ts';
import type {
  AnswerTable,
  ApiTokenTable,
  BotTable,
  BotVersionTable,
  KeptAnswerTable,
  LogTable,
  ResultTable,
  SessionTable,
  UserTable,
} from './schema.ts';
import type {
  ApiToken,
  Bot,
  BotChange,
  BotVersion,
  KeptAnswer,
  StoredAnswer,
  StoredLog,
  StoredResult,
  StoredSession,
  User,
} from './store.ts';

/** Longest part of a log's details that is stored, in UTF-16 units. */
const detailsLength = 1_000;

/** A flag as it is stored: 1 or 0. */
export function flag(value: boolean): number {
  return value ? 1 : 0;
}

/** The hour since 1970 in which a moment lies: what an index holds of a moment that moves on with every turn. */
export function hourOf(moment: number): number {
  return Math.floor(moment / (60 * 60 * 1000));
}

/** A user from its row. */
export function toUser(row: Selectable<UserTable>): User {
  return { id: row.id, email: row.email, name: row.name, createdAt: row.created_at };
}

/** A token from its row. */
export function toApiToken(row: Selectable<ApiTokenTable>): ApiToken {
  return { id: row.id, userId: row.user_id, name: row.name, hash: row.hash, createdAt: row.created_at };
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

/** A session from its row. */
export function toStoredSession(row: Selectable<SessionTable>): StoredSession {
  return {
    id: row.id,
    botId: row.bot_id,
    state: JSON.parse(row.state),
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    expiresAt: row.expires_at,
    isWaiting: row.is_waiting === 1,
  };
}

/** A kept answer from its row. */
export function toKeptAnswer(row: Selectable<KeptAnswerTable>): KeptAnswer {
  const { scope, key, fingerprint, status, body } = row;
  return { scope, key, fingerprint, status, body, expiresAt: row.expires_at };
}

/** A result from its row. */
export function toStoredResult(row: Selectable<ResultTable>): StoredResult {
  return {
    id: row.id,
    botId: row.bot_id,
    variables: JSON.parse(row.variables),
    hasStarted: row.has_started === 1,
    isCompleted: row.is_completed === 1,
    isArchived: row.is_archived === 1,
    lastSessionId: row.last_session_id,
    createdAt: row.created_at,
  };
}

/** An answer from its row; without attachments the member is absent. */
export function toStoredAnswer(row: Selectable<AnswerTable>): StoredAnswer {
  return {
    resultId: row.result_id,
    blockId: row.block_id,
    content: row.content,
    ...(row.attached_file_urls !== null && { attachedFileUrls: JSON.parse(row.attached_file_urls) }),
    createdAt: row.created_at,
  };
}

/** A log as it is stored: `error` unless it names a status, long details shortened (results §2.6). */
export function fromLog(resultId: string, log: Log, at: number): Insertable<LogTable> {
  const { status = 'error', description, details, context = null } = log;
  return { result_id: resultId, status, description, details: shortened(details), context, created_at: at };
}

function shortened(details: string | undefined): string | null {
  if (details === undefined) return null;
  if (details.length < detailsLength) return details;
  // The cut may fall between the halves of a character.
  return `${details.slice(0, detailsLength).toWellFormed()}...`;
}

/** A log from its row. */
export function toStoredLog(row: Selectable<LogTable>): StoredLog {
  const { status, description, details, context } = row;
  return {
    id: String(row.id),
    resultId: row.result_id,
    status,
    description,
    details,
    context,
    createdAt: row.created_at,
  };
}
