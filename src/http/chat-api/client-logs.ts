import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { maxLogsOfResult } from '../../conversation/client-logs.ts';
import type { Log } from '../../engine/output.ts';
import { ReparteeError } from '../../errors/errors.ts';
import { cleanText } from '../../flow/values.ts';
import { sendValue } from '../answer.ts';
import type { Services } from '../services.ts';
import { readBody } from '../validate.ts';
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
export const clientLogsSchema = z.object({ clientLogs: loggedSchema });

/** Body of the deprecated v1. */
export const anyClientLogsSchema = z.object({ clientLogs: firstOf(anyClientLogSchema) });

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

type SessionRequest = FastifyRequest<{
  Params: { sessionId: string };
  Body: { clientLogs?: readonly unknown[] } | undefined;
}>;

/** `POST /api/v2/sessions/{sessionId}/clientLogs` */
export function clientLogs(services: Services, request: SessionRequest, reply: FastifyReply) {
  return save(services, request, reply, readBody(clientLogsSchema, request.body).clientLogs);
}

/** `POST /api/v1/sessions/{sessionId}/clientLogs` */
export function anyClientLogs(services: Services, request: SessionRequest, reply: FastifyReply) {
  return save(services, request, reply, readBody(anyClientLogsSchema, request.body).clientLogs);
}

async function save(services: Services, request: SessionRequest, reply: FastifyReply, logs: readonly Log[]) {
  const { store, conversations, clock } = services;
  const session = await conversations.session(request.params.sessionId);
  if (!session) throw new ReparteeError('sessionNotFound');
  conversations.admit(session, callerOf(request));
  const resultId = session.state.frames.at(-1)?.resultId;
  if (resultId === undefined || !(await store.results.get(resultId))) throw new ReparteeError('resultNotFound');
  const sent = request.body?.clientLogs?.length ?? 0;
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
