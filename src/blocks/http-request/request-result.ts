import type { Log } from '../../engine/output.ts';
import { parseExactJsonOr } from '../shared/exact-json.ts';
import type { RequestOutcome } from '../shared/request-service.ts';
import type { PreparedRequest } from './prepare-request.ts';
import type { SentBody } from './request-body.ts';

/** What expressions of a response mapping see. */
export interface RequestResult {
  readonly statusCode: number;
  readonly data: unknown;
}

/** What is told about a request in logs. Headers may hold secrets and are left out. */
export interface RequestAccount {
  readonly url: string;
  readonly method: string;
  /** In ms. */
  readonly timeout: number;
  readonly json?: unknown;
  readonly body?: string;
}

/** Describes a request for logs. */
export function accountOf(request: PreparedRequest, sent: SentBody | undefined, timeout: number): RequestAccount {
  const { url, method, body } = request;
  const account = { url, method, timeout };
  if (!sent) return account;
  return body?.kind === 'json' ? { ...account, json: body.value } : { ...account, body: sent.text };
}

/** Turns the outcome of a request into what the flow sees of it, and a log (integrations §4.7). */
export function resultOf(outcome: RequestOutcome, request: RequestAccount): { result: RequestResult; log: Log } {
  switch (outcome.kind) {
    case 'response': {
      const { status, text } = outcome;
      const result = { statusCode: status, data: parseExactJsonOr(text) };
      if (status < 200 || status >= 300) return failure(result, { statusCode: status, request, response: result });
      const details = JSON.stringify({ statusCode: status, response: text, request });
      return { result, log: { status: 'success', description: 'Webhook successfuly executed.', details } };
    }
    case 'refused': {
      const message = `Security validation failed: ${outcome.reason}`;
      return { result: { statusCode: 400, data: { message } }, log: { status: 'error', description: message } };
    }
    case 'timeout': {
      const seconds = Math.round(request.timeout / 1000);
      const result = { statusCode: 408, data: { message: `Request timed out. (${seconds}s)` } };
      return failure(result, { response: result, request });
    }
    case 'failed': {
      const context = 'Unknown error while executing HTTP request';
      const result = { statusCode: 500, data: { context, description: outcome.message } };
      return failure(result, { response: result, request });
    }
  }
}

function failure(result: RequestResult, details: object): { result: RequestResult; log: Log } {
  return {
    result,
    log: { status: 'error', description: 'Webhook returned an error.', details: JSON.stringify(details) },
  };
}
