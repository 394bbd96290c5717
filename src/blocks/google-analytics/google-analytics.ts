import { type BlockContext, defineBlock, goOn } from '../../engine/block.ts';
import { guessType } from '../../flow/values.ts';
import { numberOrVariable, text, withOptions } from '../shared/fields.ts';

/** Reports an event to Google Analytics from the web page of a live conversation (integrations §8). */
export const googleAnalytics = defineBlock({
  type: 'Google Analytics',
  sort: 'integration',
  schema: withOptions({
    trackingId: text,
    category: text,
    action: text,
    label: text,
    value: numberOrVariable,
    sendTo: text,
  }),
  summary: 'Reports an event to Google Analytics from the web page of the person.',

  startProps: ({ options }) => (options?.trackingId ? { googleAnalyticsId: options.trackingId } : {}),

  async run({ options }, context) {
    if (!options || !context.isLive || context.channel) return goOn;
    const { value: storedValue, ...texts } = options;
    const value = await numberOf(storedValue, context);
    const filled = await context.deep(texts, { removeEmpty: true });
    context.act({ type: 'googleAnalytics', googleAnalytics: { ...filled, value } });
    return goOn;
  },
});

/** A number, also from a variable; undefined when the variable holds none. */
async function numberOf(option: number | string | undefined, context: BlockContext): Promise<number | undefined> {
  if (typeof option !== 'string') return option;
  const filled = await context.text(option);
  const value = filled === '' ? undefined : guessType(filled);
  return typeof value === 'number' ? value : undefined;
}
