import { describe, expect, it } from 'vitest';
import { oneGroup, SimulatedConversation } from '../../../test/support/running-flow.ts';
import type { Value } from '../../flow/values.ts';
import { setVariable } from './set-variable.ts';

async function run(options: Record<string, unknown>, values: Record<string, Value | undefined>) {
  const block = { id: 'b1', type: 'Set variable', options: { variableId: 'list', ...options } };
  const names = [...new Set(['list', 'saved', ...Object.keys(values)])];
  const variables = names.map((id) => ({ id, name: id, ...(values[id] !== undefined && { value: values[id] }) }));
  const talk = new SimulatedConversation(oneGroup([block], { variables }), new Map([[setVariable.type, setVariable]]));
  await talk.start();
  return talk;
}

describe('Append value(s)', () => {
  const others = { I: 'x', L: ['a'] };
  it.each<[Value | undefined, string | undefined, Value]>([
    [null, 'c', ['c']],
    [undefined, 'c', ['c']],
    ['', 'c', ['c']],
    ['a', 'c', ['a', 'c']],
    [['a'], 'c{{I}}', ['a', 'cx']],
    [['a'], '', ['a', null]],
    [['a'], undefined, ['a', null]],
    [['a'], '{{L}}', ['a', '["a"]']],
    [['a'], '{{Unknown}}', ['a', null]],
    [[], 'c', ['c']],
    [['a', null], 'c', ['a', null, 'c']],
  ])('%j and %j give %j', async (list, item, after) => {
    const talk = await run({ type: 'Append value(s)', ...(item !== undefined && { item }) }, { ...others, list });
    expect(talk.value('list')).toEqual(after);
  });
});

describe('Pop and Shift', () => {
  it.each<[Value | undefined, [Value, Value], [Value, Value]]>([
    [
      ['a', 'b'],
      [['a'], 'b'],
      [['b'], 'a'],
    ],
    [['a'], [[], 'a'], [[], 'a']],
    [[], [[], null], [[], null]],
    ['x', [[], 'x'], [[], 'x']],
    ['["a","b"]', [[], '["a","b"]'], [[], '["a","b"]']],
    [
      [null, 'b', null],
      [[null, 'b'], null],
      [['b', null], null],
    ],
    [null, [null, 'before'], [null, 'before']],
    [undefined, [null, 'before'], [null, 'before']],
  ])('of %j: %j, %j', async (list, popped, shifted) => {
    for (const [type, [after, item]] of [
      ['Pop', popped],
      ['Shift', shifted],
    ] as const) {
      const talk = await run({ type, saveItemInVariableId: 'saved' }, { list, saved: 'before' });
      expect([talk.value('list'), talk.value('saved')]).toEqual([after, item]);
    }
  });

  it.each([
    ['Pop', 'b'],
    ['Shift', 'a'],
  ])('%s into the list itself leaves the item', async (type, item) => {
    const talk = await run({ type, saveItemInVariableId: 'list' }, { list: ['a', 'b'] });
    expect(talk.value('list')).toBe(item);
  });

  it.each([undefined, 'unknown'])('saves nothing in %s', async (saveItemInVariableId) => {
    const talk = await run({ type: 'Pop', saveItemInVariableId }, { list: ['a', 'b'] });
    expect(talk.value('list')).toEqual(['a']);
  });
});

describe('Map item with same index', () => {
  const base = ['one', 'two', 'two'];
  it.each<[string, Value | undefined, Value | undefined, Value | undefined, Value]>([
    ['first occurrence', 'two', base, ['id1', 'id2', 'id3'], 'id2'],
    ['target shorter', 'two', base, ['id1'], null],
    ['element null', 'two', base, ['id1', null], null],
    ['base list is text', 'two', '["two"]', ['id1'], null],
    ['base item empty', null, base, ['id1'], null],
    ['base item is the empty text', '', ['', 'two'], ['id1'], null],
    ['base item is a list', ['two'], base, ['id1'], null],
    ['not found', 'TWO', base, ['id1', 'id2'], null],
    ['target is text', 'two', base, 'id2', null],
    ['target absent', 'two', base, undefined, null],
  ])('%s', async (_case, item, baseList, target, expected) => {
    const mapListItemParams = { baseItemVariableId: 'i', baseListVariableId: 'b', targetListVariableId: 't' };
    const options = { type: 'Map item with same index', mapListItemParams };
    const talk = await run(options, { list: 'before', i: item, b: baseList, t: target });
    expect(talk.value('list')).toEqual(expected);
  });

  it('without parameters erases the value', async () => {
    const talk = await run({ type: 'Map item with same index' }, { list: 'before' });
    expect(talk.value('list')).toBeNull();
  });
});
