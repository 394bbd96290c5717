import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { TurnObserver } from '../../src/telemetry/turn-observer.ts';
import { Chat } from '../support/chat.ts';
import { flowDocument, oneGroup } from '../support/running-flow.ts';
import { asks, edges, group, says } from '../support/sample-blocks.ts';
import { openSmallServer, type SmallServer } from '../support/small-server.ts';

let server: SmallServer | undefined;
afterEach(() => server?.close());

async function openLogged(level: string) {
  const lines: Record<string, unknown>[] = [];
  const log = pino({ level }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  server = await openSmallServer({ observer: new TurnObserver({ log }) });
  const of = (message: string) => lines.filter(({ msg }) => msg === message);
  return { chat: new Chat(server), lines, of };
}

const flow = oneGroup(
  [says('a private greeting'), asks('q', { options: { variableId: 'v1' } }), says('{{Said}}', { id: 'b' })],
  {
    variables: [{ id: 'v1', name: 'Said' }],
  },
);

describe('the line of a turn', () => {
  it('holds ids and numbers', async () => {
    const { chat, of } = await openLogged('info');
    const bot = await chat.publish(flow);
    const { sessionId } = (await chat.start(bot, { prefilledVariables: { Said: 'a secret value' } })).body;
    await chat.say(sessionId, 'a private answer');
    const { publishedVersionId: version } = (await chat.server.store.bots.head(bot.id))!;
    const common = { level: 30, session: sessionId, bot: bot.id, version, outcome: 'ok', ms: expect.any(Number) };
    expect(of('turn')).toMatchObject([
      { ...common, turn: 'start', blocks: 2, messages: 1, position: 'q', waitedMs: 0 },
      { ...common, turn: 'continue', blocks: 1, messages: 1 },
    ]);
    expect(JSON.stringify(of('turn'))).not.toMatch(/private|secret|Said/);
  });

  it.each<[string, string, object]>([
    ['of a session that is gone', 'refused', { code: 'sessionNotFound', session: 'nobody' }],
    ['that was asked for twice', 'repeated', { blocks: 0 }],
    ['that failed', 'failed', { code: 'invalidBot' }],
  ])('tells of one %s', async (_name, outcome, expected) => {
    const { chat, of } = await openLogged('info');
    const headers = { 'idempotency-key': 'k' };
    if (outcome === 'refused') await chat.say('nobody', 'hi');
    if (outcome === 'failed') await chat.start(await chat.publish(flowDocument({ events: [] })));
    if (outcome === 'repeated') {
      const { publicId } = await chat.publish(flow);
      const url = `/api/v1/typebots/${publicId}/startChat`;
      await chat.send('POST', url, { body: {}, headers });
      await chat.send('POST', url, { body: {}, headers });
    }
    expect(of('turn').at(-1)).toMatchObject({ outcome, ...expected });
  });

  it.each(['warn', 'error'])('is not written at the level %s', async (level) => {
    const { chat, lines } = await openLogged(level);
    await chat.start(await chat.publish(flow));
    expect(lines).toEqual([]);
  });

  it('comes without lines of blocks', async () => {
    const { chat, of } = await openLogged('info');
    await chat.start(await chat.publish(flow));
    expect(of('block')).toEqual([]);
  });
});

it('tells block by block what was decided while debugging', async () => {
  const { chat, of } = await openLogged('debug');
  const document = flowDocument({
    groups: [
      group('g1', says('hello'), { ...asks('q'), outgoingEdgeId: 'e1' }),
      group('g2', { id: 'j', type: 'Jump', options: { groupId: 'g3' } }),
      group('g3', says('bye', { id: 'b' })),
    ],
    edges: edges('to-start>g1', 'e1>g2'),
  });
  const { sessionId } = (await chat.start(await chat.publish(document))).body;
  await chat.say(sessionId, 'a private answer');
  const steps = of('block').map(({ block, type, decision }) => ({ block, type, decision }));
  expect(steps).toEqual([
    { block: 'hello', type: 'text', decision: 'next' },
    { block: 'q', type: 'text input', decision: 'pause' },
    { block: 'q', type: 'text input', decision: 'reply valid' },
    { block: 'j', type: 'Jump', decision: 'go to g3' },
    { block: 'b', type: 'text', decision: 'next' },
  ]);
  expect(JSON.stringify(of('block'))).not.toContain('private');
  expect(of('block')).toEqual(of('block').map((line) => ({ ...line, session: sessionId, ms: expect.any(Number) })));
});
