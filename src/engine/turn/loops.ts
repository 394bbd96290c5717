import type { RunningBlock } from '../block.ts';
import { TurnCut } from '../guards.ts';
import type { ReturnMark } from '../state.ts';
import type { Frame } from './frame.ts';
import type { Turn } from './turn.ts';

/** Thrown when a flow goes in circles: it would do the same again for ever. */
export class TurnLoop extends TurnCut {
  override readonly name = 'TurnLoop';
}

/** How things stood when a block was met. */
interface Meeting {
  readonly bot: Frame;
  readonly depth: number;
  readonly changes: number;
  readonly returns: number;
  readonly mark: ReturnMark | undefined;
}

/**
 * Watches one walk, which is what runs without an input in between, for circles (engine §12). A block that is met again
 * is one unless something has changed that may lead the flow another way this time: a variable, where a Return or an
 * ended event comes back to, or the bot, when the block's own one was left since and only entered anew. Bots that were
 * entered on top of it change nothing: they would be entered for ever.
 */
export class LoopWatch {
  readonly #met = new Map<RunningBlock, Meeting>();

  /** To be called with every block before it runs. Throws TurnLoop. */
  meet(block: RunningBlock, turn: Turn): void {
    const before = this.#met.get(block);
    const now = meetingOf(turn);
    if (before && isSame(before, now, turn)) {
      throw new TurnLoop(`it came back to ${block.type} ${block.id} without an input or a changed variable in between`);
    }
    this.#met.set(block, now);
  }
}

function meetingOf(turn: Turn): Meeting {
  const { current: bot, frames, returns, returnMark: mark } = turn;
  let changes = 0;
  // Targets to resume at are only ever taken, so fewer of them is a change as well.
  for (const { variables, resume } of frames) changes += variables.changes - resume.length;
  return { bot, depth: frames.length, changes, returns, mark };
}

function isSame(before: Meeting, now: Meeting, { frames }: Turn): boolean {
  if (frames.at(-before.depth) !== before.bot || now.changes !== before.changes) return false;
  // As long as no Return asks for it, where it goes makes no difference.
  return now.returns === before.returns || isSameMark(now.mark, before.mark);
}

function isSameMark(one: ReturnMark | undefined, other: ReturnMark | undefined): boolean {
  return one?.blockId === other?.blockId && one?.status === other?.status;
}
