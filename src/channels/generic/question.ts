import type { WireInput } from '../../engine/output.ts';
import type { Json } from '../channel.ts';
import { cardsOf, choicesOf } from '../shared/choices.ts';
import { fieldsIn, numberIn, textIn } from '../shared/content.ts';
import { blankPrompt, type Prompt, type PromptItem } from '../shared/prompt.ts';
import { choiceId, promptId } from './prompt-ids.ts';

type Fields = { readonly [key: string]: Json | undefined };

/** A question in the form of `prompt`, what may be chosen, and the same as a text. */
interface Question {
  readonly fields: Fields;
  readonly items?: readonly PromptItem[];
  readonly text?: string;
}

/** An input as `prompt` of a `bot.turn` (channels §13.3), and as it is stored to understand the answer. */
export function question(input: WireInput, turn: number): { readonly body: Fields; readonly prompt: Prompt } {
  const { fields, items = [], text } = asked(input);
  return {
    body: {
      id: promptId(turn),
      ...fields,
      fallbackText: text ?? '',
      retryMessage: textIn(input.options, 'retryMessageContent'),
    },
    prompt: {
      ...blankPrompt(input, turn),
      items,
      isMultiple: fields.multiple === true && items.length > 0,
      isNumbered: items.length > 0,
    },
  };
}

function asked(input: WireInput): Question {
  const { options } = input;
  const labels = fieldsIn(options, 'labels');
  const placeholder = textIn(labels, 'placeholder');
  const hint = placeholder === undefined ? {} : { text: placeholder };
  switch (input.type) {
    case 'number input': {
      const bounds = { min: numberIn(options, 'min'), max: numberIn(options, 'max'), step: numberIn(options, 'step') };
      return { fields: { kind: 'number', ...bounds, placeholder }, ...hint };
    }
    case 'email input':
      return { fields: { kind: 'email', placeholder }, ...hint };
    case 'url input':
      return { fields: { kind: 'url', placeholder }, ...hint };
    case 'phone number input':
      return {
        fields: { kind: 'phone', defaultCountry: textIn(options, 'defaultCountryCode'), placeholder },
        ...hint,
      };
    case 'date input':
      return {
        fields: {
          kind: 'date',
          withTime: options?.hasTime === true,
          isRange: options?.isRange === true,
          min: textIn(options, 'min'),
          max: textIn(options, 'max'),
        },
      };
    case 'time input':
      return { fields: { kind: 'time' } };
    case 'choice input':
    case 'picture choice input':
      return choice(input);
    case 'cards':
      return cards(input);
    case 'rating input': {
      const max = numberIn(options, 'length') ?? 10;
      const min = numberIn(options, 'startsAt') ?? 1;
      const style = textIn(options, 'buttonType') === 'Icons' ? 'icons' : 'numbers';
      return { fields: { kind: 'rating', min, max, style }, text: `${min}–${max}` };
    }
    case 'file input': {
      const { isEnabled, types } = fieldsIn(options, 'allowedFileTypes');
      const accept = isEnabled === true && Array.isArray(types) ? types.map(String) : undefined;
      const isMultiple = options?.isMultipleAllowed === true;
      return { fields: { kind: 'file', multiple: isMultiple, required: options?.isRequired !== false, accept } };
    }
    case 'payment input': {
      const amountLabel = textIn(input.runtimeOptions, 'amountLabel');
      return { fields: { kind: 'payment', amountLabel }, ...(amountLabel !== undefined && { text: amountLabel }) };
    }
    default:
      return {
        fields: {
          kind: 'text',
          long: options?.isLong === true,
          placeholder,
          inputMode: textIn(options, 'inputMode'),
          attachments: fieldsIn(options, 'attachments').isEnabled === true,
          audio: fieldsIn(options, 'audioClip').isEnabled === true,
        },
        ...hint,
      };
  }
}

function choice(input: WireInput): Question {
  const choices = choicesOf(input);
  return {
    fields: {
      kind: 'choice',
      multiple: input.options?.isMultipleChoice === true,
      searchable: input.options?.isSearchable === true,
      items: choices.map(({ label, title, description, pictureUrl }, index) => ({
        id: choiceId(index),
        label: input.type === 'choice input' ? label : (title ?? description ?? ''),
        description: title === undefined ? undefined : description,
        imageUrl: pictureUrl,
      })),
    },
    items: choices.map(({ id, label, title, description }) => ({
      replyId: id,
      label,
      shown: title ?? description ?? label,
    })),
    text: choices
      .map(({ label, title, description }, index) => `${index + 1}. ${title ?? description ?? label}`)
      .join('\n'),
  };
}

function cards(input: WireInput): Question {
  const items: PromptItem[] = [];
  const bodies = cardsOf(input).map(({ title, description, imageUrl, buttons }, card) => ({
    id: `k_${card}`,
    title,
    description,
    imageUrl,
    buttons: buttons.map(({ id, label = '' }) => {
      items.push({ replyId: id, label, shown: [title, label].filter(Boolean).join(': ') });
      return { id: choiceId(items.length - 1), label };
    }),
  }));
  return {
    fields: { kind: 'cards', items: bodies },
    items,
    text: items.map(({ shown }, index) => `${index + 1}. ${shown}`).join('\n'),
  };
}
