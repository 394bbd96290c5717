import type { BlockContext } from '../../engine/block.ts';
import { isFilled } from '../../flow/values.ts';

/**
 * What a request says about the conversation when its author wrote no body: the time, the answers by their names and
 * the variables by theirs, all of them texts. A variable wins over an answer of the same name (integrations §4.4).
 */
export function autoBody(
  context: Pick<BlockContext, 'answers' | 'variables'> & { readonly effects: Pick<BlockContext['effects'], 'now'> },
): Record<string, string> {
  const { answers, variables, effects } = context;
  const entries: [name: string, text: string][] = [['submittedAt', new Date(effects.now()).toISOString()]];
  for (const { key, value } of answers) if (key !== '') entries.push([key, value]);
  for (const { id, name } of variables.all()) {
    const value = variables.get(id);
    if (variables.named(name)?.id === id && isFilled(value)) entries.push([name, String(value)]);
  }
  return Object.fromEntries(entries);
}
