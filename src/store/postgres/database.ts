import { type Compilable, CompiledQuery, type Kysely } from 'kysely';
import type { Database, Steps } from '../database.ts';
import type { Tables } from '../schema.ts';
import type { Connection } from './connection.ts';
import { isTaken } from './failures.ts';

/** The database server, for the parts of the store that are the same everywhere. */
export function postgresDatabase(connection: Connection): Database {
  async function run<T>(steps: Steps<T>, rows: (query: Compilable<unknown>) => Promise<unknown[]>): Promise<T> {
    let step = steps.next([]);
    while (!step.done) {
      const answer = await rows(step.value).then(
        (found) => ({ found }),
        (error: unknown) => ({ error }),
      );
      step = 'found' in answer ? steps.next(answer.found) : steps.throw(answer.error);
    }
    return step.value;
  }
  const apart = <T>(work: () => Steps<T>) => run(work(), (query) => connection.rows(query));
  return {
    query: connection.query as unknown as Kysely<Tables>,
    read: apart,
    write: apart,
    transaction: (work) => connection.transaction(({ rows }) => run(work(), rows)),
    prepare<Row>(name: string, sql: string) {
      let parameters = 0;
      const text = sql.replaceAll('?', () => `$${++parameters}`);
      return async (...values: readonly string[]) => (await connection.run<Row>({ name, text, values }))[0];
    },
    *lock(table) {
      yield { compile: () => CompiledQuery.raw(`LOCK TABLE ${table} IN SHARE ROW EXCLUSIVE MODE`) };
    },
    *alone(name) {
      yield { compile: () => CompiledQuery.raw('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [name]) };
    },
    lockingRows: (query) => query.forUpdate().skipLocked(),
    isTaken,
  };
}
