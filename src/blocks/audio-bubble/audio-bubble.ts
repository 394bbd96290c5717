import { defineBlock } from '../../engine/block.ts';
import { fillContent, withContent } from '../shared/bubble-content.ts';
import { flag, text } from '../shared/fields.ts';

/** A sound (bubbles §5). */
export const audioBubble = defineBlock({
  type: 'audio',
  sort: 'bubble',
  schema: withContent({ url: text, isAutoplayEnabled: flag }),
  summary: 'Plays a sound.',
  async say(block, context) {
    const content = await fillContent(block.content, context);
    return content && { bubble: { id: block.id, type: 'audio', content } };
  },
});
