import type { Bubble } from '../../engine/output.ts';
import type { ChannelTurn, Command, Loss, RenderContext, Rendered } from '../channel.ts';
import { inOrder } from '../shared/in-order.ts';
import { blankPrompt } from '../shared/prompt.ts';
import { linkFields, type Shown, shownOf, textFields } from './bubble.ts';
import { recipientOf } from './envelope.ts';
import { linkSettlesMs } from './limits.ts';
import { commandsOf, type Draft, type Fields } from './media.ts';
import { asked, takesQuestion } from './question.ts';
import { betweenBubblesMs, isFirstAtOnce, typingMs } from './typing.ts';

/** A turn as messages in the order and with the pauses of whatsapp §6. */
export function render(turn: ChannelTurn, context: RenderContext): Rendered {
  const { settings, typing, texts } = context;
  const to = recipientOf(context.conversation);
  const byLink = settings.mediaByLink === true;
  const linkButtons = settings.linkButtons === true;
  const commands: Command[] = [];
  const losses: Loss[] = [];
  let waitMs = 0;
  let bubbles = 0;

  function send(drafts: readonly Draft[], blockId: string): void {
    commands.push(...commandsOf(drafts.map(paused), { to, blockId, byLink }));
  }

  /** A message with the pause before it: waits, and the time that its text takes to be typed. */
  function paused(draft: Draft): Draft {
    const isFirst = context.turn === 0 && commands.length === 0 && isFirstAtOnce(typing);
    const delayMs = waitMs + (isFirst ? 0 : typingMs(typedText(draft.fields), typing));
    waitMs = 0;
    return delayMs > 0 ? { ...draft, delayMs } : draft;
  }

  const shown = new Map(turn.messages.map((bubble) => [bubble, shownOf(bubble, linkButtons)]));
  const question = questionOf(turn, shown);
  for (const part of inOrder(turn)) {
    if (part.kind === 'between') {
      waitMs += part.waitMs;
      if (part.redirect) send([{ fields: linkFields(part.redirect.url, linkButtons) }], part.blockId);
      if (part.loss) losses.push(part.loss);
      continue;
    }
    const { bubble } = part;
    const form = shown.get(bubble);
    if (!form || form.kind === 'nothing') {
      if (form?.loss) losses.push({ blockId: bubble.id, what: form.loss });
      continue;
    }
    if (bubbles > 0) waitMs += betweenBubblesMs(typing, context.bubbleDelayMs);
    bubbles += 1;
    if (bubble === question?.bubble) continue;
    send(form.kind === 'text' ? textFields(form.text).map((fields) => ({ fields })) : form.drafts, bubble.id);
    if (byLink && form.kind === 'drafts' && form.isMedia) waitMs += linkSettlesMs;
  }
  const { input } = turn;
  if (!input) return { commands, losses };
  const select = texts.select ?? 'Select';
  const form = asked(input, { question: question?.text, select, lists: settings.lists !== false, turn: context.turn });
  send(form.drafts, input.id);
  return {
    commands,
    losses: [...losses, ...form.losses],
    // Numbers and texts go to the engine as they are, which knows when a number names a place: nothing is numbered here.
    prompt: {
      ...blankPrompt(input, context.turn),
      items: form.items,
      isMultiple: form.items.length > 0 && input.options?.isMultipleChoice === true,
    },
  };
}

/** The last thing shown before a choice, if it is a text: it stands with the choice. */
function questionOf(
  { messages, input }: ChannelTurn,
  shown: ReadonlyMap<Bubble, Shown>,
): { readonly bubble: Bubble; readonly text: string } | undefined {
  const bubble = messages.findLast((one) => shown.get(one)?.kind !== 'nothing');
  const form = bubble && shown.get(bubble);
  return input && takesQuestion(input) && bubble && form?.kind === 'text' ? { bubble, text: form.text } : undefined;
}

/** The text of a message that has to be typed. */
function typedText({ text, interactive }: Fields): string {
  const { body, preview_url: isLink } = (text ?? {}) as { readonly body?: string; readonly preview_url?: boolean };
  if (body !== undefined) return isLink ? '' : body;
  return (interactive as { readonly body?: { readonly text?: string } } | undefined)?.body?.text ?? '';
}

/** A text of the team or of the gateway. */
export function say(text: string, { conversation }: RenderContext): readonly Command[] {
  if (text.trim() === '') return [];
  const drafts = textFields(text).map((fields) => ({ fields }));
  return commandsOf(drafts, { to: recipientOf(conversation), blockId: '', byLink: true });
}
