import { z } from 'zod';
import { defineBlock } from '../../engine/block.ts';
import { fillContent, withContent, withNumericHeight } from '../shared/bubble-content.ts';
import { flag, numberOrVariable, text } from '../shared/fields.ts';
import { parseVideoUrl } from './parse-video-url.ts';

/** A video, from an address or of a provider (bubbles §7). */
export const videoBubble = defineBlock({
  type: 'video',
  sort: 'bubble',
  schema: withContent({
    url: text,
    id: text,
    type: z.enum(['url', 'youtube', 'vimeo', 'tiktok', 'gumlet']).optional(),
    height: numberOrVariable,
    aspectRatio: text,
    maxWidth: text,
    queryParamsStr: text,
    areControlsDisplayed: flag,
    isAutoplayEnabled: flag,
  }),
  summary: 'Shows a video.',
  async say(block, context) {
    const filled = await fillContent(block.content, context);
    if (!filled) return undefined;
    const { queryParamsStr, ...content } = { ...filled, ...(filled.url ? parseVideoUrl(filled.url) : {}) };
    const query = typeof queryParamsStr === 'string' ? { queryParamsStr } : {};
    return { bubble: { id: block.id, type: 'video', content: { ...withNumericHeight(content), ...query } } };
  },
});
