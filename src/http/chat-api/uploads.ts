import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Announcement } from '../../conversation/uploads.ts';
import { extensionOf, plainMime } from '../../flow/file-types.ts';
import { sendValue } from '../answer.ts';
import { idText } from '../ids.ts';
import type { Services } from '../services.ts';
import { readBody, readInput } from '../validate.ts';
import { callerOf } from './request-facts.ts';

const fileFields = { fileType: z.string().optional(), fileSize: z.number().optional() };

/** Body of generate-upload-url v3. The block and the name are only looked at, never used (chat-api §10.1). */
export const uploadUrlSchema = z.object({
  sessionId: idText,
  blockId: z.string(),
  fileName: z.string(),
  ...fileFields,
});

/** Body of the older generations; the session may stand in the query, and what else they send is not needed. */
export const oldUploadUrlSchema = z.object({
  sessionId: idText.optional(),
  fileName: z.string().optional(),
  ...fileFields,
});

const querySchema = z.object({ sessionId: idText.optional() });

/** `POST /api/v3/generate-upload-url` */
export async function generateUploadUrl(services: Services, request: FastifyRequest, reply: FastifyReply) {
  const body = readBody(uploadUrlSchema, request.body);
  return sendValue(reply, await announce(services, request, body));
}

/** `POST /api/v2/generate-upload-url` and v1 (C24) */
export async function generateUploadUrlOld(services: Services, request: FastifyRequest, reply: FastifyReply) {
  const { sessionId, ...file } = readBody(oldUploadUrlSchema, request.body);
  const query = readInput(querySchema, request.query);
  return sendValue(reply, await announce(services, request, { ...file, sessionId: sessionId ?? query.sessionId }));
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
