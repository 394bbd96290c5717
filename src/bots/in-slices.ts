import { setImmediate } from 'node:timers/promises';
import type { Interruptible } from '../flow/interruptible.ts';

/** How long documents are worked on before conversations are let in between, in ms. */
const sliceMs = 15;

/** Does the work on a document a slice at a time, so that a large one does not stop the server. */
export async function inSlices<T>(work: Interruptible<T>): Promise<T> {
  let began = performance.now();
  for (let step = work.next(); ; step = work.next()) {
    if (step.done) return step.value;
    if (performance.now() - began < sliceMs) continue;
    await setImmediate();
    began = performance.now();
  }
}
