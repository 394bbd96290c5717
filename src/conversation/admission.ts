import type { Program } from '../engine/block.ts';
import type { BotHead } from '../store/bots.ts';
import type { StoredSession } from '../store/sessions.ts';
import { type Caller, checkOrigin } from './origins.ts';
import type { EnteredTurn } from './places.ts';
import type { TurnRequest } from './requests.ts';
import type { TurnWorld } from './turn-effects.ts';

/** Tells from which origins people may take part in conversations. Every method throws `originRefused`. */
export class Admission {
  readonly #world: Pick<TurnWorld, 'store' | 'programs'>;
  readonly #ownOrigins: readonly string[];

  /** @param ownOrigins origins of this server's own hosted pages */
  constructor(world: Pick<TurnWorld, 'store' | 'programs'>, ownOrigins: readonly string[]) {
    this.#world = world;
    this.#ownOrigins = ownOrigins;
  }

  /** Checks a caller against the origins that the session allows. */
  toSession({ state }: StoredSession, caller: Caller): void {
    checkOrigin(state.origins, caller, this.#ownOrigins);
  }

  /** Checks a caller against the origins that a version of a bot allows. */
  toProgram({ settings }: Program, caller: Caller): void {
    checkOrigin(settings.security?.allowedOrigins, caller, this.#ownOrigins);
  }

  /** Checks who goes on with a session, and who would get an answer that was given before. */
  async toTurn(request: TurnRequest, { session, answered }: EnteredTurn): Promise<void> {
    const { kind, caller } = request;
    if (kind === 'message' && session) this.toSession(session, caller);
    else if (kind === 'message' && answered) await this.#toBot(await this.goneBot(request.sessionId), caller);
    else if (kind === 'start' && answered) await this.#toBot(request.bot, caller);
  }

  /** The bot of a live conversation that is gone. */
  async goneBot(sessionId: string): Promise<BotHead | undefined> {
    const { sessions, bots } = this.#world.store;
    const botId = await sessions.goneBot(sessionId);
    return botId === undefined ? undefined : bots.head(botId);
  }

  async #toBot(head: BotHead | undefined, caller: Caller): Promise<void> {
    const program = head?.publishedVersionId ? await this.#world.programs.get(head.publishedVersionId) : undefined;
    if (program) this.toProgram(program, caller);
  }
}
