import { z } from 'zod';
import { numberOrVariable } from '../../src/blocks/shared/fields.ts';
import type { BlockKind } from '../../src/engine/block.ts';
import { conditionSchema } from '../../src/engine/language/conditions.ts';

/** A field of a stored block, as the table of options shows it. */
export interface OptionRow {
  /** Names from the block down, joined by dots; `[]` stands behind a list. */
  readonly name: string;
  readonly type: string;
  /** Texts that are allowed; empty when any is. */
  readonly values: readonly string[];
}

type JsonSchema = z.core.JSONSchema.JSONSchema;

// Schemas that are shown as one thing, by a name that readers know.
const named = z.registry<{ readonly title: string }>();
named.add(numberOrVariable, { title: 'number or one `{{variable}}`' });
named.add(conditionSchema, { title: 'condition' });

/** What every block has; described once for all kinds. */
const common = new Set(['id', 'type', 'outgoingEdgeId']);

/**
 * The fields that blocks of a kind may have besides those of every block, in the order of its schema.
 *
 * @example optionRows(redirect)[0] // { name: 'options.url', type: 'text', values: [] }
 */
export function optionRows(kind: BlockKind): OptionRow[] {
  const schema = z.toJSONSchema(kind.schema, { io: 'input', unrepresentable: 'any', metadata: named });
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
    common.has(name) ? [] : rowsOf(name, property as JsonSchema),
  );
}

function rowsOf(name: string, schema: JsonSchema): OptionRow[] {
  const { item, depth } = innermost(withoutNull(schema));
  const path = name + '[]'.repeat(depth);
  if (item.properties && item.title === undefined) {
    return Object.entries(item.properties).flatMap(([key, property]) =>
      rowsOf(`${path}.${key}`, property as JsonSchema),
    );
  }
  const type = `${'list of '.repeat(depth)}${typeName(item)}${depth > 0 ? 's' : ''}`;
  return [{ name, type, values: (item.enum ?? []).map(String) }];
}

/** The entries of a list of lists of … */
function innermost(schema: JsonSchema): { item: JsonSchema; depth: number } {
  if (schema.type !== 'array') return { item: schema, depth: 0 };
  const { item, depth } = innermost(withoutNull(schema.items as JsonSchema));
  return { item, depth: depth + 1 };
}

function withoutNull(schema: JsonSchema): JsonSchema {
  const [first, second, ...others] = (schema.anyOf ?? []) as JsonSchema[];
  return first && second?.type === 'null' && others.length === 0 ? first : schema;
}

const names: Readonly<Record<string, string>> = { string: 'text', number: 'number', boolean: 'true or false' };

function typeName({ title, type }: JsonSchema): string {
  if (title !== undefined) return title;
  if (type === undefined) return 'any value';
  return [type]
    .flat()
    .map((name) => names[name] ?? name)
    .join(' or ');
}
