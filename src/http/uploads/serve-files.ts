import type { FastifyReply, FastifyRequest } from 'fastify';
import { mayUseWorkspace } from '../../accounts/access.ts';
import type { Uploads } from '../../conversation/uploads.ts';
import { ReparteeError } from '../../errors/errors.ts';
import { isActiveContent, mimeOf, unknownMime } from '../../flow/file-types.ts';
import type { Services } from '../services.ts';

type FileRequest = FastifyRequest<{
  Params: { '*': string };
  Querystring: { expires?: unknown; signature?: unknown };
}>;
type OpenFile = NonNullable<Awaited<ReturnType<Uploads['open']>>>;

/** `GET /api/files/{key}`: public files for everybody, private ones with a signed query. Folders are never listed. */
export async function serveFile({ uploads }: Services, request: FileRequest, reply: FastifyReply) {
  const key = request.params['*'];
  const { expires, signature } = request.query;
  const isLink = typeof expires === 'string' && typeof signature === 'string';
  const file = await uploads.open(key, isLink ? { expires, signature } : undefined);
  if (!file) return reply.code(404).header('content-type', 'text/plain; charset=utf-8').send('Not found');
  const type = mimeOf(/\.([^.]*)$/.exec(key)?.[1] ?? '');
  const isDownload = isActiveContent(type) || type === unknownMime;
  reply.headers({
    'content-type': isDownload ? unknownMime : type,
    // A file that a browser opens by itself may run nothing and reach nothing.
    'content-security-policy': 'sandbox',
    // Names are random and never used again.
    'cache-control': key.startsWith('public/') ? 'public, max-age=31536000, immutable' : 'private, max-age=3600',
    'accept-ranges': 'bytes',
    ...(isDownload && { 'content-disposition': 'attachment' }),
  });
  return sendContent(request, reply, file);
}

/** The whole file, or the part that was asked for: players jump inside films. */
function sendContent(request: FastifyRequest, reply: FastifyReply, file: OpenFile): FastifyReply {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  if (!from && !to) return reply.header('content-length', file.size).send(file.open());
  const start = from ? Number(from) : Math.max(0, file.size - Number(to));
  const end = from && to ? Math.min(Number(to), file.size - 1) : file.size - 1;
  if (start > end) return reply.code(416).header('content-range', `bytes */${file.size}`).send();
  return reply
    .code(206)
    .headers({ 'content-range': `bytes ${start}-${end}/${file.size}`, 'content-length': end - start + 1 })
    .send(file.open({ start, end }));
}

type PrivateFileRequest = FastifyRequest<{
  Params: { typebotId: string; resultId: string; blockId: string; fileName: string };
}>;

/** `GET /api/typebots/{typebotId}/results/{resultId}/blocks/{blockId}/{fileName}`: leads to a link for one hour. */
export async function openPrivateFile(services: Services, request: PrivateFileRequest, reply: FastifyReply) {
  const { store, uploads, settings, tokens } = services;
  const user = tokens.userOf(request);
  const { typebotId, resultId, blockId, fileName } = request.params;
  const bot = await store.bots.head(typebotId);
  if (!bot || !(await mayUseWorkspace(store.accounts, user, bot.workspaceId)))
    throw new ReparteeError('workspaceNotFound');
  const { key, query } = uploads.linkTo(bot.workspaceId, { botId: bot.id, resultId, blockId }, fileName);
  return reply.redirect(`${settings.publicUrl}/api/files/${key}?${query}`, 302);
}
