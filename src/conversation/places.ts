import { upgradeState } from '../engine/upgrade-state.ts';
import type { IdempotentAnswer, StoredSession, TurnLoad } from '../store/sessions.ts';
import type { RequestName } from './outlet.ts';
import type { TurnRequest } from './requests.ts';
import type { TurnWorld } from './turn-effects.ts';

/** A turn that may run now; the next one may when it is disposed of. */
export interface EnteredTurn extends AsyncDisposable {
  /** Where those wait that ask for the same; undefined: nobody else can know of the turn yet. */
  readonly place: string | undefined;
  /** In today's form; undefined when there is none, or it is over its time. */
  readonly session: StoredSession | undefined;
  /** What was answered under the name of the request. */
  readonly answered: IdempotentAnswer | undefined;
  /** Revision that a first turn is stored with: 0 when its id is free, undefined when it replaces what has it. */
  readonly firstRevision: 0 | undefined;
}

/** A conversation of which nobody knows the id: it waits for nothing. */
const free: EnteredTurn = {
  place: undefined,
  session: undefined,
  answered: undefined,
  firstRevision: 0,
  [Symbol.asyncDispose]: async () => {},
};

/** Waits for the turns of sessions. */
export class Places {
  readonly #world: Pick<TurnWorld, 'store' | 'clock'>;
  readonly #waitMs: number;

  /** @param waitMs how long a turn may wait for the one before it */
  constructor(world: Pick<TurnWorld, 'store' | 'clock'>, waitMs: number) {
    this.#world = world;
    this.#waitMs = waitMs;
  }

  /** Waits until the turn of a request may run. Rejects with `conversationBusy`, `tooManyWaiting` and `shuttingDown`. */
  async enter(request: TurnRequest, name: RequestName | undefined): Promise<EnteredTurn> {
    const { kind, sessionId, size } = request;
    if (kind === 'message') return this.#note(request, await this.enterSession({ sessionId, size, ...name }));
    if (!name) {
      // After the turns of a session with the chosen id; an id of our own has none, and cannot be taken.
      return sessionId === undefined ? free : this.#note(request, await this.enterSession({ sessionId, size }));
    }
    // There is no session to wait for yet: starts under one name wait for each other.
    await using waited = new AsyncDisposableStack();
    const place = startPlace(name);
    const first = waited.use(this.#note(request, await this.enterSession({ sessionId: place, size, ...name })));
    const isSession = sessionId !== undefined && !first.answered;
    const second = isSession && waited.use(this.#note(request, await this.enterSession({ sessionId, size })));
    const both = waited.move();
    return { ...(second || free), place, answered: first.answered, [Symbol.asyncDispose]: () => both.disposeAsync() };
  }

  /** Waits until no turn of a session runs. */
  async enterSession(load: Omit<TurnLoad, 'now' | 'waitMs'>): Promise<EnteredTurn & { readonly waitedMs: number }> {
    const { store, clock } = this.#world;
    const { session, ...turn } = await store.sessions.enter({ ...load, now: clock.now(), waitMs: this.#waitMs });
    return { ...turn, place: load.sessionId, session: this.live(session), firstRevision: session ? undefined : 0 };
  }

  /** A session in today's form; undefined when it is over its time. */
  live(stored: StoredSession | undefined): StoredSession | undefined {
    if (!stored || stored.expiresAt <= this.#world.clock.now()) return undefined;
    const state = upgradeState(stored.state);
    return state === stored.state ? stored : { ...stored, state };
  }

  #note(request: TurnRequest, entered: EnteredTurn & { readonly waitedMs: number }): EnteredTurn {
    request.notes.waitedMs += entered.waitedMs;
    return entered;
  }
}

/** Where starts under one name wait for each other; no id of a session holds a line break. */
function startPlace({ scope, key }: RequestName): string {
  return `start\n${scope}\n${key}`;
}
