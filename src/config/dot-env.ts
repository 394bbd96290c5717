import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { ConfigError } from './config-error.ts';

/** The variables of a `.env` file; none when there is no such file. Throws `ConfigError` when it cannot be read. */
export function readDotEnv(file: string): Readonly<Record<string, string | undefined>> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return {};
    throw new ConfigError(`The file ${file} cannot be read (${code}).`, { cause });
  }
  return parseEnv(text);
}
