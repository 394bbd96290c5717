import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import variant from '@jitl/quickjs-wasmfile-release-sync';
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSSyncVariant,
  type QuickJSWASMModule,
} from 'quickjs-emscripten-core';

/** The type library of the language has no WebAssembly, only that of browsers has; this is what is needed of it. */
const { Memory, compile } = Reflect.get(globalThis, 'WebAssembly') as {
  readonly Memory: new (limits: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
  compile(bytes: Uint8Array): Promise<object>;
};

/** Least memory that the engine starts with, in pages of 64 KiB. */
const initialPages = 256;

/** One copy of the script engine with a memory of its own, for the scripts of one turn. */
export interface Instance {
  readonly engine: QuickJSWASMModule;
  /** The whole memory as it is now; read it anew after a script ran, because growing moves it. */
  memory(): Uint8Array;
  /** Whether scripts made the memory larger than it was at the start; it never shrinks again. */
  grown(): boolean;
  /** Whether the memory is as large as it may get. */
  full(): boolean;
}

/**
 * Compiles the engine once and returns a maker of instances.
 *
 * The cap on the memory is what bounds scripts: the engine's own memory limit has no effect in this build.
 *
 * @param maximumPages cap of one instance, in pages of 64 KiB
 */
export async function instanceMaker(maximumPages: number): Promise<() => Promise<Instance>> {
  const file = fileURLToPath(import.meta.resolve('@jitl/quickjs-wasmfile-release-sync/wasm'));
  const wasmModule = await compile(await readFile(file));
  return async () => {
    const wasmMemory = new Memory({ initial: initialPages, maximum: maximumPages });
    const pages = (): number => wasmMemory.buffer.byteLength / 65_536;
    return {
      engine: await newQuickJSWASMModuleFromVariant(
        newVariant(variant as unknown as QuickJSSyncVariant, { wasmModule, wasmMemory }),
      ),
      memory: () => new Uint8Array(wasmMemory.buffer),
      grown: () => pages() > initialPages,
      // Memory grows in steps, so the last step may not fit although a little room is left.
      full: () => pages() > maximumPages * 0.8,
    };
  };
}
