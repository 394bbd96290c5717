import { describe, expect, it } from 'vitest';
import type { Outcome } from '../channels/channel.ts';
import { nextAfter } from './retry.ts';

const again = (fields: Partial<Extract<Outcome, { kind: 'again' }>> = {}): Outcome => ({
  kind: 'again',
  scope: 'conversation',
  ...fields,
});

/** Pauses of one command that never comes through. */
function pauses(outcome: Outcome, random = 0.5): number[] {
  const all: number[] = [];
  for (let attempts = 0; ; ) {
    const next = nextAfter(outcome, attempts, 0, random);
    if (next.kind !== 'again') return all;
    all.push(next.at);
    attempts = next.attempts;
  }
}

describe('after an attempt', () => {
  it.each<[string, Outcome, readonly number[]]>([
    ['as usual', again(), [1_000, 3_000, 9_000, 27_000]],
    ['as the app wants it', again({ delaysMs: [5_000, 30_000] }), [5_000, 30_000]],
    ['one pause of the channel', again({ afterMs: 2_000 }), [2_000, 2_000, 2_000, 2_000]],
    ['none at all', again({ delaysMs: [] }), []],
  ])('pauses are %s, then it is given up', (_, outcome, expected) => {
    expect(pauses(outcome)).toEqual(expected);
  });

  it.each([
    [0, 800],
    [0.5, 1_000],
    [1, 1_200],
  ])('pauses are spread: %d', (random, at) => {
    expect(nextAfter(again(), 0, 0, random)).toMatchObject({ at });
  });

  it('a hint of the app is kept to exactly, and counts as no attempt', () => {
    const hint = again({ afterMs: 7_000, isHint: true, scope: 'channel' });
    expect(nextAfter(hint, 3, 100, 0)).toEqual({ kind: 'again', at: 7_100, attempts: 3, holdsChannel: true });
    expect(nextAfter(again({ afterMs: 1e12, isHint: true }), 0, 0, 0)).toMatchObject({ at: 3_600_000 });
    expect(nextAfter(again({ afterMs: -5, isHint: true }), 0, 0, 0)).toMatchObject({ at: 0 });
  });

  it.each<[Outcome, object]>([
    [
      { kind: 'sent', messageId: 'm1' },
      { kind: 'sent', messageId: 'm1' },
    ],
    [
      { kind: 'gaveUp', reason: 'auth', detail: 'd' },
      { kind: 'failed', reason: 'auth', detail: 'd', endsChannel: false },
    ],
    [
      { kind: 'gaveUp', reason: 'rejected', detail: 'd', endsChannel: true },
      { kind: 'failed', reason: 'rejected', detail: 'd', endsChannel: true },
    ],
  ])('%j ends it', (outcome, next) => {
    expect(nextAfter(outcome, 0, 0, 0)).toEqual(next);
  });
});
