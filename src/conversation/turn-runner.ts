import { advance, type TurnResult } from '../engine/advance.ts';
import type { Program } from '../engine/block.ts';
import type { TurnLimits } from '../engine/guards.ts';
import { ReparteeError } from '../errors/errors.ts';
import { StaleSessionError } from '../store/sessions.ts';
import { logsWithRoom } from './client-logs.ts';
import type { Leavings, Outlet } from './outlet.ts';
import type { CurrentTurn, PlannedTurn } from './planned-turn.ts';
import { withTexts } from './record-texts.ts';
import type { RequestFacts } from './requests.ts';
import { openEffects, type TurnWorld } from './turn-effects.ts';
import { advanceWithoutPauses } from './without-pauses.ts';

/** Settings of the turn runner. */
export interface TurnSettings {
  readonly limits: TurnLimits;
  /** How long an untouched session is kept, in ms (engine §17). */
  readonly sessionLifeMs: number;
  /** The same for a session that waits for a webhook. */
  readonly waitingLifeMs: number;
}

/** Runs single turns: advanced by the engine and committed as a whole. */
export class TurnRunner {
  readonly #world: TurnWorld;
  readonly #settings: TurnSettings;
  #isStopped = false;

  constructor(world: TurnWorld, settings: TurnSettings) {
    this.#world = world;
    this.#settings = settings;
  }

  /** From now on no turn is stored: they end with `shuttingDown`. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Advances the conversation by one event, stores what that changed and gives the answer. */
  async run<Answer>(
    turn: CurrentTurn,
    planned: PlannedTurn,
    request: RequestFacts,
    outlet: Outlet<Answer>,
  ): Promise<Answer> {
    const { program, flows, state, event, isRestarted } = planned;
    const { sessionId } = turn;
    const { notes } = request;
    notes.kind = event.type === 'start' ? 'start' : 'continue';
    notes.sessionId = sessionId;
    notes.botId = program.botId;
    notes.versionId = program.versionId;
    const identity = planned.again && { ...planned.again, event };
    const open = openEffects(this.#world, timelineOf(sessionId, planned), notes, identity);
    try {
      const result = await this.#advance(planned, request, open.effects);
      const { output, appearance } = result;
      notes.blocks = result.blocks;
      notes.messages = output.messages.length;
      notes.position = result.state.position;
      const resultId = state.frames.at(-1)?.resultId;
      const isLive = resultId !== undefined;
      const linked = await this.#linkedProgram(result, program);
      const reply = {
        sessionId,
        program,
        linked,
        flows,
        output,
        isLive,
        resultId,
        appearance,
        isRestarted,
        wire: state.wire,
      };
      const answer = outlet.answer(reply);
      if (result.isLarge) await open.effects.breathe();
      const records = result.isLarge ? await withTexts(result.records, open.effects.breathe) : result.records;
      const left = outlet.leaves?.(answer, reply);
      await this.#commit(turn, planned, request, { ...result, records }, left, open.journal.scope);
      return answer;
    } finally {
      open.close();
    }
  }

  #advance(
    { program, state, event }: PlannedTurn,
    request: RequestFacts,
    effects: ReturnType<typeof openEffects>['effects'],
  ) {
    const { limits } = this.#settings;
    const manner = state.wire === undefined ? undefined : this.#world.manners[state.wire];
    const { textFormat } = manner ?? request;
    const run = manner ? advanceWithoutPauses : advance;
    return run(program, state, event, effects, { textFormat, limits });
  }

  /** What a turn leaves behind, with the logs that the client sent along. */
  async #withClientLogs({ records, state }: TurnResult, logs: RequestFacts['clientLogs']) {
    const resultId = state.frames.at(-1)?.resultId;
    if (!logs || resultId === undefined) return records;
    const kept = await logsWithRoom(this.#world.store.results, resultId, logs);
    return { ...records, logs: [...records.logs, ...kept.map((log) => ({ ...log, resultId }))] };
  }

  async #linkedProgram({ state }: TurnResult, started: Program): Promise<Program | undefined> {
    const versionId = state.frames[0]?.versionId;
    return versionId === undefined || versionId === started.versionId ? undefined : this.#world.programs.get(versionId);
  }

  async #commit(
    turn: CurrentTurn,
    { program, event, revision }: PlannedTurn,
    request: RequestFacts,
    result: TurnResult,
    left: Leavings | undefined,
    journal: string | undefined,
  ): Promise<void> {
    const { output, state, stateText } = result;
    if (this.#isStopped) throw stopping();
    const records = await this.#withClientLogs(result, request.clientLogs);
    const at = this.#world.clock.now();
    const isLive = state.frames.at(-1)?.resultId !== undefined;
    const isUsedUp = output.isEnded && isLive && (event.type === 'message' || result.hasUsedMessage);
    const life = output.isWaitingOutside ? this.#settings.waitingLifeMs : this.#settings.sessionLifeMs;
    const { trace } = request.notes;
    try {
      const commit = () =>
        turn.commit({
          at,
          botId: program.botId,
          session: isUsedUp ? 'delete' : { state, stateText, expiresAt: at + life, isWaiting: output.isWaitingOutside },
          expectedRevision: revision,
          records,
          idempotentAnswer: left?.idempotentAnswer && { ...left.idempotentAnswer, scope: turn.scope },
          jobs: left?.jobs,
          voidJobs: left?.voidJobs,
          journal,
        });
      await (trace ? trace.step('commit', {}, commit) : commit());
    } catch (error) {
      if (error instanceof StaleSessionError) throw new ReparteeError('conversationBusy', { cause: error });
      throw error;
    }
  }
}

/** The refusal of everything that comes too late. */
export function stopping(): ReparteeError {
  return new ReparteeError('shuttingDown', { retryAfterS: 5 });
}

/** Whose past belongs to the conversation: the result's, over all visits, or that of a preview since it started. */
function timelineOf(sessionId: string, { state, event }: PlannedTurn) {
  const resultId = state.frames.at(-1)?.resultId;
  if (resultId !== undefined) return { resultId };
  return event.type === 'start' ? undefined : { previewId: sessionId };
}
