import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { ScriptRequest } from '../engine/scripts.ts';
import { createCodec } from './codec.ts';
import { type Ending, Evaluation } from './evaluation.ts';
import { instanceMaker } from './instance.ts';
import { createIntlHost } from './intl-host.ts';
import type { FromWorker, ToWorker, WorkerSettings } from './messages.ts';
import { failed, timedOut } from './outcomes.ts';
import { type Stage, worldMaker } from './world.ts';

/** Turns whose instance is kept at the same time; the one used longest ago loses its instance first. */
const maxInstances = 32;

// What a crashing engine prints is of no use to anybody, and scripts can cause it at will.
for (const stream of [process.stdout, process.stderr]) stream.write = () => true;

const port = parentPort as MessagePort;
const settings = workerData as WorkerSettings;
const codec = createCodec();
const intl = createIntlHost(codec);
const makeStage = await worldMaker(await instanceMaker(settings.memoryPages), codec, settings);
const stages = new Map<number, Stage>();
const send = (message: FromWorker): void => port.postMessage(message);

let current: { batch: number; index: number; evaluation: Evaluation } | undefined;

/** The scripts of one text usually share one object of globals: its text is kept for the next of the batch. */
let encoded: { readonly of: ScriptRequest['globals']; readonly text: string } | undefined;

function encodeGlobals(globals: ScriptRequest['globals']): string {
  if (encoded?.of !== globals) encoded = { of: globals, text: codec.encode(globals) };
  return encoded.text;
}

/** Made before it is needed, so that the first script of the next turn need not wait for it. */
let spare: Promise<Stage> | undefined = makeStage();
await spare;

async function stageFor(turn: number): Promise<Stage> {
  let stage = stages.get(turn);
  if (!stage) {
    const made = spare ?? makeStage();
    spare = undefined;
    stage = await made;
  }
  stages.delete(turn);
  stages.set(turn, stage);
  if (stages.size > maxInstances) stages.delete(stages.keys().next().value as number);
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
  const stage = await stageFor(turn);
  const evaluation = new Evaluation(
    stage,
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
  if (ending.instance !== 'usable') stages.delete(turn);
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

/** Drops what belongs to a turn. What the next one needs is made now, while nobody waits for this one any more. */
function close(turn: number): void {
  stages.delete(turn);
  spare ??= makeStage();
}

port.on('message', (message: ToWorker) => {
  if (message.type === 'close') close(message.turn);
  else if (message.type === 'batch') void runBatch(message);
  else if (current && current.batch === message.batch && current.index === message.index) {
    current.evaluation.answer(message.call, message.ok, message.text);
  }
});
send({ type: 'ready' });
