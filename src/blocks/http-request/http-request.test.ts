import { describe, expect, it } from 'vitest';
import { type ConversationOptions, oneGroup, SimulatedConversation } from '../../../test/support/running-flow.ts';
import { sampleInput } from '../../../test/support/sample-blocks.ts';
import type { BlockKind } from '../../engine/block.ts';
import { callOf, provide } from '../../engine/service.ts';
import { type OutgoingRequest, type RequestOutcome, requestService } from '../shared/request-service.ts';
import { httpRequest, makeCom, pabbly, zapier } from './http-request.ts';

const variables = [
  { id: 'v1', name: 'Name', value: 'Jo"e' },
  { id: 'v2', name: 'Tags', value: ['a', 'b'] },
  { id: 'v3', name: 'Empty' },
  { id: 'v4', name: 'Json', value: '{"k":"v"}' },
  { id: 'v5', name: 'User', value: 'alice' },
  { id: 'v6', name: 'Pass', value: 's:ecret' },
  { id: 'v7', name: 'Typed', value: '{{Pass}} {{= 1+1 =}}' },
];
const kinds = new Map([httpRequest, zapier, makeCom, pabbly, sampleInput].map((kind) => [kind.type, kind]));
const url = 'https://api.test/x';
const ok: RequestOutcome = { kind: 'response', status: 200, text: '{"user":{"n":"Ana"},"tags":["a",1,null]}' };

/** A flow that is one request block between two inputs' worth of nothing; what it sends is kept. */
function conversation(options: object | undefined, settings: ConversationOptions = {}, outcome = ok, type = 'Webhook') {
  const sent: OutgoingRequest[] = [];
  const requests = provide(requestService, async (outgoing) => {
    sent.push(outgoing);
    return outcome;
  });
  const block = { id: 'b1', type, ...(options && { options }) };
  const document = oneGroup([block, { id: 'i1', type: 'text input' }], { variables });
  const talk = new SimulatedConversation(document, kinds, {
    ...settings,
    effects: { call: callOf([requests]), ...settings.effects },
  });
  return { talk, sent };
}

/** The request that a block sends. */
async function sentBy(webhook: object, options: object = {}): Promise<OutgoingRequest> {
  const { talk, sent } = conversation({ webhook: { url, ...webhook }, ...options });
  await talk.start();
  expect(sent).toHaveLength(1);
  return sent[0]!;
}

const pairs = (...entries: [key: string, value: string][]) => entries.map(([key, value]) => ({ id: key, key, value }));

describe('The address', () => {
  it.each<[url: string, params: [string, string][], sent: string]>([
    ['https://a.test/{{User}}?q={{Name}}', [], 'https://a.test/alice?q=Jo"e'],
    ['{{User}}{{Empty}}', [], 'alice'],
    ['https://a.test/x', [['a', '1']], 'https://a.test/x?a=1'],
    ['https://a.test/x?f=1', [['a', '1']], 'https://a.test/x?f=1&a=1'],
    [
      'https://a.test/x',
      [
        ['q', 'B & b'],
        ['l', '{{Tags}}'],
        ['{{User}}', "it's (1)*!"],
      ],
      'https://a.test/x?q=B%20%26%20b&l=%5B%22a%22%2C%22b%22%5D&alice=it%27s%20%281%29%2A%21',
    ],
    [
      'https://a.test/x',
      [
        ['a', '1'],
        ['b', '2'],
        ['a', '3'],
      ],
      'https://a.test/x?a=1&a=3&b=2',
    ],
    [
      'https://a.test/x',
      [
        ['', '1'],
        ['b', ''],
        ['c', '{{Empty}}'],
      ],
      'https://a.test/x',
    ],
  ])('%s with %j', async (stored, params, expected) => {
    expect((await sentBy({ url: stored, method: 'GET', queryParams: pairs(...params) })).url).toBe(expected);
  });
});

describe('The headers', () => {
  it.each<[headers: [string, string][], sent: object]>([
    [
      [
        ['X-A', 'v {{User}}'],
        ['', 'x'],
        ['X-B', ''],
        ['X-C', '{{Empty}}'],
      ],
      { 'X-A': 'v alice' },
    ],
    [
      [
        ['X-A', '1'],
        ['x-a', '2'],
      ],
      { 'x-a': '2' },
    ],
    [[['Authorization', 'Basic {{User}}:{{Pass}}']], { Authorization: 'Basic YWxpY2U6czplY3JldA==' }],
    [[['authorization', 'bAsIc ü:x']], { authorization: 'Basic w7w6eA==' }],
    [[['Authorization', 'Basic YWxpY2U6czplY3JldA==']], { Authorization: 'Basic YWxpY2U6czplY3JldA==' }],
    [[['Authorization', 'Bearer a:b']], { Authorization: 'Bearer a:b' }],
    [[['X-Authorization', 'Basic a:b']], { 'X-Authorization': 'Basic a:b' }],
  ])('%j', async (headers, expected) => {
    expect((await sentBy({ method: 'GET', headers: pairs(...headers) })).headers).toEqual(expected);
  });
});

describe('The body', () => {
  const auto =
    '{"submittedAt":"2026-03-10T09:30:15.678Z","Name":"Jo\\"e","Tags":"a,b","Json":"{\\"k\\":\\"v\\"}","User":"alice",' +
    '"Pass":"s:ecret","Typed":"{{Pass}} {{= 1+1 =}}"}';
  const asJson = { 'content-type': 'application/json' };
  it.each<
    [
      method: string | undefined,
      body: string | undefined,
      isCustomBody: boolean,
      sent: string | undefined,
      headers: object,
    ]
  >([
    [undefined, undefined, false, auto, asJson],
    ['POST', '{"x":1}', false, auto, asJson],
    ['POST', '{{state}}', true, auto, asJson],
    ['POST', '', true, auto, asJson],
    ['PUT', undefined, true, auto, asJson],
    ['GET', '{"x":1}', true, undefined, {}],
    ['HEAD', '{"x":1}', true, undefined, {}],
    ['HEAD', undefined, false, undefined, {}],
    ['DELETE', '{"a": 1}', true, '{"a": 1}', asJson],
    [
      'POST',
      '{"n":"{{Name}}","tags":{{Tags}},"e":"{{Empty}}"}',
      true,
      '{"n":"Jo\\"e","tags":["a","b"],"e":""}',
      asJson,
    ],
    ['POST', '{"a": {{Empty}}}', true, '{"a": }', {}],
    ['POST', '{{Json}}', true, '{"k":"v"}', asJson],
    ['POST', '{{Json}} and {{Name}}', true, '{"k":"v"} and Jo"e', {}],
    ['POST', '{{Json}}\n', true, '{\\"k\\":\\"v\\"}\n', {}],
    ['POST', '{{Empty}}', true, undefined, {}],
    ['POST', '0', true, undefined, {}],
    ['POST', '{"id": 1234567890123456789}', true, '{"id": 1234567890123456789}', asJson],
    ['POST', '{{Typed}}', true, '{{Pass}} {{= 1+1 =}}', {}],
  ])('of %s with %j (custom: %s)', async (method, body, isCustomBody, sent, headers) => {
    const request = await sentBy({ method, body }, { isCustomBody });
    expect(request.body).toBe(sent);
    expect(request.headers).toEqual(headers);
  });

  it('is a form when the author says so', async () => {
    const webhook = { headers: pairs(['CONTENT-TYPE', 'application/x-www-form-urlencoded']), body: '{"a":"{{User}}"}' };
    expect(await sentBy(webhook, { isCustomBody: true })).toMatchObject({
      headers: { 'CONTENT-TYPE': 'application/x-www-form-urlencoded' },
      body: 'a=alice',
    });
  });

  it('made up from the conversation names answers by variable or group, and a variable wins', async () => {
    const input = (id: string, variableId?: string) => ({ id, type: 'text input', options: { variableId } });
    const blocks = [
      input('i1'),
      input('i2', 'x1'),
      input('i3'),
      { id: 'b1', type: 'Zapier', options: { webhook: { url } } },
    ];
    const declared = [
      { id: 'x1', name: 'Mail' },
      { id: 'x2', name: 'Group 1', value: 'mine' },
      { id: 'x3', name: 'Group 1', value: 'second of the name' },
    ];
    const sent: OutgoingRequest[] = [];
    const requests = provide(requestService, async (outgoing) => {
      sent.push(outgoing);
      return ok;
    });
    const effects = { call: callOf([requests]) };
    const talk = new SimulatedConversation(oneGroup(blocks, { variables: declared }), kinds, { effects });
    await talk.start();
    for (const reply of ['one', '{{Mail}}', 'three']) await talk.say(reply);
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual({
      submittedAt: '2026-03-10T09:30:15.678Z',
      'Group 1': 'mine',
      Mail: '{{Mail}}',
      'Group 1 (2)': 'three',
    });
  });
});

describe('The request', () => {
  it.each<BlockKind>([httpRequest, zapier, makeCom, pabbly])(
    'of $type is sent, mapped and logged',
    async ({ type }) => {
      const responseVariableMapping = [
        { id: 'm1', variableId: 'v1', bodyPath: 'data.user' },
        { id: 'm2', variableId: 'v2', bodyPath: 'data.tags' },
        { id: 'm3', variableId: 'v3', bodyPath: 'statusCode' },
        { id: 'm4', variableId: 'v4', bodyPath: 'data.nope' },
        { id: 'm5', variableId: 'v5', bodyPath: 'data.nope.x' },
      ];
      const { talk } = conversation({ webhook: { url }, responseVariableMapping }, {}, ok, type);
      const { output } = await talk.start();
      const names = ['Name', 'Tags', 'Empty', 'Json', 'User'];
      expect(names.map((name) => talk.value(name))).toEqual(['{"n":"Ana"}', ['a', '1', null], '200', null, 'alice']);
      expect(output.input?.id).toBe('i1');
      expect(output.logs).toMatchObject([
        { origin: 'wire', log: { status: 'success', description: 'Webhook successfuly executed.' } },
      ]);
    },
  );

  it.each<[outcome: RequestOutcome, status: string]>([
    [{ kind: 'response', status: 404, text: 'no' }, '404'],
    [{ kind: 'refused', reason: 'URL is required' }, '400'],
    [{ kind: 'timeout' }, '408'],
    [{ kind: 'failed', message: 'x' }, '500'],
  ])('that ends as %j is mapped all the same, and the flow goes on', async (outcome, status) => {
    const responseVariableMapping = [{ id: 'm1', variableId: 'v1', bodyPath: 'statusCode' }];
    const { talk } = conversation({ webhook: { url }, responseVariableMapping }, {}, outcome);
    const { output } = await talk.start();
    expect(talk.value('Name')).toBe(status);
    expect(output.input?.id).toBe('i1');
    expect(output.logs).toMatchObject([{ log: { status: 'error' } }]);
  });

  it.each<[options: object | undefined, logs: object[]]>([
    [undefined, []],
    [{}, []],
    [{ webhook: {} }, [{ status: 'error', description: "Couldn't parse webhook attributes" }]],
    [{ webhook: { url: '' } }, [{ status: 'error', description: "Couldn't parse webhook attributes" }]],
  ])('of %j is not sent', async (options, logs) => {
    const { talk, sent } = conversation(options);
    const { output } = await talk.start();
    expect(sent).toEqual([]);
    expect(output.logs.map(({ log }) => log)).toEqual(logs);
    expect(output.input?.id).toBe('i1');
  });

  it('that a document of version 3 lost is no mistake of the author', async () => {
    const block = { id: 'b1', type: 'Webhook', options: { webhook: { method: 'POST' } } };
    const document = oneGroup([block], { importedVersion: '3' });
    const { output } = await new SimulatedConversation(document, kinds).start();
    expect(output.logs).toEqual([]);
  });

  it('gets the time that is left of the turn, or its own', async () => {
    const effects = { elapsedMs: () => 3000 };
    const left = conversation({ webhook: { url } }, { effects });
    await left.talk.start();
    const own = conversation({ webhook: { url }, timeout: 60 }, { effects });
    await own.talk.start();
    expect([left.sent[0]?.timeoutMs, own.sent[0]?.timeoutMs]).toEqual([4000, 60_000]);
  });

  it("restarts the operator's time limit of the turn", async () => {
    let elapsed = 0;
    const slow = async (): Promise<RequestOutcome> => {
      elapsed += 1800;
      return ok;
    };
    const effects = { call: callOf([provide(requestService, slow)]), elapsedMs: () => elapsed };
    const block = (id: string) => ({ id, type: 'Webhook', options: { webhook: { url } } });
    const document = oneGroup([block('b1'), block('b2'), { id: 'i1', type: 'text input' }]);
    const talk = new SimulatedConversation(document, kinds, { effects, limits: { refuseAfterMs: 2000 } });
    expect((await talk.start()).output.input?.id).toBe('i1');
    expect(elapsed).toBe(3600);
  });

  it('with a proxy says that there is none', async () => {
    const { talk, sent } = conversation({ webhook: { url }, proxyCredentialsId: 'p1' });
    const { output } = await talk.start();
    expect(sent).toHaveLength(1);
    expect(output.logs[0]).toMatchObject({ origin: 'diagnostic', log: { status: 'error' } });
  });
});

describe('A request of the client', () => {
  const webhook = { url: 'https://a.test/{{User}}', method: 'POST', headers: pairs(['X-A', '{{User}}']) };
  const responseVariableMapping = [
    { id: 'm1', variableId: 'v1', bodyPath: 'data.v' },
    { id: 'm2', variableId: 'v3', bodyPath: 'statusCode' },
  ];
  const base = { isExecutedOnClient: true, isCustomBody: true, responseVariableMapping, proxyCredentialsId: 'p1' };

  it.each<[change: object, request: object]>([
    [{ body: '{"k":"{{User}}"}' }, { headers: { 'X-A': 'alice' }, body: { k: 'alice' }, method: 'POST' }],
    [{ body: 'just {{User}}' }, { headers: { 'X-A': 'alice' }, body: 'just alice', method: 'POST' }],
    [
      { body: '0', headers: [] },
      { body: 0, method: 'POST' },
    ],
    [
      { body: '[1234567890123456789]', headers: [] },
      { body: ['1234567890123456789'], method: 'POST' },
    ],
    [{ method: 'GET', headers: undefined }, { method: 'GET' }],
  ])('with %j', async (change, request) => {
    const { talk, sent } = conversation({ ...base, webhook: { ...webhook, ...change } });
    const { output } = await talk.start();
    expect(output.actions).toEqual([
      {
        type: 'httpRequestToExecute',
        httpRequestToExecute: { url: 'https://a.test/alice', ...request },
        expectsDedicatedReply: true,
      },
    ]);
    expect({ sent, input: output.input, logs: output.logs }).toEqual({ sent: [], input: undefined, logs: [] });
  });

  it.each<[type: string, reply: string | undefined, name: unknown, status: unknown]>([
    ['Webhook', '{"statusCode":201,"data":{"v":"cv"}}', 'cv', '201'],
    ['Webhook', '{"statusCode":200,"data":{"v":1234567890123456789}}', '1234567890123456789', '200'],
    ['Webhook', '5', 'Jo"e', undefined],
    ['Webhook', '[1]', 'Jo"e', undefined],
    ['Webhook', undefined, 'Jo"e', undefined],
    ['Zapier', '{"statusCode":201,"data":{"v":"cv"}}', 'cv', '201'],
  ])('of %s answered with %s', async (type, reply, name, status) => {
    const { talk } = conversation({ ...base, webhook }, {}, ok, type);
    await talk.start();
    const { output } = await talk.say(reply);
    expect([talk.value('Name'), talk.value('Empty')]).toEqual([name, status]);
    expect({ input: output.input?.id, logs: output.logs }).toEqual({ input: 'i1', logs: [] });
  });

  it('answered with something else than JSON can be answered again', async () => {
    const { talk } = conversation({ ...base, webhook });
    await talk.start();
    await expect(talk.say('not json')).rejects.toMatchObject({
      id: 'invalidClientResponse',
      message: 'Provided response is not valid JSON',
      data: { description: 'Unexpected token \'o\', "not json" is not valid JSON' },
    });
    expect((await talk.say('{"statusCode":200,"data":{}}')).output.input?.id).toBe('i1');
  });

  it('a recording does not answer', async () => {
    const { talk } = conversation({ ...base, webhook });
    await talk.start();
    const { output } = await talk.send({ type: 'audio', url: 'https://a.test/a.mp3' });
    expect([talk.value('Empty'), output.input?.id]).toEqual([undefined, 'i1']);
  });

  it('is sent by the server in a messaging app', async () => {
    const { talk, sent } = conversation({ ...base, webhook }, { channel: { name: 'telegram' } });
    const { output } = await talk.start();
    expect(sent).toMatchObject([{ url: 'https://a.test/alice' }]);
    expect({ actions: output.actions, input: output.input?.id }).toEqual({ actions: [], input: 'i1' });
  });
});
