import { defineBlock } from '../../engine/block.ts';
import { formatDate, usablePattern } from '../shared/date-format.ts';
import { labels, text, withOptions } from '../shared/fields.ts';
import { presentInput } from '../shared/present-input.ts';
import { readDates } from '../shared/read-dates.ts';

/** Asks for a time of day, in figures or in English words (inputs §3.7). */
export const timeInput = defineBlock({
  type: 'time input',
  sort: 'input',
  eventName: 'time',
  summary: 'Asks for a time of day.',
  schema: withOptions({
    labels: labels('button'),
    variableId: text,
    format: text,
  }),
  present: (block, context) => presentInput(block, context),
  async judge({ options }, reply, context) {
    if (reply?.type !== 'text') return { verdict: 'invalid' };
    const time = await readDates(reply.text, 'month first', context.effects.now());
    if (!time) return { verdict: 'invalid' };
    const pattern = usablePattern(await context.text(options?.format), 'HH:mm');
    return { verdict: 'valid', content: formatDate(time.start, pattern) };
  },
});
