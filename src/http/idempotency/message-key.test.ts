import { describe, expect, it } from 'vitest';
import { flowDocument } from '../../../test/support/running-flow.ts';
import { group } from '../../../test/support/sample-blocks.ts';
import { blockKinds } from '../../blocks/registry.ts';
import type { Message } from '../../engine/message.ts';
import { compile } from '../../flow/compile.ts';
import { messageKey } from './message-key.ts';

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
      expect(messageKey(text(id), [main!])).toBeUndefined();
    },
  );

  it.each(['wamid.HBgL', 'YES', 'choice', 'choiceX', '12', 'c1'])('%s identifies the message', (id) => {
    expect(messageKey(text(id), [main!])).toBeDefined();
  });

  it('numbers are item ids only where pictures come from variables', () => {
    expect(messageKey(text('12'), [main!, pictures!])).toBeUndefined();
  });

  it('the key is the id together with the text', () => {
    expect(messageKey(text('m1'), [main!])).toEqual(messageKey(text('m1'), [main!]));
    expect(messageKey(text('m1'), [main!])).not.toEqual(messageKey(text('m2'), [main!]));
    expect(messageKey(text('m1'), [main!])).not.toEqual(messageKey(text('m1', 'Bye'), [main!]));
  });

  it.each<[string, Message | undefined]>([
    ['no message', undefined],
    ['no metadata', { type: 'text', text: 'Hi' }],
    ['no reply id', { type: 'text', text: 'Hi', metadata: {} }],
    ['an empty reply id', text('')],
    ['a voice message', { type: 'audio', url: 'https://example.com/a.mp3' }],
    ['a command', { type: 'command', command: 'help' }],
  ])('%s has no key', (_, message) => {
    expect(messageKey(message, [main!])).toBeUndefined();
  });
});
