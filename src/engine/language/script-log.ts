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
  return { status: 'error', description: `${placeOf(block) ?? 'A script of this bot'}: ${message}`, context: 'Script' };
}

/** The log about a pattern of a block that was stopped. */
export function patternLog(block: ScriptPlace | undefined): Log {
  const message = 'A pattern took too long and counts as not found';
  return { status: 'error', description: `${placeOf(block) ?? 'A condition of this bot'}: ${message}` };
}

function placeOf(block: ScriptPlace | undefined): string | undefined {
  return block && `${block.type} ${block.id} in "${block.group.title}"`;
}
