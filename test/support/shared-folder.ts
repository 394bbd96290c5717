import { existsSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../../shared/conformance');

/**
 * Path inside the folder of recorded conversations, which stands beside a checkout of the project where there is one.
 * Undefined when it is not there: such tests are skipped.
 */
export function sharedFolder(...parts: readonly string[]): string | undefined {
  const folder = path.join(root, ...parts);
  return existsSync(folder) ? folder : undefined;
}
