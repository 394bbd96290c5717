import type { Command, Json } from '../channel.ts';
import { messageRequest, uploadRequest } from './envelope.ts';

/** A message that goes to somebody, without the envelope; its `type` names the field that holds what is shown. */
export type Fields = { readonly [key: string]: Json | undefined };

/** How a picture or another file stands in a message: by the id of an upload or by its address. */
export type Source = { readonly id: string } | { readonly link: string };

/** A message to send, perhaps with a file in it. */
export interface Draft {
  /** The message, given the file; without one where there is none. */
  readonly fields: Fields;
  /** Address of the file. It is uploaded first, and shown by its address where that is refused. */
  readonly file?: { readonly url: string; readonly place: 'header' | 'media' };
  /** Sent where the app refuses the message. */
  readonly otherwise?: Fields;
  readonly delayMs?: number;
}

/** What a chain of uploads carries from one step to the next. */
interface Carried {
  readonly to: Fields;
  readonly drafts: readonly Draft[];
  /** The files found so far, of the first drafts. */
  readonly sources: readonly (Source | null)[];
  readonly blockId: string;
}

/** Name of the step after an upload. */
const uploaded = 'uploaded';

/**
 * The commands for some messages that belong together: first all their uploads, each of which makes the next one of its
 * answer, then the messages (whatsapp §7.1, as recorded).
 */
export function commandsOf(
  drafts: readonly Draft[],
  { to, blockId, byLink }: { readonly to: Fields; readonly blockId: string; readonly byLink: boolean },
): readonly Command[] {
  const sources = byLink ? drafts.map(({ file }) => (file ? { link: file.url } : null)) : [];
  return go({ to, drafts, sources, blockId });
}

/** The next upload, or the messages when there is none left. */
function go({ drafts, sources: found, ...carried }: Carried): readonly Command[] {
  const sources = [...found];
  while (sources.length < drafts.length && !drafts[sources.length]!.file) sources.push(null);
  const file = drafts[sources.length]?.file;
  if (!file) return messages({ ...carried, drafts, sources });
  // The pause before a single file is before its upload; before several, each message has its own.
  const [{ delayMs, ...only }] = drafts as readonly [Draft];
  const isSingle = drafts.length === 1;
  const carry: Carried = { ...carried, drafts: isSingle ? [only] : drafts, sources };
  return [
    {
      kind: 'message',
      request: uploadRequest(file.url),
      blockId: carried.blockId,
      ...(isSingle && delayMs !== undefined && { delayMs }),
      step: uploaded,
      // Drafts are JSON all through, which their type does not say.
      carry: carry as unknown as Json,
    },
  ];
}

/** What follows from the answer to an upload: the next one, or the messages. Without an id the address stands for it. */
export function afterUpload({ carry }: Command, id: string | undefined): readonly Command[] {
  const { drafts, sources, ...carried } = carry as unknown as Carried;
  const link = drafts[sources.length]?.file?.url ?? '';
  return go({ ...carried, drafts, sources: [...sources, id === undefined ? { link } : { id }] });
}

function messages({ to, drafts, sources, blockId }: Carried): readonly Command[] {
  return drafts.map((draft, index): Command => {
    const source = sources[index] ?? undefined;
    const fields = source && draft.file ? withSource(draft.fields, draft.file.place, source) : draft.fields;
    return {
      kind: 'message',
      request: messageRequest({ ...to, ...fields }),
      blockId,
      ...(draft.delayMs !== undefined && { delayMs: draft.delayMs }),
      ...(draft.otherwise && {
        fallback: [{ kind: 'message', request: messageRequest({ ...to, ...draft.otherwise }), blockId }],
      }),
    };
  });
}

/** A message with its file put in its place. */
function withSource(fields: Fields, place: 'header' | 'media', source: Source): Fields {
  const type = String(fields.type);
  const content = { ...(fields[type] as Fields | undefined) };
  if (place === 'media') return { ...fields, [type]: { ...source, ...content } };
  return { ...fields, interactive: { type: content.type, header: { type: 'image', image: source }, ...content } };
}
