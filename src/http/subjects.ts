import { requireBot } from '../accounts/access.ts';
import { ReparteeError } from '../errors/errors.ts';
import { isPossibleId } from '../ids.ts';
import type { Subject } from './call.ts';

// Ways to ask whether what the path of a call names is there; each rejects with what to answer when it is not. No store
// is asked for an id that it could not hold.

/** A running conversation; the error is in the words of the call. */
export function runningSession(missing: () => ReparteeError): Subject<{ readonly sessionId: string }> {
  return async ({ services: { conversations }, params: { sessionId } }) => {
    if (!isPossibleId(sessionId) || !(await conversations.session(sessionId))) throw missing();
  };
}

/** The published bot under a public id. */
export const publishedBot: Subject<{ readonly publicId: string }> = async ({ services: { store }, params }) => {
  const { publicId } = params;
  const head = isPossibleId(publicId) ? await store.bots.headByPublicId(publicId) : undefined;
  if (!head?.publishedVersionId) throw new ReparteeError('botNotFound');
};

/** A bot that the owner of the token may see. */
export const ownBot: Subject<{ readonly typebotId: string }> = async ({ services, request, params }) => {
  const { store, tokens } = services;
  const { typebotId } = params;
  if (!isPossibleId(typebotId)) throw new ReparteeError('botNotFound');
  return requireBot(store, tokens.userOf(request), typebotId);
};
