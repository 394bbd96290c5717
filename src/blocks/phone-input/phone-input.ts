import { defineBlock } from '../../engine/block.ts';
import { labels, text, withOptions } from '../shared/fields.ts';
import { presentInput } from '../shared/present-input.ts';
import { findPhoneNumber } from './find-phone-number.ts';

/** Asks for a phone number, which is found inside the reply and saved in E.164 (inputs §3.5). */
export const phoneInput = defineBlock({
  type: 'phone number input',
  sort: 'input',
  eventName: 'phone',
  summary: 'Asks for a phone number.',
  schema: withOptions({
    labels: labels('placeholder', 'button'),
    variableId: text,
    retryMessageContent: text,
    defaultCountryCode: text,
  }),
  present: (block, context) => presentInput(block, context),
  async judge({ options }, reply, context) {
    if (reply?.type !== 'text') return { verdict: 'invalid' };
    const content = await findPhoneNumber(reply.text, await context.text(options?.defaultCountryCode));
    return content === undefined ? { verdict: 'invalid' } : { verdict: 'valid', content };
  },
  retryText: ({ options }) => options?.retryMessageContent,
});
