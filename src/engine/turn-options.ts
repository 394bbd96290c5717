import type { TextFormat } from './block.ts';
import type { TurnLimits } from './guards.ts';

/** How a turn is to be run. */
export interface TurnOptions {
  readonly textFormat: TextFormat;
  readonly limits: TurnLimits;
}
