import { describe, expect, it } from 'vitest';
import type { ReparteeError } from '../../errors/errors.ts';
import { BotLimits } from './bot-limits.ts';

const minute = { windowMs: 60_000 };

/** What a sequence of turns came to: `ok`, or the seconds to wait. */
function outcomes(
  limits: BotLimits,
  turns: readonly (readonly [bot: string, kind: 'start' | 'continue', at: number])[],
) {
  return turns.map(([bot, kind, at]) => {
    try {
      limits.admit(bot, kind, at);
      return 'ok';
    } catch (error) {
      return (error as ReparteeError).retryAfterS;
    }
  });
}

describe('limits per bot', () => {
  it('count each bot and each kind of turn alone, within a window', () => {
    let refusals = 0;
    const limits = new BotLimits({ botStart: { max: 2, ...minute }, botContinue: { max: 1, ...minute } }, () => {
      refusals++;
    });
    const turns = [
      ['a', 'start', 1000],
      ['a', 'start', 2000],
      ['a', 'start', 11_500],
      ['a', 'continue', 11_500],
      ['b', 'start', 11_500],
      ['a', 'start', 60_999],
      ['a', 'start', 61_000],
    ] as const;
    expect(outcomes(limits, turns)).toEqual(['ok', 'ok', 50, 'ok', 'ok', 1, 'ok']);
    expect(refusals).toBe(2);
  });

  it('may be off', () => {
    const turns = Array.from({ length: 5 }, () => ['a', 'start', 0] as const);
    expect(new Set(outcomes(new BotLimits({}, () => {}), turns))).toEqual(new Set(['ok']));
  });

  it('forget the bots that were counted longest ago', () => {
    const limits = new BotLimits({ botStart: { max: 1, ...minute } }, () => {});
    const many = Array.from({ length: 10_000 }, (_, i) => [`b${i}`, 'start', 0] as const);
    outcomes(limits, [['first', 'start', 0], ...many]);
    expect(
      outcomes(limits, [
        ['b9999', 'start', 0],
        ['first', 'start', 0],
      ]),
    ).toEqual([60, 'ok']);
  });
});
