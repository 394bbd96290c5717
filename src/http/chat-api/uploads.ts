import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { extensionOf, isTypeAllowed, plainMime } from '../../blocks/shared/file-types.ts';
import { checkOrigin } from '../../conversation/origins.ts';
import { ReparteeError } from '../../errors.ts';
import { uploadKey } from '../../files/keys.ts';
import { newId } from '../../ids.ts';
import { sendValue } from '../answer.ts';
import type { Services } from '../services.ts';
import { publicUrlOf } from '../uploads/serve-files.ts';
import { uploadRulesOf } from '../uploads/upload-rules.ts';
import { readBody, readInput } from '../validate.ts';
import { callerOf } from './request-facts.ts';

const fileFields = { fileType: z.string().optional(), fileSize: z.number().optional() };

/** Body of generate-upload-url v3. The block and the name are only looked at, never used (chat-api §10.1). */
export const uploadUrlSchema = z.object({
  sessionId: z.string(),
  blockId: z.string(),
  fileName: z.string(),
  ...fileFields,
});

/** Body of the older generations; the session may stand in the query, and what else they send is not needed. */
export const oldUploadUrlSchema = z.object({
  sessionId: z.string().optional(),
  fileName: z.string().optional(),
  ...fileFields,
});

const querySchema = z.object({ sessionId: z.string().optional() });

/** How long an upload may begin after it was announced, in ms. */
const tokenLifeMs = 10 * 60 * 1000;
const megabyte = 1024 * 1024;

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

interface AnnouncedFile {
  readonly sessionId?: string | undefined;
  readonly fileType?: string | undefined;
  readonly fileSize?: number | undefined;
}

/** Where the file may be sent to, and where it will be. Throws what stands against it, in the order of §10.1. */
async function announce(services: Services, request: FastifyRequest, file: AnnouncedFile) {
  const { conversations, programs, clock, files, settings } = services;
  const session = file.sessionId === undefined ? undefined : await conversations.session(file.sessionId);
  const current = session?.state.frames[0];
  if (!session || !current) throw new ReparteeError('uploadNoSession');
  checkOrigin(session.state.origins, callerOf(request), [new URL(settings.publicUrl).origin]);
  const program = await programs.get(current.versionId);
  if (!program) throw new ReparteeError('uploadNoBot');
  const { position } = session.state;
  const block = position === undefined ? undefined : program.blockById.get(position);
  if (!block) throw new ReparteeError('uploadNoBlock');
  const type = plainMime(file.fileType);
  const rules = uploadRulesOf(block.data, type);
  if (!rules) throw new ReparteeError('uploadNotExpected');
  if (rules.types && !isTypeAllowed(rules.types, file.fileType)) {
    throw new ReparteeError('uploadTypeRefused', { values: { type } });
  }
  const maxFileSize = (program.isModern ? undefined : rules.sizeLimit) ?? files.maxMegabytes;
  const maxBytes = maxFileSize * megabyte;
  if (file.fileSize !== undefined && file.fileSize > maxBytes) {
    throw new ReparteeError('uploadTooLarge', { values: { limit: maxFileSize } });
  }
  const name = `${newId()}.${extensionOf(type)}`;
  const owner = {
    workspaceId: program.workspaceId,
    botId: program.botId,
    resultId: current.resultId,
    blockId: block.id,
  };
  const isPrivate = rules.isPrivate && owner.resultId !== undefined;
  const key = uploadKey(owner, isPrivate ? 'private' : 'public', name);
  const token = files.tokens.grantUpload({ key, maxBytes }, clock.now() + tokenLifeMs);
  return {
    presignedUrl: `${settings.publicUrl}/api/uploads/${token}`,
    formData: {},
    fileType: type,
    maxFileSize,
    fileUrl: isPrivate
      ? privateUrlOf(settings.publicUrl, { ...owner, resultId: owner.resultId ?? '' }, name)
      : publicUrlOf(settings.publicUrl, key),
  };
}

interface PrivateOwner {
  readonly botId: string;
  readonly resultId: string;
  readonly blockId: string;
}

/** Address of a private file for people who may read the results of the bot. */
function privateUrlOf(publicUrl: string, { botId, resultId, blockId }: PrivateOwner, name: string): string {
  const [bot, result, block] = [botId, resultId, blockId].map(encodeURIComponent);
  return `${publicUrl}/api/typebots/${bot}/results/${result}/blocks/${block}/${name}`;
}
