import { type ChatAnswer, shortly } from '../support/chat.ts';
import type { Client, Post, Reply } from './client.ts';
import { sendAtOnce } from './pipeline.ts';
import { botId, type Line, linesOf } from './questions.ts';
import type { Random } from './random.ts';
import type { Tally } from './tally.ts';

/**
 * What people do with a reply:
 * - `plain`: send it again under its key until it is answered;
 * - `twice`: send it two times at once;
 * - `hang up`: leave before the answer, then send it again;
 * - `hurry`: send the next two right behind it, without waiting;
 * - `no key`: send it without a key; when no answer comes, look whether it has arrived before sending it again.
 */
export type Habit = 'plain' | 'twice' | 'hang up' | 'hurry' | 'no key';

/** What a person needs to know of the world. */
export interface World {
  readonly client: Client;
  readonly tally: Tally;
  readonly random: Random;
  readonly habits: readonly Habit[];
  /** Token of the owner, for looking at sessions. */
  readonly token: string;
  readonly giveUp: AbortSignal;
}

/** Somebody who has one conversation and checks every answer. */
export class Person {
  readonly lines: readonly Line[];
  resultId = '';
  readonly #name: string;
  readonly #world: World;
  #sessionId = '';
  /** Answers by the number of the reply; those of replies without a key may be missing. */
  readonly #answers: (string | undefined)[] = [];
  /** Numbers of replies that may be sent again. */
  readonly #keyed: number[] = [];

  constructor(name: string, world: World) {
    this.#name = name;
    this.#world = world;
    this.lines = linesOf(name, world.random.pick(['left', 'right'] as const));
  }

  /** Talks until the conversation has ended. Rejects at the first answer that is not the right one. */
  async talk(): Promise<void> {
    const { client, tally } = this.#world;
    const start = await client.insist({
      url: `/api/v1/typebots/${botId}/startChat`,
      body: {},
      key: `start ${this.#name}`,
    });
    if (start.status !== 200) throw new Error(`${this.#name} could not start: ${start.status} ${start.text}`);
    ({ sessionId: this.#sessionId, resultId: this.resultId } = JSON.parse(start.text));
    for (let next = 0; next < this.lines.length; ) next += await this.#reply(next);
    await this.#askAgain();
    tally.add('conversations');
  }

  /** Gives the number of replies that were sent. */
  async #reply(index: number): Promise<number> {
    const { client, tally, random, habits } = this.#world;
    const habit = random.pick(habits);
    tally.add(`replies ${habit}`);
    const post = this.#post(index);
    if (habit !== 'no key') this.#keyed.push(index);
    switch (habit) {
      case 'plain':
        this.#take(index, await client.insist(post));
        return 1;
      case 'twice':
        for (const reply of await Promise.all([client.insist(post), client.insist(post)])) this.#take(index, reply);
        return 1;
      case 'hang up':
        for (let times = random.between(1, 3); times > 0; times--) {
          const outcome = await client.hangUp(post);
          if (typeof outcome === 'object') this.#take(index, outcome);
        }
        this.#take(index, await client.insist(post));
        return 1;
      case 'hurry':
        return this.#hurry(index);
      case 'no key':
        await this.#withoutKey(index);
        return 1;
    }
  }

  #post(index: number): Post {
    const { blockId, text } = this.lines[index]!;
    const url = `/api/v1/sessions/${this.#sessionId}/continueChat`;
    return { url, body: { message: text }, key: `${this.#name} ${blockId}` };
  }

  async #hurry(index: number): Promise<number> {
    const { client, giveUp } = this.#world;
    const indices = [index, index + 1, index + 2].filter((each) => each < this.lines.length);
    this.#keyed.push(...indices.slice(1));
    for (let open = indices, attempt = 1; open.length > 0; attempt++) {
      giveUp.throwIfAborted();
      const answers = await sendAtOnce(
        client.address,
        open.map((each) => this.#post(each)),
        giveUp,
      );
      const outcomes = answers.map(({ status, text, isReplayed }) => client.judge(status, text, isReplayed));
      const refused = outcomes.indexOf('refused');
      if (refused >= 0 && outcomes.slice(refused).some((outcome) => outcome !== 'refused')) {
        throw new Error(`${this.#name}: a message was taken although the one before it was not.`);
      }
      outcomes.forEach((outcome, i) => {
        if (outcome !== 'refused') this.#take(open[i]!, outcome);
      });
      if (answers.length < open.length) client.lose();
      open = open.slice(outcomes.filter((outcome) => outcome !== 'refused').length);
      if (open.length > 0) await client.rest(attempt);
    }
    return indices.length;
  }

  async #withoutKey(index: number): Promise<void> {
    const { client } = this.#world;
    const { key: _, ...post } = this.#post(index);
    for (let attempt = 1; ; attempt++) {
      const outcome = await client.once(post);
      if (typeof outcome === 'object') return this.#take(index, outcome);
      if (outcome === 'lost' && (await this.#hasArrived(index))) return;
      await client.rest(attempt);
    }
  }

  /** Whether the session has gone on from a question. */
  async #hasArrived(index: number): Promise<boolean> {
    const { client, token } = this.#world;
    const { status, text } = await client.read(`/api/v1/sessions/${this.#sessionId}`, token);
    if (status === 404) return index === this.lines.length - 1;
    return JSON.parse(text).waitingFor.blockId !== this.lines[index]!.blockId;
  }

  /** Checks an answer; every answer to the same request must be the same, to the letter. */
  #take(index: number, { status, text }: Reply): void {
    const { shown } = this.lines[index]!;
    const was = status === 200 ? shortly({ body: JSON.parse(text) } as ChatAnswer) : `${status} ${text}`;
    if (was !== shown) throw new Error(`${this.#name}, reply ${index + 1}: expected "${shown}", got "${was}"`);
    const earlier = this.#answers[index];
    if (earlier !== undefined && earlier !== text) {
      throw new Error(`${this.#name}, reply ${index + 1}: answered "${earlier}" first and "${text}" again`);
    }
    this.#answers[index] = text;
    this.#world.tally.add('answers');
  }

  /** Sends an earlier message again under its key: nothing but its answer may come of it. */
  async #askAgain(): Promise<void> {
    const { client, random } = this.#world;
    if (this.#keyed.length === 0 || !random.isLikely(0.3)) return;
    const index = random.pick(this.#keyed);
    this.#take(index, await client.insist(this.#post(index)));
  }
}
