import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { referencePages } from '../../scripts/reference-pages.ts';
import { projectRoot, sourceFiles } from './source-files.ts';

const read = (file: string) => readFileSync(path.join(projectRoot, file), 'utf8');

describe('pages made from tables of the program', () => {
  it.each([...referencePages()])(
    '%s is up to date (node scripts/bootstrap.mjs scripts/generate-docs.ts)',
    (file, text) => {
      expect(read(file)).toBe(text);
    },
  );
});

describe('dependencies', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json'));
  const named = Array.from(read('docs/dependencies.md').matchAll(/^\| `([^`]+)` \|/gm), ([, name]) => name);

  it('has a reason for each package', () => {
    expect(named.toSorted()).toEqual(Object.keys({ ...dependencies, ...devDependencies }).sort());
  });

  it('pins exact versions', () => {
    const versions = Object.values<string>({ ...dependencies, ...devDependencies });
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });
});

it('has no dead links between its pages', () => {
  const pages = [
    ...sourceFiles(['docs'], ['.md']),
    ...sourceFiles(['.'], ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md']),
  ];
  const dead = pages.flatMap((page) =>
    Array.from(page.text.matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)(#[^)]*)?\)/g), ([, target]) => target ?? '')
      .filter((target) => !existsSync(path.join(projectRoot, path.dirname(page.path), target)))
      .map((target) => `${page.path}: ${target}`),
  );
  expect(dead).toEqual([]);
});
