import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { ScriptRequest } from '../engine/scripts.ts';
import { createCodec } from './codec.ts';
import { type Ending, Evaluation, openWorld, type World } from './evaluation.ts';
import { type Instance, instanceMaker } from './instance.ts';
import { createIntlHost } from './intl-host.ts';
import type { FromWorker, ToWorker, WorkerSettings } from './messages.ts';
import { failed, timedOut } from './outcomes.ts';

/** Turns whose instance is kept at the same time; the one used longest ago loses its instance first. */
const maxInstances = 32;

// What a crashing engine prints is of no use to anybody, and scripts can cause it at will.
for (const stream of [process.stdout, process.stderr]) stream.write = () => true;

interface Place {
  readonly instance: Instance;
  readonly world: World;
}

const port = parentPort as MessagePort;
const settings = workerData as WorkerSettings;
const codec = createCodec();
const intl = createIntlHost(codec);
const makeInstance = await instanceMaker(settings.memoryPages);
const instances = new Map<number, Instance>();
const send = (message: FromWorker): void => port.postMessage(message);

let current: { batch: number; index: number; evaluation: Evaluation } | undefined;

/** The scripts of one text usually share one object of globals: its text is kept for the next of the batch. */
let encoded: { readonly of: ScriptRequest['globals']; readonly text: string } | undefined;

function encodeGlobals(globals: ScriptRequest['globals']): string {
  if (encoded?.of !== globals) encoded = { of: globals, text: codec.encode(globals) };
  return encoded.text;
}

const open = (instance: Instance): Place => ({ instance, world: openWorld(instance) });

/** Kept ready for the next turn that begins, so that its first script need not wait for it. */
let spare: Place | undefined = open(await makeInstance());

async function placeFor(turn: number): Promise<Place> {
  const own = instances.get(turn);
  const place = own ? open(own) : (spare ?? open(await makeInstance()));
  if (!own) spare = undefined;
  instances.delete(turn);
  instances.set(turn, place.instance);
  if (instances.size > maxInstances) instances.delete(instances.keys().next().value as number);
  return place;
}

async function runOne(
  { batch, turn, requests, cpuMs }: Extract<ToWorker, { type: 'batch' }>,
  index: number,
  endsAt: number,
): Promise<Ending> {
  if (performance.now() >= endsAt) return { outcome: timedOut, instance: 'usable' };
  const request = requests[index] as ScriptRequest;
  const globals = encodeGlobals(request.globals);
  const place = await placeFor(turn);
  const evaluation = new Evaluation(
    place,
    request,
    globals,
    { cpuMs, endsAt },
    {
      codec,
      settings,
      intl,
      fetch: (call, url, init) => send({ type: 'fetch', batch, index, call, url, init }),
      waiting: (answered, cpuLeftMs) => send({ type: 'waiting', batch, index, answered, cpuLeftMs }),
    },
  );
  current = { batch, index, evaluation };
  const ending = await evaluation.run();
  current = undefined;
  if (ending.instance !== 'usable') instances.delete(turn);
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
  spare ??= open(await makeInstance());
}

port.on('message', (message: ToWorker) => {
  if (message.type === 'close') instances.delete(message.turn);
  else if (message.type === 'batch') void runBatch(message);
  else if (current && current.batch === message.batch && current.index === message.index) {
    current.evaluation.answer(message.call, message.ok, message.text);
  }
});
send({ type: 'ready' });
