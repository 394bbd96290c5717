// Holds many short conversations with one server and looks whether its memory or what it keeps open grows.
// node scripts/bootstrap.mjs bench/soak.ts [--conversations 100000] [--clients 16] [--samples 20]
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freePort } from '../test/support/free-port.ts';
import { soak } from './bots.ts';
import { drive, type Visit } from './driver.ts';
import { continueChat } from './scenarios.ts';
import { adminToken, publish } from './server.ts';
import type { MemorySample } from './server-process.ts';
import { temporaryFolder } from './temporary-folder.ts';

const { values } = parseArgs({
  options: {
    conversations: { type: 'string', default: '100000' },
    clients: { type: 'string', default: '16' },
    samples: { type: 'string', default: '20' },
  },
});
const conversations = Number(values.conversations);
const clients = Number(values.clients);
const samples = Number(values.samples);

/** More in the second half of the run is a leak, in MB; what a heap holds after a collection varies by about half. */
const allowedHeapMb = 4;
const allowedHandles = 8;
/** Time for the server to see that clients have left, in ms. */
const farewellMs = 300;

const plain = soak(false);
const scripted = soak(true);
let begun = 0;
let over = 0;

/** Of ten people two leave without an answer or after one, and two send everything twice under a key. */
function* visit(): Visit {
  const number = begun++;
  const habit = number % 10;
  const { publicId, replies } = number % 20 === 0 ? scripted : plain;
  const path = `/api/v1/typebots/${publicId}/startChat`;
  const started = yield { kind: 'startChat', method: 'POST', path, body: '{}' };
  const { sessionId } = JSON.parse(String(started.body));
  for (const [i, reply] of replies.slice(0, habit === 1 ? 0 : habit === 2 ? 1 : replies.length).entries()) {
    const request = continueChat(sessionId, reply);
    if (habit < 8) yield request;
    else {
      const keyed = { ...request, headers: { 'idempotency-key': `${number}-${i}` } };
      const first = yield keyed;
      const second = yield keyed;
      if (!first.body.equals(second.body)) throw new Error(`A retry was answered with ${second.body}`);
    }
  }
  over += 1;
}

async function sampleOf(child: ChildProcess): Promise<MemorySample> {
  await pause(farewellMs);
  child.send('sample');
  const [sample] = await once(child, 'message');
  return sample as MemorySample;
}

/** Slope of a line through points at equal distances, as growth over the whole of them. */
function growth(figures: readonly number[]): number {
  const middle = (figures.length - 1) / 2;
  const mean = figures.reduce((sum, figure) => sum + figure, 0) / figures.length;
  const covariance = figures.reduce((sum, figure, i) => sum + (i - middle) * (figure - mean), 0);
  const variance = figures.reduce((sum, _, i) => sum + (i - middle) ** 2, 0);
  return (covariance / variance) * (figures.length - 1);
}

const folder = temporaryFolder();
const port = await freePort();
const child = fork(path.join(import.meta.dirname, 'server-process.ts'), {
  execArgv: ['--expose-gc'],
  cwd: folder,
  env: {
    ...process.env,
    NODE_NO_WARNINGS: '1',
    PORT: String(port),
    DATA_DIR: folder,
    ADMIN_TOKEN: adminToken,
    RATE_LIMIT: 'off',
    LOG_LEVEL: 'warn',
  },
});
const exited = once(child, 'exit');
await once(child, 'message');
await publish(port, plain);
await publish(port, scripted);

const taken: MemorySample[] = [];
for (let i = 1; i <= samples; i += 1) {
  const target = Math.round((conversations * i) / samples);
  const { perSecond } = await drive(port, visit, { clients, isOver: () => over >= target });
  const sample = await sampleOf(child);
  taken.push(sample);
  const { heapMb, rssMb, externalMb, arrayBuffersMb, resources, fileDescriptors } = sample;
  const memory = Object.entries({ heapMb, rssMb, externalMb, arrayBuffersMb }).map(
    ([name, mb]) => `${name} ${mb.toFixed(1)}`,
  );
  const turns = `${Math.round(perSecond)} turns/s`;
  console.log([over, turns, ...memory, `descriptors ${fileDescriptors}`, JSON.stringify(resources)].join('  '));
}
child.disconnect();
await exited;

const half = taken.slice(Math.floor(samples / 2));
const handles = half.map(
  ({ resources, fileDescriptors }) => fileDescriptors + Object.values(resources).reduce((sum, count) => sum + count, 0),
);
const heapMb = growth(half.map((sample) => sample.heapMb));
const grown = {
  heapMb,
  rssMb: growth(half.map((sample) => sample.rssMb)),
  handles: growth(handles),
};
const per100k = 100_000 / ((conversations * (half.length - 1)) / samples);
for (const [name, value] of Object.entries(grown)) {
  console.log(`${name}: ${value.toFixed(2)} in the second half, ${(value * per100k).toFixed(2)} per 100,000`);
}
if (grown.heapMb > allowedHeapMb || grown.handles > allowedHandles) {
  console.error(`More than ${allowedHeapMb} MB of heap or ${allowedHandles} handles in the second half: a leak.`);
  process.exitCode = 1;
}
