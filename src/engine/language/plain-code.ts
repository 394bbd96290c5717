import {
  type Expression,
  type ModuleDeclaration,
  type PrivateIdentifier,
  parse,
  type SpreadElement,
  type Statement,
  type Super,
} from 'acorn';
import type { ScriptOutcome, ScriptRequest } from '../scripts.ts';

/** Longer code is left to the script runner without a look. */
const longestCode = 2_000;
/** Longer results are the script runner's to judge: it has a limit of its own, on text in which a character may take 6. */
const longestResult = 100_000;
const mostRemembered = 2_000;

type Assignment = readonly [name: Expression, value: Expression];

/**
 * What a look at code gave: one expression to return, calls of `setVariable` and nothing else, nothing that parses, or
 * a script that only an engine can run.
 */
type Reading =
  | { readonly returns: Expression | undefined }
  | { readonly assigns: readonly Assignment[] }
  | 'broken'
  | 'script';

const remembered = new Map<string, Reading>();

/**
 * Evaluates code that is nothing but arithmetic on plain values, such as `return vScore + 5` or
 * `setVariable('Score', vScore + 5)`, without a script engine. A real parser decides what that is; undefined means that only a script engine can tell.
 *
 * @param isMessageWanted false when a failure only has to be known: code that does not parse then fails here
 */
export function runPlainCode(request: ScriptRequest, isMessageWanted: boolean): ScriptOutcome | undefined {
  if (request.kind === 'expression' || request.code.length > longestCode) return undefined;
  const reading = read(request);
  if (reading === 'script') return undefined;
  if (reading === 'broken') {
    return isMessageWanted ? undefined : failure('SyntaxError', 'It does not parse');
  }
  try {
    if ('assigns' in reading) return assign(reading.assigns, request);
    const value = reading.returns && evaluate(reading.returns, request.globals);
    return typeof value === 'string' && value.length > longestResult ? undefined : { ok: true, value, assigned: [] };
  } catch (error) {
    if (error === unknownName && !isMessageWanted) return failure('ReferenceError', 'A name is not defined');
    if (error === notPlain || error === unknownName) return undefined;
    throw error;
  }
}

function failure(name: string, message: string): ScriptOutcome {
  return { ok: false, reason: 'error', name, message };
}

function assign(assignments: readonly Assignment[], { extended, globals }: ScriptRequest): ScriptOutcome | undefined {
  if (!extended || Object.hasOwn(globals, 'setVariable')) return undefined;
  const assigned = new Map<string, Plain>();
  let length = 0;
  for (const [key, result] of assignments) {
    const name = String(evaluate(key, globals));
    const value = evaluate(result, globals);
    length += name.length + (typeof value === 'string' ? value.length : 0);
    // The last call for a name counts, and stands where it was made.
    assigned.delete(name);
    assigned.set(name, value);
  }
  return length > longestResult ? undefined : { ok: true, value: undefined, assigned: [...assigned] };
}

function read({ code, kind }: ScriptRequest): Reading {
  const key = `${kind}\0${code}`;
  const known = remembered.get(key);
  if (known) return known;
  const reading = parseBody(code, kind === 'async');
  const [oldest] = remembered.keys();
  if (remembered.size >= mostRemembered && oldest !== undefined) remembered.delete(oldest);
  remembered.set(key, reading);
  return reading;
}

function parseBody(code: string, isAsync: boolean): Reading {
  try {
    const { body } = parse(code, {
      ecmaVersion: 'latest',
      allowReturnOutsideFunction: true,
      allowAwaitOutsideFunction: isAsync,
    });
    const [statement] = body;
    if (body.length === 1 && statement?.type === 'ReturnStatement') return { returns: statement.argument ?? undefined };
    const assigns = body.map(assignmentIn);
    return assigns.length > 0 && assigns.every((one) => one !== undefined) ? { assigns } : 'script';
  } catch {
    // The body of a function may say this, the top of a program may not.
    return code.includes('new.target') ? 'script' : 'broken';
  }
}

/** The arguments of a statement that is a call of `setVariable` with a name and a value. */
function assignmentIn(statement: Statement | ModuleDeclaration): Assignment | undefined {
  if (statement.type !== 'ExpressionStatement') return undefined;
  const call = statement.expression.type === 'AwaitExpression' ? statement.expression.argument : statement.expression;
  if (call.type !== 'CallExpression' || call.optional || call.callee.type !== 'Identifier') return undefined;
  const [name, value, ...more] = call.arguments;
  if (call.callee.name !== 'setVariable' || !name || !value || more.length > 0) return undefined;
  return name.type === 'SpreadElement' || value.type === 'SpreadElement' ? undefined : [name, value];
}

/** Thrown where evaluating leaves plain values. */
const notPlain = Symbol('not plain');
/** Thrown at a name that nothing can have. */
const unknownName = Symbol('unknown name');

/** True for references that stand side by side, such as `{{First}}{{Last}}`: their names make one that nobody has. */
function isGlued(name: string, globals: Globals): boolean {
  if (name in globalThis) return false;
  return Object.keys(globals).some((first) => {
    const rest = name.startsWith(first) && name.length > first.length ? name.slice(first.length) : '';
    return rest !== '' && (Object.hasOwn(globals, rest) || isGlued(rest, globals));
  });
}

type Plain = string | number | boolean | null | undefined;
type Globals = Readonly<Record<string, unknown>>;

function evaluate(node: Expression | PrivateIdentifier | SpreadElement | Super, globals: Globals): Plain {
  switch (node.type) {
    case 'Literal':
      return plain(node.value);
    case 'Identifier':
      if (!Object.hasOwn(globals, node.name)) throw isGlued(node.name, globals) ? unknownName : notPlain;
      return plain(globals[node.name]);
    case 'TemplateLiteral':
      return node.quasis
        .map(({ value }, i) => {
          const inserted = node.expressions[i];
          return `${value.cooked ?? ''}${inserted ? evaluate(inserted, globals) : ''}`;
        })
        .join('');
    case 'UnaryExpression':
      return unary(node.operator, evaluate(node.argument, globals));
    case 'BinaryExpression':
      return binary(node.operator, evaluate(node.left, globals), evaluate(node.right, globals));
    case 'LogicalExpression': {
      const left = evaluate(node.left, globals);
      const isSettled =
        node.operator === '??' ? left !== null && left !== undefined : !left === (node.operator === '&&');
      return isSettled ? left : evaluate(node.right, globals);
    }
    case 'ConditionalExpression':
      return evaluate(evaluate(node.test, globals) ? node.consequent : node.alternate, globals);
    default:
      throw notPlain;
  }
}

function plain(value: unknown): Plain {
  if (value === null || value === undefined) return value;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  throw notPlain;
}

function unary(operator: string, value: Plain): Plain {
  switch (operator) {
    case '-':
      return -Number(value);
    case '+':
      return Number(value);
    case '!':
      return !value;
    default:
      throw notPlain;
  }
}

function binary(operator: string, left: Plain, right: Plain): Plain {
  // The operators of the language itself do the work; the types only stand for "any plain value".
  const [a, b] = [left as number, right as number];
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    case '===':
      return a === b;
    case '!==':
      return a !== b;
    case '<':
      return a < b;
    case '>':
      return a > b;
    case '<=':
      return a <= b;
    case '>=':
      return a >= b;
    default:
      throw notPlain;
  }
}
