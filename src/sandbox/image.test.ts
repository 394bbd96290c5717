import { describe, expect, it } from 'vitest';
import { Image } from './image.ts';

const page = 65_536;
/** A memory of 64 pages with the value 1 at the given places. */
const memoryWith = (...places: number[]): Uint8Array => {
  const memory = new Uint8Array(64 * page);
  for (const place of places) memory[place] = 1;
  return memory;
};

describe('image', () => {
  it.each<[string, number[], number]>([
    ['nothing', [], 0],
    ['the first byte', [0], 1],
    ['the last byte', [64 * page - 1], 1],
    ['both sides of an edge', [page - 1, page], 2],
    ['a short empty stretch', [0, 16 * page], 17],
    ['a long empty stretch', [0, 17 * page], 2],
    ['several stretches', [0, 20 * page, 22 * page, 63 * page], 5],
  ])('keeps the pages in use: %s', (_name, places, pages) => {
    expect(new Image(memoryWith(...places)).size).toBe(pages * page);
  });

  it('brings back what it kept, and empty pages between', () => {
    const places = [5, 3 * page + 7, 40 * page];
    const image = new Image(memoryWith(...places));
    const changed = memoryWith(6, page, 3 * page + 8, 40 * page + 1).fill(2, 2 * page, 3 * page);
    image.load(changed);
    expect(Buffer.compare(changed, memoryWith(...places))).toBe(0);
  });

  it.each([[[]], [[0]], [[64 * page - 1]], [[5, 3 * page + 7, 40 * page]], [[20 * page, 63 * page]]])(
    'restores every byte: %j',
    (places) => {
      const image = new Image(memoryWith(...places));
      const changed = memoryWith().fill(2);
      image.restore(changed);
      expect(Buffer.compare(changed, memoryWith(...places))).toBe(0);
    },
  );

  it('restores no memory of another size', () => {
    expect(() => new Image(memoryWith(1)).restore(new Uint8Array(65 * page))).toThrow('not as large');
  });

  it('is not changed with the memory it was taken from', () => {
    const memory = memoryWith(1);
    const image = new Image(memory);
    memory[1] = 9;
    image.load(memory);
    expect(memory[1]).toBe(1);
  });
});
