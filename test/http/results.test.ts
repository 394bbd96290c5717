import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { draftBot } from '../../src/bots/import-bot.ts';
import type { TurnRecords } from '../../src/engine/output.ts';
import { databaseFile } from '../../src/store/sqlite/open.ts';
import { Chat, type ChatServer, type PublishedBot } from '../support/chat.ts';
import { flowDocument, oneGroup } from '../support/running-flow.ts';
import { asks, edges, group } from '../support/sample-blocks.ts';
import { openSmallServer, type SmallServer } from '../support/small-server.ts';
import { openTestServer } from '../support/test-server.ts';

let server: SmallServer;
let chat: Chat;
/** Its results stand at known times. */
let bot: PublishedBot;
let otherBot: PublishedBot;

const flow = oneGroup([asks('q')]);

beforeAll(async () => {
  server = await openSmallServer();
  chat = new Chat(server);
  bot = await chat.publish(flow);
  otherBot = await chat.publish(flow);
  for (const [id, time] of times) await add(bot, id, time);
  await add(bot, 'unstarted', '2026-03-10T09:00Z', { results: { hasStarted: false } });
  await add(otherBot, 'foreign', '2026-03-10T09:00Z', {
    logs: [{ resultId: 'foreign', description: 'secret' }],
  });
});
afterAll(() => server.close());

/** Newest first; now is 2026-03-10T09:30:15.678Z. */
const times: readonly (readonly [id: string, createdAt: string])[] = [
  ['a', '2026-03-10T09:00Z'],
  ['b', '2026-03-10T00:00Z'],
  ['c', '2026-03-09T23:59:59.999Z'],
  ['d', '2026-03-04T00:00Z'],
  ['e', '2026-03-03T23:59:59.999Z'],
  ['f', '2026-02-28T23:59:59.999Z'],
  ['g', '2026-02-01T00:00Z'],
  ['h', '2026-01-31T23:59:59.999Z'],
  ['i', '2025-12-31T23:59:59.999Z'],
];

interface Added extends Partial<Pick<TurnRecords, 'answers' | 'logs'>> {
  readonly results?: Partial<TurnRecords['results'][number]>;
}

/** Stores a result that has started as a conversation leaves it, with what else is given. */
function add(
  { id: botId }: { id: string },
  id: string,
  time: string,
  { results, ...records }: Added = {},
  of: ChatServer = server,
) {
  const row = { id, botId, variables: [], hasStarted: true, isCompleted: false, ...results };
  return of.store.sessions.commit({
    at: Date.parse(time),
    sessionId: `session-${id}`,
    botId,
    session: 'keep',
    records: { answers: [], visitedEdges: [], history: [], logs: [], timeline: [], ...records, results: [row] },
  });
}

interface ResultsBody {
  readonly results: readonly { readonly id: string; readonly answers: readonly unknown[] }[];
  readonly result: Readonly<Record<string, unknown>>;
  readonly logs: readonly Readonly<Record<string, unknown>>[];
  readonly nextCursor?: number | string;
}

/** Gets a path below the bot's own. */
async function get(tail: string, { id } = bot, headers = chat.asOwner) {
  const answer = await chat.send('GET', `/api/v1/typebots/${id}/${tail}`, { headers });
  return { status: answer.status, error: answer.body, body: answer.body as unknown as ResultsBody };
}

/** The ids of a page, then where the next one begins. */
async function pageOf(query: string, of = bot): Promise<string> {
  const { status, body } = await get(`results?${query}`, of);
  expect(status).toBe(200);
  const next = 'nextCursor' in body ? [`> ${JSON.stringify(body.nextCursor)}`] : [];
  return [...body.results.map(({ id }) => id), ...next].join(' ');
}

describe('the list of results', () => {
  it.each([
    ['', 'a b c d'],
    ['timeFilter=today', 'a b'],
    ['timeFilter=last7Days', 'a b c d'],
    ['timeFilter=last30Days', 'a b c d e f'],
    ['timeFilter=monthToDate', 'a b c d e'],
    ['timeFilter=lastMonth', 'f g'],
    ['timeFilter=yearToDate', 'a b c d e f g h'],
    ['timeFilter=allTime', 'a b c d e f g h i'],
    ['timeFilter=today&timeZone=Asia/Kolkata', 'a b c'],
    ['timeFilter=today&timeZone=america/new_york', 'a'],
    ['timeFilter=lastMonth&timeZone=%2B00:30', 'g h'],
    ['timeFilter=allTime&limit=9', 'a b c d e f g h i'],
    ['timeFilter=allTime&limit=8', 'a b c d e f g h > 8'],
    ['timeFilter=allTime&limit=4&cursor=0', 'a b c d > 4'],
    ['timeFilter=allTime&limit=4&cursor=', 'a b c d > 4'],
    ['timeFilter=allTime&limit=4&cursor=4', 'e f g h > 8'],
    ['timeFilter=allTime&limit=4&cursor=5', 'f g h i'],
    ['timeFilter=allTime&limit=4&cursor=8', 'i'],
    ['timeFilter=allTime&limit=4&cursor=9', ''],
    [`timeFilter=allTime&cursor=${Number.MAX_SAFE_INTEGER}`, ''],
    ['timeFilter=allTime&limit=4&cursor=d', 'e f g h > "h"'],
    ['timeFilter=allTime&limit=4&cursor=h', 'i'],
    ['timeFilter=allTime&limit=2&cursor=unstarted', 'a b > "b"'],
    ['timeFilter=lastMonth&limit=1&cursor=a', 'f > "f"'],
    ['unknown=x&offset=3', 'a b c d'],
  ])('?%s: %s', async (query, expected) => {
    expect(await pageOf(query)).toBe(expected);
  });

  it.each([
    ['limit=0', 'limit', 'Too small: expected number to be >=1'],
    ['limit=501', 'limit', 'Too big: expected number to be <=500'],
    ['limit=', 'limit', 'Too small: expected number to be >=1'],
    ['limit=1.5', 'limit', 'Invalid input: expected int, received number'],
    ['limit=many', 'limit', 'Invalid input: expected number, received NaN'],
    ['cursor=-1', 'cursor', 'Expected a number of results or the id of one of this bot'],
    ['cursor=unknown', 'cursor', 'Expected a number of results or the id of one of this bot'],
    ['cursor=foreign', 'cursor', 'Expected a number of results or the id of one of this bot'],
    ['cursor=1&cursor=2', 'cursor', 'Expected a number of results or the id of one'],
    ['timeFilter=yesterday', 'timeFilter', expect.stringContaining('"last7Days"')],
    ['timeFilter=', 'timeFilter', expect.stringContaining('"last7Days"')],
    ['timeZone=Mars/Base', 'timeZone', 'Unknown time zone: expected an IANA name such as Europe/Berlin'],
    ['timeZone=', 'timeZone', 'Unknown time zone: expected an IANA name such as Europe/Berlin'],
  ])('?%s is refused', async (query, field, message) => {
    const { status, error } = await get(`results?${query}`);
    expect([status, error.code, error.message]).toEqual([400, 'BAD_REQUEST', 'Input validation failed']);
    expect(error.data.issues).toMatchObject([{ path: [field], message }]);
  });

  it('has 50 on a page unless told otherwise, 500 at most, read at once', async () => {
    const many = await chat.publish(flow);
    const ids = Array.from({ length: 501 }, (_, i) => `many${i}`);
    await Promise.all(
      ids.map((id) =>
        add(many, id, '2026-03-10T09:00Z', {
          answers: [{ resultId: id, blockId: 'q', content: id }],
        }),
      ),
    );
    const { results } = server.store;
    const reads = [vi.spyOn(results, 'list'), vi.spyOn(results, 'answers'), vi.spyOn(results, 'get')];
    expect((await get('results', many)).body).toMatchObject({ nextCursor: 50, results: { length: 50 } });
    vi.clearAllMocks();
    const { body } = await get('results?limit=500', many);
    expect(reads.map((read) => read.mock.calls.length)).toEqual([1, 1, 0]);
    vi.restoreAllMocks();
    expect(body).toMatchObject({ nextCursor: 500, results: { length: 500 } });
    for (const { id, answers } of body.results) expect(answers).toEqual([{ blockId: 'q', content: id }]);
    const last = (await get('results?limit=500&cursor=500', many)).body;
    expect([last.results.length, last.nextCursor]).toEqual([1, undefined]);
    expect(new Set([...body.results, ...last.results].map(({ id }) => id))).toEqual(new Set(ids));
  });

  it('goes on after a result while new ones arrive; a number shifts by them', async () => {
    const busy = await chat.publish(flow);
    for (const id of ['p', 'o', 'n']) await add(busy, id, '2026-03-10T08:00Z');
    expect(await pageOf('limit=2', busy)).toBe('p o > 2');
    await add(busy, 'q', '2026-03-10T08:00:01Z');
    expect(await pageOf('limit=2&cursor=2', busy)).toBe('o n');
    expect(await pageOf('limit=2&cursor=o', busy)).toBe('n');
  });

  it('follows the clock', async () => {
    const own = await openSmallServer();
    const ownChat = new Chat(own);
    const young = await ownChat.publish(flow);
    const { sessionId, resultId } = (await ownChat.start(young)).body;
    await ownChat.say(sessionId, 'x');
    const url = `/api/v1/typebots/${young.id}/results?timeFilter=today`;
    const listed = async () => (await ownChat.send('GET', url, { headers: ownChat.asOwner })).text.includes(resultId!);
    const untilMidnight = Date.parse('2026-03-11T00:00Z') - own.clock.now();
    expect(await listed()).toBe(true);
    own.clock.pass(untilMidnight - 1);
    expect(await listed()).toBe(true);
    own.clock.pass(1);
    expect(await listed()).toBe(false);
    await own.close();
  });
});

describe('a result', () => {
  it('shows a conversation: every accepted reply, oldest first', async () => {
    const circle = await chat.publish({
      ...flowDocument({
        groups: [group('g1', asks('q', { options: { variableId: 'v' } }), asks('r', { outgoingEdgeId: 'e' }))],
        edges: edges('to-start>g1', 'e>g1'),
      }),
      variables: [{ id: 'v', name: 'V' }],
    });
    const { sessionId, resultId } = (await chat.start(circle)).body;
    for (const text of ['1', '2', '3']) await chat.say(sessionId, text);
    const expected = {
      id: resultId,
      createdAt: '2026-03-10T09:30:15.678Z',
      typebotId: circle.id,
      variables: [{ id: 'v', name: 'V', value: '3' }],
      isCompleted: false,
      hasStarted: true,
      isArchived: false,
      lastChatSessionId: sessionId,
      answers: [
        { blockId: 'q', content: '1' },
        { blockId: 'r', content: '2' },
        { blockId: 'q', content: '3' },
      ],
    };
    expect((await get(`results/${resultId}`, circle)).body).toEqual({ result: expected });
    expect((await get('results', circle)).body).toEqual({ results: [expected] });
  });

  it('shows files that came with an answer, and lists in variables', async () => {
    const filed = await chat.publish(flow);
    const variables = [{ id: 'v', name: 'V', value: ['a', null] }];
    const answer = { resultId: 'files', blockId: 'q', content: 'x' };
    const answers = [
      { ...answer, attachedFileUrls: ['https://a', 'https://b'] },
      { ...answer, attachedFileUrls: [] },
    ];
    await add(filed, 'files', '2026-03-10T09:00Z', { results: { variables }, answers });
    const { result } = (await get('results/files', filed)).body;
    expect(result).toMatchObject({ variables });
    expect(result.answers).toEqual([
      { blockId: 'q', content: 'x', attachedFileUrls: ['https://a', 'https://b'] },
      { blockId: 'q', content: 'x' },
    ]);
  });

  it('is shown before it has started', async () => {
    expect((await get('results/unstarted')).body.result).toMatchObject({ hasStarted: false, answers: [] });
  });

  it.each(['unknown', 'foreign'])('%s is not found', async (id) => {
    const { status, error } = await get(`results/${id}`);
    expect([status, error.code, error.message]).toEqual([404, 'NOT_FOUND', 'Result not found']);
  });

  it('is not found when it was archived, and keeps its place', async () => {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'repartee-results-'));
    const own = await openTestServer({ dataDir });
    const ownChat = new Chat(own);
    const stored = await ownChat.publish(flow);
    for (const id of ['new', 'archived', 'old'])
      await add(stored, id, id === 'new' ? '2026-03-10' : '2026-03-09', {}, own);
    const database = new DatabaseSync(databaseFile(dataDir));
    database.exec("UPDATE results SET is_archived = 1 WHERE id = 'archived'");
    database.close();
    const send = async (tail: string) =>
      (await ownChat.send('GET', `/api/v1/typebots/${stored.id}/results${tail}`, { headers: ownChat.asOwner })).text;
    expect(JSON.parse(await send('/archived'))).toMatchObject({ status: 404, message: 'Result not found' });
    const ids = async (query: string) =>
      (JSON.parse(await send(query)) as ResultsBody).results.map(({ id }) => id).join(' ');
    expect(await ids('?timeFilter=allTime')).toBe('new old');
    expect(await ids('?timeFilter=allTime&cursor=new')).toBe('old');
    await own.close();
    rmSync(dataDir, { recursive: true });
  });
});

describe('logs of a result', () => {
  it('come oldest first', async () => {
    const logged = await chat.publish(flow);
    const log = { resultId: 'logged', status: 'info', description: 'first', details: 'd', context: 'c' };
    await add(logged, 'logged', '2026-03-10T09:00Z', { logs: [log] });
    await server.store.results.addLogs(
      'logged',
      [{ description: 'second' }],
      Date.parse('2026-03-10T09:00:00.001Z'),
      1000,
    );
    expect((await get('results/logged/logs', logged)).body).toEqual({
      logs: [
        { ...log, id: expect.any(String), createdAt: '2026-03-10T09:00:00.000Z' },
        {
          id: expect.any(String),
          createdAt: '2026-03-10T09:00:00.001Z',
          resultId: 'logged',
          status: 'error',
          description: 'second',
          details: null,
          context: null,
        },
      ],
    });
  });

  it.each(['unknown', 'foreign', 'a'])('of %s are none', async (id) => {
    expect(await get(`results/${id}/logs`)).toMatchObject({ status: 200, body: { logs: [] } });
  });
});

describe.each(['results', 'results/a', 'results/a/logs'])('%s', (tail) => {
  it.each([
    ['no token', { authorization: null }],
    ['a wrong token', { authorization: 'Bearer wrong' }],
    ['another scheme', { authorization: 'Basic test-token' }],
  ])('is refused to %s', async (_, headers) => {
    const { status, error } = await get(tail, bot, headers);
    expect([status, error.message]).toEqual([401, 'You must be logged in to access this resource']);
  });

  it('is not found for bots that are unknown, deleted or of others', async () => {
    const { store, clock, workspaceId } = server;
    const draft = { name: 'B', icon: null, folderId: null, document: flow, now: clock.now() };
    await store.bots.insert(draftBot({ ...draft, id: `others ${tail}`, workspaceId: 'elsewhere' }));
    await store.bots.insert({ ...draftBot({ ...draft, id: `deleted ${tail}`, workspaceId }), isArchived: true });
    for (const id of ['unknown', `others ${tail}`, `deleted ${tail}`]) {
      const { status, error } = await get(tail, { ...bot, id: encodeURIComponent(id) });
      expect([status, error.message]).toEqual([404, 'Typebot not found']);
    }
  });
});
