import { expect, it } from 'vitest';
import { flowDocument } from '../../test/support/running-flow.ts';
import { compile, compiling } from './compile.ts';
import { atOnce, type Interruptible } from './interruptible.ts';
import { readingBotFile } from './read.ts';
import { validating } from './validate.ts';

const kinds = new Map();
const identity = { versionId: 'v', botId: 'b', workspaceId: 'w' };

function document(size: number) {
  const blocks = (group: number) => Array.from({ length: 10 }, (_, i) => ({ id: `b${group}-${i}`, type: 'text' }));
  return flowDocument({
    groups: Array.from({ length: size }, (_, i) => ({ id: `g${i}`, title: '', blocks: blocks(i) })),
    edges: Array.from({ length: size }, (_, i) => ({ id: `e${i}`, to: { groupId: `g${i}` } })),
    variables: Array.from({ length: size }, (_, i) => ({ id: `v${i}`, name: `V${i}` })),
  });
}

it.each<[string, (size: number) => Interruptible<unknown>]>([
  ['compiling', (size) => compiling(document(size), identity, kinds)],
  ['validating', (size) => validating(document(size), kinds)],
  ['reading a file', (size) => readingBotFile(document(size), { newId: () => 'x', kinds })],
])('%s can be interrupted after every block, edge and variable', (_name, work) => {
  const pauses = (size: number) => Array.from(work(size)).length;
  expect(pauses(50) - pauses(10)).toBeGreaterThanOrEqual(40 * (10 + 1 + 1));
});

it('gives the same when it is not interrupted', () => {
  const { progress: _, ...program } = compile(document(3), identity, kinds);
  expect(atOnce(compiling(document(3), identity, kinds))).toMatchObject(program);
});
