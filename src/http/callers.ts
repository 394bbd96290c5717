import type { FastifyBaseLogger, FastifyRequest } from 'fastify';

/** Headers by which proxies tell whom a request comes from. */
const forwardingHeaders = ['x-forwarded-for', 'forwarded', 'x-real-ip'] as const;

/** A caller on this machine that comes through no proxy. */
export function isLocalCaller(request: FastifyRequest): boolean {
  const address = request.socket.remoteAddress ?? '';
  return /^(127\.|::1$|::ffff:127\.)/.test(address) && !isForwarded(request);
}

function isForwarded({ headers }: FastifyRequest): boolean {
  return forwardingHeaders.some((name) => headers[name] !== undefined);
}

/**
 * Tells the operator once that requests come through a proxy whose word does not count: everybody behind it shares one
 * address, and so the limits of one. To be called with every request.
 */
export function proxyWarning(log: FastifyBaseLogger): (request: FastifyRequest) => void {
  let isTold = false;
  return (request) => {
    if (isTold || !isForwarded(request)) return;
    // The framework lists addresses beyond the connection only where it trusts the one who named them.
    if ((request.ips?.length ?? 0) > 1) return;
    isTold = true;
    log.warn(
      { proxy: request.socket.remoteAddress },
      'a request names the address of somebody else, but TRUST_PROXY does not name the sender or it sent no X-Forwarded-For: all people behind this proxy count as one for RATE_LIMIT',
    );
  };
}
