import type { WireInput } from '../../engine/output.ts';
import { isLike } from '../shared/answer.ts';
import type { ChannelTexts } from '../shared/channel-texts.ts';
import { type Choice, choicesOf } from '../shared/choices.ts';
import { fieldsIn, textIn } from '../shared/content.ts';
import { gradeLines, gradesOf } from '../shared/grades.ts';
import { cutLabel, labelsOf } from '../shared/labels.ts';
import { numberedText } from '../shared/numbered-text.ts';
import { paymentText } from '../shared/payment-text.ts';
import { blankPrompt, type Prompt } from '../shared/prompt.ts';
import { buttonToken } from '../shared/token.ts';
import { buttonBubbles, cards, pictures } from './carousel.ts';
import { mostBubbleButtons, mostBubbles, mostLabel, mostQuickReplies } from './limits.ts';
import { type Fields, flex, postback, textMessages } from './message.ts';

/** How a question is asked. */
export interface Asked {
  readonly messages: readonly Fields[];
  /** Buttons below the last message of all. */
  readonly quickReplies: readonly Fields[];
  readonly prompt: Prompt;
}

/** What a question is asked with. */
interface Way {
  readonly turn: number;
  readonly texts: ChannelTexts;
}

/** An input as messages and quick replies (channels §14.2). Most are answered by writing and show nothing. */
export function asked(input: WireInput, way: Way): Asked {
  const { options } = input;
  const prompt = blankPrompt(input, way.turn);
  const blank: Asked = { messages: [], quickReplies: [], prompt };
  switch (input.type) {
    case 'choice input':
      return choice(input, blank);
    case 'picture choice input':
      return pictureChoice(input, blank, way);
    case 'cards': {
      const { messages, items } = cards(input, way.turn);
      return { ...blank, messages, prompt: { ...prompt, items } };
    }
    case 'rating input':
      return rating(input, blank);
    case 'date input':
    case 'time input':
      return date(input, blank, way);
    case 'file input':
      return file(options, blank, way);
    case 'payment input':
      return { ...blank, messages: textMessages(paymentText(input) ?? '') };
    default:
      return blank;
  }
}

/** The items of a question that are shown as quick replies: of a list that was narrowed down, what is left. */
export function quickRepliesOf({ items, turn, query }: Prompt): readonly Fields[] {
  return items
    .flatMap((item, index) => {
      if (query !== undefined && !isLike(item, query)) return [];
      return [action(postback(item.shown, buttonToken(turn, index), item.label))];
    })
    .slice(0, mostQuickReplies);
}

function action(content: Fields): Fields {
  return { type: 'action', action: content };
}

function choice(input: WireInput, blank: Asked): Asked {
  const choices = choicesOf(input);
  const isMultiple = input.options?.isMultipleChoice === true;
  const isSearchable = input.options?.isSearchable === true;
  const labels = choices.map(({ label }) => label);
  const shown = labelsOf(labels, mostLabel);
  const prompt: Prompt = {
    ...blank.prompt,
    items: choices.map(({ id, label }, index) => ({ replyId: id, label, shown: shown[index]! })),
    isMultiple,
    isNumbered: isMultiple || choices.length > mostQuickReplies,
    ...(isSearchable && { isSearchable: true }),
  };
  if (isMultiple) return { ...blank, prompt, messages: textMessages(numberedText(labels)) };
  if (choices.length <= mostQuickReplies || isSearchable)
    return { ...blank, prompt, quickReplies: quickRepliesOf(prompt) };
  const isTooLong = choices.length > mostBubbles * mostBubbleButtons;
  const bubbles = isTooLong ? undefined : buttonBubbles(prompt);
  const messages = bubbles ? [flex(shown.join(', '), bubbles)] : textMessages(numberedText(labels));
  return { ...blank, prompt, messages };
}

function pictureChoice(input: WireInput, blank: Asked, { turn, texts }: Way): Asked {
  const choices = choicesOf(input);
  const isMultiple = input.options?.isMultipleChoice === true;
  const names = choices.map(({ title, description }) => title ?? description ?? '');
  const shown = labelsOf(names, mostLabel);
  const prompt: Prompt = {
    ...blank.prompt,
    items: choices.map(({ id, label }, index) => ({ replyId: id, label, shown: shown[index]! })),
    isMultiple,
    isNumbered: true,
  };
  const select = cutLabel(texts.select ?? 'Select', mostLabel);
  const button = ({ label }: Choice, index: number) =>
    postback(select, buttonToken(turn, index), names[index] || label);
  return {
    ...blank,
    prompt,
    messages: [
      ...pictures(choices, isMultiple ? undefined : button),
      ...(isMultiple ? textMessages(numberedText(names)) : []),
    ],
  };
}

function rating(input: WireInput, blank: Asked): Asked {
  const items = gradesOf(input).map((item) => ({ ...item, shown: cutLabel(item.shown, mostLabel) }));
  const prompt = { ...blank.prompt, items };
  const lines = gradeLines(input, items);
  const fits = items.length <= mostQuickReplies;
  return { prompt, messages: textMessages(lines.join('\n')), quickReplies: fits ? quickRepliesOf(prompt) : [] };
}

const modes = { date: 'date', time: 'time', dt: 'datetime' } as const;
const patterns = { date: /^\d{4}-\d\d-\d\d/, time: /^\d\d:\d\d$/, dt: /^\d{4}-\d\d-\d\dT\d\d:\d\d$/ } as const;

function date({ type, options }: WireInput, blank: Asked, { texts }: Way): Asked {
  const kind = type === 'time input' ? 'time' : options?.hasTime === true ? 'dt' : 'date';
  const labels = fieldsIn(options, 'labels');
  const isRange = options?.isRange === true && type === 'date input';
  const to = textIn(labels, 'to')?.trim();
  const prompt: Prompt = { ...blank.prompt, ...(isRange && { isRange, buttonLabel: to || 'To:' }) };
  const label = (isRange ? (textIn(labels, 'from') ?? 'From:') : undefined)?.trim() || (texts.select ?? 'Select');
  const bounds = { min: textIn(options, 'min'), max: textIn(options, 'max') };
  return { ...blank, prompt, quickReplies: [picker(kind, label, prompt.turn, bounds)] };
}

/** A button that opens a picker; bounds in another form than that of the picker are left to the bot. */
function picker(
  kind: keyof typeof modes,
  label: string,
  turn: number,
  bounds: { readonly min?: string | undefined; readonly max?: string | undefined },
): Fields {
  const inForm = (bound: string | undefined) => (bound === undefined ? undefined : patterns[kind].exec(bound)?.[0]);
  const [min, max] = [inForm(bounds.min), inForm(bounds.max)];
  return action({
    type: 'datetimepicker',
    label: cutLabel(label, mostLabel),
    data: buttonToken(turn, kind),
    mode: modes[kind],
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
  });
}

/** The picker of the second of two dates, which is not before the first. */
export function secondPicker({ picked = '', turn, buttonLabel = 'To:' }: Prompt): Fields {
  return picker(picked.includes('T') ? 'dt' : 'date', buttonLabel, turn, { min: picked });
}

/** Pictures may be taken or chosen; what may be left out has a button for it. */
function file(options: WireInput['options'], blank: Asked, { texts }: Way): Asked {
  const isOptional = options?.isRequired === false;
  const label = textIn(fieldsIn(options, 'labels'), 'skip')?.trim() || (texts.skip ?? 'Skip');
  const skip = postback(cutLabel(label, mostLabel), buttonToken(blank.prompt.turn, 'skip'), label);
  return {
    ...blank,
    prompt: { ...blank.prompt, ...(isOptional && { isOptional }) },
    quickReplies: [
      action({ type: 'camera', label: cutLabel(texts.camera ?? 'Camera', mostLabel) }),
      action({ type: 'cameraRoll', label: cutLabel(texts.cameraRoll ?? 'Photos', mostLabel) }),
      ...(isOptional ? [action(skip)] : []),
    ],
  };
}
