import type { FastifyRequest } from 'fastify';
import { requireBot } from '../accounts/access.ts';
import { ReparteeError } from '../errors/errors.ts';
import { isPossibleId } from '../ids.ts';
import type { Services } from './services.ts';

/**
 * Ways to ask whether what the path of a route names is there (see `subject` of routes); each rejects with what to
 * answer when it is not. No store is asked for an id that it could not hold.
 */
export function subjectsOf({ store, conversations, tokens }: Services) {
  /** A running conversation; the error is in the words of the route. */
  const session = (missing: () => ReparteeError) => async (request: FastifyRequest) => {
    const { sessionId } = request.params as { sessionId: string };
    if (!isPossibleId(sessionId) || !(await conversations.session(sessionId))) throw missing();
  };
  return {
    session,
    /** The published bot under a public id. */
    async publishedBot(request: FastifyRequest) {
      const { publicId } = request.params as { publicId: string };
      const head = isPossibleId(publicId) ? await store.bots.headByPublicId(publicId) : undefined;
      if (!head?.publishedVersionId) throw new ReparteeError('botNotFound');
    },
    /** A bot that the owner of the token may see. */
    async ownBot(request: FastifyRequest) {
      const { typebotId } = request.params as { typebotId: string };
      if (!isPossibleId(typebotId)) throw new ReparteeError('botNotFound');
      return requireBot(store, tokens.userOf(request), typebotId);
    },
  };
}
