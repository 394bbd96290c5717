import { connect } from 'node:net';
import type { Post } from './client.ts';
import type { WireAnswer } from './wire.ts';

/**
 * Sends requests over one connection without waiting for an answer, so that they arrive in order and are worked on at
 * once. Gives the answers that came whole.
 */
export async function sendAtOnce(address: string, posts: readonly Post[], signal: AbortSignal): Promise<WireAnswer[]> {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  const hangUp = () => socket.destroy();
  signal.addEventListener('abort', hangUp);
  let received = Buffer.alloc(0);
  try {
    // `close` follows an error; what has arrived until then counts.
    socket.on('error', hangUp);
    socket.on('data', (part: Buffer) => {
      received = Buffer.concat([received, part]);
      if (readAnswers(received).length === posts.length) socket.destroy();
    });
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write(posts.map(asText).join(''));
    await closed;
    return readAnswers(received);
  } finally {
    signal.removeEventListener('abort', hangUp);
  }
}

function asText({ url, body, key }: Post): string {
  const text = JSON.stringify(body);
  const lines = [
    `POST ${url} HTTP/1.1`,
    'host: 127.0.0.1',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(text)}`,
    ...(key === undefined ? [] : [`idempotency-key: ${key}`]),
  ];
  return `${lines.join('\r\n')}\r\n\r\n${text}`;
}

function readAnswers(received: Buffer): WireAnswer[] {
  const answers: WireAnswer[] = [];
  for (let at = 0; ; ) {
    const endOfHead = received.indexOf('\r\n\r\n', at);
    if (endOfHead < 0) return answers;
    const head = received.toString('latin1', at, endOfHead);
    const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1]);
    const start = endOfHead + 4;
    if (!(start + length <= received.length)) return answers;
    at = start + length;
    answers.push({
      status: Number(head.split(' ', 2)[1]),
      text: received.toString('utf8', start, at),
      isReplayed: /^idempotency-replayed:/im.test(head),
    });
  }
}
