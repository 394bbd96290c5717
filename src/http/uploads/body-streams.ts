import type { FastifyInstance } from 'fastify';

/** Leaves bodies unread, for calls that take files of any size from them; they need a scope of their own. */
export async function leaveBodies(app: FastifyInstance): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
}
