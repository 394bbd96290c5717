import type { Selectable } from 'kysely';
import type { IdempotentAnswerTable, SessionTable } from '../schema.ts';
import { type IdempotentAnswer, type SessionStore, toIdempotentAnswer, toStoredSession } from '../sessions.ts';
import { turnEntrance } from '../turn-entrance.ts';
import type { Connection } from './connection.ts';
import type { GroupCommit } from './group-commit.ts';
import type { Leases } from './leases.ts';
import { sweep } from './sweep.ts';

/** How long the ids of sessions that ended are remembered, in ms (chat-api §18.3). */
const goneForMs = 30 * 24 * 60 * 60 * 1000;

const sessionById = { name: 'session_by_id', text: 'SELECT * FROM sessions WHERE id = $1' };
const idempotentAnswerByKey = {
  name: 'kept_answer_by_key',
  text: 'SELECT * FROM kept_answers WHERE scope = $1 AND key = $2 AND expires_at >= $3',
};

/** Undefined after its time. */
export async function findIdempotentAnswer(
  connection: Connection,
  scope: string,
  key: string,
  now: number,
): Promise<IdempotentAnswer | undefined> {
  const values = [scope, key, now];
  const [row] = await connection.run<Selectable<IdempotentAnswerTable>>({ ...idempotentAnswerByKey, values });
  return row && toIdempotentAnswer(row);
}

/** What the sessions of a process are made of. */
export interface SessionParts {
  readonly connection: Connection;
  readonly leases: Leases;
  readonly commits: GroupCommit;
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number;
}

/** Conversations in PostgreSQL. */
export function postgresSessions({ connection, leases, commits, now }: SessionParts): SessionStore {
  const { query } = connection;

  return {
    ...turnEntrance(leases),

    get: async (id) => {
      const [row] = await connection.run<Selectable<SessionTable>>({ ...sessionById, values: [id] });
      return row && toStoredSession(row);
    },

    commit: async (turn) => {
      await commits.commit(turn);
      leases.ended(turn.sessionId);
    },

    goneBot: async (id) => {
      const at = now();
      const gone = query
        .selectFrom('gone_sessions')
        .select('bot_id')
        .where('id', '=', id)
        .where('gone_at', '>=', at - goneForMs);
      // An expired session is as good as gone before the sweep has come by.
      const expired = query
        .selectFrom('sessions')
        .select('bot_id')
        .where('id', '=', id)
        .where('result_id', 'is not', null)
        .where('expires_at', '<=', at)
        .where('expires_at', '>=', at - goneForMs);
      return (await connection.first(gone.unionAll(expired)))?.bot_id;
    },

    idempotentAnswer: (scope, key, at) => findIdempotentAnswer(connection, scope, key, at),

    latestOfResult: async (resultId) => {
      const row = await connection.first(
        query
          .selectFrom('sessions')
          .selectAll()
          .where('id', '=', ({ selectFrom }) =>
            selectFrom('results').select('last_session_id').where('results.id', '=', resultId),
          ),
      );
      return row && toStoredSession(row);
    },

    latestWaitingPreview: async (botId) => {
      // Numbers stand in the text because a parameter would keep PostgreSQL from using the index of these sessions.
      const row = await connection.first(
        query
          .selectFrom('sessions')
          .selectAll()
          .where('bot_id', '=', botId)
          .where('is_waiting', '=', ({ lit }) => lit(1))
          .where('result_id', 'is', null)
          .orderBy('created_at', 'desc')
          .orderBy('id')
          .limit(1),
      );
      return row && toStoredSession(row);
    },

    timeline: async (of) => {
      const turnsOf = query.selectFrom('timeline').select('entries').orderBy('id');
      const rows = await connection.rows(
        'resultId' in of
          ? turnsOf.where('result_id', '=', of.resultId)
          : turnsOf.where('session_id', '=', of.previewId).where('result_id', 'is', null),
      );
      return rows.flatMap(({ entries }) => JSON.parse(entries));
    },

    sweep: (order) => sweep(connection, order, goneForMs),
  };
}
