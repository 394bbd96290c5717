import type { ScriptOutcome, ScriptRequest } from '../engine/scripts.ts';

interface Probe {
  readonly name: string;
  /** Time that it may compute; generous where all is well, for a busy machine. */
  readonly cpuMs: number;
  readonly request: ScriptRequest;
  readonly passed: (outcome: ScriptOutcome) => boolean;
}

const script = (code: string): ScriptRequest => ({ code, kind: 'function', globals: {} });

/** What a worker must show before scripts may run: that time and memory are bounded, and that locales work. */
const probes: readonly Probe[] = [
  {
    name: 'endless loop',
    cpuMs: 50,
    request: script('for (;;);'),
    passed: (outcome) => !outcome.ok && (outcome.reason === 'timeout' || outcome.reason === 'killed'),
  },
  {
    name: 'memory bomb',
    cpuMs: 5000,
    request: script('const held = []; for (;;) held.push(new Uint8Array(1 << 20));'),
    passed: (outcome) => !outcome.ok && outcome.reason === 'memory',
  },
  {
    name: 'locale date',
    cpuMs: 5000,
    request: script("return new Date(0).toLocaleDateString('pt-BR', { timeZone: 'America/Sao_Paulo' });"),
    passed: (outcome) => outcome.ok && outcome.value === '31/12/1969',
  },
];

/**
 * Runs the probes.
 *
 * @param run runs one script with the given limit of computing time
 * @returns the names of those that failed; empty = all is well
 */
export async function failedProbes(
  run: (request: ScriptRequest, cpuMs: number) => Promise<ScriptOutcome>,
): Promise<string[]> {
  const failures: string[] = [];
  for (const { name, cpuMs, request, passed } of probes) {
    if (!passed(await run(request, cpuMs))) failures.push(name);
  }
  return failures;
}
