import { z } from 'zod';
import { defineBlock } from '../../engine/block.ts';
import { fillContent, withContent } from '../shared/bubble-content.ts';
import { text } from '../shared/fields.ts';

/** A picture (bubbles §4). Addresses are not checked: clients show only those that they can. */
export const imageBubble = defineBlock({
  type: 'image',
  sort: 'bubble',
  schema: withContent({ url: text, clickLink: z.object({ url: text, alt: text }).optional() }),
  summary: 'Shows a picture, which may be a link.',
  async say(block, context) {
    const content = await fillContent(block.content, context);
    return content && { bubble: { id: block.id, type: 'image', content } };
  },
});
