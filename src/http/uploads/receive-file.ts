import type { FastifyRequest } from 'fastify';
import type { Receipt } from '../../conversation/uploads.ts';
import { type Asked, defineCall } from '../call.ts';
import type { Cors } from '../cors.ts';
import type { Services } from '../services.ts';
import { fileOfForm, isFormInParts } from './form-file.ts';

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

const cors: Cors = {
  addHeaders(request, reply, done) {
    reply.headers(uploadHeaders);
    const requested = request.headers['access-control-request-headers'];
    if (requested) reply.header('access-control-allow-headers', requested);
    done();
  },
  preflight: (_request, reply) => reply.code(204).send(),
  isListed: true,
};

const receiving = {
  path: '/api/uploads/:token',
  tag: 'Files',
  cors,
  limit: 'upload',
  response: { status: 204, description: 'Stored' },
  refusals: { ...refusalTexts(), 404: 'Not found' },
  handle: receiveFile,
} as const;

/** The bytes as they are. */
export const uploadFile = defineCall({
  ...receiving,
  method: 'PUT',
  id: 'uploadFile',
  summary: 'Sends the bytes of an announced file. Refusals are plain texts',
  body: 'bytes',
});

/** The same for clients that always send a form. */
export const uploadForm = defineCall({
  ...receiving,
  method: 'POST',
  id: 'uploadForm',
  summary: 'Sends an announced file as the part `file` of a form. Refusals are plain texts',
  body: 'form',
});

/** Texts of the refusals by status, for the reference. */
function refusalTexts(): Readonly<Record<number, string>> {
  const byStatus = Map.groupBy(Object.values(refusals), ([status]) => status);
  return Object.fromEntries(Array.from(byStatus, ([status, all]) => [status, all.map(([, text]) => text).join(' · ')]));
}

type UploadAsked = Asked<'/api/uploads/:token'>;

async function receiveFile({ services, request, reply, params }: UploadAsked) {
  const receipt = await receive(services, request, params.token);
  if (receipt === 'stored') return reply.code(204).send();
  const [status, text] = refusals[receipt];
  // The rest of the body is not read, so the connection cannot be used again.
  return reply.code(status).headers({ 'content-type': 'text/plain; charset=utf-8', connection: 'close' }).send(text);
}

async function receive({ uploads }: Services, request: FastifyRequest, token: string): Promise<Receipt> {
  const isForm = isFormInParts(request);
  const told = request.headers['content-length'];
  // A form is longer than the file in it.
  const length = told === undefined || isForm ? undefined : Number(told);
  const content = () => (isForm ? fileOfForm(request, bytesOf(request)) : bytesOf(request));
  try {
    return await uploads.receive(token, content, length, (error) =>
      request.log.error({ err: error }, 'an upload could not be stored'),
    );
  } catch (error) {
    // The body broke off, is no form although it says so, or has too many parts.
    request.log.info({ reason: (error as Error).message }, 'an upload could not be read');
    return 'empty';
  }
}

function bytesOf({ raw }: FastifyRequest): AsyncIterable<Uint8Array> {
  // Ending the loop early must not end the connection: the answer still has to go out on it.
  return raw.iterator({ destroyOnReturn: false });
}
