import { readFileSync } from 'node:fs';
import { plainReason, UserError } from './user-error.ts';

/** The text of a bot file. Throws `UserError` when it cannot be read. */
export function readBotText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UserError(`The file ${file} cannot be read: ${plainReason(cause)}.`, { cause });
  }
}
