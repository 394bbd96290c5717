import { isFault, ReparteeError } from '../errors/errors.ts';
import type { TurnKind } from '../telemetry/turn-notes.ts';
import type { RequestFacts } from './requests.ts';
import type { TurnWorld } from './turn-effects.ts';

/** Runs a request and tells those who watch over the server how it went; without them nothing is made. */
export async function observed<Answer>(
  observer: TurnWorld['observer'],
  kind: TurnKind,
  { notes, sessionId }: RequestFacts & { readonly sessionId?: string | undefined },
  run: () => Promise<Answer>,
): Promise<Answer> {
  if (!observer) return run();
  notes.sessionId = sessionId;
  observer.began(kind, notes);
  try {
    const answer = await run();
    observer.ended(notes, notes.isRepeat ? 'repeated' : 'ok');
    return answer;
  } catch (error) {
    const id = error instanceof ReparteeError ? error.id : 'internal';
    observer.ended(notes, isFault(id) ? 'failed' : 'refused', id);
    throw error;
  }
}
