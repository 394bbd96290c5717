import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from './client.ts';
import { type Habit, Person } from './person.ts';
import { Random } from './random.ts';
import { seed } from './size.ts';
import { Tally } from './tally.ts';

/** People who talk, many at once, while something goes wrong around them. */
export interface CrowdOptions {
  /** Names of people begin with it. */
  readonly name: string;
  /** How many conversations there are. */
  readonly conversations: number;
  /** What people do with a reply; one that is named twice is twice as frequent. */
  readonly habits: readonly Habit[];
  readonly address: () => string;
  /** Token of the owner. */
  readonly token: string;
  /** Ends everything. */
  readonly signal: AbortSignal;
  /** Makes things go wrong, over and over, until it is over. */
  readonly misbehave: (storm: Storm) => Promise<void>;
}

/** What misbehaviour is told. */
export interface Storm {
  readonly tally: Tally;
  readonly random: Random;
  /** True when everybody has finished. */
  readonly isOver: () => boolean;
  /** Waits until something is the case, or it is over. */
  readonly until: (condition: () => boolean) => Promise<void>;
  /** Waits until people have got some more answers: at most two per conversation, so that it comes several times. */
  readonly someMoreAnswers: () => Promise<void>;
}

/** People who talk at once. */
const atOnce = 50;

/** Longest time of peace, in answers. */
const mostAnswers = 900;

/** Lets everybody talk. Rejects with the first wrong answer. */
export async function runCrowd(options: CrowdOptions): Promise<{ persons: readonly Person[]; tally: Tally }> {
  const { name, conversations, habits, address, token, signal, misbehave } = options;
  const tally = new Tally();
  const random = new Random(seed);
  const failed = new AbortController();
  const giveUp = AbortSignal.any([signal, failed.signal]);
  // One per request in flight.
  setMaxListeners(0, giveUp);
  const persons = Array.from({ length: conversations }, (_, i) => {
    const own = random.branch();
    const client = new Client(address, tally, own, giveUp);
    return new Person(`${name}-${i}`, { client, tally, random: own, habits, token, giveUp });
  });
  let hasEnded = false;
  const waiting = persons.values();
  const talkOn = async () => {
    for (const person of waiting) await person.talk();
  };
  const everybody = Promise.all(Array.from({ length: atOnce }, talkOn)).finally(() => {
    hasEnded = true;
  });
  const until = async (condition: () => boolean) => {
    while (!hasEnded && !condition()) await pause(2, undefined, { signal: giveUp });
  };
  const storm: Storm = {
    tally,
    random,
    isOver: () => hasEnded,
    until,
    someMoreAnswers: () => {
      const wanted = tally.of('answers') + random.between(1, Math.min(2 * conversations, mostAnswers));
      return until(() => tally.of('answers') >= wanted);
    },
  };
  const trouble = misbehave(storm);
  try {
    await Promise.all([everybody, trouble]);
  } catch (cause) {
    failed.abort(cause);
    await Promise.allSettled([everybody, trouble]);
    throw new Error(`${cause instanceof Error ? cause.message : cause} (CHAOS_SEED=${seed}; ${tally})`, { cause });
  }
  return { persons, tally };
}
