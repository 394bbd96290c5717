import type { ColumnType } from 'kysely';
import { type Database, first, rows } from './database.ts';

/** A call that is about to change something outside. */
export interface NewCall {
  /** Calls are forgotten together with those of the same scope. */
  readonly scope: string;
  /** Tells the call from all others of its scope; the same whenever its turn runs again. */
  readonly id: string;
  /** Hash of the key by which the outside knows the call; absent when it leaves without one. */
  readonly keyHash?: string | undefined;
  /** In ms since 1970 UTC. */
  readonly at: number;
}

/** What was noted of a call when its turn ran before. */
export interface NotedCall {
  readonly keyHash: string | undefined;
  /** JSON text; undefined when nobody knows what became of the call. */
  readonly outcome: string | undefined;
}

/**
 * Calls of turns that are not stored yet, so that a turn that runs again does not make them twice. They go with the
 * commit of a turn that names their scope, or when they are old.
 */
export interface JournalStore {
  /** Notes a call before it leaves; resolves when that is durable. Gives what was noted of it before, if anything was. */
  begin(call: NewCall): Promise<NotedCall | undefined>;
  /** @param outcome JSON text */
  settle(scope: string, id: string, outcome: string): Promise<void>;
  /** Removes calls that were noted before a moment; gives their number. */
  removeOld(before: number, limit: number): Promise<number>;
}

/** Calls that change something outside, of turns that are not stored yet. */
interface JournalTable {
  scope: string;
  id: string;
  key_hash: string | null;
  /** JSON; null while nobody knows it. */
  outcome: ColumnType<string | null, null | undefined, string | null>;
  at: number;
}

/** The journal in any database. */
export function journalStore({ read, write, ...database }: Database): JournalStore {
  const query = database.query.withTables<{ journal: JournalTable }>();

  return {
    async begin({ scope, id, keyHash = null, at }) {
      const isNew = await write(function* () {
        const call = query.insertInto('journal').values({ scope, id, key_hash: keyHash, at });
        return (yield* first(call.onConflict((conflict) => conflict.doNothing()).returning('id'))) !== undefined;
      });
      if (isNew) return undefined;
      const noted = await read(function* () {
        const calls = query.selectFrom('journal').select(['key_hash', 'outcome']);
        return yield* first(calls.where('scope', '=', scope).where('id', '=', id));
      });
      return { keyHash: noted?.key_hash ?? undefined, outcome: noted?.outcome ?? undefined };
    },

    settle: (scope, id, outcome) =>
      write(function* () {
        yield query.updateTable('journal').set({ outcome }).where('scope', '=', scope).where('id', '=', id);
      }),

    removeOld: (before, limit) =>
      write(function* () {
        const old = query.selectFrom('journal').select('id').where('at', '<', before).limit(limit);
        return (yield* rows(query.deleteFrom('journal').where('id', 'in', old).returning('id'))).length;
      }),
  };
}
