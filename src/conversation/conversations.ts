import { snapshotDraft } from '../bots/drafts.ts';
import { advance, type TurnEvent, type TurnResult } from '../engine/advance.ts';
import type { Program } from '../engine/effects.ts';
import type { TurnLimits } from '../engine/guards.ts';
import { newSession } from '../engine/new-session.ts';
import { upgradeState } from '../engine/upgrade-state.ts';
import { ReparteeError } from '../errors.ts';
import { newId } from '../ids.ts';
import { type BotHead, StaleSessionError, type Store, type StoredSession } from '../store/store.ts';
import { findKept, messageKey, type Rendered, type RequestKey, toKeep } from './kept-answers.ts';
import { advanceWithoutPauses } from './old-client.ts';
import { type Caller, checkOrigin } from './origins.ts';
import { ConversationQueue } from './queue.ts';
import { rememberedVisit } from './remembered-visit.ts';
import type {
  Answer,
  ContinueRequest,
  PreviewRequest,
  Renderer,
  RequestFacts,
  SendRequest,
  StartRequest,
} from './requests.ts';
import { openEffects, type TurnWorld } from './turn-effects.ts';

/** Settings of the turn runner. */
export interface ConversationSettings {
  readonly limits: TurnLimits;
  /** How long an untouched session is kept, in ms (engine §17). */
  readonly sessionLifeMs: number;
  /** The same for a session that waits for a webhook. */
  readonly waitingLifeMs: number;
  /** How long a turn may wait for the one before it, in ms. */
  readonly queueWaitMs: number;
  /** Origins of this server's own hosted pages. */
  readonly ownOrigins: readonly string[];
}

/** Runs turns: one at a time per conversation, each loaded, advanced and committed as a whole. */
export class Conversations {
  readonly #world: TurnWorld;
  readonly #settings: ConversationSettings;
  readonly #queue: ConversationQueue;

  constructor(world: TurnWorld, settings: ConversationSettings) {
    this.#world = world;
    this.#settings = settings;
    this.#queue = new ConversationQueue(settings.queueWaitMs);
  }

  get #store(): Store {
    return this.#world.store;
  }

  /** Starts a conversation with a published bot. */
  async start(request: StartRequest, renderer: Renderer): Promise<Answer> {
    const { bot, requestKey, sessionId } = request;
    return this.#keyed(bot.id, requestKey, renderer, (keep) =>
      this.#inLine(sessionId, () => this.#start(request, renderer, keep)),
    );
  }

  /** Starts a conversation with the draft of a bot. */
  async startPreview(request: PreviewRequest, renderer: Renderer): Promise<Answer> {
    const { bot, requestKey, sessionId } = request;
    return this.#keyed(bot.id, requestKey, renderer, (keep) =>
      this.#inLine(sessionId, () => this.#startPreview(request, renderer, keep)),
    );
  }

  /** Processes a message of a running conversation. */
  async continue(request: ContinueRequest, renderer: Renderer): Promise<Answer> {
    const { sessionId, requestKey } = request;
    return this.#queue.run(sessionId, () =>
      this.#keyed(sessionId, requestKey, renderer, (keep) => this.#continue(request, renderer, keep)),
    );
  }

  /** Continues the session that the request names; starts one when there is none. */
  async send(request: SendRequest, renderer: Renderer): Promise<Answer> {
    const { sessionId, requestKey } = request;
    if (sessionId === undefined) {
      const first = await request.begin();
      return 'live' in first ? this.start(first.live, renderer) : this.startPreview(first.preview, renderer);
    }
    return this.#queue.run(sessionId, () =>
      this.#keyed(sessionId, requestKey, renderer, async (keep) => {
        if (await this.session(sessionId)) return this.#continue({ ...request, sessionId }, renderer, keep);
        const first = await request.begin();
        return 'live' in first
          ? this.#start(first.live, renderer, keep)
          : this.#startPreview(first.preview, renderer, keep);
      }),
    );
  }

  /**
   * Changes a session from outside while none of its turns runs. The change gives the new state, or undefined to leave
   * the session as it is. Rejects with what the change throws.
   */
  change(
    id: string,
    change: (session: StoredSession | undefined) => Promise<StoredSession['state'] | undefined>,
  ): Promise<void> {
    return this.#queue.run(id, async () => {
      const stored = await this.session(id);
      const state = await change(stored);
      if (!stored || !state) return;
      const { botId, expiresAt, isWaiting, revision } = stored;
      const at = this.#world.clock.now();
      const session = { state, expiresAt, isWaiting };
      await this.#store.sessions.commit({ at, sessionId: id, botId, session, expectedRevision: revision });
    });
  }

  /** Resolves when no turn is running any more. */
  idle(): Promise<void> {
    return this.#queue.idle();
  }

  /** The session with its state in today's form; undefined when it does not exist or is over its time. */
  async session(id: string): Promise<StoredSession | undefined> {
    const stored = await this.#store.sessions.get(id);
    if (!stored || stored.expiresAt <= this.#world.clock.now()) return undefined;
    return { ...stored, state: upgradeState(stored.state) };
  }

  /** Checks a caller against the origins that the session allows. Throws `originRefused`. */
  admit({ state }: StoredSession, caller: Caller): void {
    checkOrigin(state.origins, caller, this.#settings.ownOrigins);
  }

  /** Deletes what is over its time, a part at a time. Returns how many sessions went. */
  sweep(limit = 500): Promise<number> {
    return this.#store.sessions.sweep(this.#world.clock.now(), limit);
  }

  // ------------------------------------------------------------------ requests with a key

  async #keyed(
    scope: string,
    key: RequestKey | undefined,
    renderer: Renderer,
    run: (keep: Keep) => Promise<Rendered>,
  ): Promise<Answer> {
    const never: Keep = () => undefined;
    if (!key) return { ...(await run(never)), isReplayed: false };
    const now = () => this.#world.clock.now();
    // Copies in flight wait here for the first one.
    return this.#queue.run(`key\0${scope}\0${key.key}`, async () => {
      const kept = await findKept(this.#store.sessions, scope, key, now());
      if (kept) return { ...kept, isReplayed: true };
      try {
        return { ...(await run((answer) => toKeep(scope, key, answer, now()))), isReplayed: false };
      } catch (error) {
        const answer = renderer.error(error);
        const keptAnswer = toKeep(scope, key, answer, now());
        if (keptAnswer) {
          const at = now();
          await this.#store.sessions.commit({ at, sessionId: scope, botId: scope, session: 'keep', keptAnswer });
        }
        throw error;
      }
    });
  }

  // ------------------------------------------------------------------ starting

  async #start(request: StartRequest, renderer: Renderer, keep: Keep): Promise<Rendered> {
    const program = await this.#publishedProgram(request.bot);
    checkOrigin(program.settings.security?.allowedOrigins, request.caller, this.#settings.ownOrigins);
    const visit = await rememberedVisit(this.#store.results, program, request.resultId);
    const state = newSession(program, {
      resultId: visit?.resultId ?? newId(),
      streams: request.streams,
      ...(visit && { restored: visit }),
      wire: request.wire,
    });
    const { message, prefilledVariables, isOnlyRegistering } = request;
    const event: TurnEvent = { type: 'start', message, prefilledVariables, isOnlyRegistering };
    return this.#firstTurn(program, state, event, request, renderer, keep);
  }

  async #startPreview(request: PreviewRequest, renderer: Renderer, keep: Keep): Promise<Rendered> {
    const versionId = await snapshotDraft(this.#store.bots, request.bot, this.#world.clock.now());
    const program = await this.#startable(versionId);
    const { message, prefilledVariables, isOnlyRegistering, startFrom, isProgressTracked } = request;
    const state = newSession(program, { streams: request.streams, isProgressTracked, wire: request.wire });
    const event: TurnEvent = { type: 'start', message, prefilledVariables, isOnlyRegistering, startFrom };
    return this.#firstTurn(program, state, event, request, renderer, keep);
  }

  async #firstTurn(
    program: Program,
    state: StoredSession['state'],
    event: TurnEvent,
    request: StartRequest | PreviewRequest,
    renderer: Renderer,
    keep: Keep,
  ): Promise<Rendered> {
    const { sessionId = newId() } = request;
    return this.#turn({ sessionId, program, state, event, request, renderer, keep, isRestarted: false });
  }

  /** Runs a first turn after those of a session with the same id; an id of our own has none. */
  #inLine(sessionId: string | undefined, run: () => Promise<Rendered>): Promise<Rendered> {
    return sessionId === undefined ? run() : this.#queue.run(sessionId, run);
  }

  /** The published version of an open bot. Throws `botNotFound`, `botClosed` or `invalidBot`. */
  async #publishedProgram(head: BotHead): Promise<Program> {
    if (!head.publishedVersionId) throw new ReparteeError('botNotFound');
    const program = await this.#startable(head.publishedVersionId);
    if (head.isClosed) {
      const message = program.settings.general?.systemMessages?.botClosed;
      throw new ReparteeError('botClosed', { ...(message && { message }) });
    }
    return program;
  }

  async #startable(versionId: string): Promise<Program> {
    const program = await this.#world.programs.get(versionId);
    if (!program) throw new ReparteeError('botNotFound');
    if (!program.events.some((event) => event.type === 'start')) {
      throw new ReparteeError('invalidBot', { values: { path: 'events' } });
    }
    return program;
  }

  // ------------------------------------------------------------------ continuing

  async #continue(request: ContinueRequest, renderer: Renderer, keep: Keep): Promise<Rendered> {
    const { sessionId, message, variables } = request;
    const stored = await this.session(sessionId);
    const { state } = stored ?? {};
    if (!stored || !state) return this.#restartGone(request, renderer, keep);
    this.admit(stored, request.caller);
    const programs = await Promise.all(state.frames.map((frame) => this.#world.programs.get(frame.versionId)));
    const program = programs.at(-1);
    if (!program) throw new ReparteeError('sessionNotFound');
    const key = request.requestKey
      ? undefined
      : messageKey(
          message,
          programs.filter((entry) => entry !== undefined),
        );
    const kept = key && (await findKept(this.#store.sessions, sessionId, key, this.#world.clock.now()));
    if (kept) return kept;
    return this.#turn({
      sessionId,
      program,
      state,
      event: { type: 'message', message, variables },
      request,
      renderer,
      keep: this.#keepUnder(sessionId, key) ?? keep,
      revision: stored.revision,
      isRestarted: false,
    });
  }

  /** A message for a session that is gone: an error, or a new conversation under its id when the bot asks for that. */
  async #restartGone(request: ContinueRequest, renderer: Renderer, keep: Keep): Promise<Rendered> {
    const { sessionId, message, variables } = request;
    const key = request.requestKey ? undefined : messageKey(message, []);
    const kept = key && (await findKept(this.#store.sessions, sessionId, key, this.#world.clock.now()));
    if (kept) return kept;
    const botId = await this.#store.sessions.goneBot(sessionId);
    const head = botId === undefined ? undefined : await this.#store.bots.head(botId);
    const versionId = head?.publishedVersionId;
    const settings = versionId ? (await this.#world.programs.get(versionId))?.settings : undefined;
    if (!head || settings?.general?.sessionGone !== 'restart') throw new ReparteeError('sessionNotFound');
    const program = await this.#publishedProgram(head);
    checkOrigin(program.settings.security?.allowedOrigins, request.caller, this.#settings.ownOrigins);
    return this.#turn({
      sessionId,
      program,
      state: newSession(program, { resultId: newId(), streams: false }),
      event: { type: 'start', message, prefilledVariables: variables },
      request,
      renderer,
      keep: this.#keepUnder(sessionId, request.requestKey ? undefined : messageKey(message, [program])) ?? keep,
      isRestarted: true,
    });
  }

  /** Undefined without a key. */
  #keepUnder(sessionId: string, key: RequestKey | undefined): Keep | undefined {
    return key && ((answer) => toKeep(sessionId, key, answer, this.#world.clock.now()));
  }

  // ------------------------------------------------------------------ one turn

  async #turn(turn: TurnInput): Promise<Rendered> {
    const { sessionId, program, state, event, request, renderer, keep } = turn;
    const resultId = state.frames.at(-1)?.resultId;
    const open = openEffects(this.#world, timelineOf(turn));
    try {
      const { limits } = this.#settings;
      const result =
        state.wire === '2023'
          ? await advanceWithoutPauses(program, state, event, open.effects, { textFormat: 'html', limits })
          : await advance(program, state, event, open.effects, { textFormat: request.textFormat, limits });
      const answer = renderer.reply({
        sessionId,
        program,
        ...(state.wire === '2023' && { linked: await this.#linkedProgram(result, program) }),
        output: result.output,
        isLive: resultId !== undefined,
        resultId,
        looks: result.looks,
        isRestarted: turn.isRestarted,
        wire: state.wire,
      });
      await this.#commit(turn, result, keep(answer));
      return answer;
    } finally {
      open.close();
    }
  }

  async #linkedProgram({ state }: TurnResult, started: Program): Promise<Program | undefined> {
    const versionId = state.frames[0]?.versionId;
    return versionId === undefined || versionId === started.versionId ? undefined : this.#world.programs.get(versionId);
  }

  async #commit(turn: TurnInput, result: TurnResult, keptAnswer: ReturnType<Keep>): Promise<void> {
    const { sessionId, program, event, request, revision } = turn;
    const { output, state } = result;
    const records = withClientLogs(result, request.clientLogs);
    const at = this.#world.clock.now();
    const isLive = state.frames.at(-1)?.resultId !== undefined;
    const isUsedUp = output.isEnded && isLive && (event.type === 'message' || result.hasUsedMessage);
    const life = output.isWaitingOutside ? this.#settings.waitingLifeMs : this.#settings.sessionLifeMs;
    try {
      await this.#store.sessions.commit({
        at,
        sessionId,
        botId: program.botId,
        session: isUsedUp ? 'delete' : { state, expiresAt: at + life, isWaiting: output.isWaitingOutside },
        ...(revision !== undefined && { expectedRevision: revision }),
        records,
        ...(keptAnswer && { keptAnswer }),
      });
    } catch (error) {
      if (error instanceof StaleSessionError) throw new ReparteeError('conversationBusy', { cause: error });
      throw error;
    }
  }
}

/** What a turn leaves behind, with the logs that the client sent along. */
function withClientLogs({ records, state }: TurnResult, logs: RequestFacts['clientLogs']): TurnResult['records'] {
  const resultId = state.frames.at(-1)?.resultId;
  if (!logs || resultId === undefined) return records;
  return { ...records, logs: [...records.logs, ...logs.map((log) => ({ ...log, resultId }))] };
}

/** Whose past belongs to the conversation: the result's, over all visits, or that of a preview since it started. */
function timelineOf({ sessionId, state, event }: TurnInput) {
  const resultId = state.frames.at(-1)?.resultId;
  if (resultId !== undefined) return { resultId };
  return event.type === 'start' ? undefined : { sessionId };
}

/** What is stored of an answer so that the same request gets it again. */
type Keep = (answer: Rendered) => ReturnType<typeof toKeep>;

interface TurnInput {
  readonly sessionId: string;
  readonly program: Program;
  readonly state: StoredSession['state'];
  readonly event: TurnEvent;
  readonly request: RequestFacts;
  readonly renderer: Renderer;
  readonly keep: Keep;
  /** Revision of the stored session that the state comes from. */
  readonly revision?: number;
  readonly isRestarted: boolean;
}
