import { isFault, ReparteeError } from '../errors/errors.ts';
import type { TurnRequest } from './requests.ts';
import type { TurnWorld } from './turn-effects.ts';

/** Runs a request and tells those who watch over the server how it went; without them nothing is made. */
export async function observed<Answer>(
  observer: TurnWorld['observer'],
  request: TurnRequest,
  run: () => Promise<Answer>,
): Promise<Answer> {
  const { kind, notes, sessionId } = request;
  if (kind !== 'message') notes.botId = request.bot.id;
  if (!observer) return run();
  notes.sessionId = sessionId;
  observer.began(kind === 'message' ? 'continue' : 'start', notes);
  try {
    const answer = await run();
    observer.ended(notes, notes.isRepeated ? 'repeated' : 'ok');
    return answer;
  } catch (error) {
    const id = error instanceof ReparteeError ? error.id : 'internal';
    observer.ended(notes, isFault(id) ? 'failed' : 'refused', id);
    throw error;
  }
}
