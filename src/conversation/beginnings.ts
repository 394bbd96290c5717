import { snapshotDraft } from '../bots/drafts.ts';
import type { TurnEvent } from '../engine/advance.ts';
import type { Program } from '../engine/block.ts';
import { newSession } from '../engine/new-session.ts';
import type { SessionState } from '../engine/state.ts';
import { ReparteeError } from '../errors/errors.ts';
import { newId } from '../ids.ts';
import type { BotHead } from '../store/bots.ts';
import type { StoredSession } from '../store/sessions.ts';
import type { Admission } from './admission.ts';
import type { EnteredTurn } from './places.ts';
import { rememberedVisit } from './remembered-visit.ts';
import type { MessageRequest, PreviewRequest, StartRequest, TurnRequest } from './requests.ts';
import type { TurnWorld } from './turn-effects.ts';
import type { TurnIdentity } from './turn-journal.ts';

/** What a turn begins with. */
export interface Beginning {
  readonly sessionId: string;
  /** The flow that was started. */
  readonly program: Program;
  readonly state: SessionState;
  readonly event: TurnEvent;
  /** Revision of the stored session that the state comes from, 0 when there is none; undefined: whatever is stored goes. */
  readonly revision: number | undefined;
  readonly isRestarted: boolean;
  /** What tells the turn from others when it runs again; undefined: it cannot be asked for again. */
  readonly again: Omit<TurnIdentity, 'event'> | undefined;
}

/** Finds out what turns begin with. */
export class Beginnings {
  readonly #world: TurnWorld;
  readonly #admission: Admission;

  constructor(world: TurnWorld, admission: Admission) {
    this.#world = world;
    this.#admission = admission;
  }

  /**
   * What the turn of a request begins with. Throws what stands against it.
   *
   * @param programs flows that the session stands in; the last one was started
   */
  async of(request: TurnRequest, entered: EnteredTurn, programs: readonly Program[]): Promise<Beginning> {
    if (request.kind !== 'message') return this.#first(request, entered);
    if (entered.session) return this.#next(request, entered.session, programs);
    return request.start ? this.#first(await request.start(), entered) : this.#restart(request, entered);
  }

  async #first(request: StartRequest | PreviewRequest, entered: EnteredTurn): Promise<Beginning> {
    const { program, state, startFrom } = await (request.kind === 'start'
      ? this.#start(request)
      : this.#preview(request));
    const { sessionId = newId(), message, prefilledVariables, isOnlyRegistering } = request;
    const event: TurnEvent = { type: 'start', message, prefilledVariables, isOnlyRegistering, startFrom };
    return { ...firstTurn(entered), sessionId, program, state, event, isRestarted: false };
  }

  async #start({ bot, caller, admitTo, resultId, streams, isOldClient }: StartRequest) {
    admitTo?.(bot.id, 'start');
    const program = await this.#publishedProgram(bot);
    this.#admission.toProgram(program, caller);
    const restored = await rememberedVisit(this.#world.store.results, program, resultId);
    const options = { resultId: restored?.resultId ?? newId(), streams, restored, isOldClient };
    return { program, state: newSession(program, options), startFrom: undefined };
  }

  async #preview({ bot, startFrom, streams, isProgressTracked, isOldClient }: PreviewRequest) {
    const { store, clock } = this.#world;
    const program = await this.#startable(await snapshotDraft(store.bots, bot, clock.now()));
    return { program, state: newSession(program, { streams, isProgressTracked, isOldClient }), startFrom };
  }

  async #next(
    { sessionId, message, variables, admitTo }: MessageRequest,
    { state, botId, revision, createdAt }: StoredSession,
    programs: readonly Program[],
  ): Promise<Beginning> {
    const program = programs.at(-1);
    // Without the flow that was started nothing can go on.
    if (!program || program.versionId !== state.frames.at(-1)?.versionId) throw new ReparteeError('sessionNotFound');
    admitTo?.(botId, 'continue');
    const event: TurnEvent = { type: 'message', message, variables };
    const again = { scope: sessionId, turn: { createdAt, revision } };
    return { sessionId, program, state, event, revision, isRestarted: false, again };
  }

  /** A message for a session that is gone: an error, or a new conversation under its id when the bot asks for that. */
  async #restart(
    { sessionId, message, variables, caller, admitTo }: MessageRequest,
    entered: EnteredTurn,
  ): Promise<Beginning> {
    const head = await this.#admission.goneBot(sessionId);
    const versionId = head?.publishedVersionId;
    const settings = versionId ? (await this.#world.programs.get(versionId))?.settings : undefined;
    if (!head || settings?.general?.sessionGone !== 'restart') throw new ReparteeError('sessionNotFound');
    admitTo?.(head.id, 'start');
    const program = await this.#publishedProgram(head);
    this.#admission.toProgram(program, caller);
    const state = newSession(program, { resultId: newId(), streams: false });
    const event: TurnEvent = { type: 'start', message, prefilledVariables: variables };
    return { ...firstTurn(entered), sessionId, program, state, event, isRestarted: true };
  }

  /** The published version of an open bot. Throws `botNotFound`, `botClosed` or `invalidBot`. */
  async #publishedProgram(head: BotHead): Promise<Program> {
    if (!head.publishedVersionId) throw new ReparteeError('botNotFound');
    const program = await this.#startable(head.publishedVersionId);
    if (head.isClosed) {
      throw new ReparteeError('botClosed', {
        message: program.settings.general?.systemMessages?.botClosed || undefined,
      });
    }
    return program;
  }

  async #startable(versionId: string): Promise<Program> {
    const program = await this.#world.programs.get(versionId);
    if (!program) throw new ReparteeError('botNotFound');
    if (!program.events.some((event) => event.type === 'start')) {
      throw new ReparteeError('invalidBot', { values: { path: 'events' } });
    }
    return program;
  }
}

function firstTurn({ place, firstRevision }: EnteredTurn): Pick<Beginning, 'revision' | 'again'> {
  return { revision: firstRevision, again: place === undefined ? undefined : { scope: place, turn: 'first' } };
}
