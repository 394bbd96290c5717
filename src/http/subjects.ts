import type { FastifyRequest } from 'fastify';
import { ReparteeError } from '../errors.ts';
import { requireBot } from './auth.ts';
import type { Services } from './services.ts';

/**
 * Ways to ask whether what the path of a route names is there (see `subject` of routes); each rejects with what to
 * answer when it is not.
 */
export function subjectsOf({ store, conversations, tokens }: Services) {
  /** A running conversation; the error is in the words of the route. */
  const session = (missing: () => ReparteeError) => async (request: FastifyRequest) => {
    const { sessionId } = request.params as { sessionId: string };
    if (!(await conversations.session(sessionId))) throw missing();
  };
  return {
    session,
    /** The published bot under a public id. */
    async publishedBot(request: FastifyRequest) {
      const { publicId } = request.params as { publicId: string };
      if (!(await store.bots.headByPublicId(publicId))?.publishedVersionId) throw new ReparteeError('botNotFound');
    },
    /** A bot that the owner of the token may see. */
    ownBot(request: FastifyRequest) {
      const { typebotId } = request.params as { typebotId: string };
      return requireBot(store, tokens.userOf(request), typebotId);
    },
  };
}
