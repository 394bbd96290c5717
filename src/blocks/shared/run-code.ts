import type { BlockContext } from '../../engine/block.ts';
import { scriptGlobals } from '../../engine/language/code.ts';
import { runScripts } from '../../engine/language/run-scripts.ts';
import { scriptLog } from '../../engine/language/script-log.ts';
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
  const outcome = outcomes[0]!;
  // People never see that code cannot be read, so the author has to be told where.
  if (!outcome.ok && outcome.name === 'SyntaxError' && isMessageWanted) {
    context.diagnose(scriptLog(context.block, outcome.message));
  }
  return outcome;
}
