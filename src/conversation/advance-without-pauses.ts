import { replyInPlaceOfClient } from '../blocks/shared/client-request.ts';
import { advance, type TurnEvent, type TurnResult } from '../engine/advance.ts';
import type { Effects, Program } from '../engine/block.ts';
import type { ClientAction, TimelineEntry, TurnOutput, TurnRecords } from '../engine/output.ts';
import type { SessionState } from '../engine/state.ts';
import type { TurnOptions } from '../engine/turn-options.ts';

/** Pauses that one turn goes past; a flow with more of them in a row is a loop. */
export const mostPauses = 100;

/**
 * Runs a turn for a client that knows no pauses: where the flow waits for the client to do something, the server does
 * it or answers that nothing came of it, and goes on (chat-api §17). All of it is one turn.
 */
export async function advanceWithoutPauses(
  program: Program,
  state: SessionState,
  event: TurnEvent,
  effects: Effects,
  options: TurnOptions,
): Promise<TurnResult> {
  let result = await advance(program, state, event, effects, options);
  for (let pauses = 0; pauses < mostPauses; pauses++) {
    const pause = pauseOf(result.output);
    if (!pause) break;
    const text = await replyInPlaceOfClient(pause, effects);
    const event: TurnEvent = { type: 'message', message: text === undefined ? undefined : { type: 'text', text } };
    const next = await advance(program, result.state, event, withTimeline(effects, result.records.timeline), options);
    result = join(result, next);
  }
  return result;
}

/** The action that the flow waits on, when the client is the one to answer it. */
function pauseOf({ input, actions, isWaitingOutside, isEnded }: TurnOutput): ClientAction | undefined {
  const last = actions.at(-1);
  return !input && !isWaitingOutside && !isEnded && last?.expectsDedicatedReply ? last : undefined;
}

/** Blocks that look back see the parts of this turn too, although they are not stored yet. */
function withTimeline(effects: Effects, happened: readonly TimelineEntry[]): Effects {
  return { ...effects, timeline: async () => [...(await effects.timeline()), ...happened] };
}

function join(first: TurnResult, next: TurnResult): TurnResult {
  const { output } = next;
  const isWalked = [first.output.kind, output.kind].includes('walked');
  return {
    ...next,
    appearance: first.appearance ?? next.appearance,
    output: {
      ...output,
      kind: isWalked ? 'walked' : output.kind,
      messages: [...first.output.messages, ...output.messages],
      actions: [...first.output.actions, ...afterBubblesOf(first.output, output.actions)],
      logs: [...first.output.logs, ...output.logs],
      lastMessageNewFormat: first.output.lastMessageNewFormat ?? output.lastMessageNewFormat,
    },
    records: joinRecords(first.records, next.records),
    hasUsedMessage: first.hasUsedMessage || next.hasUsedMessage,
    isLarge: first.isLarge || next.isLarge,
  };
}

/** Actions before the first bubble of the later part run after the last bubble of the part before. */
function afterBubblesOf({ messages }: TurnOutput, actions: readonly ClientAction[]): readonly ClientAction[] {
  const last = messages.findLast(({ type }) => type !== 'custom-embed');
  if (!last) return actions;
  return actions.map((action) => ({ lastBubbleBlockId: last.id, ...action }));
}

function joinRecords(first: TurnRecords, next: TurnRecords): TurnRecords {
  return {
    answers: [...first.answers, ...next.answers],
    visitedEdges: [...first.visitedEdges, ...next.visitedEdges],
    history: [...first.history, ...next.history],
    logs: [...first.logs, ...next.logs],
    results: [...first.results, ...next.results],
    timeline: [...first.timeline, ...next.timeline],
  };
}
