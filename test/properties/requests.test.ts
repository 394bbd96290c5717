import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Chat, type ChatAnswer, type PublishedBot } from '../support/chat.ts';
import { oneGroup } from '../support/running-flow.ts';
import { asks, says } from '../support/sample-blocks.ts';
import { openSmallServer, type SmallServer } from '../support/small-server.ts';
import { anyFlow, anyMessage } from './random-flows.ts';

let server: SmallServer;
let chat: Chat;
let bot: PublishedBot;
let sessionId: string;

beforeAll(async () => {
  server = await openSmallServer({
    runScripts: async (requests) => requests.map(({ code }) => ({ ok: true, value: code, assigned: [] })),
  });
  chat = new Chat(server);
  bot = await chat.publish(
    oneGroup([says('Hi {{Name}}'), asks('q'), asks('r')], { variables: [{ id: 'v', name: 'Name' }] }),
  );
  sessionId = (await chat.preview(bot, { sessionId: 'kept' })).body.sessionId;
});
afterAll(() => server.close());

/** Nothing that a caller sends is a fault of the server, and every answer has one of the known forms. */
function checkForm({ status, text, body, headers }: ChatAnswer, asked: string): void {
  expect(status, `${asked}: ${text}`).toBeLessThan(500);
  if (status === 404 && text === 'Not found') return;
  if (status >= 400 && !asked.includes('streamMessage') && !asked.includes('/api/uploads/')) {
    expect(headers['content-type'], asked).toBe('application/json');
    expect(body, asked).toMatchObject({
      defined: expect.any(Boolean),
      code: expect.any(String),
      status,
      message: expect.any(String),
    });
  }
}

/** Every path that the server knows, with its methods. */
function knownRoutes(): { method: string; url: string }[] {
  const paths = JSON.stringify(
    server.app
      .printRoutes({ commonPrefix: false })
      .split('\n')
      .map((line) => line.replace(/^[│├└─\s]+/, '')),
  );
  return [...paths.matchAll(/"(\/?[^" (]*) \(([A-Z, -]+)\)"/g)].flatMap(([, url = '', methods = '']) =>
    methods.split(', ').map((method) => ({ method, url: url.startsWith('/') ? url : `/${url}` })),
  );
}

const pathPart = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('kept', 'bot', 'unknown', '__proto__', '%00', '%', '..', '🙂') },
  {
    weight: 1,
    arbitrary: fc
      .string({ unit: 'binary', maxLength: 12, minLength: 1 })
      .map((text) => encodeURIComponent(text.toWellFormed())),
  },
);

const fieldNames = [
  'message',
  'sessionId',
  'startParams',
  'prefilledVariables',
  'variables',
  'resultId',
  'isStreamEnabled',
];
fieldNames.push(
  'isOnlyRegistering',
  'textBubbleContentFormat',
  'startFrom',
  'clientLogs',
  'typebot',
  'workspaceId',
  'type',
);
fieldNames.push(
  'text',
  'blockId',
  'fileName',
  'fileType',
  'fileSize',
  'filePathProps',
  'name',
  'publicId',
  'url',
  'metadata',
);

/** Any JSON, and objects whose fields have names that the routes know. */
const anyBody = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.letrec((tie) => ({
    body: fc.dictionary(fc.constantFrom(...fieldNames), tie('value'), { maxKeys: 6, noNullPrototype: true }),
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom('text', 'audio', 'command', 'kept', 'bot', 'markdown', '', null, true, 0, -1, 1e308),
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.array(tie('value'), { maxLength: 2 }),
      tie('body'),
    ),
  })).body,
);

const anySending = fc.oneof(
  { weight: 8, arbitrary: anyBody.map((body) => ({ body })) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }).map((raw) => ({ raw })) },
  { weight: 1, arbitrary: fc.constant({}) },
);

const anyHeaders = fc.record(
  {
    authorization: fc.constantFrom('Bearer test-token', 'Bearer test-token', 'Bearer wrong', 'x'),
    origin: fc.constantFrom('https://example.com', 'null', ''),
    'content-type': fc.constantFrom(
      'application/json',
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'x',
    ),
    'idempotency-key': fc.constantFrom('k1', '', 'x'.repeat(300)),
  },
  { requiredKeys: [], noNullPrototype: true },
);

it('random bodies on every endpoint are never a fault of the server', async () => {
  const routes = knownRoutes().filter(({ method }) => ['GET', 'POST', 'PUT', 'PATCH', 'OPTIONS'].includes(method));
  expect(routes.length).toBeGreaterThan(40);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...routes),
      fc.array(pathPart, { minLength: 4, maxLength: 4 }),
      anySending,
      anyHeaders,
      async ({ method, url }, parts, sending, headers) => {
        const filled = url.replace(/:\w+|\*/g, () => parts.pop() ?? 'x').replace('bot/', `${bot.publicId}/`);
        const takesBody = method !== 'GET' && method !== 'OPTIONS';
        const answer = await chat.send(method, filled, {
          ...(takesBody && sending),
          headers: headers as Record<string, string>,
        });
        checkForm(answer, `${method} ${filled} ${JSON.stringify(sending)}`);
      },
    ),
    { numRuns: 600 },
  );
  expect((await chat.say(sessionId, 'still there')).status).toBeLessThan(500);
});

it('random paths are never a fault of the server', async () => {
  const anyPath = fc.array(
    fc.oneof(pathPart, fc.constantFrom('api', 'v1', 'v2', 'typebots', 'sessions', 'continueChat', '')),
    { maxLength: 8 },
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'OPTIONS'), anyPath, async (method, parts) => {
      const url = `/${parts.join('/')}`;
      checkForm(await chat.send(method, url), `${method} ${url}`);
    }),
    { numRuns: 300 },
  );
});

it('random flows over HTTP: answers are only ever added, ended conversations are deleted', async () => {
  await fc.assert(
    fc.asyncProperty(anyFlow, fc.array(anyMessage, { maxLength: 5 }), async (flow, messages) => {
      const started = await chat.start(await chat.publish(flow));
      checkForm(started, 'start');
      if (started.status !== 200) return;
      const { sessionId: id } = started.body;
      const resultId = (await server.store.sessions.get(id))?.state.frames.at(-1)?.resultId;
      let earlier: readonly unknown[] = [];
      for (const message of messages) {
        const before = await server.store.sessions.get(id);
        const answer = await chat.continue(id, { ...(message && { message }) });
        checkForm(answer, 'continue');
        const after = await server.store.sessions.get(id);
        if (!before) expect(answer.status).toBe(404);
        else if (answer.status !== 200) expect(after).toEqual(before);
        else {
          const { messages: said, input, clientSideActions = [] } = answer.body;
          expect(said).toBeInstanceOf(Array);
          const isAwaited =
            input || clientSideActions.some((action) => action.expectsDedicatedReply) || after?.isWaiting;
          expect(after === undefined).toBe(!isAwaited);
          if (after) expect(after.revision).toBe(before.revision + 1);
          if (input) expect(after?.state.position).toBe(input.id);
        }
        const answers = await server.store.results.answers(resultId!);
        expect(answers.slice(0, earlier.length)).toEqual(earlier);
        earlier = answers;
      }
    }),
    { numRuns: 60 },
  );
});
