import { entry, unplanned } from './entry.ts';

/** Errors of what is wrong with a request itself, whatever it is about. */
export const requestsErrors = {
  malformedRequest: unplanned(
    'BAD_REQUEST',
    "Malformed request. Ensure the request body is properly formatted and the 'Content-Type' header is set correctly.",
    'The body could not be parsed. Send JSON, or no body at all.',
  ),
  invalidInput: entry(
    'BAD_REQUEST',
    'Input validation failed',
    'A field has the wrong type or is missing. `data.issues` names each field and what was expected there.',
  ),
  unauthenticated: entry(
    'UNAUTHORIZED',
    'You must be authenticated to access this resource',
    'Send `Authorization: Bearer TOKEN` with an API token of this server.',
  ),
  notLoggedIn: entry(
    'UNAUTHORIZED',
    'You must be logged in to access this resource',
    'Management routes need `Authorization: Bearer TOKEN` with an API token of this server.',
  ),
  previewUnauthenticated: entry(
    'UNAUTHORIZED',
    'You need to be authenticated to perform this action',
    'A preview through sendMessage needs `Authorization: Bearer TOKEN`.',
  ),
  unauthorized: entry(
    'UNAUTHORIZED',
    'Unauthorized',
    'The token is valid but may not change this bot, or the bot is not published.',
  ),
  impossibleId: entry(
    'NOT_FOUND',
    'Not found',
    'An id in the path holds control characters or is too long: nothing has such an id.',
  ),
  noRoute: entry(
    'NOT_FOUND',
    '{hint}',
    'The path is not one of this server, but it looks like a known one: the message names it.',
  ),
  methodNotAllowed: entry(
    'METHOD_NOT_ALLOWED',
    'Use {methods} {path}',
    'The path exists, with another method. The `Allow` header lists the right ones.',
  ),
  payloadTooLarge: entry(
    'PAYLOAD_TOO_LARGE',
    'The request body is larger than {limit}.',
    'Send less. BODY_LIMIT says how much anybody may send; whoever shows a valid token may send 10 MB.',
  ),
  addressTooLong: entry(
    'URI_TOO_LONG',
    'A part of the path is longer than 1000 characters.',
    'No id is so long. Send values in the body.',
  ),
  headTooLarge: entry(
    'HEADERS_TOO_LARGE',
    'The address and the headers of the request are larger than 16 KB.',
    'Send fewer or shorter headers, such as cookies, and values in the body.',
  ),
  requestTooSlow: unplanned(
    'TIMEOUT',
    'The request did not arrive in time.',
    'REQUEST_TIMEOUT says how long a request may take to arrive. Send it again.',
  ),
  idempotencyKeyReused: entry(
    'ID_REUSED',
    'This Idempotency-Key was used with another request.',
    'A key names one request. Use a new key for a new message.',
  ),
  invalidIdempotencyKey: entry(
    'BAD_REQUEST',
    'The Idempotency-Key must have 1 to 255 printable characters.',
    'Use a random id of its own for each request: whoever sends the same request with the same key gets the same answer.',
  ),
  tooManyRequests: entry(
    'TOO_MANY_REQUESTS',
    'Too many requests. Try again later.',
    'The address sent, or the bot was sent, more than the limit, or the address sent too many wrong tokens. `Retry-After` says when to try again, RATE_LIMIT the limits.',
  ),
} as const;
