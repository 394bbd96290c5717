import type { ScriptOutcome, ScriptRequest } from '../engine/scripts.ts';

/** What a worker is started with. */
export interface WorkerSettings {
  /** Size of the memory of one instance, in pages of 64 KiB. */
  readonly memoryPages: number;
  /** Longest encoded result, in characters. */
  readonly resultSize: number;
  /** Calls of `fetch` that one script may make. */
  readonly fetchLimit: number;
}

/** The answer to a call of `fetch`: the body, or the message of the failure. */
export interface Answer {
  readonly call: number;
  readonly ok: boolean;
  readonly text: string;
  /** HTTP status; 0 for a failure. */
  readonly status: number;
}

/** A part of the memory of an instance. */
export interface MemoryPart {
  /** Place of the first byte. */
  readonly at: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A script that waits for answers, taken off its thread: all that it takes to go on with it on any thread. */
export interface Parked {
  /** The memory of its instance; what is in no part is 0. */
  readonly memory: readonly MemoryPart[];
  /** Place of what drives the script, inside that memory. */
  readonly guest: number;
  readonly calls: number;
  readonly answered: number;
  readonly cpuLeftMs: number;
}

/** From the pool to a worker. */
export type ToWorker =
  | {
      readonly type: 'batch';
      readonly batch: number;
      /** Owner of the instance that the scripts run in. */
      readonly turn: number;
      readonly requests: readonly ScriptRequest[];
      /** Time that one script may compute. */
      readonly cpuMs: number;
      /** Time left for the whole batch, waiting included. */
      readonly totalMs: number;
      /** Whether a script that waits may leave the thread; the rest of the batch leaves with it. */
      readonly mayPark: boolean;
      /** The first script of the batch is one that was parked, and goes on with these answers. */
      readonly resumed?: { readonly parked: Parked; readonly answers: readonly Answer[] };
    }
  /** To a script that waits on its thread. */
  | { readonly type: 'answers'; readonly batch: number; readonly index: number; readonly answers: readonly Answer[] };

/** From a worker to the pool. `index` is the place of the script in the batch as it was sent. */
export type FromWorker =
  | { readonly type: 'ready' }
  /** A script ended; `broken` = the worker should be replaced. The next one begins at once. */
  | {
      readonly type: 'outcome';
      readonly batch: number;
      readonly index: number;
      readonly outcome: ScriptOutcome;
      readonly broken: boolean;
    }
  | {
      readonly type: 'fetch';
      readonly batch: number;
      readonly index: number;
      readonly call: number;
      readonly url: string;
      readonly init: unknown;
    }
  /** The script computes no more until it is sent answers. */
  | { readonly type: 'waiting'; readonly batch: number; readonly index: number; readonly cpuLeftMs: number }
  /** The script waits for answers and was taken off the thread, which is free for another batch. */
  | { readonly type: 'parked'; readonly batch: number; readonly index: number; readonly parked: Parked };
