import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Folder of the project. */
export const projectRoot = path.resolve(import.meta.dirname, '../..');

/** What is not written by hand (see .gitignore). */
const generated: ReadonlySet<string> = new Set(['.git', 'node_modules', 'dist', 'data']);

/** A file of the project; the path is relative to its root, with slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** The files of some folders with one of the endings, in order of their paths. A folder may be absent. */
export function sourceFiles(folders: readonly string[], endings: readonly string[]): SourceFile[] {
  return folders
    .flatMap((folder) => list(folder))
    .filter((file) => endings.some((ending) => file.endsWith(ending)))
    .sort()
    .map((file) => ({ path: file, text: readFileSync(path.join(projectRoot, file), 'utf8') }));
}

/** Program files without tests and what only tests use. */
export function programFiles(folder = 'src'): SourceFile[] {
  return sourceFiles([folder], ['.ts', '.tsx']).filter((file) => !/\.(test|suite)\.tsx?$/.test(file.path));
}

function list(folder: string): string[] {
  const entries = readdirSync(path.join(projectRoot, folder), { withFileTypes: true });
  return entries.flatMap((entry) => {
    if (generated.has(entry.name)) return [];
    const file = folder === '.' ? entry.name : `${folder}/${entry.name}`;
    return entry.isDirectory() ? list(file) : [file];
  });
}

/** An import of a file. */
export interface Import {
  /** Path of the imported file, or name of the package or built-in module. */
  readonly target: string;
  readonly isRelative: boolean;
  readonly isTypeOnly: boolean;
}

const statement = /^(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm;
const call = /\bimport\(\s*'([^']+)'\s*\)/g;

/** Everything that a file imports or exports from elsewhere, by statement or by call. */
export function importsOf({ path: file, text }: SourceFile): Import[] {
  const found = [
    ...Array.from(text.matchAll(statement), ([whole, type, target]) => ({
      target: target ?? '',
      isTypeOnly: type !== undefined || isListOfTypes(whole),
    })),
    ...Array.from(text.matchAll(call), ([, target]) => ({ target: target ?? '', isTypeOnly: false })),
  ];
  return found.map(({ target, isTypeOnly }) => {
    const isRelative = target.startsWith('.');
    return { target: isRelative ? path.posix.join(path.posix.dirname(file), target) : target, isRelative, isTypeOnly };
  });
}

/** `import { type A, type B } from …` */
function isListOfTypes(text: string): boolean {
  const names = /\{([^}]*)\}/.exec(text)?.[1];
  if (names === undefined) return false;
  const entries = names
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  return entries.length > 0 && entries.every((entry) => entry.startsWith('type '));
}

/** Places outside comments where a pattern is found, as `path:line: text`. */
export function placesOf(files: readonly SourceFile[], pattern: RegExp): string[] {
  return files.flatMap(({ path: file, text }) =>
    text
      .split('\n')
      .map((line, index) => ({ line, place: `${file}:${index + 1}: ${line.trim()}` }))
      .filter(({ line }) => !/^\s*(\*|\/\*|\/\/)/.test(line) && pattern.test(line))
      .map(({ place }) => place),
  );
}
