import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { requireWorkspace } from '../../accounts/access.ts';
import type { Uploads } from '../../conversation/uploads.ts';
import { ReparteeError } from '../../errors/errors.ts';
import { isActiveContent, mimeOf, unknownMime } from '../../flow/file-types.ts';
import { defineCall } from '../call.ts';
import { anySite } from '../cors.ts';

type OpenFile = NonNullable<Awaited<ReturnType<Uploads['open']>>>;

/** Part of a link; one that comes twice is none. */
const linkPart = z.string().optional().catch(undefined);

/** Public files for everybody, private ones with a signed query. Folders are never listed. */
export const getFile = defineCall({
  method: 'GET',
  path: '/api/files/*',
  id: 'getFile',
  tag: 'Files',
  summary: 'Gives a file. The key holds slashes; private files need the signed query of their link',
  cors: anySite,
  query: z.object({ expires: linkPart, signature: linkPart }),
  response: { status: 200, type: 'application/octet-stream', description: 'The bytes, with the type of the file' },
  refusals: { 404: 'Not found', 416: 'There are no such bytes' },
  async handle({ services: { uploads }, request, reply, params, query: { expires, signature } }) {
    const key = params['*'];
    const isLink = expires !== undefined && signature !== undefined;
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
  },
});

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

/** Leads to a link to a private file, which is good for one hour. */
export const openPrivateFile = defineCall({
  method: 'GET',
  path: '/api/typebots/:typebotId/results/:resultId/blocks/:blockId/:fileName',
  id: 'openPrivateFile',
  tag: 'Files',
  summary: 'Leads to a private file, through a link that is good for an hour',
  token: { missing: 'unauthenticated' },
  response: { status: 302, description: 'The link is in the header `Location`' },
  errors: ['workspaceNotFound'],
  async handle({ services: { store, uploads, settings }, reply, params, user }) {
    const { typebotId, resultId, blockId, fileName } = params;
    const bot = await store.bots.head(typebotId);
    if (!bot) throw new ReparteeError('workspaceNotFound');
    await requireWorkspace(store.accounts, user, bot.workspaceId);
    const { key, query } = uploads.linkTo(bot.workspaceId, { botId: bot.id, resultId, blockId }, fileName);
    return reply.redirect(`${settings.publicUrl}/api/files/${key}?${query}`, 302);
  },
});
