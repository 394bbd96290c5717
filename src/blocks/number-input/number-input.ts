import { z } from 'zod';
import { type BlockContext, defineBlock } from '../../engine/block.ts';
import { lenientNumber } from '../../flow/values.ts';
import { labels, numberOrVariable, text, withOptions } from '../shared/fields.ts';
import { presentInput } from '../shared/present-input.ts';
import { parseNumber } from './parse-number.ts';
import { units } from './units.ts';

/** Asks for a number within optional bounds; how it is displayed is left to the client (inputs §3.2). */
export const numberInput = defineBlock({
  type: 'number input',
  sort: 'input',
  eventName: 'number',
  summary: 'Asks for a number, optionally between two bounds.',
  schema: withOptions({
    labels: labels('placeholder', 'button'),
    variableId: text,
    min: numberOrVariable,
    max: numberOrVariable,
    step: numberOrVariable,
    locale: z
      .string()
      .regex(/^[a-z]{2}(-[A-Z]{2})?$/)
      .optional(),
    style: z.enum(['decimal', 'currency', 'percent', 'unit']).optional(),
    currency: text,
    unit: z.enum(units).optional(),
  }),
  present: (block, context) => presentInput(block, context, ['min', 'max', 'step']),
  async judge({ options }, reply, context) {
    if (reply?.type !== 'text') return { verdict: 'invalid' };
    const content = parseNumber(reply.text, {
      min: await bound(options?.min, context),
      max: await bound(options?.max, context),
    });
    return content === undefined ? { verdict: 'invalid' } : { verdict: 'valid', content };
  },
});

async function bound(value: string | number | undefined, context: BlockContext): Promise<number | undefined> {
  return lenientNumber(typeof value === 'string' ? await context.text(value) : value);
}
