import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Config, type ConfigSources, readConfig } from './config.ts';
import { ConfigError } from './config-error.ts';
import { readDotEnv } from './dot-env.ts';

const hourMs = 3_600_000;
const perMinute = (limits: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(limits).map(([name, max]) => [name, { max, windowMs: 60_000 }]));

describe('defaults', () => {
  it('needs nothing', () => {
    expect(readConfig({})).toEqual({
      port: 3000,
      host: '127.0.0.1',
      publicUrl: 'http://127.0.0.1:3000',
      dataDir: path.resolve('data'),
      databaseUrl: undefined,
      adminToken: undefined,
      encryptionSecret: undefined,
      encryptionSecretOld: undefined,
      allowPrivateHosts: [],
      rateLimits: perMinute({
        start: 60,
        continue: 300,
        stream: 60,
        upload: 120,
        logs: 60,
        botStart: 6000,
        botContinue: 60_000,
        auth: 30,
      }),
      trustProxy: [],
      bodyLimit: 256 * 1024,
      requestTimeoutMs: 120_000,
      maxConnections: 10_000,
      uploadsPerConversation: 100,
      chatApiTimeoutMs: undefined,
      logLevel: 'info',
      hasMetrics: true,
      metricsToken: undefined,
      turnWaitMs: 30_000,
      shutdownGraceMs: 30_000,
      retention: { sessionsMs: 48 * hourMs, logsMs: 90 * 24 * hourMs, intervalMs: hourMs / 6 },
    } satisfies Config);
  });
});

describe('precedence', () => {
  it.each<[string, ConfigSources, number]>([
    ['.env over defaults', { dotEnv: { PORT: '1' } }, 1],
    ['environment over .env', { dotEnv: { PORT: '1' }, env: { PORT: '2' } }, 2],
    ['flags over environment', { dotEnv: { PORT: '1' }, env: { PORT: '2' }, flags: { port: '3' } }, 3],
    ['empty counts as unset', { dotEnv: { PORT: '1' }, env: { PORT: '' }, flags: { port: ' ' } }, 1],
    ['a wrong value that does not count', { dotEnv: { PORT: 'x' }, env: { PORT: '2' } }, 2],
  ])('%s', (_name, sources, port) => expect(readConfig(sources).port).toBe(port));
});

describe('values', () => {
  it.each<[Record<string, string>, Partial<Config>]>([
    [{ PORT: '65535' }, { port: 65_535, publicUrl: 'http://127.0.0.1:65535' }],
    [{ PORT: ' 80 ' }, { port: 80 }],
    [{ HOST: '0.0.0.0' }, { host: '0.0.0.0', publicUrl: 'http://localhost:3000' }],
    [{ HOST: '::' }, { host: '::', publicUrl: 'http://localhost:3000' }],
    [{ HOST: '::1' }, { host: '::1', publicUrl: 'http://[::1]:3000' }],
    [{ HOST: 'chat.internal' }, { host: 'chat.internal', publicUrl: 'http://chat.internal:3000' }],
    [{ DATA_DIR: '/var/lib/repartee' }, { dataDir: '/var/lib/repartee' }],
    [{ DATA_DIR: 'x' }, { dataDir: path.resolve('x') }],
    [{ DATABASE_URL: 'postgres://me:pw@db/chat' }, { databaseUrl: 'postgres://me:pw@db/chat' }],
    [{ DATABASE_URL: 'postgresql:///chat?host=/run/pg' }, { databaseUrl: 'postgresql:///chat?host=/run/pg' }],
    [{ PUBLIC_URL: 'https://chat.example.com' }, { publicUrl: 'https://chat.example.com' }],
    [{ PUBLIC_URL: 'https://chat.example.com/' }, { publicUrl: 'https://chat.example.com' }],
    [{ PUBLIC_URL: 'http://chat.example.com:8080/' }, { publicUrl: 'http://chat.example.com:8080' }],
    [{ ADMIN_TOKEN: '0123456789abcdef' }, { adminToken: '0123456789abcdef' }],
    [
      { ALLOW_PRIVATE_HOSTS: 'CRM.local, 127.0.0.1,api:8080,10.0.0.0/8,[::1]:80,::1,' },
      { allowPrivateHosts: ['crm.local', '127.0.0.1', 'api:8080', '10.0.0.0/8', '[::1]:80', '::1'] },
    ],
    [{ RATE_LIMIT: 'off' }, { rateLimits: {} }],
    [
      { RATE_LIMIT: 'start=5/s' },
      { rateLimits: { ...perMinute({ continue: 300, botStart: 6000 }), start: { max: 5, windowMs: 1000 } } },
    ],
    [{ RATE_LIMIT: 'start=off, continue=9/h' }, { rateLimits: { continue: { max: 9, windowMs: 3_600_000 } } }],
    [{ RATE_LIMIT: 'upload=3/m,logs=off,stream=1/s' }, { rateLimits: perMinute({ upload: 3 }) }],
    [{ RATE_LIMIT: 'botStart=7/m,botContinue=off' }, { rateLimits: perMinute({ start: 60, botStart: 7 }) }],
    [{ TRUST_PROXY: '10.0.0.0/8,::1,loopback' }, { trustProxy: ['10.0.0.0/8', '::1', 'loopback'] }],
    [{ UPLOADS_PER_CONVERSATION: '250' }, { uploadsPerConversation: 250 }],
    [{ CHAT_API_TIMEOUT: '2000' }, { chatApiTimeoutMs: 2000 }],
    [{ LOG_LEVEL: 'debug' }, { logLevel: 'debug' }],
    [{ METRICS: 'off' }, { hasMetrics: false }],
    [{ METRICS_TOKEN: '0123456789abcdef' }, { metricsToken: '0123456789abcdef' }],
    [{ SHUTDOWN_GRACE: '2m' }, { shutdownGraceMs: 120_000 }],
    [{ BODY_LIMIT: '512kb' }, { bodyLimit: 524_288 }],
    [{ BODY_LIMIT: '4MB' }, { bodyLimit: 4_194_304 }],
    [{ REQUEST_TIMEOUT: '30s' }, { requestTimeoutMs: 30_000 }],
    [{ MAX_CONNECTIONS: '500' }, { maxConnections: 500 }],
    [{ TURN_WAIT: '5s' }, { turnWaitMs: 5_000 }],
    [
      { RETENTION_SESSIONS: '7d', RETENTION_LOGS: 'off', RETENTION_INTERVAL: '30s' },
      { retention: { sessionsMs: 168 * hourMs, logsMs: Number.POSITIVE_INFINITY, intervalMs: 30_000 } },
    ],
  ])('%o', (env, expected) => expect(readConfig({ env })).toMatchObject(expected));
});

describe('refusals', () => {
  it.each<[string, string, string]>([
    ['PORT', 'abc', 'PORT must be a whole number from 1 to 65535, not "abc".'],
    ['METRICS', 'constructor', 'METRICS must be on or off, not "constructor".'],
    ['SHUTDOWN_GRACE', 'off', 'SHUTDOWN_GRACE must be a time such as 30s or 2m'],
    ['RETENTION_LOGS', '90', 'RETENTION_LOGS must be a time such as 90d, or off'],
    ['PORT', '0', 'PORT must be a whole number from 1 to 65535, not "0".'],
    ['PORT', '65536', 'from 1 to 65535'],
    ['PORT', '1e3', 'from 1 to 65535'],
    ['PORT', '80.5', 'from 1 to 65535'],
    ['HOST', 'http://x', 'HOST must be an address or a host name without a port'],
    ['DATA_DIR', ':memory:', 'DATA_DIR must be a folder'],
    ['DATABASE_URL', 'mysql://db/x', 'DATABASE_URL must be an address such as postgres://'],
    ['DATABASE_URL', 'db:5432/x', 'DATABASE_URL must be an address such as postgres://'],
    ['PUBLIC_URL', 'chat.example.com', 'PUBLIC_URL must be an address such as https://'],
    ['PUBLIC_URL', 'ftp://example.com', 'PUBLIC_URL must be'],
    ['PUBLIC_URL', 'https://example.com/chat', 'without path, query and user'],
    ['PUBLIC_URL', 'https://example.com/?a', 'without path, query and user'],
    ['PUBLIC_URL', 'https://me:pw@example.com', 'without path, query and user'],
    ['ALLOW_PRIVATE_HOSTS', 'http://crm', 'ALLOW_PRIVATE_HOSTS must be a comma list of host names'],
    ['ALLOW_PRIVATE_HOSTS', 'crm:0', 'ALLOW_PRIVATE_HOSTS must be'],
    ['ALLOW_PRIVATE_HOSTS', '10.1', 'ALLOW_PRIVATE_HOSTS must be'],
    ['ALLOW_PRIVATE_HOSTS', '10.0.0.0/33', 'ALLOW_PRIVATE_HOSTS must be'],
    ['ALLOW_PRIVATE_HOSTS', '*.local', 'ALLOW_PRIVATE_HOSTS must be'],
    ['BODY_LIMIT', '0kb', 'BODY_LIMIT must be a size such as 256kb or 1mb'],
    ['BODY_LIMIT', '256', 'BODY_LIMIT must be'],
    ['BODY_LIMIT', '1gb', 'BODY_LIMIT must be'],
    ['REQUEST_TIMEOUT', 'off', 'REQUEST_TIMEOUT must be a time such as 2m'],
    ['MAX_CONNECTIONS', '0', 'MAX_CONNECTIONS must be a whole number above 0'],
    ['UPLOADS_PER_CONVERSATION', '0', 'UPLOADS_PER_CONVERSATION must be a whole number of megabytes above 0'],
    ['RATE_LIMIT', '60', 'RATE_LIMIT must be "off" or limits such as start=60/m'],
    ['RATE_LIMIT', 'start=0/m', 'RATE_LIMIT must be'],
    ['RATE_LIMIT', 'start=5/d', 'RATE_LIMIT must be'],
    ['RATE_LIMIT', 'stop=5/m', 'RATE_LIMIT must be'],
    ['TRUST_PROXY', 'true', 'TRUST_PROXY must be a comma list of addresses'],
    ['TRUST_PROXY', '10.0.0.0/99', 'TRUST_PROXY must be'],
    ['CHAT_API_TIMEOUT', '0', 'CHAT_API_TIMEOUT must be a whole number of milliseconds above 0, not "0".'],
    ['CHAT_API_TIMEOUT', '2s', 'CHAT_API_TIMEOUT must be'],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL must be one of error, warn, info, debug, not "loud".'],
  ])('%s=%s', (variable, value, sentence) => {
    expect(() => readConfig({ env: { [variable]: value } })).toThrow(ConfigError);
    expect(() => readConfig({ env: { [variable]: value } })).toThrow(sentence);
  });

  it('names the flag or the file that the value comes from', () => {
    expect(() => readConfig({ flags: { dataDir: ':memory:' } })).toThrow('--data-dir (DATA_DIR) must be a folder');
    expect(() => readConfig({ dotEnv: { PORT: 'x' } })).toThrow('PORT in .env must be');
  });

  it('names every wrong value at once', () => {
    expect(() => readConfig({ env: { PORT: 'x', LOG_LEVEL: 'y' } })).toThrow(/PORT must be .*\nLOG_LEVEL must be /);
  });

  it('never shows a secret', () => {
    const url = { DATABASE_URL: 'mysql://me:hunter2@db/x' };
    expect(() => readConfig({ env: url })).not.toThrow(/hunter2/);
    const env = { ADMIN_TOKEN: 'hunter2' };
    expect(() => readConfig({ env })).toThrow('ADMIN_TOKEN must be 16 to 255 letters');
    expect(() => readConfig({ env })).not.toThrow(/hunter2/);
  });
});

describe('.env', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'repartee-env-'));

  it('is read as the usual format', () => {
    const file = path.join(folder, '.env');
    writeFileSync(file, '# comment\nPORT=4000\nexport HOST="::1"\n');
    expect(readDotEnv(file)).toMatchObject({ PORT: '4000', HOST: '::1' });
  });

  it('may be absent', () => expect(readDotEnv(path.join(folder, 'none'))).toEqual({}));

  it('must be readable when it is there', () => {
    expect(() => readDotEnv(folder)).toThrow(`The file ${folder} cannot be read (EISDIR).`);
  });
});
