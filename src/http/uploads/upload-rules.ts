import { z } from 'zod';
import { fileInputSchema } from '../../blocks/file-input/file-input.ts';
import { restrictionOf } from '../../blocks/shared/file-types.ts';
import type { BlockBase } from '../../flow/document.ts';

/** What an input says about files that are sent to it. */
export interface UploadRules {
  /** Absent when every type is allowed. */
  readonly types?: readonly string[] | undefined;
  /** In MB; only old bots have one. */
  readonly sizeLimit?: number | undefined;
  /** The files are for the people of the bot's workspace only. */
  readonly isPrivate: boolean;
}

const extra = z
  .object({ isEnabled: z.boolean().optional(), visibility: z.enum(['Auto', 'Public', 'Private']).optional() })
  .optional();

const textInputSchema = z.object({
  type: z.literal('text input'),
  options: z.object({ attachments: extra, audioClip: extra }).optional(),
});

/**
 * The rules of the input that a conversation waits on; undefined when it takes no files.
 *
 * @param block as its program holds it
 * @param type MIME type of the file
 */
export function uploadRulesOf(block: BlockBase, type: string): UploadRules | undefined {
  if (block.type === 'file input') {
    const { options } = fileInputSchema.parse(block);
    const { sizeLimit, allowedFileTypes, visibility } = options ?? {};
    return {
      types: restrictionOf(allowedFileTypes),
      sizeLimit: sizeLimit !== undefined && sizeLimit > 0 ? sizeLimit : undefined,
      isPrivate: visibility === 'Private',
    };
  }
  const text = textInputSchema.safeParse(block);
  if (!text.success) return undefined;
  const { attachments, audioClip } = text.data.options ?? {};
  const isAudio = type.startsWith('audio/') && audioClip?.isEnabled;
  if (!attachments?.isEnabled && !audioClip?.isEnabled) return undefined;
  // A clip may be an attachment too: then the stricter of the two wishes counts.
  const wishes = [attachments?.isEnabled || !isAudio ? attachments : undefined, isAudio ? audioClip : undefined];
  return { isPrivate: wishes.some((wish) => wish?.visibility === 'Private') };
}
