import { entry, unplanned } from './entry.ts';

/** Errors of the server and its store. */
export const serverErrors = {
  logsNotSaved: entry(
    'INTERNAL_SERVER_ERROR',
    'Failed to save logs.',
    'The store refused the logs. See the log of the server.',
  ),
  storeUnavailable: entry(
    'SERVICE_UNAVAILABLE',
    'The data store is not available. Try again.',
    'The database did not take the turn, for example because the disk is full. Nothing was changed; retry.',
  ),
  outcomeUnknown: entry(
    'SERVICE_UNAVAILABLE',
    'The connection to the data store broke. It is not known whether this was stored.',
    'The database was lost after it was told to store and before it confirmed. Send the request again with the same `Idempotency-Key`: it gets the answer if that was stored, and is processed otherwise. Without a key it may be processed a second time; look where the conversation stands before that.',
  ),
  shuttingDown: entry(
    'SERVICE_UNAVAILABLE',
    'The server is stopping. Try again.',
    'The server was told to stop and takes no new messages. Nothing was changed; retry after `Retry-After` seconds.',
  ),
  internal: unplanned(
    'INTERNAL_SERVER_ERROR',
    'Internal server error',
    'A fault of the server. Its log holds the details under the request id.',
  ),
} as const;
