import Fastify from 'fastify';
import { type Config, urlHost } from '../../config/config.ts';
import { createHttpClient } from '../../effects/http/client.ts';
import { parseAllowList } from '../../effects/http/guard.ts';
import { isFolderServed } from '../../store/sqlite/folder-lock.ts';
import { plainReason } from '../user-error.ts';
import { type Check, failed, fine, skipped } from './check.ts';

const healthPath = '/healthz';
const timeoutMs = 5_000;

/** The port is free, or our own server listens there. */
export const portCheck: Check = {
  name: 'port',
  async run(config) {
    const { port, host, dataDir, databaseUrl } = config;
    const refusal = await listenRefusal(config);
    if (refusal === undefined) {
      if (databaseUrl !== undefined || !isFolderServed(dataDir)) return fine(`${port} of ${host} is free`);
      return failed(
        `a server uses ${dataDir}, but nothing listens on port ${port} of ${host}`,
        'Run doctor with the flags and variables that the server was started with.',
      );
    }
    const problem = await healthProblem(localUrl(config));
    if (problem === undefined) return fine(`Repartee listens on ${port} of ${host}`);
    return failed(`${port} of ${host}: ${refusal}`, 'Stop that program, or choose another address with PORT or HOST.');
  },
};

/** People reach the server under its public address. */
export const publicAddressCheck: Check = {
  name: 'public address',
  async run(config) {
    const { publicUrl } = config;
    const isRunning = (await healthProblem(localUrl(config))) === undefined;
    if (!isRunning)
      return { ...skipped(`${publicUrl} is asked only while the server runs`), ...httpsAdvice(publicUrl) };
    const problem = await healthProblem(publicUrl);
    if (problem === undefined) return { ...fine(`${publicUrl} answers`), ...httpsAdvice(publicUrl) };
    return failed(
      `${publicUrl}${healthPath}: ${problem}`,
      'The server runs, but not under this address: check PUBLIC_URL, the name server, and the proxy in front.',
    );
  },
};

/** Advice for an address that is open to listeners on the way. */
export function httpsAdvice(publicUrl: string): { advice?: string } {
  const { protocol, hostname } = new URL(publicUrl);
  const isLocal = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
  return protocol === 'https:' || isLocal ? {} : { advice: 'Conversations are not encrypted on the way: use https.' };
}

function localUrl({ host, port }: Config): string {
  return `http://${urlHost(host)}:${port}`;
}

/** Why the server could not listen; undefined when it could. */
async function listenRefusal({ host, port }: Config): Promise<string | undefined> {
  const probe = Fastify();
  try {
    await probe.listen({ host, port });
    return undefined;
  } catch (error) {
    return plainReason(error);
  } finally {
    await probe.close();
  }
}

/** Why no Repartee answers under this address; undefined when one does. */
async function healthProblem(origin: string): Promise<string | undefined> {
  // The address comes from the operator, not from a bot.
  const client = createHttpClient({ allow: parseAllowList('0.0.0.0/0, ::/0') });
  try {
    const { status, text } = await client.request({ url: `${origin}${healthPath}`, timeoutMs, maxBytes: 10_000 });
    if (status !== 200) return `it answered with status ${status}`;
    return text.replaceAll(' ', '').includes('"status":"ok"') ? undefined : 'another program answered';
  } catch (error) {
    return plainReason(error);
  } finally {
    await client.close();
  }
}
