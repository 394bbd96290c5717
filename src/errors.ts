/**
 * The table of every error that a caller can get: a stable name, the code and HTTP status on the wire, the sentence,
 * and what to do about it. The reference page `docs/errors.md` is generated from this table; a test keeps both equal.
 */

/** HTTP status of every code on the wire. */
const statusOf = {
  BAD_REQUEST: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  TIMEOUT: 408,
  CONFLICT: 409,
  PAYLOAD_TOO_LARGE: 413,
  URI_TOO_LONG: 414,
  ID_REUSED: 422,
  TOO_MANY_REQUESTS: 429,
  HEADERS_TOO_LARGE: 431,
  INTERNAL_SERVER_ERROR: 500,
  SERVICE_UNAVAILABLE: 503,
} as const;

/** Codes on the wire. */
export type ErrorCode = keyof typeof statusOf;

interface ErrorEntry {
  readonly code: ErrorCode;
  readonly status: number;
  /** `{name}` is filled in from the values of the error. */
  readonly message: string;
  /** What happened and what to do, for the reference page. */
  readonly help: string;
  /** False for errors that nobody raised on purpose (chat-api §1.2). */
  readonly defined?: false;
}

function entry(code: ErrorCode, message: string, help: string): ErrorEntry {
  return { code, status: statusOf[code], message, help };
}

/** An error that nobody raises on purpose. */
function unplanned(code: ErrorCode, message: string, help: string): ErrorEntry {
  return { ...entry(code, message, help), defined: false };
}

const table = {
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
  botNotFound: entry(
    'NOT_FOUND',
    'Typebot not found',
    'No bot has this id, it is not published, it was deleted, or the token may not see it.',
  ),
  publishedBotNotFound: entry(
    'NOT_FOUND',
    'Published typebot not found',
    'The bot is not published. Publish it first.',
  ),
  templateNotFound: entry(
    'NOT_FOUND',
    'Template not found',
    'This server has no template gallery. Import the bot as a file instead.',
  ),
  workspaceNotFound: entry(
    'NOT_FOUND',
    'Workspace not found',
    'No workspace has this id, or the token has no access to it.',
  ),
  credentialsNotFound: entry(
    'NOT_FOUND',
    'Credentials not found',
    'The block names credentials that do not exist in its workspace.',
  ),
  credentialsExist: entry(
    'CONFLICT',
    'Credentials already exist.',
    'Choose another id, or change the existing credentials.',
  ),
  sessionNotFound: entry(
    'NOT_FOUND',
    'Session not found.',
    'The conversation ended, was removed after a long silence, or never existed. Start a new one.',
  ),
  sessionNotFoundForUpdate: entry(
    'NOT_FOUND',
    'Session not found',
    'updateTypebot was called for a session that does not exist.',
  ),
  sessionExpired: entry(
    'NOT_FOUND',
    'Session expired. You need to start a new session.',
    'The conversation was silent for longer than the bot allows. Start a new one.',
  ),
  resultNotFound: entry(
    'NOT_FOUND',
    'Result not found.',
    'Previews and conversations that have not started have no result.',
  ),
  noSuchResult: entry(
    'NOT_FOUND',
    'Result not found',
    'The bot has no result with this id, or the result was deleted.',
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
  botClosed: entry(
    'BAD_REQUEST',
    'This bot is now closed',
    "The author closed the bot. The message is the bot's own text when it has one.",
  ),
  originRefused: entry(
    'FORBIDDEN',
    'Origin not allowed',
    'The bot lists the web origins that may use it. Compare scheme, host and port exactly, without a slash at the end.',
  ),
  startGroupNotFound: entry(
    'BAD_REQUEST',
    "Start group doesn't exist",
    'The preview asked to start from a group that the draft does not have.',
  ),
  startEventNotFound: entry(
    'BAD_REQUEST',
    "Start event doesn't exist",
    'The preview asked to start from an event that the draft does not have.',
  ),
  commandNotFound: entry(
    'BAD_REQUEST',
    'Command event not found',
    'The bot has no command event with exactly this command. The session is unchanged.',
  ),
  commandNotConnected: entry(
    'BAD_REQUEST',
    "Command event doesn't have a connected edge",
    'The command event leads nowhere. The session is unchanged.',
  ),
  commandWithoutGroup: entry(
    'BAD_REQUEST',
    "Command event doesn't have a connected group",
    'The command event leads to a group that does not exist. The session is unchanged.',
  ),
  invalidClientResponse: entry(
    'BAD_REQUEST',
    'Provided response is not valid JSON',
    'The client ran an HTTP request for the bot and must send `{"statusCode":…,"data":…}` as text. `data.description` says what is wrong with the text. Retry.',
  ),
  missingStartParams: entry(
    'BAD_REQUEST',
    'Missing startParams',
    'sendMessage without `startParams` needs the id of a running session.',
  ),
  missingPaymentCredentials: entry(
    'BAD_REQUEST',
    'Missing credentialsId',
    'The payment input has no account connected.',
  ),
  unreadableAmount: entry(
    'BAD_REQUEST',
    'Could not parse amount, make sure your block is configured correctly',
    'The amount of the payment input is not a number with a decimal point.',
  ),
  paymentFailed: entry(
    'BAD_REQUEST',
    'Could not create payment intent',
    'The payment provider refused to create the payment.',
  ),
  turnTimeout: unplanned(
    'TIMEOUT',
    '{seconds} seconds timeout reached',
    'The turn took longer than CHAT_API_TIMEOUT allows. Nothing of it was kept.',
  ),
  conversationBusy: entry(
    'CONFLICT',
    'This conversation is busy. Try again.',
    'Another message of the same conversation is still being processed. Nothing was changed.',
  ),
  staleBot: unplanned(
    'CONFLICT',
    'Found newer version of the typebot in database',
    'Somebody saved the bot after you loaded it. Load it again, or send `overwrite: true`.',
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
  tooManyWaiting: entry(
    'TOO_MANY_REQUESTS',
    'Too many messages wait for their turn. Try again later.',
    'A conversation may have 100 messages that wait for the one before, and those of all conversations may hold 64 MB. Nothing was changed; `Retry-After` says when to try again.',
  ),
  invalidBotFile: entry(
    'BAD_REQUEST',
    'Invalid typebot file: {reason}',
    'The file is not an exported bot, or lacks what a bot cannot do without.',
  ),
  invalidBot: entry(
    'INTERNAL_SERVER_ERROR',
    'Invalid typebot: {path}',
    'The stored bot cannot be run, for example because it has no start event.',
  ),
  publicIdInvalid: entry(
    'BAD_REQUEST',
    'Invalid public id',
    'Public ids hold lower-case letters, digits and single dashes, not at the beginning, at most 255 characters.',
  ),
  publicIdTaken: entry('BAD_REQUEST', 'Public id not available', 'Another bot of this server has this public id.'),
  uploadNoSession: entry('BAD_REQUEST', "Can't find session", 'An upload belongs to a running session.'),
  uploadNoBot: entry('BAD_REQUEST', "Can't find typebot", 'The bot of the session does not exist any more.'),
  uploadNoBlock: entry(
    'BAD_REQUEST',
    "Can't find currentBlockId in session state",
    'The session does not wait on an input.',
  ),
  uploadNotExpected: entry(
    'BAD_REQUEST',
    'Current block does not expect file upload',
    'The session waits on an input that takes no files.',
  ),
  uploadTypeRefused: entry('BAD_REQUEST', 'File type {type} not allowed', 'The file input lists the types it takes.'),
  uploadTooLarge: entry(
    'BAD_REQUEST',
    'File size exceeds the {limit}MB limit',
    'The file is larger than the input or the server allows.',
  ),
  uploadsTooLarge: entry(
    'PAYLOAD_TOO_LARGE',
    'The files of this conversation exceed {limit}MB',
    'A conversation holds files up to UPLOADS_PER_CONVERSATION. Those that no answer names stop counting after an hour.',
  ),
  tooManyUploads: entry(
    'TOO_MANY_REQUESTS',
    'More than {limit} files are on their way. Send them first.',
    'So many links of the conversation were announced and not used. They end after ten minutes.',
  ),
  storageMissing: entry(
    'INTERNAL_SERVER_ERROR',
    'File storage is not configured.',
    'The server was started without a place for uploads.',
  ),
  webhookBlockNotFound: entry('NOT_FOUND', 'Webhook block not found', 'The bot has no webhook block with this id.'),
  chatSessionNotFound: entry(
    'NOT_FOUND',
    'No chat session found',
    'No conversation of this result waits for the call.',
  ),
  notWaitingForCall: entry(
    'CONFLICT',
    'The conversation does not wait for this call.',
    'The conversation is at another block, or it was called already. Nothing was delivered.',
  ),
  channelSessionExpected: entry(
    'BAD_REQUEST',
    'Expected whatsapp chat session',
    'No preview conversation with this phone number waits on the block.',
  ),
  logsNotSaved: entry(
    'INTERNAL_SERVER_ERROR',
    'Failed to save logs.',
    'The store refused the logs. See the log of the server.',
  ),
  stateTooLarge: entry(
    'PAYLOAD_TOO_LARGE',
    'The state of this conversation is larger than {limit}.',
    'The variables of the conversation hold too much text. The session is unchanged.',
  ),
  turnTooLarge: entry(
    'PAYLOAD_TOO_LARGE',
    'The variables of this conversation grew by more than {limit} in one turn.',
    'The flow puts large values together or repeats them again and again. The session is unchanged.',
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

/** Stable name of an error. */
export type ErrorName = keyof typeof table;

/** Every error of the server by name. */
export const errorTable: Readonly<Record<ErrorName, ErrorEntry>> = table;

/** Anchor of an error on its reference page, for example `session-not-found`. */
export function errorAnchor(name: ErrorName): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

interface ErrorOptions {
  /** Values for the placeholders of the message. */
  readonly values?: Readonly<Record<string, string | number>>;
  /** Replaces the message of the table, where a bot brings its own. */
  readonly message?: string;
  /** Sent to the caller as `data`. */
  readonly data?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
  /** When to try again, in seconds; sent as `Retry-After`. */
  readonly retryAfterS?: number;
}

/** An error of the table, thrown on purpose. Only `http/` turns it into a status. */
export class ReparteeError extends Error {
  override readonly name = 'ReparteeError';
  readonly id: ErrorName;
  readonly data: Readonly<Record<string, unknown>> | undefined;
  readonly retryAfterS: number | undefined;

  constructor(id: ErrorName, options: ErrorOptions = {}) {
    const { values = {}, data, cause } = options;
    const message =
      options.message ?? errorTable[id].message.replace(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? ''));
    super(message, { cause });
    this.id = id;
    this.data = data;
    this.retryAfterS = options.retryAfterS;
  }
}
