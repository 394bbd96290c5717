import type { ErrorName } from '../errors/errors.ts';
import { type Call, parametersOf } from './call.ts';
import { fileParts } from './ids.ts';

const ofEveryCall: readonly ErrorName[] = ['internal', 'storeUnavailable', 'outcomeUnknown'];
const ofBodies: readonly ErrorName[] = ['malformedRequest', 'invalidInput', 'payloadTooLarge'];

/** Every error that a call may be answered with: those that it names, and those that follow from what it is. */
export function errorsOf(call: Call): ReadonlySet<ErrorName> {
  const { errors = [], token, limit, path, query, isAnsweredToTheEnd } = call;
  const parts = parametersOf(path);
  return new Set([
    ...(typeof token === 'object' ? [token.missing] : []),
    ...errors,
    // Wrong tokens are counted, too.
    ...when(limit !== undefined || token !== undefined, 'tooManyRequests'),
    ...when(
      parts.some((part) => !fileParts.has(part)),
      'impossibleId',
    ),
    ...when(parts.length > 0, 'addressTooLong'),
    ...when(isBodyRead(call), ...ofBodies),
    ...when(query !== undefined, 'invalidInput'),
    ...ofEveryCall,
    ...when(!isAnsweredToTheEnd, 'shuttingDown'),
  ]);
}

function when(isSo: boolean, ...names: readonly ErrorName[]): readonly ErrorName[] {
  return isSo ? names : [];
}

/** What is sent is read before a handler sees it, also where none is expected. */
function isBodyRead({ method, body }: Call): boolean {
  return method !== 'GET' && body !== 'bytes' && body !== 'form';
}
