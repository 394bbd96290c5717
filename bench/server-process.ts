// The measured process: our server on a file database, or a bare HTTP server for calibration.
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { importBot } from '../src/bots/import-bot.ts';
import { publishBot } from '../src/bots/publish-bot.ts';
import { openTestServer } from '../test/support/test-server.ts';
import { tenQuestions } from './bots.ts';

process.env.TZ = 'UTC';

if (process.argv[2] === 'hello') {
  const hello = http.createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"hello":"world"}');
  });
  hello.listen(0, '127.0.0.1', () => process.send?.({ port: (hello.address() as AddressInfo).port }));
} else {
  const began = performance.now();
  const dataDir = mkdtempSync(path.join(tmpdir(), 'repartee-bench-'));
  const server = await openTestServer({ dataDir });
  const { workspaceId } = server;
  const now = Date.now();
  const { bot } = await importBot(server.store.bots, { workspaceId, file: tenQuestions().document }, now);
  const { publicId } = await publishBot(server.store.bots, bot, now);
  await server.app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = server.app.server.address() as AddressInfo;
  process.send?.({ port, publicId, startMs: performance.now() - began });
  process.on('message', () => process.send?.({ cpu: process.cpuUsage(), memory: process.memoryUsage().rss }));
  process.on('disconnect', async () => {
    await server.close();
    rmSync(dataDir, { recursive: true });
    process.exit();
  });
}
