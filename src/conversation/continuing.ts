import type { Program } from '../engine/block.ts';
import { newSession } from '../engine/new-session.ts';
import { ReparteeError } from '../errors/errors.ts';
import { newId } from '../ids.ts';
import type { BotHead } from '../store/bots.ts';
import type { StoredSession } from '../store/sessions.ts';
import { checkOrigin } from './origins.ts';
import type { CurrentTurn, PlannedTurn } from './planned-turn.ts';
import type { ContinueRequest } from './requests.ts';
import { publishedProgram, type StartContext } from './starting.ts';

/**
 * The next turn of a conversation. Throws `sessionNotFound` when its flow is gone.
 *
 * @param flows those that the conversation stands in, the started one last
 */
export function planContinuation(
  request: ContinueRequest,
  { state, revision, createdAt, botId }: StoredSession,
  flows: readonly Program[],
): PlannedTurn {
  const { sessionId, message, variables } = request;
  const startedId = state.frames.at(-1)?.versionId;
  const started = flows.find(({ versionId }) => versionId === startedId);
  if (!started) throw new ReparteeError('sessionNotFound');
  request.admitTo?.(botId, 'continue');
  return {
    program: started,
    flows,
    state,
    event: { type: 'message', message, variables },
    isRestarted: false,
    revision,
    again: { scope: sessionId, turn: { createdAt, revision } },
  };
}

/** The first turn of a conversation that takes the place of one that is gone. Throws `sessionNotFound`. */
export async function planRestart(
  { store, programs, ownOrigins }: StartContext,
  request: ContinueRequest,
  { firstRevision }: CurrentTurn,
): Promise<PlannedTurn> {
  const { sessionId, message, variables } = request;
  const head = await goneHead(store, sessionId);
  const versionId = head?.publishedVersionId;
  const settings = versionId ? (await programs.get(versionId))?.settings : undefined;
  if (!head || settings?.general?.sessionGone !== 'restart') throw new ReparteeError('sessionNotFound');
  request.admitTo?.(head.id, 'start');
  const program = await publishedProgram(programs, head);
  checkOrigin(program.settings.security?.allowedOrigins, request.caller, ownOrigins);
  return {
    program,
    flows: [program],
    state: newSession(program, { resultId: newId(), streams: false }),
    event: { type: 'start', message, prefilledVariables: variables },
    isRestarted: true,
    revision: firstRevision,
    again: { scope: sessionId, turn: 'first' },
  };
}

/** The bot of a live conversation that is gone. */
export async function goneHead(store: StartContext['store'], sessionId: string): Promise<BotHead | undefined> {
  const botId = await store.sessions.goneBot(sessionId);
  return botId === undefined ? undefined : store.bots.head(botId);
}
