import type { Program } from '../engine/block.ts';
import { upgradeState } from '../engine/upgrade-state.ts';
import { ReparteeError } from '../errors/errors.ts';
import { newId } from '../ids.ts';
import type { BotHead } from '../store/bots.ts';
import { AnsweredMeanwhileError, type StoredSession, type SweepCounts, type TurnOrder } from '../store/sessions.ts';
import { goneHead, planContinuation, planRestart } from './continuing.ts';
import { observed } from './observed.ts';
import { type Caller, checkOrigin } from './origins.ts';
import type { Outlet } from './outlet.ts';
import type { CurrentTurn, PlannedTurn } from './planned-turn.ts';
import type {
  Beginning,
  ContinueRequest,
  PreviewRequest,
  RequestFacts,
  SendRequest,
  StartRequest,
} from './requests.ts';
import { planPreview, planStart, type StartContext, startPlace } from './starting.ts';
import type { TurnWorld } from './turn-effects.ts';
import { stopping, TurnRunner, type TurnSettings } from './turn-runner.ts';

/** Settings of the conversations. */
export interface ConversationSettings extends TurnSettings {
  /** How long a turn may wait for the one before it, in ms. */
  readonly queueWaitMs: number;
  /** Origins of this server's own hosted pages. */
  readonly ownOrigins: readonly string[];
}

/** Runs turns: one at a time per conversation, each loaded, advanced and committed as a whole. */
export class Conversations {
  readonly #world: TurnWorld;
  readonly #settings: ConversationSettings;
  readonly #turns: TurnRunner;
  readonly #start: StartContext;

  constructor(world: TurnWorld, settings: ConversationSettings) {
    this.#world = world;
    this.#settings = settings;
    this.#turns = new TurnRunner(world, settings);
    this.#start = { ...world, ownOrigins: settings.ownOrigins };
  }

  get #sessions() {
    return this.#world.store.sessions;
  }

  /** Starts a conversation with a published bot. */
  start<Answer>(request: StartRequest, outlet: Outlet<Answer>): Promise<Answer> {
    return this.#begin({ live: request }, request, outlet);
  }

  /** Starts a conversation with the draft of a bot. */
  startPreview<Answer>(request: PreviewRequest, outlet: Outlet<Answer>): Promise<Answer> {
    return this.#begin({ preview: request }, request, outlet);
  }

  #begin<Answer>(beginning: Beginning, request: StartRequest | PreviewRequest, outlet: Outlet<Answer>) {
    const { bot, notes, caller } = request;
    notes.botId = bot.id;
    return observed(this.#world.observer, 'start', request, async () => {
      // An answer that was kept goes only to who could have got it.
      if (outlet.keptUnder !== undefined && 'live' in beginning) await this.#checkOriginOf(beginning.live.bot, caller);
      await using turn = await this.#enterFirst(request, outlet.keptUnder);
      return await this.#take(turn, request, outlet, [], () => this.#plan(beginning, turn));
    });
  }

  /** Processes a message of a running conversation. */
  continue<Answer>(request: ContinueRequest, outlet: Outlet<Answer>): Promise<Answer> {
    return this.#continue(request, outlet, undefined);
  }

  /** Continues the session that the request names; starts one when there is none. */
  async send<Answer>(request: SendRequest, outlet: Outlet<Answer>): Promise<Answer> {
    const { sessionId } = request;
    if (sessionId !== undefined) return this.#continue({ ...request, sessionId }, outlet, () => request.begin());
    const first = await request.begin();
    return 'live' in first ? this.start(first.live, outlet) : this.startPreview(first.preview, outlet);
  }

  /** @param begin says what to start where there is no session; absent: what is gone may start anew */
  #continue<Answer>(
    request: ContinueRequest,
    outlet: Outlet<Answer>,
    begin: SendRequest['begin'] | undefined,
  ): Promise<Answer> {
    const { sessionId, caller, size } = request;
    return observed(this.#world.observer, 'continue', request, async () => {
      await using turn = await this.#enter({ sessionId, key: outlet.keptUnder, size }, request);
      const { session } = turn;
      if (session) this.admit(session, caller);
      else if (turn.kept) await this.#checkOriginOf(await goneHead(this.#world.store, sessionId), caller);
      const flows = session ? await this.#flowsOf(session) : [];
      return await this.#take(turn, request, outlet, flows, async () => {
        if (session) return planContinuation(request, session, flows);
        return begin ? this.#plan(await begin(), turn) : planRestart(this.#start, request, turn);
      });
    });
  }

  /**
   * One turn that has its place: an answer that was given before is given again; what is planned runs, and its answer is
   * stored with it (design §2).
   */
  async #take<Answer>(
    turn: CurrentTurn,
    request: RequestFacts,
    outlet: Outlet<Answer>,
    flows: readonly Program[],
    plan: () => Promise<PlannedTurn>,
  ): Promise<Answer> {
    const { kept, scope } = turn;
    const known = kept && outlet.known?.(kept, flows);
    if (known !== undefined) {
      request.notes.isRepeat = true;
      return known;
    }
    try {
      return await this.#turns.run(turn, await plan(), request, outlet);
    } catch (error) {
      if (error instanceof AnsweredMeanwhileError) return this.#repeat(scope, outlet, error);
      const left = outlet.refuse?.(error);
      if (left?.idempotentAnswer) {
        const at = this.#world.clock.now();
        const idempotentAnswer = { ...left.idempotentAnswer, scope };
        await this.#sessions.commit({ at, sessionId: scope, botId: scope, session: 'keep', idempotentAnswer });
      }
      throw error;
    }
  }

  #plan(beginning: Beginning, turn: CurrentTurn): Promise<PlannedTurn> {
    return 'live' in beginning
      ? planStart(this.#start, beginning.live, turn)
      : planPreview(this.#start, beginning.preview, turn);
  }

  /** The answer that another process gave under the key while ours was being found. */
  async #repeat<Answer>(scope: string, outlet: Outlet<Answer>, cause: Error): Promise<Answer> {
    const key = outlet.keptUnder;
    const kept =
      key === undefined ? undefined : await this.#sessions.idempotentAnswer(scope, key, this.#world.clock.now());
    const known = kept && outlet.known?.(kept, []);
    if (known === undefined) throw new ReparteeError('conversationBusy', { cause });
    return known;
  }

  // ------------------------------------------------------------------ places

  /** Enters the next turn of a session. One that is over its time counts as none. */
  async #enter(
    order: Omit<TurnOrder, 'waitMs'>,
    { notes }: Pick<RequestFacts, 'notes'>,
    lasting = order.sessionId,
  ): Promise<CurrentTurn> {
    const { sessionId, scope = sessionId } = order;
    const turn = await this.#sessions.enter({ ...order, waitMs: this.#settings.queueWaitMs });
    notes.waitedMs += turn.waitedMs;
    const firstRevision = turn.session ? undefined : 0;
    return { ...turn, sessionId, scope, lasting, session: this.#live(turn.session), firstRevision };
  }

  /**
   * Enters a first turn: copies of a keyed start in flight, also at other processes, wait for the first one, and it goes
   * after the turns of a session that has the id already. An id of our own has none, and cannot be taken.
   */
  async #enterFirst(request: StartRequest | PreviewRequest, key: string | undefined): Promise<CurrentTurn> {
    const { bot, sessionId, size } = request;
    if (key === undefined)
      return sessionId === undefined ? this.#fresh(bot.id) : this.#enter({ sessionId, size }, request);
    const place = startPlace(bot.id, key);
    const first = await this.#enter({ sessionId: place, key, scope: bot.id, size }, request);
    try {
      const turn = sessionId === undefined ? this.#fresh(bot.id) : await this.#enter({ sessionId, size }, request);
      const leave = async () => {
        try {
          await turn[Symbol.asyncDispose]();
        } finally {
          await first[Symbol.asyncDispose]();
        }
      };
      return { ...turn, scope: bot.id, lasting: place, kept: first.kept, [Symbol.asyncDispose]: leave };
    } catch (error) {
      await first[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The first turn of a session that nobody else can know of. */
  #fresh(scope: string): CurrentTurn {
    const sessionId = newId();
    return {
      sessionId,
      scope,
      lasting: undefined,
      session: undefined,
      kept: undefined,
      firstRevision: 0,
      waitedMs: 0,
      commit: (turn) => this.#sessions.commit({ ...turn, sessionId }),
      [Symbol.asyncDispose]: async () => {},
    };
  }

  /** The flows that a conversation stands in, the started one last; those that are gone are missing. */
  async #flowsOf({ state }: StoredSession): Promise<readonly Program[]> {
    const flows = await Promise.all(state.frames.map(({ versionId }) => this.#world.programs.get(versionId)));
    return flows.filter((flow) => flow !== undefined);
  }

  // ------------------------------------------------------------------ from outside

  /**
   * Changes a session from outside while none of its turns runs. The change gives the new state, or undefined to leave
   * the session as it is. Rejects with what the change throws.
   *
   * @param size memory that the change holds while it waits, in bytes
   */
  async change(
    sessionId: string,
    change: (session: StoredSession | undefined) => Promise<StoredSession['state'] | undefined>,
    size = 0,
  ): Promise<void> {
    await using turn = await this.#sessions.enter({
      sessionId,
      size: () => size,
      waitMs: this.#settings.queueWaitMs,
    });
    const stored = this.#live(turn.session);
    const state = await change(stored);
    if (!stored || !state) return;
    const { botId, expiresAt, isWaiting, revision: expectedRevision } = stored;
    await turn.commit({
      at: this.#world.clock.now(),
      botId,
      session: { state, expiresAt, isWaiting },
      expectedRevision,
    });
  }

  /** Turns that wait for the one before them. */
  get waiting(): number {
    return this.#sessions.waiting();
  }

  /** Refuses the turns that wait, and keeps those that run from being stored; all of them get `shuttingDown`. */
  stop(): void {
    this.#turns.stop();
    this.#sessions.refuseWaiting(stopping());
  }

  /** Resolves when no turn is running any more. */
  idle(): Promise<void> {
    return this.#sessions.idle();
  }

  /** The session with its state in today's form; undefined when it does not exist or is over its time. */
  async session(id: string): Promise<StoredSession | undefined> {
    return this.#live(await this.#sessions.get(id));
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

  /** Checks a caller against the origins that the published version of a bot allows. Throws `originRefused`. */
  async #checkOriginOf(head: BotHead | undefined, caller: Caller): Promise<void> {
    const program = head?.publishedVersionId ? await this.#world.programs.get(head.publishedVersionId) : undefined;
    checkOrigin(program?.settings.security?.allowedOrigins, caller, this.#settings.ownOrigins);
  }

  /** Deletes what is over its time, a part at a time. */
  sweep(limit = 500, logsBefore?: number): Promise<SweepCounts> {
    return this.#sessions.sweep({ now: this.#world.clock.now(), limit, logsBefore });
  }
}
