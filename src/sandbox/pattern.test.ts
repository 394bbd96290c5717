import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PatternOutcome, PatternRequest } from '../engine/scripts.ts';
import { isHarmlessPattern } from './pattern.ts';
import { createSandbox, type Sandbox } from './sandbox.ts';

describe('isHarmlessPattern', () => {
  it.each([
    'abc',
    '^\\d+$',
    '[a-z]+',
    'yes|no|maybe',
    'colou?r',
    '^\\d{3}-\\d{4}$',
    '(a)(b)',
    '(?:x|y)z',
    '.*',
    'a\\*b\\+c',
    '[+*?]',
    '\\(\\)+',
    'a{2,}',
  ])('is sure of %s', (source) => {
    expect(isHarmlessPattern({ source, flags: 'i', texts: ['x'.repeat(2000)] })).toBe(true);
    expect(isHarmlessPattern({ source, flags: 'i', texts: new Array(400).fill('x'.repeat(100)) })).toBe(true);
  });

  it.each([
    '(ab+){2}$',
    '(a|b)*$',
    '(ab)?',
    '(a){9}',
    '\\d+\\w+',
    '.*x.*',
    '(a)\\1',
    '(?<n>a)\\k<n>',
    '(?=a)b',
    '(?!a)b',
    '(?<=a)b',
    'a?a?a?a?',
    'a|b|c|d|e',
    'a{1,5}b{1,5}',
    'x'.repeat(201),
  ])('is not sure of %s', (source) => {
    expect(isHarmlessPattern({ source, flags: '', texts: [''] })).toBe(false);
  });

  it.each<[string, string, string, string[]]>([
    ['a long text', 'a', '', ['x'.repeat(2001)]],
    ['much text', 'a', '', new Array(401).fill('x'.repeat(100))],
    ['many texts', 'a', '', new Array(10_001).fill('')],
    ['nested classes', '[a]', 'v', ['']],
  ])('is not sure of %s', (_name, source, flags, texts) => {
    expect(isHarmlessPattern({ source, flags, texts })).toBe(false);
  });
});

describe('testPattern', () => {
  let sandbox: Sandbox;
  /** Each in a turn of its own, because those of a turn share their time. */
  const testAlone = (request: PatternRequest) => sandbox.openTurn({ deadline: () => 20_000 }).testPattern(request);
  beforeAll(async () => {
    sandbox = await createSandbox({ workers: 1 });
  });
  afterAll(() => sandbox.close());

  it.each<[source: string, flags: string, text: string, PatternOutcome]>([
    ['b', '', 'abc', 'match'],
    ['^b', '', 'abc', 'no match'],
    ['B', 'i', 'abc', 'match'],
    ['b', 'g', 'abc', 'match'],
    ['b', 'y', 'abc', 'no match'],
    ['^b', 'm', 'a\nb', 'match'],
    ['^\\p{L}$', 'u', 'é', 'match'],
    ['^(\\w+)@(\\w+)\\.com$', '', 'ann@site.com', 'match'],
    ['^(\\w+)@(\\w+)\\.com$', '', 'nobody', 'no match'],
    ['(a)\\1', '', 'aa', 'match'],
    ['(?<=\\$)\\d+', '', '$5', 'match'],
    ['(x\u0000|é)+', '', '~ x\u0000é', 'match'],
    ['(', '', '', 'invalid'],
    ['[', '', '', 'invalid'],
    ['a', 'q', 'a', 'invalid'],
    ['a', 'gg', 'a', 'invalid'],
    ['a'.repeat(1001), '', 'a', 'invalid'],
    ['a'.repeat(1000), '', 'a', 'no match'],
    ['', '', '', 'match'],
  ])('%j with %j in %j: %s', async (source, flags, text, outcome) => {
    // A busy machine may be too slow for the time that a search is given.
    const allowed = outcome === 'invalid' ? [outcome] : [outcome, 'timeout'];
    expect(allowed).toContain(await testAlone({ source, flags, texts: [text] }));
  });

  it.each<[source: string, flags: string, texts: string[], PatternOutcome]>([
    ['b', '', [], 'no match'],
    ['b', '', ['a', 'b'], 'match'],
    ['b', 'g', ['b', 'a'], 'match'],
    ['^c', '', ['a', 'bc'], 'no match'],
    ['^(a|b)+$', '', ['c', 'ab'], 'match'],
    ['^(a|b)+$', '', ['c', 'abc'], 'no match'],
    ['^(a|b)+$', 'y', ['xab', 'ab'], 'match'],
    ['(', '', [], 'invalid'],
  ])('%j with %j in the list %j: %s', async (source, flags, texts, outcome) => {
    const allowed = outcome === 'invalid' ? [outcome] : [outcome, 'timeout'];
    expect(allowed).toContain(await testAlone({ source, flags, texts }));
  });

  it('has one bound for all texts', async () => {
    // Any one of the texts takes far less, all of them some seconds.
    const short = await createSandbox({ workers: 1, cpuMs: 1 });
    const texts = new Array<string>(20_000).fill('x'.repeat(100));
    const search = { source: '(x+)y', flags: '', texts };
    expect(await short.openTurn({ deadline: () => 20_000 }).testPattern(search)).toBe('timeout');
    await short.close();
  });

  it('has one bound for all patterns of a turn', async () => {
    // Crossing to the thread and back takes longer than that.
    const short = await createSandbox({ workers: 1, turnPatternsMs: 0.001 });
    const open = () => short.openTurn({ deadline: () => 20_000 });
    const simple = { source: 'b', flags: '', texts: ['abc'] };
    const turn = open();
    await turn.testPattern({ source: '(b)+', flags: '', texts: ['abc'] });
    expect(await turn.testPattern(simple)).toBe('timeout');
    expect(await turn.testPattern({ ...simple, source: '(' })).toBe('invalid');
    expect(await turn.run([{ code: 'return 1;', kind: 'function', globals: {} }])).toMatchObject([{ value: 1 }]);
    expect(await open().testPattern(simple)).toBe('match');
    await short.close();
  });
});
