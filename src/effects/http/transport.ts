import { Agent, fetch } from 'undici';
import type { AllowList } from './allow-list.ts';
import { guardedConnector } from './connect.ts';
import type { Lookup } from './resolve.ts';

/** Sends requests over connections to checked addresses. */
export interface Transport {
  readonly fetch: typeof fetch;
  readonly agent: Agent;
}

/** Opens the transport of a client. Times and sizes are bounded by the client. */
export function openTransport(allow: AllowList, lookup: Lookup): Transport {
  const agent = new Agent({ connect: guardedConnector(allow, lookup), headersTimeout: 0, bodyTimeout: 0 });
  return { fetch, agent };
}
