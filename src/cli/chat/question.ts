import type { Message } from '../../engine/message.ts';
import type { AnswerInput } from './answer.ts';

/** Something that can be chosen by its number. */
interface Option {
  readonly id: string;
  readonly label: string;
  /** Shown behind the label. */
  readonly note: string;
  /** What is sent. */
  readonly text: string;
}

/** What a terminal shows of an input: numbered choices, or what is expected. */
export function questionLines(input: AnswerInput): string[] {
  const options = optionsOf(input);
  if (options.length > 0) {
    const numbered = options.map(({ label, note }, index) => `  ${index + 1}) ${label}${note ? ` - ${note}` : ''}`);
    return isMultiple(input) ? [...numbered, '  (one or several, such as 1, 3)'] : numbered;
  }
  return [`  (${hint(input)})`];
}

/** The message that a typed line means: a number chooses, unless an option is called exactly that. */
export function readReply(input: AnswerInput, line: string): Message {
  const options = optionsOf(input);
  const typed = line.trim();
  if (options.length === 0 || options.some(({ label }) => label === typed)) return { type: 'text', text: line };
  const chosen = typed.split(/[\s,]+/).map((part) => (/^\d+$/.test(part) ? options[Number(part) - 1] : undefined));
  if (isMultiple(input) && chosen.every((option) => option !== undefined)) {
    return { type: 'text', text: chosen.map(({ text }) => text).join(', ') };
  }
  const [option] = chosen;
  if (!option || chosen.length > 1) return { type: 'text', text: line };
  return { type: 'text', text: option.text, metadata: { replyId: option.id } };
}

function isMultiple({ options }: AnswerInput): boolean {
  return options?.isMultipleChoice === true;
}

function optionsOf({ type, items = [] }: AnswerInput): Option[] {
  if (type === 'cards') return items.flatMap(cardOptions);
  return items.map((item) => {
    const label = text(item.content) || text(item.title) || text(item.pictureSrc);
    const note = [item.description, item.title ? item.pictureSrc : undefined].map(text).filter(Boolean).join(' ');
    return { id: text(item.id), label, note, text: label };
  });
}

function cardOptions(card: Readonly<Record<string, unknown>>): Option[] {
  const title = text(card.title) || text(card.imageUrl);
  const note = [card.description, card.title ? card.imageUrl : undefined].map(text).filter(Boolean).join(' ');
  const paths: unknown[] = Array.isArray(card.paths) ? card.paths : [];
  if (paths.length === 0) return [{ id: text(card.id), label: title, note, text: title }];
  return paths.map((path) => {
    const { id, text: button } = path as Readonly<Record<string, unknown>>;
    return { id: text(id), label: `${title}: ${text(button)}`, note, text: text(id) };
  });
}

function hint({ type, options = {}, runtimeOptions }: AnswerInput): string {
  const { labels, startsAt = 0, length = 10, min, max, isRange } = options;
  const placeholder =
    typeof labels === 'object' && labels !== null && 'placeholder' in labels ? text(labels.placeholder) : '';
  switch (type) {
    case 'rating input':
      return `a number from ${startsAt} to ${length}`;
    case 'number input':
      return ['a number', min !== undefined && `from ${min}`, max !== undefined && `up to ${max}`, placeholder]
        .filter(Boolean)
        .join(', ');
    case 'date input':
      return isRange === true ? 'two dates, such as 2026-03-10 to 2026-03-12' : 'a date, such as 2026-03-10';
    case 'file input':
      return 'the address of a file';
    case 'payment input':
      return `payment of ${text(runtimeOptions?.amountLabel)}: type Success or fail`;
    default:
      return placeholder || type.replace(/ input$/, '');
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
