import type { WireInput } from '../../engine/output.ts';
import { type Card, type Choice, cardsOf } from '../shared/choices.ts';
import { cutIndex } from '../shared/cut-text.ts';
import { labelsOf } from '../shared/labels.ts';
import type { Prompt, PromptItem } from '../shared/prompt.ts';
import { buttonToken } from '../shared/token.ts';
import {
  mostBubbleButtons,
  mostBubbles,
  mostBubbleText,
  mostCarouselBytes,
  mostColumnActions,
  mostColumns,
  mostColumnText,
  mostDisplayText,
  mostLabel,
  mostPicturedText,
  mostTitle,
} from './limits.ts';
import { type Fields, flex, isPicture, postback, shortened, template } from './message.ts';

/** What stands in one column of a carousel. */
interface Column {
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly picture?: string | undefined;
  readonly actions: readonly Fields[];
}

/** A button that does nothing, where all columns must have as many; no token, so that a press of it is stale. */
const padding: Fields = { type: 'postback', label: '―', data: '-' };

/** Choices as bubbles of buttons; undefined where they are more than one message holds. */
export function buttonBubbles({ items, turn }: Prompt): readonly Fields[] | undefined {
  const bubbles = (most: number) =>
    inGroups(
      items.map(({ shown, label }, index) =>
        postback(shown, buttonToken(turn, index), label.slice(0, cutIndex(label, most))),
      ),
      mostBubbleButtons,
    ).map((actions) => bubble({ actions }));
  // Long labels are said in short when all of them together are too much.
  return [bubbles(mostDisplayText), bubbles(mostLabel)].find(fits);
}

function fits(bubbles: readonly Fields[]): boolean {
  return new TextEncoder().encode(JSON.stringify(bubbles)).length <= mostCarouselBytes;
}

/** Pictures to choose from; without `button` they are only shown, by their numbers. */
export function pictures(
  choices: readonly Choice[],
  button: ((choice: Choice, index: number) => Fields) | undefined,
): readonly Fields[] {
  const columns = choices.map((one, index): Column => {
    const title = button ? one.title : `${index + 1}. ${one.title ?? ''}`;
    return {
      title,
      description: one.description,
      picture: one.pictureUrl,
      actions: button ? [button(one, index)] : [],
    };
  });
  return carousels(columns);
}

/** The cards of a cards input, and what their buttons stand for. */
export function cards(
  input: WireInput,
  turn: number,
): { readonly messages: readonly Fields[]; readonly items: readonly PromptItem[] } {
  const items: PromptItem[] = [];
  const columns = cardsOf(input).map(({ title, description, imageUrl, buttons }: Card): Column => {
    const labels = buttons.map(({ label = '' }) => label);
    const shown = labelsOf(labels, mostLabel);
    const actions = buttons.map(({ id }, place) => {
      items.push({ replyId: id, label: labels[place]!, shown: shown[place]! });
      return postback(shown[place]!, buttonToken(turn, items.length - 1), labels[place]!);
    });
    return { title, description, picture: imageUrl, actions };
  });
  return { messages: carousels(columns), items };
}

/** Columns as carousels: the plain form where LINE's rules for it allow, else the free one (channels §14.2). */
function carousels(all: readonly Column[]): readonly Fields[] {
  const columns = all.map((column) => ({
    ...column,
    picture: column.picture !== undefined && isPicture(column.picture) ? column.picture : undefined,
  }));
  const pictured = columns.filter(({ picture }) => picture !== undefined).length;
  const counts = columns.map(({ actions }) => actions.length);
  const most = Math.max(0, ...counts);
  const isPlain = (pictured === 0 || pictured === columns.length) && most >= 1 && most <= mostColumnActions;
  const altText = columns
    .map(({ title, description }) => title ?? description ?? '')
    .filter(Boolean)
    .join(', ');
  if (isPlain) return inGroups(columns, mostColumns).map((group) => plain(group, altText, most));
  return flexCarousels(columns.flatMap(bubblesOf)).map((bubbles) => flex(altText, bubbles));
}

function plain(columns: readonly Column[], altText: string, count: number): Fields {
  const isTitled = columns.every(({ title, description }) => title?.trim() && description?.trim());
  return template(altText, {
    type: 'carousel',
    columns: columns.map(({ title, description, picture, actions }) => {
      const text = isTitled ? description : [title, description].filter(Boolean).join('\n');
      return {
        ...(picture !== undefined && { thumbnailImageUrl: picture }),
        ...(isTitled && { title: shortened(title ?? '', mostTitle) }),
        text: shortened(text ?? '', isTitled || picture !== undefined ? mostPicturedText : mostColumnText),
        actions: [...actions, ...Array.from({ length: count - actions.length }, () => padding)],
      };
    }),
  });
}

/** A column as bubbles; buttons that do not fit into one go on in the next. */
function bubblesOf(column: Column): readonly Fields[] {
  const [first = [], ...others] = inGroups(column.actions, mostBubbleButtons);
  return [bubble({ ...column, actions: first }), ...others.map((actions) => bubble({ actions }))];
}

function bubble({ title, description, picture, actions }: Column): Fields {
  const isSilent = !title?.trim() && !description?.trim() && picture === undefined && actions.length === 0;
  const texts = [
    ...(title?.trim() ? [{ type: 'text', text: shortened(title, mostBubbleText), weight: 'bold', wrap: true }] : []),
    ...(description?.trim() ? [{ type: 'text', text: shortened(description, mostBubbleText), wrap: true }] : []),
    ...(isSilent ? [{ type: 'text', text: '―' }] : []),
  ];
  const buttons = actions.map((action) => ({ type: 'button', action, height: 'sm' }));
  return {
    type: 'bubble',
    ...(picture !== undefined && { hero: { type: 'image', url: picture, size: 'full' } }),
    ...(texts.length > 0 && { body: { type: 'box', layout: 'vertical', contents: texts } }),
    ...(buttons.length > 0 && { footer: { type: 'box', layout: 'vertical', contents: buttons } }),
  };
}

/** Bubbles in carousels, as many as one may hold in number and in bytes. */
function flexCarousels(bubbles: readonly Fields[]): readonly (readonly Fields[])[] {
  const groups: Fields[][] = [];
  for (const one of bubbles) {
    const last = groups.at(-1);
    if (last && last.length < mostBubbles && fits([...last, one])) last.push(one);
    else groups.push([one]);
  }
  return groups;
}

function inGroups<T>(all: readonly T[], most: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / most) }, (_, index) =>
    all.slice(index * most, (index + 1) * most),
  );
}
