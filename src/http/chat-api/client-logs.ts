import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Log } from '../../engine/output.ts';
import { ReparteeError } from '../../errors.ts';
import { sendValue } from '../answer.ts';
import type { Services } from '../services.ts';
import { readBody } from '../validate.ts';
import { personText } from './messages.ts';
import { callerOf } from './request-facts.ts';

const logFields = { status: personText.optional(), description: personText, context: personText.optional() };

/** A log that a client reports. */
export const clientLogSchema = z.object({ ...logFields, details: personText.optional() });

/** Body of clientLogs v2 (chat-api §8). */
export const clientLogsSchema = z.object({ clientLogs: z.array(clientLogSchema) });

/** Body of the deprecated v1: details of any JSON type, kept as text. */
export const anyClientLogsSchema = z.object({
  clientLogs: z.array(
    z.object({
      ...logFields,
      details: z
        .unknown()
        .transform((details) => (details === undefined ? undefined : detailsText(details)))
        .optional(),
    }),
  ),
});

function detailsText(details: unknown): string {
  return typeof details === 'string' ? details : JSON.stringify(details);
}

type SessionRequest = FastifyRequest<{ Params: { sessionId: string } }>;

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
  try {
    await store.results.addLogs(resultId, logs, clock.now());
  } catch (cause) {
    throw new ReparteeError('logsNotSaved', { cause });
  }
  return sendValue(reply, { message: 'Logs successfully saved.' });
}
