/**
 * Names inside the build of QuickJS that this project uses. They are short and differ between builds, so a
 * test reads the build and checks that they stand for what is said here.
 */

/** What QuickJS imports: functions, and the memory. */
export type HostFunctions = Readonly<Record<string, ((...parameters: unknown[]) => unknown) | object>>;

/** Module that all imports of QuickJS belong to. */
export const importModule = 'a';

/** Export that returns the stack pointer, the only changeable global of QuickJS. */
export const stackPointerExport = 'Oa';

/**
 * Functions of the host that keep nothing between two calls, beside what they write into the memory: call of a
 * function of ours, interruption, time, local time, time zone.
 */
export const harmlessImports: ReadonlySet<string> = new Set(['s', 'i', 'p', 'm', 'n']);

/**
 * Memory that an instance starts with, in pages of 64 KiB. QuickJS's own data and stack take 82; what scripts get
 * beyond the rest makes the memory grow.
 */
export const initialPages = 128;

/** The import of the memory in the build: module `a`, name `a`, a memory with a maximum, of at least 256 pages. */
const memoryImport = Buffer.from([1, 0x61, 1, 0x61, 2, 1, 0x80, 0x02]);

/**
 * The build, made to accept a memory of `initialPages`. It asks for more than it needs, and every page costs time when
 * an instance is made as new.
 *
 * @throws Error for another build
 */
export function withSmallMemory(build: Buffer): Uint8Array {
  const at = build.indexOf(memoryImport);
  if (at < 0 || build.indexOf(memoryImport, at + 1) >= 0) throw new Error('This build of QuickJS is unknown');
  const changed = Buffer.from(build);
  changed.set([0x80 | (initialPages & 0x7f), initialPages >> 7], at + memoryImport.length - 2);
  return changed;
}
