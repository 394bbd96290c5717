import { defaultLimits, TurnGuard, type WorkGuard } from '../../src/engine/guards.ts';
import { simulatedEffects } from './running-flow.ts';

/** A guard with the usual limits and a clock that stands still. */
export function usualGuard(): TurnGuard {
  return new TurnGuard(defaultLimits, simulatedEffects());
}

/** A guard that stops nothing and counts the units of work. */
export function countingGuard(): WorkGuard & { readonly units: number } {
  let units = 0;
  return {
    get units() {
      return units;
    },
    spend(count) {
      units += count;
      return undefined;
    },
    checkSize() {},
    fill() {},
    transcribe() {},
  };
}
