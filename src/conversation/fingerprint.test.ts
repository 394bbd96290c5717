import { describe, expect, it } from 'vitest';
import { fingerprint } from './fingerprint.ts';

describe('fingerprint', () => {
  it('tells requests apart', () => {
    const all = [fingerprint('a', {}), fingerprint('b', {}), fingerprint('a', { x: 1 }), fingerprint('a')];
    expect(new Set(all).size).toBe(4);
    expect(fingerprint('a', { x: 1 })).toBe(fingerprint('a', { x: 1 }));
  });
});
