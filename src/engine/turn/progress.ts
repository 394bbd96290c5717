import type { Program } from '../block.ts';
import type { Target } from '../state.ts';
import type { Turn } from './turn.ts';

/**
 * How far the conversation is, 0–100, computed in exactly this order in double precision because clients compare the
 * figure (chat-api §13.7). Undefined when it is not tracked or when the conversation waits on something that is not
 * an input.
 */
export function progressOf(turn: Turn): number | undefined {
  const { answered } = turn;
  if (answered === undefined) return undefined;
  if (!turn.input) return turn.isPaused ? undefined : 100;
  const [current, ...later] = stages(turn);
  if (!current) return undefined;
  const { inputs, deadEnds } = current;
  // A walk that never meets a dead end is a pure cycle: it has no end to be near to.
  if (deadEnds === 0) return 0;
  const reachable = later.length > 0 ? inputs + deadEnds * total(later) : inputs;
  return ((answered + 1) / (reachable + answered + 1)) * 100;
}

/** Inputs of all stages, with those of the following stages counted once per dead end. */
function total(stages: readonly (Reach | undefined)[]): number {
  return stages.reduceRight((following, stage) => {
    // What follows a stage that does not exist, or one without a dead end, is not reached.
    if (!stage) return 0;
    return stage.deadEnds === 0 ? stage.inputs : stage.inputs + stage.deadEnds * following;
  }, 0);
}

interface Reach {
  readonly inputs: number;
  readonly deadEnds: number;
}

/** The current input, then every place where the conversation goes on when a flow runs out. */
function stages(turn: Turn): (Reach | undefined)[] {
  const reach = (program: Program, blockId: string | undefined) =>
    blockId === undefined ? undefined : program.progress.reach(blockId);
  const found = [reach(turn.program, turn.position)];
  turn.frames.forEach((frame, depth) => {
    for (const target of frame.resume) found.push(reach(frame.program, blockAt(frame.program, target)));
    const parent = turn.frames[depth + 1];
    if (parent) found.push(reach(parent.program, frame.returnTo && blockAt(parent.program, frame.returnTo)));
  });
  return found;
}

function blockAt(program: Program, target: Target): string | undefined {
  const to = 'edgeId' in target ? program.edges.get(target.edgeId)?.to : target;
  return to?.blockId ?? (to && program.groupById.get(to.groupId)?.blocks[0]?.id);
}
