import { z } from 'zod';
import { defineBlock } from '../../engine/block.ts';
import { plainMime } from '../../flow/file-types.ts';
import { flag, labels, text, withOptions } from '../shared/fields.ts';
import { presentInput } from '../shared/present-input.ts';

/** Something that may come with a reply and is saved in a variable of its own. */
const extra = z
  .object({ isEnabled: flag, saveVariableId: text, visibility: z.enum(['Auto', 'Public', 'Private']).optional() })
  .optional();

/** Asks for any text; takes a voice reply too (inputs §3.1). */
export const textInput = defineBlock({
  type: 'text input',
  sort: 'input',
  eventName: 'text',
  summary: 'Asks for any text, and takes files and voice replies with it.',
  schema: withOptions({
    labels: labels('placeholder', 'button'),
    variableId: text,
    isLong: flag,
    inputMode: z.enum(['text', 'decimal', 'numeric', 'tel', 'search', 'email', 'url']).optional(),
    audioClip: extra,
    attachments: extra,
  }),
  filesOf: ({ options = {} }, type) => {
    const { attachments, audioClip } = options;
    if (!attachments?.isEnabled && !audioClip?.isEnabled) return undefined;
    const isClip = audioClip?.isEnabled && plainMime(type).startsWith('audio/');
    // A clip may come as an attachment too: then the stricter of the two wishes counts.
    const wishes = [attachments?.isEnabled || !isClip ? attachments : undefined, isClip ? audioClip : undefined];
    return { isTypeAllowed: true, isPrivate: wishes.some((wish) => wish?.visibility === 'Private') };
  },
  present: (block, context) => presentInput(block, context),
  async judge(_block, reply) {
    if (!reply) return { verdict: 'invalid' };
    return { verdict: 'valid', content: reply.type === 'audio' ? reply.url : reply.text };
  },
});
