import { expect, it } from 'vitest';
import { placesOf, programFiles, sourceFiles } from './source-files.ts';

/** Lines of a file that can still be read in one go. */
const maxLines = 400;

it('keeps files short', () => {
  const long = sourceFiles(['.'], ['.ts', '.tsx', '.mjs', '.css'])
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > maxLines);
  expect(long).toEqual([]);
});

const code = [...programFiles('src'), ...sourceFiles(['examples', 'scripts'], ['.ts', '.mjs'])];

it.each([
  ['any', /:\s*any\b|\bas any\b|<any>|\bany\[\]/],
  ['work that is left for later', /\b(TODO|FIXME|XXX|HACK)\b/],
])('has no %s', (_name, pattern) => expect(placesOf(code, pattern)).toEqual([]));

it('runs every test', () => {
  const tests = sourceFiles(['src', 'test', 'examples'], ['.test.ts', '.suite.ts']);
  expect(placesOf(tests, /^\s*(it|test|describe)\.(only|skip|todo)\b/)).toEqual([]);
});

it('has no barrel', () => {
  const barrels = code.filter(({ text }) => {
    const rest = text
      .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
      .replace(/^export\s+(type\s+)?(\*(\s+as\s+\w+)?|\{[^}]*\})\s+from\s+'[^']+';?/gm, '');
    return rest.trim() === '';
  });
  expect(barrels.map(({ path }) => path)).toEqual([]);
});
