import { snapshotDraft } from '../bots/drafts.ts';
import type { Program } from '../engine/block.ts';
import { newSession } from '../engine/new-session.ts';
import { ReparteeError } from '../errors/errors.ts';
import { newId } from '../ids.ts';
import type { BotHead } from '../store/bots.ts';
import { checkOrigin } from './origins.ts';
import type { CurrentTurn, PlannedTurn } from './planned-turn.ts';
import { rememberedVisit } from './remembered-visit.ts';
import type { PreviewRequest, StartRequest } from './requests.ts';
import type { TurnWorld } from './turn-effects.ts';

/** Where starts under one key wait for each other; no id of a session holds a line break. */
export function startPlace(botId: string, key: string): string {
  return `start\n${botId}\n${key}`;
}

/** What first turns are planned with. */
export interface StartContext extends Pick<TurnWorld, 'store' | 'programs' | 'clock'> {
  /** Origins of this server's own hosted pages. */
  readonly ownOrigins: readonly string[];
}

type FirstTurn = Pick<CurrentTurn, 'firstRevision' | 'lasting'>;

/** The first turn with a published bot. Throws what stands against starting it. */
export async function planStart(
  { store, programs, ownOrigins }: StartContext,
  request: StartRequest,
  turn: FirstTurn,
): Promise<PlannedTurn> {
  request.admitTo?.(request.bot.id, 'start');
  const program = await publishedProgram(programs, request.bot);
  checkOrigin(program.settings.security?.allowedOrigins, request.caller, ownOrigins);
  const visit = await rememberedVisit(store.results, program, request.resultId);
  const state = newSession(program, {
    resultId: visit?.resultId ?? newId(),
    streams: request.streams,
    restored: visit,
    wire: request.wire,
  });
  return firstTurn(program, state, request, turn);
}

/** The first turn with the draft of a bot. */
export async function planPreview(
  { store, programs, clock }: StartContext,
  request: PreviewRequest,
  turn: FirstTurn,
): Promise<PlannedTurn> {
  const program = await startable(programs, await snapshotDraft(store.bots, request.bot, clock.now()));
  const { streams, isProgressTracked, wire } = request;
  return firstTurn(program, newSession(program, { streams, isProgressTracked, wire }), request, turn);
}

function firstTurn(
  program: Program,
  state: PlannedTurn['state'],
  request: StartRequest | PreviewRequest,
  { firstRevision, lasting }: FirstTurn,
): PlannedTurn {
  const { message, prefilledVariables, isOnlyRegistering } = request;
  const startFrom = 'startFrom' in request ? request.startFrom : undefined;
  return {
    program,
    flows: [program],
    state,
    event: { type: 'start', message, prefilledVariables, isOnlyRegistering, startFrom },
    isRestarted: false,
    revision: firstRevision,
    again: lasting === undefined ? undefined : { scope: lasting, turn: 'first' },
  };
}

/** The published version of an open bot. Throws `botNotFound`, `botClosed` or `invalidBot`. */
export async function publishedProgram(programs: TurnWorld['programs'], head: BotHead): Promise<Program> {
  if (!head.publishedVersionId) throw new ReparteeError('botNotFound');
  const program = await startable(programs, head.publishedVersionId);
  if (head.isClosed) {
    const message = program.settings.general?.systemMessages?.botClosed;
    throw new ReparteeError('botClosed', { ...(message && { message }) });
  }
  return program;
}

async function startable(programs: TurnWorld['programs'], versionId: string): Promise<Program> {
  const program = await programs.get(versionId);
  if (!program) throw new ReparteeError('botNotFound');
  if (!program.events.some((event) => event.type === 'start')) {
    throw new ReparteeError('invalidBot', { values: { path: 'events' } });
  }
  return program;
}
