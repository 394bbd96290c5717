import type { Kysely, Selectable } from 'kysely';
import { type Database, first, rows } from './database.ts';
import type { Tables, UploadTable } from './schema.ts';

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

/** Files on their way, in any database. */
export function uploadStore(database: Database): UploadStore {
  const { query, read, write, transaction } = database;
  const uploadsOf = (sessionId: string) => query.selectFrom('uploads').selectAll().where('session_id', '=', sessionId);
  /** Until the transaction ends, no other one counts what the session has. */
  const countAlone = (sessionId: string) => database.alone(`uploads ${sessionId}`);

  return {
    use: (sessionId, openSince) =>
      read(function* () {
        return usedBy(yield* rows(uploadsOf(sessionId)), openSince);
      }),

    announce: ({ key, sessionId, resultId, announcedAt }, dueAt, { openSince, maxOpen }) =>
      transaction(function* () {
        yield* countAlone(sessionId);
        if (usedBy(yield* rows(uploadsOf(sessionId)), openSince).open >= maxOpen) return false;
        const row = { key, session_id: sessionId, result_id: resultId ?? null, bytes: 0 };
        yield query.insertInto('uploads').values({ ...row, announced_at: announcedAt, due_at: dueAt });
        return true;
      }),

    reserve: (key, bytes, maxBytes) =>
      transaction(function* () {
        const upload = yield* first(query.selectFrom('uploads').select('session_id').where('key', '=', key));
        if (!upload) return undefined;
        yield* countAlone(upload.session_id);
        const others = (yield* rows(uploadsOf(upload.session_id))).filter((row) => row.key !== key);
        const room = Math.max(0, Math.min(bytes, maxBytes - usedBy(others, 0).bytes));
        yield query.updateTable('uploads').set({ bytes: room }).where('key', '=', key);
        return room;
      }),

    settle: (key, bytes) =>
      write(function* () {
        const upload = query.updateTable('uploads').set({ bytes }).where('key', '=', key);
        return (yield* first(upload.returning('key'))) !== undefined;
      }),

    due: (now, limit) =>
      read(function* () {
        return (yield* rows(selectDueUploads(query, now, limit))).map(toStoredUpload);
      }),

    isAnswered: (upload) =>
      read(function* () {
        return (yield* first(selectAnswerWith(query, upload))) !== undefined;
      }),

    postpone: (key, dueAt) =>
      write(function* () {
        yield query.updateTable('uploads').set({ due_at: dueAt }).where('key', '=', key);
      }),

    forget: (key) =>
      write(function* () {
        yield query.deleteFrom('uploads').where('key', '=', key);
      }),
  };
}

/** Builds the query for an answer of the result that names the file. */
function selectAnswerWith(query: Kysely<Tables>, { resultId, key }: StoredUpload) {
  // The name is a random id with an extension, so it holds no sign that stands for others.
  const pattern = `%${key.slice(key.lastIndexOf('/') + 1)}%`;
  return query
    .selectFrom('answers')
    .select('id')
    .where('result_id', '=', resultId ?? '')
    .where(({ eb, or }) => or([eb('content', 'like', pattern), eb('attached_file_urls', 'like', pattern)]))
    .limit(1);
}

/** Builds the query for uploads whose time to be looked at has come, the longest overdue first. */
function selectDueUploads(query: Kysely<Tables>, now: number, limit: number) {
  return query.selectFrom('uploads').selectAll().where('due_at', '<=', now).orderBy('due_at').limit(limit);
}

/** An upload from its row. */
function toStoredUpload(row: Selectable<UploadTable>): StoredUpload {
  return {
    key: row.key,
    sessionId: row.session_id,
    resultId: row.result_id ?? undefined,
    announcedAt: row.announced_at,
    bytes: row.bytes,
  };
}

/** What a session has uploaded: links that are still open, and the bytes of the rest. */
function usedBy(
  rows: readonly Pick<Selectable<UploadTable>, 'announced_at' | 'bytes'>[],
  openSince: number,
): { readonly open: number; readonly bytes: number } {
  return {
    open: rows.filter(({ bytes, announced_at }) => bytes === 0 && announced_at > openSince).length,
    bytes: rows.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}
