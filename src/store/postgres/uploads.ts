import type { UploadStore } from '../store.ts';
import { selectAnswerWith, selectDueUploads, toStoredUpload, usedBy } from '../upload-queries.ts';
import type { Connection, Transaction } from './connection.ts';

/** Files on their way, in PostgreSQL. */
export function postgresUploads(connection: Connection): UploadStore {
  const { query } = connection;
  const rowsOf = (sessionId: string) => query.selectFrom('uploads').selectAll().where('session_id', '=', sessionId);

  /** Until the transaction ends, no other one counts what the session has. */
  const countAlone = ({ run }: Transaction, sessionId: string) =>
    run({ text: 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', values: [`uploads ${sessionId}`] });

  return {
    use: async (sessionId, openSince) => usedBy(await connection.rows(rowsOf(sessionId)), openSince),

    announce: ({ key, sessionId, resultId, announcedAt }, dueAt, { openSince, maxOpen }) =>
      connection.transaction(async (transaction) => {
        await countAlone(transaction, sessionId);
        if (usedBy(await transaction.rows(rowsOf(sessionId)), openSince).open >= maxOpen) return false;
        const row = { key, session_id: sessionId, result_id: resultId ?? null, bytes: 0 };
        await transaction.rows(
          query.insertInto('uploads').values({ ...row, announced_at: announcedAt, due_at: dueAt }),
        );
        return true;
      }),

    reserve: (key, bytes, maxBytes) =>
      connection.transaction(async (transaction) => {
        const upload = await transaction.first(query.selectFrom('uploads').select('session_id').where('key', '=', key));
        if (!upload) return undefined;
        await countAlone(transaction, upload.session_id);
        const others = (await transaction.rows(rowsOf(upload.session_id))).filter((row) => row.key !== key);
        const room = Math.max(0, Math.min(bytes, maxBytes - usedBy(others, 0).bytes));
        await transaction.rows(query.updateTable('uploads').set({ bytes: room }).where('key', '=', key));
        return room;
      }),

    settle: async (key, bytes) =>
      (await connection.change(query.updateTable('uploads').set({ bytes }).where('key', '=', key))) > 0,

    due: async (now, limit) => (await connection.rows(selectDueUploads(query, now, limit))).map(toStoredUpload),

    isAnswered: async (upload) => (await connection.first(selectAnswerWith(query, upload))) !== undefined,

    postpone: async (key, dueAt) =>
      void (await connection.change(query.updateTable('uploads').set({ due_at: dueAt }).where('key', '=', key))),

    forget: async (key) => void (await connection.change(query.deleteFrom('uploads').where('key', '=', key))),
  };
}
