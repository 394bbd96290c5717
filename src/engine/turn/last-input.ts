import type { RunningBlock } from '../block.ts';
import type { Frame, LastInput } from './frame.ts';
import type { Turn } from './turn.ts';

/** The block that a message arrives at, when it is an input; else the input before it, when its bot still runs. */
export function lastInputOf(turn: Turn, block: RunningBlock): LastInput | undefined {
  if (block.kind?.sort === 'input') return inputIn(turn, block, turn.frames);
  const { lastInputId } = turn;
  const index = turn.frames.findIndex(({ program }) => lastInputId !== undefined && program.blockById.has(lastInputId));
  const frames = index === -1 ? [] : turn.frames.slice(index);
  const earlier = frames[0]?.program.blockById.get(lastInputId ?? '');
  return earlier && inputIn(turn, earlier, frames);
}

function inputIn({ returnMark }: Turn, block: RunningBlock, frames: readonly Frame[]): LastInput {
  return { block, frames: [...frames], resume: frames.map(({ resume }) => [...resume]), returnMark };
}

/** Lets the conversation wait on an input again. Answers and variables stay as they are now. */
export async function standAt(turn: Turn, { block, frames, resume, returnMark }: LastInput): Promise<void> {
  turn.frames = [...frames];
  for (const [index, frame] of frames.entries()) frame.resume.splice(0, Infinity, ...(resume[index] ?? []));
  turn.returnMark = returnMark;
  turn.position = block.id;
  turn.enterBlock(block);
  if (block.kind?.sort === 'input') turn.input = await block.kind.present(block.data, turn);
}
