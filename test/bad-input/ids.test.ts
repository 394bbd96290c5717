import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Chat, type PublishedBot, shortly } from '../support/chat.ts';
import { createDatabase, type TestDatabase } from '../support/postgres.ts';
import { oneGroup } from '../support/running-flow.ts';
import { asks, says } from '../support/sample-blocks.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';

/** Ids that one database would take, another refuse or change. */
const impossible = ['\0', 'a\0b', 'a\nb', '\u007f', '\ud800', 'a\udc00', 'x'.repeat(256)];
/** Those of them that an address can carry. */
const inAddress = impossible.filter((id) => id.isWellFormed());

/** Paths with an id, and what is said of one that is unknown. */
const paths = [
  ['POST', '/api/v1/typebots/ID/startChat', 'Typebot not found'],
  ['POST', '/api/v1/typebots/ID/preview/startChat', 'Typebot not found'],
  ['POST', '/api/v1/sessions/ID/continueChat', 'Session not found.'],
  ['POST', '/api/v1/sessions/ID/updateTypebot', 'Session not found'],
  ['POST', '/api/v1/sessions/ID/clientLogs', 'Session not found.'],
  ['POST', '/api/v2/sessions/ID/clientLogs', 'Session not found.'],
  ['POST', '/api/v1/sessions/ID/streamMessage', 'Could not find session'],
  ['POST', '/api/v2/sessions/ID/streamMessage', 'Could not find session'],
  ['POST', '/api/v3/sessions/ID/streamMessage', 'Could not find session'],
  ['GET', '/api/v1/sessions/ID', 'Session not found.'],
  ['POST', '/api/v1/typebots/BOT/blocks/ID/results/r/executeWebhook', 'Not found'],
  ['POST', '/api/v1/typebots/BOT/blocks/b/results/ID/executeWebhook', 'Not found'],
  ['POST', '/api/v1/typebots/ID/blocks/b/web/executeTestWebhook', 'Typebot not found'],
  ['POST', '/api/v1/typebots/ID/blocks/b/whatsapp/1/executeTestWebhook', 'Typebot not found'],
  ['GET', '/api/v1/typebots/ID', 'Typebot not found'],
  ['PATCH', '/api/v1/typebots/ID', 'Typebot not found'],
  ['DELETE', '/api/v1/typebots/ID', 'Typebot not found'],
  ['POST', '/api/v1/typebots/ID/publish', 'Typebot not found'],
  ['POST', '/api/v1/typebots/ID/unpublish', 'Typebot not found'],
  ['GET', '/api/v1/typebots/ID/publishedTypebot', 'Typebot not found'],
  ['GET', '/api/v1/typebots/ID/results', 'Typebot not found'],
  ['GET', '/api/v1/typebots/BOT/results/ID', 'Not found'],
  ['GET', '/api/v1/typebots/BOT/results/ID/logs', 'Not found'],
  ['GET', '/api/typebots/BOT/results/ID/blocks/b/f.png', 'Not found'],
] as const;

/** Requests with an id in the body or the query, and the field that it stands in. */
const fields: readonly (readonly [string, string, (id: string) => unknown, readonly string[]])[] = [
  ['POST', '/api/v1/typebots/PUBLIC/startChat', (resultId) => ({ resultId }), ['resultId']],
  ['POST', '/api/v1/typebots/BOT/preview/startChat', (sessionId) => ({ sessionId }), ['sessionId']],
  ...['v1', 'v2'].flatMap((version) => {
    const url = `/api/${version}/sendMessage`;
    const startParams = { typebot: 'PUBLIC' };
    return [
      ['POST', url, (sessionId: string) => ({ sessionId, startParams }), ['sessionId']],
      ['POST', url, (typebot: string) => ({ startParams: { typebot } }), ['startParams', 'typebot']],
      ['POST', url, (publicId: string) => ({ startParams: { publicId } }), ['startParams', 'publicId']],
      ['POST', url, (typebotId: string) => ({ startParams: { typebotId } }), ['startParams', 'typebotId']],
      ['POST', url, (resultId: string) => ({ startParams: { ...startParams, resultId } }), ['startParams', 'resultId']],
    ] as const;
  }),
  [
    'POST',
    '/api/v3/generate-upload-url',
    (sessionId) => ({ sessionId, blockId: 'b', fileName: 'f', fileType: 'image/png' }),
    ['sessionId'],
  ],
  ['POST', '/api/v2/generate-upload-url', (sessionId) => ({ sessionId }), ['sessionId']],
  ['POST', '/api/v2/generate-upload-url?sessionId=ID', () => ({}), ['sessionId']],
  ['GET', '/api/v1/typebots?workspaceId=ID', () => undefined, ['workspaceId']],
  ['GET', '/api/v1/typebots?workspaceId=w&folderId=ID', () => undefined, ['folderId']],
  ['GET', '/api/v1/typebots/BOT/results?cursor=ID', () => undefined, ['cursor']],
  ['POST', '/api/v1/typebots', (workspaceId) => ({ workspaceId }), ['workspaceId']],
  ['POST', '/api/v1/typebots', (folderId) => ({ typebot: { folderId } }), ['typebot', 'folderId']],
  ['POST', '/api/v1/typebots/import', (workspaceId) => ({ workspaceId, typebot: {} }), ['workspaceId']],
  ['POST', '/api/v1/typebots/import', (folderId) => ({ folderId, typebot: {} }), ['folderId']],
  ['PATCH', '/api/v1/typebots/BOT', (folderId) => ({ typebot: { folderId } }), ['typebot', 'folderId']],
];

describe.each(['SQLite', 'PostgreSQL'])('ids that cannot be, on %s', (kind) => {
  const isSkipped = kind === 'PostgreSQL' && inject('postgresUrl') === undefined;
  let database: TestDatabase | undefined;
  let server: TestServer;
  let chat: Chat;
  let bot: PublishedBot;

  beforeAll(async () => {
    if (isSkipped) return;
    database = kind === 'PostgreSQL' ? await createDatabase() : undefined;
    server = await openTestServer({ databaseUrl: database?.url });
    chat = new Chat(server);
    bot = await chat.publish(oneGroup([says('Hi'), asks('q'), says('Bye')]));
  });
  afterAll(async () => {
    await server?.close();
    await database?.drop();
  });

  const withBot = (text: string) => text.replace('BOT', bot.id).replace('PUBLIC', bot.publicId);
  const urlOf = (url: string, id: string) => withBot(url).replace('ID', () => encodeURIComponent(id));

  it.skipIf(isSkipped).each(paths)('%s %s is not found', async (method, url, message) => {
    for (const id of inAddress) {
      const body = method === 'GET' || method === 'DELETE' ? undefined : {};
      const answer = await chat.send(method, urlOf(url, id), { ...(body && { body }), headers: chat.asOwner });
      expect([id, answer.body]).toEqual([id, { defined: true, code: 'NOT_FOUND', status: 404, message }]);
    }
  });

  it.skipIf(isSkipped).each(fields)('%s %s is refused for its field', async (method, url, bodyOf, path) => {
    for (const id of url.includes('ID') ? inAddress : impossible) {
      const body = bodyOf(id);
      const raw = body === undefined ? undefined : withBot(JSON.stringify(body));
      const sending = { ...(raw !== undefined && { raw }), headers: chat.asOwner };
      const answer = await chat.send(method, urlOf(url, id), sending);
      expect([id, answer.status, answer.body.code]).toEqual([id, 400, 'BAD_REQUEST']);
      expect(answer.body.data.issues.map((issue) => issue.path)).toEqual([path]);
    }
  });

  it.skipIf(isSkipped)('are no ids of imported bots', async () => {
    for (const id of impossible) {
      const typebot = { ...oneGroup([says('Hi')]), id, name: 'Odd' };
      const { status, body } = await chat.send('POST', '/api/v1/typebots/import', {
        body: { typebot },
        headers: chat.asOwner,
      });
      expect([status, body.typebot.id]).toEqual([200, expect.stringMatching(/^[a-z][a-z0-9]{23}$/)]);
    }
  });

  it.skipIf(isSkipped)('leave the longest id and unusual ones alone', async () => {
    for (const sessionId of ['x'.repeat(255), '5511999999999@s.whatsapp.net', 'Ünï 😀/?#%']) {
      const started = await chat.preview(bot, { sessionId });
      expect(started.body.sessionId).toBe(sessionId);
      expect(shortly(await chat.say(encodeURIComponent(sessionId), 'x'))).toBe('Bye .');
    }
  });
});
