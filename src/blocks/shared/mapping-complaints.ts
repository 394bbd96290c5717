import { type AnyNode, type Expression, parseExpressionAt } from 'acorn';
import type { Complaint } from '../../flow/program.ts';
import { parseTemplate } from '../../flow/template.ts';
import type { ResponseMapping } from './response-mapping.ts';

/** What a mapping may name besides the parts of the response: what is there in every JavaScript. */
const known: ReadonlySet<string> = new Set([
  ...['statusCode', 'data', 'response', 'undefined', 'NaN', 'Infinity', 'globalThis', 'global', 'fetch', 'setVariable'],
  ...['Array', 'BigInt', 'Boolean', 'Date', 'Error', 'Function', 'Intl', 'Iterator', 'JSON', 'Map', 'Math', 'Number'],
  ...['Object', 'Promise', 'Reflect', 'RegExp', 'Set', 'String', 'Symbol', 'WeakMap', 'WeakSet', 'Uint8Array', 'eval'],
  ...['parseInt', 'parseFloat', 'isNaN', 'isFinite', 'encodeURI', 'encodeURIComponent', 'decodeURI', 'escape'],
  ...['decodeURIComponent', 'unescape', 'console', 'atob', 'btoa', 'URL', 'URLSearchParams', 'TextEncoder'],
]);

/**
 * Paths of a response mapping that can never give anything, because they ask for a name that does not exist: only
 * `data` and `statusCode` do (variables §10.1).
 *
 * @param field where the mapping stands in its block
 * @example mappingComplaints([{ bodyPath: 'found' }], 'options.responseVariableMapping')[0]?.field // 'options.responseVariableMapping[0].bodyPath'
 */
export function mappingComplaints(mapping: ResponseMapping | undefined, field: string): Complaint[] {
  return (mapping ?? []).flatMap(({ bodyPath }, index) => {
    const name = bodyPath === undefined ? undefined : unknownName(bodyPath);
    if (name === undefined) return [];
    const message = `"${bodyPath}" never gives anything: there is no "${name}", a path begins with data or statusCode.`;
    return [{ field: `${field}[${index}].bodyPath`, message }];
  });
}

/** The first name without a meaning that a path cannot do without; undefined also where only running it can tell. */
function unknownName(path: string): string | undefined {
  const { tokens } = parseTemplate(path);
  let code = path;
  // Any value may stand for a placeholder; a number is allowed in most places.
  for (const { start, end } of tokens.toReversed()) code = `${code.slice(0, start)}0${code.slice(end)}`;
  try {
    return namesIn(parseExpressionAt(code, 0, { ecmaVersion: 'latest' })).find((name) => !known.has(name));
  } catch {
    return undefined;
  }
}

/** Names that are read whatever the values are: nothing behind `&&`, `?` or inside a function. */
function namesIn(root: Expression): string[] {
  const names: string[] = [];
  const pending: (AnyNode | null | undefined)[] = [root];
  for (let node = pending.pop(); pending.length > 0 || node; node = pending.pop()) {
    switch (node?.type) {
      case 'Identifier':
        names.push(node.name);
        break;
      case 'MemberExpression':
        if (node.computed) pending.push(node.property);
        pending.push(node.object);
        break;
      case 'ChainExpression':
        pending.push(node.expression);
        break;
      case 'CallExpression':
        pending.push(...(node.optional ? [] : node.arguments), node.callee);
        break;
      case 'BinaryExpression':
        pending.push(node.right, node.left);
        break;
      case 'LogicalExpression':
        pending.push(node.left);
        break;
      case 'ConditionalExpression':
        pending.push(node.test);
        break;
      case 'UnaryExpression':
        if (node.operator !== 'typeof') pending.push(node.argument);
        break;
      case 'ArrayExpression':
        pending.push(...node.elements);
        break;
      case 'TemplateLiteral':
        pending.push(...node.expressions);
        break;
    }
  }
  return names;
}
