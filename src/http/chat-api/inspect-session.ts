import { z } from 'zod';
import { requireBot } from '../../accounts/access.ts';
import { ReparteeError } from '../../errors/errors.ts';
import { sendValue } from '../answer.ts';
import { defineCall } from '../call.ts';
import { anySite } from '../cors.ts';
import { isoDate } from '../management-api/bot-object.ts';
import { runningSession } from '../subjects.ts';

/** Stands for values that the caller of startChat brought: they may be secrets (C26). */
const mask = '***';

/** Answer of the session's inspection. */
const sessionResponse = z.object({
  sessionId: z.string(),
  typebotId: z.string(),
  resultId: z.string().optional(),
  versionId: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  waitingFor: z.object({ blockId: z.string(), type: z.string() }).optional(),
  variables: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      value: z.union([z.string(), z.array(z.string().nullable())]).nullable(),
    }),
  ),
});

/** Ours: where a conversation stands (chat-api §18.4). */
export const inspectSession = defineCall({
  method: 'GET',
  path: '/api/v1/sessions/:sessionId',
  id: 'inspectSession',
  tag: 'Chat',
  summary: 'Shows where a conversation stands; values that the caller of startChat brought are masked',
  cors: anySite,
  token: { missing: 'unauthenticated' },
  subject: runningSession(() => new ReparteeError('sessionNotFound')),
  response: { schema: sessionResponse },
  errors: ['sessionNotFound'],
  async handle({ services: { store, conversations, programs }, reply, params, user }) {
    const session = await conversations.session(params.sessionId);
    if (!session) throw new ReparteeError('sessionNotFound');
    try {
      await requireBot(store, user, session.botId);
    } catch (cause) {
      // A session of a bot that the caller may not see is answered like one that does not exist.
      throw new ReparteeError('sessionNotFound', { cause });
    }
    const { state } = session;
    const [current] = state.frames;
    const program = current && (await programs.get(current.versionId));
    if (!current || !program) throw new ReparteeError('sessionNotFound');
    const masked = new Set(state.prefilled);
    const values = new Map(Object.entries(current.values));
    const block = state.position === undefined ? undefined : program.blockById.get(state.position);
    const resultId = state.frames.at(-1)?.resultId;
    return sendValue(reply, {
      sessionId: session.id,
      typebotId: session.botId,
      resultId,
      versionId: current.versionId,
      createdAt: isoDate(session.createdAt),
      updatedAt: isoDate(session.updatedAt),
      waitingFor: block && { blockId: block.id, type: block.type },
      variables: [...program.variables, ...(current.added ?? [])].map(({ id, name }) => {
        const value = values.get(id) ?? null;
        return { id, name, value: value !== null && masked.has(name) ? mask : value };
      }),
    });
  },
});
