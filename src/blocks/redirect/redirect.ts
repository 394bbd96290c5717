import { defineBlock, goOn } from '../../engine/block.ts';
import { flag, text, withOptions } from '../shared/fields.ts';

/** Sends the person to another page (logic §4). The flow does not wait for it. */
export const redirect = defineBlock({
  type: 'Redirect',
  sort: 'logic',
  schema: withOptions({ url: text, isNewTab: flag }),
  summary: 'Opens another web page.',
  async run({ options }, context) {
    if (!options?.url) return goOn;
    const url = await context.text(options.url);
    if (url.trim() === '') {
      context.diagnose({ status: 'error', description: 'The address to redirect to is empty' });
      return goOn;
    }
    const { isNewTab } = options;
    context.act({
      type: 'redirect',
      redirect: { url: withScheme(url), isNewTab },
    });
    return goOn;
  },
});

const complete = /^(?:http|mailto:|tel:|sms:|\{\{[^{}]+\}\})/;

function withScheme(url: string): string {
  return complete.test(url) ? url : `https://${url}`;
}
