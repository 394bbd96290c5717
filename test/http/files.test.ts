import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Chat } from '../support/chat.ts';
import { oneGroup } from '../support/running-flow.ts';
import { openSmallServer, type SmallServer } from '../support/small-server.ts';

let server: SmallServer;
let chat: Chat;

beforeAll(async () => {
  server = await openSmallServer();
  chat = new Chat(server);
});
afterAll(() => server.close());

const pathOf = (url: string) => url.replace('http://127.0.0.1:3000', '');

/** Uploads a file into a conversation of its own and gives its address. */
async function store(fileType: string, content = 'content', options: object = {}): Promise<string> {
  const bot = await chat.publish(oneGroup([{ id: 'f', type: 'file input', options }]));
  const { sessionId } = (await chat.start(bot)).body;
  const body = { sessionId, blockId: 'f', fileName: 'a', fileType };
  const { text } = await chat.send('POST', '/api/v3/generate-upload-url', { body });
  const { presignedUrl, fileUrl } = JSON.parse(text);
  await server.app.inject({ method: 'PUT', url: pathOf(presignedUrl), payload: content });
  return fileUrl;
}

describe('showing', () => {
  it.each([
    ['image/png', 'image/png', false],
    ['image/jpg', 'image/jpeg', false],
    ['video/webm', 'video/webm', false],
    ['application/pdf', 'application/pdf', false],
    ['image/svg+xml', 'application/octet-stream', true],
    ['text/html', 'application/octet-stream', true],
    ['application/xml', 'application/octet-stream', true],
    ['application/xhtml+xml', 'application/octet-stream', true],
    ['text/javascript', 'application/octet-stream', true],
    ['application/ecmascript', 'application/octet-stream', true],
    ['made/up', 'application/octet-stream', true],
  ])('%s as %s', async (fileType, type, isDownload) => {
    const { statusCode, headers } = await server.app.inject(pathOf(await store(fileType)));
    expect(statusCode).toBe(200);
    expect(headers).toMatchObject({
      'content-type': type,
      'x-content-type-options': 'nosniff',
      'content-security-policy': 'sandbox',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-length': '7',
    });
    expect(headers['content-disposition']).toBe(isDownload ? 'attachment' : undefined);
  });

  it.each([
    ['bytes=0-2', 206, 'con', 'bytes 0-2/7'],
    ['bytes=4-', 206, 'ent', 'bytes 4-6/7'],
    ['bytes=-2', 206, 'nt', 'bytes 5-6/7'],
    ['bytes=0-99', 206, 'content', 'bytes 0-6/7'],
    ['bytes=-99', 206, 'content', 'bytes 0-6/7'],
    ['bytes=7-', 416, '', 'bytes */7'],
    ['bytes=0-1,3-4', 200, 'content', undefined],
    ['bytes=-', 200, 'content', undefined],
    ['lines=1-2', 200, 'content', undefined],
  ])('range %s', async (range, status, text, contentRange) => {
    const url = pathOf(await store('video/mp4'));
    const answer = await server.app.inject({ url, headers: { range } });
    expect([answer.statusCode, answer.body, answer.headers['content-range']]).toEqual([status, text, contentRange]);
  });

  it('answers HEAD', async () => {
    const answer = await server.app.inject({ method: 'HEAD', url: pathOf(await store('image/png')) });
    expect([answer.statusCode, answer.headers['content-length'], answer.body]).toEqual([200, '7', '']);
  });

  it.each([
    '/api/files/',
    '/api/files/public',
    '/api/files/public/',
    '/api/files/public/tmp',
    '/api/files/public/workspaces',
    '/api/files/public/none.png',
    '/api/files/private/none.png',
    '/api/files/public/../secret.key',
    '/api/files/public/..%2F..%2Fsecret.key',
    '/api/files/..%2F..%2F..%2F..%2Fetc%2Fpasswd',
    '/api/files/public/%2Fetc%2Fpasswd',
    '/api/files/public/a%00.png',
    '/api/files/.incoming/x',
    `/api/files/public/${'a'.repeat(900)}`,
  ])('%s shows nothing', async (url) => {
    const { statusCode, body } = await server.app.inject(url);
    expect([statusCode, body]).toEqual([404, 'Not found']);
  });

  it('shows private files to people who may read the results, for an hour', async () => {
    const url = pathOf(await store('image/png', 'secret', { visibility: 'Private' }));
    expect((await server.app.inject(url)).statusCode).toBe(401);
    const redirect = await server.app.inject({ url, headers: chat.asOwner as Record<string, string> });
    expect(redirect.statusCode).toBe(302);
    const link = pathOf(String(redirect.headers.location));
    const shown = await server.app.inject(link);
    expect([shown.statusCode, shown.body]).toEqual([200, 'secret']);
    expect(shown.headers['cache-control']).toContain('private');
    for (const wrong of [link.split('?')[0], link.replace(/expires=\d/, 'expires=9'), `${link}x`]) {
      expect((await server.app.inject(String(wrong))).statusCode).toBe(404);
    }
    server.clock.pass(60 * 60 * 1000);
    expect((await server.app.inject(link)).statusCode).toBe(404);
  });

  it('answers for bots of others as if there were none', async () => {
    const answer = await chat.send('GET', '/api/typebots/none/results/r/blocks/b/x.png', { headers: chat.asOwner });
    expect([answer.status, answer.body.message]).toEqual([404, 'Workspace not found']);
  });
});
