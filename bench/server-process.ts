// The server in a process that tells about its memory: each message is answered with a sample. Needs --expose-gc.
import { readdirSync } from 'node:fs';
import { serve } from '../src/cli/serve.ts';
import { readConfig } from '../src/config/config.ts';

/** Memory after a garbage collection, and what is open. */
export interface MemorySample {
  readonly heapMb: number;
  readonly rssMb: number;
  readonly externalMb: number;
  readonly arrayBuffersMb: number;
  /** Open handles and requests of the event loop, by kind. */
  readonly resources: Readonly<Record<string, number>>;
  readonly fileDescriptors: number;
}

process.env.TZ = 'UTC';
const server = await serve(readConfig({ env: process.env }), () => {});
process.on('message', () => process.send?.(sample()));
process.on('disconnect', async () => {
  await server.close();
  process.exit();
});
process.send?.('listens');

function sample(): MemorySample {
  if (!globalThis.gc) throw new Error('The process was started without --expose-gc.');
  globalThis.gc();
  const { heapUsed, rss, external, arrayBuffers } = process.memoryUsage();
  const resources: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
  return {
    heapMb: heapUsed / 2 ** 20,
    rssMb: rss / 2 ** 20,
    externalMb: external / 2 ** 20,
    arrayBuffersMb: arrayBuffers / 2 ** 20,
    resources,
    fileDescriptors: readdirSync('/proc/self/fd').length,
  };
}
