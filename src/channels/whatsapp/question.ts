import type { WireInput } from '../../engine/output.ts';
import type { Loss } from '../channel.ts';
import { type Card, type Choice, cardsOf, choicesOf } from '../shared/choices.ts';
import { cutIndex } from '../shared/cut-text.ts';
import { paymentText } from '../shared/payment-text.ts';
import type { PromptItem } from '../shared/prompt.ts';
import { splitText } from '../shared/split-text.ts';
import { buttonToken } from '../shared/token.ts';
import { isPicture, noBody, textFields } from './bubble.ts';
import {
  mostButtonBody,
  mostButtonId,
  mostButtons,
  mostButtonTitle,
  mostListBody,
  mostRowDescription,
  mostRowId,
  mostRows,
  mostRowTitle,
} from './limits.ts';
import type { Draft, Fields } from './media.ts';
import { titlesOf } from './titles.ts';

/** How a question is asked. */
export interface Asked {
  readonly drafts: readonly Draft[];
  readonly items: readonly PromptItem[];
  readonly losses: readonly Loss[];
}

/** What a question is asked with. */
interface Way {
  /** The text before a choice, which stands in its first message. */
  readonly question: string | undefined;
  /** Opens a list, or takes the one shown. */
  readonly select: string;
  /** Counts the turns; part of tokens. */
  readonly turn: number;
  /** From four choices on a list is shown; otherwise groups of buttons. */
  readonly lists: boolean;
}

/** Whether the text before an input stands in its first message (whatsapp §6). */
export function takesQuestion(input: WireInput): boolean {
  return input.type === 'choice input';
}

/** An input as messages (whatsapp §7.2). Most inputs are answered by writing and show nothing. */
export function asked(input: WireInput, way: Way): Asked {
  const isMultiple = input.options?.isMultipleChoice === true;
  switch (input.type) {
    case 'choice input':
      return isMultiple ? numbered(choicesOf(input), way) : choice(choicesOf(input), way);
    case 'picture choice input':
      return isMultiple ? numberedPictures(choicesOf(input)) : pictures(choicesOf(input), way);
    case 'cards':
      return cards(cardsOf(input), input.id, way);
    case 'payment input': {
      const text = paymentText(input);
      return { drafts: text === undefined ? [] : drafted(textFields(text)), items: [], losses: [] };
    }
    default:
      return { drafts: [], items: [], losses: [] };
  }
}

function drafted(messages: readonly Fields[]): readonly Draft[] {
  return messages.map((fields) => ({ fields }));
}

function choice(choices: readonly Choice[], { question, select, lists, turn }: Way): Asked {
  if (choices.length === 0) return { drafts: question ? drafted(textFields(question)) : [], items: [], losses: [] };
  const isList = lists && choices.length > mostButtons;
  const fits = question !== undefined && question.length <= (isList ? mostListBody : mostButtonBody);
  const before = question !== undefined && !fits ? drafted(textFields(question)) : [];
  const items: PromptItem[] = [];
  const groups = inGroups(choices, isList ? mostRows : mostButtons);
  const drafts = groups.map((group, index): Draft => {
    const body = index === 0 && fits ? question : noBody;
    const titles = titlesOf(
      group.map(({ label }) => label),
      isList ? mostRowTitle : mostButtonTitle,
    );
    const shown = group.map(({ id, label }, place) => {
      const title = titles[place]!;
      items.push({ replyId: id, label, shown: title });
      return { id: idOf(id, isList ? mostRowId : mostButtonId, turn, items.length - 1), title, label };
    });
    return { fields: isList ? list(body, shown, select) : buttons(body, shown) };
  });
  return { drafts: [...before, ...drafts], items, losses: [] };
}

function inGroups<T>(all: readonly T[], most: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / most) }, (_, index) =>
    all.slice(index * most, (index + 1) * most),
  );
}

/** What a button carries: the id as recorded, or a token where it is too long. */
function idOf(id: string, most: number, turn: number, index: number): string {
  return id.length > most ? buttonToken(turn, index) : id;
}

/** A button, or a row of a list. */
interface Reply {
  readonly id: string;
  readonly title: string;
}

function buttons(body: string | undefined, all: readonly Reply[]): Fields {
  return {
    type: 'interactive',
    interactive: {
      type: 'button',
      body: { text: body || noBody },
      action: { buttons: all.map(({ id, title }) => ({ type: 'reply', reply: { id, title } })) },
    },
  };
}

function list(body: string, all: readonly (Reply & { readonly label: string })[], select: string): Fields {
  const rows = all.map(({ id, title, label }) => {
    // What was cut off is read below.
    const isCut = title !== label.trim();
    return {
      id,
      title,
      ...(isCut && label.trim() !== '' && { description: label.slice(0, cutIndex(label, mostRowDescription)) }),
    };
  });
  const [button] = titlesOf([select], mostButtonTitle);
  return {
    type: 'interactive',
    interactive: { type: 'list', body: { text: body }, action: { button, sections: [{ rows }] } },
  };
}

function numbered(choices: readonly Choice[], { question }: Way): Asked {
  const lines = choices.map(({ label }, index) => `${index + 1}. ${label}`).join('\n');
  const text = [question, lines].filter(Boolean).join('\n\n');
  return { drafts: text === '' ? [] : drafted(textFields(text)), items: itemsOf(choices), losses: [] };
}

function itemsOf(choices: readonly Choice[]): readonly PromptItem[] {
  return choices.map(({ id, label, title, description }) => ({
    replyId: id,
    label,
    shown: title ?? description ?? label,
  }));
}

/** Title and description as the text of a picture; the title is bold. */
function caption({ title, description }: { readonly title?: string; readonly description?: string }): string {
  const line = title?.replace(/\s+/g, ' ').trim();
  return [line && `*${line}*`, description?.trim()].filter(Boolean).join('\n\n');
}

function headerOf(url: string | undefined): Pick<Draft, 'file'> {
  return url !== undefined && isPicture(url) ? { file: { url, place: 'header' } } : {};
}

/** A message with buttons under a picture; of a long text all but the end comes before it. */
function pictured(text: string, url: string | undefined, all: readonly Reply[]): readonly Draft[] {
  const parts = text === '' ? [noBody] : splitText(text, mostButtonBody);
  const fields = buttons(parts.at(-1), all);
  const header = headerOf(url);
  return [
    ...drafted(parts.slice(0, -1).flatMap(textFields)),
    { fields, ...header, ...(header.file && { otherwise: fields }) },
  ];
}

function pictures(choices: readonly Choice[], { select, turn }: Way): Asked {
  const [title = ''] = titlesOf([select], mostButtonTitle);
  const drafts = choices.flatMap((one, index) =>
    pictured(caption(one), one.pictureUrl, [{ id: idOf(one.id, mostButtonId, turn, index), title }]),
  );
  return { drafts, items: itemsOf(choices), losses: [] };
}

function numberedPictures(choices: readonly Choice[]): Asked {
  const drafts = choices.flatMap((one, index): readonly Draft[] => {
    return [...picture(one.pictureUrl), ...drafted(textFields(`${index + 1}. ${caption(one)}`))];
  });
  return { drafts, items: itemsOf(choices), losses: [] };
}

/** A picture by itself. One that may be refused, such as a GIF, is then an address with a preview. */
function picture(url: string | undefined): readonly Draft[] {
  if (url === undefined || !/^https?:/i.test(url)) return [];
  const otherwise = { type: 'text', text: { body: url, preview_url: true } };
  return [{ fields: { type: 'image', image: {} }, file: { url, place: 'media' }, otherwise }];
}

function cards(all: readonly Card[], blockId: string, { turn }: Way): Asked {
  const items: PromptItem[] = [];
  const losses: Loss[] = [];
  const drafts = all.flatMap((card): readonly Draft[] => {
    const text = caption(card);
    if (card.buttons.length === 0)
      return [...picture(card.imageUrl), ...(text === '' ? [] : drafted(textFields(text)))];
    const shown = card.buttons.slice(0, mostButtons);
    const left = card.buttons.slice(mostButtons);
    if (left.length > 0) losses.push({ blockId, what: `button ${mostButtons + 1} of a card and what follows it` });
    const titles = titlesOf(
      shown.map(({ label = '' }) => label),
      mostButtonTitle,
    );
    const replies = shown.map(({ id, label = '' }, place): Reply => {
      const title = titles[place]!;
      items.push({ replyId: id, label, shown: title });
      return { id: idOf(id, mostButtonId, turn, items.length - 1), title };
    });
    return pictured(text, card.imageUrl, replies);
  });
  return { drafts, items, losses };
}
