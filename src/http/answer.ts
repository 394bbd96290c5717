import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type ErrorName, errorTable, ReparteeError } from '../errors/errors.ts';

/** An answer as the caller will see it. */
export interface JsonAnswer {
  readonly status: number;
  /** JSON text. */
  readonly body: string;
}

/** Answer that only says that all went well. */
export const doneResponse = z.object({ message: z.string() });

/** An error, see docs/errors.md. */
export const errorResponse = z.object({
  defined: z.boolean(),
  code: z.string(),
  status: z.number(),
  message: z.string(),
  data: z.looseObject({}).optional(),
});

/** Sends a JSON text. The content type carries no charset, as clients expect (chat-api §1.1). */
export function sendJson(reply: FastifyReply, { status, body }: JsonAnswer): FastifyReply {
  // A buffer, because the framework would add a charset to a text.
  return reply.code(status).header('content-type', 'application/json').send(Buffer.from(body));
}

/** Sends a value as JSON with status 200. */
export function sendValue(reply: FastifyReply, value: unknown): FastifyReply {
  return sendJson(reply, { status: 200, body: JSON.stringify(value) });
}

/** The wire form of an error; faults that nobody raised on purpose become `internal` and tell nothing else. */
export function renderError(error: unknown): JsonAnswer {
  const known = error instanceof ReparteeError ? error : new ReparteeError('internal');
  const { code, status, defined } = entryOf(known.id);
  const { message, data } = known;
  return { status, body: JSON.stringify({ defined: defined ?? true, code, status, message, data }) };
}

function entryOf(id: ErrorName) {
  return errorTable[id];
}
