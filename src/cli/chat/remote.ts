import { plainReason, UserError } from '../user-error.ts';
import type { Post } from './chat-client.ts';

/** Speaks to a server over HTTP. Its requests reject with `UserError` when the server cannot be reached. */
export function postTo(origin: string): Post {
  return async (path, body) => {
    try {
      const response = await fetch(`${origin}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return { status: response.status, text: await response.text() };
    } catch (error) {
      const reason = plainReason(error instanceof Error && error.cause ? error.cause : error);
      throw new UserError(`The server at ${origin} cannot be reached: ${reason}.`, { cause: error });
    }
  };
}

/**
 * Path of the start route that an address means: the route itself, or the address of a bot, whose last part is the
 * public id. Throws `UserError` when the address names no bot.
 */
export function startPathOf(url: URL): string {
  const { pathname } = url;
  if (pathname.endsWith('/startChat')) return pathname;
  const publicId = pathname.split('/').findLast((part) => part !== '');
  if (publicId === undefined) {
    throw new UserError(`The address ${url.href} names no bot: add its public id, such as ${url.origin}/demo.`);
  }
  return `/api/v1/typebots/${publicId}/startChat`;
}
