import { describe, expect, it } from 'vitest';
import { flowDocument, SimulatedConversation, simulatedEffects } from '../../../test/support/running-flow.ts';
import { usualGuard } from '../../../test/support/usual-guard.ts';
import { Frame } from '../turn/frame.ts';
import { type DeepOptions, fillDeep } from './deep.ts';

const values = { Name: 'Ann "A"', Score: '41', True: 'true', Json: '{"a":1}', List: ['a'], Zero: '0012', Empty: null };

function fill(value: unknown, options?: DeepOptions): Promise<unknown> {
  const variables = Object.entries(values).map(([name, held], i) => ({ id: `v${i}`, name, value: held }));
  const { program, state } = new SimulatedConversation(flowDocument({ variables }), new Map());
  const frame = new Frame(program, state.frames[0]!);
  return fillDeep(
    { program, variables: frame.variables, guard: usualGuard(), effects: simulatedEffects() },
    value,
    options,
  );
}

describe('fillDeep', () => {
  it.each<[string, unknown, unknown]>([
    ['a bare text stays', '{{Name}}', '{{Name}}'],
    ['nothing stays', null, null],
    ['absent stays', undefined, undefined],
    ['other values stay', { a: 1, b: false, c: null }, { a: 1, b: false, c: null }],
    ['texts at any depth', { a: { b: '{{Score}}' } }, { a: { b: '41' } }],
    ['keys stay', { '{{Name}}': '{{Score}}' }, { '{{Name}}': '41' }],
    ['objects in lists', [{ a: '{{Score}}' }], [{ a: '41' }]],
    ['texts in lists stay', { tags: ['{{Name}}'] }, { tags: ['{{Name}}'] }],
    ['lists in lists stay lists', { a: [['{{Name}}', { b: '{{Score}}' }]] }, { a: [['{{Name}}', { b: '41' }]] }],
    ['empty texts stay', { a: '{{Empty}}' }, { a: '' }],
    ['inline code', { a: '{{= {{Score}} + 1 =}}' }, { a: '42' }],
  ])('%s', async (_case, value, expected) => expect(await fill(value)).toEqual(expected));

  it.each<[string, DeepOptions, unknown, unknown]>([
    ['mode', { mode: 'json' }, { a: '{{Name}}' }, { a: 'Ann \\"A\\"' }],
    ['texts in lists', { fillListTexts: true }, { a: ['{{Score}}', 'x'] }, { a: ['41', 'x'] }],
    ['texts in lists, guessed', { fillListTexts: true, guessTypes: true }, ['{{Score}}', 'x'], [41, 'x']],
    ['without empty texts', { removeEmpty: true }, { a: '{{Empty}}', b: { c: '' } }, { b: {} }],
    ['guessed, empty kept', { guessTypes: true }, { a: '{{Empty}}', b: '1,5', c: '"q"' }, { a: '', b: '1,5', c: 'q' }],
    [
      'guessed without empty texts',
      { guessTypes: true, removeEmpty: true },
      {
        a: '{{Score}}',
        b: '{{True}}',
        c: '{{Json}}',
        d: '{{Empty}}',
        e: 'undefined',
        f: '{{List}}',
        g: '{{Zero}}',
        h: 'abc',
      },
      { a: 41, b: true, c: { a: 1 }, f: ['a'], g: '0012', h: 'abc' },
    ],
  ])('%s', async (_case, options, value, expected) => expect(await fill(value, options)).toStrictEqual(expected));

  it('does not change what it is given', async () => {
    const value = { a: ['{{Score}}', { b: '{{Score}}' }] };
    await fill(value, { fillListTexts: true });
    expect(value).toEqual({ a: ['{{Score}}', { b: '{{Score}}' }] });
  });
});
