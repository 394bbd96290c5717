import { snapshotDraft } from '../bots/drafts.ts';
import type { TurnEvent } from '../engine/advance.ts';
import type { Program } from '../engine/block.ts';
import { newSession } from '../engine/new-session.ts';
import { upgradeState } from '../engine/upgrade-state.ts';
import { ReparteeError } from '../errors/errors.ts';
import { newId } from '../ids.ts';
import type { BotHead } from '../store/bots.ts';
import {
  AnsweredMeanwhileError,
  type KeptAnswer,
  type LoadedTurn,
  type StoredSession,
  type SweepCounts,
  type TurnLoad,
} from '../store/sessions.ts';
import type { Store } from '../store/store.ts';
import type { TurnNotes } from '../telemetry/turn-notes.ts';
import { candidateKey, isAboutCaller, messageKey, startPlace, toKeep, toRepeat } from './kept-answers.ts';
import { observed } from './observed.ts';
import { type Caller, checkOrigin } from './origins.ts';
import { rememberedVisit } from './remembered-visit.ts';
import type {
  Answer,
  ContinueRequest,
  PreviewRequest,
  Rendered,
  Renderer,
  RequestKey,
  SendRequest,
  StartRequest,
} from './requests.ts';
import type { TurnWorld } from './turn-effects.ts';
import { type Keep, stopping, type TurnInput, TurnRunner, type TurnSettings } from './turn-runner.ts';

/** Settings of the conversations. */
export interface ConversationSettings extends TurnSettings {
  /** How long a turn may wait for the one before it, in ms. */
  readonly queueWaitMs: number;
  /** Origins of this server's own hosted pages. */
  readonly ownOrigins: readonly string[];
}

/** A turn that has begun. */
interface BegunTurn extends LoadedTurn {
  /** Revision that a first turn is stored with: 0 when its id is free, absent when it replaces what has it. */
  readonly firstRevision: 0 | undefined;
}

type NextTurn = Pick<TurnLoad, 'sessionId' | 'key' | 'scope' | 'size'> & { readonly notes?: TurnNotes };

/** Runs turns: one at a time per conversation, each loaded, advanced and committed as a whole. */
export class Conversations {
  readonly #world: TurnWorld;
  readonly #settings: ConversationSettings;
  readonly #turns: TurnRunner;

  constructor(world: TurnWorld, settings: ConversationSettings) {
    this.#world = world;
    this.#settings = settings;
    this.#turns = new TurnRunner(world, settings);
  }

  get #store(): Store {
    return this.#world.store;
  }

  /** Starts a conversation with a published bot. */
  async start(request: StartRequest, renderer: Renderer): Promise<Answer> {
    const { bot, caller, requestKey } = request;
    request.notes.botId = bot.id;
    return observed(this.#world.observer, 'start', request, async () => {
      if (requestKey) await this.#checkOriginOf(bot, caller);
      return this.#keyed(request, renderer, (keep) =>
        this.#inLine(request, (revision) => this.#start(request, renderer, keep, revision)),
      );
    });
  }

  /** Starts a conversation with the draft of a bot. */
  async startPreview(request: PreviewRequest, renderer: Renderer): Promise<Answer> {
    request.notes.botId = request.bot.id;
    return observed(this.#world.observer, 'start', request, () =>
      this.#keyed(request, renderer, (keep) =>
        this.#inLine(request, (revision) => this.#startPreview(request, renderer, keep, revision)),
      ),
    );
  }

  /** Processes a message of a running conversation. */
  async continue(request: ContinueRequest, renderer: Renderer): Promise<Answer> {
    const { sessionId, caller, requestKey } = request;
    return observed(this.#world.observer, 'continue', request, () =>
      this.#inTurn({ ...request, sessionId, key: candidateKey(request) }, async (turn) => {
        await this.#admitTo(sessionId, turn, caller);
        return this.#answerOnce(sessionId, requestKey, renderer, turn.kept, (keep) =>
          this.#continue(request, turn, renderer, keep),
        );
      }),
    );
  }

  /** Continues the session that the request names; starts one when there is none. */
  async send(request: SendRequest, renderer: Renderer): Promise<Answer> {
    const { sessionId, caller, requestKey } = request;
    if (sessionId === undefined) {
      const first = await request.begin();
      return 'live' in first ? this.start(first.live, renderer) : this.startPreview(first.preview, renderer);
    }
    return observed(this.#world.observer, 'continue', request, () =>
      this.#inTurn({ ...request, sessionId, key: candidateKey(request) }, async (turn) => {
        await this.#admitTo(sessionId, turn, caller);
        return this.#answerOnce(sessionId, requestKey, renderer, turn.kept, async (keep) => {
          if (turn.session) return this.#continue({ ...request, sessionId }, turn, renderer, keep);
          const first = await request.begin();
          return 'live' in first
            ? this.#start(first.live, renderer, keep, turn.firstRevision)
            : this.#startPreview(first.preview, renderer, keep, turn.firstRevision);
        });
      }),
    );
  }

  /**
   * Changes a session from outside while none of its turns runs. The change gives the new state, or undefined to leave
   * the session as it is. Rejects with what the change throws.
   *
   * @param size memory that the change holds while it waits, in bytes
   */
  change(
    id: string,
    change: (session: StoredSession | undefined) => Promise<StoredSession['state'] | undefined>,
    size = 0,
  ): Promise<void> {
    return this.#inTurn({ sessionId: id, size: () => size }, async ({ session: stored }) => {
      const state = await change(stored);
      if (!stored || !state) return;
      const { botId, expiresAt, isWaiting, revision } = stored;
      const at = this.#world.clock.now();
      const session = { state, expiresAt, isWaiting };
      await this.#store.sessions.commit({ at, sessionId: id, botId, session, expectedRevision: revision });
    });
  }

  /** Turns that wait for the one before them. */
  get waiting(): number {
    return this.#store.sessions.waiting();
  }

  /** Refuses the turns that wait, and keeps those that run from being stored; all of them get `shuttingDown`. */
  stop(): void {
    this.#turns.stop();
    this.#store.sessions.refuseWaiting(stopping());
  }

  /** Resolves when no turn is running any more. */
  idle(): Promise<void> {
    return this.#store.sessions.idle();
  }

  /** The session with its state in today's form; undefined when it does not exist or is over its time. */
  async session(id: string): Promise<StoredSession | undefined> {
    return this.#live(await this.#store.sessions.get(id));
  }

  #live(stored: StoredSession | undefined): StoredSession | undefined {
    if (!stored || stored.expiresAt <= this.#world.clock.now()) return undefined;
    const state = upgradeState(stored.state);
    return state === stored.state ? stored : { ...stored, state };
  }

  /** Checks a caller against the origins that the session allows. Throws `originRefused`. */
  admit({ state }: StoredSession, caller: Caller): void {
    checkOrigin(state.origins, caller, this.#settings.ownOrigins);
  }

  /** Deletes what is over its time, a part at a time. */
  sweep(limit = 500, logsBefore?: number): Promise<SweepCounts> {
    return this.#store.sessions.sweep({ now: this.#world.clock.now(), limit, logsBefore });
  }

  /** Runs a turn when it is the next one. A session that is over its time counts as none. */
  async #inTurn<T>({ sessionId, key, scope, notes, size }: NextTurn, run: (turn: BegunTurn) => Promise<T>): Promise<T> {
    const load = { sessionId, key, scope, size, now: this.#world.clock.now(), waitMs: this.#settings.queueWaitMs };
    await using turn = await this.#store.sessions.enter(load);
    const { session, kept, waitedMs } = turn;
    if (notes) notes.waitedMs = waitedMs;
    return await run({ session: this.#live(session), kept, firstRevision: session ? undefined : 0 });
  }

  /** Throws `originRefused` for callers who may not take part in a conversation, nor get an answer that is kept of it. */
  async #admitTo(sessionId: string, { session, kept }: LoadedTurn, caller: Caller): Promise<void> {
    if (session) this.admit(session, caller);
    else if (kept) await this.#checkOriginOf(await this.#goneHead(sessionId), caller);
  }

  /** Checks a caller against the origins that the published version of a bot allows. Throws `originRefused`. */
  async #checkOriginOf(head: BotHead | undefined, caller: Caller): Promise<void> {
    const program = head?.publishedVersionId ? await this.#world.programs.get(head.publishedVersionId) : undefined;
    checkOrigin(program?.settings.security?.allowedOrigins, caller, this.#settings.ownOrigins);
  }

  /** The bot of a live conversation that is gone. */
  async #goneHead(sessionId: string): Promise<BotHead | undefined> {
    const botId = await this.#store.sessions.goneBot(sessionId);
    return botId === undefined ? undefined : this.#store.bots.head(botId);
  }

  // ------------------------------------------------------------------ requests with a key

  /** Runs a start once per key; copies in flight, also at other processes, wait for the first one. */
  #keyed(
    request: StartRequest | PreviewRequest,
    renderer: Renderer,
    run: (keep: Keep) => Promise<Rendered>,
  ): Promise<Answer> {
    const { requestKey, bot } = request;
    if (!requestKey) return this.#answerOnce(bot.id, requestKey, renderer, undefined, run);
    const { key } = requestKey;
    // There is no session to wait for yet.
    return this.#inTurn({ ...request, sessionId: startPlace(bot.id, key), key, scope: bot.id }, ({ kept }) =>
      this.#answerOnce(bot.id, requestKey, renderer, kept, run),
    );
  }

  /** The answer that is kept under the key, or that of a run, which is then kept with what the run stores. */
  async #answerOnce(
    scope: string,
    key: RequestKey | undefined,
    renderer: Renderer,
    kept: KeptAnswer | undefined,
    run: (keep: Keep) => Promise<Rendered>,
  ): Promise<Answer> {
    if (!key) return { ...(await run(() => undefined)), isReplayed: false };
    if (kept) return { ...toRepeat(kept, key), isReplayed: true };
    const keep: Keep = (answer) => toKeep(scope, key, answer, this.#world.clock.now());
    try {
      return { ...(await run(keep)), isReplayed: false };
    } catch (error) {
      if (error instanceof AnsweredMeanwhileError) return this.#repeat(scope, key, error);
      const keptAnswer = isAboutCaller(error) ? undefined : keep(renderer.error(error));
      if (keptAnswer) {
        const at = this.#world.clock.now();
        await this.#store.sessions.commit({ at, sessionId: scope, botId: scope, session: 'keep', keptAnswer });
      }
      throw error;
    }
  }

  /** The answer that another process gave under the key while ours was being found. */
  async #repeat(scope: string, key: RequestKey, cause: Error): Promise<Answer> {
    const kept = await this.#store.sessions.keptAnswer(scope, key.key, this.#world.clock.now());
    if (!kept) throw new ReparteeError('conversationBusy', { cause });
    return { ...toRepeat(kept, key), isReplayed: true };
  }

  // ------------------------------------------------------------------ starting

  async #start(
    request: StartRequest,
    renderer: Renderer,
    keep: Keep,
    revision: BegunTurn['firstRevision'],
  ): Promise<Rendered> {
    request.admitTo?.(request.bot.id, 'start');
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
    return this.#firstTurn({ program, state, event, request, renderer, keep, revision });
  }

  async #startPreview(
    request: PreviewRequest,
    renderer: Renderer,
    keep: Keep,
    revision: BegunTurn['firstRevision'],
  ): Promise<Rendered> {
    const versionId = await snapshotDraft(this.#store.bots, request.bot, this.#world.clock.now());
    const program = await this.#startable(versionId);
    const { message, prefilledVariables, isOnlyRegistering, startFrom, isProgressTracked } = request;
    const state = newSession(program, { streams: request.streams, isProgressTracked, wire: request.wire });
    const event: TurnEvent = { type: 'start', message, prefilledVariables, isOnlyRegistering, startFrom };
    return this.#firstTurn({ program, state, event, request, renderer, keep, revision });
  }

  #firstTurn(
    turn: Omit<TurnInput, 'sessionId' | 'isRestarted' | 'again'> & { readonly request: StartRequest | PreviewRequest },
  ) {
    const { bot, requestKey, sessionId } = turn.request;
    const scope = requestKey ? startPlace(bot.id, requestKey.key) : sessionId;
    const again = scope === undefined ? undefined : ({ scope, turn: 'first' } as const);
    return this.#turns.run({ ...turn, sessionId: sessionId ?? newId(), isRestarted: false, again });
  }

  /** Runs a first turn after those of a session with the same id; an id of our own has none, and cannot be taken. */
  #inLine(
    request: StartRequest | PreviewRequest,
    run: (revision: BegunTurn['firstRevision']) => Promise<Rendered>,
  ): Promise<Rendered> {
    const { sessionId } = request;
    if (sessionId === undefined) return run(0);
    return this.#inTurn({ ...request, sessionId }, ({ firstRevision }) => run(firstRevision));
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

  async #continue(request: ContinueRequest, turn: BegunTurn, renderer: Renderer, keep: Keep): Promise<Rendered> {
    const { sessionId, message, variables } = request;
    const { session: stored } = turn;
    if (!stored) return this.#restartGone(request, turn, renderer, keep);
    const { state } = stored;
    const programs = await Promise.all(state.frames.map((frame) => this.#world.programs.get(frame.versionId)));
    const program = programs.at(-1);
    if (!program) throw new ReparteeError('sessionNotFound');
    const key = request.requestKey
      ? undefined
      : messageKey(
          message,
          programs.filter((entry) => entry !== undefined),
        );
    if (key && turn.kept) return toRepeat(turn.kept, key);
    request.admitTo?.(stored.botId, 'continue');
    return this.#turns.run({
      sessionId,
      program,
      state,
      event: { type: 'message', message, variables },
      request,
      renderer,
      keep: this.#keepUnder(sessionId, key) ?? keep,
      revision: stored.revision,
      isRestarted: false,
      again: { scope: sessionId, turn: { createdAt: stored.createdAt, revision: stored.revision } },
    });
  }

  /** A message for a session that is gone: an error, or a new conversation under its id when the bot asks for that. */
  async #restartGone(
    request: ContinueRequest,
    { kept, firstRevision }: BegunTurn,
    renderer: Renderer,
    keep: Keep,
  ): Promise<Rendered> {
    const { sessionId, message, variables } = request;
    const key = request.requestKey ? undefined : messageKey(message, []);
    if (key && kept) return toRepeat(kept, key);
    const head = await this.#goneHead(sessionId);
    const versionId = head?.publishedVersionId;
    const settings = versionId ? (await this.#world.programs.get(versionId))?.settings : undefined;
    if (!head || settings?.general?.sessionGone !== 'restart') throw new ReparteeError('sessionNotFound');
    request.admitTo?.(head.id, 'start');
    const program = await this.#publishedProgram(head);
    checkOrigin(program.settings.security?.allowedOrigins, request.caller, this.#settings.ownOrigins);
    return this.#turns.run({
      sessionId,
      program,
      state: newSession(program, { resultId: newId(), streams: false }),
      event: { type: 'start', message, prefilledVariables: variables },
      request,
      renderer,
      keep: this.#keepUnder(sessionId, request.requestKey ? undefined : messageKey(message, [program])) ?? keep,
      revision: firstRevision,
      isRestarted: true,
      again: { scope: sessionId, turn: 'first' },
    });
  }

  /** Undefined without a key. */
  #keepUnder(sessionId: string, key: RequestKey | undefined): Keep | undefined {
    return key && ((answer) => toKeep(sessionId, key, answer, this.#world.clock.now()));
  }
}
