import type { Selectable } from 'kysely';
import { hourOf } from '../rows.ts';
import type { IdempotentAnswerTable, SessionTable } from '../schema.ts';
import { type SessionStore, type StoredSession, toIdempotentAnswer, toStoredSession } from '../sessions.ts';
import { turnEntrance } from '../turn-entrance.ts';
import type { Connection } from './connection.ts';
import { RecentSessions } from './recent-sessions.ts';
import { TurnWriter } from './turn-writer.ts';

/** How long the ids of sessions that ended are remembered, in ms (chat-api §18.3). */
const goneForMs = 30 * 24 * 60 * 60 * 1000;

type SessionRow = Selectable<SessionTable>;

/** Conversations in SQLite. */
export function sqliteSessions(connection: Connection, now: () => number): SessionStore {
  const { query } = connection;
  const turns = new TurnWriter(connection);
  const sessionById = connection.prepare('SELECT * FROM sessions WHERE id = ?');
  // Numbers stand in the text because a parameter would keep SQLite from using the index of these sessions.
  const waitingPreview = connection.prepare(
    'SELECT * FROM sessions WHERE bot_id = ? AND is_waiting = 1 AND result_id IS NULL ORDER BY created_at DESC, id LIMIT 1',
  );
  const idempotentAnswer = connection.prepare(
    'SELECT * FROM kept_answers WHERE scope = ? AND key = ? AND expires_at >= ?',
  );

  const recent = new RecentSessions();

  function load(id: string): StoredSession | undefined {
    const known = recent.get(id);
    if (known) return known;
    const row = sessionById.get(id) as SessionRow | undefined;
    if (!row) return undefined;
    const session = toStoredSession(row);
    recent.set(session, row.state.length);
    return session;
  }

  /** Removes expired sessions that nothing is to be done for, in the order of their expiry; what previews leave behind goes with them. */
  function removeExpired(at: number, limit: number): number {
    const expired = connection.rows(
      query
        .selectFrom('sessions')
        .select(['id', 'bot_id'])
        .where('expires_hour', '<=', hourOf(at))
        .where('expires_at', '<=', at)
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('jobs')
                .select('jobs.id')
                .whereRef('jobs.session_id', '=', 'sessions.id')
                .where('failed_at', 'is', null),
            ),
          ),
        )
        .orderBy('expires_hour')
        .orderBy('expires_at')
        .limit(limit),
    );
    for (const { id, bot_id } of expired) {
      turns.write({ at, sessionId: id, botId: bot_id, session: 'delete' });
      recent.delete(id);
    }
    return expired.length;
  }

  /** Rows are added in the order of time, so the first ones tell how far to look. */
  function removeLogs(before: number, limit: number): number {
    const oldest = query.selectFrom('logs').select(['id', 'created_at']).orderBy('id').limit(limit).as('oldest');
    const old = query.selectFrom(oldest).select('id').where('created_at', '<', before);
    return connection.change(query.deleteFrom('logs').where('id', 'in', old));
  }

  return {
    // One process has the file; the revision tells of others.
    ...turnEntrance({
      begin: ({ sessionId, scope = sessionId, key, now: at }) =>
        connection.read(() => {
          const answered = key === undefined ? undefined : idempotentAnswer.get(scope, key, at);
          return {
            session: load(sessionId),
            answered: answered && toIdempotentAnswer(answered as Selectable<IdempotentAnswerTable>),
          };
        }),
    }),

    get: (id) =>
      connection.read(() => {
        const row = sessionById.get(id);
        return row && toStoredSession(row as SessionRow);
      }),

    async commit(turn) {
      try {
        const size = await connection.write(() => turns.write(turn));
        recent.follow(turn, size);
      } catch (error) {
        recent.delete(turn.sessionId);
        throw error;
      }
    },

    goneBot: (id) =>
      connection.read(() => {
        const at = now();
        const gone = query.selectFrom('gone_sessions').select('bot_id').where('id', '=', id);
        // An expired session is as good as gone before the sweep has come by.
        const expired = query
          .selectFrom('sessions')
          .select('bot_id')
          .where('id', '=', id)
          .where('result_id', 'is not', null);
        const row =
          connection.first(gone.where('gone_at', '>=', at - goneForMs)) ??
          connection.first(expired.where('expires_at', '<=', at).where('expires_at', '>=', at - goneForMs));
        return row?.bot_id;
      }),

    idempotentAnswer: (scope, key, at) =>
      connection.read(() => {
        const row = idempotentAnswer.get(scope, key, at);
        return row && toIdempotentAnswer(row as Selectable<IdempotentAnswerTable>);
      }),

    latestOfResult: (resultId) =>
      connection.read(() => {
        const row = connection.first(
          query
            .selectFrom('results')
            .innerJoin('sessions', 'sessions.id', 'results.last_session_id')
            .selectAll('sessions')
            .where('results.id', '=', resultId),
        );
        return row && toStoredSession(row);
      }),

    latestWaitingPreview: (botId) =>
      connection.read(() => {
        const row = waitingPreview.get(botId);
        return row && toStoredSession(row as SessionRow);
      }),

    timeline: (of) =>
      connection.read(() => {
        const turnsOf = query.selectFrom('timeline').select('entries').orderBy('id');
        const rows = connection.rows(
          'resultId' in of
            ? turnsOf.where('result_id', '=', of.resultId)
            : turnsOf.where('session_id', '=', of.previewId).where('result_id', 'is', null),
        );
        return rows.flatMap(({ entries }) => JSON.parse(entries));
      }),

    sweep: ({ now: at, limit, logsBefore }) =>
      connection.write(() => ({
        sessions: removeExpired(at, limit),
        keptAnswers: connection.change(
          query
            .deleteFrom('kept_answers')
            .where(({ eb, refTuple, selectFrom }) =>
              eb(
                refTuple('scope', 'key'),
                'in',
                selectFrom('kept_answers')
                  .select(['scope', 'key'])
                  .where('expires_at', '<', at)
                  .limit(limit)
                  .$asTuple('scope', 'key'),
              ),
            ),
        ),
        goneSessions: connection.change(
          query.deleteFrom('gone_sessions').where(
            'id',
            'in',
            query
              .selectFrom('gone_sessions')
              .select('id')
              .where('gone_at', '<', at - goneForMs)
              .limit(limit),
          ),
        ),
        logs: logsBefore === undefined ? 0 : removeLogs(logsBefore, limit),
      })),
  };
}
