import type { AnswerRecord, Log, TimelineEntry, TurnRecords } from '../engine/output.ts';
import type { SessionState } from '../engine/state.ts';
import type { FlowDocument } from '../flow/document.ts';
import type { Value } from '../flow/values.ts';
import type { JobStore } from './jobs.ts';
import type { JournalStore } from './journal.ts';

/**
 * Everything that is kept. One implementation per database; all of them pass the suite in `store.suite.ts`. Dates are
 * milliseconds since 1970 UTC. A method rejects with ReparteeError('storeUnavailable') when the database refuses
 * (disk full, no connection); nothing is half-written then. One that writes rejects with
 * ReparteeError('outcomeUnknown') when the connection was lost before the database could say that it has.
 */
export interface Store {
  readonly accounts: AccountStore;
  readonly bots: BotStore;
  readonly sessions: SessionStore;
  readonly results: ResultStore;
  readonly uploads: UploadStore;
  readonly jobs: JobStore;
  readonly journal: JournalStore;
  /** Resolves when the database answers, the embedded one to a write; rejects with ReparteeError('storeUnavailable'). */
  ping(): Promise<void>;
  /** How busy the database is, in numbers under names of the store's own; absent: it cannot tell. */
  gauges?(): Readonly<Record<string, number>>;
  /** Writes what is pending and lets go of the database. */
  close(): Promise<void>;
}

/** Is told of every transaction: how many writes shared it, how long it took in ms, and whether it was stored. */
export type CommitObserver = (writes: number, ms: number, isStored: boolean) => void;

// -------------------------------------------------------------------- people and tokens

export type Role = 'ADMIN' | 'MEMBER' | 'GUEST';

export interface User {
  readonly id: string;
  readonly email: string;
  readonly name: string | null;
  readonly createdAt: number;
}

export interface Workspace {
  readonly id: string;
  readonly name: string;
  readonly icon: string | null;
  readonly createdAt: number;
}

export interface ApiToken {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  /** Lower-case hex SHA-256 of the token. */
  readonly hash: string;
  readonly createdAt: number;
}

export interface AccountStore {
  /** Creates the first user and workspace with the role ADMIN; false and no change when there is a user already. */
  createOwner(user: User, workspace: Workspace): Promise<boolean>;
  getUser(id: string): Promise<User | undefined>;
  /** The user that was created first. */
  owner(): Promise<User | undefined>;
  /** Workspaces of a user with the user's role, oldest first. */
  workspacesOf(userId: string): Promise<readonly (Workspace & { readonly role: Role })[]>;
  roleOf(userId: string, workspaceId: string): Promise<Role | undefined>;
  addToken(token: ApiToken): Promise<void>;
  findToken(hash: string): Promise<ApiToken | undefined>;
  /** Tokens of a user, newest first. */
  tokensOf(userId: string): Promise<readonly ApiToken[]>;
  /** The token that was deleted; undefined when the user has none with this id. */
  deleteToken(userId: string, id: string): Promise<ApiToken | undefined>;
}

// -------------------------------------------------------------------- bots

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

// -------------------------------------------------------------------- conversations

export interface StoredSession {
  readonly id: string;
  /** The bot that was started. */
  readonly botId: string;
  readonly state: SessionState;
  /** Grows by one with every commit. */
  readonly revision: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** When the sweep may delete it. */
  readonly expiresAt: number;
  /** Waits on something outside the conversation. */
  readonly isWaiting: boolean;
}

/** An answer kept for requests that arrive again under the same key. */
export interface KeptAnswer {
  /** The bot or session that the key belongs to. */
  readonly scope: string;
  readonly key: string;
  /** Hash of the request that was answered. */
  readonly fingerprint: string;
  readonly status: number;
  /** JSON text. */
  readonly body: string;
  readonly expiresAt: number;
}

/** What a turn asks for when it begins. */
export interface TurnLoad {
  readonly sessionId: string;
  readonly now: number;
  /** Key whose kept answer is wanted in the same trip to the database. */
  readonly key?: string | undefined;
  /** Scope of the key; absent: the session. */
  readonly scope?: string | undefined;
  /** How long to wait for turns of other processes, in ms. */
  readonly waitMs: number;
  /** `lineUp` was called for the turn: it uses a place of its process in the line of the session up. */
  readonly isInLine?: boolean | undefined;
}

/** What a turn begins with. */
export interface LoadedTurn {
  /** Undefined when it does not exist. One that has expired and was not swept yet is given. */
  readonly session: StoredSession | undefined;
  /** The answer kept under the key, unless its time is over. */
  readonly kept: KeptAnswer | undefined;
}

/** What a sweep deletes. */
export interface SweepOrder {
  readonly now: number;
  /** Most rows of each kind that go at once. */
  readonly limit: number;
  /** Logs of results from before this moment go; absent: none. */
  readonly logsBefore?: number | undefined;
}

/** How many rows of each kind a sweep deleted. */
export interface SweepCounts {
  readonly sessions: number;
  readonly keptAnswers: number;
  readonly goneSessions: number;
  readonly logs: number;
}

/** A session as a turn leaves it. */
export interface NextSession extends Pick<StoredSession, 'state' | 'expiresAt' | 'isWaiting'> {
  /** The state as JSON text, when somebody has made it already. */
  readonly stateText?: string | undefined;
}

/** The state of a session as JSON text. */
export function stateTextOf({ state, stateText }: NextSession): string {
  return stateText ?? JSON.stringify(state);
}

/** Everything that one turn changes; stored whole or not at all. */
export interface TurnCommit {
  readonly at: number;
  readonly sessionId: string;
  readonly botId: string;
  /** New state; `delete` removes the session (it is then remembered as gone), `keep` leaves it as it is. */
  readonly session: NextSession | 'delete' | 'keep';
  /**
   * Revision that the turn was computed from; 0 when there was no session. Absent: whatever is stored is replaced.
   * Another revision in the store rejects the commit with StaleSessionError.
   */
  readonly expectedRevision?: number;
  readonly records?: TurnRecords;
  /** One that is stored under the same key and still good at `at` rejects the commit with AnsweredMeanwhileError. */
  readonly keptAnswer?: KeptAnswer;
  /** Scope of the journal whose calls are forgotten. */
  readonly journal?: string | undefined;
}

/** The session was changed by somebody else since it was loaded; nothing was stored. */
export class StaleSessionError extends Error {
  override readonly name = 'StaleSessionError';
}

/** Another request under the same key was answered since the turn began; nothing was stored. */
export class AnsweredMeanwhileError extends Error {
  override readonly name = 'AnsweredMeanwhileError';
}

export interface SessionStore {
  get(id: string): Promise<StoredSession | undefined>;
  /**
   * Loads a session for its next turn, in one trip to the database, and keeps the turns of other processes away from it
   * until `commit` or `endTurn`; a process that dies loses that right after a while. The same goes for an id that no
   * session has, until `endTurn`. Turns of other processes are waited for in order of arrival; rejects with
   * ReparteeError('conversationBusy') when that takes too long. A process begins the turns of one session one after the
   * other.
   */
  beginTurn(load: TurnLoad): Promise<LoadedTurn>;
  /**
   * Takes a place in the line of a session for a turn that has to wait for another one of this process, so that turns
   * of other processes that come later do not get ahead of it. Does nothing where one process has the database.
   *
   * A place belongs to the process and not to the turn: whichever of its turns is next begins with its first place, so
   * that the line never contradicts the order within a process.
   */
  lineUp(sessionId: string): Promise<void>;
  /** Gives up the last place of this process, for a turn that will not begin. */
  leaveLine(sessionId: string): Promise<void>;
  /** Lets the turns of other processes begin; does nothing when a commit of the session has done so. */
  endTurn(sessionId: string): Promise<void>;
  /** Resolves when the turn is durable: it survives a crash of the process and of the machine. */
  commit(turn: TurnCommit): Promise<void>;
  /** Bot of a live session that ended or expired in the last 30 days; previews are forgotten at once. */
  goneBot(id: string): Promise<string | undefined>;
  /** Undefined after `expiresAt` (at that moment it is still there). */
  keptAnswer(scope: string, key: string, now: number): Promise<KeptAnswer | undefined>;
  /** The newest session of a result; undefined once that session ended. */
  latestOfResult(resultId: string): Promise<StoredSession | undefined>;
  /** The newest preview of a bot that waits on something outside the conversation (`isWaiting`, no result). */
  latestWaitingPreview(botId: string): Promise<StoredSession | undefined>;
  /**
   * What happened in the earlier turns, oldest first: of a result, which several sessions may share, or of the session
   * of a preview, which has none.
   */
  timeline(of: { readonly resultId: string } | { readonly previewId: string }): Promise<readonly TimelineEntry[]>;
  /** Deletes what is over its time: sessions, kept answers, ids of sessions that are long gone, old logs. */
  sweep(order: SweepOrder): Promise<SweepCounts>;
}

// -------------------------------------------------------------------- results

export interface StoredResult {
  readonly id: string;
  readonly botId: string;
  readonly variables: readonly { readonly id: string; readonly name: string; readonly value: Value }[];
  readonly hasStarted: boolean;
  readonly isCompleted: boolean;
  readonly isArchived: boolean;
  readonly lastSessionId: string | null;
  readonly createdAt: number;
}

export interface StoredAnswer extends AnswerRecord {
  readonly createdAt: number;
}

export interface StoredLog extends Required<Pick<Log, 'status' | 'description'>> {
  readonly id: string;
  readonly resultId: string;
  readonly details: string | null;
  readonly context: string | null;
  readonly createdAt: number;
}

/** Which results of a bot are wanted. */
export interface ResultQuery {
  readonly limit: number;
  /** How many of the others to skip. */
  readonly offset: number;
  /** Only those whose conversation has started (true) or has not (false); absent: both. */
  readonly isStarted?: boolean;
  /** Earliest time of creation, itself included; absent: none. */
  readonly from?: number;
  /** Latest time of creation, itself included; absent: none. */
  readonly to?: number;
  /** Only what stands after this result in the list, however much was added before it. */
  readonly after?: Pick<StoredResult, 'id' | 'createdAt'>;
}

export interface ResultStore {
  get(id: string): Promise<StoredResult | undefined>;
  /** Results of a bot that are not archived, newest first; those of one moment in some order that stays. */
  list(botId: string, query: ResultQuery): Promise<readonly StoredResult[]>;
  /** Answer rows of a result, or of all the given ones in one query, oldest first. */
  answers(of: string | readonly string[]): Promise<readonly StoredAnswer[]>;
  /** Oldest first. */
  logs(resultId: string): Promise<readonly StoredLog[]>;
  /** How many logs a result has, counted up to a number. */
  countLogs(resultId: string, atMost: number): Promise<number>;
  /**
   * Adds logs that did not come from a turn, while the result has fewer than `most`. Gives how many were added; rejects
   * with ReparteeError('resultNotFound'). An absent `status` is stored as `error`; details are cut to 1000 characters.
   */
  addLogs(resultId: string, logs: readonly Log[], at: number, most: number): Promise<number>;
}

// -------------------------------------------------------------------- uploads

/** A file that a person may send, or has sent. */
export interface StoredUpload {
  readonly key: string;
  readonly sessionId: string;
  /** Absent in a preview. */
  readonly resultId?: string | undefined;
  readonly announcedAt: number;
  /** 0 until the file arrives. */
  readonly bytes: number;
}

/** What a conversation has: links that nothing was sent to, and bytes that were sent or are arriving. */
export interface UploadUse {
  readonly open: number;
  readonly bytes: number;
}

export interface UploadStore {
  /** @param openSince links that were announced then or before are over */
  use(sessionId: string, openSince: number): Promise<UploadUse>;
  /** Notes a link. False, and nothing is noted, when the conversation has `maxOpen` open ones. */
  announce(
    upload: Omit<StoredUpload, 'bytes'>,
    dueAt: number,
    limit: { readonly openSince: number; readonly maxOpen: number },
  ): Promise<boolean>;
  /**
   * Sets bytes aside for a file that arrives, and gives how many: fewer when the files of its conversation would be
   * more than `maxBytes` together. What was noted of the file before does not count. Undefined: there is no such link.
   */
  reserve(key: string, bytes: number, maxBytes: number): Promise<number | undefined>;
  /** Notes how much arrived, 0 for nothing. False when the link was forgotten meanwhile. */
  settle(key: string, bytes: number): Promise<boolean>;
  /** Uploads that are to be looked at, the longest overdue first. */
  due(now: number, limit: number): Promise<readonly StoredUpload[]>;
  /** Whether an answer of the result names the file. */
  isAnswered(upload: StoredUpload): Promise<boolean>;
  postpone(key: string, dueAt: number): Promise<void>;
  forget(key: string): Promise<void>;
}
