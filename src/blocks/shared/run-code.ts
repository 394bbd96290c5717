import { scriptGlobals } from '../../engine/code.ts';
import type { BlockContext } from '../../engine/context.ts';
import { runScripts } from '../../engine/run-scripts.ts';
import type { ScriptOutcome } from '../../engine/scripts.ts';

/**
 * Runs author-written code as the body of an async function that may use `fetch` and `setVariable`. It sees the
 * variables that it refers to (variables §10.2). What it assigns is for the caller to write.
 *
 * @param isMessageWanted whether the message of a failure is shown to anybody
 */
export async function runCode(
  context: BlockContext,
  content: string,
  isMessageWanted: boolean,
): Promise<ScriptOutcome> {
  const { code, variables } = await context.bindCode(content);
  const globals = scriptGlobals(variables, context.variables);
  const request = { code, kind: 'async', globals, extended: true } as const;
  const outcomes = await runScripts(context.effects, [request], isMessageWanted);
  return outcomes[0]!;
}
