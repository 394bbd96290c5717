import { describe, expect, it } from 'vitest';
import { isLeaf, maxTreeDepth, paragraph, readRichText } from './nodes.ts';

describe('readRichText', () => {
  it.each([
    ['nothing', undefined, []],
    ['not a list', { type: 'p' }, []],
    ['things that are no nodes', [null, 1, 'text', [], {}, { bold: true }], []],
    ['element without children', [{ type: 'p' }], [paragraph('')]],
    ['children that are no list', [{ type: 'p', children: 'x' }], [paragraph('')]],
    ['empty children', [{ type: 'p', children: [] }], [{ type: 'p', children: [] }]],
    ['garbage among children', [{ type: 'p', children: [null, { text: 'x' }, 3] }], [paragraph('x')]],
    ['element without type', [{ children: [{ text: 'x' }] }], [paragraph('x')]],
    [
      'text beside children',
      [{ type: 'a', text: 7, children: [{ text: 'x' }] }],
      [{ type: 'a', children: [{ text: 'x' }] }],
    ],
    [
      'address that is no text',
      [{ type: 'a', url: 5, children: [{ text: 'x' }] }],
      [{ type: 'a', children: [{ text: 'x' }] }],
    ],
    ['leaf at the top', [{ text: 'x', bold: true }], [{ text: 'x', bold: true }]],
  ])('%s', (_case, stored, expected) => {
    expect(readRichText(stored)).toEqual(expected);
  });

  it('keeps unknown keys', () => {
    const stored = [
      { type: 'a', id: 'n1', url: 'u', target: '_blank', children: [{ text: 'x', color: '#f00' }] },
      { type: 'img', url: 'u', caption: [{ text: 'alt' }], children: [{ text: '' }] },
    ];
    expect(readRichText(stored)).toEqual(stored);
  });

  it('leaves out what is nested too deeply', () => {
    let stored: unknown = [{ text: 'bottom' }];
    for (let level = 0; level < 20_000; level++) stored = [{ type: 'p', children: stored }];
    let depth = 0;
    for (let nodes = readRichText(stored); nodes.length > 0; depth++) {
      const [node] = nodes;
      nodes = node && !isLeaf(node) ? node.children : [];
    }
    expect(depth).toBe(maxTreeDepth);
  });
});
