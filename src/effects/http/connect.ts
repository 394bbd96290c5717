import { lookup as systemLookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { checkAddress } from './address.ts';
import { RefusedError } from './errors.ts';
import { type AllowList, hostOf } from './guard.ts';

/** One address of a name. */
export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** Resolves a name to all its addresses; rejects if there are none. */
export type Lookup = (host: string) => Promise<ResolvedAddress[]>;

/** The resolver of the system. */
export const resolveName: Lookup = (host) => systemLookup(host, { all: true });

/**
 * Resolves a name and checks every address of it.
 *
 * @throws RefusedError if one of them may not be reached, or if the name does not resolve (the resolver's own text)
 */
export async function resolveChecked(
  host: string,
  port: number,
  allow: AllowList,
  lookup: Lookup,
): Promise<ResolvedAddress[]> {
  const addresses = await lookup(host).catch((error: Error) => {
    throw new RefusedError(error.message);
  });
  if (addresses.length === 0) throw new RefusedError(`getaddrinfo ENOTFOUND ${host}`);
  for (const { address } of addresses) checkAddress(address, host, port, allow);
  return addresses;
}

/**
 * Opens connections only to addresses that were checked in the same step: the name is resolved here and the socket
 * gets no other answer than the checked one, whatever the name says a moment later.
 */
export function guardedConnector(allow: AllowList, lookup: Lookup): buildConnector.connector {
  return (options, callback) => {
    const { host, port, literal } = hostOf(new URL(`${options.protocol}//${options.hostname}:${options.port || ''}`));
    const check = async (): Promise<ResolvedAddress[]> => {
      if (!literal) return resolveChecked(host, port, allow, lookup);
      checkAddress(host, host, port, allow);
      return [];
    };
    check().then(
      (addresses) => {
        const answer: LookupFunction = (_name, { all }, done) => {
          const [first] = addresses as [ResolvedAddress];
          // The socket asks for all addresses when it may try one family after the other.
          if (all) done(null, [...addresses]);
          else done(null, first.address, first.family);
        };
        buildConnector({ lookup: answer })(options, callback);
      },
      (error: Error) =>
        callback(error instanceof RefusedError ? new RefusedError(error.message, 'connect') : error, null),
    );
  };
}
