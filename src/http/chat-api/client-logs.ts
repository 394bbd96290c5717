import { z } from 'zod';
import { maxLogsOfResult } from '../../conversation/client-logs.ts';
import type { Log } from '../../engine/output.ts';
import { ReparteeError } from '../../errors/errors.ts';
import { cleanText } from '../../flow/values.ts';
import { doneResponse, sendValue } from '../answer.ts';
import { type Asked, defineCall } from '../call.ts';
import { anySite } from '../cors.ts';
import { runningSession } from '../subjects.ts';
import { callerOf } from './request-facts.ts';

/** Most logs of one request that are looked at. */
const maxLogsOfRequest = 50;
/** Longest text of a log that is looked at, in UTF-16 units. */
const maxTextLength = 10_000;

const logText = z.string().transform(shortText);
const logFields = { status: logText.optional(), description: logText, context: logText.optional() };

/** A log that a client reports. */
const clientLogSchema = z.object({ ...logFields, details: logText.optional() });

/** A log of the deprecated v1: details of any JSON type, kept as text. */
const anyClientLogSchema = z.object({
  ...logFields,
  details: z
    .unknown()
    .transform((details) => (details === undefined ? undefined : detailsText(details)))
    .optional(),
});

/** Logs of one request. Those after the first 50 cost nothing: they are dropped before anything looks at them. */
export const loggedSchema = firstOf(clientLogSchema);

/** Body of clientLogs v2 (chat-api §8). */
const clientLogsSchema = z.object({ clientLogs: loggedSchema });

/** Body of the deprecated v1. */
const anyClientLogsSchema = z.object({ clientLogs: firstOf(anyClientLogSchema) });

function firstOf<T extends z.ZodType>(schema: T) {
  const first = (value: unknown) => (Array.isArray(value) ? value.slice(0, maxLogsOfRequest) : value);
  return z.preprocess(first, z.array(schema));
}

function shortText(text: string): string {
  return cleanText(text.slice(0, maxTextLength));
}

function detailsText(details: unknown): string {
  return shortText(typeof details === 'string' ? details : JSON.stringify(details));
}

const saving = {
  method: 'POST',
  cors: anySite,
  limit: 'logs',
  subject: runningSession(() => new ReparteeError('sessionNotFound')),
  response: { schema: doneResponse },
  errors: ['sessionNotFound', 'originRefused', 'resultNotFound', 'logsNotSaved'],
} as const;

/** Stores logs of the client. */
export const saveClientLogs = defineCall({
  ...saving,
  path: '/api/v2/sessions/:sessionId/clientLogs',
  id: 'saveClientLogs',
  tag: 'Chat',
  summary: 'Stores logs of the client with the result of the conversation',
  body: { schema: clientLogsSchema },
  handle: ({ body, ...asked }) => save(asked, asked.params.sessionId, body.clientLogs),
});

/** The older call, whose logs may have details of any kind. */
export const saveClientLogsV1 = defineCall({
  ...saving,
  path: '/api/v1/sessions/:sessionId/clientLogs',
  id: 'saveClientLogsV1',
  tag: 'Deprecated',
  summary: 'Stores logs of the client; details may be any JSON',
  body: { schema: anyClientLogsSchema },
  handle: ({ body, ...asked }) => save(asked, asked.params.sessionId, body.clientLogs),
});

async function save(
  { services, request, reply }: Pick<Asked, 'services' | 'request' | 'reply'>,
  sessionId: string,
  logs: readonly Log[],
) {
  const { store, conversations, clock } = services;
  const session = await conversations.session(sessionId);
  if (!session) throw new ReparteeError('sessionNotFound');
  conversations.admit(session, callerOf(request));
  const resultId = session.state.frames.at(-1)?.resultId;
  if (resultId === undefined || !(await store.results.get(resultId))) throw new ReparteeError('resultNotFound');
  const { clientLogs: all = [] } = (request.body ?? {}) as { readonly clientLogs?: readonly unknown[] };
  const sent = all.length;
  try {
    const saved = await store.results.addLogs(resultId, logs, clock.now(), maxLogsOfResult);
    return sendValue(reply, { message: saved === sent ? 'Logs successfully saved.' : shortfall(saved, sent) });
  } catch (cause) {
    throw new ReparteeError('logsNotSaved', { cause });
  }
}

function shortfall(saved: number, sent: number): string {
  return `${saved} of ${sent} logs saved: a request may bring ${maxLogsOfRequest}, and a result holds ${maxLogsOfResult}.`;
}
