import { describe, expect, it } from 'vitest';
import { flowDocument, SimulatedConversation } from '../../../test/support/running-flow.ts';
import { scriptsForTests } from '../../../test/support/scripts-for-tests.ts';
import { usualGuard } from '../../../test/support/usual-guard.ts';
import type { Write } from '../../engine/block.ts';
import { interpolate } from '../../engine/language/interpolate.ts';
import type { ScriptRequest } from '../../engine/scripts.ts';
import { Frame } from '../../engine/turn/frame.ts';
import { applyMapping, memberChain, type ResponseMapping } from './response-mapping.ts';

const sandbox = scriptsForTests();

const response = {
  statusCode: 200,
  data: {
    user: { n: 'Ana', 'first name': 'A', nothing: null },
    tags: ['a', 1, null],
    items: [
      { name: 'x', id: 1 },
      { name: 'y', id: 2 },
    ],
    text: 'hello',
    empty: '',
    ['__proto__']: 'own',
  },
  other: 'kept',
};

async function map(mapping: ResponseMapping, given: object = response) {
  const variables = [
    { id: 'v1', name: 'A', value: 'user' },
    { id: 'v2', name: 'B', value: 'before' },
    { id: 'v3', name: 'Secret', value: 'statusCode' },
  ];
  const { program, state } = new SimulatedConversation(flowDocument({ variables }), new Map());
  const scope = {
    program,
    variables: new Frame(program, state.frames[0]!).variables,
    guard: usualGuard(),
    effects: sandbox,
  };
  const writes: Write[] = [];
  const requests: ScriptRequest[] = [];
  const runScripts = (batch: readonly ScriptRequest[]) => {
    requests.push(...batch);
    return sandbox.runScripts(batch);
  };
  await applyMapping(
    {
      variables: scope.variables,
      effects: { runScripts },
      text: (template) => interpolate(scope, template),
      write: (list) => writes.push(...list),
    },
    mapping,
    given,
  );
  return { writes, requests };
}

const isSkipped = Symbol('the variable is left as it is');

describe('member chains, without a script', () => {
  it.each<[string, unknown]>([
    ['statusCode', 200],
    ['data.user', response.data.user],
    ['data.user.n', 'Ana'],
    [' data . user [ "n" ] ', 'Ana'],
    ["data.user['first name']", 'A'],
    ['data.items[1].id', 2],
    ['data["items"]["0"].name', 'x'],
    ['data.tags.length', 3],
    ['data.text.length', 5],
    ['data.text[0]', 'h'],
    ['(data).text', 'hello'],
    ['data.{{A}}.n', 'Ana'],
    ['{{Secret}}', 200],
    ['response.other', 'kept'],
    ['response.data.text', 'hello'],
    ['data.empty', ''],
    ['data.__proto__', 'own'],
    ['data.user.nothing', null],
    ['data.nope', undefined],
    ['data.tags[9]', undefined],
    ['data.text.nope', undefined],
    ['statusCode.nope', undefined],
    ['data.nope.x', isSkipped],
    ['data.user.nothing.x', isSkipped],
  ])('%s', async (bodyPath, expected) => {
    const { writes, requests } = await map([{ variableId: 'v2', bodyPath }]);
    expect(requests).toEqual([]);
    expect(writes).toEqual(expected === isSkipped ? [] : [{ variableId: 'v2', value: expected }]);
  });
});

describe('other expressions, in the sandbox', () => {
  it.each<[string, unknown]>([
    ['data.items.flatMap(item => item.name)', ['x', 'y']],
    ['data.items.map(x => x.id).join(", ")', '1, 2'],
    ['data?.user?.n', 'Ana'],
    ['data.nope?.x', undefined],
    ['statusCode === 200', true],
    ['response.data.user["n"] + 1', 'Ana1'],
    ['data[`text`]', 'hello'],
    ['data.tags.at(-1)', null],
    ['{ a: statusCode }', { a: 200 }],
    ['data.text // comment', 'hello'],
    ['typeof fetch', 'undefined'],
    ['typeof setVariable', 'undefined'],
    ['data.items.map', isSkipped],
    ['data.user.constructor', isSkipped],
    ['nope', isSkipped],
    ['data.items[', isSkipped],
    ['data.text; data.user', isSkipped],
    ['return statusCode', isSkipped],
    ['{{Unknown}}', isSkipped],
  ])('%s', async (bodyPath, expected) => {
    const { writes, requests } = await map([{ variableId: 'v2', bodyPath }]);
    expect(requests).toHaveLength(1);
    expect(writes).toEqual(expected === isSkipped ? [] : [{ variableId: 'v2', value: expected }]);
  });

  it('only gets what it mentions', async () => {
    const { requests } = await map([{ variableId: 'v2', bodyPath: 'statusCode + 1' }]);
    expect(requests.map(({ globals }) => globals)).toEqual([{ statusCode: 200 }]);
  });
});

describe('applyMapping', () => {
  it.each<[string, ResponseMapping]>([
    ['no variable', [{ bodyPath: 'data' }]],
    ['an unknown variable', [{ variableId: 'nope', bodyPath: 'data' }]],
    ['no path', [{ variableId: 'v1' }]],
    ['an empty path', [{ variableId: 'v1', bodyPath: '' }]],
  ])('leaves out an entry with %s', async (_case, mapping) => {
    expect((await map(mapping)).writes).toEqual([]);
  });

  it('keeps the order, and every path sees the variables as they were', async () => {
    const { writes } = await map([
      { variableId: 'v1', bodyPath: 'data.items.length + 1' },
      { variableId: 'v2', bodyPath: 'data.{{A}}.n' },
      { variableId: 'v3', bodyPath: 'nope' },
      { variableId: 'v3', bodyPath: 'statusCode * 2' },
    ]);
    expect(writes).toEqual([
      { variableId: 'v1', value: 3 },
      { variableId: 'v2', value: 'Ana' },
      { variableId: 'v3', value: 400 },
    ]);
  });

  it.each<[string, unknown]>([
    ['statusCode', undefined],
    ['typeof statusCode', 'undefined'],
    ['data', undefined],
    ['data.x', isSkipped],
  ])('%s of an empty response', async (bodyPath, expected) => {
    const { writes } = await map([{ variableId: 'v2', bodyPath }], {});
    expect(writes).toEqual(expected === isSkipped ? [] : [{ variableId: 'v2', value: expected }]);
  });
});

describe('memberChain', () => {
  it.each<[string, ReturnType<typeof memberChain>]>([
    ['data', ['data']],
    ['data.a["b c"][0]', ['data', 'a', 'b c', 0]],
    ['data.a()', undefined],
    ['data[a]', undefined],
    ['data?.a', undefined],
    ['"data".length', undefined],
    ['data.a, data.b', undefined],
    ['data.a data', undefined],
    ['new.target', undefined],
    ['', undefined],
  ])('%s', (code, expected) => expect(memberChain(code)).toEqual(expected));
});
