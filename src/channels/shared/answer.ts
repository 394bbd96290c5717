import type { Message } from '../../engine/message.ts';
import type { PersonEvent } from '../channel.ts';
import type { Prompt, PromptItem } from './prompt.ts';
import { readToken } from './token.ts';

/** What an event means to the question that was asked. */
export type Answer =
  /** Goes to the engine; without a message the question is passed over. */
  | { readonly kind: 'reply'; readonly message?: Message }
  /** The question stays as it is now: more can be chosen, another page is shown. `Channel.toggled` tells the person. */
  | { readonly kind: 'open'; readonly prompt: Prompt }
  /** A button of another question than the last one. */
  | { readonly kind: 'stale' };

/**
 * Understands an event by the question that was asked (channels rules 2.8 and 2.12).
 *
 * @param prompt the question; undefined when nothing is awaited
 * @param files our addresses of the files of the event, in their order
 */
export function answerTo(event: PersonEvent, prompt: Prompt | undefined, files: readonly string[] = []): Answer {
  if (event.picked !== undefined) return picked(event.picked, event.token, prompt);
  const tokens = event.tokens ?? (event.token === undefined ? [] : [event.token]);
  if (tokens.length > 0) return pressed(tokens, prompt, event.tokens !== undefined);
  if (event.replyId !== undefined) {
    return { kind: 'reply', message: { type: 'text', text: event.text ?? '', metadata: { replyId: event.replyId } } };
  }
  if (files.length > 0) return sentFiles(event, prompt, files);
  return written(textIn(event, prompt), prompt);
}

function pressed(tokens: readonly string[], prompt: Prompt | undefined, isWhole: boolean): Answer {
  const said = tokens.map(readToken);
  if (!prompt || said.some((token) => token?.turn !== prompt.turn)) return { kind: 'stale' };
  const [first] = said;
  if (first?.deed !== undefined) return done(first.deed, prompt);
  const indexes = said.flatMap((token) => token?.index ?? []);
  if (indexes.some((index) => prompt.items[index] === undefined)) return { kind: 'stale' };
  if (prompt.isToggled && !isWhole) {
    const [index = 0] = indexes;
    const isMarked = prompt.selected.includes(index);
    const selected = isMarked ? prompt.selected.filter((one) => one !== index) : [...prompt.selected, index];
    return { kind: 'open', prompt: { ...prompt, selected: selected.toSorted((a, b) => a - b) } };
  }
  return chosen(indexes, prompt);
}

function done(deed: string, prompt: Prompt): Answer {
  const { selected, files = [] } = prompt;
  if (deed === 'skip') return prompt.isOptional ? { kind: 'reply' } : { kind: 'stale' };
  if (deed === 'send') return selected.length > 0 ? chosen(selected, prompt) : { kind: 'open', prompt };
  if (deed === 'done') return files.length > 0 ? asFiles(files) : { kind: 'open', prompt };
  // A picker that says nothing was closed.
  return deed.startsWith('p')
    ? { kind: 'open', prompt: { ...prompt, page: Number(deed.slice(1)) } }
    : { kind: 'stale' };
}

/** The items at these places, as the engine takes them. */
function chosen(indexes: readonly number[], { items, isMultiple }: Prompt): Answer {
  const named = indexes.flatMap((index) => items[index] ?? []);
  const [item] = named;
  if (!item) return { kind: 'stale' };
  if (isMultiple) return say(named.map(({ label }) => label.trim()).join(', '));
  const metadata = item.replyId === undefined ? {} : { metadata: { replyId: item.replyId } };
  return { kind: 'reply', message: { type: 'text', text: item.label, ...metadata } };
}

function picked(date: string, token: string | undefined, prompt: Prompt | undefined): Answer {
  if (token !== undefined && readToken(token)?.turn !== prompt?.turn) return { kind: 'stale' };
  if (!prompt?.isRange) return say(date);
  if (prompt.picked === undefined) return { kind: 'open', prompt: { ...prompt, picked: date } };
  return say(`${prompt.picked} to ${date}`);
}

function sentFiles({ media = [], text }: PersonEvent, prompt: Prompt | undefined, files: readonly string[]): Answer {
  if (prompt?.isCollecting) return { kind: 'open', prompt: { ...prompt, files: [...(prompt.files ?? []), ...files] } };
  if (prompt?.kind === 'file input') return asFiles(files);
  const [url = ''] = files;
  if (files.length === 1 && media[0]?.kind === 'audio') return { kind: 'reply', message: { type: 'audio', url } };
  return { kind: 'reply', message: { type: 'text', text: text ?? '', attachedFileUrls: files } };
}

/** Files as file inputs take them (inputs §3.11). */
function asFiles(files: readonly string[]): Answer {
  return { kind: 'reply', message: { type: 'text', text: files.join(', '), attachedFileUrls: files } };
}

/** What an event without a file says in words. */
function textIn({ text, contacts, location }: PersonEvent, prompt: Prompt | undefined): string {
  const [contact] = contacts ?? [];
  if (contact) {
    const phone = contact.phone === undefined ? undefined : contact.phone.replace(/^(?=\d)/, '+');
    return (prompt?.kind === 'email input' ? contact.email : phone) ?? phone ?? contact.name ?? '';
  }
  if (location) return `${location.latitude}, ${location.longitude}`;
  return (text ?? '').trim();
}

function written(text: string, prompt: Prompt | undefined): Answer {
  if (!prompt) return say(text);
  if (prompt.files && prompt.files.length > 0) return asFiles(prompt.files);
  if (prompt.kind === 'file input' && prompt.isOptional) return { kind: 'reply' };
  const indexes = namedIn(text, prompt);
  if (indexes.length > 0) return chosen(indexes, prompt);
  if (prompt.isSearchable && text !== '' && prompt.items.some((item) => isLike(item, text))) {
    const { page: _page, ...rest } = prompt;
    return { kind: 'open', prompt: { ...rest, query: text } };
  }
  return say(text);
}

function say(text: string): Answer {
  return { kind: 'reply', message: { type: 'text', text } };
}

/** Places of the items that a text names, by label or by number; none where it is something else. */
function namedIn(text: string, { items, isMultiple, isNumbered }: Prompt): readonly number[] {
  const whole = placeOf(text, items);
  if (whole !== undefined) return [whole];
  if (!isNumbered) return [];
  const single = /^(\d{1,9})[.)]?$/.exec(text)?.[1];
  const numbers = single !== undefined ? [single] : isMultiple ? numbersIn(text) : [];
  const indexes = [...new Set(numbers.map((number) => Number(number) - 1))].toSorted((a, b) => a - b);
  return indexes.every((index) => items[index] !== undefined) ? indexes : [];
}

/** The item with such a label, as it is or as it was shown; exactly, or else the only one in other letters. */
function placeOf(text: string, items: readonly PromptItem[]): number | undefined {
  if (text === '') return undefined;
  const texts = items.map(({ label, shown }) => [label.trim(), shown.trim()]);
  const exact = texts.findIndex((pair) => pair.includes(text));
  if (exact >= 0) return exact;
  const folded = fold(text);
  const like = texts.flatMap((pair, index) => (pair.some((one) => fold(one) === folded) ? [index] : []));
  return like.length === 1 ? like[0] : undefined;
}

function numbersIn(text: string): readonly string[] {
  return /^\d{1,9}(?:\s*[,;]\s*\d{1,9}|\s+\d{1,9})*$/.test(text) ? (text.match(/\d+/g) ?? []) : [];
}

/** Whether an item is shown when a list is narrowed down to a text. */
export function isLike({ label, shown }: PromptItem, query: string): boolean {
  return fold(`${label}\n${shown}`).includes(fold(query));
}

function fold(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
