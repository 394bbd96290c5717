import { describe, expect, it } from 'vitest';
import { importsOf, type SourceFile, sourceFiles } from './source-files.ts';

/** A way through files that import each other and ends where it began; undefined when there is none. */
function circleIn(files: readonly SourceFile[]): readonly string[] | undefined {
  const imports = new Map(files.map((file) => [file.path, importsOf(file).map(({ target }) => target)]));
  const done = new Set<string>();
  function walk(path: readonly string[]): readonly string[] | undefined {
    const file = path.at(-1)!;
    if (path.indexOf(file) < path.length - 1) return path.slice(path.indexOf(file));
    if (done.has(file)) return undefined;
    for (const target of imports.get(file) ?? []) {
      const circle = walk([...path, target]);
      if (circle) return circle;
    }
    done.add(file);
    return undefined;
  }
  for (const { path } of files) {
    const circle = walk([path]);
    if (circle) return circle;
  }
  return undefined;
}

const file = (path: string, ...targets: readonly string[]): SourceFile => ({
  path: `src/${path}.ts`,
  text: targets.map((target) => `import type { A } from './${target}.ts';\n`).join(''),
});

describe('files that import each other', () => {
  it.each<[string, readonly SourceFile[], readonly string[] | undefined]>([
    ['none', [file('a', 'b', 'c'), file('b', 'c'), file('c')], undefined],
    ['two', [file('a', 'b'), file('b', 'a')], ['src/a.ts', 'src/b.ts', 'src/a.ts']],
    ['itself', [file('a', 'a')], ['src/a.ts', 'src/a.ts']],
    [
      'three, behind one outside',
      [file('z', 'a'), file('a', 'b'), file('b', 'c'), file('c', 'a')],
      ['src/a.ts', 'src/b.ts', 'src/c.ts', 'src/a.ts'],
    ],
  ])('are found: %s', (_, files, circle) => {
    expect(circleIn(files)).toEqual(circle);
  });

  // Types count: who reads one of the files has to read all of them.
  it.each(['src', 'bench', 'scripts', 'test', 'examples'])('do not exist in %s', (folder) => {
    expect(circleIn(sourceFiles([folder], ['.ts', '.tsx', '.mjs']))).toBeUndefined();
  });
});
