import type { WireInput } from '../../engine/output.ts';
import type { Json } from '../channel.ts';
import type { ChannelTexts } from '../shared/channel-texts.ts';
import { type Choice, cardsOf, choicesOf } from '../shared/choices.ts';
import { fieldsIn, textIn } from '../shared/content.ts';
import { dateHint } from '../shared/date-hint.ts';
import { gradeLines, gradesOf } from '../shared/grades.ts';
import { cutLabel, labelsOf } from '../shared/labels.ts';
import { paymentText } from '../shared/payment-text.ts';
import { blankPrompt, type Prompt, type PromptItem } from '../shared/prompt.ts';
import { marked, plainRun, type StyledText } from '../shared/styled-text.ts';
import { buttonToken } from '../shared/token.ts';
import { pictureFile } from './bubble.ts';
import { albumsOf, type Draft, isCaption } from './draft.ts';
import { inRows, keyboardOf, markLength } from './keyboard.ts';
import { mostLabel, mostPlaceholder } from './limits.ts';

/** How a question is asked. */
export interface Asked {
  /** Messages before it. */
  readonly drafts: readonly Draft[];
  readonly prompt: Prompt;
  /** Lines below the text that asks. */
  readonly hint?: StyledText;
  /** What stands below the text that asks: buttons, or a keyboard. */
  readonly markup?: Json;
}

/** What a question is asked with. */
interface Way {
  readonly turn: number;
  readonly isPrivate: boolean;
  readonly texts: ChannelTexts;
}

/** An input as messages (channels §14.2). Most are answered by writing and show nothing. */
export function asked(input: WireInput, way: Way): Asked {
  const { options } = input;
  const blank = blankPrompt(input, way.turn);
  switch (input.type) {
    case 'choice input':
    case 'picture choice input':
      return choice(input, blank, way);
    case 'rating input':
      return rating(input, blank, way);
    case 'cards':
      return cards(input, blank, way);
    case 'file input':
      return files(input, blank, way);
    case 'payment input':
      return { drafts: payment(input), prompt: blank };
    case 'phone number input':
      return { drafts: [], prompt: blank, ...(way.isPrivate ? { markup: phoneKeyboard(way) } : forcedReply(options)) };
    default: {
      const hint = dateHint(input);
      const written = way.isPrivate ? {} : forcedReply(options);
      return {
        drafts: [],
        prompt: blank,
        ...written,
        ...(hint !== undefined && { hint: marked(plainRun(hint), { italic: true }) }),
      };
    }
  }
}

/** In groups people answer by a reply, so that the bot reads it. */
function forcedReply(options: WireInput['options']): Pick<Asked, 'markup'> {
  const placeholder = textIn(fieldsIn(options, 'labels'), 'placeholder')?.trim();
  const hint = placeholder ? { input_field_placeholder: cutLabel(placeholder, mostPlaceholder) } : {};
  return { markup: { force_reply: true, selective: true, ...hint } };
}

function phoneKeyboard({ texts }: Way): Json {
  const button = { text: texts.sharePhone ?? 'Share my number', request_contact: true };
  return { keyboard: [[button]], one_time_keyboard: true, resize_keyboard: true };
}

function choice(input: WireInput, blank: Prompt, { texts }: Way): Asked {
  const { options } = input;
  const choices = choicesOf(input);
  const isMultiple = options?.isMultipleChoice === true;
  const most = isMultiple ? mostLabel - markLength : mostLabel;
  const isPictures = input.type === 'picture choice input';
  const names = choices.map(({ label, title, description }, index) =>
    isPictures ? `${index + 1}. ${title ?? description ?? ''}` : label,
  );
  const shown = labelsOf(names, most);
  const label = textIn(options, 'buttonLabel')?.trim();
  const prompt: Prompt = {
    ...blank,
    items: choices.map(({ id, label }, index) => ({ replyId: id, label, shown: shown[index]! })),
    isMultiple,
    ...(isMultiple && { isToggled: true, ...(label && { buttonLabel: cutLabel(label, mostLabel) }) }),
    ...(options?.isSearchable === true && { isSearchable: true }),
  };
  const drafts = isPictures ? pictures(choices) : [];
  if (choices.length === 0) return { drafts, prompt: blank };
  return { drafts, prompt, markup: keyboardOf(prompt, texts) };
}

/** The pictures in albums, numbered like the buttons; one of a kind that no album takes is a message by itself. */
function pictures(choices: readonly Choice[]): readonly Draft[] {
  const files = choices.flatMap((one, index) => {
    const file = one.pictureUrl === undefined ? undefined : pictureFile(one.pictureUrl);
    if (!file) return [];
    const caption = [...plainRun(`${index + 1}. `), ...captionOf(one)];
    return [{ ...file, caption: isCaption(caption) ? caption : plainRun(`${index + 1}.`) }];
  });
  const photos = files.filter(({ call }) => call === 'Photo');
  return [...albumsOf(photos), ...files.filter(({ call }) => call !== 'Photo')];
}

/** Title and description as the text of a picture; the title is bold. */
function captionOf({ title, description }: { readonly title?: string; readonly description?: string }): StyledText {
  const line = title?.replace(/\s+/g, ' ').trim() ?? '';
  const rest = description?.trim() ?? '';
  return [
    ...marked(plainRun(line), { bold: true }),
    ...plainRun(line !== '' && rest !== '' ? '\n' : ''),
    ...plainRun(rest),
  ];
}

function rating(input: WireInput, blank: Prompt, { texts }: Way): Asked {
  const items = gradesOf(input).map((item) => ({ ...item, shown: cutLabel(item.shown, mostLabel) }));
  const prompt = { ...blank, items };
  const lines = gradeLines(input, items);
  return {
    drafts: [],
    prompt,
    ...(lines.length > 0 && { hint: marked(plainRun(lines.join('\n')), { italic: true }) }),
    ...(items.length > 0 && { markup: keyboardOf(prompt, texts) }),
  };
}

/** A picture with text and buttons for each card. */
function cards(input: WireInput, blank: Prompt, { turn, texts }: Way): Asked {
  const items: PromptItem[] = [];
  const drafts = cardsOf(input).flatMap((card): readonly Draft[] => {
    const labels = card.buttons.map(({ label = '' }) => label);
    const shown = labelsOf(labels, mostLabel);
    const buttons = card.buttons.map(({ id }, place) => {
      items.push({ replyId: id, label: labels[place]!, shown: shown[place]! });
      return { text: shown[place]!, callback_data: buttonToken(turn, items.length - 1) };
    });
    const below = buttons.length > 0 ? { markup: { inline_keyboard: inRows(buttons) } } : {};
    const caption = captionOf(card);
    const file = card.imageUrl === undefined ? undefined : pictureFile(card.imageUrl);
    if (file && isCaption(caption)) return [{ ...file, caption, ...below }];
    const isSilent = caption.length === 0;
    const text = isSilent && buttons.length > 0 ? plainRun(texts.select ?? 'Select') : caption;
    return [...(file ? [file] : []), ...(text.length > 0 ? [{ kind: 'text', text, ...below } as const] : [])];
  });
  return { drafts, prompt: { ...blank, items } };
}

function files({ options }: WireInput, blank: Prompt, { texts }: Way): Asked {
  const label = textIn(fieldsIn(options, 'labels'), 'skip')?.trim();
  const prompt: Prompt = {
    ...blank,
    ...(options?.isRequired === false && {
      isOptional: true,
      ...(label && { buttonLabel: cutLabel(label, mostLabel) }),
    }),
    ...(options?.isMultipleAllowed === true && { isCollecting: true }),
  };
  const { inline_keyboard: rows } = keyboardOf(prompt, texts);
  return { drafts: [], prompt, ...(rows.length > 0 && { markup: { inline_keyboard: rows } }) };
}

function payment(input: WireInput): readonly Draft[] {
  const text = paymentText(input);
  return text === undefined ? [] : [{ kind: 'text', text: plainRun(text) }];
}
