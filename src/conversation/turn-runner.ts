import { advance, type TurnEvent, type TurnResult } from '../engine/advance.ts';
import type { Program } from '../engine/block.ts';
import type { TurnLimits } from '../engine/guards.ts';
import { ReparteeError } from '../errors/errors.ts';
import { StaleSessionError, type StoredSession } from '../store/sessions.ts';
import { logsWithRoom } from './client-logs.ts';
import type { toKeep } from './kept-answers.ts';
import { advanceWithoutPauses } from './old-client.ts';
import { withTexts } from './record-texts.ts';
import type { Rendered, Renderer, RequestFacts } from './requests.ts';
import { openEffects, type TurnWorld } from './turn-effects.ts';
import type { TurnIdentity } from './turn-journal.ts';

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

  /** Advances the conversation by one event, stores what that changed and gives the rendered answer. */
  async run(turn: TurnInput): Promise<Rendered> {
    const { sessionId, program, state, event, request, renderer, keep } = turn;
    const resultId = state.frames.at(-1)?.resultId;
    const { notes } = request;
    notes.kind = event.type === 'start' ? 'start' : 'continue';
    notes.sessionId = sessionId;
    notes.botId = program.botId;
    notes.versionId = program.versionId;
    const open = openEffects(this.#world, timelineOf(turn), notes, identityOf(turn));
    try {
      const { limits } = this.#settings;
      const result =
        state.wire === '2023'
          ? await advanceWithoutPauses(program, state, event, open.effects, { textFormat: 'html', limits })
          : await advance(program, state, event, open.effects, { textFormat: request.textFormat, limits });
      notes.blocks = result.blocks;
      notes.messages = result.output.messages.length;
      notes.position = result.state.position;
      const answer = renderer.reply({
        sessionId,
        program,
        linked: state.wire === '2023' ? await this.#linkedProgram(result, program) : undefined,
        output: result.output,
        isLive: resultId !== undefined,
        resultId,
        looks: result.looks,
        isRestarted: turn.isRestarted,
        wire: state.wire,
      });
      if (result.isLarge) await open.effects.breathe();
      const records = result.isLarge ? await withTexts(result.records, open.effects.breathe) : result.records;
      await this.#commit(turn, { ...result, records }, keep(answer), open.journal.scope);
      return answer;
    } finally {
      open.close();
    }
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
    turn: TurnInput,
    result: TurnResult,
    keptAnswer: ReturnType<Keep>,
    journal: string | undefined,
  ): Promise<void> {
    const { sessionId, program, event, request, revision } = turn;
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
        this.#world.store.sessions.commit({
          at,
          sessionId,
          botId: program.botId,
          session: isUsedUp ? 'delete' : { state, stateText, expiresAt: at + life, isWaiting: output.isWaitingOutside },
          expectedRevision: revision,
          records,
          keptAnswer,
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
function timelineOf({ sessionId, state, event }: TurnInput) {
  const resultId = state.frames.at(-1)?.resultId;
  if (resultId !== undefined) return { resultId };
  return event.type === 'start' ? undefined : { previewId: sessionId };
}

/** Undefined for a conversation whose id nobody knows before it is stored. */
function identityOf({ again, event }: TurnInput): TurnIdentity | undefined {
  return again && { ...again, event };
}

/** What is stored of an answer so that the same request gets it again. */
export type Keep = (answer: Rendered) => ReturnType<typeof toKeep>;

/** One turn that is ready to run. */
export interface TurnInput {
  readonly sessionId: string;
  readonly program: Program;
  readonly state: StoredSession['state'];
  readonly event: TurnEvent;
  readonly request: RequestFacts;
  readonly renderer: Renderer;
  readonly keep: Keep;
  /** Revision of the stored session that the state comes from, 0 when there is none; absent: whatever is stored goes. */
  readonly revision?: number | undefined;
  readonly isRestarted: boolean;
  /** What tells the turn from others when it runs again; absent: it cannot be asked for again. */
  readonly again: Omit<TurnIdentity, 'event'> | undefined;
}
