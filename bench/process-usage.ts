import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** What the system says about a process. */
export interface ProcessUsage {
  /** Time on a core since its start, in steps of 10 ms. */
  readonly cpuMs: number;
  readonly rssMb: number;
  /** Most since its start, or since `forgetPeak`. */
  readonly peakRssMb: number;
  /** Threads that run scripts of bots. */
  readonly scriptWorkers: number;
  /** Handed to the system with `write`: to files, sockets and pipes. */
  readonly writtenBytes: number;
  /** Pages of files that had to go to the disk because of it, whole pages even when a part was written. */
  readonly dirtiedBytes: number;
}

/** Reads the usage of a process of this user. Linux only. */
export function usageOf(pid: number): ProcessUsage {
  const file = (name: string) => readFileSync(`/proc/${pid}/${name}`, 'utf8');
  // The name of the program comes before and may have spaces.
  const [, stat = ''] = file('stat').split(') ');
  const ticks = stat.split(' ').slice(11, 13).map(Number);
  const status = file('status');
  const io = file('io');
  const number = (text: string, name: string) => Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(text)?.[1]);
  const threads = readdirSync(`/proc/${pid}/task`).map((thread) => file(`task/${thread}/comm`).trim());
  return {
    cpuMs: ticks.reduce((sum, count) => sum + count, 0) * 10,
    rssMb: number(status, 'VmRSS') / 1024,
    peakRssMb: number(status, 'VmHWM') / 1024,
    scriptWorkers: threads.filter((name) => name === 'WorkerThread').length,
    writtenBytes: number(io, 'wchar'),
    dirtiedBytes: number(io, 'write_bytes'),
  };
}

/** Makes the memory in use now the peak of a process. */
export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}
