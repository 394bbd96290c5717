import type { Clock } from '../../conversation/clock.ts';
import type { Leavings, Outlet, RequestName, TurnReply } from '../../conversation/outlet.ts';
import type { Program } from '../../engine/block.ts';
import type { IdempotentAnswer } from '../../store/sessions.ts';
import type { JsonAnswer } from '../answer.ts';
import { isAboutCaller, toRepeat, toStore } from '../idempotency/idempotent-answers.ts';
import type { RequestKey } from '../idempotency/request-key.ts';

/** An answer of the chat API. */
export interface ChatAnswer extends JsonAnswer {
  /** It was given before under the same key of the caller. */
  readonly isReplayed?: boolean;
}

/** Turns replies and errors into what the caller sees. */
export interface Renderer {
  /** The body of the answer. */
  reply(reply: TurnReply): object;
  error(error: unknown): JsonAnswer;
}

/** The outlet of callers of the chat API: their answer is stored with its turn, so that a retry gets it again. */
export class ChatOutlet implements Outlet<ChatAnswer> {
  readonly name: RequestName | undefined;
  readonly #renderer: Renderer;
  readonly #clock: Clock;
  readonly #key: RequestKey | undefined;

  /**
   * @param scope the bot that is started or the session that goes on: the key is one of its keys
   * @param key undefined for a request without one
   */
  constructor(renderer: Renderer, clock: Clock, scope: string, key: RequestKey | undefined) {
    this.name = key && { scope, key: key.key };
    this.#renderer = renderer;
    this.#clock = clock;
    this.#key = key;
  }

  repeat(stored: IdempotentAnswer, programs: readonly Program[]): ChatAnswer | undefined {
    const key = this.#key;
    return key?.holds(programs) ? { ...toRepeat(stored, key), isReplayed: key.isGiven } : undefined;
  }

  answer(reply: TurnReply): ChatAnswer {
    return { status: 200, body: JSON.stringify(this.#renderer.reply(reply)) };
  }

  leaves(answer: ChatAnswer, { programs }: TurnReply): Leavings {
    return this.#key?.holds(programs) ? { idempotentAnswer: this.#toStore(answer) } : {};
  }

  refuse(error: unknown): Leavings | undefined {
    if (!this.#key?.isGiven || isAboutCaller(error)) return undefined;
    const idempotentAnswer = this.#toStore(this.#renderer.error(error));
    return idempotentAnswer && { idempotentAnswer };
  }

  #toStore(answer: JsonAnswer): IdempotentAnswer | undefined {
    return this.name && this.#key && toStore(this.name.scope, this.#key, answer, this.#clock.now());
  }
}
