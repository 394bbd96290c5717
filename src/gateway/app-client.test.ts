import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { contextOf, mediaBubble, turnOf } from '../../test/support/channel-turns.ts';
import type { Channel, Command } from '../channels/channel.ts';
import { outboundHost } from '../channels/generic/body.ts';
import { generic } from '../channels/generic/generic.ts';
import { whatsApp } from '../channels/whatsapp/whatsapp.ts';
import { createHttpClient, type HttpClient } from '../effects/http/client.ts';
import { parseAllowList } from '../effects/http/guard.ts';
import { AppClient } from './app-client.ts';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

let seen: Seen[];
let answers: Map<string, (response: ServerResponse) => void>;
const server = createServer(async (request, response) => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const { method = '', url = '', headers } = request;
  seen.push({ method, url, headers, body: Buffer.concat(parts).toString('latin1') });
  (answers.get(url) ?? ((usual) => usual.end('{"messages":[{"id":"m1"}]}')))(response);
});
let base: string;
let http: HttpClient;
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  http = createHttpClient({ allow: parseAllowList('127.0.0.1') });
});
afterAll(async () => {
  await http.close();
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  seen = [];
  answers = new Map();
});

let clock = 1_000_000;
const now = () => clock;
const meta = { provider: 'meta', systemUserAccessToken: 'secret-token', phoneNumberId: '77', appSecret: 's' } as const;
const whatsAppClient = (hosts: Record<string, string> = { graph: base }) =>
  new AppClient({ channel: whatsApp, credentials: whatsApp.credentials.parse(meta), hosts, http, now });
const toThem = contextOf({ conversation: '4912345', person: { id: '4912345' } });
const text = (words: string): Command => {
  const [command] = whatsApp.say(words, toThem);
  return command!;
};

describe('a command', () => {
  it('is sent with what proves that it is ours, and its id is told', async () => {
    const { outcome, next } = await whatsAppClient().deliver(text('Hi'));
    expect([outcome, next]).toEqual([{ kind: 'sent', messageId: 'm1' }, []]);
    expect(seen).toMatchObject([
      {
        method: 'POST',
        url: '/v21.0/77/messages',
        headers: { authorization: 'Bearer secret-token', 'content-type': 'application/json' },
      },
    ]);
    expect(JSON.parse(seen[0]!.body)).toMatchObject({ to: '4912345', text: { body: 'Hi' } });
  });

  it('is signed anew for each attempt', async () => {
    const secret = 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=';
    const credentials = generic.credentials.parse({ outboundUrl: `${base}/hook`, outboundSecrets: [secret] });
    const client = new AppClient({ channel: generic, credentials, http, now });
    const command: Command = {
      kind: 'message',
      request: { method: 'POST', host: outboundHost, path: '', body: { kind: 'json', value: { a: 1 } } },
    };
    await client.deliver(command);
    clock += 5_000;
    await client.deliver(command);
    const [first, second] = seen.map(({ headers }) => headers);
    expect(Number(second!['webhook-timestamp']) - Number(first!['webhook-timestamp'])).toBe(5);
    expect(second!['webhook-signature']).not.toBe(first!['webhook-signature']);
  });

  it('hands over a file from its address, and goes on with the answer', async () => {
    answers.set('/cat.png', (response) => response.setHeader('content-type', 'image/png; x=y').end('PICTURE'));
    answers.set('/v21.0/77/media', (response) => response.end('{"id":"file7"}'));
    const { commands } = whatsApp.render(
      turnOf({ messages: [mediaBubble('image', { url: `${base}/cat.png` })], isEnded: true }),
      toThem,
    );
    const client = whatsAppClient();
    const upload = await client.deliver(commands[0]!);
    expect(upload.outcome).toEqual({ kind: 'sent' });
    const last = await client.deliver(upload.next[0]!);
    expect(last).toEqual({ outcome: { kind: 'sent', messageId: 'm1' }, next: [] });
    const [, form, message] = seen;
    expect(form!.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    expect(form!.body).toContain('image/png');
    expect(form!.body).toContain('PICTURE');
    expect(message!.body).toContain('"file7"');
  });

  it.each<[string, (response: ServerResponse) => void, object]>([
    [
      'a limit with a hint',
      (r) => r.writeHead(429, { 'retry-after': '7' }).end('{}'),
      { kind: 'again', afterMs: 7_000 },
    ],
    ['a fault of theirs', (r) => r.writeHead(500).end('{}'), { kind: 'again', scope: 'conversation' }],
    ['a token that is over', (r) => r.writeHead(401).end('{"error":{"code":190}}'), { kind: 'gaveUp', reason: 'auth' }],
    ['an answer that is none', (r) => r.writeHead(200).end('<html>'), { kind: 'sent' }],
    ['a connection that breaks', (r) => r.destroy(), { kind: 'again', scope: 'conversation' }],
  ])('has an outcome for %s', async (_, answer, expected) => {
    answers.set('/v21.0/77/messages', answer);
    expect((await whatsAppClient().deliver(text('Hi'))).outcome).toMatchObject(expected);
  });

  it('gives what takes its place when the app refuses it', async () => {
    answers.set('/v21.0/77/messages', (response) => response.writeHead(400).end('{"error":{"code":100}}'));
    const fallback = [text('plain')];
    const { outcome, next } = await whatsAppClient().deliver({ ...text('Hi'), fallback });
    expect([outcome, next]).toMatchObject([{ kind: 'gaveUp', reason: 'rejected' }, fallback]);
  });
});

describe('what goes wrong on the way', () => {
  const failure = (response: object) => response as { failure: string; isSent: boolean };

  it.each([
    ['nobody listens', { graph: 'http://127.0.0.1:59998' }, false],
    ['the port is none of the web', { graph: 'http://127.0.0.1:1' }, false],
    ['the address is not public', { graph: 'http://10.0.0.1' }, false],
  ])('says whether the app can have had it: %s', async (_, hosts, isSent) => {
    const response = await whatsAppClient(hosts).send({ method: 'GET', host: 'graph', path: '/me' });
    expect(failure(response).isSent).toBe(isSent);
  });

  it('holds no secret', async () => {
    const request = { method: 'GET', host: 'http://127.0.0.1:1', path: '/bot-secret-token/me' } as const;
    expect(JSON.stringify(await whatsAppClient().send(request))).not.toContain('secret-token');
  });

  it('tells of a file that cannot be had as of a request that was never sent', async () => {
    answers.set('/gone.png', (response) => response.writeHead(404).end());
    const body = { kind: 'form', fields: {}, file: { field: 'f', url: `${base}/gone.png`, name: 'x' } } as const;
    const response = await whatsAppClient().send({ method: 'POST', host: 'graph', path: '/media', body });
    expect(response).toEqual({ failure: 'The file was answered with 404', isSent: false });
    expect(seen.map(({ url }) => url)).toEqual(['/gone.png']);
  });
});

describe('tokens that end', () => {
  const channel: Channel<{ readonly id: string }> = {
    ...(generic as unknown as Channel<{ readonly id: string }>),
    hosts: { api: { url: 'https://api.example', setting: 'X_API_URL' } },
    authorize: (request, _credentials, token) => ({
      ...request,
      headers: { ...request.headers, ...(token && { authorization: token }) },
    }),
    sign: (request) => request,
    token: {
      request: () => ({ method: 'POST', host: 'api', path: '/token' }),
      read: (response, at) =>
        'status' in response && response.status === 200
          ? { token: response.body, expiresAt: at + 600_000 }
          : { kind: 'again', scope: 'channel' },
    },
    outcome: (_command, response) =>
      'status' in response && response.status === 401
        ? { kind: 'gaveUp', reason: 'auth', detail: '' }
        : { kind: 'sent' },
  };
  const client = () => new AppClient({ channel, credentials: { id: 'x' }, hosts: { api: base }, http, now });
  const command: Command = { kind: 'message', request: { method: 'POST', host: 'api', path: '/send' } };
  let made: number;
  beforeEach(() => {
    made = 0;
    answers.set('/token', (response) => response.end(`token ${++made}`));
  });
  const tokens = () => seen.filter(({ url }) => url === '/send').map(({ headers }) => headers.authorization);

  it('are made once for all that is sent at once, and again when they are about to end', async () => {
    const one = client();
    await Promise.all([one.deliver(command), one.deliver(command), one.deliver(command)]);
    clock += 541_000;
    await one.deliver(command);
    expect(tokens()).toEqual(['token 1', 'token 1', 'token 1', 'token 2']);
  });

  it('are made again when the app does not know them any more', async () => {
    const one = client();
    answers.set('/send', (response) => response.writeHead(401).end());
    await one.deliver(command);
    await one.deliver(command);
    expect(tokens()).toEqual(['token 1', 'token 2']);
  });

  it('keep everything waiting when none can be made', async () => {
    answers.set('/token', (response) => response.writeHead(500).end());
    expect((await client().deliver(command)).outcome).toEqual({ kind: 'again', scope: 'channel' });
    expect(tokens()).toEqual([]);
  });
});

it('steps of a setup are taken until one goes wrong', async () => {
  answers.set('/v21.0/debug_token?input_token=secret-token', (response) => response.end('{"data":{"is_valid":false}}'));
  const results = await whatsAppClient().run(whatsApp.test, { webhookUrl: 'https://x', settings: {} });
  expect(results).toEqual([{ name: 'Check the token', isOk: false, detail: 'The token is not valid' }]);
});
