import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Receipt } from '../../conversation/uploads.ts';
import type { Services } from '../services.ts';

/** Headers of the route, whatever comes out (chat-api §10.2). */
const uploadHeaders = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'PUT, OPTIONS',
  'access-control-max-age': '86400',
} as const;

const refusals: Readonly<Record<Exclude<Receipt, 'stored'>, readonly [status: number, text: string]>> = {
  invalid: [403, 'Invalid upload URL'],
  expired: [403, 'Upload URL has expired'],
  answered: [403, 'Upload URL is closed: the question was answered'],
  empty: [400, 'Missing upload body'],
  tooLarge: [413, 'File size limit exceeded'],
  full: [413, 'The files of this conversation exceed its limit'],
  failed: [500, 'Could not upload file'],
};

type UploadRequest = FastifyRequest<{ Params: { token: string } }>;

/** `OPTIONS /api/uploads/{token}` */
export function answerUploadPreflight(request: FastifyRequest, reply: FastifyReply) {
  return reply.code(204).headers(headersFor(request)).send();
}

/** `PUT /api/uploads/{token}` with the bytes, or `POST` with a form whose part `file` holds them. */
export async function receiveFile(services: Services, request: UploadRequest, reply: FastifyReply) {
  reply.headers(headersFor(request));
  const receipt = await receive(services, request);
  if (receipt === 'stored') return reply.code(204).send();
  const [status, text] = refusals[receipt];
  // The rest of the body is not read, so the connection cannot be used again.
  return reply.code(status).headers({ 'content-type': 'text/plain; charset=utf-8', connection: 'close' }).send(text);
}

async function receive({ uploads }: Services, request: UploadRequest): Promise<Receipt> {
  const isForm = request.isMultipart();
  const told = request.headers['content-length'];
  // A form is longer than the file in it.
  const length = told === undefined || isForm ? undefined : Number(told);
  const content = () => (isForm ? partOf(request) : bytesOf(request));
  try {
    return await uploads.receive(request.params.token, content, length, (error) =>
      request.log.error({ err: error }, 'an upload could not be stored'),
    );
  } catch (error) {
    // The body broke off, is no form although it says so, or has too many parts; the parser would go on with the rest.
    request.raw.unpipe();
    request.log.info({ reason: (error as Error).message }, 'an upload could not be read');
    return 'empty';
  }
}

/** Headers of every answer to a request of the route. */
export function headersFor(request: FastifyRequest): Readonly<Record<string, string>> {
  const requested = request.headers['access-control-request-headers'];
  return { ...uploadHeaders, ...(requested && { 'access-control-allow-headers': requested }) };
}

function bytesOf({ raw }: FastifyRequest): AsyncIterable<Uint8Array> {
  // Ending the loop early must not end the connection: the answer still has to go out on it.
  return raw.iterator({ destroyOnReturn: false });
}

/** The bytes of the first part named `file`. */
async function* partOf(request: FastifyRequest): AsyncIterable<Uint8Array> {
  let isFound = false;
  for await (const part of request.parts()) {
    if (part.type !== 'file') continue;
    if (part.fieldname === 'file' && !isFound) {
      isFound = true;
      yield* part.file;
    } else part.file.resume();
  }
}
