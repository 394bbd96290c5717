import { once } from 'node:events';
import { METHODS } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HttpSettings } from '../../src/http/settings.ts';
import { Chat } from '../support/chat.ts';
import { oneGroup } from '../support/running-flow.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';

/** Connects, sends a text, and gives everything that came back until the connection was closed. */
async function converse(server: TestServer, text: string): Promise<string> {
  const socket = await connect(server);
  socket.write(text);
  return whatComesBack(socket);
}

async function connect({ app }: TestServer): Promise<net.Socket> {
  const socket = net.connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

async function whatComesBack(socket: net.Socket): Promise<string> {
  let received = '';
  socket.on('data', (data) => {
    received += data;
  });
  // A server that closes at once may reset the connection.
  socket.on('error', () => {});
  await once(socket, 'close');
  return received;
}

async function listening(http: Partial<HttpSettings> = {}, lines: string[] = []): Promise<TestServer> {
  const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
  const server = await openTestServer({ http, log });
  await server.app.listen({ port: 0, host: '127.0.0.1' });
  return server;
}

const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1]);
const talk = '/api/v1/sessions/abc/continueChat';
const json = 'content-type: application/json\r\n';
const request = (method: string, url: string, headers = '', body = '') =>
  `${method} ${url} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${headers}content-length: ${body.length}\r\n\r\n${body}`;
const bare = (method: string, url: string, headers = '') =>
  `${method} ${url} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${headers}\r\n`;

describe('what arrives', () => {
  const lines: string[] = [];
  let server: TestServer;
  /** Path of a link for an upload. */
  let upload: string;
  beforeAll(async () => {
    server = await listening({}, lines);
    const chat = new Chat(server);
    const bot = await chat.publish(oneGroup([{ id: 'f', type: 'file input', options: {} }]));
    const body = { sessionId: (await chat.start(bot)).body.sessionId, blockId: 'f', fileName: 'a.txt' };
    const { text } = await chat.send('POST', '/api/v3/generate-upload-url', { body });
    upload = new URL(JSON.parse(text).presignedUrl).pathname;
  });
  beforeEach(() => {
    lines.length = 0;
  });
  afterAll(() => server.close());

  it.each<[string, string, number]>([
    ['QUERY with a body', request('QUERY', talk, json, '{}'), 405],
    ['QUERY of nothing', request('QUERY', '/nothing', '', '{}'), 404],
    ['QUERY of a file', bare('QUERY', '/api/files/public/x'), 405],
    ['QUERY of a link for an upload', request('QUERY', '/api/uploads/x', '', '{}'), 405],
    ...METHODS.filter((method) => !['POST', 'OPTIONS', 'CONNECT'].includes(method)).map(
      (method): [string, string, number] => [`${method} of a route for messages`, bare(method, talk), 405],
    ),
    ['PROPFIND with a body', request('PROPFIND', talk, 'content-type: text/xml\r\n', '<a/>'), 405],
    ['M-SEARCH of a file', bare('M-SEARCH', '/api/files/public/x'), 405],
    ['LINK of nothing', bare('LINK', '/nothing'), 404],
    ['a method that nobody knows', bare('NONSENSE', talk), 400],
    ['HEAD of a route for looking', bare('HEAD', '/healthz'), 200],
    ['a wrong method with a body that is no JSON', request('PUT', talk, json, '{'), 405],
    ['no HTTP', 'hello\r\n\r\n', 400],
    ['no host', 'GET /healthz HTTP/1.1\r\nconnection: close\r\n\r\n', 400],
    ['headers that are too large', bare('GET', '/healthz', `a: ${'x'.repeat(20_000)}\r\n`), 431],
    ['an address that is too long', bare('GET', `/${'x'.repeat(20_000)}`), 431],
    ['a part of a path that is too long', bare('POST', `/api/v1/sessions/${'x'.repeat(1001)}/continueChat`), 414],
    ['broken escapes', request('POST', '/api/v1/sessions/%zz/continueChat', json, '{}'), 404],
    ['broken escapes for nobody', bare('GET', '/%zz'), 404],
    ['broken escapes where a token is needed', bare('GET', '/api/v1/sessions/%zz'), 401],
    ['an expectation that nobody knows', request('POST', talk, 'expect: nonsense\r\n', '{}'), 417],
    ['an upgrade', bare('GET', '/healthz', 'upgrade: websocket\r\n'), 200],
    ['a content type that is none', request('POST', talk, 'content-type: ;;\r\n', '{}'), 404],
    ['chunks that are none', bare('POST', talk, 'transfer-encoding: chunked\r\n').concat('zz\r\n'), 400],
    ['two lengths', bare('POST', talk, 'transfer-encoding: chunked\r\ncontent-length: 4\r\n').concat('0\r\n\r\n'), 400],
    ['a negative length', bare('POST', talk, 'content-length: -4\r\n'), 400],
    ['a body for nobody', request('POST', '/nothing', json, '{'), 404],
  ])('%s', async (_, text, status) => {
    expect(statusOf(await converse(server, text))).toBe(status);
    expect(lines.filter((line) => line.includes('stack'))).toEqual([]);
  });

  it('a tunnel is not opened', async () => {
    expect(await converse(server, bare('CONNECT', 'a:80'))).toBe('');
  });

  it.each([
    ['no HTTP', 'hello\r\n\r\n'],
    ['headers that are too large', bare('GET', '/healthz', `a: ${'x'.repeat(20_000)}\r\n`)],
    ['a part of a path that is too long', bare('POST', `/api/v1/sessions/${'x'.repeat(1001)}/continueChat`)],
  ])('is refused in the form of every error: %s', async (_, text) => {
    const [head = '', body = ''] = (await converse(server, text)).split('\r\n\r\n');
    expect(head).toContain('content-type: application/json');
    expect(JSON.parse(body)).toMatchObject({
      status: statusOf(head),
      code: expect.any(String),
      message: expect.any(String),
    });
  });

  it.each([
    ['a message', () => request('POST', talk, json, '{"message":"hi"}')],
    ['a message in chunks', () => bare('POST', talk, `${json}transfer-encoding: chunked\r\n`).concat('5\r\n{"mes')],
    [
      'a message to sendMessage in chunks',
      () => bare('POST', '/api/v2/sendMessage', 'transfer-encoding: chunked\r\n').concat('5\r\n{"mes'),
    ],
    ['a file', () => request('PUT', upload, '', 'abcdef')],
    [
      'a form with a file',
      () => request('POST', upload, 'content-type: multipart/form-data; boundary=x\r\n', '--x\r\nabc'),
    ],
  ])('in the middle of %s the client breaks off', async (_, text) => {
    const gone = new Promise<void>((resolve) => {
      server.app.server.once('connection', (accepted) => accepted.once('close', () => resolve()));
    });
    const arrived = once(server.app.server, 'request');
    const socket = await connect(server);
    socket.on('error', () => {});
    socket.write(text().slice(0, -3));
    await arrived;
    socket.destroy();
    await gone;
    // The next request is answered after everything that the broken one led to.
    expect(statusOf(await converse(server, bare('GET', '/healthz')))).toBe(200);
    expect(lines.filter((line) => line.includes('stack') || line.includes('"level":50'))).toEqual([]);
  });

  it.each<[string, string]>([
    ['an answer', bare('GET', '/healthz')],
    ['an error', request('POST', talk, json, '{}')],
    ['a path that nothing knows', bare('GET', '/nothing')],
    ['a preflight', bare('OPTIONS', talk)],
    ['no HTTP', 'hello\r\n\r\n'],
    ['broken escapes', bare('GET', '/api/v1/sessions/%zz')],
    ['a page', bare('GET', '/api')],
    ['a file that is not there', bare('GET', '/api/files/public/x')],
  ])('browsers must not guess the type of %s', async (_, text) => {
    expect(await converse(server, text)).toContain('\r\nx-content-type-options: nosniff\r\n');
  });
});

describe('bodies in chunks', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await listening({ bodyLimit: 1024 });
  });
  afterAll(() => server.close());

  const chunked = (url: string, body: string) =>
    `${bare('POST', url, `${json}transfer-encoding: chunked\r\n`)}${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;

  it.each(['/api/v1/sendMessage', '/api/v2/sendMessage'])('%s counts what arrives', async (url) => {
    expect(await converse(server, chunked(url, '{"message":"hi"}'))).toContain('Missing startParams');
    const refused = await converse(server, chunked(url, JSON.stringify({ message: 'x'.repeat(1024) })));
    expect(statusOf(refused)).toBe(413);
    expect(refused).toContain('larger than 1 KB');
  });
});

describe('requests that drip', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await listening({ requestTimeoutMs: 50 });
  });
  afterAll(() => server.close());

  it.each([
    ['in the headers', 'POST /healthz HTTP/1.1\r\nhost: x\r\n'],
    ['in the body', bare('POST', talk, 'content-length: 100000\r\n')],
    ['in a file', bare('PUT', '/api/uploads/x', 'content-length: 100000\r\n')],
  ])('are cut %s', async (_, text) => {
    const socket = await connect(server);
    const answer = whatComesBack(socket);
    socket.write(text);
    const dripping = setInterval(() => socket.write('x'), 20);
    // Otherwise the test would never end.
    const received = await answer.finally(() => clearInterval(dripping));
    if (received !== '') expect(statusOf(received)).toBeGreaterThanOrEqual(400);
  });
});

describe('connections', () => {
  it('over the limit are closed, and the operator is told once', async () => {
    const lines: string[] = [];
    const server = await listening({ maxConnections: 2 }, lines);
    try {
      const accepted = once(server.app.server, 'connection');
      const first = await connect(server);
      const [there] = await accepted;
      const gone = once(there, 'close');
      await connect(server);
      for (let i = 0; i < 3; i++) expect(await whatComesBack(await connect(server))).toBe('');
      expect(lines.filter((line) => line.includes('MAX_CONNECTIONS'))).toHaveLength(1);
      const left = new Promise((resolve) => {
        server.app.server.getConnections((_error, count) => resolve(count));
      });
      expect(await left).toBe(2);
      first.write(bare('GET', '/healthz'));
      expect(statusOf(await whatComesBack(first))).toBe(200);
      await gone;
      expect(statusOf(await converse(server, bare('GET', '/healthz')))).toBe(200);
    } finally {
      await server.close();
    }
  });
});
