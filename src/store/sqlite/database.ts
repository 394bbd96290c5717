import type { StatementSync } from 'node:sqlite';
import { type Database, type Steps, uniqueIndexes } from '../database.ts';
import type { Connection } from './connection.ts';
import { isTaken } from './failures.ts';

/** The embedded database, for the parts of the store that are the same everywhere. */
export function sqliteDatabase(connection: Connection): Database {
  /** Answers every query at once, so nobody ever sees half of the work. */
  function run<T>(steps: Steps<T>): T {
    let step = steps.next([]);
    while (!step.done) {
      try {
        step = steps.next(connection.rows(step.value));
      } catch (error) {
        step = steps.throw(error);
      }
    }
    return step.value;
  }
  return {
    query: connection.query,
    read: (work) => connection.read(() => run(work())),
    write: (work) => connection.write(() => run(work())),
    transaction: (work) => connection.write(() => run(work())),
    prepare<Row>(_name: string, sql: string) {
      const statement: StatementSync = connection.prepare(sql);
      return (...values: readonly string[]) => connection.read(() => statement.get(...values) as Row | undefined);
    },
    *lock() {},
    *alone() {},
    lockingRows: (query) => query,
    isTaken: (error, index) => isTaken(error, uniqueIndexes[index]),
  };
}
