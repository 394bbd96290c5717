import { randomInt } from 'node:crypto';

/** Conversations of all scenarios together: `CHAOS_CONVERSATIONS=10000 npm test -- test/chaos` runs ten times as many. */
const conversations = Number(process.env['CHAOS_CONVERSATIONS'] ?? 1000);

/** How many of them a scenario takes; at least ten. */
export function share(part: number): number {
  return Math.max(10, Math.round(conversations * part));
}

/** Where chance begins: `CHAOS_SEED` repeats the decisions of a run that failed, though not its timing. */
export const seed = Number(process.env['CHAOS_SEED'] ?? randomInt(2 ** 31));

/** Time after which a scenario is taken for hanging, in ms. */
export const patience = 120_000 + conversations * 300;
