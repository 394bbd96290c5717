import { describe, expect, it } from 'vitest';
import { toKeep } from './idempotent-outlet.ts';

describe('toKeep', () => {
  const request = { key: 'k', fingerprint: 'f' };

  it.each([200, 400, 401, 403, 404, 413, 422])('an answer with status %i is kept for a day', (status) => {
    const kept = toKeep(request, { status, body: '{}' }, 1_000);
    expect(kept).toEqual({ ...request, status, body: '{}', expiresAt: 86_401_000 });
  });

  it.each([408, 409, 429, 500, 503])('an answer with status %i is not', (status) => {
    expect(toKeep(request, { status, body: '{}' }, 0)).toBeUndefined();
  });
});
