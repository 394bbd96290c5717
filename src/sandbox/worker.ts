import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { ScriptRequest } from '../engine/scripts.ts';
import { createCodec } from './codec.ts';
import { type Ending, Evaluation } from './evaluation.ts';
import { instanceMaker } from './instance.ts';
import { createIntlHost } from './intl-host.ts';
import type { FromWorker, ToWorker, WorkerSettings } from './messages.ts';
import { failed, timedOut } from './outcomes.ts';
import { type Stage, worldMaker } from './world.ts';

// What a crashing engine prints is of no use to anybody, and scripts can cause it at will.
for (const stream of [process.stdout, process.stderr]) stream.write = () => true;

// Stays on: flags belong to the whole process, and other threads start at the same time.
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const port = parentPort as MessagePort;
const settings = workerData as WorkerSettings;
const codec = createCodec();
const intl = createIntlHost(codec);
const makeStage = await worldMaker(await instanceMaker(settings.memoryPages), codec, settings);
const send = (message: FromWorker): void => port.postMessage(message);

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

async function stageFor(turn: number): Promise<Stage> {
  if (owner !== turn) stage?.world.renew(stage.image);
  owner = turn;
  if (!stage) {
    // The memory of the one that was given up is large, and by itself the collector would take its time.
    collectGarbage();
    stage = await makeStage();
  }
  return stage;
}

async function runOne(
  { batch, turn, requests, cpuMs }: Extract<ToWorker, { type: 'batch' }>,
  index: number,
  endsAt: number,
): Promise<Ending> {
  if (performance.now() >= endsAt) return { outcome: timedOut, instance: 'usable' };
  const request = requests[index] as ScriptRequest;
  const globals = encodeGlobals(request.globals);
  const evaluation = new Evaluation(
    await stageFor(turn),
    request,
    globals,
    { cpuMs, endsAt },
    {
      codec,
      fetchLimit: settings.fetchLimit,
      intl,
      fetch: (call, url, init) => send({ type: 'fetch', batch, index, call, url, init }),
      waiting: (answered, cpuLeftMs) => send({ type: 'waiting', batch, index, answered, cpuLeftMs }),
    },
  );
  current = { batch, index, evaluation };
  const ending = await evaluation.run();
  current = undefined;
  if (ending.instance !== 'usable') stage = undefined;
  return ending;
}

async function runBatch(message: Extract<ToWorker, { type: 'batch' }>): Promise<void> {
  const endsAt = performance.now() + message.totalMs;
  for (const index of message.requests.keys()) {
    const { outcome, instance } = await runOne(message, index, endsAt).catch(
      (error: Error): Ending => ({ outcome: failed(error.name, error.message), instance: 'broken' }),
    );
    send({ type: 'outcome', batch: message.batch, index, outcome, broken: instance === 'broken' });
  }
  encoded = undefined;
}

port.on('message', (message: ToWorker) => {
  if (message.type === 'batch') void runBatch(message);
  else if (current && current.batch === message.batch && current.index === message.index) {
    current.evaluation.answer(message.call, message.ok, message.text);
  }
});
send({ type: 'ready' });
