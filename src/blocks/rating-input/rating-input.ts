import { z } from 'zod';
import { defineBlock } from '../../engine/block.ts';
import { flag, labels, numberOrVariable, text, withOptions } from '../shared/fields.ts';
import { presentInput } from '../shared/present-input.ts';

const defaultLength = 10;

/** Asks for a grade up to a highest one; the lowest is a matter of display (inputs §3.10). */
export const ratingInput = defineBlock({
  type: 'rating input',
  sort: 'input',
  eventName: 'rating',
  summary: 'Asks for a grade, shown as numbers or icons.',
  schema: withOptions({
    variableId: text,
    buttonType: z.enum(['Icons', 'Numbers']).optional(),
    length: z.number().optional(),
    startsAt: numberOrVariable,
    labels: labels('left', 'right', 'button'),
    customIcon: z.object({ isEnabled: flag, svg: text }).optional(),
    isOneClickSubmitEnabled: flag,
  }),
  present: (block, context) => presentInput(block, context, ['startsAt']),
  async judge({ options }, reply) {
    if (reply?.type !== 'text' || reply.text.trim() === '') return { verdict: 'invalid' };
    // What is no number is NaN, which is not below anything.
    const isInScale = Number(reply.text) <= (options?.length || defaultLength);
    return isInScale ? { verdict: 'valid', content: reply.text } : { verdict: 'invalid' };
  },
});
