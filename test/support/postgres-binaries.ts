import { accessSync, constants, readdirSync } from 'node:fs';
import path from 'node:path';

/** Where Debian puts the programs of each version. */
const debianFolder = '/usr/lib/postgresql';

/** The folder with `initdb` and `postgres`; undefined when PostgreSQL is not installed. */
export function postgresBinaries(): string | undefined {
  const versions = listed(debianFolder).sort((a, b) => Number(b) - Number(a));
  const installed = versions.map((version) => path.join(debianFolder, version, 'bin'));
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), ...installed];
  return folders.find((folder) => ['initdb', 'postgres'].every((name) => isProgram(path.join(folder, name))));
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
