import { describe, expect, it } from 'vitest';
import { oneGroup, SimulatedConversation } from '../../../test/support/running-flow.ts';
import { webhookListener } from './webhook-listener.ts';

const paths = ['data.name', 'statusCode', 'data.x.y'];

function conversation(options: Record<string, unknown>) {
  const block = { id: 'b1', type: 'webhook', options };
  const variables = paths.map((_path, i) => ({ id: `v${i}`, name: `V${i}`, value: 'before' }));
  return new SimulatedConversation(
    oneGroup([block], { variables }),
    new Map([[webhookListener.type, webhookListener]]),
  );
}

describe('webhook listener', () => {
  it('pauses until it is called', async () => {
    const talk = conversation({});
    const { output } = await talk.start();
    expect(output.actions).toEqual([{ type: 'listenForWebhook', expectsDedicatedReply: true }]);
    expect(output.isEnded).toBe(false);
    expect(talk.state.position).toBe('b1');
  });

  const unchanged = 'before';
  it.each<[string, unknown[]]>([
    ['{"data":{"name":"Zoe"}}', ['Zoe', null, unchanged]],
    ['{"name":"Zoe"}', [unchanged, null, unchanged]],
    ['plain text', [null, '200', unchanged]],
    ['', [null, '200', unchanged]],
    ['{}', [unchanged, null, unchanged]],
    ['[1]', [unchanged, unchanged, unchanged]],
    ['5', [unchanged, unchanged, unchanged]],
    ['null', [unchanged, unchanged, unchanged]],
    ['{"statusCode":500,"data":{"name":"E"}}', ['E', '500', unchanged]],
    ['{"data":{"name":{"first":"Zoe"},"x":{"y":[1,null]}}}', ['{"first":"Zoe"}', null, ['1', null]]],
  ])('%s', async (text, expected) => {
    const talk = conversation({
      responseVariableMapping: paths.map((bodyPath, i) => ({ id: `m${i}`, variableId: `v${i}`, bodyPath })),
    });
    await talk.start();
    const { output } = await talk.say(text);
    expect(paths.map((_path, i) => talk.value(`V${i}`))).toEqual(expected);
    expect(output.isEnded).toBe(true);
  });

  it.each([undefined, { type: 'audio', url: 'https://a.test/1.ogg' } as const])('%j maps nothing', async (message) => {
    const talk = conversation({ responseVariableMapping: [{ variableId: 'v1', bodyPath: 'statusCode' }] });
    await talk.start();
    expect((await talk.send(message)).output.isEnded).toBe(true);
    expect(talk.value('V1')).toBe('before');
  });

  it('takes what was delivered only once, also when the client brought it too', async () => {
    const options = { responseVariableMapping: [{ variableId: 'v', bodyPath: 'data' }] };
    const listener = { id: 'b1', type: 'webhook', options, outgoingEdgeId: 'again' };
    const edges = ['to-start', 'again'].map((id) => ({ id, to: { groupId: 'g1' } }));
    const document = oneGroup([listener], { edges, variables: [{ id: 'v', name: 'V' }] });
    const talk = new SimulatedConversation(document, new Map([[webhookListener.type, webhookListener]]));
    await talk.start();
    talk.state = { ...talk.state, delivered: { blockId: 'b1', text: '{"data":"delivered"}' } };
    await talk.say('{"data":"said"}');
    await talk.say();
    expect(talk.value('V')).toBe('said');
    expect(talk.state.delivered).toBeUndefined();
  });

  it('goes on without a mapping', async () => {
    const talk = conversation({});
    await talk.start();
    expect((await talk.say('{"data":1}')).output.isEnded).toBe(true);
  });
});
