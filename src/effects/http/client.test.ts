import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createHttpClient, type HttpClient, type HttpRequest } from './client.ts';
import { parseAllowList } from './guard.ts';
import type { Lookup } from './resolve.ts';

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

type Reply = (response: ServerResponse, request: IncomingMessage) => void;

const seen: Seen[] = [];
const replies = new Map<string, Reply>();
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { method = '', url = '', headers } = request;
    seen.push({ method, path: url, headers, body: Buffer.concat(chunks).toString() });
    (replies.get(url) ?? ((answer) => answer.end('hello')))(response, request);
  });
});
const redirect =
  (status: number, location: string): Reply =>
  (response) => {
    response.writeHead(status, { location }).end('elsewhere');
  };

const unusedAddress = async (): Promise<string> => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port: free } = other.address() as AddressInfo;
  await new Promise((resolve) => other.close(resolve));
  return `http://127.0.0.1:${free}/`;
};

let base = '';
let port = 0;
const clients: HttpClient[] = [];
const clientWith = (allow = '127.0.0.1', lookup?: Lookup): HttpClient => {
  const client = createHttpClient({ allow: parseAllowList(allow), userAgent: 'tester', ...(lookup ? { lookup } : {}) });
  clients.push(client);
  return client;
};
const ask = (path: string, request: Partial<HttpRequest> = {}, client = clientWith()) =>
  client.request({ url: base + path, timeoutMs: 60_000, maxBytes: 1000, ...request });

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
  base = `http://127.0.0.1:${port}`;
});
afterEach(async () => {
  seen.length = 0;
  replies.clear();
  await Promise.all(clients.splice(0).map((client) => client.close()));
});
afterAll(() => void server.close());

describe('request', () => {
  it('gives status, headers, bytes and text, whatever the status', async () => {
    replies.set('/x', (response) => response.writeHead(418, { 'x-a': '1' }).end('tëxt'));
    const response = await ask('/x');
    expect(response).toMatchObject({ status: 418, text: 'tëxt' });
    expect(Buffer.from(response.body).toString()).toBe('tëxt');
    expect(response.headers).toContainEqual(['x-a', '1']);
    expect(seen[0]).toMatchObject({ method: 'GET', body: '', headers: { 'user-agent': 'tester' } });
  });

  it.each<[string, string | Uint8Array]>([
    ['text', 'bödy'],
    ['bytes', new TextEncoder().encode('bödy')],
  ])('sends a body of %s with its length', async (_name, body) => {
    await ask('/', { method: 'POST', body });
    expect(seen[0]).toMatchObject({ method: 'POST', body: 'bödy', headers: { 'content-length': '5' } });
    expect(seen[0]?.headers).not.toHaveProperty('transfer-encoding');
  });

  it('sends headers of both shapes, without the nameless and those of the connection', async () => {
    await ask('/', {
      headers: { 'X-A': '1', '': 'x', 'Content-Length': '999', Connection: 'close', 'User-Agent': 'me' },
    });
    await ask('/', {
      headers: [
        ['x-b', '1'],
        ['x-b', '2'],
      ],
    });
    expect(seen[0]?.headers).toMatchObject({ 'x-a': '1', 'user-agent': 'me' });
    expect(seen[1]?.headers).toMatchObject({ 'x-b': '1, 2' });
  });

  it('unpacks compressed bodies', async () => {
    replies.set('/z', (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('packed')));
    expect((await ask('/z')).text).toBe('packed');
  });
});

describe('redirects', () => {
  it.each<[status: number, from: string, to: string, keepsBody: boolean]>([
    [301, 'POST', 'GET', false],
    [302, 'POST', 'GET', false],
    [303, 'POST', 'GET', false],
    [303, 'PUT', 'GET', false],
    [301, 'PUT', 'PUT', true],
    [302, 'DELETE', 'DELETE', true],
    [307, 'POST', 'POST', true],
    [308, 'POST', 'POST', true],
    [300, 'POST', 'POST', true],
  ])('%i turns %s into %s', async (status, method, expected, keepsBody) => {
    replies.set('/a', redirect(status, '/b'));
    const headers = { 'content-type': 'text/x', authorization: 'secret', 'x-a': '1' };
    expect((await ask('/a', { method, body: 'body', headers })).text).toBe('hello');
    expect(seen[1]).toMatchObject({
      method: expected,
      path: '/b',
      body: keepsBody ? 'body' : '',
      headers: { authorization: 'secret', 'x-a': '1' },
    });
    expect(seen[1]?.headers['content-type']).toBe(keepsBody ? 'text/x' : undefined);
  });

  it.each([303, 302])('%i keeps HEAD', async (status) => {
    replies.set('/a', redirect(status, '/b'));
    await ask('/a', { method: 'HEAD' });
    expect(seen[1]).toMatchObject({ method: 'HEAD', path: '/b' });
  });

  it('drops credentials on the way to another origin', async () => {
    const client = clientWith('127.0.0.1', async () => [{ address: '127.0.0.1', family: 4 }]);
    replies.set('/a', redirect(307, `http://other.example:${port}/b`));
    const headers = { Authorization: 'a', 'Proxy-Authorization': 'b', Cookie: 'c', 'X-Keep': 'e' };
    await ask('/a', { headers }, client);
    expect(seen[0]?.headers).toMatchObject({ authorization: 'a', 'proxy-authorization': 'b', cookie: 'c' });
    expect(seen[1]?.headers).toMatchObject({ host: `other.example:${port}`, 'x-keep': 'e' });
    for (const name of ['authorization', 'proxy-authorization', 'cookie']) {
      expect(seen[1]?.headers).not.toHaveProperty(name);
    }
  });

  it('follows ten, not eleven', async () => {
    for (let i = 0; i < 11; i += 1) replies.set(`/${i}`, redirect(302, `/${i + 1}`));
    expect((await ask('/1')).text).toBe('hello');
    await expect(ask('/0')).rejects.toMatchObject({
      name: 'NetworkError',
      message: expect.stringMatching(/^Too many redirects/),
    });
  });

  it('hands back one without a location, and any when asked to', async () => {
    replies.set('/none', (response) => response.writeHead(302).end('as it is'));
    replies.set('/a', redirect(302, '/b'));
    expect(await ask('/none')).toMatchObject({ status: 302, text: 'as it is' });
    expect(await ask('/a', { redirect: 'manual' })).toMatchObject({ status: 302, text: 'elsewhere' });
    expect(seen).toHaveLength(2);
  });

  it.each([
    ['http://10.0.0.1/', 'Access to private network range (10.0.0.0/8) is not allowed for security reasons.'],
    ['http://127.0.0.2/', 'Access to loopback addresses (127.0.0.0/8) is not allowed for security reasons.'],
    ['http://inside.example/', 'Access to private network range (192.168.0.0/16) is not allowed for security reasons.'],
    ['ftp://x/', 'Protocol "ftp:" is not allowed. Only HTTP and HTTPS are permitted.'],
    ['http://', 'Invalid URL format'],
  ])('refuses one to %s', async (location, message) => {
    const client = clientWith('127.0.0.1', async () => [{ address: '192.168.0.9', family: 4 }]);
    replies.set('/a', redirect(302, location));
    await expect(ask('/a', {}, client)).rejects.toMatchObject({ name: 'RefusedError', stage: 'redirect', message });
  });
});

describe('refusals', () => {
  const privateMessage = 'Access to private network range (10.0.0.0/8) is not allowed for security reasons.';

  it.each<[string, Lookup, string]>([
    ['is private', async () => [{ address: '10.0.0.1', family: 4 }], privateMessage],
    [
      'is private among others',
      async () => [
        { address: '8.8.8.8', family: 4 },
        { address: '10.0.0.1', family: 4 },
      ],
      privateMessage,
    ],
    ['is mapped', async () => [{ address: '::ffff:10.0.0.1', family: 6 }], privateMessage],
    ['is missing', async () => [], 'getaddrinfo ENOTFOUND some.example'],
    [
      'fails',
      () => Promise.reject(new Error('getaddrinfo ENOTFOUND some.example')),
      'getaddrinfo ENOTFOUND some.example',
    ],
  ])('of a name whose address %s', async (_name, lookup, message) => {
    await expect(ask('', { url: 'http://some.example/' }, clientWith('', lookup))).rejects.toMatchObject({
      name: 'RefusedError',
      stage: 'request',
      message,
    });
  });

  it('of a name that changes its answer between check and connection', async () => {
    let calls = 0;
    const lookup: Lookup = async () => {
      calls += 1;
      return [{ address: calls === 1 ? '8.8.8.8' : '127.0.0.1', family: 4 }];
    };
    const request = ask('', { url: `http://some.example:${port}/` }, clientWith('', lookup));
    await expect(request).rejects.toMatchObject({ name: 'RefusedError', stage: 'connect' });
    expect(seen).toEqual([]);
  });

  it.each([
    [`http://127.0.0.1:1/`, {}, 'Access to loopback addresses (127.0.0.0/8) is not allowed for security reasons.'],
    [
      'http://8.8.8.8/',
      { Metadata: 'true' },
      'Header "Metadata" is not allowed as it could be used to bypass cloud metadata service protections.',
    ],
  ])('before anything is sent: %s %j', async (url, headers, message) => {
    await expect(ask('', { url, headers }, clientWith(''))).rejects.toMatchObject({
      name: 'RefusedError',
      stage: 'request',
      message,
    });
  });

  it('connects a listed name to its private address', async () => {
    const client = clientWith('127.0.0.1', async () => [{ address: '127.0.0.1', family: 4 }]);
    expect((await ask('', { url: `http://some.example:${port}/` }, client)).text).toBe('hello');
    expect(seen[0]?.headers.host).toBe(`some.example:${port}`);
  });
});

describe('bounds and failures', () => {
  it('refuses a body over the limit, declared or not', async () => {
    replies.set('/long', (response) => response.end('x'.repeat(1001)));
    replies.set('/endless', (response) => {
      const more = (): void => void response.write('x'.repeat(1000), () => response.destroyed || setImmediate(more));
      more();
    });
    replies.set('/bomb', (response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(1_000_000)));
    });
    for (const path of ['/long', '/endless', '/bomb']) {
      await expect(ask(path)).rejects.toMatchObject({ name: 'TooLargeError', maxBytes: 1000 });
    }
    replies.set('/fits', (response) => response.end('x'.repeat(1000)));
    expect((await ask('/fits')).body).toHaveLength(1000);
  });

  it.each<[string, Reply]>([
    ['headers', () => {}],
    ['the body', (response) => void response.write('begin')],
    ['a redirected page', redirect(302, '/silent')],
  ])('gives up waiting for %s', async (_name, reply) => {
    replies.set('/slow', reply);
    replies.set('/silent', () => {});
    await expect(ask('/slow', { timeoutMs: 100 })).rejects.toMatchObject({ name: 'TimeoutError', timeoutMs: 100 });
  });

  it('gives up waiting for the resolver', async () => {
    const request = ask(
      '',
      { url: 'http://a.example/', timeoutMs: 50 },
      clientWith('', () => new Promise(() => {})),
    );
    await expect(request).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('stops when the caller says so', async () => {
    replies.set('/slow', () => {});
    await expect(ask('/slow', { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({ name: 'NetworkError' });
    await expect(ask('/', { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'NetworkError' });
  });

  it('says why a connection failed', async () => {
    replies.set('/drop', (_response, request) => void request.socket.destroy());
    replies.set('/half', (response, request) => {
      response.writeHead(200, { 'content-length': '100' }).write('half', () => request.socket.destroy());
    });
    const closed = await unusedAddress();
    await expect(ask('', { url: closed })).rejects.toMatchObject({
      name: 'NetworkError',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    await expect(ask('/drop')).rejects.toMatchObject({ name: 'NetworkError', message: 'other side closed' });
    await expect(ask('/half')).rejects.toMatchObject({ name: 'NetworkError', message: 'other side closed' });
  });

  it.each(['CONNECT', 'TRACE', 'A B'])('cannot send %s', async (method) => {
    await expect(ask('/', { method })).rejects.toMatchObject({ name: 'NetworkError' });
  });
});
