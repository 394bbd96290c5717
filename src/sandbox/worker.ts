import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { ScriptRequest } from '../engine/scripts.ts';
import { createCodec } from './codec.ts';
import { type Ending, Evaluation } from './evaluation.ts';
import { instanceMaker } from './instance.ts';
import { createIntlHost } from './intl-host.ts';
import type { FromWorker, Parked, ToWorker, WorkerSettings } from './messages.ts';
import { failed, timedOut } from './outcomes.ts';
import { type Stage, worldMaker } from './world.ts';

// What a crashing QuickJS prints is of no use to anybody, and scripts can cause it at will.
for (const stream of [process.stdout, process.stderr]) stream.write = () => true;

// Stays on: flags belong to the whole process, and other threads start at the same time.
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const port = parentPort as MessagePort;
const settings = workerData as WorkerSettings;
const codec = createCodec();
const intl = createIntlHost(codec);
const makeStage = await worldMaker(await instanceMaker(settings.memoryPages), codec, settings);
const send = (message: FromWorker, moved: readonly ArrayBuffer[] = []): void => port.postMessage(message, moved);

type BatchMessage = Extract<ToWorker, { type: 'batch' }>;

let current: { batch: number; index: number; evaluation: Evaluation } | undefined;

/** The scripts of one text usually share one object of globals: its text is kept for the next of the batch. */
let encoded: { readonly of: ScriptRequest['globals']; readonly text: string } | undefined;

function encodeGlobals(globals: ScriptRequest['globals']): string {
  if (encoded?.of !== globals) encoded = { of: globals, text: codec.encode(globals) };
  return encoded.text;
}

/** The instance of this thread, and the turn that has it; undefined while a new one is needed. */
let stage: Stage | undefined = await makeStage();
let owner: number | undefined;

async function stageFor({ turn, resumed }: BatchMessage): Promise<Stage> {
  // What was parked brings all of its memory with it.
  if (owner !== turn && !resumed) stage?.world.renew(stage.image);
  owner = turn;
  if (!stage) {
    // The memory of the one that was given up is large, and by itself the collector would take its time.
    collectGarbage();
    stage = await makeStage();
  }
  return stage;
}

async function runOne(message: BatchMessage, index: number, endsAt: number): Promise<Ending | Parked> {
  if (performance.now() >= endsAt) return { outcome: timedOut, instance: 'usable' };
  const { batch, requests, mayPark } = message;
  const resumed = index === 0 ? message.resumed : undefined;
  const request = requests[index] as ScriptRequest;
  const evaluation = new Evaluation(
    await stageFor({ ...message, resumed }),
    request,
    resumed ? '' : encodeGlobals(request.globals),
    { cpuMs: resumed?.parked.cpuLeftMs ?? message.cpuMs, endsAt, mayPark },
    {
      codec,
      fetchLimit: settings.fetchLimit,
      intl,
      fetch: (call, url, init) => send({ type: 'fetch', batch, index, call, url, init }),
      waiting: (cpuLeftMs) => send({ type: 'waiting', batch, index, cpuLeftMs }),
    },
  );
  current = { batch, index, evaluation };
  const ending = await (resumed ? evaluation.resume(resumed.parked, resumed.answers) : evaluation.run());
  current = undefined;
  if ('outcome' in ending && ending.instance !== 'usable') stage = undefined;
  return ending;
}

async function runBatch(message: BatchMessage): Promise<void> {
  const { batch } = message;
  const endsAt = performance.now() + message.totalMs;
  for (const index of message.requests.keys()) {
    const ending = await runOne(message, index, endsAt).catch(
      (error: Error): Ending => ({ outcome: failed(error.name, error.message), instance: 'broken' }),
    );
    if (!('outcome' in ending)) {
      send(
        { type: 'parked', batch, index, parked: ending },
        ending.memory.map(({ bytes }) => bytes.buffer),
      );
      break;
    }
    const { outcome, instance } = ending;
    send({ type: 'outcome', batch, index, outcome, broken: instance === 'broken' });
  }
  encoded = undefined;
}

port.on('message', (message: ToWorker) => {
  if (message.type === 'batch') void runBatch(message);
  else if (current && current.batch === message.batch && current.index === message.index) {
    current.evaluation.answer(message.answers);
  }
});
send({ type: 'ready' });
