import { describe, expect, it } from 'vitest';
import { countingGuard, usualGuard } from '../../../test/support/usual-guard.ts';
import { holdsText } from './find-text.ts';

const long = 'ab'.repeat(50_000);

describe('holdsText', () => {
  it.each([
    ['', '', true],
    ['a red wine', 'red', true],
    ['a red wine', 'wines', false],
    ['a', 'ab', false],
  ])('in %j %j: %s', async (text, wanted, isThere) => {
    expect(await holdsText(usualGuard(), text, wanted)).toBe(isThere);
  });

  it.each([
    ['its end', long.slice(-20_000), true],
    ['itself', long, true],
    ['what stands once', `${'ab'.repeat(500)}c`, false],
    ['what begins again inside', `${'ab'.repeat(5_000)}a`, true],
    ['what fails at its last sign', `${'ab'.repeat(5_000)}b`, false],
    ['what is longer', `${long}a`, false],
  ])('a long text holds %s', async (_name, wanted, isThere) => {
    expect(await holdsText(usualGuard(), long, wanted)).toBe(isThere);
    expect(await holdsText(usualGuard(), `${'x'.repeat(5_000)}${wanted}${long}`, wanted)).toBe(true);
  });

  it('counts work in proportion to the lengths, however the texts repeat themselves', async () => {
    const work = async (size: number) => {
      const guard = countingGuard();
      await holdsText(guard, 'a'.repeat(size), `${'a'.repeat(size / 4)}b${'a'.repeat(size / 4)}`);
      return guard.units;
    };
    expect((await work(400_000)) / (await work(100_000))).toBeCloseTo(4, 0);
  });
});
