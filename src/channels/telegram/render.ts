import type { ChannelTurn, Command, Json, Loss, PersonEvent, RenderContext, Rendered } from '../channel.ts';
import { inOrder, redirectOf, waitOf } from '../shared/in-order.ts';
import type { Prompt } from '../shared/prompt.ts';
import { plainRun } from '../shared/styled-text.ts';
import { redirect, shownOf } from './bubble.ts';
import { addressOf, isGroup } from './chat.ts';
import { commandsOf, type Draft } from './draft.ts';
import { answeredKeyboard, keyboardOf } from './keyboard.ts';
import { type Asked, asked } from './question.ts';
import { method } from './request.ts';

/** A draft with where it is from and the pause before it. */
type Placed = { readonly draft: Draft; readonly blockId: string; readonly delayMs: number };

/** A pause from here on is shown as typing. */
const shownPauseMs = 1_000;

/** A turn as messages in their order (channels §14). */
export function render(turn: ChannelTurn, context: RenderContext): Rendered {
  const { texts, conversation, bubbleDelayMs, typing } = context;
  const place = { isPrivate: !isGroup(conversation), texts };
  const betweenMs = typing?.delayBetweenBubbles === undefined ? bubbleDelayMs : typing.delayBetweenBubbles * 1_000;
  const all: Placed[] = [];
  const losses: Loss[] = [];
  let waitMs = 0;
  let bubbles = 0;

  function add(drafts: readonly Draft[], blockId: string): void {
    for (const draft of drafts) {
      all.push({ draft, blockId, delayMs: waitMs });
      waitMs = 0;
    }
  }

  for (const part of inOrder(turn)) {
    if (part.kind === 'action') {
      const { action } = part;
      const target = redirectOf(action);
      waitMs += waitOf(action);
      const blockId = action.lastBubbleBlockId ?? '';
      if (target) add([redirect(target.url, place)], blockId);
      else if (action.type !== 'wait') {
        losses.push({ blockId, what: `${action.type} needs a browser and is left out` });
      }
      continue;
    }
    const { drafts, loss } = shownOf(part.bubble, place);
    if (loss) losses.push({ blockId: part.bubble.id, what: loss });
    if (drafts.length === 0) continue;
    if (bubbles > 0) waitMs += betweenMs;
    bubbles += 1;
    add(drafts, part.bubble.id);
  }
  const question = turn.input && asked(turn.input, { ...place, turn: context.turn });
  if (question && turn.input) {
    const { id } = turn.input;
    add(question.drafts, id);
    if (question.markup !== undefined || question.hint)
      ask(all, question, { ...context, blockId: id, delayMs: waitMs });
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
  all: Placed[],
  { hint = [], markup }: Asked,
  { texts, blockId, delayMs }: RenderContext & { readonly blockId: string; readonly delayMs: number },
): void {
  const below = markup === undefined ? {} : { markup };
  const last = all.at(-1);
  if (last?.draft.kind === 'text' && last.draft.markup === undefined && !last.draft.otherwise) {
    const { text } = last.draft;
    const gap = hint.length > 0 ? plainRun('\n') : [];
    all[all.length - 1] = { ...last, draft: { ...last.draft, text: [...text, ...gap, ...hint], ...below } };
    return;
  }
  // Nobody need be told to write; only what is chosen or handed over has to stand somewhere.
  const isForced = typeof markup === 'object' && markup !== null && 'force_reply' in markup;
  if (isForced && hint.length === 0) return;
  const text = hint.length > 0 ? hint : plainRun(texts.select ?? 'Select');
  all.push({ draft: { kind: 'text', text, ...below }, blockId, delayMs });
}

/**
 * What asks somebody in a group is shown as a reply to them: a forced reply reaches them alone, and a press tells whose
 * question it was.
 */
function toThem(placed: Placed, { reply }: RenderContext): Placed {
  if (placed.draft.markup === undefined || typeof reply?.messageId !== 'number') return placed;
  const to = { message_id: reply.messageId, allow_sending_without_reply: true };
  return { ...placed, draft: { ...placed.draft, reply: to } };
}

/** Takes the keyboard of an earlier question away, with the first text that has room for it. */
function removeKeyboard(all: Placed[]): void {
  const index = all.findIndex(({ draft }) => draft.kind === 'text' && draft.markup === undefined);
  const placed = all[index];
  if (placed) all[index] = { ...placed, draft: { ...placed.draft, markup: { remove_keyboard: true } } };
}

function sent({ draft, blockId, delayMs }: Placed, context: RenderContext): readonly Command[] {
  const [first, ...others] = commandsOf(draft, addressOf(context.conversation), blockId);
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
