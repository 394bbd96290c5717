import type { Cost } from './measure.ts';

/** No request of the public may keep the event loop from its next round for longer, in ms. */
const longestPauseMs = 50;
/** The same for the first start of a flow of 10 MB, and for bodies of that size, which take a token to be read at all. */
const longestOfLargeMs = 250;
/** Memory that a request may take beside what grows with its body, in MB. */
const memoryMb = 16;
/** Memory that a request may take for a byte of its body, in bytes. */
const memoryPerByte = 20;

/** How far a request is above its bounds; 1 is the bound itself. */
export function timesBound({ scenario, cpuMs, memoryMb: taken, bodyBytes }: Cost): { pause: number; memory: number } {
  const isLarge = scenario.startsWith('first start: a flow of 10 MB') || scenario.startsWith('route: executeWebhook');
  return {
    pause: cpuMs / (isLarge ? longestOfLargeMs : longestPauseMs),
    memory: taken / (memoryMb + (memoryPerByte * bodyBytes) / 1e6),
  };
}
