import { advance, type TurnResult } from '../engine/advance.ts';
import type { Effects, Program } from '../engine/block.ts';
import type { TurnLimits } from '../engine/guards.ts';
import { isOldClient } from '../engine/state.ts';
import { ReparteeError } from '../errors/errors.ts';
import { StaleSessionError, type TurnCommit } from '../store/sessions.ts';
import { advanceWithoutPauses } from './advance-without-pauses.ts';
import type { Beginning } from './beginnings.ts';
import { logsWithRoom } from './client-logs.ts';
import type { Leavings, TurnReply } from './outlet.ts';
import { withTexts } from './record-texts.ts';
import type { RequestFacts } from './requests.ts';
import { type OpenEffects, openEffects, type TurnWorld } from './turn-effects.ts';

/** Settings of the turn runner. */
export interface TurnSettings {
  readonly limits: TurnLimits;
  /** How long an untouched session is kept, in ms (engine §17). */
  readonly sessionLifeMs: number;
  /** The same for a session that waits for a webhook. */
  readonly waitingLifeMs: number;
}

/** The steps of one turn: opened, advanced by the engine, told and committed as a whole. */
export class TurnRunner {
  readonly #world: TurnWorld;
  readonly #settings: TurnSettings;
  #isStopped = false;

  constructor(world: TurnWorld, settings: TurnSettings) {
    this.#world = world;
    this.#settings = settings;
  }

  /** From now on nothing is stored: turns end with `shuttingDown`. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Opens the effects of a turn, to be disposed of when it is over. */
  open(turn: Beginning, { notes }: RequestFacts): OpenEffects {
    const { sessionId, program, event, again } = turn;
    notes.kind = event.type === 'start' ? 'start' : 'continue';
    notes.sessionId = sessionId;
    notes.botId = program.botId;
    notes.versionId = program.versionId;
    return openEffects(this.#world, timelineOf(turn), notes, again && { ...again, event });
  }

  /** Lets the bots go on until something is awaited. */
  async advance(
    { program, state, event }: Beginning,
    { textFormat, notes }: RequestFacts,
    effects: Effects,
  ): Promise<TurnResult> {
    const { limits } = this.#settings;
    const result = isOldClient(state)
      ? await advanceWithoutPauses(program, state, event, effects, { textFormat: 'html', limits })
      : await advance(program, state, event, effects, { textFormat, limits });
    notes.blocks = result.blocks;
    notes.messages = result.output.messages.length;
    notes.position = result.state.position;
    return result;
  }

  /** What the turn came to, for whoever asked for it. */
  async reply(
    turn: Beginning,
    { output, appearance, state }: TurnResult,
    programs: readonly Program[],
  ): Promise<TurnReply> {
    const { sessionId, program, isRestarted } = turn;
    const resultId = turn.state.frames.at(-1)?.resultId;
    const isOld = isOldClient(state);
    return {
      sessionId,
      program,
      programs: programs.length > 0 ? programs : [program],
      linked: isOld ? await this.#linkedProgram(state, program) : undefined,
      output,
      isLive: resultId !== undefined,
      resultId,
      appearance,
      isRestarted,
      isOldClient: isOld,
    };
  }

  /** Stores what the turn changed, with what its answer leaves. Rejects with `conversationBusy` when it comes too late. */
  async commit(
    turn: Beginning,
    result: TurnResult,
    request: RequestFacts,
    { effects, journal }: OpenEffects,
    leavings: Leavings,
  ): Promise<void> {
    const { sessionId, program, event, revision } = turn;
    const { output, state, stateText, isLarge, hasUsedMessage } = result;
    if (isLarge) await effects.breathe();
    const texts = isLarge ? await withTexts(result.records, effects.breathe) : result.records;
    if (this.#isStopped) throw stopping();
    const records = await this.#withClientLogs(texts, state.frames.at(-1)?.resultId, request.clientLogs);
    const at = this.#world.clock.now();
    const isLive = state.frames.at(-1)?.resultId !== undefined;
    const isUsedUp = output.isEnded && isLive && (event.type === 'message' || hasUsedMessage);
    const life = output.isWaitingOutside ? this.#settings.waitingLifeMs : this.#settings.sessionLifeMs;
    // A conversation that goes on by itself is there when it does.
    const from = Math.max(at, ...(leavings.timers ?? []).map(({ dueAt }) => dueAt));
    const next = { state, stateText, expiresAt: from + life, isWaiting: output.isWaitingOutside };
    await this.#store(
      {
        ...leavings,
        at,
        sessionId,
        botId: program.botId,
        session: isUsedUp ? 'delete' : next,
        expectedRevision: revision,
        records,
        journal: journal.scope,
      },
      request,
    );
  }

  async #store(commit: TurnCommit, { notes: { trace } }: RequestFacts): Promise<void> {
    const { sessions } = this.#world.store;
    try {
      await (trace ? trace.step('commit', {}, () => sessions.commit(commit)) : sessions.commit(commit));
    } catch (error) {
      if (error instanceof StaleSessionError) throw new ReparteeError('conversationBusy', { cause: error });
      throw error;
    }
  }

  /** What a turn leaves behind, with the logs that the client sent along. */
  async #withClientLogs(
    records: TurnResult['records'],
    resultId: string | undefined,
    logs: RequestFacts['clientLogs'],
  ): Promise<TurnResult['records']> {
    if (!logs || resultId === undefined) return records;
    const kept = await logsWithRoom(this.#world.store.results, resultId, logs);
    return { ...records, logs: [...records.logs, ...kept.map((log) => ({ ...log, resultId }))] };
  }

  async #linkedProgram({ frames }: TurnResult['state'], started: Program): Promise<Program | undefined> {
    const versionId = frames[0]?.versionId;
    return versionId === undefined || versionId === started.versionId ? undefined : this.#world.programs.get(versionId);
  }
}

/** The refusal of everything that comes too late. */
export function stopping(): ReparteeError {
  return new ReparteeError('shuttingDown', { retryAfterS: 5 });
}

/** Whose past belongs to the conversation: the result's, over all visits, or that of a preview since it started. */
function timelineOf({ sessionId, state, event }: Beginning) {
  const resultId = state.frames.at(-1)?.resultId;
  if (resultId !== undefined) return { resultId };
  return event.type === 'start' ? undefined : { previewId: sessionId };
}
