import { expect, it } from 'vitest';
import type { Warning } from '../flow/program.ts';
import { reportLines, warningLine } from './report.ts';

it.each<[Warning, string]>([
  [{ message: 'M.' }, 'M.'],
  [{ field: 'edges', message: 'M.' }, 'edges: M.'],
  [{ group: 'Hello', message: 'M.' }, 'group "Hello": M.'],
  [
    { group: 'Hello', block: 'text b1', field: 'content.url', message: 'M.' },
    'group "Hello", text b1, content.url: M.',
  ],
])('%o', (warning, line) => expect(warningLine(warning)).toBe(line));

it.each<[number, string[]]>([
  [0, ['Nothing to report: every part of the file is understood.']],
  [1, ['1 warning:', '  - M.']],
  [2, ['2 warnings:', '  - M.', '  - M.']],
])('%i warnings', (count, lines) => {
  expect(reportLines(Array.from({ length: count }, () => ({ message: 'M.' })))).toEqual(lines);
});
