import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FlowDocument } from '../../src/flow/document.ts';
import { Chat } from '../support/chat.ts';
import { flowDocument, oneGroup } from '../support/running-flow.ts';
import { asks, edges, group } from '../support/sample-blocks.ts';
import { openSmallServer, type SmallServer } from '../support/small-server.ts';

const hour = 3_600_000;
const megabyte = 1024 * 1024;

let server: SmallServer;
let chat: Chat;

beforeEach(async () => {
  server = await openSmallServer();
  chat = new Chat(server);
});
afterEach(() => server.close());

const question = { id: 'f', type: 'file input', options: { isMultipleAllowed: true } };
const flow = oneGroup([question, asks('next')]);

async function start(document: FlowDocument = flow): Promise<string> {
  return (await chat.start(await chat.publish(document))).body.sessionId;
}

async function announce(sessionId: string, fields: object = {}) {
  const body = { sessionId, blockId: 'f', fileName: 'a.png', fileType: 'image/png', ...fields };
  const answer = await chat.send('POST', '/api/v3/generate-upload-url', { body });
  const links = answer.body as unknown as { readonly presignedUrl: string; readonly fileUrl: string };
  return { ...answer, link: links.presignedUrl, url: links.fileUrl };
}

const pathOf = (url: string) => url.replace('http://127.0.0.1:3000', '');
const put = async (link: string, payload: Buffer | string = 'x') => {
  const { statusCode, body } = await server.app.inject({ method: 'PUT', url: pathOf(link), payload });
  return [statusCode, body];
};
const isThere = async (url: string) => (await server.app.inject(pathOf(url))).statusCode === 200;

/** Sends a file in a conversation. */
async function upload(sessionId: string, payload?: Buffer): Promise<string> {
  const { link, url } = await announce(sessionId);
  expect(await put(link, payload)).toEqual([204, '']);
  return url;
}

/** Looks at everything that is due. */
const sweep = async () => (await server.uploads.sweep(100)).removed;

const answered = [403, 'Upload URL is closed: the question was answered'];

describe('a link', () => {
  it('ends with the answer', async () => {
    const sessionId = await start();
    const [used, open] = [await announce(sessionId), await announce(sessionId)];
    await put(used.link);
    await chat.say(sessionId, used.url);
    expect([await put(used.link), await put(open.link)]).toEqual([answered, answered]);
    expect(await isThere(open.url)).toBe(false);
  });

  it('ends with the conversation', async () => {
    const sessionId = await start(oneGroup([question]));
    const { link, url } = await announce(sessionId);
    await chat.say(sessionId, url);
    expect(await put(link)).toEqual(answered);
  });

  it('stays open while the question is asked again', async () => {
    const sessionId = await start();
    const { link } = await announce(sessionId);
    await chat.say(sessionId, 'no file');
    expect(await put(link)).toEqual([204, '']);
  });

  it('ends although the flow comes back to the question', async () => {
    const questions = [group('g1', { ...question, outgoingEdgeId: 'back' })];
    const loop = flowDocument({ groups: questions, edges: edges('to-start>g1', 'back>g1') });
    for (const begin of [chat.start.bind(chat), chat.preview.bind(chat)]) {
      const { sessionId } = (await begin(await chat.publish(loop))).body;
      const { link, url } = await announce(sessionId);
      const again = await chat.say(sessionId, url);
      expect(again.body.input?.id).toBe('f');
      expect(await put(link)).toEqual(answered);
    }
  });

  it('may be used again with the same file, when the answer got lost', async () => {
    const { link } = await announce(await start());
    expect([await put(link), await put(link)]).toEqual([
      [204, ''],
      [204, ''],
    ]);
  });
});

describe('a conversation', () => {
  it('has 100 links that wait for their files', async () => {
    const sessionId = await start();
    const announced = await Promise.all(Array.from({ length: 101 }, () => announce(sessionId)));
    const refused = announced.filter(({ status }) => status !== 200);
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatchObject({
      status: 429,
      body: { code: 'TOO_MANY_REQUESTS', message: 'More than 100 files are on their way. Send them first.' },
      headers: { 'retry-after': '600' },
    });
    await put(announced.find(({ status }) => status === 200)!.link);
    expect((await announce(sessionId)).status).toBe(200);
    expect((await announce(sessionId)).status).toBe(429);
    server.clock.pass(10 * 60_000);
    expect((await announce(sessionId)).status).toBe(200);
  });

  it('has files up to its total, whether the size was told or not', async () => {
    const sessionId = await start();
    const late = await announce(sessionId);
    await upload(sessionId, Buffer.alloc(10 * megabyte));
    await upload(sessionId, Buffer.alloc(9 * megabyte));
    const tooMuch = await announce(sessionId, { fileSize: megabyte + 1 });
    expect([tooMuch.status, tooMuch.body.message]).toEqual([413, 'The files of this conversation exceed 20MB']);
    expect((await announce(sessionId, { fileSize: megabyte })).status).toBe(200);
    const full = [413, 'The files of this conversation exceed its limit'];
    expect(await put(late.link, Buffer.alloc(megabyte + 1))).toEqual(full);
    expect(await isThere(late.url)).toBe(false);
    // A file that did not fit takes no room.
    expect(await put(late.link, Buffer.alloc(megabyte))).toEqual([204, '']);
    expect((await announce(sessionId)).status).toBe(413);
    expect((await announce(await start())).status).toBe(200);
  });

  it('has no more when many files arrive at once', async () => {
    const sessionId = await start();
    const links = [];
    for (let i = 0; i < 4; i++) links.push((await announce(sessionId)).link);
    const receipts = await Promise.all(links.map((link) => put(link, Buffer.alloc(9 * megabyte))));
    expect(receipts.filter(([status]) => status === 204)).toHaveLength(2);
    expect((await server.store.uploads.use(sessionId, 0)).bytes).toBe(18 * megabyte);
  });

  it('counts a form by the file in it, and a stream by what came', async () => {
    const sessionId = await start();
    await upload(sessionId, Buffer.alloc(10 * megabyte));
    await upload(sessionId, Buffer.alloc(9 * megabyte));
    const form = (size: number) =>
      `--B\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n${'x'.repeat(size)}\r\n--B--\r\n`;
    const post = async (link: string, size: number) => {
      const headers = { 'content-type': 'multipart/form-data; boundary=B' };
      return (await server.app.inject({ method: 'POST', url: pathOf(link), headers, payload: form(size) })).statusCode;
    };
    const { link } = await announce(sessionId);
    expect([await post(link, megabyte + 1), await post(link, megabyte)]).toEqual([413, 204]);
  });
});

describe('a file', () => {
  it('goes after an hour when no answer names it', async () => {
    const sessionId = await start();
    const [kept, unnamed] = [await upload(sessionId), await upload(sessionId)];
    await chat.say(sessionId, kept);
    server.clock.pass(hour - 1);
    expect(await sweep()).toBe(0);
    server.clock.pass(1);
    expect(await sweep()).toBe(1);
    expect([await isThere(kept), await isThere(unnamed)]).toEqual([true, false]);
    expect((await server.store.uploads.use(sessionId, 0)).bytes).toBe(1);
  });

  it.each([
    ['several files', (urls: readonly string[]) => ({ message: urls.join(', ') })],
    ['attachments', (urls: readonly string[]) => ({ message: { type: 'text', text: 'look', attachedFileUrls: urls } })],
  ])('stays as long as an answer names it: %s', async (kind, reply) => {
    const attaching = { id: 'f', type: 'text input', options: { attachments: { isEnabled: true } } };
    const sessionId = await start(kind === 'attachments' ? oneGroup([attaching, asks('next')]) : flow);
    const urls = [await upload(sessionId), await upload(sessionId), await upload(sessionId)];
    await chat.continue(sessionId, reply(urls.slice(0, 2)));
    // Also when the conversation is long over.
    for (const ms of [hour, 48 * hour, 90 * 24 * hour]) {
      server.clock.pass(ms);
      await server.conversations.sweep();
      await sweep();
      expect(await Promise.all(urls.map(isThere))).toEqual([true, true, false]);
    }
    expect(await server.store.uploads.due(Number.MAX_SAFE_INTEGER, 9)).toEqual([]);
  });

  it('goes when its conversation ended without it', async () => {
    const sessionId = await start(oneGroup([question]));
    const [kept, unnamed] = [await upload(sessionId), await upload(sessionId)];
    await chat.say(sessionId, kept);
    expect(await server.conversations.session(sessionId)).toBeUndefined();
    server.clock.pass(hour);
    expect(await sweep()).toBe(1);
    expect([await isThere(kept), await isThere(unnamed)]).toEqual([true, false]);
  });

  it('of a preview goes too, unless an answer names it', async () => {
    const { sessionId } = (await chat.preview(await chat.publish(flow))).body;
    const [kept, unnamed] = [await upload(sessionId), await upload(sessionId)];
    await chat.say(sessionId, kept);
    server.clock.pass(hour);
    expect(await sweep()).toBe(1);
    server.clock.pass(48 * hour);
    await server.conversations.sweep();
    expect(await sweep()).toBe(0);
    expect([await isThere(kept), await isThere(unnamed)]).toEqual([true, false]);
  });

  it('is never taken from an answer that is just being given', async () => {
    const sessionId = await start();
    const url = await upload(sessionId);
    server.clock.pass(hour);
    const [reached, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const { commit } = server.store.sessions;
    Object.assign(server.store.sessions, {
      commit: async (turn: Parameters<typeof commit>[0]) => {
        reached.resolve();
        await released.promise;
        return commit(turn);
      },
    });
    const answer = chat.say(sessionId, url);
    await reached.promise;
    const swept = sweep();
    released.resolve();
    expect((await answer).body.input?.id).toBe('next');
    expect(await swept).toBe(0);
    expect(await isThere(url)).toBe(true);
  });

  it('is gone before a later answer names it', async () => {
    const sessionId = await start();
    const url = await upload(sessionId);
    server.clock.pass(hour);
    const [reached, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const { deleteAll } = server.files;
    Object.assign(server.files, {
      deleteAll: async (key: string) => {
        reached.resolve();
        await released.promise;
        await deleteAll(key);
      },
    });
    const swept = sweep();
    await reached.promise;
    let isGoneFirst: boolean | undefined;
    const answer = chat.say(sessionId, url).then(async () => {
      isGoneFirst = !(await isThere(url));
    });
    released.resolve();
    await Promise.all([swept, answer]);
    expect(isGoneFirst).toBe(true);
  });

  it('that arrives when its link was forgotten is not kept', async () => {
    const { link, url } = await announce(await start());
    const { put: store } = server.files;
    Object.assign(server.files, {
      put: async (...file: Parameters<typeof store>) => {
        server.clock.pass(hour);
        await sweep();
        return store(...file);
      },
    });
    await put(link);
    expect(await isThere(url)).toBe(false);
  });
});
