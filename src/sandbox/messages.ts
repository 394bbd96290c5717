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
    }
  | {
      readonly type: 'answer';
      readonly batch: number;
      readonly index: number;
      readonly call: number;
      readonly ok: boolean;
      /** The body, or the message of the failure. */
      readonly text: string;
    };

/** From a worker to the pool. `index` is the place of the script in its batch. */
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
  /** The script computes no more until `fetch` answers; `answered` = answers it has seen so far. */
  | {
      readonly type: 'waiting';
      readonly batch: number;
      readonly index: number;
      readonly answered: number;
      readonly cpuLeftMs: number;
    };
