import { startBlockType } from '../../flow/document.ts';
import type { ActionKind, RunningBlock, RunningSpot } from '../block.ts';
import type { Target } from '../state.ts';
import type { Frame } from './frame.ts';
import { LoopWatch } from './loops.ts';
import type { Turn } from './turn.ts';

/** The way out of a group: where to, and whether it is another way than the block's own edge. */
interface Exit {
  readonly target: Target;
  readonly isOffPath: boolean;
}

/** What running the blocks of a group gave: a stop (something is awaited), a way out, or the end of the branch. */
type GroupOutcome = 'stopped' | Exit | undefined;

/**
 * Runs blocks from a place on until something is awaited or nothing is left (engine §3). Without a place it goes to
 * where the current bot, or the bot that linked to it, goes on.
 */
export async function walk(turn: Turn, from: RunningSpot | undefined): Promise<void> {
  const loops = new LoopWatch();
  let spot = from;
  for (;;) {
    spot ??= unwind(turn);
    if (!spot) return;
    const outcome = await runGroup(turn, spot, loops);
    if (outcome === 'stopped') return;
    spot = outcome && leave(turn, outcome);
  }
}

/** True when a walk without a place would find somewhere to go on. */
export function hasContinuation(turn: Turn): boolean {
  return turn.current.resume.length > 0 || turn.frames.length > 1;
}

/** The place that a target names in the current bot; undefined when it does not exist. */
export function locate(turn: Turn, target: Target): RunningSpot | undefined {
  const { edges, groupById } = turn.program;
  const to = 'edgeId' in target ? edges.get(target.edgeId)?.to : target;
  if (!to) return undefined;
  const group = groupById.get(to.groupId);
  if (!group) {
    turn.diagnose({ status: 'error', description: `An edge leads to the missing group "${to.groupId}"` });
    return undefined;
  }
  const index = to.blockId === undefined || group.isStart ? 0 : group.places.get(to.blockId);
  if (index === undefined) {
    turn.diagnose({ status: 'error', description: `An edge leads to the missing block "${to.blockId}"` });
    return { group, index: 0 };
  }
  return { group, index };
}

/** Follows an edge that a message or an event chose. */
export function follow(turn: Turn, edgeId: string, isOffPath: boolean): RunningSpot | undefined {
  return leave(turn, { target: { edgeId }, isOffPath });
}

function leave(turn: Turn, exit: Exit): RunningSpot | undefined {
  const spot = locate(turn, exit.target);
  if (spot && exit.isOffPath) turn.recordVisit(edgeIdOf(exit.target));
  return spot;
}

/** Places without a drawn edge are recorded under a made-up id. */
function edgeIdOf(target: Target): string {
  if ('edgeId' in target) return target.edgeId;
  return `virtual-${target.groupId}${target.blockId === undefined ? '' : `-${target.blockId}`}`;
}

function unwind(turn: Turn): RunningSpot | undefined {
  for (;;) {
    let target = turn.current.resume.shift();
    if (!target) {
      if (turn.frames.length === 1) return undefined;
      target = closeBot(turn);
    }
    const spot = target && locate(turn, target);
    if (spot) return spot;
  }
}

/** Ends the current linked bot and gives back where its parent goes on (engine §10.4). */
function closeBot(turn: Turn): Target | undefined {
  const child = turn.current;
  const parent = turn.frames[1]!;
  // Counted after merging, as clients see it in the progress bar.
  if (child.isMerging) merge(child, parent);
  else turn.saveResult(child, true);
  if (turn.answered !== undefined) turn.answered += parent.answers.length;
  turn.frames.shift();
  return child.returnTo;
}

function merge(child: Frame, parent: Frame): void {
  const merged = new Set<string>();
  for (const variable of child.variables.all()) {
    // Of several with one id the first counts: otherwise each would get another id, one sign longer than the last.
    if (merged.has(variable.id)) continue;
    merged.add(variable.id);
    const value = child.variables.get(variable.id);
    if (value === null || value === undefined) continue;
    const own = parent.variables.named(variable.name);
    if (own) parent.variables.set(own.id, value);
    else parent.variables.add(variable, value);
  }
  const keys = new Set(child.answers.map((answer) => answer.key));
  parent.answers = [...parent.answers.filter((answer) => !keys.has(answer.key)), ...child.answers];
}

async function runGroup(turn: Turn, { group, index }: RunningSpot, loops: LoopWatch): Promise<GroupOutcome> {
  let exit: Exit | undefined;
  for (let at = index; at < group.blocks.length; at++) {
    const block = group.blocks[at]!;
    const pause = turn.guard.step(block, turn.messages.length, turn.outputSize);
    if (pause) await pause;
    loops.meet(block, turn);
    turn.enterBlock(block);
    exit = ownExit(block);
    const outcome = await (turn.effects.trace ? runTraced(turn, block) : runBlock(turn, block));
    if (outcome !== 'next') return outcome;
  }
  return exit;
}

async function runBlock(turn: Turn, block: RunningBlock): Promise<GroupOutcome | 'next'> {
  const { kind, data } = block;
  const isAlreadyShown = turn.skipsNextBubble;
  turn.skipsNextBubble = false;
  if (!kind) {
    if (block.type !== startBlockType) {
      turn.diagnose({ status: 'error', description: `Unknown block type "${block.type}"` });
    }
    return 'next';
  }
  if (kind.sort === 'bubble') {
    const saying = isAlreadyShown ? undefined : await kind.say(data, turn);
    if (!saying) return 'next';
    turn.say(saying.bubble, saying.isWaiting ?? false);
    if (!saying.isWaiting) return 'next';
    turn.isWaitingOutside = true;
    return stopAt(turn, block);
  }
  if (kind.sort === 'input') {
    turn.ask(await kind.present(data, turn));
    return stopAt(turn, block);
  }
  return runAction(turn, block, kind);
}

/** Runs a block and tells the trace what came of it. */
async function runTraced(turn: Turn, block: RunningBlock): ReturnType<typeof runBlock> {
  const from = turn.effects.elapsedMs();
  let outcome: GroupOutcome | 'next' | 'error' = 'error';
  try {
    outcome = await runBlock(turn, block);
    return outcome;
  } finally {
    const ms = turn.effects.elapsedMs() - from;
    turn.effects.trace?.({ blockId: block.id, type: block.type, decision: inWords(outcome), ms });
  }
}

function inWords(outcome: GroupOutcome | 'next' | 'error'): string {
  if (outcome === undefined) return 'end';
  if (outcome === 'stopped') return 'pause';
  if (typeof outcome === 'string') return outcome;
  const { target } = outcome;
  return 'edgeId' in target ? `edge ${target.edgeId}` : `go to ${target.blockId ?? target.groupId}`;
}

async function runAction(turn: Turn, block: RunningBlock, kind: ActionKind): Promise<GroupOutcome | 'next'> {
  const step = await kind.run(block.data, turn);
  switch (step.to) {
    case 'continue':
      return ownExit(block) ?? 'next';
    case 'edge':
      return { target: { edgeId: step.edgeId }, isOffPath: step.edgeId !== block.outgoingEdgeId };
    case 'goto':
      return { target: step.target, isOffPath: true };
    case 'pause':
      if (kind.waitsOutside) turn.isWaitingOutside = true;
      return stopAt(turn, block);
    case 'end':
      return undefined;
  }
}

function stopAt(turn: Turn, block: RunningBlock): 'stopped' {
  turn.position = block.id;
  return 'stopped';
}

function ownExit(block: RunningBlock): Exit | undefined {
  return block.outgoingEdgeId === undefined
    ? undefined
    : { target: { edgeId: block.outgoingEdgeId }, isOffPath: false };
}
