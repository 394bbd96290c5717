/** Wall time from the beginning of a turn until which it waits for others, and what each of them gets at least. */
const untilMs = 7_000;
const atLeastMs = 1_000;

/**
 * Time in ms that a script, or a request without a time of its own, may take (engine §12).
 *
 * @param elapsedMs wall time since the turn began
 * @example waitingTimeMs(2_500) // 4500
 */
export function waitingTimeMs(elapsedMs: number): number {
  return Math.max(atLeastMs, untilMs - elapsedMs);
}
