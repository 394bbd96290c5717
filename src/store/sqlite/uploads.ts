import type { UploadStore } from '../store.ts';
import { selectAnswerWith, selectDueUploads, toStoredUpload, usedBy } from '../upload-queries.ts';
import type { Connection } from './connection.ts';

/** Files on their way, in SQLite. */
export function sqliteUploads(connection: Connection): UploadStore {
  const { query } = connection;
  const rowsOf = (sessionId: string) =>
    connection.rows(query.selectFrom('uploads').selectAll().where('session_id', '=', sessionId));
  const setBytes = (key: string, bytes: number) =>
    connection.change(query.updateTable('uploads').set({ bytes }).where('key', '=', key));

  return {
    use: (sessionId, openSince) => connection.read(() => usedBy(rowsOf(sessionId), openSince)),

    announce: ({ key, sessionId, resultId, announcedAt }, dueAt, { openSince, maxOpen }) =>
      connection.write(() => {
        if (usedBy(rowsOf(sessionId), openSince).open >= maxOpen) return false;
        const row = { key, session_id: sessionId, result_id: resultId ?? null, bytes: 0 };
        connection.change(query.insertInto('uploads').values({ ...row, announced_at: announcedAt, due_at: dueAt }));
        return true;
      }),

    reserve: (key, bytes, maxBytes) =>
      connection.write(() => {
        const upload = connection.first(query.selectFrom('uploads').select('session_id').where('key', '=', key));
        if (!upload) return undefined;
        const others = rowsOf(upload.session_id).filter((row) => row.key !== key);
        const room = Math.max(0, Math.min(bytes, maxBytes - usedBy(others, 0).bytes));
        setBytes(key, room);
        return room;
      }),

    settle: (key, bytes) => connection.write(() => setBytes(key, bytes) > 0),

    due: (now, limit) =>
      connection.read(() => connection.rows(selectDueUploads(query, now, limit)).map(toStoredUpload)),

    isAnswered: (upload) => connection.read(() => connection.first(selectAnswerWith(query, upload)) !== undefined),

    postpone: (key, dueAt) =>
      connection.write(
        () => void connection.change(query.updateTable('uploads').set({ due_at: dueAt }).where('key', '=', key)),
      ),

    forget: (key) => connection.write(() => void connection.change(query.deleteFrom('uploads').where('key', '=', key))),
  };
}
