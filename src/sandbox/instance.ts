import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import variant from '@jitl/quickjs-wasmfile-release-sync';
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSSyncVariant,
  type QuickJSWASMModule,
} from 'quickjs-emscripten-core';
import {
  type HostFunctions,
  harmlessImports,
  importModule,
  initialPages,
  stackPointerExport,
  withSmallMemory,
} from './quickjs-build.ts';

interface Exports {
  readonly [name: string]: () => number;
}

/** The type library of the language has no WebAssembly, only that of browsers has; this is what is needed of it. */
const { Memory, Instance, compile } = Reflect.get(globalThis, 'WebAssembly') as {
  readonly Memory: new (limits: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
  readonly Instance: new (module: object, imports: Imports) => { readonly exports: Exports };
  compile(bytes: Uint8Array): Promise<object>;
};

type Imports = Readonly<Record<string, HostFunctions>>;

/** One copy of QuickJS with a memory of its own. One turn has it at a time, see `World.renew`. */
export interface Instance {
  readonly quickjs: QuickJSWASMModule;
  /** The whole memory as it is now; read it anew after a script ran, because growing moves it. */
  memory(): Uint8Array;
  /** Whether scripts made the memory larger than it was at the start; it never shrinks again. */
  grown(): boolean;
  /** Whether the memory is as large as it may get. */
  full(): boolean;
  /**
   * Whether only the bytes of the memory can differ from what they were when the instance was made: its size and the
   * stack pointer are the same, and scripts reached no function of the host that keeps anything.
   */
  unspoilt(): boolean;
}

/**
 * Compiles QuickJS once and returns a maker of instances.
 *
 * The cap on the memory is what bounds scripts: QuickJS's own memory limit has no effect in this build.
 *
 * @param maximumPages cap of one instance, in pages of 64 KiB, at least 128
 */
export async function instanceMaker(maximumPages: number): Promise<() => Promise<Instance>> {
  const file = fileURLToPath(import.meta.resolve('@jitl/quickjs-wasmfile-release-sync/wasm'));
  const wasmModule = await compile(withSmallMemory(await readFile(file)));
  return async () => {
    const wasmMemory = new Memory({ initial: initialPages, maximum: maximumPages });
    const pages = (): number => wasmMemory.buffer.byteLength / 65_536;
    let spoilt = false;
    const spoil = (): void => {
      spoilt = true;
    };
    let stackPointer = (): number => 0;
    const instantiateWasm = (imports: Imports, done: (instance: object) => void): object => {
      const instance = new Instance(wasmModule, {
        ...imports,
        [importModule]: watched(imports[importModule] as HostFunctions, spoil),
      });
      stackPointer = instance.exports[stackPointerExport] as () => number;
      done(instance);
      return instance.exports;
    };
    const options = { wasmMemory, emscriptenModule: { instantiateWasm } };
    const quickjs = await newQuickJSWASMModuleFromVariant(
      newVariant(variant as unknown as QuickJSSyncVariant, options as Parameters<typeof newVariant>[1]),
    );
    const stackBase = stackPointer();
    spoilt = false;
    const grown = (): boolean => pages() > initialPages;
    return {
      quickjs,
      memory: () => new Uint8Array(wasmMemory.buffer),
      grown,
      // Memory grows in steps, so the last step may not fit although a little room is left.
      full: () => pages() > maximumPages * 0.8,
      unspoilt: () => !spoilt && !grown() && stackPointer() === stackBase,
    };
  };
}

/** The functions of the host, of which those that may keep something report each call. */
function watched(functions: HostFunctions, onCall: () => void): HostFunctions {
  return Object.fromEntries(
    Object.entries(functions).map(([name, value]) => {
      if (typeof value !== 'function' || harmlessImports.has(name)) return [name, value];
      const call = (...parameters: unknown[]): unknown => {
        onCall();
        return value(...parameters);
      };
      return [name, call];
    }),
  );
}
