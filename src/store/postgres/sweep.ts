import { hourOf } from '../rows.ts';
import type { SweepCounts, SweepOrder } from '../sessions.ts';
import type { Connection } from './connection.ts';

/**
 * Sessions of this hour at most that are over their time, the longest expired first, unless a turn of them runs or a job
 * waits for them: looked up as a value, so that no plan reads all jobs. Live ones are remembered as gone; what previews leave behind goes with them.
 */
const sessions = `
  WITH expired AS (
    SELECT id FROM sessions
    WHERE expires_hour <= $1 AND expires_at <= $2 AND (lease_owner IS NULL OR lease_until < clock_timestamp())
      AND (SELECT jobs.id FROM jobs WHERE session_id = sessions.id AND failed_at IS NULL LIMIT 1) IS NULL
    ORDER BY expires_hour, expires_at LIMIT $3 FOR UPDATE SKIP LOCKED),
  deleted AS (
    DELETE FROM sessions WHERE id = ANY (ARRAY(SELECT id FROM expired)) RETURNING id, bot_id, result_id),
  remembered AS (
    INSERT INTO gone_sessions (id, bot_id, gone_at) SELECT id, bot_id, $2 FROM deleted WHERE result_id IS NOT NULL
    ON CONFLICT (id) DO UPDATE SET bot_id = excluded.bot_id, gone_at = excluded.gone_at),
  forgotten AS (
    DELETE FROM timeline WHERE session_id = ANY (ARRAY(SELECT id FROM deleted)) AND result_id IS NULL)
  SELECT count(*) AS rows FROM deleted`;

const keptAnswers = `
  WITH deleted AS (
    DELETE FROM kept_answers WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM kept_answers WHERE expires_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED))
    RETURNING 1)
  SELECT count(*) AS rows FROM deleted`;

const goneSessions = `
  WITH old AS (SELECT id FROM gone_sessions WHERE gone_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED),
  deleted AS (DELETE FROM gone_sessions WHERE id = ANY (ARRAY(SELECT id FROM old)) RETURNING 1)
  SELECT count(*) AS rows FROM deleted`;

/** Rows are added in the order of time, so the first ones tell how far to look. */
const logs = `
  WITH oldest AS (SELECT id, created_at FROM logs ORDER BY id LIMIT $2),
  deleted AS (
    DELETE FROM logs WHERE id = ANY (ARRAY(SELECT id FROM oldest WHERE created_at < $1)) RETURNING 1)
  SELECT count(*) AS rows FROM deleted`;

/** What processes that died have left: places in line and claims. There are few of both at any time. */
const leftBehind = ['waiting_turns', 'claimed_ids'].map(
  (table) => `DELETE FROM ${table} WHERE until < clock_timestamp()`,
);

/**
 * See `SessionStore.sweep`.
 *
 * @param goneForMs how long the ids of sessions that ended are remembered
 */
export async function sweep(connection: Connection, order: SweepOrder, goneForMs: number): Promise<SweepCounts> {
  const { now, limit, logsBefore } = order;
  const remove = async (text: string, values: readonly unknown[]) => {
    const [counted] = await connection.run<{ rows: number }>({ text, values });
    return counted?.rows ?? 0;
  };
  for (const text of leftBehind) await connection.run({ text });
  return {
    sessions: await remove(sessions, [hourOf(now), now, limit]),
    keptAnswers: await remove(keptAnswers, [now, limit]),
    goneSessions: await remove(goneSessions, [now - goneForMs, limit]),
    logs: logsBefore === undefined ? 0 : await remove(logs, [logsBefore, limit]),
  };
}
