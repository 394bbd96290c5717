import { defineBlock, pause } from '../../engine/block.ts';
import { parseBoundedJson } from '../../flow/depth.ts';
import { isObject } from '../../flow/json.ts';
import { withOptions } from '../shared/fields.ts';
import { mappingComplaints } from '../shared/mapping-complaints.ts';
import { applyMapping, responseMappingSchema } from '../shared/response-mapping.ts';

export const webhookListener = defineBlock({
  type: 'webhook',
  sort: 'logic',
  schema: withOptions({ responseVariableMapping: responseMappingSchema.optional() }),
  summary: 'Waits until another system calls the address of the block, and saves parts of what it sent.',

  waitsOutside: true,

  complaints({ options }) {
    return mappingComplaints(options?.responseVariableMapping, 'options.responseVariableMapping');
  },

  async run(_block, context) {
    context.act({ type: 'listenForWebhook', expectsDedicatedReply: true });
    return pause;
  },

  async resume({ options }, message, context) {
    if (message?.type !== 'text') return;
    const received = parseReceived(message.text);
    if (isObject(received)) await applyMapping(context, options?.responseVariableMapping ?? [], received);
  },
});

/** What was sent as JSON; other texts count as the body of a successful call. */
function parseReceived(text: string): unknown {
  try {
    return parseBoundedJson(text);
  } catch {
    return { statusCode: 200, data: text };
  }
}
