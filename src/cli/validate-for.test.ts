import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { UserError } from './user-error.ts';
import { validateFor } from './validate-for.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'repartee-for-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const p = (text: string) => ({ richText: [{ type: 'p', children: [{ text }] }] });
const items = ['Tea', 'Coffee'].map((content) => ({ id: content, content, outgoingEdgeId: 'e2' }));
const bot = {
  version: '6.1',
  name: 'Shop',
  events: [{ id: 's', type: 'start', outgoingEdgeId: 'e1' }],
  groups: [
    {
      id: 'g1',
      title: 'Hello',
      blocks: [
        { id: 'b1', type: 'text', content: p('Hi {{Name}}') },
        { id: 'b2', type: 'Set variable', options: { variableId: 'v', expressionToEvaluate: 'x' } },
        { id: 'b3', type: 'choice input', items, outgoingEdgeId: 'e2' },
        { id: 'b4', type: 'text', content: p('') },
      ],
    },
    { id: 'g2', title: 'Loop', blocks: [{ id: 'b5', type: 'text input', outgoingEdgeId: 'e2' }] },
  ],
  edges: [
    { id: 'e1', to: { groupId: 'g1' } },
    { id: 'e2', to: { groupId: 'g1' } },
  ],
  variables: [{ id: 'v', name: 'Name', value: 'Ada' }],
};

async function linesFor(app: string, document: object): Promise<string[]> {
  const file = path.join(folder, 'bot.json');
  writeFileSync(file, JSON.stringify(document));
  const lines: string[] = [];
  await validateFor(file, app, (line) => void lines.push(line));
  return lines;
}

describe('what a bot file becomes in an app', () => {
  it('is shown block by block, bubbles and inputs alone', async () => {
    expect(await linesFor('whatsapp', bot)).toEqual([
      'group "Hello", text b1:',
      expect.stringMatching(/^ {2}POST \/messages \{.*"body":"Hi Ada"/),
      'group "Hello", choice input b3:',
      expect.stringMatching(/^ {2}POST \/messages \{.*"title":"Tea".*"title":"Coffee"/),
      'group "Hello", text b4:',
      '  (nothing)',
      'group "Loop", text input b5:',
      '  (nothing: the answer is awaited)',
    ]);
  });

  it('is refused for an app that does not exist, and for a file that is no bot', async () => {
    await expect(linesFor('pigeon', bot)).rejects.toThrow(UserError);
    await expect(linesFor('whatsapp', {})).rejects.toMatchObject({ id: 'invalidBotFile' });
  });
});
