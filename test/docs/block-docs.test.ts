import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { makePages, pageFiles, pageFolder } from '../../scripts/block-docs/pages.ts';
import { exampleFlow } from '../../scripts/block-docs/run-example.ts';
import { blockKinds } from '../../src/blocks/registry.ts';
import type { TurnLog } from '../../src/engine/output.ts';
import { readTolerantly } from '../../src/flow/tolerant.ts';
import { validate } from '../../src/flow/validate.ts';

const pages = await makePages();
const files = pageFiles(pages);

/** Pages of kinds that this release cannot run: their examples end in a log that says so. The list only shrinks. */
const notRunning = new Set(['email', 'forged', 'google-sheets', 'openai-legacy']);

describe('reference pages of kinds of block', () => {
  it('exist once for every kind', () => {
    expect(pages.flatMap(({ about }) => about.types).sort()).toEqual([...blockKinds.keys()].sort());
  });

  it('are all that is in their folder', () => {
    expect(fs.readdirSync(pageFolder).sort()).toEqual([...files.keys()].sort());
  });

  it.each([...files])('%s is what scripts/generate-block-docs.ts makes', (name, content) => {
    expect(fs.readFileSync(path.join(pageFolder, name), 'utf8')).toBe(content);
  });

  it.each(pages.map((page) => [page.name, page] as const))('links of %s lead to pages', (_name, { markdown }) => {
    const targets = Array.from(markdown.matchAll(/\]\(([\w-]+\.md)/g), ([, target]) => target!);
    expect(targets.filter((target) => !files.has(target))).toEqual([]);
  });
});

describe.each(pages.map((page) => [page.name, page] as const))('example of %s', (name, { about, kinds, run }) => {
  const { block } = about.example;

  it('is read without a problem, in a flow without a mistake', () => {
    expect(about.types).toContain(block.type);
    const kind = kinds.find(({ type }) => type === block.type)!;
    const { value, problems } = readTolerantly(kind.schema, block);
    expect(problems).toEqual([]);
    expect(lostFields(block, value)).toEqual([]);
    const mistakes = validate(exampleFlow(about.example), blockKinds).filter(({ group }) => group === 'Example');
    expect(mistakes).toEqual([]);
  });

  it('does something visible when it runs', () => {
    const { messages, input, actions, logs } = run.start.output;
    const [{ sort } = kinds[0]!] = kinds;
    if (sort === 'bubble') expect(messages.map(({ id }) => id)).toContain(block.id);
    else if (sort === 'input') expect(input?.id).toBe(block.id);
    else if (notRunning.has(name)) expect(logs.map(({ origin }) => origin)).toEqual(['wire']);
    else expect(messages.length + actions.length + (input ? 1 : 0)).toBeGreaterThan(0);
  });

  it('runs without a complaint', () => {
    const logs = [run.start, ...run.trials.map(({ turn }) => turn)].flatMap(({ output }) => output.logs);
    expect(logs.filter((log) => isComplaint(log) && !notRunning.has(name))).toEqual([]);
  });
});

function isComplaint({ origin, log }: TurnLog): boolean {
  return origin !== 'wire' || (log.status !== 'success' && log.status !== 'info');
}

/** Fields that a schema does not know. Ids of items are for editors, and kinds that do not need them drop them. */
function lostFields(stored: unknown, read: unknown, name = ''): string[] {
  if (typeof stored !== 'object' || stored === null) return read === undefined ? [name] : [];
  return Object.entries(stored).flatMap(([key, value]) => {
    const isItemId = key === 'id' && /^\.items\.\d+$/.test(name);
    return isItemId ? [] : lostFields(value, Object(read)[key], `${name}.${key}`);
  });
}
