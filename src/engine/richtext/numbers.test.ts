import { describe, expect, it } from 'vitest';
import { parseTemplate } from '../../flow/template.ts';
import { injectRichText, type RichTextSource } from './inject.ts';
import { paragraph as p, type RichTextNode } from './nodes.ts';
import { maxMarkdownLength } from './parse-limits.ts';
import { toMarkdown } from './to-markdown.ts';

async function markdownOf(tree: readonly RichTextNode[], ...values: string[]): Promise<string> {
  const tokens = (text: string) =>
    parseTemplate(text).tokens.map(({ start, end, content }) => ({ start, end, value: values[Number(content)] ?? '' }));
  const source: RichTextSource = { tokens: async (text) => tokens(text), flat: async (text) => text };
  return toMarkdown(await injectRichText(tree, source), 'commonmark');
}

describe('numbers of values in Markdown', () => {
  it.each<[string, string[], string[], string]>([
    ['that follow', ['{{0}}'], ['3. Tea\n4. Coffee'], '3. Tea\n4. Coffee'],
    ['zero', ['{{0}}'], ['0. Back'], '0. Back'],
    ['with a bracket', ['{{0}}'], ['1) One'], '1) One'],
    ['that do not follow', ['{{0}}'], ['1. Tea\n5. Coffee'], '1\\. Tea\n5\\. Coffee'],
    ['that are all the same', ['{{0}}'], ['1) a\n1) b'], '1\\) a\n1\\) b'],
    ['with zeros in front', ['{{0}}'], ['007. Bond'], '007\\. Bond'],
    ['that follow to another value', ['{{0}}', '{{1}}'], ['1. a\n2. b', '3. c'], '1. a\n2. b\n3. c'],
    ['that jump to another value', ['{{0}}', '{{1}}'], ['1. a\n2. b', '0. Back'], '1\\. a\n2\\. b\n0\\. Back'],
    ['that go on after words of the author', ['1. a', '{{0}}'], ['9. b'], '1. a\n9\\. b'],
    ['that words of the author go on after', ['{{0}}', '9. b'], ['1. a'], '1\\. a\n9. b'],
    ['in a sentence', ['Year {{0}}'], ['1990. ok\n1. x\n1. y'], 'Year 1990. ok\n1\\. x\n1\\. y'],
    ['in bullets', ['{{0}}'], ['- a\n  1. b\n  3. c'], '* a\n  1\\. b\n  3\\. c'],
    ['amid stars', ['**{{0}}**'], ['1. a\n3. b'], '**1. a\n3. b**'],
    ['longer than a list knows', ['{{0}}'], ['1234567890. a'], '1234567890. a'],
    ['of the author', ['1. a', '1. b {{0}}'], ['x'], '1. a\n1. b x'],
  ])('%s', async (_case, texts, values, expected) => {
    expect(await markdownOf(texts.map(p), ...values)).toBe(expected);
  });

  it('are escaped where the text is too long to be read', async () => {
    expect(await markdownOf([p('{{0}}'), p('x'.repeat(maxMarkdownLength))], '1. a')).toMatch(/^1\\\. a\nx/);
  });
});
