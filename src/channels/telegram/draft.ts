import type { Command, Json } from '../channel.ts';
import { documentName } from '../shared/document-url.ts';
import { lettersOf, plainRun, type StyledText, spellLinks, splitStyled } from '../shared/styled-text.ts';
import { htmlOf, isLinkable } from './html.ts';
import { leastAlbum, mostAlbum, mostCaption, mostText } from './limits.ts';
import { method, upload } from './request.ts';

type Fields = { readonly [key: string]: Json | undefined };

/** A file of some kind, sent by its address. */
export interface FileDraft {
  readonly kind: 'file';
  readonly call: 'Photo' | 'Animation' | 'Video' | 'Audio' | 'Voice' | 'Document';
  readonly url: string;
  /** At most `mostCaption` long. */
  readonly caption?: StyledText;
  /** Telegram does not fetch it: its bytes are sent at once. */
  readonly isUploaded?: boolean;
}

/** What is to be sent, before it is known what stands below it. */
export type Draft = (
  | {
      readonly kind: 'text';
      readonly text: StyledText;
      /** What takes the place of all, one after the other, where the app refuses it. */
      readonly otherwise?: readonly Draft[];
    }
  | FileDraft
  | { readonly kind: 'album'; readonly files: readonly FileDraft[] }
) & { readonly markup?: Json; readonly reply?: Json };

/** Whether a file can have a text of this length below it. */
export function isCaption(text: StyledText): boolean {
  return lettersOf(text).length <= mostCaption;
}

/** A draft as commands; of several, what stands below is on the last. */
export function commandsOf(draft: Draft, address: Fields, blockId: string): readonly Command[] {
  const command = (request: Command['request'], fallback?: readonly Command[]): Command => ({
    kind: 'message',
    request,
    blockId,
    ...(fallback && fallback.length > 0 && { fallback }),
  });
  const below: Fields = {
    ...(draft.reply !== undefined && { reply_parameters: draft.reply }),
    ...(draft.markup !== undefined && { reply_markup: draft.markup }),
  };
  switch (draft.kind) {
    case 'text': {
      const otherwise = draft.otherwise?.flatMap((other) => commandsOf(other, address, blockId)) ?? [];
      const parts = splitStyled(spellLinks(draft.text, isLinkable), mostText);
      return parts.map((part, index) => {
        const letters = lettersOf(part);
        const body = { ...address, ...written('text', part), ...(index === parts.length - 1 && below) };
        const { parse_mode: marks, ...plain } = body as Fields;
        const unmarked = marks === undefined ? [] : [command(method('sendMessage', { ...plain, text: letters }))];
        return command(method('sendMessage', body), otherwise.length > 0 ? otherwise : unmarked);
      });
    }
    case 'file': {
      const { call, url, caption = [], isUploaded } = draft;
      const field = call.toLowerCase();
      const body = { ...address, ...(caption.length > 0 && written('caption', caption)), ...below };
      const asText = commandsOf({ ...draft, kind: 'text', text: withAddress(caption, url) }, address, blockId);
      const file = { field, url, name: nameOf(url) };
      const asBytes = command(upload(`send${call}`, body, file), asText);
      return [isUploaded ? asBytes : command(method(`send${call}`, { ...body, [field]: url }), [asBytes])];
    }
    case 'album': {
      const one = draft.files.flatMap((file) => commandsOf(file, address, blockId));
      if (draft.files.length < leastAlbum) return one;
      const media = draft.files.map(({ url, caption = [] }) => ({
        type: 'photo',
        media: url,
        ...(caption.length > 0 && written('caption', caption)),
      }));
      return [command(method('sendMediaGroup', { ...address, media }), one)];
    }
  }
}

/** Files in albums, as many as one may hold. */
export function albumsOf(files: readonly FileDraft[]): readonly Draft[] {
  return Array.from({ length: Math.ceil(files.length / mostAlbum) }, (_, index) => ({
    kind: 'album',
    files: files.slice(index * mostAlbum, (index + 1) * mostAlbum),
  }));
}

/** A text with its marks, where it has any or holds a sign that would be one. */
function written(field: 'text' | 'caption', text: StyledText): { readonly [key: string]: string } {
  const letters = lettersOf(text);
  const html = htmlOf(text);
  return html === letters ? { [field]: letters } : { [field]: html, parse_mode: 'HTML' };
}

function withAddress(caption: StyledText, url: string): StyledText {
  return caption.length === 0 ? plainRun(url) : [...caption, ...plainRun(`\n${url}`)];
}

function nameOf(url: string): string {
  const last = URL.parse(url)?.pathname.split('/').at(-1);
  return documentName(url) ?? (last || 'file');
}
