import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readTolerantly } from './tolerant.ts';

const schema = z.object({
  name: z.string().optional(),
  shade: z.enum(['light', 'dark']).optional(),
  nested: z.object({ size: z.number().optional() }).optional(),
  list: z.array(z.object({ id: z.string(), to: z.string(), note: z.string().optional() })).optional(),
});

describe('readTolerantly', () => {
  it.each([
    ['fits', { name: 'a', list: [{ id: '1', to: 'x' }] }, { name: 'a', list: [{ id: '1', to: 'x' }] }, []],
    ['unknown field', { name: 'a', more: 1 }, { name: 'a' }, []],
    ['wrong type', { name: 5 }, {}, ['name: Expected a text but found a number: it was left out.']],
    ['null', { name: null }, {}, ['name: Expected a text but found null: it was left out.']],
    ['unknown value', { shade: 'red' }, {}, ['shade: Expected a known value but found "red": it was left out.']],
    [
      'nested field',
      { nested: { size: [] } },
      { nested: {} },
      ['nested.size: Expected a number but found a list: it was left out.'],
    ],
    [
      'entry without a required field',
      { list: [{ id: '1', to: 'x' }, { id: '2' }] },
      { list: [{ id: '1', to: 'x' }] },
      ['list.1.to: Expected a text but found nothing: the part around it was left out.'],
    ],
    [
      'entry without two required fields: the next one stays whole',
      { list: [{}, { id: '2', to: 'x', note: 'n' }] },
      { list: [{ id: '2', to: 'x', note: 'n' }] },
      ['list.0.id: Expected a text but found nothing: the part around it was left out.'],
    ],
    [
      'two broken entries in one list',
      { list: [5, { id: '1', to: 'x' }, null, { id: '2', to: 'y', note: 1 }] },
      {
        list: [
          { id: '1', to: 'x' },
          { id: '2', to: 'y' },
        ],
      },
      [
        'list.0: Expected an object but found a number: it was left out.',
        'list.2: Expected an object but found null: it was left out.',
        'list.3.note: Expected a text but found a number: it was left out.',
      ],
    ],
    ['nothing usable', 'text', undefined, [': Expected an object but found a text: the whole was left out.']],
  ])('%s', (_name, input, value, problems) => {
    const before = structuredClone(input);
    const reading = readTolerantly(schema, input);
    expect(reading.value).toEqual(value);
    expect(reading.problems.map(({ path, message }) => `${path.join('.')}: ${message}`)).toEqual(problems);
    expect(input).toEqual(before);
  });

  it('removes a part once when a schema complains about it twice', () => {
    const strict = z.object({ code: z.string().min(3).regex(/^\d+$/).optional(), name: z.string().optional() });
    const reading = readTolerantly(z.object({ inner: strict }), { inner: { code: 'x', name: 'kept' } });
    expect(reading.value).toEqual({ inner: { name: 'kept' } });
  });
});
