import { describe, expect, it } from 'vitest';
import { type ConversationOptions, oneGroup, SimulatedConversation } from '../../../test/support/running-flow.ts';
import { googleAnalytics } from './google-analytics.ts';

const variables = [
  { id: 'v1', name: 'Name', value: 'Ann' },
  { id: 'v2', name: 'Price', value: '12.5' },
  { id: 'v3', name: 'Empty' },
];
const kinds = new Map([[googleAnalytics.type, googleAnalytics]]);

async function outputOf(options: object | undefined, settings: ConversationOptions = {}) {
  const block = { id: 'b1', type: 'Google Analytics', ...(options && { options }) };
  const { output } = await new SimulatedConversation(oneGroup([block], { variables }), kinds, settings).start();
  return output;
}

describe('Google Analytics', () => {
  it.each<[options: object, action: object]>([
    [
      { trackingId: 'G-1', category: 'c', action: 'a {{Name}}', label: 'l', value: 5, sendTo: '{{Name}}' },
      { trackingId: 'G-1', category: 'c', action: 'a Ann', label: 'l', value: 5, sendTo: 'Ann' },
    ],
    [
      { label: '123', category: 'true' },
      { label: '123', category: 'true' },
    ],
    [{ label: '{{Empty}}', action: '' }, {}],
    [{ value: '{{Price}}' }, { value: 12.5 }],
    [{ value: '7' }, { value: 7 }],
    [{ value: '{{Name}}' }, {}],
    [{ value: '{{Empty}}' }, {}],
    [{ value: 0 }, { value: 0 }],
    [{}, {}],
  ])('%j', async (options, action) => {
    const { actions, isEnded } = await outputOf(options);
    expect(actions.at(-1)).toEqual({ type: 'googleAnalytics', googleAnalytics: action });
    expect(isEnded).toBe(true);
  });

  const event = { category: 'c' };
  it.each<[name: string, options: object | undefined, settings: ConversationOptions]>([
    ['a preview', event, { resultId: undefined }],
    ['a messaging app', event, { channel: { name: 'telegram' } }],
    ['a block without options', undefined, {}],
  ])('does nothing in %s', async (_name, options, settings) => {
    expect(await outputOf(options, settings)).toMatchObject({ actions: [], logs: [] });
  });

  it('starts with the first tracking id, as it is stored', async () => {
    const block = (id: string, trackingId?: string) => ({ id, type: 'Google Analytics', options: { trackingId } });
    const document = oneGroup([block('b1'), block('b2', 'G-{{Name}}'), block('b3', 'G-3')], { variables });
    const { output } = await new SimulatedConversation(document, kinds).start();
    expect(output.actions[0]).toEqual({
      type: 'startPropsToInject',
      startPropsToInject: { googleAnalyticsId: 'G-{{Name}}' },
    });
  });

  it('a preview says that it is left out', async () => {
    const { actions, logs } = await outputOf({ trackingId: 'G-1' }, { resultId: undefined });
    expect(actions).toEqual([]);
    expect(logs.map(({ log }) => log)).toEqual([
      { status: 'info', description: 'Google Analytics is not enabled in Preview mode' },
    ]);
  });
});
