import { ReparteeError } from '../../errors/errors.ts';
import type { FlowEvent } from '../../flow/document.ts';
import type { InputKind, RunningBlock, RunningSpot, Write } from '../block.ts';
import type { Reply } from '../message.ts';
import type { ReturnMark } from '../state.ts';
import type { Turn } from './turn.ts';
import { follow, locate } from './walk.ts';

/** The first event of a type whose edge leads somewhere; others are treated as if they did not exist. */
export function connectedEvent(turn: Turn, type: 'reply' | 'invalidReply'): FlowEvent | undefined {
  return turn.program.events.find((event) => event.type === type && eventTarget(turn, event) !== undefined);
}

function eventTarget(turn: Turn, event: FlowEvent) {
  return event.outgoingEdgeId === undefined ? undefined : turn.program.edges.get(event.outgoingEdgeId)?.to;
}

/**
 * Prepares the flow of a reply or invalid-reply event: tells its variables about the reply and sets the return mark.
 *
 * @param remembered what the mark keeps of the reply, to be processed again after a Return
 * @returns where the event's flow begins
 */
export function enterReplyEvent(
  turn: Turn,
  event: FlowEvent,
  block: RunningBlock,
  reply: Reply | undefined,
  remembered: Pick<ReturnMark, 'message' | 'isSkip'>,
): RunningSpot | undefined {
  const { contentVariableId, inputNameVariableId, inputTypeVariableId } = event.options ?? {};
  const content = reply?.type === 'audio' ? reply.url : reply?.text;
  const writes: Write[] = [];
  if (contentVariableId) writes.push({ variableId: contentVariableId, value: content ?? null });
  if (inputTypeVariableId) writes.push({ variableId: inputTypeVariableId, value: (block.kind as InputKind).eventName });
  if (inputNameVariableId) writes.push({ variableId: inputNameVariableId, value: block.group.title });
  turn.write(writes);
  turn.returnMark = { status: 'pending', blockId: block.id, ...remembered };
  return locate(turn, { edgeId: event.outgoingEdgeId ?? '' });
}

/**
 * Finds what a command leads to and notes how to come back to the paused block (engine §8.3).
 * Throws `commandNotFound`, `commandNotConnected` or `commandWithoutGroup`; nothing is changed then.
 */
export function enterCommand(turn: Turn, command: string, pausedOn: RunningBlock): RunningSpot | undefined {
  const event = turn.program.events.find((entry) => entry.type === 'command' && entry.options?.command === command);
  if (!event) throw new ReparteeError('commandNotFound');
  const edgeId = event.outgoingEdgeId ?? '';
  const target = turn.program.edges.get(edgeId)?.to;
  if (!target) throw new ReparteeError('commandNotConnected');
  if (!turn.program.groupById.has(target.groupId)) throw new ReparteeError('commandWithoutGroup');
  if (event.options?.resumeAfter) {
    turn.current.resume.unshift({ groupId: pausedOn.group.id, blockId: pausedOn.id });
  } else {
    turn.returnMark = { status: 'pending', blockId: pausedOn.id };
  }
  return follow(turn, edgeId, true);
}
