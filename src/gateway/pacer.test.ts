import { describe, expect, it } from 'vitest';
import type { Capabilities } from '../channels/channel.ts';
import { Pacer } from './pacer.ts';

const telegram = { channelPerSecond: 30, conversationPerSecond: 1, conversationBurst: 3 };

/** A send that left: to whom, and when in ms. */
type Left = readonly [conversation: string, at: number];

/**
 * Lets conversations send so many messages each, one after the other, on a clock of its own.
 *
 * @param from when they begin, in ms
 */
function play(pacer: Pacer, sends: Readonly<Record<string, number>>, from = 0): Left[] {
  const left: Left[] = [];
  const pending = Object.entries(sends).map(([conversation, count]) => ({
    conversation,
    count,
    at: from,
    isTaken: false,
  }));
  while (pending.some(({ count }) => count > 0)) {
    const [next] = pending.filter(({ count }) => count > 0).sort((a, b) => a.at - b.at);
    if (next!.isTaken) {
      left.push([next!.conversation, next!.at]);
      next!.count--;
      next!.isTaken = false;
      continue;
    }
    const { waitMs, isTaken } = pacer.ask(next!.conversation, next!.at);
    next!.at += waitMs;
    next!.isTaken = isTaken;
  }
  return left;
}

const momentsOf = (left: readonly Left[], of?: string) =>
  left.filter(([conversation]) => of === undefined || conversation === of).map(([, at]) => Math.round(at));

/** Most sends within any span of so many ms. */
function mostWithin(left: readonly Left[], ms: number): number {
  const moments = left.map(([, at]) => at);
  return Math.max(...moments.map((from) => moments.filter((moment) => moment >= from && moment < from + ms).length));
}

const people = (count: number, sends: number, name = 'p') =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`${name}${i}`, sends]));

describe('a pacer', () => {
  it('lets a burst to one conversation go, and then one a second', () => {
    expect(momentsOf(play(new Pacer(telegram), { a: 5 }))).toEqual([0, 33, 67, 1000, 2000]);
  });

  it('never lets more go than the app takes, in any second and to anybody, and is done as soon as that allows', () => {
    const left = play(new Pacer(telegram), people(200, 5));
    // A hair less than a second, since thirds of a ms do not add up to whole ones.
    expect(mostWithin(left, 999.5)).toBeLessThanOrEqual(30);
    for (const name of ['p0', 'p77', 'p199']) {
      expect(
        mostWithin(
          left.filter(([conversation]) => conversation === name),
          999.5,
        ),
      ).toBeLessThanOrEqual(3);
    }
    expect(left).toHaveLength(1_000);
    expect(Math.max(...left.map(([, at]) => at))).toBeCloseTo((999 / 30) * 1_000, 3);
  });

  it('lets nobody wait for a conversation that has to', () => {
    const left = play(new Pacer(telegram), { a: 6, b: 1, c: 1 });
    expect(momentsOf(left, 'a').at(-1)).toBe(3000);
    expect([...momentsOf(left, 'b'), ...momentsOf(left, 'c')].every((at) => at < 200)).toBe(true);
  });

  it('holds everything until the app takes more', () => {
    const pacer = new Pacer(telegram);
    pacer.hold(7_000);
    pacer.hold(3_000);
    expect(momentsOf(play(pacer, { a: 1, b: 1 }, 1_000))).toEqual([7_000, 7_033]);
    expect(pacer.ask('c', 20_000)).toEqual({ waitMs: 0, isTaken: true });
  });

  it('has the whole burst again after a rest, and no more than that', () => {
    const pacer = new Pacer(telegram);
    play(pacer, { a: 3 });
    expect(momentsOf(play(pacer, { a: 4 }, 100_000))).toEqual([100_000, 100_033, 100_067, 101_000]);
  });

  it.each<[string, Capabilities['pace'], readonly number[]]>([
    [
      'less than one in a second',
      { channelPerSecond: 80, conversationPerSecond: 1 / 6, conversationBurst: 1 },
      [0, 6_000, 12_000],
    ],
    ['without a burst', { channelPerSecond: 1_000, conversationPerSecond: 10, conversationBurst: 1 }, [0, 100, 200]],
  ])('takes %s', (_, pace, moments) => {
    expect(momentsOf(play(new Pacer(pace), { a: 3 }))).toEqual(moments);
  });

  it('forgets conversations that rest', () => {
    const pacer = new Pacer({ channelPerSecond: 1e6, conversationPerSecond: 1, conversationBurst: 3 });
    play(pacer, people(1_000, 1, 'old'));
    play(pacer, people(10, 1, 'new'), 120_000);
    expect(pacer.size).toBe(10);
  });
});
