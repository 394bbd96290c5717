import { z } from 'zod';
import { defineBlock, goOn } from '../../engine/block.ts';
import { flag, text, withOptions } from '../shared/fields.ts';

/** Events that Meta knows, and `Custom` for others. */
const eventTypes = [
  'Lead',
  'Contact',
  'CompleteRegistration',
  'Schedule',
  'SubmitApplication',
  'ViewContent',
  'AddPaymentInfo',
  'AddToCart',
  'AddToWishlist',
  'CustomizeProduct',
  'Donate',
  'FindLocation',
  'InitiateCheckout',
  'Purchase',
  'Search',
  'StartTrial',
  'Subscribe',
  'Custom',
] as const;

/** Reports an event to a Meta Pixel from the web page of a live conversation (integrations §9). */
export const pixel = defineBlock({
  type: 'Pixel',
  sort: 'integration',
  schema: withOptions({
    pixelId: text,
    isInitSkip: flag,
    eventType: z.enum(eventTypes).optional(),
    name: text,
    params: z.array(z.object({ id: text, key: text, value: z.unknown().optional() })).optional(),
  }),
  summary: 'Reports an event to a Meta Pixel from the web page of the person.',

  startProps: ({ options }) => (options?.pixelId && !options.isInitSkip ? { pixelIds: [options.pixelId] } : {}),

  async run({ options }, context) {
    if (!options?.pixelId || !options.eventType || !context.isLive || context.channel) return goOn;
    const { pixelId, params, ...others } = options;
    const filled = await context.deep(others, { removeEmpty: true });
    const filledParams = params && (await Promise.all(params.map((param) => fillParam(param))));
    context.act({ type: 'pixel', pixel: { ...filled, pixelId, ...(filledParams && { params: filledParams }) } });
    return goOn;

    /** Only values may become numbers and the like. */
    async function fillParam({ value, ...names }: NonNullable<typeof params>[number]) {
      const filledNames = await context.deep(names, { removeEmpty: true });
      const filledValue = await context.deep({ value }, { removeEmpty: true, guessTypes: true, fillListTexts: true });
      return { ...filledNames, ...filledValue };
    }
  },
});
