// A server of its own on a file database, for tests that kill it: node server-process.ts <data folder>
import type { AddressInfo } from 'node:net';
import { importBot } from '../../src/bots/import-bot.ts';
import { publishBot } from '../../src/bots/publish-bot.ts';
import { oneGroup } from './running-flow.ts';
import { asks, says } from './sample-blocks.ts';
import { openTestServer } from './test-server.ts';

/** More than anybody answers before the server is killed. */
const questions = 500;

/** Questions, each with an echo: what was answered last can be read from what is said. */
const blocks = Array.from({ length: questions }, (_, i) => [
  asks(`q${i}`, { options: { variableId: 'v' } }),
  says(`${i}: {{Said}}`, { id: `b${i}` }),
]);
const flow = oneGroup(blocks.flat(), { variables: [{ id: 'v', name: 'Said' }] });

const dataDir = process.argv[2];
if (!dataDir) throw new Error('The data folder is missing.');
const server = await openTestServer({ dataDir });
const { workspaceId } = server;
const now = Date.now();
if (!(await server.store.bots.headByPublicId('chaos'))) {
  const file = { ...flow, id: 'chaos', name: 'Chaos', publicId: 'chaos' };
  const { bot } = await importBot(server.store.bots, { workspaceId, file }, now);
  const named = await server.store.bots.update(bot.id, { publicId: 'chaos', updatedAt: now });
  await publishBot(server.store.bots, named!, now);
}
await server.app.listen({ port: 0, host: '127.0.0.1' });
process.send?.({ port: (server.app.server.address() as AddressInfo).port });
