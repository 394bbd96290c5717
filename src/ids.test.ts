import { afterEach, expect, it, vi } from 'vitest';
import { newId } from './ids.ts';

afterEach(() => vi.useRealTimers());

function idsAt(date: string, count: number): string[] {
  vi.useFakeTimers({ now: new Date(date) });
  return Array.from({ length: count }, newId);
}

it('looks as clients expect: 24 lower-case letters and digits, the first a letter', () => {
  for (const date of ['1970-01-01', '2026-11-28', '2100-01-01', '2999-12-31']) {
    for (const id of idsAt(date, 50)) expect(id).toMatch(/^[a-z][a-z0-9]{23}$/);
  }
});

it('is never given twice', () => {
  expect(new Set(idsAt('2026-11-28', 20_000)).size).toBe(20_000);
});

it('comes after every id of an earlier time, and beside those of the same time', () => {
  const times = ['2026-11-28T10:00:00.000Z', '2026-11-28T10:00:00.010Z', '2026-11-28T11:00:00.000Z', '2031-01-01'];
  const ids = times.map((time) => idsAt(time, 20));
  expect(ids.flat().map((id) => id.slice(0, 8))).toEqual([...ids.flat().map((id) => id.slice(0, 8))].sort());
  expect(ids.map((some) => new Set(some.map((id) => id.slice(0, 8))).size)).toEqual([1, 1, 1, 1]);
});

it('has sixteen characters that nobody can tell before, each as likely as another', () => {
  const counts = new Map<string, number>();
  for (const id of idsAt('2026-11-28', 9_000)) {
    for (const character of id.slice(8)) counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  // 4000 of each are expected; ten standard deviations are 625.
  expect(counts.size).toBe(36);
  for (const count of counts.values()) expect(Math.abs(count - 4_000)).toBeLessThan(625);
});
