import { authorsErrors } from './authors.ts';
import { chatErrors } from './chat.ts';
import type { ErrorEntry } from './entry.ts';
import { filesErrors } from './files.ts';
import { requestsErrors } from './requests.ts';
import { serverErrors } from './server.ts';

/**
 * The table of every error that a caller can get: a stable name, the code and HTTP status on the wire, the sentence,
 * and what to do about it. The reference page `docs/errors.md` is generated from this table; a test keeps both equal.
 */
const table = { ...requestsErrors, ...authorsErrors, ...chatErrors, ...filesErrors, ...serverErrors } as const;

/** Stable name of an error. */
export type ErrorName = keyof typeof table;

/** Every error of the server by name. */
export const errorTable: Readonly<Record<ErrorName, ErrorEntry>> = table;

/** Anchor of an error on its reference page, for example `session-not-found`. */
export function errorAnchor(name: ErrorName): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** True for an error that its caller can do nothing about: a fault of ours, or of what we depend on. */
export function isFault(name: ErrorName): boolean {
  return errorTable[name].status >= 500;
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
