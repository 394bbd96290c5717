import type { Json } from '../channel.ts';
import { isLike } from '../shared/answer.ts';
import type { ChannelTexts } from '../shared/channel-texts.ts';
import { textIn } from '../shared/content.ts';
import { cutLabel } from '../shared/labels.ts';
import type { Prompt } from '../shared/prompt.ts';
import { buttonToken, readToken } from '../shared/token.ts';
import { gradesInRow, mostLabel, mostLabelOfThree, mostLabelOfTwo, mostOnPage } from './limits.ts';

/** A button below a message. */
export type Button = { readonly text: string } & (
  | { readonly callback_data: string }
  | { readonly url: string }
  | { readonly web_app: { readonly url: string } }
);
/** Buttons below a message, row by row. */
export type Keyboard = { readonly inline_keyboard: readonly (readonly Button[])[] };

const boxes = { marked: '☑ ', unmarked: '☐ ' } as const;
/** Room that a mark before a label takes. */
export const markLength = boxes.marked.length;
/** Stands in buttons that do nothing any more; no token, so that a press of it is one of an older question. */
export const inert = '-';

/** Buttons in rows: up to three short ones, two of middle length, one long one (channels §14.2). */
export function inRows(buttons: readonly Button[], mostInRow = 3): readonly (readonly Button[])[] {
  const longest = Math.max(0, ...buttons.map(({ text }) => text.length));
  const fit = longest <= mostLabelOfThree ? 3 : longest <= mostLabelOfTwo ? 2 : 1;
  const width = mostInRow === 3 ? fit : mostInRow;
  return Array.from({ length: Math.ceil(buttons.length / width) }, (_, row) =>
    buttons.slice(row * width, (row + 1) * width),
  );
}

/** The buttons of a question as it stands: the items on the page that is shown, marks, and what else can be done. */
export function keyboardOf(prompt: Prompt, texts: ChannelTexts): Keyboard {
  const { items, turn, selected, isToggled, query, kind, isOptional, isCollecting, files } = prompt;
  const places = items.map((_, index) => index).filter((index) => query === undefined || isLike(items[index]!, query));
  const pages = Math.max(1, Math.ceil(places.length / mostOnPage));
  const page = Math.min(prompt.page ?? 0, pages - 1);
  const buttons = places.slice(page * mostOnPage, (page + 1) * mostOnPage).map((index): Button => {
    const box = isToggled ? boxes[selected.includes(index) ? 'marked' : 'unmarked'] : '';
    return { text: `${box}${items[index]!.shown}`, callback_data: buttonToken(turn, index) };
  });
  const to = (target: number, text: string) => ({ text, callback_data: buttonToken(turn, `p${target}`) });
  const turns = [
    ...(page > 0 ? [to(page - 1, `◀ ${page}/${pages}`)] : []),
    ...(page < pages - 1 ? [to(page + 1, `${page + 2}/${pages} ▶`)] : []),
  ];
  const deeds: readonly Button[] = [
    ...(isToggled ? [{ text: prompt.buttonLabel ?? 'Send', callback_data: buttonToken(turn, 'send') }] : []),
    ...(isCollecting ? [{ text: texts.done ?? 'Done', callback_data: buttonToken(turn, 'done') }] : []),
    ...(isOptional && !files
      ? [{ text: prompt.buttonLabel ?? texts.skip ?? 'Skip', callback_data: buttonToken(turn, 'skip') }]
      : []),
  ];
  const rows = kind === 'rating input' ? inRows(buttons, gradesInRow) : inRows(buttons);
  return { inline_keyboard: [...rows, turns, deeds].filter((row) => row.length > 0) };
}

/** One button that opens an address. */
export function linkKeyboard(button: Button): Keyboard {
  return { inline_keyboard: [[button]] };
}

/** What the buttons of a message say was chosen with a press: the one that was pressed, or those that are marked. */
export function marksIn(markup: Readonly<Record<string, unknown>>, token: string): readonly string[] {
  const rows = Array.isArray(markup.inline_keyboard) ? markup.inline_keyboard.flat() : [];
  const buttons = rows.filter((button) => typeof button === 'object' && button !== null);
  const isSent = readToken(token)?.deed === 'send';
  return buttons.flatMap((button) => {
    const text = textIn(button, 'text') ?? '';
    if (isSent) return text.startsWith(boxes.marked) ? [text.slice(markLength)] : [];
    return textIn(button, 'callback_data') === token && text !== '' ? [text] : [];
  });
}

/** What stays below an answered question: what was chosen, with nothing to press. */
export function answeredKeyboard(marks: readonly Json[]): Keyboard {
  const labels = marks.filter((mark) => typeof mark === 'string');
  return {
    inline_keyboard: labels.map((label) => [{ text: cutLabel(`✓ ${label}`, mostLabel), callback_data: inert }]),
  };
}
