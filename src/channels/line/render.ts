import type { ChannelTurn, Command, Loss, PersonEvent, RenderContext, Rendered } from '../channel.ts';
import type { Prompt } from '../shared/prompt.ts';
import { type Placed as PlacedMessage, Sequence } from '../shared/sequence.ts';
import { addressedTo } from './addressee.ts';
import { link, shownOf } from './bubble.ts';
import { mostMessages, mostText, replyTokenMs } from './limits.ts';
import { type Fields, textMessages } from './message.ts';
import { asked, quickRepliesOf, secondPicker } from './question.ts';
import { pushRequest, replyRequest } from './request.ts';

type Placed = PlacedMessage<Fields>;

/** A turn as few calls: the first by the reply token, which costs nothing (channels §5.3). */
export function render(turn: ChannelTurn, context: RenderContext): Rendered {
  const { texts, settings } = context;
  const preview = settings.videoPreviewUrl;
  const way = { texts, videoPreviewUrl: typeof preview === 'string' ? preview : undefined };
  const sequence = new Sequence<Fields>(turn, context, {
    bubble: (bubble) => ({ messages: shownOf(bubble, way) }),
    link: (url) => link(url, url, way),
  });
  const question = turn.input && asked(turn.input, { turn: context.turn, texts });
  if (question && turn.input) {
    sequence.add(question.messages, turn.input.id);
    if (question.quickReplies.length > 0 && sequence.all.length === 0)
      sequence.add(textMessages(texts.select ?? 'Select'), turn.input.id);
  }
  const { commands, lost } = sent(sequence.all, question?.quickReplies ?? [], context);
  return {
    commands,
    losses: [...sequence.losses, ...lost],
    ...(question && { prompt: question.prompt }),
  };
}

/** Messages as calls, with quick replies below the last of all, the only place where they are shown. */
function sent(
  all: readonly Placed[],
  quickReplies: readonly Fields[],
  context: RenderContext,
): { readonly commands: readonly Command[]; readonly lost: readonly Loss[] } {
  const mayPush = context.settings.allowPush !== false || !tokenIn(context);
  const timed = mayPush ? all : all.map((placed) => ({ ...placed, delayMs: 0 }));
  const joined = compacted(timed);
  // Without pushing there is one call, whose last place is that of the question.
  const kept =
    mayPush || joined.length <= mostMessages ? joined : [...joined.slice(0, mostMessages - 1), joined.at(-1)!];
  const lost = joined
    .filter((placed) => !kept.includes(placed))
    .map(({ blockId }) => ({ blockId, what: 'more messages than one answer holds, and pushing is off' }));
  const batches = inBatches(withQuickReplies(kept, quickReplies));
  return { commands: batches.map((batch, index) => command(batch, index, context, mayPush)), lost };
}

function withQuickReplies(all: readonly Placed[], items: readonly Fields[]): readonly Placed[] {
  const last = all.at(-1);
  if (!last || items.length === 0) return all;
  return [...all.slice(0, -1), { ...last, message: { ...last.message, quickReply: { items } } }];
}

/** Neighbouring texts as one where there are more messages than a call holds, each of which costs (channels rule 2.9). */
function compacted(all: readonly Placed[]): readonly Placed[] {
  const messages = [...all];
  for (let index = 1; index < messages.length && messages.length > mostMessages; ) {
    const [before, one] = [messages[index - 1]!, messages[index]!];
    const text = `${String(before.message.text)}\n\n${String(one.message.text)}`;
    const areTexts = before.message.type === 'text' && one.message.type === 'text';
    if (areTexts && one.delayMs === 0 && text.length <= mostText) {
      messages.splice(index - 1, 2, { ...before, blockId: one.blockId, message: { type: 'text', text } });
    } else {
      index += 1;
    }
  }
  return messages;
}

/** Messages that are sent together: as many as a call holds, up to the next pause. */
function inBatches(all: readonly Placed[]): readonly (readonly Placed[])[] {
  const batches: Placed[][] = [];
  for (const placed of all) {
    const last = batches.at(-1);
    if (last && last.length < mostMessages && placed.delayMs === 0) last.push(placed);
    else batches.push([placed]);
  }
  return batches;
}

/** The token of the event that is answered, as long as it is good. */
function tokenIn({ reply, now }: RenderContext): string | undefined {
  const { replyToken, at } = reply ?? {};
  return typeof replyToken === 'string' && typeof at === 'number' && now - at < replyTokenMs ? replyToken : undefined;
}

function command(batch: readonly Placed[], index: number, context: RenderContext, mayPush: boolean): Command {
  const { conversation, seed, now } = context;
  const messages = batch.map(({ message }) => addressedTo(message, conversation));
  const texts = messages.map(asText);
  const isText = texts.every((message, place) => message === messages[place]);
  const delayMs = batch[0]?.delayMs ?? 0;
  const common = { kind: 'message', blockId: batch.at(-1)?.blockId ?? '' } as const;
  const pause = delayMs > 0 ? { delayMs } : {};
  const pushed = (what: readonly Fields[], name: string): Command => ({
    ...common,
    request: pushRequest(conversation, what, `${seed}:${index}${name}`),
    sendsOnce: true,
  });
  const push: Command = {
    ...pushed(messages, ''),
    ...pause,
    ...(!isText && { fallback: [pushed(texts, ':texts')] }),
  };
  const token = index === 0 ? tokenIn({ ...context, now: now + delayMs }) : undefined;
  if (token === undefined) return push;
  const { delayMs: _pause, ...later } = push;
  const inTexts: Command = { ...common, request: replyRequest(token, texts) };
  const fallback = mayPush ? [later] : isText ? [] : [inTexts];
  return { ...common, ...pause, request: replyRequest(token, messages), ...(fallback.length > 0 && { fallback }) };
}

/** A message in words, where LINE refuses its form. */
function asText(message: Fields): Fields {
  if (message.type === 'text') return message;
  const { originalContentUrl: url, altText, quickReply } = message;
  return { type: 'text', text: String(url ?? altText), ...(quickReply !== undefined && { quickReply }) };
}

/** The second of two dates, or what is left of a list. */
export function toggled(prompt: Prompt, { reply, dedupeKey }: PersonEvent, context: RenderContext): readonly Command[] {
  const items = prompt.picked === undefined ? quickRepliesOf(prompt) : [secondPicker(prompt)];
  const text = prompt.picked ?? context.texts.select ?? 'Select';
  const all = textMessages(text).map((message) => ({ message, blockId: prompt.blockId, delayMs: 0 }));
  return sent(all, items, { ...context, reply, seed: `${context.seed}:${dedupeKey}` }).commands;
}

/** A text of the team or of the gateway. */
export function say(text: string, context: RenderContext): readonly Command[] {
  const all = textMessages(text).map((message) => ({ message, blockId: '', delayMs: 0 }));
  return sent(all, [], { ...context, seed: `${context.seed}:say` }).commands;
}
