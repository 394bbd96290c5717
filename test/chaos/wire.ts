import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** A request as it goes over the wire. */
export interface WireRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An answer as it came over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly text: string;
  readonly isReplayed: boolean;
}

const agent = new Agent({ keepAlive: true });

/**
 * Sends a request; the connection may have served others before. Rejects when no whole answer came, with the code
 * `ECONNREFUSED` when nobody listens and `ABORT_ERR` when the signal said so.
 */
export async function send({ method, url, headers, body }: WireRequest, signal: AbortSignal): Promise<WireAnswer> {
  const outgoing = request(url, { method, headers, agent, signal });
  outgoing.end(body);
  const [answer]: IncomingMessage[] = await once(outgoing, 'response');
  return {
    status: answer!.statusCode!,
    text: await text(answer!),
    isReplayed: answer!.headers['idempotency-replayed'] !== undefined,
  };
}
