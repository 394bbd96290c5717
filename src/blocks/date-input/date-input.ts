import type { z } from 'zod';
import { defineBlock } from '../../engine/block.ts';
import { formatDate, usablePattern } from '../shared/date-format.ts';
import { flag, labels, text, withOptions } from '../shared/fields.ts';
import { presentInput } from '../shared/present-input.ts';
import { isWithin, pickerBounds } from './date-bounds.ts';
import { readReply } from './read-reply.ts';

const dateOnly = 'dd/MM/yyyy';
const dateAndTime = 'dd/MM/yyyy HH:mm';

const schema = withOptions({
  labels: labels('button', 'from', 'to', 'separator'),
  variableId: text,
  hasTime: flag,
  isRange: flag,
  format: text,
  min: text,
  max: text,
});
type DateOptions = NonNullable<z.infer<typeof schema>['options']>;

/** Asks for a date or a range of dates, in figures or in English words (inputs §3.6). */
export const dateInput = defineBlock({
  type: 'date input',
  sort: 'input',
  eventName: 'date',
  summary: 'Asks for a date or a range of dates, optionally with a time.',
  schema,
  async present(block, context) {
    const input = await presentInput(block, context);
    if (!input.options) return input;
    // Filling in keeps the shape that the schema gave.
    const options = input.options as DateOptions;
    const bounds = await pickerBounds(options, datePattern(options), context.effects.now());
    return { ...input, options: { ...options, ...bounds } };
  },
  async judge(block, reply, context) {
    if (reply?.type !== 'text') return { verdict: 'invalid' };
    const options = await context.deep(block.options ?? {});
    const order = usablePattern(options.format, dateOnly).startsWith('dd') ? 'day first' : 'month first';
    const pattern = datePattern(options);
    const now = context.effects.now();
    const dates = await readReply(reply.text, order, now);
    if (!dates || (options.isRange && !dates.end)) return { verdict: 'invalid' };
    if (!(await isWithin(dates, options, pattern, now))) return { verdict: 'invalid' };
    const start = formatDate(dates.start, pattern);
    if (!options.isRange || !dates.end) return { verdict: 'valid', content: start };
    const separator = options.labels?.separator ?? 'to';
    return { verdict: 'valid', content: `${start} ${separator} ${formatDate(dates.end, pattern)}` };
  },
});

function datePattern({ format, hasTime }: DateOptions): string {
  return usablePattern(format, hasTime ? dateAndTime : dateOnly);
}
