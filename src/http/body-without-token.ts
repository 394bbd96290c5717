import { Readable } from 'node:stream';
import type { preParsingAsyncHookHandler } from 'fastify';
import { ReparteeError } from '../errors/errors.ts';
import { bodyLimits, readableSize } from './body-limits.ts';
import type { Services } from './services.ts';

/**
 * Hook for routes that anybody may use, and that take larger bodies from callers with a token. The token is looked at
 * only where it matters, since other callers may send any. Throws `payloadTooLarge`.
 */
export function boundWithoutToken({ tokens, settings }: Services): preParsingAsyncHookHandler {
  const { open } = bodyLimits(settings);
  const tooLarge = () => new ReparteeError('payloadTooLarge', { values: { limit: readableSize(open) } });
  return async (request, _reply, payload) => {
    const told = request.headers['content-length'];
    // The length is not known before the end: then the limit of everybody counts.
    if (told === undefined) return request.headers['transfer-encoding'] ? bounded(payload, open, tooLarge) : payload;
    if (Number(told) > open && !(await tokens.find(request))) throw tooLarge();
    return payload;
  };
}

/** The same bytes; fails when there are more than allowed. */
function bounded(payload: AsyncIterable<Uint8Array>, most: number, tooLarge: () => Error): Readable {
  return Readable.from(
    (async function* () {
      let length = 0;
      for await (const chunk of payload) {
        length += chunk.length;
        if (length > most) throw tooLarge();
        yield chunk;
      }
    })(),
    { objectMode: false },
  );
}
