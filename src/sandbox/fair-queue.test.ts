import { describe, expect, it } from 'vitest';
import { FairQueue } from './fair-queue.ts';

const entry = (name: string) => ({ name, bot: name[0] as string });
type Entry = ReturnType<typeof entry>;

function queueOf(...names: string[]): FairQueue<Entry> {
  const queue = new FairQueue<Entry>();
  for (const name of names) queue.add(entry(name));
  return queue;
}

function taken(queue: FairQueue<Entry>, isReady: (bot: string) => boolean = () => true): string {
  const names: string[] = [];
  for (let next = queue.take(isReady); next; next = queue.take(isReady)) names.push(next.name);
  return names.join(' ');
}

describe('FairQueue', () => {
  it.each([
    ['', ''],
    ['a1 a2 a3', 'a1 a2 a3'],
    ['a1 a2 a3 b1 c1 b2', 'a1 b1 c1 a2 b2 a3'],
    ['b1 a1 a2 a3', 'b1 a1 a2 a3'],
  ])('gives %j in the order %j', (added, order) => {
    expect(taken(queueOf(...added.split(' ').filter(Boolean)))).toBe(order);
  });

  it('passes over bots that are not ready, which keep their turn', () => {
    const queue = queueOf('a1', 'b1', 'c1', 'a2', 'b2');
    expect(queue.hasReady((bot) => bot === 'd')).toBe(false);
    expect(queue.hasReady((bot) => bot === 'c')).toBe(true);
    expect(taken(queue, (bot) => bot !== 'a')).toBe('b1 c1 b2');
    expect(queue.size).toBe(2);
    expect(taken(queue)).toBe('a1 a2');
    expect(queue.size).toBe(0);
  });

  it('lets an entry in front of the others of its bot', () => {
    const queue = queueOf('a1', 'a2', 'b1');
    queue.addFirst(entry('b0'));
    expect(taken(queue)).toBe('a1 b0 a2 b1');
  });

  it('gives up single entries and everything', () => {
    const queue = queueOf('a1', 'b1', 'b2', 'c1');
    const last = queue.surplus() as Entry;
    expect(last.name).toBe('b2');
    expect([queue.delete(last), queue.delete(last), queue.delete(entry('d1'))]).toEqual([true, false, false]);
    expect(queue.clear().map(({ name }) => name)).toEqual(['a1', 'b1', 'c1']);
    expect([queue.size, queue.surplus(), taken(queue)]).toEqual([0, undefined, '']);
  });
});
