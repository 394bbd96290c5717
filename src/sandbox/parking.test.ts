import { describe, expect, it } from 'vitest';
import { Parking } from './parking.ts';

const guest = (bot: string, ...sizes: number[]) => {
  const memory = sizes.map((size, at) => ({ at, bytes: new Uint8Array(size) }));
  return { bot, parked: { memory, guest: 0, calls: 1, answered: 0, cpuLeftMs: 1 } };
};

describe('Parking', () => {
  it('has room for half of it from one bot, and for all of it from several', () => {
    const parking = new Parking(100);
    const first = guest('a', 20, 30);
    expect(parking.hasRoomFor('a')).toBe(true);
    parking.add(first);
    expect([parking.hasRoomFor('a'), parking.hasRoomFor('b')]).toEqual([false, true]);
    parking.add(guest('b', 49));
    expect(parking.hasRoomFor('b')).toBe(true);
    parking.add(guest('b', 1));
    expect([parking.hasRoomFor('b'), parking.hasRoomFor('c'), parking.size]).toEqual([false, false, 3]);
    expect([parking.delete(first), parking.delete(first)]).toEqual([true, false]);
    expect([parking.hasRoomFor('a'), parking.hasRoomFor('b'), parking.size]).toEqual([true, false, 2]);
    expect(parking.clear()).toHaveLength(2);
    expect([parking.hasRoomFor('b'), parking.size]).toEqual([true, 0]);
  });

  it('may have none', () => {
    expect(new Parking(0).hasRoomFor('a')).toBe(false);
  });
});
