import type { FastifyReply, FastifyRequest } from 'fastify';
import { FileStoreError, FileTooLargeError } from '../../files/files.ts';
import type { UploadGrant } from '../../files/tokens.ts';
import type { Services } from '../services.ts';

/** Headers of the route, whatever comes out (chat-api §10.2). */
const uploadHeaders = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'PUT, OPTIONS',
  'access-control-max-age': '86400',
} as const;

type UploadRequest = FastifyRequest<{ Params: { token: string } }>;

/** `OPTIONS /api/uploads/{token}` */
export function answerUploadPreflight(request: FastifyRequest, reply: FastifyReply) {
  return reply.code(204).headers(headersFor(request)).send();
}

/** `PUT /api/uploads/{token}` with the bytes, or `POST` with a form whose part `file` holds them. */
export async function receiveFile({ files, clock }: Services, request: UploadRequest, reply: FastifyReply) {
  reply.headers(headersFor(request));
  const token = files.tokens.readUpload(request.params.token, clock.now());
  if (token.kind === 'invalid') return refuse(reply, 403, 'Invalid upload URL');
  if (token.kind === 'expired') return refuse(reply, 403, 'Upload URL has expired');
  const { grant } = token;
  const isForm = request.isMultipart();
  // A form is longer than the file in it.
  if (!isForm && Number(request.headers['content-length']) > grant.maxBytes) {
    return refuse(reply, 413, 'File size limit exceeded');
  }
  try {
    const size = isForm ? await storePart(files, grant, request) : await storeBytes(files, grant, request);
    return size > 0 ? reply.code(204).send() : refuse(reply, 400, 'Missing upload body');
  } catch (error) {
    if (error instanceof FileTooLargeError) return refuse(reply, 413, 'File size limit exceeded');
    if (!(error instanceof FileStoreError)) return refuse(reply, 400, 'Missing upload body');
    request.log.error({ err: error }, 'an upload could not be stored');
    return refuse(reply, 500, 'Could not upload file');
  }
}

function headersFor(request: FastifyRequest) {
  const requested = request.headers['access-control-request-headers'];
  return { ...uploadHeaders, ...(requested && { 'access-control-allow-headers': requested }) };
}

function storeBytes({ store }: Services['files'], { key, maxBytes }: UploadGrant, { raw }: FastifyRequest) {
  // Ending the loop early must not end the connection: the answer still has to go out on it.
  return store.put(key, raw.iterator({ destroyOnReturn: false }), maxBytes);
}

async function storePart({ store }: Services['files'], { key, maxBytes }: UploadGrant, request: FastifyRequest) {
  let size = 0;
  for await (const part of request.parts()) {
    if (part.type !== 'file') continue;
    if (part.fieldname === 'file' && size === 0) size = await store.put(key, part.file, maxBytes);
    else part.file.resume();
  }
  return size;
}

/** The rest of the body is not read, so the connection cannot be used again. */
function refuse(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply.code(status).headers({ 'content-type': 'text/plain; charset=utf-8', connection: 'close' }).send(text);
}
