import type { BlockContext } from '../../engine/block.ts';
import { scriptName } from '../../engine/language/code.ts';
import { guessType } from '../../flow/values.ts';

/** Code for the client to run, as clients expect it: the variables it refers to arrive as arguments. */
export interface ClientScript {
  readonly content: string;
  /** `value` is absent when the variable was never written. */
  readonly args: readonly { readonly id: string; readonly value?: unknown }[];
  readonly isUnsafe?: boolean;
}

/**
 * Prepares author-written code for the client: inline code is evaluated, references become names, and nothing else is
 * changed (variables §10.10).
 *
 * @param isUnsafe passed on when the block says it either way
 * @example await clientScript(context, 'alert({{Name}})') // { content: 'alert(vname)', args: [{ id: 'vname', value: 'Ann' }] }
 */
export async function clientScript(
  context: Pick<BlockContext, 'bindCode' | 'variables'>,
  code: string,
  isUnsafe?: boolean,
): Promise<ClientScript> {
  const bound = await context.bindCode(code);
  const args = bound.variables.map(({ id }) => {
    const value = guessType(context.variables.get(id));
    return { id: scriptName(id), ...(value !== undefined && { value }) };
  });
  return { content: bound.code, args, ...(isUnsafe !== undefined && { isUnsafe }) };
}
