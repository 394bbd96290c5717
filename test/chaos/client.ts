import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from './random.ts';
import type { Tally } from './tally.ts';
import { send, type WireRequest } from './wire.ts';

/** A message to the server; with a key it may be sent again and again. */
export interface Post {
  readonly url: string;
  readonly body: object;
  readonly key?: string;
}

/** An answer that says how it is. */
export interface Reply {
  readonly status: number;
  readonly text: string;
}

/** What became of one attempt: an answer, a request to try again, or no (whole) answer at all. */
export type Outcome = Reply | 'refused' | 'lost';

/** Statuses after which the same request is to be sent again. */
const transient: ReadonlySet<number> = new Set([408, 409, 429]);

/** Sends requests and counts what comes of them. */
export class Client {
  readonly #address: () => string;
  readonly #tally: Tally;
  readonly #random: Random;
  readonly #giveUp: AbortSignal;

  /**
   * @param address of the server, asked before each attempt
   * @param giveUp ends all attempts, because the scenario has failed
   */
  constructor(address: () => string, tally: Tally, random: Random, giveUp: AbortSignal) {
    this.#address = address;
    this.#tally = tally;
    this.#random = random;
    this.#giveUp = giveUp;
  }

  /** Address of a server to talk to now. */
  get address(): string {
    return this.#address();
  }

  /** Sends until there is an answer. */
  async insist(post: Post): Promise<Reply> {
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.once(post);
      if (typeof outcome === 'object') return outcome;
      await this.rest(attempt);
    }
  }

  /** Sends once. Rejects only when the scenario has failed. */
  once({ url, body, key }: Post, hangUpAfterMs?: number): Promise<Outcome> {
    const headers = { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) };
    return this.#attempt({ method: 'POST', url, headers, body: JSON.stringify(body) }, hangUpAfterMs);
  }

  async #attempt(request: WireRequest, hangUpAfterMs?: number): Promise<Outcome> {
    this.#giveUp.throwIfAborted();
    this.#tally.add('requests');
    const url = `${this.address}${request.url}`;
    const hangUp = new AbortController();
    const end = () => hangUp.abort();
    this.#giveUp.addEventListener('abort', end);
    const timer = hangUpAfterMs === undefined ? undefined : setTimeout(end, hangUpAfterMs);
    try {
      const { status, text, isReplayed } = await send({ ...request, url }, hangUp.signal);
      return this.judge(status, text, isReplayed);
    } catch (error) {
      this.#giveUp.throwIfAborted();
      return this.lose(error);
    } finally {
      this.#giveUp.removeEventListener('abort', end);
      clearTimeout(timer);
    }
  }

  /** Tells an answer from a request to try again, which must say why. */
  judge(status: number, text: string, isReplayed: boolean): Reply | 'refused' {
    if (isReplayed) this.#tally.add('replays');
    if (status < 500 && !transient.has(status)) return { status, text };
    const { code } = JSON.parse(text) as { code?: string };
    this.#tally.add(`${status} ${code}`);
    return 'refused';
  }

  /** Counts an attempt without an answer. Throws what is no trouble of the connection. */
  lose(error?: unknown): 'lost' {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (error !== undefined && code === undefined) throw error;
    this.#tally.add(code === 'ECONNREFUSED' ? 'nobody there' : 'lost answers');
    return 'lost';
  }

  /** Sends, and hangs up at some moment before the answer is there, or after all gets it. */
  hangUp(post: Post): Promise<Outcome> {
    this.#tally.add('hung up');
    return this.once(post, this.#random.between(0, 4));
  }

  /** Reads something as the owner, until there is an answer. */
  async read(url: string, token: string): Promise<Reply> {
    const headers = { authorization: `Bearer ${token}` };
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.#attempt({ method: 'GET', url, headers });
      if (typeof outcome === 'object') return outcome;
      await this.rest(attempt);
    }
  }

  /** A moment before the next attempt, longer after each. */
  async rest(attempt: number): Promise<void> {
    this.#tally.add('retries');
    await pause(this.#random.between(1, 10 * 2 ** Math.min(attempt, 6)));
  }
}
