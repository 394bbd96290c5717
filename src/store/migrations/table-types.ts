import type { Migration } from 'kysely';

/** How one of the databases says what every table needs. */
export interface TableTypes {
  /** Type of whole numbers up to 2 ** 53, times among them. */
  readonly whole: 'integer' | 'bigint';
  /** What stands after the columns of a table. */
  readonly ending: string;
}

/** A change of the tables that is the same in every database. */
export type MigrationOf = (types: TableTypes) => Migration;
