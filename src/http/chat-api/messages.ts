import { z } from 'zod';
import { cleanText } from '../../flow/values.ts';
import { idText } from '../ids.ts';
import { listOf, namedValues } from '../validate.ts';

/** Text of a person; what no store can hold is replaced before anything looks at it. */
export const personText = z.string().transform(cleanText);

/** Most files that one message may name. */
const mostAttachments = 100;

const messageObject = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('text'),
    text: personText,
    metadata: z.object({ replyId: personText.optional() }).optional(),
    attachedFileUrls: listOf(personText, mostAttachments).optional(),
  }),
  z.object({ type: z.literal('audio'), url: personText }),
  z.object({ type: z.literal('command'), command: personText }),
]);

/** A message in any of its forms; a bare text is the short form of a text message (chat-api §3). */
export const messageSchema = z.preprocess(
  (value) => (typeof value === 'string' ? { type: 'text', text: value } : value),
  messageObject,
);

/** Format of the texts in the answer to one request. */
export const textFormatSchema = z.enum(['richText', 'markdown']).default('richText');

/** Values by variable name. */
export const variablesSchema = namedValues;

/** An id that the caller chose for a session. */
export const chosenId = idText.min(1);
