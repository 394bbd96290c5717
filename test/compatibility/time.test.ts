import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { OutgoingRequest } from '../../src/blocks/shared/request-service.ts';
import { Chat, shortly } from '../support/chat.ts';
import { oneGroup } from '../support/running-flow.ts';
import { says } from '../support/sample-blocks.ts';
import { openSmallServer } from '../support/small-server.ts';

const calls = (id: string, options = {}) => ({
  id,
  type: 'Webhook',
  options: { webhook: { url: `https://api.example.com/${id}`, method: 'GET' }, ...options },
});

it('C21 requests without a time of their own all end 7 s after the turn began', async () => {
  const received: OutgoingRequest[] = [];
  const server = await openSmallServer({
    request: async (request) => {
      received.push(request);
      await setImmediate();
      server.clock.pass(4_000);
      return { kind: 'timeout' };
    },
  });
  const chat = new Chat(server);
  const bot = await chat.publish(
    oneGroup([calls('a'), calls('b'), calls('c'), calls('d', { timeout: 30 }), says('done')]),
  );
  const answer = await chat.start(bot);
  expect([answer.status, shortly(answer)]).toEqual([200, 'done .']);
  expect(received.map(({ timeoutMs }) => timeoutMs)).toEqual([7_000, 3_000, 1_000, 30_000]);
  await server.close();
});

it('C21 work that takes too long is cut and answered', async () => {
  const server = await openSmallServer({
    runScripts: async (requests) => requests.map(() => ({ ok: true, value: 'x', assigned: [] })),
  });
  // Every look at the clock takes a second.
  const { clock } = server;
  const monotonic = clock.monotonic.bind(clock);
  clock.monotonic = () => {
    clock.pass(1_000);
    return monotonic();
  };
  const chat = new Chat(server);
  const bot = await chat.publish(oneGroup(Array.from({ length: 20 }, (_, i) => says(`line${i}`))));
  const { status, body } = await chat.start(bot);
  expect(status).toBe(200);
  expect(body.messages.length).toBeLessThan(20);
  expect(body.logs).toEqual([
    { status: 'error', description: 'The flow was stopped: more than 5 s of work in one turn', context: 'Guard' },
  ]);
  await server.close();
});
