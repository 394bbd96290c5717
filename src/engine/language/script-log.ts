import type { Log } from '../output.ts';

/** A block that has a script. */
interface ScriptPlace {
  readonly id: string;
  readonly type: string;
  readonly group: { readonly title: string };
}

/**
 * The log about a script of a block.
 *
 * @example scriptLog(block, failure.message).description // 'Set variable b5 in "Order": Script execution timed out.'
 */
export function scriptLog(block: ScriptPlace | undefined, message: string): Log {
  const place = block ? `${block.type} ${block.id} in "${block.group.title}"` : 'A script of this bot';
  return { status: 'error', description: `${place}: ${message}`, context: 'Script' };
}
