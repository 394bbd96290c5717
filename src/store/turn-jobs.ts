import type { NewJob } from './jobs.ts';

/** Kind of the jobs that deliver messages. */
export const outboxKind = 'outbox';
/** Kind of the jobs that wake a conversation up. */
export const timerKind = 'timer';

/** A message that is to be delivered. */
export interface OutgoingMessage {
  /** Whom it is for: messages of one lane are delivered one at a time, in the order in which they were stored. */
  readonly lane: string;
  /** JSON-like; for whoever delivers it. */
  readonly payload: unknown;
}

/** A moment at which a conversation goes on by itself. */
export interface Timer {
  /** In ms since 1970 UTC. */
  readonly dueAt: number;
  /** JSON-like; for whoever lets it go on. */
  readonly payload: unknown;
}

/** What is to be done after a turn. It is stored with the turn, as jobs of its session, which is not swept before. */
export interface TurnJobs {
  /** Messages to be delivered, in this order and after those of earlier turns in their lanes. */
  readonly outbox?: readonly OutgoingMessage[] | undefined;
  /** Timers of the session from now on, in place of those that it had; absent: those stay. */
  readonly timers?: readonly Timer[] | undefined;
}

/** The jobs that a turn adds. Timers have no lane: the one that is due first runs first. */
export function jobsOf({ sessionId, at, outbox, timers }: TurnJobs & { sessionId: string; at: number }): NewJob[] {
  return [
    ...(outbox ?? []).map(({ lane, payload }) => ({ kind: outboxKind, sessionId, lane, payload, dueAt: at })),
    ...(timers ?? []).map(({ payload, dueAt }) => ({ kind: timerKind, sessionId, payload, dueAt })),
  ];
}
