import type { Kysely, Selectable } from 'kysely';
import type { Tables, UploadTable } from './schema.ts';
import type { StoredUpload } from './store.ts';

/** Builds the query for an answer of the result that names the file. */
export function selectAnswerWith(query: Kysely<Tables>, { resultId, key }: StoredUpload) {
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
export function selectDueUploads(query: Kysely<Tables>, now: number, limit: number) {
  return query.selectFrom('uploads').selectAll().where('due_at', '<=', now).orderBy('due_at').limit(limit);
}

/** An upload from its row. */
export function toStoredUpload(row: Selectable<UploadTable>): StoredUpload {
  return {
    key: row.key,
    sessionId: row.session_id,
    resultId: row.result_id ?? undefined,
    announcedAt: row.announced_at,
    bytes: row.bytes,
  };
}

/** What a session has uploaded: links that are still open, and the bytes of the rest. */
export function usedBy(
  rows: readonly Pick<Selectable<UploadTable>, 'announced_at' | 'bytes'>[],
  openSince: number,
): { readonly open: number; readonly bytes: number } {
  return {
    open: rows.filter(({ bytes, announced_at }) => bytes === 0 && announced_at > openSince).length,
    bytes: rows.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}
