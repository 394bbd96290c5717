import { z } from 'zod';
import type { BlockContext } from '../../engine/block.ts';
import { blockBaseSchema } from '../../flow/document.ts';
import { lenientNumber } from '../../flow/values.ts';

/** Schema of a bubble. Its content may be missing: such a bubble says nothing. */
export function withContent<S extends z.ZodRawShape>(shape: S) {
  return blockBaseSchema.extend({ content: z.object(shape).nullish() });
}

/** The content of a media bubble with its variables filled in; undefined when there is none (bubbles §1.2). */
export async function fillContent<C extends object>(
  content: C | null | undefined,
  context: BlockContext,
): Promise<C | undefined> {
  return content ? context.deep(content) : undefined;
}

/**
 * The content with its height as a number in pixels, or without a height when it is none (bubbles §1.3).
 *
 * @example withNumericHeight({ url: 'u', height: '300px' }) // { url: 'u', height: 300 }
 */
export function withNumericHeight<C extends { readonly height?: unknown }>({ height, ...content }: C) {
  const pixels = lenientNumber(height);
  return pixels !== undefined && Number.isFinite(pixels) ? { ...content, height: pixels } : content;
}
