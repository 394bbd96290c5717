import type {
  AppRequest,
  AppResponse,
  Channel,
  Command,
  Outcome,
  SetupContext,
  SetupStep,
} from '../channels/channel.ts';
import type { HttpClient, HttpRequest } from '../effects/http/client.ts';
import { NetworkError, RefusedError } from '../effects/http/errors.ts';
import { appBody } from './app-body.ts';
import { FileError } from './file-error.ts';

/** One channel as requests to its app are made for it. */
export interface AppClientOptions<Credentials> {
  readonly channel: Channel<Credentials>;
  readonly credentials: Credentials;
  /** Addresses that take the place of the app's own, by the names of `Channel.hosts`. */
  readonly hosts?: Readonly<Record<string, string>>;
  readonly http: HttpClient;
  readonly now: () => number;
}

/** What became of a command, and what takes its place. */
export interface Delivered {
  readonly outcome: Outcome;
  /** Sent next, before what stood behind the command: the rest of a chain, or what takes the place of a refused one. */
  readonly next: readonly Command[];
}

/** How a step of a setup went. */
export interface StepResult {
  readonly name: string;
  readonly isOk: boolean;
  readonly detail: string;
}

/** Time for a request to an app, in ms. */
const timeoutMs = 15_000;
/** Most that is read of an answer, in bytes. */
const mostAnswer = 64 * 1024;
/** A token is made anew so long before it ends, in ms: the clock of the app is another one. */
const renewBeforeMs = 60_000;

/**
 * Sends the requests of one channel through the one guarded client, each with what proves that it is ours; the only place
 * where requests of channels meet their secrets. Tokens are made once and shared by all that is sent meanwhile.
 */
export class AppClient<Credentials> {
  readonly #options: AppClientOptions<Credentials>;
  #known: Token | undefined;
  #making: Promise<Token | Outcome> | undefined;

  constructor(options: AppClientOptions<Credentials>) {
    this.#options = options;
  }

  /** Sends a command and says what follows from the answer. Never rejects for what goes wrong outside. */
  async deliver(command: Command): Promise<Delivered> {
    const { channel } = this.#options;
    const token = await this.#currentToken();
    if (token !== undefined && 'kind' in token) return { outcome: token, next: [] };
    const response = await this.#send(command.request, token?.token);
    const next = command.step === undefined ? [] : (channel.follow?.(command, response) ?? []);
    // A chain that goes on has its outcome at its end, also where a step was refused and another way is taken.
    if (next.length > 0) return { outcome: { kind: 'sent' }, next };
    const outcome = channel.outcome(command, response);
    if (isTokenRefused(outcome)) this.#known = undefined;
    return {
      outcome,
      next: outcome.kind === 'gaveUp' && outcome.reason === 'rejected' ? (command.fallback ?? []) : [],
    };
  }

  /** Sends a request by itself, such as one of a setup. */
  async send(request: AppRequest): Promise<AppResponse> {
    const token = await this.#currentToken();
    if (token !== undefined && 'kind' in token) return { failure: 'No token could be made', isSent: false };
    return this.#send(request, token?.token);
  }

  /** Takes steps one after the other, until one goes wrong. */
  async run(
    stepsOf: (context: SetupContext<Credentials>) => readonly SetupStep[],
    context: Omit<SetupContext<Credentials>, 'credentials'>,
  ): Promise<readonly StepResult[]> {
    const results: StepResult[] = [];
    for (const { name, request, read } of stepsOf({ ...context, credentials: this.#options.credentials })) {
      const result = { name, ...read(await this.send(request)) };
      results.push(result);
      if (!result.isOk) break;
    }
    return results;
  }

  async #currentToken(): Promise<Token | Outcome | undefined> {
    const { channel, credentials, now } = this.#options;
    const request = channel.token?.request(credentials);
    if (!channel.token || !request) return undefined;
    if (this.#known && this.#known.expiresAt - renewBeforeMs > now()) return this.#known;
    // Whoever comes while one is made waits for the same one.
    this.#making ??= this.#newToken(request, channel.token.read).finally(() => {
      this.#making = undefined;
    });
    const made = await this.#making;
    if (!('kind' in made)) this.#known = made;
    return made;
  }

  async #newToken(request: AppRequest, read: NonNullable<Channel['token']>['read']): Promise<Token | Outcome> {
    return read(await this.#send(request, undefined), this.#options.now());
  }

  async #send(request: AppRequest, token: string | undefined): Promise<AppResponse> {
    const { channel, credentials, http, now } = this.#options;
    const authorized = channel.authorize(request, credentials, token);
    const ready = channel.sign?.(authorized, credentials, now()) ?? authorized;
    try {
      const { headers, body } = await appBody(ready, http);
      const {
        status,
        headers: given,
        text,
      } = await http.request({
        url: this.#addressOf(ready),
        method: ready.method,
        headers: { ...ready.headers, ...headers },
        ...(body !== undefined && { body }),
        timeoutMs,
        maxBytes: mostAnswer,
        redirect: 'manual',
      } satisfies HttpRequest);
      return {
        status,
        headers: Object.fromEntries(given.map(([name, value]) => [name.toLowerCase(), value])),
        body: text,
      };
    } catch (error) {
      return { failure: reasonOf(error), isSent: !isUnsent(error) };
    }
  }

  #addressOf({ host, path }: AppRequest): string {
    const { channel, hosts = {} } = this.#options;
    const named = Object.hasOwn(channel.hosts, host) ? (hosts[host] ?? channel.hosts[host]?.url) : undefined;
    return `${(named ?? host).replace(/\/+$/, '')}${path}`;
  }
}

interface Token {
  readonly token: string;
  readonly expiresAt: number;
}

/** What went wrong, in words that hold no address: those of some apps hold a secret. */
function reasonOf(error: unknown): string {
  const { name, message } = error as Error;
  if (error instanceof FileError || error instanceof RefusedError) return message;
  if (error instanceof NetworkError) return `The connection failed: ${message.replaceAll(/https?:\/\/\S+/g, '…')}`;
  return name === 'TimeoutError' ? `There was no answer within ${timeoutMs / 1000} s` : 'The answer could not be read';
}

/** Nobody was reached: what `connect`, the resolver and the client say before anything is written. */
const unreached = /\b(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|bad port)\b/;

/** Errors after which the app cannot have had the request. */
function isUnsent(error: unknown): boolean {
  if (error instanceof FileError || error instanceof RefusedError) return true;
  for (let inner = error; inner instanceof Error; inner = inner.cause) {
    if (unreached.test(`${(inner as NodeJS.ErrnoException).code} ${inner.message}`)) return true;
  }
  return false;
}

function isTokenRefused(outcome: Outcome): boolean {
  return outcome.kind === 'gaveUp' && outcome.reason === 'auth';
}
