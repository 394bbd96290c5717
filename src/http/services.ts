import type { FastifyBaseLogger } from 'fastify';
import type { ProgramCache } from '../bots/program-cache.ts';
import type { Clock } from '../conversation/clock.ts';
import type { Conversations } from '../conversation/conversations.ts';
import type { RetentionStatus } from '../conversation/retention.ts';
import type { Uploads } from '../conversation/uploads.ts';
import type { Store } from '../store/store.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Tokens } from './auth.ts';
import type { BotLimits } from './chat-api/bot-limits.ts';

/** What the routes work with. */
export interface Services {
  readonly store: Store;
  readonly conversations: Conversations;
  readonly programs: ProgramCache;
  readonly clock: Clock;
  readonly uploads: Uploads;
  readonly settings: HttpSettings;
  readonly log: FastifyBaseLogger | false;
  readonly operations: Operations;
  readonly botLimits: BotLimits;
  readonly tokens: Tokens;
}

/** What the server can tell those who run it. */
export interface Operations {
  /** True from the moment on when the server was told to stop. Absent: it never is. */
  readonly isClosing?: () => boolean;
  /** Why scripts of bots are refused; absent: they run. */
  readonly scriptProblem?: string | undefined;
  /** When what is over its time was removed last, and when it is next. Absent: it never is. */
  readonly retention?: (() => RetentionStatus) | undefined;
  /** Counted numbers; undefined = nobody may read them. */
  readonly metrics?: Metrics | undefined;
  /** Token that metrics are read with. Undefined: they are for programs on this machine and users with a token. */
  readonly metricsToken?: string | undefined;
}

/** Requests per window. */
export interface RateLimit {
  readonly max: number;
  readonly windowMs: number;
}

export interface HttpSettings {
  /** Address that people and apps use, without a slash at the end. */
  readonly publicUrl: string;
  /** Per address and, with `bot`, per bot. Undefined turns a limit off. */
  readonly rateLimits: {
    readonly start?: RateLimit;
    readonly continue?: RateLimit;
    readonly stream?: RateLimit;
    /** Links to send a file, and sending. */
    readonly upload?: RateLimit;
    readonly logs?: RateLimit;
    readonly botStart?: RateLimit;
    readonly botContinue?: RateLimit;
    /** Wrong tokens. */
    readonly auth?: RateLimit;
  };
  /** Addresses or ranges of proxies whose forwarding headers count. */
  readonly trustProxy: readonly string[];
  /** Largest body of callers without a token, in bytes. Default 256 KB. */
  readonly bodyLimit?: number | undefined;
  /** How long a request may take to arrive, in ms. Default 2 min. */
  readonly requestTimeoutMs?: number | undefined;
  /** Connections that may be open at once. Default 10,000. */
  readonly maxConnections?: number | undefined;
}
