import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import { userOfToken } from '../accounts/tokens.ts';
import { type ErrorName, ReparteeError } from '../errors/errors.ts';
import type { AccountStore, User } from '../store/accounts.ts';

/** The token of a request, or undefined. The word Bearer may be in any case. */
function bearerToken(request: FastifyRequest): string | undefined {
  return /^bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1];
}

/** Counts wrong tokens of an address. */
export interface Guesses {
  /** Seconds until the address may try again; undefined: at once. */
  refusedFor(request: FastifyRequest): Promise<number | undefined>;
  count(request: FastifyRequest): Promise<void>;
}

/** Finds out who sends a request. Tokens cannot be guessed at speed: wrong ones are counted per address. */
export class Tokens {
  readonly #accounts: AccountStore;
  readonly #guesses: Guesses | undefined;
  readonly #users = new WeakMap<FastifyRequest, User>();

  /** @param guesses undefined: wrong tokens are not counted */
  constructor(accounts: AccountStore, guesses: Guesses | undefined) {
    this.#accounts = accounts;
    this.#guesses = guesses;
  }

  /**
   * Hook for routes that need a token: it is checked before anything of the body is read. Throws the given error
   * without a valid one, `tooManyRequests` after too many wrong ones.
   */
  required(error: ErrorName): onRequestAsyncHookHandler {
    return async (request) => {
      const user = await this.find(request);
      if (!user) throw new ReparteeError(error);
      this.#users.set(request, user);
    };
  }

  /** Who sent a request to a route that needs a token. */
  userOf(request: FastifyRequest): User {
    const user = this.#users.get(request);
    if (!user) throw new Error(`No token is needed for ${request.routeOptions.url}`);
    return user;
  }

  /** The user whose token the request carries, or undefined. Throws `tooManyRequests` after too many wrong ones. */
  find(request: FastifyRequest): Promise<User | undefined> {
    return this.verify(request, (token) => userOfToken(this.#accounts, token));
  }

  /** What the token of the request opens, or undefined. Throws `tooManyRequests` after too many wrong ones. */
  async verify<T>(request: FastifyRequest, open: (token: string) => Promise<T | undefined>): Promise<T | undefined> {
    const token = bearerToken(request);
    if (token === undefined) return undefined;
    // Looked at first: right tokens, too, must not tell themselves apart from wrong ones at speed.
    const retryAfterS = await this.#guesses?.refusedFor(request);
    if (retryAfterS !== undefined) throw new ReparteeError('tooManyRequests', { retryAfterS });
    const opened = await open(token);
    if (opened === undefined) await this.#guesses?.count(request);
    return opened;
  }
}
