import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Operations } from '../../src/http/services.ts';
import { Metrics } from '../../src/telemetry/metrics.ts';
import { Chat } from '../support/chat.ts';
import { oneGroup } from '../support/running-flow.ts';
import { asks, says } from '../support/sample-blocks.ts';
import { SimulatedClock } from '../support/simulated-clock.ts';
import { openSmallServer } from '../support/small-server.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';

const throughProxy = { 'x-forwarded-for': '203.0.113.9' };
const script = {
  id: 's',
  type: 'Set variable',
  options: { variableId: 'v1', type: 'Custom', expressionToEvaluate: 'return [1, 2].map((n) => n * 2).join();' },
};
const call = { id: 'w', type: 'Webhook', options: { webhook: { url: 'http://127.0.0.1:9/', method: 'POST' } } };
const flow = oneGroup([says('hello'), script, call, asks('q'), says('bye', { id: 'b' })], {
  variables: [{ id: 'v1', name: 'Said' }],
});

/** Value of a series, for example `repartee_turns_total{kind="start",outcome="ok"}`. */
async function valueIn(server: TestServer, series: string): Promise<number> {
  const { body } = await server.app.inject({ url: '/metrics' });
  const line = body.split('\n').find((candidate) => candidate.startsWith(`${series} `));
  return Number(line?.slice(series.length + 1));
}

describe('metrics', () => {
  let server: TestServer;
  let chat: Chat;

  beforeAll(async () => {
    // Without jobs nothing is written but what the tests have written.
    const retention = { sessionsMs: 1e9, logsMs: 1e9, intervalMs: Number.POSITIVE_INFINITY };
    server = await openTestServer({ metrics: {}, retention });
    chat = new Chat(server);
    const { sessionId } = (await chat.start(await chat.publish(flow))).body;
    await chat.say(sessionId, 'hi');
    await chat.say('nobody', 'hi');
  });
  afterAll(() => server.close());

  it.each([
    ['repartee_turns_total{kind="start",outcome="ok"}', 1],
    ['repartee_turns_total{kind="continue",outcome="ok"}', 1],
    ['repartee_turns_total{kind="continue",outcome="refused"}', 1],
    ['repartee_turns_total{kind="continue",outcome="failed"}', 0],
    ['repartee_turn_duration_seconds_count{kind="start"}', 1],
    ['repartee_turn_duration_seconds_count{kind="continue"}', 2],
    ['repartee_turns_in_flight', 0],
    ['repartee_turns_waiting', 0],
    ['repartee_scripts_total{outcome="ok"}', 1],
    ['repartee_script_threads', 1],
    ['repartee_script_threads_busy', 0],
    ['repartee_outgoing_requests_total{service="request",outcome="refused"}', 1],
    ['repartee_program_cache_size', 1],
    ['repartee_program_cache_misses_total', 1],
    ['repartee_database{name="pending_writes"}', 0],
    ['repartee_commit_failures_total', 0],
  ])('%s', async (series, value) => expect(await valueIn(server, series)).toBe(value));

  it('count transactions and the writes that share them', async () => {
    const before = await valueIn(server, 'repartee_commit_writes_count');
    const writes = await valueIn(server, 'repartee_commit_writes_sum');
    const bot = await chat.publish(oneGroup([says('x')]));
    const afterPublishing = await valueIn(server, 'repartee_commit_writes_sum');
    await Promise.all([chat.start(bot), chat.start(bot), chat.start(bot)]);
    expect((await valueIn(server, 'repartee_commit_writes_sum')) - afterPublishing).toBe(3);
    expect(await valueIn(server, 'repartee_commit_writes_count')).toBeGreaterThan(before);
    expect(writes).toBeGreaterThan(0);
  });

  it('tell of the process', async () => {
    expect(await valueIn(server, 'nodejs_eventloop_lag_p50_seconds')).toBeGreaterThanOrEqual(0);
  });

  it('are counted for each server alone', async () => {
    expect(await new Metrics().text()).toContain('repartee_turns_total{kind="start",outcome="ok"} 0\n');
  });

  it('are in the text format of Prometheus', async () => {
    const { headers } = await server.app.inject({ url: '/metrics' });
    expect(headers['content-type']).toMatch(/^text\/plain; version=/);
  });
});

describe('metrics of jobs', () => {
  it('count those that wait, are late and failed, and nothing while the store cannot tell', async () => {
    const clock = new SimulatedClock();
    const server = await openTestServer({ metrics: {}, clock });
    try {
      const { jobs } = server.store;
      const states = async () =>
        Promise.all(
          ['waiting', 'late', 'failed'].map((state) =>
            valueIn(server, `repartee_jobs{kind="retention",state="${state}"}`),
          ),
        );
      expect(await states()).toEqual([1, 0, 0]);
      const counts = async () => [{ kind: 'retention', waiting: 5, late: 2, failed: 3 }];
      Object.assign(jobs, { counts });
      expect(await states()).toEqual([3, 2, 3]);
      Object.assign(jobs, { counts: async () => [] });
      expect(await states()).toEqual([0, 0, 0]);
      Object.assign(jobs, { counts: () => Promise.reject(new Error('away')) });
      expect(await states()).toEqual([Number.NaN, Number.NaN, Number.NaN]);
      expect(await valueIn(server, 'repartee_turns_in_flight')).toBe(0);
    } finally {
      await server.close();
    }
  });
});

describe('who may read metrics', () => {
  const metricsToken = 'the-token-of-the-scraper';
  const bearer = (token: string) => ({ ...throughProxy, authorization: `Bearer ${token}` });

  it.each<[string, Omit<Operations, 'metrics'> | undefined, Record<string, string>, number]>([
    ['nobody from outside', {}, throughProxy, 401],
    ['programs on this machine', {}, {}, 200],
    ['a user with a token', {}, bearer('test-token'), 200],
    ['nobody with another token', {}, bearer('another-token'), 401],
    ['the token that was set', { metricsToken }, bearer(metricsToken), 200],
    ['no other token then', { metricsToken }, bearer('test-token'), 401],
    ['not even this machine without it', { metricsToken }, {}, 401],
    ['nobody when they are off', undefined, {}, 404],
  ])('%s', async (_name, operations, headers, status) => {
    const server = await openSmallServer(operations && { operations: { metrics: new Metrics(), ...operations } });
    try {
      expect((await server.app.inject({ url: '/metrics', headers })).statusCode).toBe(status);
    } finally {
      await server.close();
    }
  });
});
