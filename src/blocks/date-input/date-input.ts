import { defineBlock } from '../../engine/block.ts';
import { formatDate, usablePattern } from '../shared/date-format.ts';
import { flag, labels, text, withOptions } from '../shared/fields.ts';
import { presentInput } from '../shared/present-input.ts';
import { readDates } from '../shared/read-dates.ts';
import { isWithin, pickerBound } from './date-bounds.ts';

const dateOnly = 'dd/MM/yyyy';
const dateAndTime = 'dd/MM/yyyy HH:mm';

/** Asks for a date or a range of dates, in figures or in English words (inputs §3.6). */
export const dateInput = defineBlock({
  type: 'date input',
  sort: 'input',
  eventName: 'date',
  summary: 'Asks for a date or a range of dates, optionally with a time.',
  schema: withOptions({
    labels: labels('button', 'from', 'to', 'separator'),
    variableId: text,
    hasTime: flag,
    isRange: flag,
    format: text,
    min: text,
    max: text,
  }),
  async present(block, context) {
    const input = await presentInput(block, context);
    if (!input.options) return input;
    const options: Record<string, unknown> = { ...input.options };
    for (const name of ['min', 'max']) {
      const bound = options[name];
      if (typeof bound === 'string') options[name] = pickerBound(bound, block.options?.hasTime === true);
    }
    return { ...input, options };
  },
  async judge(block, reply, context) {
    if (reply?.type !== 'text') return { verdict: 'invalid' };
    const options = await context.deep(block.options ?? {});
    const order = usablePattern(options.format, dateOnly).startsWith('dd') ? 'day first' : 'month first';
    const dates = await readDates(reply.text, order, context.effects.now());
    if (!dates || (options.isRange && !dates.end) || !isWithin(dates, options)) return { verdict: 'invalid' };
    const pattern = usablePattern(options.format, options.hasTime ? dateAndTime : dateOnly);
    const start = formatDate(dates.start, pattern);
    if (!options.isRange || !dates.end) return { verdict: 'valid', content: start };
    const separator = options.labels?.separator ?? 'to';
    return { verdict: 'valid', content: `${start} ${separator} ${formatDate(dates.end, pattern)}` };
  },
});
