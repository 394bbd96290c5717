import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { MockRoute } from './cases.ts';

/** A local web server that plays the outside world and remembers what it received. */
export class OutsideWorld {
  readonly #server: http.Server;
  routes: readonly MockRoute[] = [];
  received: unknown[] = [];

  private constructor() {
    this.#server = http.createServer((request, response) => void this.#answer(request, response));
  }

  static async open(): Promise<OutsideWorld> {
    const world = new OutsideWorld();
    await new Promise<void>((resolve) => void world.#server.listen(0, '127.0.0.1', resolve));
    return world;
  }

  get base(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => void this.#server.close(resolve));
  }

  async #answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const { pathname, search, searchParams } = new URL(request.url ?? '/', this.base);
    const method = request.method ?? 'GET';
    const headers = Object.fromEntries(
      Object.entries(request.headers).filter(([name]) => /^(content-type|authorization|accept|x-.*)$/.test(name)),
    );
    const parsed = parseJson(body);
    this.received.push({ method, path: pathname, query: search, headers, body: body === '' ? null : parsed });
    const route =
      this.routes.find((r) => (r.method ?? 'GET') === method && [pathname, pathname + search].includes(r.path)) ??
      this.routes.find((r) => r.method === '*' && r.path === pathname);
    if (!route) {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"no mock"}');
      return;
    }
    if (route.delayMs) await setTimeout(route.delayMs);
    if (route.drop) {
      request.socket.destroy();
      return;
    }
    const isText = typeof route.body === 'string';
    const contentType = isText ? 'text/plain' : 'application/json';
    response.writeHead(route.status ?? 200, { 'content-type': contentType, ...route.headers });
    if (route.mirror) response.end(body);
    else if (route.echo) {
      const query = Object.fromEntries(searchParams);
      response.end(JSON.stringify({ method, path: pathname, query, headers, body: parsed }));
    } else response.end(route.body === undefined ? '' : isText ? String(route.body) : JSON.stringify(route.body));
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
