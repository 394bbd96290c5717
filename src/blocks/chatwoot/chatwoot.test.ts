import { describe, expect, it } from 'vitest';
import { type ConversationOptions, oneGroup, SimulatedConversation } from '../../../test/support/running-flow.ts';
import { chatwoot } from './chatwoot.ts';

const variables = [
  { id: 'v1', name: 'Name', value: 'Ann "); alert(1); ("' },
  { id: 'v2', name: 'Id', value: '41' },
  { id: 'v3', name: 'Never' },
  { id: '4-x', name: 'Odd', value: 'odd' },
];
const kinds = new Map([[chatwoot.type, chatwoot]]);

async function outputOf(options: object | undefined, settings: ConversationOptions = {}) {
  const block = { id: 'b1', type: 'Chatwoot', ...(options && { options }) };
  const { output } = await new SimulatedConversation(oneGroup([block], { variables }), kinds, settings).start();
  return output;
}

interface Script {
  readonly content: string;
  readonly args: readonly { readonly id: string; readonly value?: unknown }[];
}

async function scriptOf(options: object | undefined): Promise<Script> {
  const { actions } = await outputOf(options);
  expect(actions).toMatchObject([{ type: 'chatwoot' }]);
  return (actions[0]!.chatwoot as { scriptToExecute: Script }).scriptToExecute;
}

/** Runs a script in a page of make-believe and gives what it did, in order. */
function effectsOf({ content, args }: Script, hasWidget: boolean): unknown[] {
  const done: unknown[] = [];
  const listeners = new Map<string, () => void>();
  const widget = {
    setUser: (...user: unknown[]) => void done.push(['setUser', ...user]),
    toggle: (way: string) => void done.push(['toggle', way]),
    toggleBubbleVisibility: (way: string) => void done.push(['bubble', way]),
  };
  const window: Record<string, unknown> = {
    ...(hasWidget && { $chatwoot: widget }),
    Typebot: { unmount: () => void done.push(['unmount']) },
    chatwootSDK: {
      run: (settings: unknown) => {
        done.push(['run', settings]);
        window.$chatwoot = widget;
        listeners.get('chatwoot:ready')?.();
      },
    },
    addEventListener: (name: string, listener: () => void) => void listeners.set(name, listener),
  };
  const document = {
    createElement: () => ({}),
    head: {
      append: (script: { src: string; onload: () => void }) => {
        done.push(['load', script.src]);
        script.onload();
      },
    },
  };
  const names = args.map(({ id }) => id);
  new Function('window', 'document', ...names, content)(window, document, ...args.map(({ value }) => value));
  return done;
}

const opened = [['unmount'], ['toggle', 'open']];

describe('Chatwoot', () => {
  it.each<[options: object | undefined, hasWidget: boolean, done: unknown[]]>([
    [{ websiteToken: 'T' }, true, opened],
    [
      { websiteToken: 'T' },
      false,
      [
        ['load', 'https://app.chatwoot.com/packs/js/sdk.js'],
        ['run', { websiteToken: 'T', baseUrl: 'https://app.chatwoot.com' }],
        ...opened,
      ],
    ],
    [
      { task: 'Show widget', websiteToken: 'T-{{Id}}', baseUrl: 'https://{{Odd}}.test' },
      false,
      [
        ['load', 'https://odd.test/packs/js/sdk.js'],
        ['run', { websiteToken: 'T-41', baseUrl: 'https://odd.test' }],
        ...opened,
      ],
    ],
    [
      {
        user: {
          id: '{{Id}}',
          email: 'a"b@c.test',
          name: 'Dear {{Name}}',
          avatarUrl: '{{Never}}',
          phoneNumber: '{{= 1 + 1 =}}',
        },
      },
      true,
      [
        ['setUser', 41, { email: 'a"b@c.test', name: 'Dear Ann "); alert(1); ("', avatar_url: '', phone_number: '2' }],
        ...opened,
      ],
    ],
    [{ user: { email: 'a@b.test' } }, true, [['setUser', 'a@b.test', { email: 'a@b.test' }], ...opened]],
    [{ user: { id: '{{Never}}', name: '{{Unknown}}' } }, true, [['setUser', 'result1', { name: '' }], ...opened]],
    [{ user: { name: 'Ann' } }, true, opened],
    [undefined, true, opened],
    [
      { task: 'Close widget' },
      true,
      [
        ['toggle', 'close'],
        ['bubble', 'hide'],
      ],
    ],
    [{ task: 'Close widget' }, false, []],
  ])('%j, widget in the page: %s', async (options, hasWidget, done) => {
    expect(effectsOf(await scriptOf(options), hasWidget)).toEqual(done);
  });

  it('passes each variable once, typed', async () => {
    const { args } = await scriptOf({ websiteToken: '{{Id}}', user: { id: '{{Id}}', name: '{{Odd}} {{Never}}' } });
    expect(args).toEqual([{ id: 'v2', value: 41 }, { id: '$v_342d78', value: 'odd' }, { id: 'v3' }]);
  });

  it('is left out in a messaging app', async () => {
    expect(await outputOf({ websiteToken: 'T' }, { channel: { name: 'telegram' } })).toMatchObject({
      actions: [],
      logs: [],
    });
  });

  it('opens nothing in a preview and says so; closing works there', async () => {
    const preview = { resultId: undefined };
    const shown = await outputOf({ websiteToken: 'T' }, preview);
    expect(shown.actions).toEqual([{ type: 'chatwoot', chatwoot: { scriptToExecute: { content: '', args: [] } } }]);
    expect(shown.logs).toEqual([
      { origin: 'wire', log: { status: 'info', description: 'Chatwoot block is not supported in preview' } },
    ]);
    const closed = await outputOf({ task: 'Close widget' }, preview);
    expect(closed).toMatchObject({ logs: [] });
    expect(closed.actions).toHaveLength(1);
  });
});
