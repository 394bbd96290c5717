import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isTracingWanted, openTracing, type Tracing } from '../../src/telemetry/tracing.ts';
import { TurnObserver } from '../../src/telemetry/turn-observer.ts';
import { Chat } from '../support/chat.ts';
import { oneGroup } from '../support/running-flow.ts';
import { asks, says } from '../support/sample-blocks.ts';
import { openSmallServer, type SmallServer } from '../support/small-server.ts';

interface SentSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly { key: string; value: Record<string, unknown> }[];
  readonly status: { readonly code: number };
}

interface Export {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: SentSpan['attributes'] };
    readonly scopeSpans: readonly { readonly spans: readonly SentSpan[] }[];
  }[];
}

/** A collector that takes spans as JSON. */
const received: { readonly path: string; readonly key: unknown; readonly body: Export }[] = [];
const collector = createServer(async (request, response) => {
  const body = (await json(request)) as Export;
  received.push({ path: request.url ?? '', key: request.headers['x-key'], body });
  response.end('{}');
});

let tracing: Tracing;
let server: SmallServer;
let chat: Chat;
const complaints: string[] = [];

async function open(variables: Record<string, string> = {}): Promise<void> {
  const { port } = collector.address() as AddressInfo;
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', `http://127.0.0.1:${port}`);
  vi.stubEnv('OTEL_EXPORTER_OTLP_HEADERS', 'x-key=secret');
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  tracing = await openTracing(process.env, (problem) => complaints.push(problem));
  server = await openSmallServer({
    observer: new TurnObserver({ tracing }),
    request: async () => ({ kind: 'response', status: 201, text: '{}' }),
  });
  chat = new Chat(server);
}

const script = {
  id: 's',
  type: 'Set variable',
  options: { variableId: 'v1', type: 'Custom', expressionToEvaluate: 'return [1, 2].map((n) => n * 2).join();' },
};
const webhook = { url: 'https://shop.example/private-path?key=secret', method: 'POST', body: '{"a":"private"}' };
const call = { id: 'w', type: 'Webhook', options: { isCustomBody: true, webhook } };
const flow = oneGroup([says('a private greeting'), script, call, asks('q')], {
  variables: [{ id: 'v1', name: 'Said' }],
});

/** The spans that arrived, with their attributes as plain values. */
async function spans() {
  await tracing.close();
  return received
    .flatMap(({ body }) => body.resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans)
    .flatMap((scope) => scope.spans)
    .map((span) => ({ ...span, facts: factsOf(span.attributes) }));
}

function factsOf(attributes: SentSpan['attributes']): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}

describe('spans', () => {
  beforeEach(() => new Promise<void>((resolve) => void collector.listen(0, '127.0.0.1', resolve)));

  afterEach(async () => {
    vi.unstubAllEnvs();
    received.length = 0;
    complaints.length = 0;
    await server.close();
    collector.closeAllConnections();
    await new Promise((resolve) => collector.close(resolve));
  });

  it('tell what a turn did, in ids and counts', async () => {
    await open({ OTEL_SERVICE_NAME: 'my-bots' });
    const bot = await chat.publish(flow);
    const { sessionId } = (await chat.start(bot)).body;
    const sent = await spans();
    const turn = sent.find(({ name }) => name === 'turn');
    expect(turn?.facts).toMatchObject({
      'repartee.turn': 'start',
      'repartee.outcome': 'ok',
      'repartee.session': sessionId,
      'repartee.bot': bot.id,
      'repartee.blocks': 4,
      'repartee.messages': 1,
      'repartee.position': 'q',
    });
    const steps = sent.filter(({ name }) => name !== 'turn');
    expect(steps.map(({ parentSpanId, traceId }) => [parentSpanId, traceId])).toEqual(
      steps.map(() => [turn?.spanId, turn?.traceId]),
    );
    expect(new Map(steps.map(({ name, facts }) => [name, facts]))).toEqual(
      new Map<string, object>([
        ['program', { 'repartee.version': turn?.facts['repartee.version'] }],
        ['scripts', { 'repartee.scripts': 1 }],
        [
          'request',
          {
            'http.request.method': 'POST',
            'server.address': 'shop.example',
            'http.response.status_code': 201,
          },
        ],
        ['commit', {}],
      ]),
    );
    const [first] = received;
    expect(first).toMatchObject({ path: '/v1/traces', key: 'secret' });
    expect(factsOf(first!.body.resourceSpans[0]!.resource.attributes)).toMatchObject({ 'service.name': 'my-bots' });
    expect(JSON.stringify(received.map(({ body }) => body))).not.toMatch(/private|secret|Said/);
    expect(complaints).toEqual([]);
  });

  it('belong to the trace of the caller', async () => {
    await open();
    const { publicId } = await chat.publish(flow);
    const headers = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };
    await chat.send('POST', `/api/v1/typebots/${publicId}/startChat`, { body: {}, headers });
    expect((await spans()).find(({ name }) => name === 'turn')).toMatchObject({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      parentSpanId: 'b7ad6b7169203331',
    });
  });

  it.each([
    ['nothing at all', {}],
    ['no trace that can be', { traceparent: '00-00000000000000000000000000000000-b7ad6b7169203331-01' }],
    ['nonsense', { traceparent: 'x' }],
  ])('begin a trace when the caller sends %s', async (_name, headers) => {
    await open();
    await chat.send('POST', '/api/v1/sessions/nobody/continueChat', { body: { message: 'hi' }, headers });
    const [turn] = await spans();
    expect(turn).toMatchObject({ name: 'turn', facts: { 'repartee.error': 'sessionNotFound' }, status: { code: 0 } });
    expect(turn?.parentSpanId ?? '').toBe('');
  });

  it.each([
    ['of callers that do not sample', {}, '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00'],
    ['when the sampler is off', { OTEL_TRACES_SAMPLER: 'always_off' }, 'x'],
    ['outside the ratio', { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' }, 'x'],
  ])('are not sent %s', async (_name, variables, traceparent) => {
    await open(variables);
    const headers = { traceparent };
    await chat.send('POST', '/api/v1/sessions/nobody/continueChat', { body: { message: 'hi' }, headers });
    expect(await spans()).toEqual([]);
  });

  it('that cannot be sent are complained of', async () => {
    await open({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_EXPORTER_OTLP_TIMEOUT: '500' });
    await chat.send('POST', '/api/v1/sessions/nobody/continueChat', { body: { message: 'hi' } });
    await tracing.close();
    expect(complaints.join('\n')).toContain('ECONNREFUSED');
  });
});

it.each<[Record<string, string>, boolean]>([
  [{}, false],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: '' }, false],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, true],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector:4318/v1/traces' }, true],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', OTEL_TRACES_EXPORTER: 'none' }, false],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', OTEL_SDK_DISABLED: 'true' }, false],
])('%o asks for traces: %s', (variables, isWanted) => {
  expect(isTracingWanted(variables)).toBe(isWanted);
});

it.each([
  [{ OTEL_TRACES_SAMPLER: 'sometimes' }, 'OTEL_TRACES_SAMPLER must be one of always_on,'],
  [{ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '2' }, 'OTEL_TRACES_SAMPLER_ARG must be a number'],
])('refuses %o', async (variables, sentence) => {
  await expect(openTracing(variables, () => {})).rejects.toThrow(sentence);
});
