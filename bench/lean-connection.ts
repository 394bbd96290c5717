import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Answer, Request } from './http-connection.ts';

const endOfHead = '\r\n\r\n';

/**
 * A connection for one request at a time that knows just as much of HTTP as this server speaks: answers with a
 * `content-length`. It takes so little processor time that a measurement of server and client is one of the server.
 */
export class LeanConnection {
  readonly #socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  #answered: PromiseWithResolvers<Answer> | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#receive(chunk));
    for (const event of ['error', 'close'] as const) {
      socket.on(event, () => this.#answered?.reject(new Error('The server closed the connection.')));
    }
  }

  /** Opens a connection to a server on this machine. */
  static async open(port: number): Promise<LeanConnection> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new LeanConnection(socket);
  }

  /** Resolves with the answer of whatever status. Rejects when the connection breaks. */
  send({ method, path, body = '' }: Request): Promise<Answer> {
    this.#answered = Promise.withResolvers();
    const length = Buffer.byteLength(body);
    this.#socket.write(
      `${method} ${path} HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\ncontent-length: ${length}${endOfHead}${body}`,
    );
    return this.#answered.promise;
  }

  #receive(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const headEnd = this.#received.indexOf(endOfHead);
    if (headEnd === -1) return;
    const head = this.#received.toString('latin1', 0, headEnd);
    const length = Number(/content-length: *(\d+)/i.exec(head)?.[1]);
    const start = headEnd + endOfHead.length;
    if (this.#received.length < start + length) return;
    const answer = { status: Number(head.slice(9, 12)), body: this.#received.subarray(start, start + length) };
    this.#received = this.#received.subarray(start + length);
    this.#answered?.resolve(answer);
  }
}
