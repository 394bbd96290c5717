import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorResponse } from '../../src/http/answer.ts';
import { calls as everyCall } from '../../src/http/calls.ts';
import { openApiDocument } from '../../src/http/openapi/document.ts';
import { Chat } from '../support/chat.ts';
import { oneGroup } from '../support/running-flow.ts';
import { asks, says } from '../support/sample-blocks.ts';
import { openSmallServer, type SmallServer } from '../support/small-server.ts';

type Json = Readonly<Record<string, unknown>>;

const document = openApiDocument(everyCall, 'http://127.0.0.1:3000');
const { schemas } = document.components as { schemas: Readonly<Record<string, Json>> };
const paths = document.paths as Readonly<Record<string, Readonly<Record<string, Json>>>>;
const calls = Object.entries(paths).flatMap(([url, methods]) =>
  Object.entries(methods).map(([method, call]) => ({ name: `${method} ${url}`, method, url, call })),
);

let server: SmallServer;
let chat: Chat;
beforeAll(async () => {
  server = await openSmallServer();
  chat = new Chat(server);
});
afterAll(() => server.close());

/** Every value under a key, anywhere in the document. */
function everyValueOf(key: string, value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    ...(name === key ? [inner] : []),
    ...everyValueOf(key, inner),
  ]);
}

describe('document', () => {
  it('is what docs/openapi.json holds; scripts/generate-docs.ts writes it', () => {
    const file = path.join(import.meta.dirname, '../../docs/openapi.json');
    expect(JSON.parse(fs.readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(document)));
  });

  it('resolves every reference, and uses every schema', () => {
    const refs = new Set(everyValueOf('$ref', document));
    const names = Object.keys(schemas).map((name) => `#/components/schemas/${name}`);
    expect([...refs].filter((ref) => !names.includes(String(ref)))).toEqual([]);
    expect(names.filter((name) => !refs.has(name))).toEqual([]);
  });

  it('names every call once', () => {
    const ids = everyValueOf('operationId', document);
    expect(ids).toHaveLength(calls.length);
    expect(new Set(ids).size).toBe(ids.length);
    expect(calls).toHaveLength(everyCall.filter(({ unlisted }) => !unlisted).length);
  });

  it.each(calls)('$name declares its parameters, answers and token', ({ url, call }) => {
    const parameters = (call.parameters ?? []) as readonly Json[];
    const declared = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
    expect(declared).toEqual(Array.from(url.matchAll(/\{(\w+)\}/g), ([, name]) => name));
    const responses = call.responses as Readonly<Record<string, Json>>;
    const statuses = Object.keys(responses);
    expect(statuses.some((status) => /^[23]/.test(status))).toBe(true);
    expect(statuses).toContain('500');
    for (const response of Object.values(responses)) expect(response.description).not.toBe('');
    // Where a token is optional, some requests need one all the same.
    const isTokenOptional = (call.security as readonly Json[] | undefined)?.some((way) => !('bearer' in way));
    if (!isTokenOptional) expect(statuses.includes('401')).toBe(call.security !== undefined);
  });

  it.each(calls)('$name exists', ({ method, url }) => {
    const route = url.replace('{key}', '*').replace(/\{(\w+)\}/g, ':$1');
    expect(server.app.hasRoute({ method: method.toUpperCase() as 'GET', url: route })).toBe(true);
  });

  it.each([
    ['sendMessageV1', true],
    ['sendMessageV2', true],
    ['generateUploadUrlV2', true],
    ['generateUploadUrl', false],
    ['startChat', false],
  ])('%s deprecated: %s', (id, isDeprecated) => {
    expect(calls.find(({ call }) => call.operationId === id)?.call.deprecated ?? false).toBe(isDeprecated);
  });

  it('describes what may be sent', () => {
    const { properties } = schemas.StartChatRequest as { properties: Readonly<Record<string, Json>> };
    expect(Object.keys(properties).sort()).toEqual([
      'isOnlyRegistering',
      'isStreamEnabled',
      'message',
      'prefilledVariables',
      'resultId',
      'textBubbleContentFormat',
    ]);
    expect(properties.message?.anyOf).toMatchObject([{ type: 'string' }, { oneOf: expect.any(Array) }]);
    const { required } = schemas.GenerateUploadUrlRequest as { required: unknown };
    expect(required).toEqual(['sessionId', 'blockId', 'fileName']);
  });

  it('is served with the address of the server', async () => {
    const { status, text } = await chat.send('GET', '/api/openapi.json');
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(document)));
  });
});

describe('page', () => {
  it('lists every call and loads nothing', async () => {
    const answer = await server.app.inject('/api');
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    for (const { url } of calls) expect(answer.body).toContain(`<code>${url}</code>`);
    expect(answer.body).not.toMatch(/<(?:script|link|img)|src=|@import|url\(/);
    const links = Array.from(answer.body.matchAll(/href="([^"]*)"/g), ([, link]) => link ?? '');
    const ids = new Set(Array.from(answer.body.matchAll(/id="([^"]*)"/g), ([, id]) => `#${id}`));
    expect(links.filter((link) => link !== '/api/openapi.json' && !ids.has(link))).toEqual([]);
  });
});

describe('answers are what the document says', () => {
  const rich = oneGroup(
    [
      says('Hi **{{V}}**'),
      { id: 'i', type: 'image', content: { url: 'https://e.example/a.png' } },
      { id: 'c', type: 'Code', options: { content: 'alert({{V}})' } },
      { id: 'r', type: 'Redirect', options: { url: 'https://e.example' } },
      { id: 'w', type: 'Wait', options: { secondsToWaitFor: '1' } },
      { id: 'q', type: 'choice input', items: [{ id: 'a', content: 'A' }], options: { variableId: 'v' } },
      {
        id: 's',
        type: 'Set variable',
        options: { variableId: 'v', expressionToEvaluate: '1', isExecutedOnClient: true },
      },
      { id: 'f', type: 'file input' },
      { id: 'l', type: 'webhook' },
      asks('end'),
    ],
    {
      variables: [{ id: 'v', name: 'V', value: 'x' }],
      theme: { general: { progressBar: { isEnabled: true }, background: { type: 'Image', content: '{{V}}' } } },
      settings: { general: { isBrandingEnabled: true }, metadata: { googleTagManagerId: 'GTM-1' } },
    },
  );

  /** Fails when an answer lacks something that the document promises, or has something that it does not name. */
  function check(id: string, answer: { readonly status: number; readonly text: string }) {
    const response = everyCall.find((call) => call.id === id)?.response;
    if (!response || !('schema' in response)) throw new Error(`${id} has no schema`);
    expect(answer.status).toBe(200);
    const body = JSON.parse(answer.text);
    expect(response.schema.parse(body)).toEqual(body);
    return body;
  }

  it('in a conversation', async () => {
    const bot = await chat.publish(rich);
    const asOwner = { headers: chat.asOwner };
    check('previewStartChat', await chat.preview(bot));
    const { sessionId, resultId } = check('startChat', await chat.start(bot, { textBubbleContentFormat: 'markdown' }));
    check('inspectSession', await chat.send('GET', `/api/v1/sessions/${sessionId}`, asOwner));
    check('updateTypebotInSession', await chat.send('POST', `/api/v1/sessions/${sessionId}/updateTypebot`, asOwner));
    check('continueChat', await chat.say(sessionId, 'nonsense'));
    check('continueChat', await chat.say(sessionId, 'A'));
    check('continueChat', await chat.continue(sessionId, {}));
    const body = { sessionId, blockId: 'f', fileName: 'a' };
    check('generateUploadUrl', await chat.send('POST', '/api/v3/generate-upload-url', { body }));
    const logs = { clientLogs: [{ description: 'x' }] };
    check('saveClientLogs', await chat.send('POST', `/api/v2/sessions/${sessionId}/clientLogs`, { body: logs }));
    check('continueChat', await chat.say(sessionId, 'https://e.example/a.png'));
    const hook = `/api/v1/typebots/${bot.id}/blocks/l/results/${resultId}/executeWebhook`;
    check('executeWebhook', await chat.send('POST', hook, { body: { a: 1 }, ...asOwner }));
    check('continueChat', await chat.continue(sessionId, {}));
    check('continueChat', await chat.say(sessionId, 'x'));
    const results = `/api/v1/typebots/${bot.id}/results`;
    check('listResults', await chat.send('GET', results, asOwner));
    check('getResult', await chat.send('GET', `${results}/${resultId}`, asOwner));
    check('listResultLogs', await chat.send('GET', `${results}/${resultId}/logs`, asOwner));
  });

  it.each(['v1', 'v2'])('in a conversation with sendMessage %s', async (version) => {
    const { publicId } = await chat.publish(rich);
    const send = (body: unknown) => chat.send('POST', `/api/${version}/sendMessage`, { body });
    const { sessionId } = check(
      `sendMessage${version.toUpperCase()}`,
      await send({ startParams: { typebot: publicId } }),
    );
    check(`sendMessage${version.toUpperCase()}`, await send({ sessionId, message: 'A' }));
  });

  it('in management', async () => {
    const asOwner = { headers: chat.asOwner };
    const { workspaceId } = server;
    check('getMe', await chat.send('GET', '/api/users/me', asOwner));
    check('listWorkspaces', await chat.send('GET', '/api/v1/workspaces', asOwner));
    const created = await chat.send('POST', '/api/v1/typebots', { body: { workspaceId, typebot: {} }, ...asOwner });
    const url = `/api/v1/typebots/${check('createTypebot', created).typebot.id}`;
    const file = { ...rich, name: 'Imported' };
    const imported = await chat.send('POST', '/api/v1/typebots/import', {
      body: { workspaceId, typebot: file },
      ...asOwner,
    });
    check('importTypebot', imported);
    check('getTypebot', await chat.send('GET', url, asOwner));
    check('updateTypebot', await chat.send('PATCH', url, { body: { typebot: { name: 'B' } }, ...asOwner }));
    check('getPublishedTypebot', await chat.send('GET', `${url}/publishedTypebot`, asOwner));
    check('publishTypebot', await chat.send('POST', `${url}/publish`, asOwner));
    check('getPublishedTypebot', await chat.send('GET', `${url}/publishedTypebot`, asOwner));
    check('listTypebots', await chat.send('GET', `/api/v1/typebots?workspaceId=${workspaceId}`, asOwner));
    check('unpublishTypebot', await chat.send('POST', `${url}/unpublish`, asOwner));
    check('deleteTypebot', await chat.send('DELETE', url, asOwner));
    check('health', await chat.send('GET', '/api/health'));
  });
});

describe('any call with a wrong body', () => {
  const bodies = [
    '{"a":',
    'null',
    '5',
    '"text"',
    '[1,2]',
    '{"message":{"type":"text","text":{}},"sessionId":[],"startParams":[],"typebot":5,"clientLogs":{}}',
    `{"message":"\\u0000\\ud800","sessionId":"\\u0000","blockId":"b","fileName":"f","fileSize":1e400}`,
    '{"__proto__":{"message":"x"},"constructor":1,"startParams":{"typebot":"__proto__"}}',
    `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
    `{"message":"${'x'.repeat(4 * 1024 * 1024)}"}`,
  ];
  const withBody = calls
    .filter(({ call, url }) => call.requestBody && !url.includes('{token}'))
    .map((one) => ({ ...one, refusals: everyCall.find(({ id }) => id === one.call.operationId)?.refusals }));

  it.each(withBody)('$name answers with a documented error', async ({ method, url, call, refusals }) => {
    for (const raw of bodies) {
      const { status, text } = await chat.send(method.toUpperCase(), url.replace(/\{\w+\}/g, 'none'), {
        raw,
        headers: chat.asOwner,
      });
      expect(status, `${raw.slice(0, 60)}: ${text.slice(0, 200)}`).toBeLessThan(500);
      expect(Object.keys(call.responses as object)).toContain(String(status));
      if (status >= 400 && !refusals) errorResponse.parse(JSON.parse(text));
    }
  });
});
