import type { LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { checkAddress } from './address.ts';
import type { AllowList } from './allow-list.ts';
import { RefusedError } from './errors.ts';
import { hostOf } from './guard.ts';
import { type Lookup, type ResolvedAddress, resolveChecked } from './resolve.ts';

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
