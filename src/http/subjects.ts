import { requireBot } from '../accounts/access.ts';
import { ReparteeError } from '../errors/errors.ts';
import { isPossibleId } from '../ids.ts';
import type { Subject } from './call.ts';

// Ways to ask whether what the path of a call names is there; each rejects with what to answer when it is not. No store
// is asked for an id that it could not hold.

/** A running conversation; the error is in the words of the call. */
export function runningSession(missing: () => ReparteeError): Subject {
  return async ({ conversations }, request) => {
    const { sessionId } = request.params as { sessionId: string };
    if (!isPossibleId(sessionId) || !(await conversations.session(sessionId))) throw missing();
  };
}

/** The published bot under a public id. */
export const publishedBot: Subject = async ({ store }, request) => {
  const { publicId } = request.params as { publicId: string };
  const head = isPossibleId(publicId) ? await store.bots.headByPublicId(publicId) : undefined;
  if (!head?.publishedVersionId) throw new ReparteeError('botNotFound');
};

/** A bot that the owner of the token may see. */
export const ownBot: Subject = async ({ store, tokens }, request) => {
  const { typebotId } = request.params as { typebotId: string };
  if (!isPossibleId(typebotId)) throw new ReparteeError('botNotFound');
  return requireBot(store, tokens.userOf(request), typebotId);
};
