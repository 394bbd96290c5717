import { expect } from 'vitest';
import type { Command } from '../../src/channels/channel.ts';
import api from '../../src/channels/telegram/samples/bot-api.json' with { type: 'json' };

type Shape = Readonly<Record<string, { readonly types: readonly string[]; readonly required?: boolean }>>;
type Fields = Readonly<Record<string, unknown>>;

const methods: Readonly<Record<string, Shape>> = api.methods;
const types: Readonly<Record<string, Shape>> = api.types;

/** A command and all that would be sent in its place. */
export function withFallbacks(commands: readonly Command[]): readonly Command[] {
  return commands.flatMap((command) => [command, ...withFallbacks(command.fallback ?? [])]);
}

/** What a command calls, and with what. */
export function callOf({ request: { path, body } }: Command): { readonly name: string; readonly fields: Fields } {
  const name = path.slice(1);
  if (body?.kind === 'json') return { name, fields: body.value as Fields };
  if (body?.kind !== 'form') return { name, fields: {} };
  const { field, url } = body.file;
  const fields = Object.entries(body.fields).map(([key, value]) => [key, readJson(value)]);
  return { name, fields: { ...Object.fromEntries(fields), [field]: `upload of ${url}` } };
}

/** Fields of forms are texts; those that hold more are JSON. */
function readJson(text: string): unknown {
  return /^[[{]/.test(text) ? JSON.parse(text) : text;
}

/** Where a call differs from the Bot API, and where it is more than Telegram takes (channels §4.3). */
export function faultsOf(command: Command): string[] {
  const { name, fields } = callOf(command);
  const shape = methods[name];
  return shape ? [...shapeFaults(fields, shape, name), ...limitFaults(name, fields)] : [`${name} is no method`];
}

function shapeFaults(fields: Fields, shape: Shape, at: string): string[] {
  const missing = Object.entries(shape).flatMap(([key, { required }]) =>
    required && fields[key] === undefined ? [`${at}.${key} is missing`] : [],
  );
  const wrong = Object.entries(fields).flatMap(([key, value]) => {
    const known = shape[key];
    if (!known) return [`${at}.${key} is not known`];
    const tries = known.types.map((type) => valueFaults(value, type, `${at}.${key}`));
    return value === undefined || tries.some((faults) => faults.length === 0)
      ? []
      : tries.toSorted((a, b) => a.length - b.length)[0]!;
  });
  return [...missing, ...wrong];
}

function valueFaults(value: unknown, type: string, at: string): string[] {
  if (type.startsWith('Array of ')) {
    const of = type.slice('Array of '.length);
    return Array.isArray(value)
      ? value.flatMap((one, index) => valueFaults(one, of, `${at}[${index}]`))
      : [`${at} is no list`];
  }
  if (type === 'Integer') return Number.isSafeInteger(Number(value)) ? [] : [`${at} is no number`];
  if (type === 'String' || type === 'InputFile') return typeof value === 'string' ? [] : [`${at} is no text`];
  if (type === 'Boolean') return typeof value === 'boolean' ? [] : [`${at} is no flag`];
  const shape = types[type];
  if (!shape || typeof value !== 'object' || value === null || Array.isArray(value)) return [`${at} is no ${type}`];
  return shapeFaults(value as Fields, shape, at);
}

function limitFaults(name: string, fields: Fields): string[] {
  const faults: string[] = [];
  const most = (what: string, value: unknown, limit: number) => {
    if (typeof value !== 'string') return;
    if (value.trim() === '' || value.length > limit || !value.isWellFormed())
      faults.push(`${name} ${what}: ${value.length}`);
  };
  const text = (what: 'text' | 'caption', holder: Fields, limit: number) => {
    const value = holder[what];
    if (typeof value !== 'string') return;
    const letters = holder.parse_mode === 'HTML' ? lettersOfHtml(value) : value;
    if (letters === undefined) faults.push(`${name} ${what} is no HTML: ${value.slice(0, 80)}`);
    most(what, letters, limit);
  };
  if (name !== 'answerCallbackQuery') text('text', fields, 4_096);
  text('caption', fields, 1_024);
  const media = (fields.media ?? []) as readonly Fields[];
  for (const one of media) text('caption', one, 1_024);
  if (name === 'sendMediaGroup' && (media.length < 2 || media.length > 10)) faults.push(`${media.length} in an album`);
  const { inline_keyboard: rows, input_field_placeholder: placeholder } = (fields.reply_markup ?? {}) as {
    readonly inline_keyboard?: readonly (readonly Fields[])[];
    readonly input_field_placeholder?: string;
  };
  most('placeholder', placeholder, 64);
  const buttons = (rows ?? []).flat();
  if (buttons.length > 100 || rows?.some((row) => row.length === 0 || row.length > 8)) faults.push('rows');
  for (const button of buttons) {
    most('label', button.text, 64);
    most('data', button.callback_data, 64);
    if (Object.keys(button).length !== 2) faults.push('a button does one thing');
  }
  return faults;
}

const allowed: ReadonlySet<string> = new Set(['b', 'i', 'u', 's', 'a', 'code', 'pre', 'blockquote']);
const letters: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' };

/** The letters of a text in the HTML of Telegram; undefined when it is not well-formed. */
export function lettersOfHtml(html: string): string | undefined {
  const open: string[] = [];
  let text = '';
  for (const [piece] of html.matchAll(/<[^>]*>?|&[^;]*;?|[^<&]+/g)) {
    if (piece.startsWith('&')) {
      if (letters[piece] === undefined) return undefined;
      text += letters[piece];
    } else if (piece.startsWith('</')) {
      if (open.pop() !== piece.slice(2, -1)) return undefined;
    } else if (piece.startsWith('<')) {
      const [, name = '', href] = /^<([a-z]+)( href="[^"<>]*")?>$/.exec(piece) ?? [];
      const isInCode = open.some((tag) => tag === 'code' || tag === 'pre');
      if (!allowed.has(name) || (name === 'a') !== (href !== undefined) || open.includes(name) || isInCode)
        return undefined;
      open.push(name);
    } else {
      text += piece;
    }
  }
  return open.length === 0 ? text : undefined;
}

/** A command in short: the call and its fields but the chat. Fails where the Bot API would not take it. */
export function inShort(command: Command): unknown {
  expect(faultsOf(command)).toEqual([]);
  const { name, fields } = callOf(command);
  const { chat_id: _chat, ...others } = fields;
  return { [name]: others };
}

/** A text message in short. */
export const text = (letters: string, more: object = {}) => ({ sendMessage: { text: letters, ...more } });

/** A text message with marks. */
export const html = (letters: string, more: object = {}) => text(letters, { parse_mode: 'HTML', ...more });

/** The buttons of a message. */
export const buttons = (...rows: readonly (readonly object[])[]) => ({ reply_markup: { inline_keyboard: rows } });

/** The button that opens an address. */
export const open = (target: string) => buttons([{ text: 'Open', url: target }]);
