import { lookup as systemLookup } from 'node:dns/promises';
import { checkAddress } from './address.ts';
import type { AllowList } from './allow-list.ts';
import { RefusedError } from './errors.ts';

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
