import type { ScriptOutcome, ScriptRequest } from '../engine/scripts.ts';

interface Probe {
  readonly name: string;
  readonly request: ScriptRequest;
  readonly passed: (outcome: ScriptOutcome) => boolean;
}

const script = (code: string): ScriptRequest => ({ code, kind: 'function', globals: {} });

/** What a worker must show before scripts may run: that time and memory are bounded, and that locales work. */
const probes: readonly Probe[] = [
  {
    name: 'endless loop',
    request: script('for (;;);'),
    passed: (outcome) => !outcome.ok && outcome.reason === 'timeout',
  },
  {
    name: 'memory bomb',
    request: script('const held = []; for (;;) held.push(new Uint8Array(1 << 20));'),
    passed: (outcome) => !outcome.ok && outcome.reason === 'memory',
  },
  {
    name: 'locale date',
    request: script("return new Date(0).toLocaleDateString('pt-BR', { timeZone: 'America/Sao_Paulo' });"),
    passed: (outcome) => outcome.ok && outcome.value === '31/12/1969',
  },
];

/** Longest time that one probe may compute; the loop uses all of it. */
export const probeCpuMs = 100;

/**
 * Runs the probes.
 *
 * @param run runs each script with `probeCpuMs`
 * @returns the names of those that failed; empty = all is well
 */
export async function failedProbes(
  run: (requests: readonly ScriptRequest[]) => Promise<readonly ScriptOutcome[]>,
): Promise<string[]> {
  const outcomes = await run(probes.map(({ request }) => request));
  return probes.filter(({ passed }, index) => !passed(outcomes[index] as ScriptOutcome)).map(({ name }) => name);
}
