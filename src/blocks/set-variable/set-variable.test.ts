import { describe, expect, it } from 'vitest';
import { type ConversationOptions, oneGroup, SimulatedConversation } from '../../../test/support/running-flow.ts';
import type { Effects } from '../../engine/block.ts';
import { deviceTypeCode, momentOfDayCode } from './client-code.ts';
import { setVariable } from './set-variable.ts';

const variables = [
  { id: 'v1', name: 'Target', value: 'before' },
  { id: 'v2', name: 'Score', value: '41' },
  { id: 'v3', name: 'Error', value: 'none' },
  { id: '1-a', name: 'Odd', value: 'odd' },
  { id: 'v4', name: 'Done', value: 'reached' },
];

function conversation(options: Record<string, unknown> | undefined, settings: ConversationOptions = {}) {
  const block = { id: 'b1', type: 'Set variable', ...(options && { options: { variableId: 'v1', ...options } }) };
  const after = { id: 'b2', type: 'Set variable', options: { variableId: 'v2', expressionToEvaluate: '{{Done}}' } };
  const kinds = new Map([[setVariable.type, setVariable]]);
  return new SimulatedConversation(oneGroup([block, after], { variables }), kinds, settings);
}

const whatsapp = {
  channel: {
    name: 'whatsapp',
    contact: { name: 'Ann', phoneNumber: '+336' },
    referral: { clickId: 'click', sourceId: 'ad' },
  },
} as const;

describe('values from the conversation', () => {
  const id = 'id0000000000000000000001';
  it.each([
    ['Empty', null, null],
    ['Result ID', 'result1', 'result1'],
    ['User ID', 'result1', 'result1'],
    ['Random ID', id, id],
    ['Environment name', 'web', 'whatsapp'],
    ['Phone number', null, '+336'],
    ['Contact name', null, 'Ann'],
    ['Referral Click ID', null, 'click'],
    ['Referral Source ID', null, 'ad'],
  ])('%s is %s on the web, %s in WhatsApp', async (type, web, inWhatsapp) => {
    for (const [settings, expected] of [
      [{}, web],
      [whatsapp, inWhatsapp],
    ] as const) {
      const talk = conversation({ type }, settings);
      await talk.start();
      expect(talk.value('Target')).toBe(expected);
    }
  });

  it.each(['Result ID', 'User ID'])('%s is new at each execution in a preview', async (type) => {
    const talk = conversation({ type }, { resultId: undefined });
    await talk.start();
    expect(talk.value('Target')).toBe(id);
    await talk.start();
    expect(talk.value('Target')).toBe('id0000000000000000000002');
  });

  it.each([
    ['Moment of the day', 'morning'],
    ['Device type', 'mobile'],
  ])('%s is %s in a messaging app, without a client', async (type, expected) => {
    const talk = conversation({ type }, whatsapp);
    const { output } = await talk.start();
    expect(output.actions).toEqual([]);
    expect(talk.value('Target')).toBe(expected);
  });

  it.each(['Empty', 'Random ID', 'Now', 'Pop', 'Result ID'])('%s ignores isExecutedOnClient', async (type) => {
    const talk = conversation({ type, isExecutedOnClient: true });
    expect((await talk.start()).output.actions).toEqual([]);
    expect(talk.value('Score')).toBe('reached');
  });
});

describe('without a variable', () => {
  it.each([
    ['no options', undefined],
    ['no variable', { variableId: undefined, expressionToEvaluate: '1' }],
    ['an unknown variable', { variableId: 'nope', expressionToEvaluate: '1', isExecutedOnClient: true }],
  ])('%s: goes on and changes nothing', async (_case, options) => {
    const talk = conversation(options);
    expect((await talk.start()).output.actions).toEqual([]);
    expect([talk.value('Target'), talk.value('Score')]).toEqual(['before', 'reached']);
  });
});

describe('Custom on the server', () => {
  it.each([
    ['absent', {}],
    ['empty', { expressionToEvaluate: '' }],
    ['empty on the client', { expressionToEvaluate: '', isExecutedOnClient: true }],
  ])('an expression that is %s gives null', async (_case, options) => {
    const talk = conversation({ type: 'Custom', ...options });
    expect((await talk.start()).output.actions).toEqual([]);
    expect(talk.value('Target')).toBeNull();
  });

  it('gives code the variables it refers to, under names that work', async () => {
    const talk = conversation({ expressionToEvaluate: '{{Odd}} + {{Score}}' });
    await talk.start();
    expect(talk.value('Target')).toBe('odd41');
  });

  it('drops what the code assigns', async () => {
    const talk = conversation({ expressionToEvaluate: 'setVariable("Error", "changed"); return 5' });
    await talk.start();
    expect([talk.value('Target'), talk.value('Error')]).toEqual(['5', 'none']);
  });

  it.each([
    [true, 'foo is not defined', 1],
    [false, 'none', 0],
    [undefined, 'none', 0],
  ])('an error with isCode %s: error variable %s, %d logs', async (isCode, error, logs) => {
    const talk = conversation({ expressionToEvaluate: 'foo + {{Score}}', isCode, saveErrorInVariableId: 'v3' });
    const { output } = await talk.start();
    expect([talk.value('Target'), talk.value('Error')]).toEqual(['foo + 41', error]);
    const log = { description: 'foo is not defined', context: 'While evaluating set variable expression' };
    expect(output.logs).toEqual(Array(logs).fill({ origin: 'wire', log }));
  });

  it.each([
    ['error', 'no {{= (', 'no {{= ('],
    ['error', 'f({{Score}})', 'f(41)'],
    ['timeout', 'f({{Score}})', null],
    ['memory', 'f({{Score}})', null],
    ['killed', 'f({{Score}})', null],
    ['refused', 'f({{Score}})', null],
    ['refused', 'A text {{= f({{Score}}) =}} ', 'A text  '],
    ['error', 'A text {{= f({{Score}}) =}} ', 'A text  f(41)  '],
  ] as const)('code that ended with %s: %s gives %j', async (reason, expressionToEvaluate, expected) => {
    const failure = { ok: false, reason, name: 'Error', message: 'why' } as const;
    const runScripts: Effects['runScripts'] = async (requests) =>
      requests.map(({ code }) => (code.includes('A text') ? { ...failure, reason: 'error' } : failure));
    const talk = conversation({ expressionToEvaluate }, { effects: { runScripts } });
    const { output } = await talk.start();
    expect(talk.value('Target')).toBe(expected);
    const description = 'Set variable b1 in "Group 1": why';
    const log = { origin: 'diagnostic', log: { status: 'error', description, context: 'Script' } };
    expect(output.logs).toEqual(reason === 'error' ? [] : [log]);
  });

  it('leaves the error variable alone when the code works', async () => {
    const talk = conversation({ expressionToEvaluate: '1', isCode: true, saveErrorInVariableId: 'v3' });
    await talk.start();
    expect([talk.value('Target'), talk.value('Error')]).toEqual(['1', 'none']);
  });

  it('asks no script runner for references and numbers that are kept', async () => {
    for (const [expressionToEvaluate, expected] of [
      ['{{Score}}', '41'],
      ['+33601020304', '+33601020304'],
    ] as const) {
      const runScripts = () => Promise.reject(new Error('not expected'));
      const talk = conversation({ expressionToEvaluate }, { effects: { runScripts } });
      await talk.start();
      expect(talk.value('Target')).toBe(expected);
    }
  });
});

describe('on the client', () => {
  it.each([
    [
      { expressionToEvaluate: '{{Score}} + 1 + {{Score}} + {{Odd}} + {{Unknown}}', isCode: true },
      {
        content: 'v2 + 1 + v2 + $v_312d61 + ',
        args: [
          { id: 'v2', value: 41 },
          { id: '$v_312d61', value: 'odd' },
        ],
        isCode: true,
      },
    ],
    [{ expressionToEvaluate: '{{Score}}' }, { content: 'v2', args: [{ id: 'v2', value: 41 }], isCode: false }],
    [
      { type: 'Custom', expressionToEvaluate: '{{= 1 + 1 =}} + 1', isUnsafe: true },
      { content: '2 + 1', args: [], isCode: false, isUnsafe: true },
    ],
    [
      { expressionToEvaluate: '1', isUnsafe: false },
      { content: '1', args: [], isCode: false, isUnsafe: false },
    ],
    [{ type: 'Moment of the day' }, { content: momentOfDayCode, args: [], isCode: false }],
    [
      { type: 'Device type', isCode: true },
      { content: deviceTypeCode, args: [], isCode: false },
    ],
  ])('%j', async (options, scriptToExecute) => {
    const isExecutedOnClient = !('type' in options) || options.type === 'Custom';
    const talk = conversation({ ...options, ...(isExecutedOnClient && { isExecutedOnClient }) });
    const { output } = await talk.start();
    expect(output.actions).toEqual([
      { type: 'setVariable', setVariable: { scriptToExecute }, expectsDedicatedReply: true },
    ]);
    expect(output).toMatchObject({ messages: [], isEnded: false });
    expect(talk.state.position).toBe('b1');
    expect([talk.value('Target'), talk.value('Score')]).toEqual(['before', '41']);
  });

  it('runs on the server in a messaging app', async () => {
    const talk = conversation({ expressionToEvaluate: '{{Score}} + 1', isExecutedOnClient: true }, whatsapp);
    expect((await talk.start()).output.actions).toEqual([]);
    expect(talk.value('Target')).toBe('42');
  });

  it.each([
    ['text', { type: 'text', text: '["a",1,""]' }, ['a', '1', null]],
    ['empty text', { type: 'text', text: '' }, null],
    ['nothing', undefined, 'before'],
    ['audio', { type: 'audio', url: 'https://a.test/1.ogg' }, 'before'],
  ] as const)('a reply of %s is stored and the flow goes on', async (_case, message, expected) => {
    const talk = conversation({ expressionToEvaluate: 'x', isExecutedOnClient: true });
    await talk.start();
    await talk.send(message);
    expect([talk.value('Target'), talk.value('Score')]).toEqual([expected, 'reached']);
  });
});
