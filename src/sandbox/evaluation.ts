import {
  type JSValuePointer,
  Lifetime,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSRuntime,
} from 'quickjs-emscripten-core';
import type { ScriptOutcome, ScriptRequest } from '../engine/scripts.ts';
import type { Codec } from './codec.ts';
import type { Answer, Parked } from './messages.ts';
import { crashed, failed, outOfMemory, refused, timedOut } from './outcomes.ts';
import type { Ask, Guest } from './prelude.ts';
import { nextSeed } from './seeds.ts';
import type { Description } from './thrown.ts';
import type { Host, Stage } from './world.ts';

class OutOfMemory extends Error {}

/** What an evaluation needs of its thread. */
export interface Surroundings {
  readonly codec: Codec;
  /** Calls of `fetch` that the script may make. */
  readonly fetchLimit: number;
  readonly intl: (request: string) => string;
  /** Passes a call of `fetch` on; the answer comes back through `Evaluation.answer`. */
  fetch(call: number, url: string, init: unknown): void;
  /** Called when the script can only go on after an answer, and was not parked. */
  waiting(cpuLeftMs: number): void;
}

/** How an evaluation ended, and what is left of its instance. */
export interface Ending {
  readonly outcome: ScriptOutcome;
  /** `usable`: the instance can run the next script; `spent`: drop it; `broken`: drop it and the thread, too. */
  readonly instance: 'usable' | 'spent' | 'broken';
}

/** How a script may go on. */
export interface Allowance {
  /** Time that it may compute, in ms. */
  readonly cpuMs: number;
  /** Moment of `performance.now()` after which nothing is waited for. */
  readonly endsAt: number;
  /** Whether it leaves its instance when it has to wait. */
  readonly mayPark: boolean;
}

/** In code that speaks of `RegExp`: it may ask for the last match, see `installLegacyRegExp`. */
const lastMatch = /\$[1-9&+`'_]|\b(lastMatch|lastParen|leftContext|rightContext|input)\b/;

const shells: Record<ScriptRequest['kind'], readonly [before: string, after: string]> = {
  function: ['(function () {\n', '\n})'],
  async: ['(async function () {\n', '\n})'],
  expression: ['(function () { return (\n', '\n); })'],
};

/** One script in a world that begins anew for it. */
export class Evaluation {
  readonly #request: ScriptRequest;
  readonly #globals: string;
  readonly #around: Surroundings;
  readonly #stage: Stage;
  readonly #context: QuickJSContext;
  #guest: QuickJSHandle | undefined;
  readonly #endsAt: number;
  readonly #mayPark: boolean;
  #cpuLeftMs: number;
  #enteredAt = 0;
  #expired = false;
  #calls = 0;
  #answered = 0;
  readonly #host: Host = {
    ask: (operation, payload) => this.#ask(operation, payload),
    interrupted: () => this.#interrupted(),
  };
  #wake: (answers: readonly Answer[]) => void = () => {};

  /** @param globals encoded globals of the request */
  constructor(stage: Stage, request: ScriptRequest, globals: string, allowance: Allowance, around: Surroundings) {
    this.#stage = stage;
    this.#context = stage.world.context;
    this.#request = request;
    this.#globals = globals;
    this.#around = around;
    this.#cpuLeftMs = allowance.cpuMs;
    this.#endsAt = allowance.endsAt;
    this.#mayPark = allowance.mayPark;
  }

  /** Runs the script to its end, or until it is parked. Never rejects because of what the script does. */
  run(): Promise<Ending | Parked> {
    return this.#run(() => this.#start());
  }

  /** Goes on with a script that was parked. */
  resume(parked: Parked, answers: readonly Answer[]): Promise<Ending | Parked> {
    return this.#run(() => {
      const { world } = this.#stage;
      world.resume(parked.memory, this.#host);
      // The handle of the other world, at the same place in this one.
      this.#guest = new Lifetime<JSValuePointer, JSValuePointer, QuickJSRuntime>(
        parked.guest as JSValuePointer,
        undefined,
        undefined,
        world.runtime,
      );
      this.#calls = parked.calls;
      this.#answered = parked.answered;
      this.#deliver(answers);
    });
  }

  async #run(begin: () => void): Promise<Ending | Parked> {
    const { instance } = this.#stage.world;
    try {
      let report = this.#entering(begin);
      while (!this.#expired && report.startsWith('P')) {
        // Nothing else can wake a script, so a promise that waits for nothing never settles.
        if (this.#answered === this.#calls) return { outcome: timedOut, instance: 'spent' };
        if (this.#mayPark && this.#guest && instance.unspoilt()) return this.#parked(this.#guest);
        const answers = await this.#nextAnswers();
        if (!this.#expired) report = this.#entering(() => this.#deliver(answers));
      }
      const outcome = this.#expired ? timedOut : this.#outcome(report);
      const spent = this.#expired || !instance.unspoilt() || (!outcome.ok && outcome.name === 'InternalError');
      return { outcome, instance: spent ? 'spent' : 'usable' };
    } catch (error) {
      // An exception of the host inside QuickJS leaves it in an unknown state: nothing of it is touched again.
      const exhausted = instance.full() || error instanceof OutOfMemory;
      const outcome = this.#expired ? timedOut : exhausted ? outOfMemory : crashed;
      return { outcome, instance: error instanceof OutOfMemory ? 'spent' : 'broken' };
    }
  }

  /** Hands over answers to a script that waits. */
  answer(answers: readonly Answer[]): void {
    this.#wake(answers);
  }

  #start(): void {
    const { world, image } = this.#stage;
    const open = world.begin(image, this.#host);
    const { code, kind, extended } = this.#request;
    const tracksMatches = code.includes('RegExp') && lastMatch.test(code);
    const opening = `[${extended === true},${tracksMatches},[${nextSeed()}],${this.#globals}]`;
    const guest = this.#called(open, this.#text(opening));
    if (!this.#expired) this.#guest = guest;

    const [before, after] = shells[kind];
    const script = this.#evaluated(`${before}${code.toWellFormed()}${after}`);
    if (script) this.#inside('begin', script, kind === 'async' ? this.#context.true : this.#context.false);
    this.#runJobs();
  }

  readonly #ask: Ask = (operation, payload) => {
    const { codec, fetchLimit, intl, fetch } = this.#around;
    if (operation === 'intl') return intl(payload);
    const [call, url, init] = codec.decode(payload) as [number, string, unknown];
    if (call !== this.#calls || call >= fetchLimit) return '';
    this.#calls += 1;
    fetch(call, url, init);
    return '';
  };

  #interrupted(): boolean {
    this.#expired ||= performance.now() >= Math.min(this.#enteredAt + this.#cpuLeftMs, this.#endsAt);
    return this.#expired;
  }

  #deliver(answers: readonly Answer[]): void {
    for (const { call, ok, text, status } of answers) {
      this.#answered += 1;
      const encoded = this.#text(this.#around.codec.encode(text));
      const fulfilled = ok ? this.#context.true : this.#context.false;
      this.#inside('settle', this.#context.newNumber(call), fulfilled, encoded, this.#context.newNumber(status));
      this.#runJobs();
    }
  }

  /** The value of a source text; a thrown value ends the evaluation and gives nothing. */
  #evaluated(source: string): QuickJSHandle | undefined {
    const result = this.#context.evalCode(source, 'script.js');
    if (!result.error) return result.value;
    if (this.#expired) result.error.dispose();
    else this.#inside('fail', result.error);
    return undefined;
  }

  /** Calls a function of ours inside; it throws nothing by itself, so a throw means that time or memory is used up. */
  #called(callee: QuickJSHandle, ...parameters: QuickJSHandle[]): QuickJSHandle {
    const result = this.#context.callFunction(callee, this.#context.undefined, ...parameters);
    for (const parameter of parameters) if (parameter.alive) parameter.dispose();
    if (!result.error) return result.value;
    result.error.dispose();
    if (this.#expired) return this.#context.undefined;
    throw new OutOfMemory();
  }

  #inside(name: keyof Guest, ...parameters: QuickJSHandle[]): string {
    if (!this.#guest) return 'P';
    const callee = this.#context.getProp(this.#guest, name);
    const result = this.#called(callee, ...parameters);
    callee.dispose();
    const text = this.#context.typeof(result) === 'string' ? this.#context.getString(result) : '';
    result.dispose();
    return text;
  }

  #text(text: string): QuickJSHandle {
    const handle = this.#context.newString(text);
    if (this.#context.typeof(handle) !== 'string') throw new OutOfMemory();
    return handle;
  }

  #runJobs(): void {
    while (!this.#expired && this.#stage.world.runtime.hasPendingJob()) {
      const result = this.#stage.world.runtime.executePendingJobs();
      // Jobs of promises catch what scripts throw; what gets here is the interruption or a lack of memory.
      if (result.error) {
        result.error.dispose();
        if (!this.#expired) throw new OutOfMemory();
      }
    }
  }

  /** The time between entering and leaving QuickJS is what a script may use up. Returns the report afterwards. */
  #entering(work: () => void): string {
    this.#enteredAt = performance.now();
    work();
    this.#cpuLeftMs -= performance.now() - this.#enteredAt;
    this.#enteredAt = performance.now();
    const report = this.#expired ? 'P' : this.#inside('report');
    if (this.#cpuLeftMs <= 0) this.#expired ||= report.startsWith('P');
    return report;
  }

  #parked(guest: QuickJSHandle): Parked {
    const memory = this.#stage.world.park();
    return { memory, guest: guest.value, calls: this.#calls, answered: this.#answered, cpuLeftMs: this.#cpuLeftMs };
  }

  async #nextAnswers(): Promise<readonly Answer[]> {
    this.#around.waiting(this.#cpuLeftMs);
    const { promise, resolve } = Promise.withResolvers<readonly Answer[]>();
    this.#wake = resolve;
    const timer = setTimeout(() => {
      this.#expired = true;
      resolve([]);
    }, this.#endsAt - performance.now());
    const answers = await promise;
    clearTimeout(timer);
    return answers;
  }

  #outcome(report: string): ScriptOutcome {
    const content = this.#around.codec.decode(report.slice(1));
    if (report.startsWith('V')) {
      const [value, assigned] = content as [unknown, [string, unknown][]];
      return { ok: true, value, assigned };
    }
    const { name, message, isEmpty } = content as Description;
    // QuickJS could not even allocate its error: then what was thrown says nothing.
    if (isEmpty && this.#stage.world.instance.full()) return outOfMemory;
    if (name === 'InternalError' && message === 'out of memory') return outOfMemory;
    if (name === 'LimitError') return refused(name, message);
    const plain = name === 'ReferenceError' ? message.replace(/^'(.+)' is not defined$/, '$1 is not defined') : message;
    return failed(name, plain);
  }
}
