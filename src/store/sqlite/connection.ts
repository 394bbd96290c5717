import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { type Compilable, Kysely } from 'kysely';
import { ReparteeError } from '../../errors/errors.ts';
import type { Tables } from '../schema.ts';
import type { CommitObserver } from '../store.ts';
import { reasonOf, toStoreError } from './failures.ts';
import { GroupCommit } from './group-commit.ts';
import { kyselyDialect } from './kysely-dialect.ts';
import { migrate } from './migrations.ts';

/** SQLite writes a page that was changed, also when it is in the end as it was, but none that was set to what it held. */
const changeAndChangeBack = 'UPDATE migrations_lock SET is_locked = 1; UPDATE migrations_lock SET is_locked = 0';

/** How long a write waits for another process that writes, in ms. */
const busyTimeoutMs = 5_000;

/**
 * Opens a database, makes its folder when it is missing, and brings its tables up to date.
 *
 * @param file path, or `:memory:` for one that ends with the process
 */
export async function openConnection(file: string, observer?: CommitObserver): Promise<Connection> {
  // Conversations are private: a folder that is made here is for the owner of the process only.
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const database = openDatabase(file);
  try {
    await migrate(database, new Kysely({ dialect: kyselyDialect(database) }));
    return new Connection(database, observer);
  } catch (error) {
    database.close();
    throw error;
  }
}

function openDatabase(file: string): DatabaseSync {
  try {
    const database = new DatabaseSync(file, { timeout: busyTimeoutMs, enableForeignKeyConstraints: true });
    // FULL waits for the disk at every commit; without fullfsync macOS would only hand the data to the drive.
    database.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA wal_autocheckpoint = 4000',
    );
    return database;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The database ${file} cannot be opened: ${reason}`, { cause });
  }
}

/** One open database: queries run on it at once, writes in shared transactions. */
export class Connection {
  /** Builds queries for `rows`, `first` and `change`; they are not to be executed through Kysely. */
  readonly query: Kysely<Tables>;
  readonly #database: DatabaseSync;
  readonly #writes: GroupCommit;

  constructor(database: DatabaseSync, observer?: CommitObserver) {
    this.#database = database;
    this.#writes = new GroupCommit(database, observer);
    this.query = new Kysely({ dialect: kyselyDialect(database) });
  }

  /** A statement for the hot path, compiled once. */
  prepare(sql: string): StatementSync {
    return this.#database.prepare(sql);
  }

  /** Runs work that only reads. Rejects with ReparteeError('storeUnavailable') when the database refuses. */
  async read<T>(work: () => T): Promise<T> {
    try {
      return work();
    } catch (error) {
      throw toStoreError(error);
    }
  }

  /** Runs work in the next transaction; see `GroupCommit.run`. */
  write<T>(work: () => T): Promise<T> {
    return this.#writes.run(work);
  }

  /** Writes a page: a full disk shows only then. Rejects with ReparteeError('storeUnavailable'), saying why. */
  async ping(): Promise<void> {
    try {
      await this.write(() => this.#database.exec(changeAndChangeBack));
    } catch (cause) {
      throw new ReparteeError('storeUnavailable', { message: `The database cannot write: ${reasonOf(cause)}`, cause });
    }
  }

  /** Writes that wait for the next transaction. */
  get pendingWrites(): number {
    return this.#writes.pending;
  }

  /** All rows of a built query. */
  rows<Row>(query: Compilable<Row>): Row[] {
    const { sql, parameters } = query.compile();
    return this.#database.prepare(sql).all(...(parameters as SQLInputValue[])) as Row[];
  }

  /** The first row of a built query. */
  first<Row>(query: Compilable<Row>): Row | undefined {
    return this.rows(query)[0];
  }

  /** Executes a built query that gives no rows. Gives the number of rows that it changed. */
  change(query: Compilable): number {
    const { sql, parameters } = query.compile();
    return Number(this.#database.prepare(sql).run(...(parameters as SQLInputValue[])).changes);
  }

  /** Writes what is pending and lets go of the file. Does nothing the second time. */
  close(): void {
    if (!this.#database.isOpen) return;
    this.#writes.flush();
    this.#database.close();
  }
}
