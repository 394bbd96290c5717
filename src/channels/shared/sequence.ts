import type { Bubble } from '../../engine/output.ts';
import type { ChannelTurn, Loss, RenderContext } from '../channel.ts';
import { inOrder } from './in-order.ts';

/** A message with the block that it is from and the pause before it, in ms. */
export interface Placed<Message> {
  readonly message: Message;
  readonly blockId: string;
  readonly delayMs: number;
}

/** What a channel makes of the parts of a turn; nothing where it shows nothing. */
interface Forms<Message> {
  bubble(bubble: Bubble): { readonly messages: readonly Message[]; readonly loss?: string | undefined };
  link(url: string): readonly Message[];
}

/** The messages of a turn one after another. */
export class Sequence<Message> {
  readonly all: Placed<Message>[] = [];
  readonly losses: Loss[] = [];
  /** The pause before what is added next. */
  #waitMs = 0;

  /** The bubbles and links of a turn, with its waits and the pauses between bubbles (channels §14.3). */
  constructor(turn: ChannelTurn, { bubbleDelayMs, typing }: RenderContext, forms: Forms<Message>) {
    const betweenMs = typing?.delayBetweenBubbles === undefined ? bubbleDelayMs : typing.delayBetweenBubbles * 1_000;
    let bubbles = 0;
    for (const part of inOrder(turn)) {
      if (part.kind === 'between') {
        this.#waitMs += part.waitMs;
        if (part.redirect) this.add(forms.link(part.redirect.url), part.blockId);
        if (part.loss) this.losses.push(part.loss);
        continue;
      }
      const { id } = part.bubble;
      const { messages, loss } = forms.bubble(part.bubble);
      if (loss !== undefined) this.losses.push({ blockId: id, what: loss });
      if (messages.length === 0) continue;
      if (bubbles > 0) this.#waitMs += betweenMs;
      bubbles += 1;
      this.add(messages, id);
    }
  }

  /** Adds messages of a block; the first of them comes after the waits since the message before. */
  add(messages: readonly Message[], blockId: string): void {
    for (const message of messages) {
      this.all.push({ message, blockId, delayMs: this.#waitMs });
      this.#waitMs = 0;
    }
  }
}
