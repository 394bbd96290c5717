import type { Bubble } from '../../engine/output.ts';
import { toMarkdown } from '../../engine/richtext/to-markdown.ts';
import type { Json } from '../channel.ts';
import { fieldsIn, numberIn, textIn } from '../shared/content.ts';
import { documentName } from '../shared/document-url.ts';

/** A JSON object that is being written; absent fields are left out. */
type Fields = { readonly [key: string]: Json | undefined };

/** A bubble as an entry of `messages`, without id and pause; undefined when there is nothing to show. */
export function messageOf(bubble: Bubble): Fields | undefined {
  if (bubble.type === 'text') {
    const { content } = bubble;
    const isTree = content.type === 'richText';
    const text = isTree ? toMarkdown(content.richText, 'commonmark') : content.markdown;
    if (text.trim() === '') return undefined;
    // The tree of the engine is JSON, which its type does not say.
    return { type: 'text', text, format: 'markdown', ...(isTree && { richText: content.richText as unknown as Json }) };
  }
  const { content } = bubble;
  const url = textIn(content, 'url');
  if (url === undefined) return undefined;
  switch (bubble.type) {
    case 'image': {
      const click = fieldsIn(content, 'clickLink');
      return { type: 'image', url, alt: textIn(click, 'alt'), link: textIn(click, 'url') };
    }
    case 'video': {
      const provider = textIn(content, 'type');
      return { type: 'video', url: whole(url), provider: provider === 'url' ? undefined : provider };
    }
    case 'audio':
      return { type: 'audio', url };
    default: {
      const name = documentName(url);
      return name === undefined
        ? { type: 'embed', url, height: numberIn(content, 'height') }
        : { type: 'file', url, name: decoded(name) };
    }
  }
}

/** Addresses of videos of a provider come without their scheme. */
function whole(url: string): string {
  return /^[a-z]+:/i.test(url) ? url : `https://${url}`;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
