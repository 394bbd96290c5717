import { scriptGlobals } from '../../engine/code.ts';
import type { BlockContext } from '../../engine/context.ts';
import type { ScriptOutcome } from '../../engine/scripts.ts';

/**
 * Runs author-written code as the body of an async function that may use `fetch` and `setVariable`. It sees the
 * variables that it refers to (variables §10.2). What it assigns is for the caller to write.
 */
export async function runCode(context: BlockContext, content: string): Promise<ScriptOutcome> {
  const { code, variables } = await context.bindCode(content);
  const globals = scriptGlobals(variables, context.variables);
  const outcomes = await context.effects.runScripts([{ code, kind: 'async', globals, extended: true }]);
  return outcomes[0]!;
}
