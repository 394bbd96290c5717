import path from 'node:path';
import { ConfigError } from './config-error.ts';
import { defaultRateLimits, type RateLimits } from './rate-limits.ts';
import {
  flagOf,
  type LogLevel,
  type Setting,
  type SettingName,
  settingNames,
  settings,
  variableOf,
} from './settings.ts';

/** How the server runs (design §8). */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** Absolute path. */
  readonly dataDir: string;
  /** Undefined: the embedded database. */
  readonly databaseUrl: string | undefined;
  /** Without a slash at the end. */
  readonly publicUrl: string;
  readonly adminToken: string | undefined;
  readonly encryptionSecret: string | undefined;
  readonly encryptionSecretOld: string | undefined;
  /** Lower-case host names, addresses, `host:port` and ranges. */
  readonly allowPrivateHosts: readonly string[];
  readonly rateLimits: RateLimits;
  readonly trustProxy: readonly string[];
  /** Largest body of callers without a token, in bytes. */
  readonly bodyLimit: number;
  /** How long a request may take to arrive. */
  readonly requestTimeoutMs: number;
  readonly maxConnections: number;
  /** Most MB of files that one conversation may hold. */
  readonly uploadsPerConversation: number;
  readonly chatApiTimeoutMs: number | undefined;
  readonly logLevel: LogLevel;
  readonly hasMetrics: boolean;
  /** Token that metrics are read with; undefined: they are for programs on this machine and users with a token. */
  readonly metricsToken: string | undefined;
  /** Time that turns in flight get when the server is told to stop. */
  /** How long a message waits for the turns before it. */
  readonly turnWaitMs: number;
  readonly shutdownGraceMs: number;
  readonly retention: {
    /** How long an untouched conversation is kept; Infinity: for good. */
    readonly sessionsMs: number;
    /** How long logs of results are kept; Infinity: for good. */
    readonly logsMs: number;
    /** Time between two runs; Infinity: there are none. */
    readonly intervalMs: number;
  };
}

const hourMs = 60 * 60 * 1000;

type Texts = Readonly<Record<string, string | undefined>>;

/** Where the values come from, as texts. */
export interface ConfigSources {
  /** By the name of the setting, for example `dataDir`. */
  readonly flags?: Readonly<Partial<Record<SettingName, string>>>;
  /** By the name of the variable, for example `DATA_DIR`. */
  readonly env?: Texts;
  readonly dotEnv?: Texts;
}

/**
 * Reads the configuration: flags win over the environment, that over `.env`, that over defaults. A variable that is set
 * to nothing counts as not set.
 *
 * @throws ConfigError naming every value that cannot be used, and what was expected
 * @example readConfig({ flags: { port: '8080' }, env: process.env }).port // 8080
 */
export function readConfig({ flags = {}, env = {}, dotEnv = {} }: ConfigSources): Config {
  const problems: string[] = [];
  const read = <N extends SettingName>(name: N) => {
    const variable = variableOf(name);
    const sources = [
      [`${flagOf(name)} (${variable})`, flags[name]],
      [variable, env[variable]],
      [`${variable} in .env`, dotEnv[variable]],
    ] as const;
    const [source, text] = sources.find(([, value]) => value !== undefined && value.trim() !== '') ?? [];
    if (source === undefined || text === undefined) return undefined;
    const setting: Setting<unknown> = settings[name];
    const value = setting.read(text.trim());
    if (value === undefined) {
      problems.push(`${source} must be ${setting.expected}${setting.isSecret ? '' : `, not "${text}"`}.`);
    }
    return value as ReturnType<(typeof settings)[N]['read']>;
  };
  const values = Object.fromEntries(settingNames.map((name) => [name, read(name)])) as {
    [N in SettingName]: ReturnType<typeof read<N>>;
  };
  if (problems.length > 0) throw new ConfigError(problems.join('\n'));

  const { port = 3000, host = '127.0.0.1', publicUrl = `http://${urlHost(host)}:${port}` } = values;
  return {
    port,
    host,
    publicUrl,
    dataDir: path.resolve(values.dataDir ?? 'data'),
    databaseUrl: values.databaseUrl,
    adminToken: values.adminToken,
    encryptionSecret: values.encryptionSecret,
    encryptionSecretOld: values.encryptionSecretOld,
    allowPrivateHosts: values.allowPrivateHosts ?? [],
    rateLimits: values.rateLimit ?? defaultRateLimits,
    trustProxy: values.trustProxy ?? [],
    bodyLimit: values.bodyLimit ?? 256 * 1024,
    requestTimeoutMs: values.requestTimeout ?? 120_000,
    maxConnections: values.maxConnections ?? 10_000,
    uploadsPerConversation: values.uploadsPerConversation ?? 100,
    chatApiTimeoutMs: values.chatApiTimeout,
    logLevel: values.logLevel ?? 'info',
    hasMetrics: values.metrics ?? true,
    metricsToken: values.metricsToken,
    turnWaitMs: values.turnWait ?? 30_000,
    shutdownGraceMs: values.shutdownGrace ?? 30_000,
    retention: {
      sessionsMs: values.retentionSessions ?? 48 * hourMs,
      logsMs: values.retentionLogs ?? 90 * 24 * hourMs,
      intervalMs: values.retentionInterval ?? hourMs / 6,
    },
  };
}

/** A host as it stands in an address that can be opened; listening everywhere includes this machine. */
export function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
