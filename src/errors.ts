/**
 * The table of every error that a caller can get: a stable name, the code and HTTP status on the wire, the sentence,
 * and what to do about it. The reference page `docs/errors.md` is generated from this table; a test keeps both equal.
 */

/** Codes on the wire. */
export type ErrorCode =
  | 'BAD_REQUEST'
  | 'UNAUTHORIZED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'METHOD_NOT_ALLOWED'
  | 'TIMEOUT'
  | 'CONFLICT'
  | 'PAYLOAD_TOO_LARGE'
  | 'ID_REUSED'
  | 'TOO_MANY_REQUESTS'
  | 'INTERNAL_SERVER_ERROR'
  | 'SERVICE_UNAVAILABLE';

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

const table = {
  malformedRequest: {
    code: 'BAD_REQUEST',
    status: 400,
    defined: false,
    message:
      "Malformed request. Ensure the request body is properly formatted and the 'Content-Type' header is set correctly.",
    help: 'The body could not be parsed. Send JSON, or no body at all.',
  },
  invalidInput: {
    code: 'BAD_REQUEST',
    status: 400,
    message: 'Input validation failed',
    help: 'A field has the wrong type or is missing. `data.issues` names each field and what was expected there.',
  },
  unauthenticated: {
    code: 'UNAUTHORIZED',
    status: 401,
    message: 'You must be authenticated to access this resource',
    help: 'Send `Authorization: Bearer TOKEN` with an API token of this server.',
  },
  notLoggedIn: {
    code: 'UNAUTHORIZED',
    status: 401,
    message: 'You must be logged in to access this resource',
    help: 'Management routes need `Authorization: Bearer TOKEN` with an API token of this server.',
  },
  previewUnauthenticated: {
    code: 'UNAUTHORIZED',
    status: 401,
    message: 'You need to be authenticated to perform this action',
    help: 'A preview through sendMessage needs `Authorization: Bearer TOKEN`.',
  },
  unauthorized: {
    code: 'UNAUTHORIZED',
    status: 401,
    message: 'Unauthorized',
    help: 'The token is valid but may not change this bot, or the bot is not published.',
  },
  botNotFound: {
    code: 'NOT_FOUND',
    status: 404,
    message: 'Typebot not found',
    help: 'No bot has this id, it is not published, it was deleted, or the token may not see it.',
  },
  publishedBotNotFound: {
    code: 'NOT_FOUND',
    status: 404,
    message: 'Published typebot not found',
    help: 'The bot is not published. Publish it first.',
  },
  templateNotFound: {
    code: 'NOT_FOUND',
    status: 404,
    message: 'Template not found',
    help: 'This server has no template gallery. Import the bot as a file instead.',
  },
  workspaceNotFound: {
    code: 'NOT_FOUND',
    status: 404,
    message: 'Workspace not found',
    help: 'No workspace has this id, or the token has no access to it.',
  },
  credentialsNotFound: {
    code: 'NOT_FOUND',
    status: 404,
    message: 'Credentials not found',
    help: 'The block names credentials that do not exist in its workspace.',
  },
  credentialsExist: {
    code: 'CONFLICT',
    status: 409,
    message: 'Credentials already exist.',
    help: 'Choose another id, or change the existing credentials.',
  },
  sessionNotFound: {
    code: 'NOT_FOUND',
    status: 404,
    message: 'Session not found.',
    help: 'The conversation ended, was removed after a long silence, or never existed. Start a new one.',
  },
  sessionNotFoundForUpdate: {
    code: 'NOT_FOUND',
    status: 404,
    message: 'Session not found',
    help: 'updateTypebot was called for a session that does not exist.',
  },
  sessionExpired: {
    code: 'NOT_FOUND',
    status: 404,
    message: 'Session expired. You need to start a new session.',
    help: 'The conversation was silent for longer than the bot allows. Start a new one.',
  },
  resultNotFound: {
    code: 'NOT_FOUND',
    status: 404,
    message: 'Result not found.',
    help: 'Previews and conversations that have not started have no result.',
  },
  noRoute: {
    code: 'NOT_FOUND',
    status: 404,
    message: '{hint}',
    help: 'The path is not one of this server, but it looks like a known one: the message names it.',
  },
  methodNotAllowed: {
    code: 'METHOD_NOT_ALLOWED',
    status: 405,
    message: 'Use {methods} {path}',
    help: 'The path exists, with another method. The `Allow` header lists the right ones.',
  },
  botClosed: {
    code: 'BAD_REQUEST',
    status: 400,
    message: 'This bot is now closed',
    help: "The author closed the bot. The message is the bot's own text when it has one.",
  },
  originRefused: {
    code: 'FORBIDDEN',
    status: 403,
    message: 'Origin not allowed',
    help: 'The bot lists the web origins that may use it. Compare scheme, host and port exactly, without a slash at the end.',
  },
  startGroupNotFound: {
    code: 'BAD_REQUEST',
    status: 400,
    message: "Start group doesn't exist",
    help: 'The preview asked to start from a group that the draft does not have.',
  },
  startEventNotFound: {
    code: 'BAD_REQUEST',
    status: 400,
    message: "Start event doesn't exist",
    help: 'The preview asked to start from an event that the draft does not have.',
  },
  commandNotFound: {
    code: 'BAD_REQUEST',
    status: 400,
    message: 'Command event not found',
    help: 'The bot has no command event with exactly this command. The session is unchanged.',
  },
  commandNotConnected: {
    code: 'BAD_REQUEST',
    status: 400,
    message: "Command event doesn't have a connected edge",
    help: 'The command event leads nowhere. The session is unchanged.',
  },
  commandWithoutGroup: {
    code: 'BAD_REQUEST',
    status: 400,
    message: "Command event doesn't have a connected group",
    help: 'The command event leads to a group that does not exist. The session is unchanged.',
  },
  invalidClientResponse: {
    code: 'BAD_REQUEST',
    status: 400,
    message: 'Provided response is not valid JSON',
    help: 'The client ran an HTTP request for the bot and must send `{"statusCode":…,"data":…}` as text. Retry.',
  },
  missingStartParams: {
    code: 'BAD_REQUEST',
    status: 400,
    message: 'Missing startParams',
    help: 'sendMessage without `startParams` needs the id of a running session.',
  },
  missingPaymentCredentials: {
    code: 'BAD_REQUEST',
    status: 400,
    message: 'Missing credentialsId',
    help: 'The payment input has no account connected.',
  },
  unreadableAmount: {
    code: 'BAD_REQUEST',
    status: 400,
    message: 'Could not parse amount, make sure your block is configured correctly',
    help: 'The amount of the payment input is not a number with a decimal point.',
  },
  paymentFailed: {
    code: 'BAD_REQUEST',
    status: 400,
    message: 'Could not create payment intent',
    help: 'The payment provider refused to create the payment.',
  },
  turnTimeout: {
    code: 'TIMEOUT',
    status: 408,
    defined: false,
    message: '{seconds} seconds timeout reached',
    help: 'The turn took longer than CHAT_API_TIMEOUT allows. Nothing of it was kept.',
  },
  conversationBusy: {
    code: 'CONFLICT',
    status: 409,
    message: 'This conversation is busy. Try again.',
    help: 'Another message of the same conversation is still being processed. Nothing was changed.',
  },
  staleBot: {
    code: 'CONFLICT',
    status: 409,
    defined: false,
    message: 'Found newer version of the typebot in database',
    help: 'Somebody saved the bot after you loaded it. Load it again, or send `overwrite: true`.',
  },
  payloadTooLarge: {
    code: 'PAYLOAD_TOO_LARGE',
    status: 413,
    message: 'The request body is larger than {limit}.',
    help: 'Send less. Chat requests may have 4 MB, imports 10 MB.',
  },
  idempotencyKeyReused: {
    code: 'ID_REUSED',
    status: 422,
    message: 'This Idempotency-Key was used with another request.',
    help: 'A key names one request. Use a new key for a new message.',
  },
  invalidIdempotencyKey: {
    code: 'BAD_REQUEST',
    status: 400,
    message: 'The Idempotency-Key must have 1 to 255 printable characters.',
    help: 'Use for example a random id.',
  },
  tooManyRequests: {
    code: 'TOO_MANY_REQUESTS',
    status: 429,
    message: 'Too many requests. Try again later.',
    help: 'The address sent more than the limit. `Retry-After` says when to try again; RATE_LIMIT changes the limits.',
  },
  invalidBotFile: {
    code: 'BAD_REQUEST',
    status: 400,
    message: 'Invalid typebot file: {reason}',
    help: 'The file is not an exported bot, or lacks what a bot cannot do without.',
  },
  invalidBot: {
    code: 'INTERNAL_SERVER_ERROR',
    status: 500,
    message: 'Invalid typebot: {path}',
    help: 'The stored bot cannot be run, for example because it has no start event.',
  },
  publicIdInvalid: {
    code: 'BAD_REQUEST',
    status: 400,
    message: 'Invalid public id',
    help: 'Public ids hold lower-case letters, digits and single dashes, not at the beginning, at most 255 characters.',
  },
  publicIdTaken: {
    code: 'BAD_REQUEST',
    status: 400,
    message: 'Public id not available',
    help: 'Another bot of this server has this public id.',
  },
  uploadNoSession: {
    code: 'BAD_REQUEST',
    status: 400,
    message: "Can't find session",
    help: 'An upload belongs to a running session.',
  },
  uploadNoBot: {
    code: 'BAD_REQUEST',
    status: 400,
    message: "Can't find typebot",
    help: 'The bot of the session does not exist any more.',
  },
  uploadNoBlock: {
    code: 'BAD_REQUEST',
    status: 400,
    message: "Can't find currentBlockId in session state",
    help: 'The session does not wait on an input.',
  },
  uploadNotExpected: {
    code: 'BAD_REQUEST',
    status: 400,
    message: 'Current block does not expect file upload',
    help: 'The session waits on an input that takes no files.',
  },
  uploadTypeRefused: {
    code: 'BAD_REQUEST',
    status: 400,
    message: 'File type {type} not allowed',
    help: 'The file input lists the types it takes.',
  },
  uploadTooLarge: {
    code: 'BAD_REQUEST',
    status: 400,
    message: 'File size exceeds the {limit}MB limit',
    help: 'The file is larger than the input or the server allows.',
  },
  storageMissing: {
    code: 'INTERNAL_SERVER_ERROR',
    status: 500,
    message: 'File storage is not configured.',
    help: 'The server was started without a place for uploads.',
  },
  webhookBlockNotFound: {
    code: 'NOT_FOUND',
    status: 404,
    message: 'Webhook block not found',
    help: 'The bot has no webhook block with this id.',
  },
  chatSessionNotFound: {
    code: 'NOT_FOUND',
    status: 404,
    message: 'No chat session found',
    help: 'No conversation of this result waits for the call.',
  },
  channelSessionExpected: {
    code: 'BAD_REQUEST',
    status: 400,
    message: 'Expected whatsapp chat session',
    help: 'No preview conversation with this phone number waits on the block.',
  },
  logsNotSaved: {
    code: 'INTERNAL_SERVER_ERROR',
    status: 500,
    message: 'Failed to save logs.',
    help: 'The store refused the logs. See the log of the server.',
  },
  stateTooLarge: {
    code: 'INTERNAL_SERVER_ERROR',
    status: 500,
    message: 'The state of this conversation is larger than {limit}.',
    help: 'The variables of the conversation hold too much text. The session is unchanged.',
  },
  storeUnavailable: {
    code: 'SERVICE_UNAVAILABLE',
    status: 503,
    message: 'The data store is not available. Try again.',
    help: 'The database did not take the turn, for example because the disk is full. Nothing was changed; retry.',
  },
  internal: {
    code: 'INTERNAL_SERVER_ERROR',
    status: 500,
    defined: false,
    message: 'Internal server error',
    help: 'A fault of the server. Its log holds the details under the request id.',
  },
} as const satisfies Record<string, ErrorEntry>;

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
}

/** An error of the table, thrown on purpose. Only `http/` turns it into a status. */
export class ReparteeError extends Error {
  override readonly name = 'ReparteeError';
  readonly id: ErrorName;
  readonly data: Readonly<Record<string, unknown>> | undefined;

  constructor(id: ErrorName, options: ErrorOptions = {}) {
    const { values = {}, data, cause } = options;
    const message =
      options.message ?? errorTable[id].message.replace(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? ''));
    super(message, { cause });
    this.id = id;
    this.data = data;
  }
}
