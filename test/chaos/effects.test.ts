import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Chat } from '../support/chat.ts';
import { createDatabase, describeWithPostgres, type TestDatabase } from '../support/postgres.ts';
import { oneGroup } from '../support/running-flow.ts';
import { asks, says } from '../support/sample-blocks.ts';
import { openTestServer } from '../support/test-server.ts';
import { type DyingTurn, type KillPoint, sendTurn, type TurnRequest } from './dying-turn.ts';

const patience = 120_000;

/** The outside: takes an order for each request, and one for all of those that carry the same key. */
class Shop {
  readonly #server = createServer((request, response) => {
    const key = request.headers['idempotency-key'];
    this.requests++;
    this.orders.add(typeof key === 'string' ? key : `request ${this.requests}`);
    request.resume().on('end', () => response.setHeader('content-type', 'application/json').end('{"isTaken":true}'));
  });
  requests = 0;
  readonly orders = new Set<string>();

  async open(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

/** Runs a turn in a process that is killed in the middle of it. */
async function dieIn(turn: DyingTurn): Promise<void> {
  const program = path.join(import.meta.dirname, 'dying-turn.ts');
  const child = spawn(process.execPath, [program, JSON.stringify(turn)], { stdio: ['ignore', 'ignore', 'pipe'] });
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    output += part;
  });
  const [, signal] = await once(child, 'close');
  expect([signal, output]).toEqual(['SIGKILL', '']);
}

/** What a key in the header of the block and the point of the kill come to. */
interface Expected {
  readonly requests: number;
  readonly orders: number;
  /** The answer tells of a call of which nobody knows what became of it. */
  readonly isUnknown?: true;
}

const exactlyOnce: Expected = { requests: 1, orders: 1 };
const cases: readonly (readonly [KillPoint, { withKey: Expected; without: Expected }])[] = [
  ['before the intent', { withKey: exactlyOnce, without: exactlyOnce }],
  ['after the intent', { withKey: exactlyOnce, without: { requests: 0, orders: 0, isUnknown: true } }],
  ['after the outside answer', { withKey: { requests: 2, orders: 1 }, without: { ...exactlyOnce, isUnknown: true } }],
  ['after the outcome', { withKey: exactlyOnce, without: exactlyOnce }],
];

/** A bot that orders something, at its start or after the first reply. */
function ordering(host: string, { isAtStart, hasKey }: { isAtStart: boolean; hasKey: boolean }) {
  const headers = hasKey ? [{ id: 'h', key: 'Idempotency-Key', value: 'order-{{Number}}' }] : [];
  const order = {
    id: 'w',
    type: 'Webhook',
    options: { webhook: { url: `http://${host}/orders`, method: 'POST', headers } },
  };
  const blocks = [order, says('Ordered'), asks('next')];
  return oneGroup(isAtStart ? blocks : [asks('first'), ...blocks], {
    variables: [{ id: 'v', name: 'Number', value: '7' }],
  });
}

interface Place {
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  /** Lets the time pass for which a dead process still holds a conversation. */
  letLeasesEnd(): Promise<unknown>;
}

function suite(open: () => Promise<Place & { close(): Promise<void> }>): void {
  let place: Awaited<ReturnType<typeof open>>;
  let shop: Shop;
  let outside: string;
  beforeAll(async () => {
    place = await open();
  }, patience);
  afterAll(() => place.close());
  beforeEach(async () => {
    shop = new Shop();
    outside = await shop.open();
  });
  afterEach(() => shop.close());

  const rows = cases.flatMap(([killAt, { withKey, without }]) => [
    { killAt, hasKey: true, kind: 'continue', expected: withKey } as const,
    { killAt, hasKey: false, kind: 'continue', expected: without } as const,
    { killAt, hasKey: false, kind: 'start', expected: without } as const,
  ]);

  it.each(rows)(
    'a turn ($kind) killed $killAt orders as often as the outside can tell (with a key: $hasKey)',
    { timeout: patience },
    async ({ killAt, hasKey, kind, expected }) => {
      const { dataDir, databaseUrl } = place;
      const server = () => openTestServer({ dataDir, databaseUrl, allowPrivateHosts: outside });
      const before = await server();
      const chat = new Chat(before);
      const { publicId } = await chat.publish(ordering(outside, { isAtStart: kind === 'start', hasKey }));
      const request: TurnRequest =
        kind === 'start'
          ? { kind, publicId, headers: { 'idempotency-key': `${killAt} ${outside}` } }
          : { kind, sessionId: (await chat.start({ publicId })).body.sessionId };
      await before.close();

      await dieIn({ dataDir, databaseUrl, outside, killAt, request });
      await place.letLeasesEnd();

      const after = await server();
      const again = new Chat(after);
      const answer = await sendTurn(again, request);
      expect([answer.status, answer.body.input?.id]).toEqual([200, 'next']);
      const { requests, orders, isUnknown } = expected;
      expect({ requests: shop.requests, orders: shop.orders.size }).toEqual({ requests, orders });
      const sessionId = request.kind === 'start' ? answer.body.sessionId : request.sessionId;
      const { resultId } = (await after.store.sessions.get(sessionId))!.state.frames.at(-1)!;
      const logs = (await after.store.results.logs(resultId!)).map(({ details }) => details ?? '');
      expect(logs.some((text) => text.includes('whether it came through is not known'))).toBe(isUnknown === true);
      // Nothing is left to be found by a later turn.
      expect(await after.store.journal.removeOld(Number.MAX_SAFE_INTEGER, 10)).toBe(0);
      expect((await again.say(sessionId, 'bye')).status).toBe(200);
      await after.close();
    },
  );
}

describe('calls of turns that die, on SQLite', () => {
  suite(async () => {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'repartee-effects-'));
    const close = async () => rmSync(dataDir, { recursive: true, force: true });
    return { dataDir, databaseUrl: undefined, letLeasesEnd: async () => {}, close };
  });
});

describeWithPostgres('calls of turns that die, on PostgreSQL', () => {
  suite(async () => {
    const database: TestDatabase = await createDatabase();
    const dataDir = mkdtempSync(path.join(tmpdir(), 'repartee-effects-'));
    return {
      dataDir,
      databaseUrl: database.url,
      async letLeasesEnd() {
        await database.rows(`UPDATE sessions SET lease_until = '-infinity' WHERE lease_owner IS NOT NULL`);
        for (const table of ['waiting_turns', 'claimed_ids'])
          await database.rows(`UPDATE ${table} SET until = '-infinity'`);
      },
      async close() {
        await database.drop();
        rmSync(dataDir, { recursive: true, force: true });
      },
    };
  });
});
