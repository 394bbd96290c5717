import { z } from 'zod';
import { defineBlock } from '../../engine/block.ts';
import { isExtensionAllowed, isTypeAllowed, restrictionOf } from '../../flow/file-types.ts';
import { flag, text, withOptions } from '../shared/fields.ts';
import { presentInput } from '../shared/present-input.ts';
import { fileExtension, isFileUrl } from './file-urls.ts';

/** Files in one reply at most; a reply that names more is invalid. */
export const mostFiles = 1_000;

/** A file input as it is stored. */
const fileInputSchema = withOptions({
  variableId: text,
  isRequired: flag,
  isMultipleAllowed: flag,
  visibility: z.enum(['Auto', 'Public', 'Private']).optional(),
  labels: z
    .object({
      placeholder: text,
      button: text,
      clear: text,
      skip: text,
      success: z.object({ single: text, multiple: text }).optional(),
    })
    .optional(),
  allowedFileTypes: z.object({ isEnabled: flag, types: z.array(z.string()).optional() }).optional(),
  capture: z.enum(['environment', 'user']).optional(),
  /** In MB; only bots of before version 6 have a limit of their own. */
  sizeLimit: z.number().optional(),
});

/** Asks for files, which the client uploads first; the reply is their URLs joined by `, ` (inputs §3.11). */
export const fileInput = defineBlock<z.infer<typeof fileInputSchema>>({
  type: 'file input',
  sort: 'input',
  eventName: 'file',
  summary: 'Asks for one or several files.',
  schema: fileInputSchema,
  async present(block, context) {
    if (!block.options) return presentInput(block, context);
    const { sizeLimit, ...options } = block.options;
    return presentInput({ ...block, options }, context);
  },
  filesOf({ options = {} }, type) {
    const { allowedFileTypes, sizeLimit, visibility } = options;
    const types = restrictionOf(allowedFileTypes);
    return {
      isTypeAllowed: !types || isTypeAllowed(types, type),
      sizeLimit: sizeLimit !== undefined && sizeLimit > 0 ? sizeLimit : undefined,
      isPrivate: visibility === 'Private',
    };
  },
  async judge({ options = {} }, reply, context) {
    if (!reply) return { verdict: options.isRequired === false ? 'skipped' : 'invalid' };
    const content = reply.type === 'audio' ? reply.url : reply.text;
    const urls = content.split(', ', mostFiles + 1);
    const types = restrictionOf(options.allowedFileTypes);
    const isValid =
      urls.length <= mostFiles &&
      urls.some((url) => isFileUrl(url, context.effects.ownHosts)) &&
      (!types || urls.every((url) => isExtensionAllowed(types, fileExtension(url))));
    if (!isValid) return { verdict: 'invalid' };
    const isCut = urls.length > 1 && !options.isMultipleAllowed;
    return { verdict: 'valid', content: isCut ? content.slice(0, content.indexOf(',')) : content };
  },
});
