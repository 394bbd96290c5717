import type { TurnEvent } from '../engine/advance.ts';
import type { Call, Service } from '../engine/service.ts';
import type { JournalStore } from '../store/journal.ts';
import { fingerprint } from './fingerprint.ts';

/** What stays the same when a turn runs again, because the server was killed or the turn was not stored. */
export interface TurnIdentity {
  /** The session, or the place of a start under a key. */
  readonly scope: string;
  /** Tells the turns of a scope apart: `first`, or what is particular to the stored session that the turn goes on from. */
  readonly turn: 'first' | { readonly createdAt: number; readonly revision: number };
  readonly event: TurnEvent;
}

/** Most calls of one turn that change something outside: as many as blocks that a turn runs (engine §12). */
const mostCalls = 10_000;
/** Most UTF-16 units of outcomes that are kept of one turn. One that does not fit is unknown when the turn runs again. */
const mostKept = 4_000_000;

/**
 * The calls of one turn. Those that change something outside are noted before they leave and when they are answered:
 * a turn that runs again makes none of them twice. What only reads is asked again.
 */
export class TurnJournal {
  readonly #store: JournalStore;
  readonly #identity: TurnIdentity | undefined;
  readonly #send: Call;
  readonly #now: () => number;
  #turn: string | undefined;
  #calls = 0;
  #kept = 0;

  /**
   * @param identity undefined for a turn that nobody can ask for again; its calls are not noted
   * @param send makes a call
   */
  constructor(store: JournalStore, identity: TurnIdentity | undefined, send: Call, now: () => number) {
    this.#store = store;
    this.#identity = identity;
    this.#send = send;
    this.#now = now;
  }

  /**
   * Scope of what is to be forgotten when the turn is stored. A first turn forgets what an earlier one under its id has
   * left, also when it called nothing: nothing else tells conversations under one id apart.
   */
  get scope(): string | undefined {
    const isUsed = this.#calls > 0 || this.#identity?.turn === 'first';
    return isUsed ? this.#identity?.scope : undefined;
  }

  /** Makes a call, unless its outcome is known or it must not be made again. */
  readonly call: Call = async (service, request) => {
    const identity = this.#identity;
    if (!identity || !service.changes?.(request)) return this.#send(service, request);
    if (this.#calls === mostCalls) return service.failed(tooMany);
    return this.#callOnce(service, request, identity, this.#calls++);
  };

  async #callOnce<Request, Outcome>(
    service: Service<Request, Outcome>,
    request: Request,
    { scope, turn, event }: TurnIdentity,
    number: number,
  ): Promise<Outcome> {
    this.#turn ??= fingerprint(scope, turn, event);
    const id = fingerprint(this.#turn, number, service.name, service.identity?.(request) ?? request);
    const keyed = service.withKey?.(request, id);
    const keyHash = keyed && fingerprint(keyed.key);
    const noted = await this.#store.begin({ scope, id, keyHash, at: this.#now() });
    if (noted?.outcome !== undefined) return JSON.parse(noted.outcome);
    // Only the key that the outside may have had tells it that it had the call.
    if (noted && (keyHash === undefined || noted.keyHash !== keyHash)) return service.failed(interrupted);
    const outcome = await this.#send(service, keyed?.request ?? request);
    if (service.isAnswered?.(outcome) ?? true) await this.#keep(scope, id, JSON.stringify(outcome));
    return outcome;
  }

  async #keep(scope: string, id: string, outcome: string): Promise<void> {
    if (this.#kept + outcome.length > mostKept) return;
    this.#kept += outcome.length;
    await this.#store.settle(scope, id, outcome);
  }
}

const tooMany = {
  reason: 'not available',
  message: `One turn may make ${mostCalls} calls that change something`,
} as const;

const interrupted = {
  reason: 'unknown',
  message:
    'The server was interrupted while it made this call: whether it came through is not known, so it was not made again',
} as const;
