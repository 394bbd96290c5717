import { describe, expect, it } from 'vitest';
import type { ScriptOutcome } from '../engine/scripts.ts';
import { failed, killed, outOfMemory, refused, timedOut } from './outcomes.ts';
import { Shares } from './shares.ts';

const fine: ScriptOutcome = { ok: true, value: 1, assigned: [] };

/** How many threads a bot gets at once. */
function most(shares: Shares, bot: string): number {
  let count = 0;
  for (; count < 100 && shares.mayHaveOneMore(bot); count += 1) shares.take(bot);
  for (let i = 0; i < count; i += 1) shares.giveBack(bot, [fine]);
  return count;
}

function stop(shares: Shares, ...bots: string[]): void {
  for (const bot of bots) {
    shares.take(bot);
    shares.giveBack(bot, [fine, timedOut]);
  }
}

describe('Shares', () => {
  it.each([
    [1, 1],
    [2, 1],
    [3, 2],
    [8, 7],
  ])('of %d threads a bot gets %d at most', (threads, expected) => {
    const shares = new Shares(threads, () => 0);
    expect(most(shares, 'a')).toBe(expected);
    shares.take('a');
    expect(most(shares, 'b')).toBe(expected);
  });

  it.each<[string, ScriptOutcome, number]>([
    ['came to an end', fine, 3],
    ['failed by itself', failed('Error', 'x'), 3],
    ['was not run', refused('QueueError', 'x'), 3],
    ['took too long', timedOut, 1],
    ['was ended from outside', killed, 1],
    ['took too much memory', outOfMemory, 1],
  ])('a bot whose script %s', (_name, outcome, expected) => {
    const shares = new Shares(4, () => 0);
    shares.take('a');
    shares.giveBack('a', [fine, outcome, fine]);
    expect(most(shares, 'a')).toBe(expected);
    expect(most(shares, 'b')).toBe(3);
  });

  it('leaves all bots that were stopped one thread together', () => {
    const shares = new Shares(4, () => 0);
    stop(shares, 'a', 'b');
    shares.take('a');
    expect([shares.mayHaveOneMore('a'), shares.mayHaveOneMore('b')]).toEqual([false, false]);
    expect(most(shares, 'c')).toBe(3);
    shares.giveBack('a', [fine]);
    expect(shares.mayHaveOneMore('b')).toBe(true);
  });

  it('forgets after a while', () => {
    let now = 0;
    const shares = new Shares(4, () => now);
    stop(shares, 'a');
    now = 29_999;
    expect(most(shares, 'a')).toBe(1);
    now = 30_000;
    expect(most(shares, 'a')).toBe(3);
  });
});
