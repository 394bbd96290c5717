import { type Expression, parseExpressionAt } from 'acorn';
import { z } from 'zod';
import type { BlockContext, Effects, Write } from '../../engine/block.ts';

/** Saves a part of a response in a variable; `bodyPath` is a JavaScript expression with references. */
export const responseMappingSchema = z.array(
  z.object({ id: z.string().optional(), variableId: z.string().optional(), bodyPath: z.string().optional() }),
);
export type ResponseMapping = z.infer<typeof responseMappingSchema>;

/** What a mapping needs of the running block. */
type MappingContext = Pick<BlockContext, 'variables' | 'text' | 'write'> & {
  readonly effects: Pick<Effects, 'runScripts'>;
};

/** JSON data that expressions see as `response`; `statusCode` and `data` are also names of their own. */
export interface MappedResponse {
  readonly statusCode?: unknown;
  readonly data?: unknown;
}

/**
 * Writes parts of a response to variables (integrations §4.8). An expression that fails leaves its variable as it is;
 * one that gives nothing empties it. All expressions see the variables as they were before.
 *
 * @example await applyMapping(context, [{ variableId: 'v1', bodyPath: 'data.user.name' }], { statusCode: 200, data })
 */
export async function applyMapping(
  context: MappingContext,
  mapping: ResponseMapping,
  response: MappedResponse,
): Promise<void> {
  const names: Names = { statusCode: response.statusCode, data: response.data, response };
  const found: { readonly variableId: string; readonly code: string; readonly reading: Reading | undefined }[] = [];
  for (const { variableId, bodyPath } of mapping) {
    if (variableId === undefined || !bodyPath || !context.variables.find(variableId)) continue;
    const code = await context.text(bodyPath);
    const chain = memberChain(code);
    found.push({ variableId, code, reading: chain && readChain(names, chain) });
  }
  const scripts = found.filter((entry) => !entry.reading).map(({ code }) => expression(code, names));
  const outcomes = (scripts.length > 0 ? await context.effects.runScripts(scripts) : []).values();
  const writes: Write[] = [];
  for (const { variableId, reading } of found) {
    const result = reading ?? outcomes.next().value;
    if (result?.ok) writes.push({ variableId, value: result.value });
  }
  context.write(writes);
}

type Names = Readonly<Record<string, unknown>>;

/** What a chain leads to; not ok = a property of nothing was asked for. */
type Reading = { readonly ok: true; readonly value: unknown } | { readonly ok: false };

function expression(code: string, names: Names) {
  // Responses may be large: code gets only those that it mentions.
  const used = Object.entries(names).filter(([name]) => code.includes(name));
  return { code, kind: 'expression' as const, globals: Object.fromEntries(used) };
}

/** Longer code is left to the script runner without a look: values of people may stand in it. */
const longestCode = 2_000;

/**
 * Name and keys of code that is nothing but a name and its members; undefined for anything else.
 *
 * @example memberChain("data.items[0]['first name']") // ['data', 'items', 0, 'first name']
 */
export function memberChain(code: string): [string, ...(string | number)[]] | undefined {
  if (code.length > longestCode) return undefined;
  let node: Expression;
  try {
    node = parseExpressionAt(code, 0, { ecmaVersion: 'latest' });
  } catch {
    // The script runner is the judge of what does not parse.
    return undefined;
  }
  if (code.slice(node.end).trim() !== '') return undefined;
  const keys: (string | number)[] = [];
  while (node.type === 'MemberExpression') {
    const { object, property } = node;
    if (object.type === 'Super') return undefined;
    if (!node.computed && property.type === 'Identifier') keys.unshift(property.name);
    else if (property.type === 'Literal' && isKey(property.value)) keys.unshift(property.value);
    else return undefined;
    node = object;
  }
  return node.type === 'Identifier' ? [node.name, ...keys] : undefined;
}

function isKey(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

/** Follows a chain through JSON data; undefined when it leaves the data and only a script can tell. */
function readChain(names: Names, [name, ...keys]: readonly [string, ...(string | number)[]]): Reading | undefined {
  if (!Object.hasOwn(names, name)) return undefined;
  let value = names[name];
  for (const key of keys) {
    if (value === null || value === undefined) return { ok: false };
    const holder = Object(value) as Readonly<Record<string | number, unknown>>;
    if (!Object.hasOwn(holder, key) && key in holder) return undefined;
    value = holder[key];
  }
  return { ok: true, value };
}
