import { describe, expect, it } from 'vitest';
import { flowDocument } from '../../../test/support/running-flow.ts';
import { group } from '../../../test/support/sample-blocks.ts';
import { blockKinds } from '../../blocks/registry.ts';
import type { Message } from '../../engine/message.ts';
import { compile } from '../../flow/compile.ts';
import { toStore } from './idempotent-answers.ts';
import { messageKey } from './message-key.ts';

describe('toStore', () => {
  const names = { key: 'k', fingerprint: 'f' };
  const request = { ...names, holds: () => true, isGiven: true };

  it.each([200, 400, 401, 403, 404, 413, 422])('an answer with status %i is kept for a day', (status) => {
    const kept = toStore('scope', request, { status, body: '{}' }, 1_000);
    expect(kept).toEqual({ scope: 'scope', ...names, status, body: '{}', expiresAt: 86_401_000 });
  });

  it.each([408, 409, 429, 500, 503])('an answer with status %i is not', (status) => {
    expect(toStore('scope', request, { status, body: '{}' }, 0)).toBeUndefined();
  });
});

describe('messageKey', () => {
  const flow = flowDocument({
    groups: [
      group(
        'g1',
        { id: 'c1', type: 'choice input', items: [{ id: 'yes', content: 'Yes' }] },
        { id: 'c2', type: 'choice input', items: [], options: { dynamicVariableId: 'v' } },
        { id: 'p1', type: 'picture choice input', items: [{ id: 'pic', pictureSrc: 'x' }] },
        { id: 'k1', type: 'cards', items: [{ id: 'card', paths: [{ id: 'path' }] }] },
      ),
    ],
  });
  const dynamicPictures = flowDocument({
    groups: [
      group('g1', { id: 'p', type: 'picture choice input', items: [], options: { dynamicItems: { isEnabled: true } } }),
    ],
  });
  const [main, pictures] = [flow, dynamicPictures].map((document) =>
    compile(document, { versionId: 'v', botId: 'b', workspaceId: 'w' }, blockKinds),
  );
  const text = (replyId: string, words = 'Hi'): Message => ({ type: 'text', text: words, metadata: { replyId } });

  it.each(['yes', 'pic', 'card', 'path', 'choice0', 'choice12', 'dynamic-card-0-path-1'])(
    '%s is an item of the flow',
    (id) => {
      expect(messageKey(text(id))?.holds([main!])).toBe(false);
    },
  );

  it.each(['wamid.HBgL', 'YES', 'choice', 'choiceX', '12', 'c1'])('%s identifies the message', (id) => {
    expect(messageKey(text(id))?.holds([main!])).toBe(true);
  });

  it('numbers are item ids only where pictures come from variables', () => {
    expect(messageKey(text('12'))?.holds([main!, pictures!])).toBe(false);
  });

  it('the key is the id together with the text', () => {
    const keys = [text('m1'), text('m1'), text('m2'), text('m1', 'Bye')].map((message) => messageKey(message)?.key);
    expect(keys[1]).toBe(keys[0]);
    expect(new Set(keys).size).toBe(3);
  });

  it.each<[string, Message | undefined]>([
    ['no message', undefined],
    ['no metadata', { type: 'text', text: 'Hi' }],
    ['no reply id', { type: 'text', text: 'Hi', metadata: {} }],
    ['an empty reply id', text('')],
    ['a voice message', { type: 'audio', url: 'https://example.com/a.mp3' }],
    ['a command', { type: 'command', command: 'help' }],
  ])('%s has no key', (_, message) => {
    expect(messageKey(message)).toBeUndefined();
  });
});
