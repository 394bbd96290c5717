import { defineBlock } from '../../engine/block.ts';
import { labels, text, withOptions } from '../shared/fields.ts';
import { presentInput } from '../shared/present-input.ts';
import { isEmail } from './is-email.ts';

/** Asks for an e-mail address, which is saved in lower case (inputs §3.3). */
export const emailInput = defineBlock({
  type: 'email input',
  sort: 'input',
  eventName: 'email',
  summary: 'Asks for an e-mail address.',
  schema: withOptions({
    labels: labels('placeholder', 'button'),
    variableId: text,
    retryMessageContent: text,
  }),
  present: (block, context) => presentInput(block, context),
  async judge(_block, reply) {
    if (reply?.type !== 'text' || !isEmail(reply.text)) return { verdict: 'invalid' };
    return { verdict: 'valid', content: reply.text.toLowerCase() };
  },
  retryText: ({ options }) =>
    options?.retryMessageContent || "This email doesn't seem to be valid. Can you type it again?",
});
