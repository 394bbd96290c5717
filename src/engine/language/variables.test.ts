import { describe, expect, it } from 'vitest';
import { flowDocument, SimulatedConversation } from '../../../test/support/running-flow.ts';
import { Variables } from './variables.ts';

function variables(state: Partial<ConstructorParameters<typeof Variables>[1]> = {}): Variables {
  const declared = [
    { id: 'v1', name: 'Name' },
    { id: 'v2', name: 'Name' },
    { id: 'v3', name: 'Null', value: null },
    { id: 'v4', name: 'Hidden', isSessionVariable: true },
  ];
  const { program } = new SimulatedConversation(flowDocument({ variables: declared }), new Map());
  return new Variables(program, { values: {}, ...state });
}

describe('Variables', () => {
  it('the first of two with one name wins, also after the other was written', () => {
    const set = variables();
    set.set('v2', 'second');
    expect(set.named('Name')?.id).toBe('v1');
    expect([set.get('v1'), set.get('v2')]).toEqual([undefined, 'second']);
  });

  it.each([
    ['never written', 'v1', undefined],
    ['declared as null', 'v3', null],
    ['unknown', 'nope', undefined],
    ['no id', undefined, undefined],
  ])('%s', (_case, id, expected) => expect(variables().get(id)).toBe(expected));

  it.each(['nope', '__proto__', 'constructor'])('ignores a write to %s', (id) => {
    const set = variables();
    set.set(id, 'x');
    expect([set.find(id), set.get(id), set.toState()]).toEqual([undefined, undefined, { values: {} }]);
  });

  it('session-only by declaration or while running', () => {
    const set = variables();
    set.markSessionOnly('v1');
    expect([...set.all()].map((variable) => set.isSessionOnly(variable))).toEqual([true, false, false, true]);
  });

  it('a variable brought along takes another id when its own is taken', () => {
    const set = variables({ values: { v1: 'mine' } });
    set.add({ id: 'v1', name: 'Other' }, 'theirs');
    set.add({ id: 'v1', name: 'Third' }, 'third');
    set.add({ id: 'w1', name: 'New' }, 'new');
    expect(set.get('v1')).toBe('mine');
    expect(['Other', 'Third', 'New'].map((name) => set.named(name)?.id)).toEqual(['v1_', 'v1__', 'w1']);
    expect(['Other', 'Third', 'New'].map((name) => set.get(set.named(name)?.id))).toEqual(['theirs', 'third', 'new']);
  });

  it('comes back from its state', () => {
    const set = variables();
    set.set('v1', ['a', null]);
    set.set('v3', 'x');
    set.add({ id: 'w1', name: 'New' }, 'new');
    set.markSessionOnly('w1');
    const state = JSON.parse(JSON.stringify(set.toState()));
    const copy = variables(state);
    expect(copy.toState()).toEqual(set.toState());
    expect([...copy.all()].map(({ name }) => [name, copy.get(copy.named(name)?.id)])).toEqual([
      ['Name', ['a', null]],
      ['Name', ['a', null]],
      ['Null', 'x'],
      ['Hidden', undefined],
      ['New', 'new'],
    ]);
    expect(copy.isSessionOnly(copy.named('New')!)).toBe(true);
  });
});
