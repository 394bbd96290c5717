import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Chat, type ChatAnswer, shortly } from '../support/chat.ts';
import { edges, group, says } from '../support/sample-blocks.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let chat: Chat;

beforeAll(async () => {
  server = await openTestServer();
  chat = new Chat(server);
});
afterAll(() => server.close());

type Lines = readonly { readonly block?: string; readonly field?: string; readonly message: string }[];
const lines = ({ text }: ChatAnswer, field: string): Lines => JSON.parse(text)[field] ?? [];

/** Imports a file and publishes it through the API, as programs do. */
async function install(typebot: object) {
  const headers = chat.asOwner;
  const imported = await chat.send('POST', '/api/v1/typebots/import', { body: { typebot }, headers });
  expect(imported.status, imported.text).toBe(200);
  const { id } = JSON.parse(imported.text).typebot;
  const published = await chat.send('POST', `/api/v1/typebots/${id}/publish`, { body: {}, headers });
  const { publicId } = JSON.parse((await chat.send('GET', `/api/v1/typebots/${id}`, { headers })).text).typebot;
  return { id, publicId, imported: lines(imported, 'warnings'), published: lines(published, 'report') };
}

async function talk(typebot: object, ...replies: readonly string[]): Promise<string[]> {
  const started = await chat.start(await install(typebot));
  const answers = [shortly(started)];
  for (const reply of replies) answers.push(shortly(await chat.say(started.body.sessionId, reply)));
  return answers;
}

/** What a language model may write when it is asked for a bot. */
const handmade = {
  name: 'Survey',
  version: '6.1',
  variables: ['Answer'],
  groups: [
    {
      title: 'Question',
      blocks: [
        { type: 'Text', content: 'Tea or coffee?' },
        { id: 'ask', type: 'buttons', items: ['Tea', 'Coffee'], options: { variableId: 'Answer' } },
      ],
    },
    {
      id: 2,
      title: 'Check',
      blocks: [
        {
          id: 'check',
          type: 'condition',
          items: [{ content: { comparisons: [{ variableId: 'Answer', comparisonOperator: '==', value: 'Tea' }] } }],
        },
        { type: 'text', content: { plainText: 'No {{Answer}} left' } },
      ],
    },
    { id: 'tea', title: 'Tea', blocks: [{ type: 'text', message: 'Here you are' }] },
  ],
  edges: [
    { from: { blockId: 'ask' }, to: { groupId: 2 } },
    { from: { blockId: 'check', itemId: 'check-item-1' }, to: { groupId: 'tea' } },
  ],
};

const menu = {
  version: '6.1',
  events: [{ id: 'ev', type: 'start', outgoingEdgeId: 'e0' }],
  variables: [{ id: 'v', name: 'A' }],
  groups: [
    group('ask', says('Type 1'), { id: 'n', type: 'number input', options: { variableId: 'v' }, outgoingEdgeId: 'e1' }),
    group(
      'check',
      {
        id: 'c',
        type: 'Condition',
        items: [
          {
            ...{ id: 'i', outgoingEdgeId: 'e2' },
            content: { comparisons: [{ id: 'k', variableId: 'v', comparisonOperator: 'Equal to', value: '1' }] },
          },
        ],
      },
      says('Only 1'),
      { id: 'j', type: 'Jump', options: { groupId: 'check' } },
    ),
    group('ok', says('Fine')),
  ],
  edges: edges('e0>ask', 'e1>check', 'e2>ok'),
};

describe('a file written by a language model', () => {
  it('runs, and the report says how it was read', async () => {
    expect(await talk(handmade, 'Coffee')).toEqual(['Tea or coffee? ?ask', 'No Coffee left .']);
    expect(await talk(handmade, 'Tea')).toEqual(['Tea or coffee? ?ask', 'Here you are .']);
    const { imported } = await install(handmade);
    expect(imported.every(({ message }) => message.length > 10)).toBe(true);
    expect(imported.map(({ block }) => block)).toEqual(
      expect.arrayContaining(['text group-1-1', 'choice input ask', 'Condition check', 'text tea-1']),
    );
  });

  it('is the same in the answer of the API, and in a preview of sendMessage', async () => {
    const { id } = await install(menu);
    const stored = JSON.parse((await chat.send('GET', `/api/v1/typebots/${id}`, { headers: chat.asOwner })).text);
    expect(await talk(stored, '1')).toEqual(['Type 1 ?n', 'Fine .']);
    const startParams = { typebot: stored };
    const sent = await chat.send('POST', '/api/v2/sendMessage', { body: { startParams }, headers: chat.asOwner });
    expect(shortly(sent)).toBe('Type 1 ?n');
  });

  it('without one place to start is refused in words', async () => {
    const groups = [group('g', says('a')), group('h', says('b'))];
    const body = { typebot: { version: '6.1', groups } };
    const answer = await chat.send('POST', '/api/v1/typebots/import', { body, headers: chat.asOwner });
    expect([answer.status, answer.body.message]).toEqual([
      400,
      'Invalid typebot file: start event is missing, and nothing leads to 2 groups: "G", "H"',
    ]);
  });
});

it('a menu that sends wrong answers to its own check asks again', async () => {
  expect(await talk(menu, '3', '2', '1')).toEqual(['Type 1 ?n', 'Only 1 ?n', 'Only 1 ?n', 'Fine .']);
});

it('requests that cannot work are named when the bot is imported and when it is published', async () => {
  const webhook = { url: 'api.example/x', body: '{"a": "{{A}}" "b": 1}', headers: [{ id: 'h', value: 'x' }] };
  const responseVariableMapping = [{ id: 'm', variableId: 'v', bodyPath: 'found' }];
  const block = { id: 'req', type: 'Webhook', options: { isCustomBody: true, webhook, responseVariableMapping } };
  const { imported, published } = await install({ ...menu, groups: [group('ask', block)], edges: edges('e0>ask') });
  expect(imported.map((line) => [line.block, line.field])).toEqual(
    ['webhook.url', 'webhook.headers[0].key', 'webhook.body', 'responseVariableMapping[0].bodyPath'].map((field) => [
      'Webhook req',
      `options.${field}`,
    ]),
  );
  expect(published).toEqual(imported);
});

it('a response of a client that is no JSON is refused with what the parser says', async () => {
  const webhook = { url: 'https://api.example/x', method: 'GET' };
  const block = { id: 'req', type: 'Webhook', options: { isExecutedOnClient: true, webhook } };
  const bot = await install({ ...menu, groups: [group('ask', block)], edges: edges('e0>ask') });
  const { body } = await chat.start(bot);
  const answer = await chat.say(body.sessionId, 'not json');
  expect([answer.status, JSON.parse(answer.text)]).toEqual([
    400,
    {
      ...{ defined: true, code: 'BAD_REQUEST', status: 400, message: 'Provided response is not valid JSON' },
      data: { description: 'Unexpected token \'o\', "not json" is not valid JSON' },
    },
  ]);
});
