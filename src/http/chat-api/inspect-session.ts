import type { FastifyReply, FastifyRequest } from 'fastify';
import { requireBot } from '../../accounts/access.ts';
import { ReparteeError } from '../../errors/errors.ts';
import { sendValue } from '../answer.ts';
import { isoDate } from '../management-api/bot-object.ts';
import type { Services } from '../services.ts';

/** Stands for values that the caller of startChat brought: they may be secrets (C26). */
const mask = '***';

/** `GET /api/v1/sessions/{sessionId}`, ours: where a conversation stands (chat-api §18.4). */
export async function inspectSession(
  { store, conversations, programs, tokens }: Services,
  request: FastifyRequest<{ Params: { sessionId: string } }>,
  reply: FastifyReply,
) {
  const user = tokens.userOf(request);
  const session = await conversations.session(request.params.sessionId);
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
    ...(resultId !== undefined && { resultId }),
    versionId: current.versionId,
    createdAt: isoDate(session.createdAt),
    updatedAt: isoDate(session.updatedAt),
    ...(block && { waitingFor: { blockId: block.id, type: block.type } }),
    variables: [...program.variables, ...(current.added ?? [])].map(({ id, name }) => {
      const value = values.get(id) ?? null;
      return { id, name, value: value !== null && masked.has(name) ? mask : value };
    }),
  });
}
