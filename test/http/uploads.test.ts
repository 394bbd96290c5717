import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FlowDocument } from '../../src/flow/document.ts';
import { Chat } from '../support/chat.ts';
import { oneGroup } from '../support/running-flow.ts';
import { asks, says } from '../support/sample-blocks.ts';
import { openSmallServer, type SmallServer } from '../support/small-server.ts';

/** Every field that answers of the upload routes have. */
interface UploadBody {
  readonly presignedUrl: string;
  readonly fileUrl: string;
  readonly fileType: string;
  readonly maxFileSize: number;
  readonly formData: unknown;
  readonly message: string;
  readonly code: string;
}

let server: SmallServer;
let chat: Chat;
const megabyte = 1024 * 1024;

beforeAll(async () => {
  server = await openSmallServer();
  chat = new Chat(server);
});
afterAll(() => server.close());

const filesOnly = (options: object = {}) => oneGroup([{ id: 'f', type: 'file input', options }, asks('next')]);
const textWith = (options: object) => oneGroup([{ id: 'f', type: 'text input', options }]);

const startWith = async (document: FlowDocument) => (await chat.start(await chat.publish(document))).body;

const announce = async (body: object, url = '/api/v3/generate-upload-url', headers = {}) => {
  const answer = await chat.send('POST', url, { body, headers });
  return { ...answer, body: answer.body as unknown as UploadBody };
};
const announceIn = async (document: FlowDocument, file: object = {}) => {
  const { sessionId } = await startWith(document);
  return announce({ sessionId, blockId: 'ignored', fileName: 'a.png', fileType: 'image/png', ...file });
};
let address: string | undefined;
const listen = async () => {
  address ??= await server.app.listen({ port: 0, host: '127.0.0.1' });
  return address;
};
const pathOf = (url: string) => url.replace('http://127.0.0.1:3000', '');
const put = (url: string, payload: Buffer | string | undefined, headers = {}) =>
  server.app.inject({ method: 'PUT', url: pathOf(url), headers, ...(payload !== undefined && { payload }) });

describe('announcing: checks in order', () => {
  it.each([['an unknown session', { sessionId: 'no' }, "Can't find session"]])('%s', async (_, change, message) => {
    const { status, body } = await announce({ blockId: 'f', fileName: 'a', ...change });
    expect([status, body.code, body.message]).toEqual([400, 'BAD_REQUEST', message]);
  });

  it.each<[string, FlowDocument, object, string]>([
    ['no current block', oneGroup([says('a')]), {}, "Can't find currentBlockId in session state"],
    ['an input without files', oneGroup([asks('q')]), {}, 'Current block does not expect file upload'],
    [
      'files switched off',
      textWith({ attachments: { isEnabled: false }, audioClip: {} }),
      {},
      'Current block does not expect file upload',
    ],
    [
      'another type',
      filesOnly({ allowedFileTypes: { isEnabled: true, types: ['.pdf'] } }),
      { fileSize: 99 * megabyte },
      'File type image/png not allowed',
    ],
    [
      'no type',
      filesOnly({ allowedFileTypes: { isEnabled: true, types: ['.pdf'] } }),
      { fileType: undefined },
      'File type application/octet-stream not allowed',
    ],
    [
      'a list nothing can be read from',
      filesOnly({ allowedFileTypes: { isEnabled: true, types: ['capture=camera'] } }),
      {},
      'File type image/png not allowed',
    ],
    ['too much', filesOnly(), { fileSize: 10 * megabyte + 1 }, 'File size exceeds the 10MB limit'],
    [
      'too much for an old bot',
      { ...filesOnly({ sizeLimit: 2 }), importedVersion: '5' } as FlowDocument,
      { fileSize: 2 * megabyte + 1 },
      'File size exceeds the 2MB limit',
    ],
  ])('%s', async (_, document, file, message) => {
    const { status, body } = await announceIn(document, file);
    expect([status, body.message]).toEqual([400, message]);
  });

  it.each<[string, FlowDocument, object, object]>([
    ['any type', filesOnly(), {}, { fileType: 'image/png', maxFileSize: 10, formData: {} }],
    ['the largest size', filesOnly(), { fileSize: 10 * megabyte }, {}],
    ['a type with parameters', filesOnly(), { fileType: 'Audio/WebM;codecs=opus' }, { fileType: 'audio/webm' }],
    ['no type', filesOnly(), { fileType: undefined }, { fileType: 'application/octet-stream' }],
    ['an empty type', filesOnly(), { fileType: '' }, { fileType: 'application/octet-stream' }],
    ['a listed type', filesOnly({ allowedFileTypes: { isEnabled: true, types: ['image/*'] } }), {}, {}],
    ['a list switched off', filesOnly({ allowedFileTypes: { isEnabled: false, types: ['.pdf'] } }), {}, {}],
    ['an empty list', filesOnly({ allowedFileTypes: { isEnabled: true, types: [] } }), {}, {}],
    ['attachments', textWith({ attachments: { isEnabled: true } }), {}, {}],
    ['voice', textWith({ audioClip: { isEnabled: true } }), { fileType: 'audio/webm' }, {}],
    ['no limit of its own from format 6 on', filesOnly({ sizeLimit: 2 }), {}, { maxFileSize: 10 }],
    [
      'the limit of an old bot',
      { ...filesOnly({ sizeLimit: 2 }), importedVersion: '5' } as FlowDocument,
      {},
      { maxFileSize: 2 },
    ],
  ])('allows %s', async (_, document, file, expected) => {
    const { status, body } = await announceIn(document, file);
    expect(status).toBe(200);
    expect(body).toMatchObject({ presignedUrl: expect.any(String), fileUrl: expect.any(String), ...expected });
  });

  it.each([
    [{ blockId: 'f', fileName: 'a' }, ['sessionId']],
    [{ sessionId: 's', fileName: 'a' }, ['blockId']],
    [{ sessionId: 's', blockId: 'f' }, ['fileName']],
    [{ sessionId: 's', blockId: 'f', fileName: 'a', fileSize: '1' }, ['fileSize']],
    [{ sessionId: 's', blockId: 'f', fileName: 'a', fileType: 1 }, ['fileType']],
    [{ sessionId: 1, blockId: 'f', fileName: 'a' }, ['sessionId']],
  ])('%j is not valid', async (body, path) => {
    const answer = await chat.send('POST', '/api/v3/generate-upload-url', { body });
    expect([answer.status, answer.body.message]).toEqual([400, 'Input validation failed']);
    expect(answer.body.data.issues.map((issue) => issue.path)).toEqual([path]);
  });

  it('checks the origin', async () => {
    const document = { ...filesOnly(), settings: { security: { allowedOrigins: ['https://ok.example'] } } };
    const { sessionId } = await startWith(document);
    const body = { sessionId, blockId: 'f', fileName: 'a' };
    const refused = await announce(body, undefined, { origin: 'https://evil.example' });
    expect([refused.status, refused.body.message]).toEqual([403, 'Origin not allowed']);
    expect((await announce(body, undefined, { origin: 'https://ok.example' })).status).toBe(200);
  });

  it.each(['v1', 'v2'])('%s without session', async (version) => {
    const { status, body } = await announce({ filePathProps: {} }, `/api/${version}/generate-upload-url`);
    expect([status, body.message]).toEqual([400, "Can't find session"]);
  });
});

describe('places', () => {
  it('of a live conversation', async () => {
    const bot = await chat.publish(filesOnly());
    const { sessionId, resultId } = (await chat.start(bot)).body;
    const { body } = await announce({ sessionId, blockId: 'x', fileName: 'x', fileType: 'image/png' });
    const folder = `public/workspaces/${server.workspaceId}/typebots/${bot.id}/results/${resultId}/blocks/f`;
    expect(body.fileUrl).toMatch(new RegExp(`^http://127.0.0.1:3000/api/files/${folder}/[a-z][a-z0-9]{23}\\.png$`));
  });

  it('of a preview', async () => {
    const bot = await chat.publish(filesOnly({ visibility: 'Private' }));
    const { sessionId } = (await chat.preview(bot)).body;
    const { body } = await announce({ sessionId, blockId: 'x', fileName: 'x', fileType: 'text/html' });
    expect(body.fileUrl).toContain(`/api/files/public/tmp/typebots/${bot.id}/blocks/f/`);
    expect(body.fileUrl).toMatch(/\.html$/);
  });

  it.each<[string, FlowDocument, string, boolean]>([
    ['Private', filesOnly({ visibility: 'Private' }), 'image/png', true],
    ['Public', filesOnly({ visibility: 'Public' }), 'image/png', false],
    ['Auto', filesOnly({ visibility: 'Auto' }), 'image/png', false],
    ['attachments', textWith({ attachments: { isEnabled: true, visibility: 'Private' } }), 'image/png', true],
    ['voice', textWith({ audioClip: { isEnabled: true, visibility: 'Private' } }), 'audio/ogg', true],
    [
      'a clip where only attachments are private',
      textWith({ attachments: { isEnabled: true, visibility: 'Private' }, audioClip: { isEnabled: true } }),
      'audio/ogg',
      true,
    ],
    [
      'an attachment where only voice is private',
      textWith({ attachments: { isEnabled: true }, audioClip: { isEnabled: true, visibility: 'Private' } }),
      'image/png',
      false,
    ],
  ])('visibility %s', async (_, document, fileType, isPrivate) => {
    const { body } = await announceIn(document, { fileType });
    expect(body.fileUrl.includes('/api/typebots/')).toBe(isPrivate);
    expect(body.fileUrl.includes('/api/files/')).toBe(!isPrivate);
  });

  it('hashes ids that cannot stand in a path', async () => {
    const document = { ...filesOnly(), ...oneGroup([{ id: '../../etc', type: 'file input' }]) };
    const { body } = await announceIn(document);
    expect(body.fileUrl).toMatch(/\/blocks\/x[0-9a-f]{32}\/[a-z0-9]+\.png$/);
    expect((await put(body.presignedUrl, 'x')).statusCode).toBe(204);
    expect((await server.app.inject(pathOf(body.fileUrl))).body).toBe('x');
  });
});

describe('sending', () => {
  it('stores the bytes, which the reply may name', async () => {
    const { sessionId } = await startWith(filesOnly());
    const { body } = await announce({ sessionId, blockId: 'f', fileName: 'a', fileType: 'image/png' });
    const bytes = Buffer.from([0, 255, 13, 10, 0]);
    const sent = await put(body.presignedUrl, bytes, { 'content-type': 'image/png' });
    expect([sent.statusCode, sent.body, sent.headers['access-control-allow-origin']]).toEqual([204, '', '*']);
    const got = await server.app.inject(pathOf(body.fileUrl));
    expect(got.rawPayload).toEqual(bytes);
    expect((await chat.say(sessionId, body.fileUrl)).body.input?.id).toBe('next');
  });

  it.each([
    ['application/json', '{"a":'],
    ['application/x-www-form-urlencoded', 'a=b'],
    ['', 'plain'],
  ])('does not read into a body of type "%s"', async (type, bytes) => {
    const { body } = await announceIn(filesOnly());
    expect((await put(body.presignedUrl, bytes, type ? { 'content-type': type } : {})).statusCode).toBe(204);
    expect((await server.app.inject(pathOf(body.fileUrl))).body).toBe(bytes);
  });

  it.each([
    ['the part file', 'file', 204, ''],
    ['no such part', 'other', 400, 'Missing upload body'],
  ])('takes a form with %s', async (_, name, status, text) => {
    const { body } = await announceIn(filesOnly());
    const lines = (part: string, more: string, content: string) =>
      `--B\r\nContent-Disposition: form-data; name="${part}"${more}\r\n\r\n${content}\r\n`;
    const payload = `${lines('key', '', 'v')}${lines(name, '; filename="a.png"', 'BYTES')}--B--\r\n`;
    const answer = await server.app.inject({
      method: 'POST',
      url: pathOf(body.presignedUrl),
      headers: { 'content-type': 'multipart/form-data; boundary=B' },
      payload,
    });
    expect([answer.statusCode, answer.body]).toEqual([status, text]);
    const got = await server.app.inject(pathOf(body.fileUrl));
    expect([got.statusCode, got.body]).toEqual(status === 204 ? [200, 'BYTES'] : [404, 'Not found']);
  });

  it('does not read on in a form with too many parts', async () => {
    const { body } = await announceIn(filesOnly());
    const part = '--B\r\nContent-Disposition: form-data; name="x"; filename="a.png"\r\n\r\nx\r\n';
    const address = await listen();
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(Buffer.from(part.repeat(1000))) });
    const arrived = once(server.app.server, 'request');
    const answer = await fetch(`${address}${pathOf(body.presignedUrl)}`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=B' },
      body: endless,
      duplex: 'half',
    } as RequestInit);
    expect([answer.status, await answer.text()]).toEqual([400, 'Missing upload body']);
    const [request] = (await arrived) as [IncomingMessage];
    expect(request.listenerCount('data')).toBe(0);
  });

  it.each([
    ['nonsense', 'nonsense'],
    ['another signature', 'SIGNATURE'],
    ['another content', 'CONTENT'],
    ['more parts', 'MORE'],
  ])('refuses %s as a token', async (_, kind) => {
    const { body } = await announceIn(filesOnly());
    const token = body.presignedUrl.split('/').at(-1) ?? '';
    const [payload = '', signature = ''] = token.split('.');
    const forged = Buffer.from(payload, 'base64url').toString().replace('.png', '.svg');
    const tokens: Record<string, string> = {
      nonsense: 'nonsense',
      SIGNATURE: `${payload}.${signature.slice(0, -2)}xx`,
      CONTENT: `${Buffer.from(forged).toString('base64url')}.${signature}`,
      MORE: `${token}.x`,
    };
    const answer = await put(`/api/uploads/${tokens[kind]}`, 'x');
    expect([answer.statusCode, answer.body]).toEqual([403, 'Invalid upload URL']);
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
  });

  it('refuses a token after ten minutes', async () => {
    const { body } = await announceIn(filesOnly());
    server.clock.pass(10 * 60 * 1000 - 1);
    expect((await put(body.presignedUrl, 'x')).statusCode).toBe(204);
    server.clock.pass(1);
    const answer = await put(body.presignedUrl, 'x');
    expect([answer.statusCode, answer.body]).toEqual([403, 'Upload URL has expired']);
  });

  it.each([
    ['nothing', undefined],
    ['an empty body', ''],
  ])('refuses %s', async (_, payload) => {
    const { body } = await announceIn(filesOnly());
    const answer = await put(body.presignedUrl, payload);
    expect([answer.statusCode, answer.body]).toEqual([400, 'Missing upload body']);
    expect((await server.app.inject(pathOf(body.fileUrl))).statusCode).toBe(404);
  });

  it.each([
    [megabyte, 204, ''],
    [megabyte + 1, 413, 'File size limit exceeded'],
  ])('%d bytes where 1 MB is the limit', async (size, status, text) => {
    const document = { ...filesOnly({ sizeLimit: 1 }), importedVersion: '5' } as FlowDocument;
    const { body } = await announceIn(document);
    const answer = await put(body.presignedUrl, Buffer.alloc(size, 1));
    expect([answer.statusCode, answer.body]).toEqual([status, text]);
    const got = await server.app.inject(pathOf(body.fileUrl));
    expect(got.statusCode).toBe(status === 204 ? 200 : 404);
  });

  it('counts while it reads when the length is not told', async () => {
    const document = { ...filesOnly({ sizeLimit: 1 }), importedVersion: '5' } as FlowDocument;
    const { body } = await announceIn(document);
    const address = await listen();
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(100_000)) });
    const answer = await fetch(`${address}${pathOf(body.presignedUrl)}`, {
      method: 'PUT',
      body: endless,
      duplex: 'half',
    } as RequestInit);
    expect([answer.status, await answer.text()]).toEqual([413, 'File size limit exceeded']);
    expect((await server.app.inject(pathOf(body.fileUrl))).statusCode).toBe(404);
  });

  it('answers browsers that ask first', async () => {
    const { statusCode, headers, body } = await server.app.inject({
      method: 'OPTIONS',
      url: '/api/uploads/x',
      headers: { origin: 'https://a.example', 'access-control-request-headers': 'content-type, cache-control' },
    });
    expect([statusCode, body]).toEqual([204, '']);
    expect(headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'PUT, OPTIONS',
      'access-control-allow-headers': 'content-type, cache-control',
      'access-control-max-age': '86400',
    });
  });

  it.each(['GET', 'DELETE', 'PATCH'] as const)('%s is no way to send', async (method) => {
    const { statusCode, headers } = await server.app.inject({ method, url: '/api/uploads/x' });
    expect([statusCode, headers.allow]).toEqual([405, 'OPTIONS, PUT, POST']);
  });
});
