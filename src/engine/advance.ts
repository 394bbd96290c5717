import { ReparteeError } from '../errors/errors.ts';
import { valueSize } from '../flow/values.ts';
import type { Effects, Program, RunningSpot } from './block.ts';
import { keptOnCut, TurnCut, TurnTimeout } from './guards.ts';
import type { Message } from './message.ts';
import type { Appearance, TurnOutput, TurnRecords } from './output.ts';
import { filledDynamicTheme, filledSettings, filledTheme } from './page/appearance.ts';
import { previewNotice, startPropsOf } from './page/start-props.ts';
import type { SessionState } from './state.ts';
import { standAt } from './turn/last-input.ts';
import { TurnLoop } from './turn/loops.ts';
import { progressOf } from './turn/progress.ts';
import { processMessage } from './turn/reply.ts';
import { Turn } from './turn/turn.ts';
import { locate, walk } from './turn/walk.ts';
import type { TurnOptions } from './turn-options.ts';

/** Characters of values from which on others are let in between reading, running and writing a state. */
const largeState = 500_000;

/** Where a preview starts when it does not start at the start event. */
export type StartFrom =
  | { readonly type: 'group'; readonly groupId: string }
  | { readonly type: 'event'; readonly eventId: string };

/** What happens to a conversation. */
export type TurnEvent =
  | {
      readonly type: 'start';
      /** Answers the first input at once when the flow begins with one. */
      readonly message?: Message | undefined;
      readonly startFrom?: StartFrom | undefined;
      readonly prefilledVariables?: Readonly<Record<string, unknown>> | undefined;
      /** Only creates the session; the first message starts the flow. */
      readonly isOnlyRegistering?: boolean | undefined;
    }
  | {
      readonly type: 'message';
      readonly message?: Message | undefined;
      /** Values by name, written before the message is processed. */
      readonly variables?: Readonly<Record<string, unknown>> | undefined;
    };

/** What a turn gives back. */
export interface TurnResult {
  readonly state: SessionState;
  /** The state as JSON text, which had to be made to know its size. */
  readonly stateText: string;
  readonly output: TurnOutput;
  readonly records: TurnRecords;
  /** With a start event: theme and settings for the client. */
  readonly appearance?: Appearance;
  /** The message was processed as a reply or a command; false when it only started the flow. */
  readonly hasUsedMessage: boolean;
  /** How many blocks ran. */
  readonly blocks: number;
  /** So much was said or changed that writing it all in one go would make others wait. */
  readonly isLarge: boolean;
}

/**
 * Runs one turn: from a stored state and an event to the next stop. Pure: it changes nothing it is given and asks the
 * world only through `effects`, so equal inputs give equal results.
 *
 * Throws ReparteeError when the event cannot be processed (unknown command, unreadable response of a client, the
 * operator's time limit); the conversation is then as it was.
 *
 * @param program the version that the conversation was started with
 * @example
 * const { state, output } = await advance(program, newSession(program, { streams: false }), { type: 'start' }, effects, options)
 */
export async function advance(
  program: Program,
  state: SessionState,
  event: TurnEvent,
  effects: Effects,
  options: TurnOptions,
): Promise<TurnResult> {
  const turn = await Turn.open(state, effects, options);
  // Reading, running and writing a large state takes a while each.
  const isLarge = turn.variables.size > largeState;
  if (isLarge) await effects.breathe();
  if (turn.root.program.versionId !== program.versionId) throw new ReparteeError('internal');
  const values = event.type === 'start' ? event.prefilledVariables : event.variables;
  if (values) prefill(turn, values);

  let theme: Appearance['theme'] | undefined;
  let kind: TurnOutput['kind'];
  let isCut = false;
  try {
    if (event.type === 'start') theme = await filledTheme(turn);
    kind = await run(turn, event);
  } catch (error) {
    if (error instanceof TurnTimeout) {
      throw new ReparteeError('turnTimeout', { values: { seconds: error.limitMs / 1000 }, cause: error });
    }
    if (!(error instanceof TurnCut)) throw error;
    await cut(turn, error);
    if (event.type === 'start') theme ??= await filledTheme(turn);
    kind = 'walked';
    isCut = true;
  }

  if (kind !== 'registered') {
    const isAwaited = turn.input !== undefined || turn.hasPausingAction;
    turn.saveResult(turn.current, !isCut && !isAwaited && turn.answers.length > 0);
  }
  const progress = kind === 'registered' ? undefined : progressOf(turn);
  const dynamicTheme = await filledDynamicTheme(turn);
  const output = turn.toOutput(kind, { progress, dynamicTheme: dynamicTheme && { ...dynamicTheme } });
  const appearance = theme && { theme, settings: await filledSettings(turn) };
  if (output.isEnded) {
    // Whatever comes next starts from the beginning with the variables as they are.
    turn.frames = [turn.root];
    turn.position = undefined;
  }
  const next = turn.toState();
  // Before it is written: a thousand variables may hold the same large text.
  turn.guard.checkSize(sizeOfValues(next));
  const stateText = JSON.stringify(next);
  turn.guard.checkSize(stateText.length);
  const isLargeTurn =
    isLarge || Math.max(stateText.length, turn.outputSize, turn.guard.growth, turn.history.size) > largeState;
  if (isLargeTurn) await effects.breathe();
  return {
    state: next,
    stateText,
    output,
    records: turn.toRecords(),
    appearance,
    hasUsedMessage: turn.hasUsedMessage,
    blocks: turn.guard.blocks,
    isLarge: isLargeTurn,
  };
}

/** Characters of all values of variables; the state as text is longer. */
function sizeOfValues({ frames }: SessionState): number {
  let size = 0;
  for (const { values } of frames) for (const id in values) size += valueSize(values[id]);
  return size;
}

async function run(turn: Turn, event: TurnEvent): Promise<TurnOutput['kind']> {
  if (event.type === 'start') {
    if (event.isOnlyRegistering) {
      turn.isRegistered = true;
      return 'registered';
    }
    const spot = startingPoint(turn, event.startFrom);
    const props = turn.channel ? undefined : startPropsOf(turn.program);
    if (props && turn.isLive) turn.act({ type: 'startPropsToInject', startPropsToInject: props });
    const kind = await begin(turn, spot, event.message);
    if (props && !turn.isLive) turn.log({ status: 'info', description: previewNotice(props) });
    return kind;
  }
  const block = turn.position === undefined ? undefined : turn.program.blockById.get(turn.position);
  if (!block) {
    restart(turn);
    return begin(turn, startingPoint(turn, undefined), event.message);
  }
  return processMessage(turn, event.message, block);
}

function startingPoint(turn: Turn, from: StartFrom | undefined): RunningSpot | undefined {
  const { groupById, events, startEdgeId } = turn.program;
  if (from?.type === 'group') {
    const group = groupById.get(from.groupId);
    if (!group) throw new ReparteeError('startGroupNotFound');
    return { group, index: 0 };
  }
  const event = from && events.find((entry) => entry.id === from.eventId);
  if (from && !event) throw new ReparteeError('startEventNotFound');
  const edgeId = event ? event.outgoingEdgeId : startEdgeId;
  return edgeId === undefined ? undefined : locate(turn, { edgeId });
}

/** Runs the flow from its start, then answers its first input with the message where that is allowed (engine §2.4). */
async function begin(
  turn: Turn,
  spot: RunningSpot | undefined,
  message: Message | undefined,
): Promise<TurnOutput['kind']> {
  if (!spot) return 'idle';
  await walk(turn, spot);
  const block = turn.position === undefined ? undefined : turn.program.blockById.get(turn.position);
  if (!message || !block || !turn.input || turn.messages.length > 0) return 'walked';
  if (block.kind?.sort !== 'input' || block.kind.showsContent) return 'walked';
  if (turn.hasPausingAction) return 'walked';
  turn.input = undefined;
  return processMessage(turn, message, block);
}

function restart(turn: Turn): void {
  turn.frames = [turn.root];
  // Nothing has run in a session that was only registered: what it knows comes from an earlier visit.
  if (!turn.isRegistered) {
    turn.root.answers = [];
    turn.recordRestart();
  }
  turn.isRegistered = false;
  turn.root.resume.length = 0;
  turn.position = undefined;
  turn.returnMark = undefined;
  turn.delivered = undefined;
  if (turn.answered !== undefined) turn.answered = 0;
}

function prefill(turn: Turn, values: Readonly<Record<string, unknown>>): void {
  const writes = Object.entries(values).flatMap(([name, value]) => {
    const variable = name === '__proto__' ? undefined : turn.variables.named(name);
    return variable ? [{ name, variableId: variable.id, value }] : [];
  });
  if (writes.length === 0) return;
  turn.write(writes);
  turn.prefilled = [...new Set([...(turn.prefilled ?? []), ...writes.map((write) => write.name)])];
}

/**
 * Ends the turn at a limit, and with it the conversation; what was done so far stays. A circle is left where it closes,
 * and the conversation goes on at its last input.
 */
async function cut(turn: Turn, limit: TurnCut): Promise<void> {
  const isLoop = limit instanceof TurnLoop;
  if (!isLoop) turn.keepFirst(keptOnCut);
  turn.input = undefined;
  turn.isWaitingOutside = false;
  turn.guard.release();
  turn.logCut(`The flow was stopped: ${limit.message}`);
  if (isLoop && turn.lastInput) await standAt(turn, turn.lastInput);
}
