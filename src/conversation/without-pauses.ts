import { requestService } from '../blocks/shared/request-service.ts';
import { advance, type TurnEvent, type TurnResult } from '../engine/advance.ts';
import type { Effects, Program } from '../engine/block.ts';
import type { Message } from '../engine/message.ts';
import type { ClientAction, TimelineEntry, TurnOutput, TurnRecords } from '../engine/output.ts';
import type { SessionState } from '../engine/state.ts';
import type { TurnOptions } from '../engine/turn-options.ts';
import { isObject } from '../flow/json.ts';
import { parseJsonOr } from '../flow/values.ts';

/** Pauses that one turn goes past; a flow with more of them in a row is a loop. */
export const mostPauses = 100;
/** Time for a request that the server sends in place of the client, in ms. */
const requestTimeoutMs = 7_000;

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
    const message = await replyTo(pause, effects);
    const { timeline } = result.records;
    const next = await advance(
      program,
      result.state,
      { type: 'message', message },
      withTimeline(effects, timeline),
      options,
    );
    result = join(result, next);
  }
  return result;
}

/** The action that the flow waits on, when the client is the one to answer it. */
function pauseOf({ input, actions, isWaitingOutside, isEnded }: TurnOutput): ClientAction | undefined {
  const last = actions.at(-1);
  return !input && !isWaitingOutside && !isEnded && last?.expectsDedicatedReply ? last : undefined;
}

/** What a client would answer; no message where only a client could know. */
async function replyTo(pause: ClientAction, effects: Effects): Promise<Message | undefined> {
  const request = pause.httpRequestToExecute;
  if (!isObject(request) || typeof request.url !== 'string') return undefined;
  const { url, method, headers, body } = request;
  const isJson = body !== undefined && typeof body !== 'string';
  const outcome = await effects.call(requestService, {
    url,
    method: typeof method === 'string' ? method : 'POST',
    headers: { ...(isJson && { 'content-type': 'application/json' }), ...(isObject(headers) && textsOf(headers)) },
    ...(body !== undefined && { body: isJson ? JSON.stringify(body) : String(body) }),
    timeoutMs: requestTimeoutMs,
  });
  if (outcome.kind !== 'response') return undefined;
  return { type: 'text', text: JSON.stringify({ statusCode: outcome.status, data: parseJsonOr(outcome.text) }) };
}

function textsOf(headers: object): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
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
    ...(first.appearance && { appearance: first.appearance }),
    output: {
      ...output,
      kind: isWalked ? 'walked' : output.kind,
      messages: [...first.output.messages, ...output.messages],
      actions: [...first.output.actions, ...afterBubblesOf(first.output, output.actions)],
      logs: [...first.output.logs, ...output.logs],
      ...(first.output.lastMessageNewFormat !== undefined && {
        lastMessageNewFormat: first.output.lastMessageNewFormat,
      }),
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
