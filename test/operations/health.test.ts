import { afterEach, describe, expect, it } from 'vitest';
import type { Operations } from '../../src/http/services.ts';
import { openSmallServer, type SmallServer } from '../support/small-server.ts';

let server: SmallServer;
afterEach(() => server.close());

const well = { ok: true };

describe('/readyz', () => {
  it.each<[string, Operations, object]>([
    ['the server stops', { isClosing: () => true }, { accepting: { ok: false, reason: 'The server is stopping.' } }],
    ['scripts are refused', { scriptProblem: 'no worker' }, { scripts: { ok: false, reason: 'no worker' } }],
  ])('says no while %s', async (_name, operations, checks) => {
    server = await openSmallServer({ operations });
    const answer = await server.app.inject({ url: '/readyz' });
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toEqual({
      status: 'not ready',
      checks: { accepting: well, database: well, scripts: well, ...checks },
      retention: { lastRun: null, nextRun: null },
    });
    for (const url of ['/healthz', '/api/healthz', '/api/health']) {
      expect((await server.app.inject({ url })).json()).toEqual({ status: 'ok' });
    }
  });

  it('says yes when all is well', async () => {
    const retention = { status: { lastAt: undefined, nextAt: 0 }, refresh: async () => {} };
    server = await openSmallServer({ operations: { retention } });
    const answer = await server.app.inject({ url: '/readyz' });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({
      status: 'ready',
      checks: { accepting: well, database: well, scripts: well },
      retention: { lastRun: null, nextRun: '1970-01-01T00:00:00.000Z' },
    });
  });

  it.each([
    ['refuses', () => Promise.reject(new Error('disk full')), 'disk full'],
    ['does not answer', () => new Promise<void>(() => {}), 'The database did not answer within 2 seconds.'],
  ])('says no when the database %s', async (_name, ping, reason) => {
    server = await openSmallServer();
    Object.assign(server.store, { ping });
    const answer = await server.app.inject({ url: '/readyz' });
    expect(answer.statusCode).toBe(503);
    expect(answer.json().checks.database).toEqual({ ok: false, reason });
  });
});
