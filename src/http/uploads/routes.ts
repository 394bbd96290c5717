import multipart from '@fastify/multipart';
import type { FastifyInstance } from 'fastify';
import { type AddressLimits, limited } from '../address-limits.ts';
import { Routes } from '../routes.ts';
import type { Services } from '../services.ts';
import { answerUploadPreflight, headersFor, receiveFile } from './receive-file.ts';
import { openPrivateFile, serveFile } from './serve-files.ts';

/** Adds the routes that files go in and out by. They need a scope of their own: bodies are streams there. */
export async function addUploads(app: FastifyInstance, services: Services, limits: AddressLimits): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  // The limit of a file stands in its token.
  await app.register(multipart, { limits: { fileSize: Number.POSITIVE_INFINITY, parts: 100 } });
  const routes = new Routes(app);
  routes.add('closed', { method: 'OPTIONS', url: '/api/uploads/:token', handler: answerUploadPreflight });
  routes.add('closed', {
    method: ['PUT', 'POST'],
    url: '/api/uploads/:token',
    handler: (request, reply) => receiveFile(services, request as Parameters<typeof receiveFile>[1], reply),
    ...limited(limits.upload, headersFor),
  });
  routes.add('open', {
    method: 'GET',
    url: '/api/files/*',
    handler: (request, reply) => serveFile(services, request as Parameters<typeof serveFile>[1], reply),
  });
  routes.add('closed', {
    method: 'GET',
    url: '/api/typebots/:typebotId/results/:resultId/blocks/:blockId/:fileName',
    onRequest: services.tokens.required('unauthenticated'),
    handler: (request, reply) => openPrivateFile(services, request as Parameters<typeof openPrivateFile>[1], reply),
  });
  routes.complete();
}
