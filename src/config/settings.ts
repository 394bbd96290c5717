import { isPort, readHosts, readProxies } from './addresses.ts';
import { readDuration, readDurationOrOff } from './durations.ts';
import { type RateLimits, readRateLimits } from './rate-limits.ts';
import { readSize } from './sizes.ts';

/** One setting: how it is read, and what people are told about it. */
export interface Setting<T> {
  /** Undefined when the text is no such value. */
  readonly read: (text: string) => T | undefined;
  /** What a value must be; completes the sentence "PORT must be …". */
  readonly expected: string;
  /** Stands for the value in the help of the flag. */
  readonly placeholder: string;
  readonly meaning: string;
  /** What counts when nothing is set, in words. */
  readonly fallback: string;
  /** The value is never shown. */
  readonly isSecret?: boolean;
}

/** From the quietest to the most talkative. */
export const logLevels = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof logLevels)[number];

/**
 * Every setting, by the name of its flag in camel case: `dataDir` is the flag `--data-dir` and the variable `DATA_DIR`.
 * The reference page `docs/guide/configuration.md` is generated from this table.
 */
export const settings = {
  port: {
    read: (text) => (/^\d+$/.test(text) && isPort(Number(text)) ? Number(text) : undefined),
    expected: 'a whole number from 1 to 65535',
    placeholder: 'number',
    meaning: 'Port to listen on.',
    fallback: '3000',
  } satisfies Setting<number>,
  host: {
    read: (text) => (/^[\w.:-]+$/.test(text) ? text : undefined),
    expected: 'an address or a host name without a port',
    placeholder: 'address',
    meaning: 'Address to listen on; `0.0.0.0` is every address of the machine.',
    fallback: '127.0.0.1',
  } satisfies Setting<string>,
  dataDir: {
    read: (text) => (text === ':memory:' || text.includes('\0') ? undefined : text),
    expected: 'a folder',
    placeholder: 'folder',
    meaning: 'Folder of the embedded database; it is created when it does not exist.',
    fallback: './data',
  } satisfies Setting<string>,
  databaseUrl: {
    read: readDatabaseUrl,
    expected: 'an address such as postgres://user:password@host:5432/database',
    placeholder: 'url',
    meaning: 'PostgreSQL database (14 or newer) that holds everything but uploads, in place of the embedded one.',
    fallback: 'none: the embedded database in `DATA_DIR`',
    isSecret: true,
  } satisfies Setting<string>,
  publicUrl: {
    read: readPublicUrl,
    expected: 'an address such as https://chat.example.com, without path, query and user',
    placeholder: 'url',
    meaning: 'Address that people and apps use to reach the server.',
    fallback: '`http://HOST:PORT`',
  } satisfies Setting<string>,
  adminToken: {
    read: readToken,
    expected: '16 to 255 letters, digits or signs without spaces',
    placeholder: 'token',
    meaning: 'An API token of the owner, made on start when it does not exist. Only its hash is stored.',
    fallback: 'one is made and printed at the first start',
    isSecret: true,
  } satisfies Setting<string>,
  encryptionSecret: {
    read: readSecret,
    expected: '32 characters or more',
    placeholder: 'secret',
    meaning:
      'Key that signs upload links and seals credentials. 32 characters are the key itself, as other servers use it; of ' +
      'more one is derived. All processes that share a database need the same one.',
    fallback: 'a key file with mode 600 in the data folder',
    isSecret: true,
  } satisfies Setting<string>,
  encryptionSecretOld: {
    read: readSecret,
    expected: '32 characters or more',
    placeholder: 'secret',
    meaning:
      'What `ENCRYPTION_SECRET` was before: credentials that it sealed can be read, and `rotate-key` seals them anew.',
    fallback: 'none',
    isSecret: true,
  } satisfies Setting<string>,
  allowPrivateHosts: {
    read: readHosts,
    expected: 'a comma list of host names, addresses, host:port or ranges such as 10.0.0.0/8',
    placeholder: 'list',
    meaning: 'Hosts that outgoing requests may reach although they are not public.',
    fallback: 'none',
  } satisfies Setting<readonly string[]>,
  rateLimit: {
    read: readRateLimits,
    expected: '"off" or limits such as start=60/m,continue=300/m,botStart=off (s, m or h)',
    placeholder: 'limits',
    meaning:
      'Chat requests and wrong tokens that one address may send, and chat requests that one bot takes. Programs on the same machine are never limited.',
    fallback:
      '`start=60/m,continue=300/m,stream=60/m,upload=120/m,logs=60/m,botStart=6000/m,botContinue=60000/m,auth=30/m`',
  } satisfies Setting<RateLimits>,
  trustProxy: {
    read: readProxies,
    expected: 'a comma list of addresses, of ranges such as 10.0.0.0/8, or of loopback, linklocal, uniquelocal',
    placeholder: 'list',
    meaning: 'Proxies whose forwarding headers count.',
    fallback: 'none',
  } satisfies Setting<readonly string[]>,
  bodyLimit: {
    read: readSize,
    expected: 'a size such as 256kb or 1mb',
    placeholder: 'size',
    meaning: 'Largest body of a request without a valid API token. With one it may have 10 MB, for bots.',
    fallback: '256kb',
  } satisfies Setting<number>,
  requestTimeout: {
    read: readDuration,
    expected: 'a time such as 2m',
    placeholder: 'time',
    meaning: 'How long a request may take to arrive, files included; one that takes longer is cut.',
    fallback: '2m',
  } satisfies Setting<number>,
  maxConnections: {
    read: (text) => (/^[1-9]\d{0,6}$/.test(text) ? Number(text) : undefined),
    expected: 'a whole number above 0',
    placeholder: 'number',
    meaning: 'Connections that may be open at once; further ones are closed.',
    fallback: '10000',
  } satisfies Setting<number>,
  uploadsPerConversation: {
    read: (text) => (/^[1-9]\d{0,6}$/.test(text) ? Number(text) : undefined),
    expected: 'a whole number of megabytes above 0',
    placeholder: 'MB',
    meaning: 'Most files that one conversation may hold, all together.',
    fallback: '100',
  } satisfies Setting<number>,
  chatApiTimeout: {
    read: (text) => (/^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined),
    expected: 'a whole number of milliseconds above 0',
    placeholder: 'ms',
    meaning: 'Longest time of one turn; a longer one is refused with status 408 and leaves no trace.',
    fallback: 'none: the built-in limits alone',
  } satisfies Setting<number>,
  logLevel: {
    read: (text) => logLevels.find((level) => level === text),
    expected: `one of ${logLevels.join(', ')}`,
    placeholder: 'level',
    meaning: 'How much is written to the log.',
    fallback: 'info',
  } satisfies Setting<LogLevel>,
  turnWait: {
    read: readDuration,
    expected: 'a time such as 30s',
    placeholder: 'time',
    meaning:
      'How long a message waits for the turns before it; then it is refused with status 409, and nothing changed.',
    fallback: '30s',
  } satisfies Setting<number>,
  metrics: {
    read: (text) =>
      new Map([
        ['on', true],
        ['off', false],
      ]).get(text),
    expected: 'on or off',
    placeholder: 'on|off',
    meaning: 'Whether `/metrics` exists. It answers programs on this machine and API tokens of users.',
    fallback: 'on',
  } satisfies Setting<boolean>,
  metricsToken: {
    read: readToken,
    expected: '16 to 255 letters, digits or signs without spaces',
    placeholder: 'token',
    meaning: 'The only token that `/metrics` then answers, wherever the caller is.',
    fallback: 'none',
    isSecret: true,
  } satisfies Setting<string>,
  shutdownGrace: {
    read: readDuration,
    expected: 'a time such as 30s or 2m',
    placeholder: 'time',
    meaning: 'How long turns in flight may go on when the server is told to stop; later ones are refused.',
    fallback: '30s',
  } satisfies Setting<number>,
  retentionSessions: {
    read: readDurationOrOff,
    expected: 'a time such as 48h or 7d, or off',
    placeholder: 'time',
    meaning: 'How long a conversation is kept after its last message; results are not touched. `off` keeps them all.',
    fallback: '48h',
  } satisfies Setting<number>,
  retentionLogs: {
    read: readDurationOrOff,
    expected: 'a time such as 90d, or off',
    placeholder: 'time',
    meaning: 'How long the logs of results are kept. `off` keeps them all.',
    fallback: '90d',
  } satisfies Setting<number>,
  retentionInterval: {
    read: readDurationOrOff,
    expected: 'a time such as 10m, or off',
    placeholder: 'time',
    meaning: 'Time between two runs that remove what is over its time. `off` removes nothing.',
    fallback: '10m',
  } satisfies Setting<number>,
} as const;

/** Name of a setting. */
export type SettingName = keyof typeof settings;
/** Names of all settings, in the order in which people read about them. */
export const settingNames = Object.keys(settings) as SettingName[];

/** @example variableOf('dataDir') // 'DATA_DIR' */
export function variableOf(name: SettingName): string {
  return name.replace(/[A-Z]/g, '_$&').toUpperCase();
}

/** @example flagOf('dataDir') // '--data-dir' */
export function flagOf(name: SettingName): string {
  return `--${name.replace(/[A-Z]/g, '-$&').toLowerCase()}`;
}

function readToken(text: string): string | undefined {
  return /^[\x21-\x7e]{16,255}$/.test(text) ? text : undefined;
}

function readPublicUrl(text: string): string | undefined {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) return undefined;
  return url.href === `${url.origin}/` ? url.origin : undefined;
}

function readDatabaseUrl(text: string): string | undefined {
  const url = URL.parse(text);
  return url && /^postgres(ql)?:$/.test(url.protocol) ? text : undefined;
}

function readSecret(text: string): string | undefined {
  return text.length >= 32 ? text : undefined;
}
