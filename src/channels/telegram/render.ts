import type { ChannelTurn, Command, Json, PersonEvent, RenderContext, Rendered } from '../channel.ts';
import type { Prompt } from '../shared/prompt.ts';
import { type Placed as PlacedMessage, Sequence } from '../shared/sequence.ts';
import { plainRun } from '../shared/styled-text.ts';
import { redirect, shownOf } from './bubble.ts';
import { addressOf, isGroup } from './chat.ts';
import { commandsOf, type Draft } from './draft.ts';
import { answeredKeyboard, keyboardOf } from './keyboard.ts';
import { type Asked, asked } from './question.ts';
import { method } from './request.ts';

type Placed = PlacedMessage<Draft>;

/** A pause from here on is shown as typing. */
const shownPauseMs = 1_000;

/** A turn as messages in their order (channels §14). */
export function render(turn: ChannelTurn, context: RenderContext): Rendered {
  const { texts, conversation } = context;
  const place = { isPrivate: !isGroup(conversation), texts };
  const sequence = new Sequence<Draft>(turn, context, {
    bubble: (bubble) => shownOf(bubble, place),
    link: (url) => [redirect(url, place)],
  });
  const { all, losses } = sequence;
  const question = turn.input && asked(turn.input, { ...place, turn: context.turn });
  if (question && turn.input) {
    const { id } = turn.input;
    sequence.add(question.drafts, id);
    if (question.markup !== undefined || question.hint) ask(sequence, question, { texts, blockId: id });
  }
  if (context.asked?.kind === 'phone number input') removeKeyboard(all);
  const addressed = place.isPrivate ? all : all.map((placed) => toThem(placed, context));
  return {
    commands: [...answered(context), ...addressed.flatMap((placed) => sent(placed, context))],
    losses,
    ...(question && { prompt: question.prompt }),
  };
}

/** Puts what belongs to a question below the text before it, or below a text of its own. */
function ask(
  sequence: Sequence<Draft>,
  { hint = [], markup }: Asked,
  { texts, blockId }: Pick<RenderContext, 'texts'> & { readonly blockId: string },
): void {
  const { all } = sequence;
  const below = markup === undefined ? {} : { markup };
  const last = all.at(-1);
  if (last?.message.kind === 'text' && last.message.markup === undefined && !last.message.otherwise) {
    const { text } = last.message;
    const gap = hint.length > 0 ? plainRun('\n') : [];
    all[all.length - 1] = { ...last, message: { ...last.message, text: [...text, ...gap, ...hint], ...below } };
    return;
  }
  // Nobody need be told to write; only what is chosen or handed over has to stand somewhere.
  const isForced = typeof markup === 'object' && markup !== null && 'force_reply' in markup;
  if (isForced && hint.length === 0) return;
  const text = hint.length > 0 ? hint : plainRun(texts.select ?? 'Select');
  sequence.add([{ kind: 'text', text, ...below }], blockId);
}

/**
 * What asks somebody in a group is shown as a reply to them: a forced reply reaches them alone, and a press tells whose
 * question it was.
 */
function toThem(placed: Placed, { reply }: RenderContext): Placed {
  if (placed.message.markup === undefined || typeof reply?.messageId !== 'number') return placed;
  const to = { message_id: reply.messageId, allow_sending_without_reply: true };
  return { ...placed, message: { ...placed.message, reply: to } };
}

/** Takes the keyboard of an earlier question away, with the first text that has room for it. */
function removeKeyboard(all: Placed[]): void {
  const index = all.findIndex(({ message }) => message.kind === 'text' && message.markup === undefined);
  const placed = all[index];
  if (placed) all[index] = { ...placed, message: { ...placed.message, markup: { remove_keyboard: true } } };
}

function sent({ message, blockId, delayMs }: Placed, context: RenderContext): readonly Command[] {
  const [first, ...others] = commandsOf(message, addressOf(context.conversation), blockId);
  if (!first) return [];
  const isTyped = delayMs >= shownPauseMs;
  return [
    ...(isTyped ? [typingIn(context.conversation)] : []),
    { ...first, ...(delayMs > 0 && { delayMs }) },
    ...others,
  ];
}

/** Shows for a few seconds that somebody types. */
export function typingIn(conversation: string): Command {
  return { kind: 'aside', request: method('sendChatAction', { ...addressOf(conversation), action: 'typing' }) };
}

/** What was chosen, in place of the buttons that were pressed. */
function answered({ conversation, reply }: RenderContext): readonly Command[] {
  const { pressedId, marks } = reply ?? {};
  if (typeof pressedId !== 'number' || !Array.isArray(marks) || marks.length === 0) return [];
  return [changed(conversation, pressedId, answeredKeyboard(marks))];
}

function changed(conversation: string, messageId: number, keyboard: { readonly inline_keyboard: Json }): Command {
  const fields = { chat_id: addressOf(conversation).chat_id, message_id: messageId, reply_markup: keyboard };
  return { kind: 'aside', request: method('editMessageReplyMarkup', fields) };
}

/** Shows where an open question stands: on the buttons that were pressed, or anew below what was written or sent. */
export function toggled(
  prompt: Prompt,
  event: PersonEvent,
  { conversation, texts }: RenderContext,
): readonly Command[] {
  const keyboard = keyboardOf(prompt, texts);
  const pressedId = event.reply?.pressedId;
  if (typeof pressedId === 'number') return [changed(conversation, pressedId, keyboard)];
  const { query, files } = prompt;
  if (query === undefined && files === undefined) return [];
  const text = plainRun(files === undefined ? (texts.select ?? 'Select') : `📎 ${files.length}`);
  return commandsOf({ kind: 'text', text, markup: keyboard }, addressOf(conversation), prompt.blockId);
}

/** A text of the team or of the gateway. */
export function say(text: string, { conversation }: RenderContext): readonly Command[] {
  return commandsOf({ kind: 'text', text: plainRun(text) }, addressOf(conversation), '');
}
