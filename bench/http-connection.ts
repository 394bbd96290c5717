import http from 'node:http';

/** A request; the body is JSON text. */
export interface Request {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer without its headers. */
export interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

/**
 * A connection that stays open, to a server on this machine, for one request at a time, through the client of Node.js:
 * the targets are ratios to what a bare server reaches with that client, which takes its share of the cores.
 */
export class HttpConnection {
  readonly #port: number;
  readonly #agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  #bytesOfClosed = 0;
  #socket: http.IncomingMessage['socket'] | undefined;

  constructor(port: number) {
    this.#port = port;
  }

  /** Bytes that the server has sent, headers included. */
  get bytesReceived(): number {
    return this.#bytesOfClosed + (this.#socket?.bytesRead ?? 0);
  }

  /** Resolves with the answer of whatever status. Rejects when nobody listens or the connection breaks. */
  send({ method, path, body, headers = {} }: Request): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const content = body === undefined ? {} : jsonHeaders(body);
      const options = { agent: this.#agent, host: '127.0.0.1', port: this.#port, method, path };
      const request = http.request({ ...options, headers: { ...headers, ...content } }, (answer) => {
        this.#use(answer.socket);
        const chunks: Buffer[] = [];
        answer.on('data', (chunk) => chunks.push(chunk));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks) }));
      });
      request.on('error', reject);
      request.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }

  #use(socket: http.IncomingMessage['socket']): void {
    if (socket === this.#socket) return;
    this.#bytesOfClosed = this.bytesReceived;
    this.#socket = socket;
  }
}

function jsonHeaders(body: string) {
  return { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
}
