import type { TimelineEntry } from './output.ts';
import type { PatternOutcome, PatternRequest, ScriptOutcome, ScriptRequest } from './scripts.ts';
import type { Call } from './service.ts';

/** What the engine and the blocks ask of the world, but for other programs; see `Effects`. */
export interface World {
  /** Host names of this server: files may come from them although they are no public names. */
  readonly ownHosts: readonly string[];
  /** Milliseconds since 1970 UTC. */
  now(): number;
  /** Uniform in [0, 1). */
  random(): number;
  /** A new opaque id: 24 lower-case letters and digits, the first a letter. */
  newId(): string;
  /** Our own work since the turn began, in ms, without waiting for scripts and the network. Pattern searches count. */
  workMs(): number;
  /** Wall time since the turn began, in ms. */
  elapsedMs(): number;
  /** Lets other conversations run; called every few hundred blocks. */
  breathe(): Promise<void>;
  /** Evaluates scripts, each in a scope of its own, and answers in the same order. Never rejects. */
  runScripts(requests: readonly ScriptRequest[]): Promise<readonly ScriptOutcome[]>;
  /** Searches texts with a pattern that may be hostile. Never rejects. */
  testPattern(request: PatternRequest): Promise<PatternOutcome>;
  /** What happened in the earlier turns of this conversation, oldest first. */
  timeline(): Promise<readonly TimelineEntry[]>;
  /** Asks a service outside, for everything that only some blocks need. */
  readonly call: Call;
  /** Is told what each block came to; absent: nobody wants to know. */
  readonly trace?: (step: BlockStep) => void;
}

/** What a block of a turn came to. Holds no values. */
export interface BlockStep {
  readonly blockId: string;
  readonly type: string;
  /** Where the flow goes on, for example `next`, `edge e1`, `pause`, or how a reply was judged. */
  readonly decision: string;
  readonly ms: number;
}
