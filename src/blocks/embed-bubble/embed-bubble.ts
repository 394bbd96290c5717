import { z } from 'zod';
import { defineBlock } from '../../engine/block.ts';
import { parseJsonOr } from '../../flow/values.ts';
import { fillContent, withContent, withNumericHeight } from '../shared/bubble-content.ts';
import { flag, numberOrVariable, text } from '../shared/fields.ts';

/** A web page inside the conversation (bubbles §6). It may make the conversation wait for an event of that page. */
export const embedBubble = defineBlock({
  type: 'embed',
  sort: 'bubble',
  schema: withContent({
    url: text,
    height: numberOrVariable,
    waitForEvent: z.object({ isEnabled: flag, name: text, saveDataInVariableId: text }).optional(),
  }),
  summary: 'Shows a web page and can wait for an event that it sends.',
  async say(block, context) {
    const content = await fillContent(block.content, context);
    if (!content) return undefined;
    return {
      bubble: { id: block.id, type: 'embed', content: withNumericHeight(content) },
      isWaiting: content.waitForEvent?.isEnabled ?? false,
    };
  },
  async resume(block, message, context) {
    const variableId = block.content?.waitForEvent?.saveDataInVariableId;
    if (message?.type !== 'text' || variableId === undefined) return;
    context.write([{ variableId, value: parseJsonOr(message.text) }]);
  },
});
