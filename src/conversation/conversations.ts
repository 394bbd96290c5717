import type { Program } from '../engine/block.ts';
import { ReparteeError } from '../errors/errors.ts';
import { AnsweredMeanwhileError, type StoredSession, type SweepCounts } from '../store/sessions.ts';
import { Admission } from './admission.ts';
import { Beginnings } from './beginnings.ts';
import { observed } from './observed.ts';
import type { Caller } from './origins.ts';
import type { Outlet } from './outlet.ts';
import { type EnteredTurn, Places } from './places.ts';
import type { TurnRequest } from './requests.ts';
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
  readonly #places: Places;
  readonly #admission: Admission;
  readonly #beginnings: Beginnings;
  readonly #turns: TurnRunner;

  constructor(world: TurnWorld, settings: ConversationSettings) {
    this.#world = world;
    this.#places = new Places(world, settings.queueWaitMs);
    this.#admission = new Admission(world, settings.ownOrigins);
    this.#beginnings = new Beginnings(world, this.#admission);
    this.#turns = new TurnRunner(world, settings);
  }

  /** Answers a request for a turn in the way of its outlet. Rejects with what the caller is refused for. */
  answer<Answer>(request: TurnRequest, outlet: Outlet<Answer>): Promise<Answer> {
    return observed(this.#world.observer, request, () => this.#turn(request, outlet));
  }

  /** The way of a message, and of everything else that makes a bot go on. */
  async #turn<Answer>(request: TurnRequest, outlet: Outlet<Answer>): Promise<Answer> {
    // 1. Its turn comes: the session is loaded, with the flows that it stands in.
    await using entered = await this.#places.enter(request, outlet.name);
    const programs = await this.#programsOf(entered.session);
    await this.#admission.toTurn(request, entered);
    // 2. A request that was answered before gets the same answer, and nothing else happens.
    const given = entered.answered && outlet.repeat(entered.answered, programs);
    if (given !== undefined) {
      request.notes.isRepeated = true;
      return given;
    }
    try {
      // 3. The bots go on.
      const turn = await this.#beginnings.of(request, entered, programs);
      using opened = this.#turns.open(turn, request);
      const result = await this.#turns.advance(turn, request, opened.effects);
      // 4. Whoever asked makes an answer of it, and says what is stored with it.
      const reply = await this.#turns.reply(turn, result, programs);
      const answer = outlet.answer(reply);
      // 5. All of it is stored in one transaction.
      await this.#turns.commit(turn, result, request, opened, outlet.leaves(answer, reply));
      // 6. The answer may be seen.
      return answer;
    } catch (error) {
      if (error instanceof AnsweredMeanwhileError) return await this.#repeat(error, request, outlet, programs);
      await this.#leaveRefusal(error, request, outlet, entered);
      throw error;
    }
  }

  async #programsOf(session: StoredSession | undefined): Promise<readonly Program[]> {
    const { programs } = this.#world;
    const found = await Promise.all((session?.state.frames ?? []).map(({ versionId }) => programs.get(versionId)));
    return found.filter((program) => program !== undefined);
  }

  /** The answer that another process gave to the same request while ours was being found. */
  async #repeat<Answer>(
    cause: Error,
    { notes }: TurnRequest,
    outlet: Outlet<Answer>,
    programs: readonly Program[],
  ): Promise<Answer> {
    const { store, clock } = this.#world;
    const { name } = outlet;
    const stored = name && (await store.sessions.idempotentAnswer(name.scope, name.key, clock.now()));
    const given = stored && outlet.repeat(stored, programs);
    if (given === undefined) throw new ReparteeError('conversationBusy', { cause });
    notes.isRepeated = true;
    return given;
  }

  async #leaveRefusal(
    error: unknown,
    { notes }: TurnRequest,
    outlet: Outlet<unknown>,
    { place }: EnteredTurn,
  ): Promise<void> {
    const leavings = outlet.refuse(error);
    if (!leavings || place === undefined) return;
    const { store, clock } = this.#world;
    const botId = notes.botId ?? '';
    await store.sessions.commit({ ...leavings, at: clock.now(), sessionId: place, botId, session: 'keep' });
  }

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
    await using entered = await this.#places.enterSession({ sessionId, size: () => size });
    const { session: stored } = entered;
    const state = await change(stored);
    if (!stored || !state) return;
    const { botId, expiresAt, isWaiting, revision } = stored;
    const at = this.#world.clock.now();
    const session = { state, expiresAt, isWaiting };
    await this.#world.store.sessions.commit({ at, sessionId, botId, session, expectedRevision: revision });
  }

  /** Turns that wait for the one before them. */
  get waiting(): number {
    return this.#world.store.sessions.waiting();
  }

  /** Refuses the turns that wait, and keeps those that run from being stored; all of them get `shuttingDown`. */
  stop(): void {
    this.#turns.stop();
    this.#world.store.sessions.refuseWaiting(stopping());
  }

  /** Resolves when no turn is running any more. */
  idle(): Promise<void> {
    return this.#world.store.sessions.idle();
  }

  /** The session with its state in today's form; undefined when it does not exist or is over its time. */
  async session(id: string): Promise<StoredSession | undefined> {
    return this.#places.live(await this.#world.store.sessions.get(id));
  }

  /** Checks a caller against the origins that the session allows. Throws `originRefused`. */
  admit(session: StoredSession, caller: Caller): void {
    this.#admission.toSession(session, caller);
  }

  /** Deletes what is over its time, a part at a time. */
  sweep(limit = 500, logsBefore?: number): Promise<SweepCounts> {
    return this.#world.store.sessions.sweep({ now: this.#world.clock.now(), limit, logsBefore });
  }
}
