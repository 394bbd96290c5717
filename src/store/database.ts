import type { Compilable, Kysely, SelectQueryBuilder } from 'kysely';
import type { Tables } from './schema.ts';

/** Work on a database that waits for the rows of each query that it yields, whichever way that database gives them. */
export type Steps<T> = Generator<Compilable<unknown>, T, unknown[]>;

/** What the parts of the store that are the same in every database are written against. */
export interface Database {
  /** Builds queries; they are not to be executed through Kysely. */
  readonly query: Kysely<Tables>;
  /** Runs work that only reads. */
  read<T>(work: () => Steps<T>): Promise<T>;
  /** Runs work that writes with one query. */
  write<T>(work: () => Steps<T>): Promise<T>;
  /** Runs work in a transaction; what it throws undoes it. It may be done again. */
  transaction<T>(work: () => Steps<T>): Promise<T>;
  /** Statements whose text is the same everywhere, with `?` for parameters: compiled once, for what happens at every turn. */
  prepare<Row>(name: string, sql: string): (...values: readonly string[]) => Promise<Row | undefined>;
  /** Keeps other transactions from writing to a table; where there is one writer, nothing is to be done. */
  lock(table: keyof Tables): Steps<void>;
  /** Until the transaction ends, no other one does what it names the same; where there is one writer, nothing is to be done. */
  alone(name: string): Steps<void>;
  /** The query with its rows locked until the transaction ends, without those that another transaction has locked. */
  lockingRows<DB, TB extends keyof DB, Row>(query: SelectQueryBuilder<DB, TB, Row>): Compilable<Row>;
  /** True when a row would have repeated the value of a unique index. */
  isTaken(error: unknown, index: UniqueIndex): boolean;
}

/** Unique indexes by name, with what they are on. */
export const uniqueIndexes = { bots_by_public_id: 'bots.public_id' } as const;
export type UniqueIndex = keyof typeof uniqueIndexes;

/** All rows of a query. */
export function* rows<Row>(query: Compilable<Row>): Steps<Row[]> {
  return (yield query) as Row[];
}

/** The first row of a query. */
export function* first<Row>(query: Compilable<Row>): Steps<Row | undefined> {
  return (yield* rows(query))[0];
}
