import { type Compilable, Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { ReparteeError } from '../../errors/errors.ts';
import { toStoreError, toWriteError } from './failures.ts';
import type { PostgresTables } from './tables.ts';

/** Most connections of one process. */
const maxConnections = 10;
/** How long to wait for a connection, in ms: to be made, or to be free. */
const connectTimeoutMs = 5_000;
/** A query that takes longer than this has lost its connection, in ms. */
const queryTimeoutMs = 30_000;

/**
 * What every connection is told when it is made. A turn that was acknowledged is on the disk, whatever the default of
 * the server is. All tables are entered by their keys, and plans of prepared statements are made once: without
 * statistics of tables that are still small, the planner would settle on reading them whole and stay with it while they
 * grow.
 */
const preparation = `
  SET synchronous_commit = on; SET plan_cache_mode = force_generic_plan; SET jit = off;
  SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off`;

/** A query with its parameters; one with a name is prepared once per connection. */
export interface Query {
  readonly name?: string;
  readonly text: string;
  readonly values?: readonly unknown[];
}

/** Runs queries one after the other on the same connection. */
export interface Transaction {
  /** Rows of a statement. */
  run<Row>(query: Query): Promise<Row[]>;
  /** All rows of a built query. */
  rows<Row>(query: Compilable<Row>): Promise<Row[]>;
  /** The first row of a built query. */
  first<Row>(query: Compilable<Row>): Promise<Row | undefined>;
}

/**
 * How `pg` is to connect to a database. Throws an Error without the address, which holds the password.
 *
 * @param url `postgres://…`
 */
export function connectionSettings(url: string): pg.PoolConfig {
  return {
    connectionString: url,
    application_name: 'repartee',
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    types: { getTypeParser },
  };
}

/** Whole numbers of 64 bits are times, counts and ids here, all of which JavaScript can hold. */
const getTypeParser: typeof pg.types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  oid === pg.types.builtins.INT8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format);

/** The connections of one process to its database. They are made when they are needed, and again after they broke. */
export class Connection {
  /** Builds queries for `rows`, `first` and `change`; they are not to be executed through Kysely. */
  readonly query: Kysely<PostgresTables>;
  readonly #pool: pg.Pool;
  readonly #running = new Set<Promise<unknown>>();
  /** Transactions of this process run one after the other, in order of arrival. */
  #lastTransaction: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | undefined;

  constructor(url: string) {
    this.#pool = new pg.Pool({
      ...connectionSettings(url),
      max: maxConnections,
      query_timeout: queryTimeoutMs,
      onConnect: (client) => client.query(preparation),
    });
    // The pool drops a connection that breaks, and the query that ran on it fails: nothing is left to be done here.
    this.#pool.on('error', () => {});
    this.#pool.on('connect', (client) => client.on('error', () => {}));
    this.query = new Kysely({ dialect: new PostgresDialect({ pool: this.#pool }) });
  }

  /**
   * Rows of a statement. Rejects with ReparteeError('storeUnavailable') when the database refuses or cannot be reached,
   * and with the error of `pg` when the statement is at fault.
   */
  run<Row>(query: Query): Promise<Row[]> {
    return this.#track(async () => (await this.#pool.query(cleaned(query))).rows);
  }

  /**
   * Rows of a statement that stores what callers are told about. Rejects as `run` does, and with
   * ReparteeError('outcomeUnknown') when the connection breaks while it runs.
   */
  write<Row>(query: Query): Promise<Row[]> {
    return this.#track(async () => (await this.#write(query)).rows);
  }

  async #write(query: Query): Promise<pg.QueryResult> {
    const client = await this.#pool.connect();
    let failure: Error | undefined;
    try {
      return await client.query(cleaned(query));
    } catch (error) {
      failure = error as Error;
      throw toWriteError(error);
    } finally {
      client.release(failure);
    }
  }

  /** All rows of a built query. */
  rows<Row>(query: Compilable<Row>): Promise<Row[]> {
    return this.run(compiled(query));
  }

  /** The first row of a built query. */
  async first<Row>(query: Compilable<Row>): Promise<Row | undefined> {
    return (await this.rows(query))[0];
  }

  /** Executes a built query that gives no rows. Gives the number of rows that it changed. Rejects as `write` does. */
  change(query: Compilable): Promise<number> {
    return this.#track(async () => (await this.#write(compiled(query))).rowCount ?? 0);
  }

  /** Runs work in a transaction; what it throws undoes it. Rejects as `write` does. */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.#track(() => {
      const result = this.#lastTransaction.then(() => this.#transact(work));
      this.#lastTransaction = result.catch(() => {});
      return result;
    });
  }

  async #transact<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    let failure: Error | undefined;
    try {
      await client.query('BEGIN');
      const run = async <Row>(query: Query): Promise<Row[]> => (await client.query(cleaned(query))).rows;
      const rows = <Row>(query: Compilable<Row>) => run<Row>(compiled(query));
      const value = await work({ run, rows, first: async (query) => (await rows(query))[0] });
      await client.query('COMMIT').catch((error) => {
        throw toWriteError(error);
      });
      return value;
    } catch (error) {
      await client.query('ROLLBACK').catch((cause) => {
        failure = cause;
      });
      throw error;
    } finally {
      client.release(failure);
    }
  }

  /** Connections that are open, those that nobody uses, and queries that wait for one. */
  use(): Readonly<Record<'connections' | 'connections_idle' | 'queries_waiting', number>> {
    const { totalCount, idleCount, waitingCount } = this.#pool;
    return { connections: totalCount, connections_idle: idleCount, queries_waiting: waitingCount };
  }

  /** Lets go of the database when everything that runs is done; refuses what comes later. */
  close(): Promise<void> {
    this.#closing ??= (async () => {
      await Promise.allSettled(this.#running);
      await this.#pool.end();
    })();
    return this.#closing;
  }

  async #track<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closing) throw new ReparteeError('storeUnavailable', { cause: new Error('The store is closed.') });
    const running = work();
    this.#running.add(running);
    try {
      return await running;
    } catch (error) {
      throw toStoreError(error);
    } finally {
      this.#running.delete(running);
    }
  }
}

function compiled(query: Compilable): Query {
  const { sql, parameters } = query.compile();
  return { text: sql, values: parameters };
}

function cleaned({ name, text, values = [] }: Query): pg.QueryConfig {
  return { name, text, values: values.map(withoutNul) };
}

/** PostgreSQL has no text with the character U+0000; it becomes U+FFFD. */
function withoutNul(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value;
  return Array.isArray(value) ? value.map(withoutNul) : value;
}
