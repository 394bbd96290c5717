import pg from 'pg';

/** Time for connecting and for each answer, in ms. */
const timeoutMs = 5_000;

/** What a PostgreSQL server says about itself. */
export interface PostgresFindings {
  /** For example 140005. */
  readonly versionNumber: number;
  readonly version: string;
  /** It is a standby, or read-only by its settings. */
  readonly isReadOnly: boolean;
  readonly mayCreateTables: boolean;
  /** Values of the settings that decide whether what was confirmed survives a crash. */
  readonly fsync: string;
  readonly synchronousCommit: string;
  /** How far its clock is ahead of ours, in ms. */
  readonly clockAheadMs: number;
}

/** Asks a PostgreSQL server about itself; nothing is written. Rejects when it cannot be reached. */
export async function examinePostgres(url: string, now: () => number = Date.now): Promise<PostgresFindings> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
    application_name: 'repartee doctor',
  });
  // A connection that breaks also rejects the query; without a listener it would end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    // Asked for by itself: only the trip of this answer lies between the clocks.
    const sentAt = now();
    const { ahead } = await firstRow<{ ahead: number }>(
      client,
      'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ahead',
    );
    const clockAheadMs = Math.round(ahead - (sentAt + now()) / 2);
    const findings = await firstRow<Omit<PostgresFindings, 'clockAheadMs'>>(client, questions);
    return { ...findings, clockAheadMs };
  } finally {
    await client.end().catch(() => {});
  }
}

const questions = `
  SELECT current_setting('server_version_num')::int AS "versionNumber",
         current_setting('server_version') AS "version",
         current_setting('transaction_read_only') = 'on' AS "isReadOnly",
         coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) AS "mayCreateTables",
         current_setting('fsync') AS "fsync",
         current_setting('synchronous_commit') AS "synchronousCommit"`;

async function firstRow<Row extends object>(client: pg.Client, sql: string): Promise<Row> {
  const { rows } = await client.query<Row>(sql);
  const [row] = rows;
  if (!row) throw new Error('The server answered without a row.');
  return row;
}
