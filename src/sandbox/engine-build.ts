/**
 * Names inside the build of the script engine that this project uses. They are short and differ between builds, so a
 * test reads the build and checks that they stand for what is said here.
 */

/** What the engine imports: functions, and the memory. */
export type HostFunctions = Readonly<Record<string, ((...parameters: unknown[]) => unknown) | object>>;

/** Module that all imports of the engine belong to. */
export const importModule = 'a';

/** Export that returns the stack pointer, the only changeable global of the engine. */
export const stackPointerExport = 'Oa';

/**
 * Functions of the host that keep nothing between two calls, beside what they write into the memory: call of a
 * function of ours, interruption, time, local time, time zone.
 */
export const harmlessImports: ReadonlySet<string> = new Set(['s', 'i', 'p', 'm', 'n']);
