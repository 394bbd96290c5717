import type { FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';

/** How browsers of other sites may use a call. */
export interface Cors {
  /** Puts the headers on an answer, whatever comes out. */
  readonly addHeaders: onRequestHookHandler;
  /** Answers the browser that asks before it sends. */
  readonly preflight: (request: FastifyRequest, reply: FastifyReply) => unknown;
  /** The preflight is told as a method of the path, as clients of the route know it. */
  readonly isListed?: boolean;
}

const methods = 'GET, HEAD, PUT, POST, DELETE, PATCH';

/** Any site may call and read the answer. */
export const anySite: Cors = {
  // Every request comes through here, so it goes on at once: a promise would cost more than the work.
  addHeaders(request, reply, done) {
    reply.header('vary', 'Origin');
    const { origin } = request.headers;
    if (origin) reply.header('access-control-allow-origin', origin);
    done();
  },
  preflight(request, reply) {
    const requested = request.headers['access-control-request-headers'];
    reply.header('access-control-allow-methods', methods).header('access-control-max-age', '600');
    if (requested) reply.header('access-control-allow-headers', requested);
    return reply.code(204).send();
  },
};
