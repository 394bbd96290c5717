import type { Selectable, Updateable } from 'kysely';
import { type Database, first, rows } from './database.ts';
import type { JobTable } from './schema.ts';

/** Work that is to be done at some time. */
export interface NewJob {
  /** What is to be done; `jobs/` knows who does it. */
  readonly kind: string;
  /** JSON-like. */
  readonly payload: unknown;
  /** Earliest moment, in ms since 1970 UTC. */
  readonly dueAt: number;
  /** Of one kind there is at most one job with the same key. */
  readonly key?: string | undefined;
  /** Jobs in one lane are done one at a time, in the order in which they were added. */
  readonly lane?: string | undefined;
  /** The session that it is about; that is not swept while the job waits. */
  readonly sessionId?: string | undefined;
}

/** A job that this process has taken. */
export interface ClaimedJob extends NewJob {
  readonly id: number;
  /** How often it was begun without success, this time included. */
  readonly attempt: number;
}

/** Which jobs to take. */
export interface JobClaim {
  readonly kind: string;
  readonly limit: number;
  readonly now: number;
  /** The process that takes them. */
  readonly owner: string;
  /** When somebody else may take what is not done or renewed by then. */
  readonly until: number;
}

/** How many jobs of a kind there are. */
export interface JobCounts {
  readonly kind: string;
  /** To be done, now or later. */
  readonly waiting: number;
  /** Waiting since before a given moment. */
  readonly late: number;
  /** Given up, not yet removed. */
  readonly failed: number;
}

/** Jobs of all kinds. Methods that name an owner give false when the job is not that owner's any more. */
export interface JobStore {
  /** One whose key is there already changes nothing. */
  add(jobs: readonly NewJob[], at: number): Promise<void>;
  /**
   * Takes jobs that are due, the longest due first, and never one that another process has. A lane gives its first
   * job only, and none while one of it is taken.
   */
  claim(claim: JobClaim): Promise<readonly ClaimedJob[]>;
  /** Gives back what any process has taken; for one that has the database to itself, when it starts. */
  freeAll(): Promise<void>;
  /** Keeps jobs for longer. */
  renew(ids: readonly number[], owner: string, until: number): Promise<void>;
  /** Removes a job that was done. */
  done(id: number, owner: string): Promise<boolean>;
  /** Gives a job back for a later time; without `error` it succeeded, and its attempts count anew. */
  again(id: number, owner: string, next: { readonly dueAt: number; readonly error?: string }): Promise<boolean>;
  /** Keeps a job as failed; its lane goes on without it. */
  giveUp(id: number, owner: string, failure: { readonly at: number; readonly error: string }): Promise<boolean>;
  /** When the next job of these kinds is due that could be taken now; undefined when there is none. */
  nextDue(kinds: readonly string[], now: number): Promise<number | undefined>;
  /** @param lateBefore since when a job must be due to count as late */
  counts(lateBefore: number): Promise<readonly JobCounts[]>;
  /** Removes jobs that failed before a moment; gives their number. */
  removeFailed(before: number, limit: number): Promise<number>;
}

const free = { owner: null, claimed_until: null };

/** Jobs in any database. */
export function jobStore(database: Database): JobStore {
  const { query, read, write, transaction } = database;
  /** Changes a job of an owner; false when it is not the owner's any more. */
  const change = (id: number, owner: string, columns: Updateable<JobTable>) =>
    write(function* () {
      const job = query.updateTable('jobs').set(columns).where('id', '=', id).where('owner', '=', owner);
      return (yield* first(job.returning('id'))) !== undefined;
    });

  /** Jobs that nobody has at a moment and that are the first of their lane. */
  const takeable = (now: number) =>
    query
      .selectFrom('jobs as job')
      .where('failed_at', 'is', null)
      .where(({ eb, or }) => or([eb('claimed_until', 'is', null), eb('claimed_until', '<=', now)]))
      .where(({ eb, or, not, exists, selectFrom }) =>
        or([
          eb('lane', 'is', null),
          not(
            exists(
              selectFrom('jobs as earlier')
                .select('earlier.id')
                .whereRef('earlier.lane', '=', 'job.lane')
                .whereRef('earlier.kind', '=', 'job.kind')
                .whereRef('earlier.id', '<', 'job.id')
                .where('earlier.failed_at', 'is', null),
            ),
          ),
        ]),
      );

  return {
    add: (jobs, at) =>
      transaction(function* () {
        for (const { kind, payload, dueAt, key = null, lane = null, sessionId: session_id = null } of jobs) {
          const row = { kind, key, lane, session_id, payload: payloadText(payload), due_at: dueAt, created_at: at };
          yield query
            .insertInto('jobs')
            .values({ ...row, attempts: 0 })
            .onConflict((conflict) => conflict.doNothing());
        }
      }),

    claim: ({ kind, limit, now, owner, until }) =>
      transaction(function* () {
        const due = takeable(now)
          .selectAll()
          .where('kind', '=', kind)
          .where('due_at', '<=', now)
          .orderBy('due_at')
          .orderBy('id')
          .limit(limit);
        const found = yield* rows(database.lockingRows(due));
        if (found.length === 0) return [];
        yield query
          .updateTable('jobs')
          .set(({ eb }) => ({ owner, claimed_until: until, attempts: eb('attempts', '+', 1) }))
          .where(
            'id',
            'in',
            found.map(({ id }) => id),
          );
        return found.map(toClaimedJob);
      }),

    freeAll: () =>
      write(function* () {
        yield query.updateTable('jobs').set(free).where('owner', 'is not', null);
      }),

    renew: (ids, owner, until) =>
      write(function* () {
        if (ids.length === 0) return;
        yield query.updateTable('jobs').set({ claimed_until: until }).where('id', 'in', ids).where('owner', '=', owner);
      }),

    done: (id, owner) =>
      write(function* () {
        const job = query.deleteFrom('jobs').where('id', '=', id).where('owner', '=', owner);
        return (yield* first(job.returning('id'))) !== undefined;
      }),

    again: (id, owner, { dueAt, error }) => {
      const attempts = error === undefined ? { attempts: 0 } : {};
      return change(id, owner, { ...free, ...attempts, due_at: dueAt, error: error ?? null });
    },

    giveUp: (id, owner, { at, error }) => change(id, owner, { ...free, failed_at: at, error }),

    nextDue: (kinds, now) =>
      read(function* () {
        if (kinds.length === 0) return undefined;
        const next = takeable(now)
          .select(({ fn }) => fn.min('due_at').as('due_at'))
          .where('kind', 'in', kinds);
        return (yield* first(next))?.due_at ?? undefined;
      }),

    counts: (lateBefore) =>
      read(function* () {
        const counted = yield* rows(
          query
            .selectFrom('jobs')
            .select(({ fn, eb, and }) => [
              'kind',
              fn.countAll<number>().filterWhere('failed_at', 'is', null).as('waiting'),
              fn
                .countAll<number>()
                .filterWhere(and([eb('failed_at', 'is', null), eb('due_at', '<', lateBefore)]))
                .as('late'),
              fn.countAll<number>().filterWhere('failed_at', 'is not', null).as('failed'),
            ])
            .groupBy('kind')
            .orderBy('kind'),
        );
        return counted;
      }),

    removeFailed: (before, limit) =>
      write(function* () {
        const old = query
          .selectFrom('jobs')
          .select('id')
          .where('failed_at', '<', before)
          .orderBy('failed_at')
          .limit(limit);
        return (yield* rows(query.deleteFrom('jobs').where('id', 'in', old).returning('id'))).length;
      }),
  };
}

/** A payload as it is stored. */
export function payloadText(payload: unknown): string {
  return JSON.stringify(payload ?? null);
}

function toClaimedJob({
  id,
  kind,
  key,
  lane,
  session_id,
  payload,
  due_at,
  attempts,
}: Selectable<JobTable>): ClaimedJob {
  return {
    id,
    kind,
    payload: JSON.parse(payload),
    dueAt: due_at,
    key: key ?? undefined,
    lane: lane ?? undefined,
    sessionId: session_id ?? undefined,
    attempt: attempts + 1,
  };
}
