import { describe, expect, it } from 'vitest';
import { countingGuard, usualGuard } from '../../../test/support/usual-guard.ts';
import { mapInSlices } from './slices.ts';

const composed = (part: string) => part.normalize();

describe('mapInSlices', () => {
  it.each([
    ['nothing', ''],
    ['a short text', 'e\u0301te\u0301'],
    ['words', 'e\u0301te\u0301 '.repeat(5_000)],
    ['one long word', 'e\u0301t'.repeat(5_000)],
    ['marks at every place of a cut', `${'x'.repeat(1_999)}e\u0301${'x'.repeat(1_997)}e\u0301`],
    ['signs of two units', '👍'.repeat(5_000)],
    ['signs without any space', '中文'.repeat(5_000)],
  ])('of %s gives what the whole would', async (_name, text) => {
    expect(await mapInSlices(usualGuard(), text, composed)).toBe(composed(text));
  });

  it('never maps more than a slice at once, and counts all of it', async () => {
    const lengths: number[] = [];
    const guard = countingGuard();
    const marks = `a${'\u0301'.repeat(100_000)}`;
    await mapInSlices(guard, marks, (part) => {
      lengths.push(part.length);
      return part;
    });
    expect(Math.max(...lengths)).toBeLessThanOrEqual(2_000);
    expect(guard.units).toBe(marks.length);
  });
});
