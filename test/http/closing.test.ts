import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Chat } from '../support/chat.ts';
import { oneGroup } from '../support/running-flow.ts';
import { says } from '../support/sample-blocks.ts';
import { openSmallServer, type SmallServer } from '../support/small-server.ts';

let server: SmallServer;
let called: PromiseWithResolvers<void>;
let released: PromiseWithResolvers<void>;
beforeEach(async () => {
  called = Promise.withResolvers();
  released = Promise.withResolvers();
  server = await openSmallServer({
    request: async () => {
      called.resolve();
      await released.promise;
      return { kind: 'failed', message: 'no network' };
    },
  });
  await server.app.listen({ port: 0, host: '127.0.0.1' });
});
afterEach(() => server.close());

async function connected(): Promise<Socket> {
  const accepted = once(server.app.server, 'connection');
  const socket = connect((server.app.server.address() as AddressInfo).port, '127.0.0.1');
  await accepted;
  return socket;
}

it('answers what is in flight when it closes', async () => {
  const call = { id: 'call', type: 'Webhook', options: { webhook: { url: 'https://slow.example/' } } };
  const { publicId } = await new Chat(server).publish(oneGroup([call, says('Served')]));
  const socket = await connected();
  const received = text(socket);
  socket.write(`POST /api/v1/typebots/${publicId}/startChat HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n`);
  await called.promise;
  const closed = server.close();
  released.resolve();
  expect(await received).toMatch(/^HTTP\/1\.1 200 OK\r\nconnection: close\r\n.*"text":"Served"/s);
  await closed;
});

it('sends what has begun to its end when it closes', async () => {
  const chat = new Chat(server);
  const { sessionId } = (await chat.start(await chat.publish(oneGroup([{ id: 'f', type: 'file input' }])))).body;
  const announced = await chat.send('POST', '/api/v3/generate-upload-url', {
    body: { sessionId, blockId: 'f', fileName: 'a.png', fileType: 'image/png' },
  });
  const { presignedUrl, fileUrl } = JSON.parse(announced.text);
  // More than the buffers of a connection hold.
  const content = Buffer.alloc(10 * 1024 * 1024);
  await server.app.inject({
    method: 'PUT',
    url: new URL(presignedUrl).pathname + new URL(presignedUrl).search,
    payload: content,
  });
  const socket = await connected();
  socket.write(`GET ${new URL(fileUrl).pathname} HTTP/1.1\r\nhost: x\r\n\r\n`);
  await once(socket, 'readable');
  const closed = server.close();
  const received = await buffer(socket);
  expect(received.byteLength - received.indexOf('\r\n\r\n') - 4).toBe(content.byteLength);
  await closed;
});

it.each([
  ['has asked nothing', ''],
  ['has not finished its first request', 'POST /api/v1/typebots/x/startChat HTTP/1.1\r\n'],
])('does not wait for a connection that %s', async (_, sent) => {
  const socket = await connected();
  const received = text(socket.on('error', () => {}));
  socket.write(sent);
  await server.close();
  expect(await received).toBe('');
});
