import urlModule from 'validator/lib/isURL.js';
import { defineBlock } from '../../engine/block.ts';
import { labels, text, withOptions } from '../shared/fields.ts';
import { presentInput } from '../shared/present-input.ts';

// A CommonJS module: its default export is a member of what an import yields.
const isUrl = urlModule.default;

/** Characters of an address that browsers and our library take; longer texts need not be looked at. */
const longestUrl = 2_083;

/** Asks for a web address, with or without `https://`, which is saved as it was typed (inputs §3.4). */
export const urlInput = defineBlock({
  type: 'url input',
  sort: 'input',
  eventName: 'url',
  summary: 'Asks for the address of a web page.',
  schema: withOptions({
    labels: labels('placeholder', 'button'),
    variableId: text,
    retryMessageContent: text,
  }),
  present: (block, context) => presentInput(block, context),
  async judge(_block, reply) {
    if (reply?.type !== 'text' || reply.text.length > longestUrl) return { verdict: 'invalid' };
    if (!isUrl(reply.text, { protocols: ['http', 'https'] })) return { verdict: 'invalid' };
    return { verdict: 'valid', content: reply.text };
  },
  retryText: ({ options }) => options?.retryMessageContent,
});
