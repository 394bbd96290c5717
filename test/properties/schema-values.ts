import fc from 'fast-check';
import type { z } from 'zod';

/** Texts to take for fields, by the name of the field. */
export type TextsFor = (field: string) => fc.Arbitrary<string>;

/** What of a zod schema tells its values. */
interface Definition {
  readonly type: string;
  readonly innerType?: z.ZodType;
  readonly element?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly in?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly entries?: Readonly<Record<string, string>>;
  readonly values?: readonly unknown[];
  readonly getter?: () => z.ZodType;
}

/** Nested lists and objects are not followed deeper than this. */
const deepest = 6;

/**
 * Values that a schema accepts most of the time: fields that may be missing often are, texts come from the pools of
 * their field, and now and then something is of a wrong type altogether.
 */
export function valuesOf(schema: z.ZodType, textsFor: TextsFor, field = '', depth = 0): fc.Arbitrary<unknown> {
  const plausible = plausibleValues(schema, textsFor, field, depth);
  return fc.oneof({ weight: 40, arbitrary: plausible }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) });
}

function plausibleValues(schema: z.ZodType, textsFor: TextsFor, field: string, depth: number): fc.Arbitrary<unknown> {
  const definition = schema.def as unknown as Definition;
  const { type, innerType, element, options, valueType, shape, entries, values, getter } = definition;
  const inside = (next: z.ZodType, name = field) => valuesOf(next, textsFor, name, depth + 1);
  if (depth > deepest) return fc.constant(undefined);
  switch (type) {
    case 'string':
      return textsFor(field);
    case 'number':
      return fc.oneof(fc.integer({ min: -2, max: 20 }), fc.double({ noNaN: true, noDefaultInfinity: true }));
    case 'boolean':
      return fc.boolean();
    case 'enum':
      return fc.constantFrom(...Object.values(entries ?? {}));
    case 'literal':
      return fc.constantFrom(...(values ?? []));
    case 'optional':
    case 'default':
    case 'nullable':
      return fc.option(inside(innerType!), { nil: type === 'nullable' ? null : undefined, freq: 2 });
    case 'readonly':
    case 'catch':
    case 'nonoptional':
      return inside(innerType!);
    case 'pipe':
      return inside(definition.in!);
    case 'lazy':
      return inside(getter!());
    case 'union':
      return fc.oneof(...options!.map((option) => inside(option)));
    case 'array':
      return fc.array(inside(element!), { maxLength: 3 });
    case 'record':
      return fc.dictionary(textsFor('name'), inside(valueType!), { maxKeys: 2 });
    case 'object':
      return fc.record(Object.fromEntries(Object.entries(shape!).map(([name, part]) => [name, inside(part, name)])));
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}
