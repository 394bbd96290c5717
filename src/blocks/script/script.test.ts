import { describe, expect, it } from 'vitest';
import { type ConversationOptions, oneGroup, SimulatedConversation } from '../../../test/support/running-flow.ts';
import { script } from './script.ts';

const variables = [
  { id: 'v1', name: 'Name', value: 'Ann' },
  { id: 'v2', name: 'Score', value: '41' },
  { id: 'v3', name: 'Never' },
];

async function run(options: Record<string, unknown> | undefined, settings: ConversationOptions = {}) {
  const block = { id: 'b1', type: 'Code', ...(options && { options }) };
  const talk = new SimulatedConversation(oneGroup([block], { variables }), new Map([[script.type, script]]), settings);
  const { output } = await talk.start();
  return { talk, output };
}

describe('Script on the client', () => {
  it.each([
    [
      { content: "alert('{{Name}}', {{Score}}, {{Name}})" },
      {
        content: "alert('v1', v2, v1)",
        args: [
          { id: 'v1', value: 'Ann' },
          { id: 'v2', value: 41 },
        ],
      },
    ],
    [
      { content: 'f({{Never}})', isExecutedOnClient: true },
      { content: 'f(v3)', args: [{ id: 'v3' }] },
    ],
    [
      { content: '<script>f()</script>', isUnsafe: true },
      { content: '<script>f()</script>', args: [], isUnsafe: true },
    ],
  ])('%j is sent and does not pause', async (options, scriptToExecute) => {
    const { output } = await run(options);
    expect(output.actions).toEqual([{ type: 'scriptToExecute', scriptToExecute }]);
    expect(output.isEnded).toBe(true);
  });

  it.each([[undefined], [{}], [{ content: '' }], [{ content: '', isExecutedOnClient: false }]])(
    'nothing to run in %j',
    async (options) => {
      expect((await run(options)).output).toMatchObject({ actions: [], logs: [] });
    },
  );

  it('is dropped in a messaging app, with a log', async () => {
    const { output } = await run({ content: 'f()' }, { channel: { name: 'telegram' } });
    expect(output.actions).toEqual([]);
    expect(output.logs).toMatchObject([{ origin: 'diagnostic', log: { status: 'info' } }]);
  });
});

describe('Script on the server', () => {
  it.each<[string, unknown]>([
    ['setVariable("Name", {{Score}} + 1)', '42'],
    ['setVariable("Name", ["a", 1, ""])', ['a', '1', null]],
    ['setVariable("Name", "")', null],
    ['setVariable("v1", "by id")', 'Ann'],
    ['setVariable("Unknown", 1)', 'Ann'],
    ['setVariable("Name", "Zoe"); return 5', 'Zoe'],
    ['setVariable("Name", "Zoe"); setVariable("Never", {{Name}})', 'Zoe'],
    ['return "ignored"', 'Ann'],
  ])('%s', async (content, expected) => {
    const { talk, output } = await run({ content, isExecutedOnClient: false });
    expect(talk.value('Name')).toEqual(expected);
    expect(output).toMatchObject({ actions: [], logs: [] });
  });

  it('runs in a messaging app, too', async () => {
    const options = { content: 'setVariable("Name", "Zoe")', isExecutedOnClient: false };
    expect((await run(options, { channel: { name: 'telegram' } })).talk.value('Name')).toBe('Zoe');
  });

  it('code that cannot be read is logged with its block', async () => {
    const { output } = await run({ content: 'f(', isExecutedOnClient: false });
    expect(output.logs).toMatchObject([
      {
        origin: 'diagnostic',
        log: { status: 'error', description: expect.stringMatching(/^Code b1 in "Group 1": ./), context: 'Script' },
      },
      { origin: 'wire', log: { context: 'While executing function' } },
    ]);
  });

  it('an error changes nothing and is logged', async () => {
    const content = "setVariable('Name', 'Zoe'); throw new Error('boom')";
    const { talk, output } = await run({ content, isExecutedOnClient: false });
    expect(talk.value('Name')).toBe('Ann');
    expect(output.logs).toEqual([
      { origin: 'wire', log: { description: 'boom', context: 'While executing function' } },
    ]);
  });
});
