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

/** One row of the table of errors. */
export interface ErrorEntry {
  readonly code: ErrorCode;
  readonly status: number;
  /** `{name}` is filled in from the values of the error. */
  readonly message: string;
  /** What happened and what to do, for the reference page. */
  readonly help: string;
  /** False for errors that nobody raised on purpose (chat-api §1.2). */
  readonly defined?: false;
}

/** An error that is raised on purpose. */
export function entry(code: ErrorCode, message: string, help: string): ErrorEntry {
  return { code, status: statusOf[code], message, help };
}

/** An error that nobody raises on purpose. */
export function unplanned(code: ErrorCode, message: string, help: string): ErrorEntry {
  return { ...entry(code, message, help), defined: false };
}
