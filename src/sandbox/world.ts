import type { QuickJSContext, QuickJSHandle, QuickJSRuntime } from 'quickjs-emscripten-core';
import type { Codec } from './codec.ts';
import { Image, restoreParts } from './image.ts';
import type { Instance } from './instance.ts';
import type { MemoryPart } from './messages.ts';
import { type Ask, type Limits, preludeSource } from './prelude.ts';

/** More makes the host's stack overflow before QuickJS's own check does. */
const stackBytes = 128 * 1024;

/** What QuickJS asks of the host while a script runs. */
export interface Host {
  readonly ask: Ask;
  /** Called now and then; `true` ends the script. */
  interrupted(): boolean;
}

const nobody: Host = { ask: () => '', interrupted: () => false };

/** The runtime and context of an instance: every script finds them in the state that `worldMaker` brought them to. */
export class World {
  readonly instance: Instance;
  readonly runtime: QuickJSRuntime;
  readonly context: QuickJSContext;
  /** Where QuickJS put its global object: equal in two worlds means that both were built up alike. */
  readonly layout: number;
  readonly #ask: QuickJSHandle;
  #host = nobody;

  constructor(instance: Instance) {
    this.instance = instance;
    this.runtime = instance.quickjs.newRuntime({
      maxStackSizeBytes: stackBytes,
      interruptHandler: () => this.#host.interrupted(),
    });
    const context = this.runtime.newContext();
    this.context = context;
    this.layout = context.global.value;
    this.#ask = context.newFunction('ask', (operation, payload) => {
      if (!operation || !payload || context.typeof(operation) !== 'string' || context.typeof(payload) !== 'string') {
        return context.newString('');
      }
      return context.newString(this.#host.ask(context.getString(operation) as 'intl', context.getString(payload)));
    });
  }

  /** Installs everything that all scripts find. Once, before the image is taken. */
  furnish(limits: string): void {
    const { context } = this;
    const install = context.unwrapResult(context.evalCode(preludeSource, 'prelude.js'));
    context.unwrapResult(context.callFunction(install, context.undefined, this.#ask, context.newString(limits)));
  }

  /**
   * Makes the instance as new for another turn: afterwards every byte of its memory is what it was before its first
   * script. Only while the instance is unspoilt.
   */
  renew(image: Image): void {
    image.restore(this.instance.memory());
    this.#host = nobody;
  }

  /** Puts the world back into the state of the image and returns its function `open`; all older handles are void. */
  begin(image: Image, host: Host): QuickJSHandle {
    image.load(this.instance.memory());
    this.#host = host;
    return this.context.getProp(this.context.global, 'open');
  }

  /** What the memory holds now, for `resume` in any other world. Only while the instance is unspoilt. */
  park(): readonly MemoryPart[] {
    return new Image(this.instance.memory()).parts;
  }

  /** Puts the world into the state that a world was parked in. Only while the instance is unspoilt. */
  resume(memory: readonly MemoryPart[], host: Host): void {
    restoreParts(this.instance.memory(), memory);
    this.#host = host;
  }
}

/** A world that can begin again and again. */
export interface Stage {
  readonly world: World;
  readonly image: Image;
}

/**
 * Furnishes one world and returns a maker of worlds that begin like it. Compiling our own part of a world would take
 * much longer than a usual script does, copying what came of it takes next to nothing; and whatever a script left
 * behind is overwritten.
 *
 * @example
 * const makeStage = await worldMaker(await instanceMaker(1024), codec, { resultSize: 1_000_000, fetchLimit: 20 });
 * const { world, image } = await makeStage();
 * const open = world.begin(image, host); // and so on, for each script
 */
export async function worldMaker(
  makeInstance: () => Promise<Instance>,
  codec: Codec,
  limits: Limits,
): Promise<() => Promise<Stage>> {
  const { layout, image } = await furnished(makeInstance, codec.encode(limits));
  return async () => {
    const world = new World(await makeInstance());
    // The same steps put everything at the same place; an image of another place must never be loaded.
    if (world.layout !== layout) throw new Error('QuickJS is laid out in another way');
    // The first touch of fresh memory is slow: here nobody waits for it.
    world.renew(image);
    return { world, image };
  };
}

/** What to keep of a furnished world; the world itself is free to go. */
async function furnished(
  makeInstance: () => Promise<Instance>,
  limits: string,
): Promise<{ readonly layout: number; readonly image: Image }> {
  const world = new World(await makeInstance());
  world.furnish(limits);
  return { layout: world.layout, image: new Image(world.instance.memory()) };
}
