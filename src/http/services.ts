import type { FastifyBaseLogger } from 'fastify';
import type { Credentials } from '../accounts/credentials/credentials.ts';
import type { ProgramCache } from '../bots/program-cache.ts';
import type { Clock } from '../conversation/clock.ts';
import type { Conversations } from '../conversation/conversations.ts';
import type { Retention } from '../conversation/retention.ts';
import type { Uploads } from '../conversation/uploads.ts';
import type { Store } from '../store/store.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Tokens } from './auth.ts';
import type { BotLimits } from './chat-api/bot-limits.ts';
import type { HttpSettings } from './settings.ts';

/** What the routes work with. */
export interface Services {
  readonly store: Store;
  readonly conversations: Conversations;
  readonly programs: ProgramCache;
  readonly clock: Clock;
  readonly uploads: Uploads;
  readonly credentials: Credentials;
  readonly settings: HttpSettings;
  readonly log: FastifyBaseLogger | false;
  readonly operations: Operations;
  readonly botLimits: BotLimits;
  readonly tokens: Tokens;
  /** What is wrong with the database; undefined: nothing. */
  readonly databaseProblem: () => Promise<string | undefined>;
}

/** What an application is built from; the rest it makes itself. */
export type AppParts = Omit<Services, 'tokens' | 'databaseProblem'>;

/** What the server can tell those who run it. */
export interface Operations {
  /** True from the moment on when the server was told to stop. Absent: it never is. */
  readonly isClosing?: () => boolean;
  /** Why scripts of bots are refused; absent: they run. */
  readonly scriptProblem?: string | undefined;
  /** When what is over its time was removed last, and when it is next. Absent: it never is. */
  readonly retention?: Pick<Retention, 'status' | 'refresh'> | undefined;
  /** Counted numbers; undefined = nobody may read them. */
  readonly metrics?: Metrics | undefined;
  /** Token that metrics are read with. Undefined: they are for programs on this machine and users with a token. */
  readonly metricsToken?: string | undefined;
}
