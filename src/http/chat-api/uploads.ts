import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Announcement } from '../../conversation/uploads.ts';
import { extensionOf, plainMime } from '../../flow/file-types.ts';
import { sendValue } from '../answer.ts';
import { type Asked, defineCall } from '../call.ts';
import { anySite } from '../cors.ts';
import { idText } from '../ids.ts';
import type { Services } from '../services.ts';
import { callerOf } from './request-facts.ts';

const fileFields = { fileType: z.string().optional(), fileSize: z.number().optional() };

/** Body of generate-upload-url v3. The block and the name are only looked at, never used (chat-api §10.1). */
const uploadUrlSchema = z.object({
  sessionId: idText,
  blockId: z.string(),
  fileName: z.string(),
  ...fileFields,
});

/** Body of the older generations; the session may stand in the query, and what else they send is not needed. */
const oldUploadUrlSchema = z.object({
  sessionId: idText.optional(),
  fileName: z.string().optional(),
  ...fileFields,
});

/** Answer of generate-upload-url. */
const uploadUrlResponse = z.object({
  presignedUrl: z.url().describe('PUT the bytes here within ten minutes.'),
  formData: z.object({}),
  fileType: z.string(),
  maxFileSize: z.number().describe('In MB.'),
  fileUrl: z.url().describe('What to send as the reply.'),
});

const announcing = {
  method: 'POST',
  cors: anySite,
  limit: 'upload',
  response: { schema: uploadUrlResponse },
  errors: [
    'uploadNoSession',
    'uploadNoBot',
    'uploadNoBlock',
    'uploadNotExpected',
    'uploadTypeRefused',
    'uploadTooLarge',
    'uploadsTooLarge',
    'tooManyUploads',
    'originRefused',
  ],
} as const;

/** Announces a file that a person sends. */
export const generateUploadUrl = defineCall({
  ...announcing,
  path: '/api/v3/generate-upload-url',
  id: 'generateUploadUrl',
  tag: 'Files',
  summary: 'Announces a file that the person sends, for the input that the conversation waits on',
  body: { schema: uploadUrlSchema },
  handle: async ({ services, request, reply, body }) => sendValue(reply, await announce(services, request, body)),
});

const announcingOld = {
  ...announcing,
  tag: 'Deprecated',
  summary: 'Announces a file; the session may stand in the query',
  query: z.object({ sessionId: idText.optional() }),
  body: { schema: oldUploadUrlSchema },
} as const;

/** The older calls, whose session may stand in the query (C24). */
export const generateUploadUrlV2 = defineCall({
  ...announcingOld,
  path: '/api/v2/generate-upload-url',
  id: 'generateUploadUrlV2',
  handle: answerOld,
});

/** The same before that. */
export const generateUploadUrlV1 = defineCall({
  ...announcingOld,
  path: '/api/v1/generate-upload-url',
  id: 'generateUploadUrlV1',
  handle: answerOld,
});

interface OldAsked extends Pick<Asked, 'services' | 'request' | 'reply'> {
  readonly query: { readonly sessionId?: string | undefined };
  readonly body: z.output<typeof oldUploadUrlSchema>;
}

async function answerOld({ services, request, reply, query, body }: OldAsked) {
  const { sessionId = query.sessionId, ...file } = body;
  return sendValue(reply, await announce(services, request, { ...file, sessionId }));
}

async function announce(
  { uploads, settings: { publicUrl } }: Services,
  request: FastifyRequest,
  body: z.infer<typeof oldUploadUrlSchema>,
) {
  const fileType = plainMime(body.fileType);
  const { token, maxMegabytes, place } = await uploads.announce({
    caller: callerOf(request),
    sessionId: body.sessionId,
    type: body.fileType ? fileType : undefined,
    size: body.fileSize,
    extension: extensionOf(fileType),
  });
  return {
    presignedUrl: `${publicUrl}/api/uploads/${token}`,
    formData: {},
    fileType,
    maxFileSize: maxMegabytes,
    fileUrl: `${publicUrl}${pathOf(place)}`,
  };
}

/** Path of a public file, or of a private one for people who may read the results of the bot. */
function pathOf(place: Announcement['place']): string {
  if ('key' in place) return `/api/files/${place.key}`;
  const [bot, result, block] = [place.botId, place.resultId, place.blockId].map(encodeURIComponent);
  return `/api/typebots/${bot}/results/${result}/blocks/${block}/${place.name}`;
}
