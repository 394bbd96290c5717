import { z } from 'zod';
import { type BlockContext, defineBlock, goOn } from '../../engine/block.ts';
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

const param = z.object({ id: text, key: text, value: z.unknown().optional() });
type Param = z.infer<typeof param>;

/** Reports an event to a Meta Pixel from the web page of a live conversation (integrations §9). */
export const pixel = defineBlock({
  type: 'Pixel',
  sort: 'integration',
  schema: withOptions({
    pixelId: text,
    isInitSkip: flag,
    eventType: z.enum(eventTypes).optional(),
    name: text,
    params: z.array(param).optional(),
  }),
  summary: 'Reports an event to a Meta Pixel from the web page of the person.',

  startProps: ({ options }) => (options?.pixelId && !options.isInitSkip ? { pixelIds: [options.pixelId] } : {}),

  async run({ options }, context) {
    if (!options?.pixelId || !options.eventType || !context.isLive || context.channel) return goOn;
    const { pixelId, params, ...others } = options;
    const filled = await context.deep(others, { removeEmpty: true });
    const sent = params && { params: await fillParams(params, context) };
    context.act({ type: 'pixel', pixel: { ...filled, pixelId, ...sent } });
    return goOn;
  },
});

/** Only values may become numbers and the like; keys stay texts. */
async function fillParams(params: readonly Param[], context: BlockContext): Promise<Param[]> {
  const filled: Param[] = [];
  for (const { value, ...names } of params) {
    const options = { removeEmpty: true, fillListTexts: true };
    filled.push({
      ...(await context.deep(names, options)),
      ...(await context.deep({ value }, { ...options, guessTypes: true })),
    });
  }
  return filled;
}
