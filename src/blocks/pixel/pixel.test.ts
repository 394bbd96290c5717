import { describe, expect, it } from 'vitest';
import { type ConversationOptions, oneGroup, SimulatedConversation } from '../../../test/support/running-flow.ts';
import { pixel } from './pixel.ts';

const variables = [
  { id: 'v1', name: 'Name', value: 'Ann' },
  { id: 'v2', name: 'Price', value: '12.5' },
  { id: 'v3', name: 'Empty' },
];
const kinds = new Map([[pixel.type, pixel]]);

async function outputOf(options: object | undefined, settings: ConversationOptions = {}) {
  const block = { id: 'b1', type: 'Pixel', ...(options && { options }) };
  const { output } = await new SimulatedConversation(oneGroup([block], { variables }), kinds, settings).start();
  return output;
}

describe('Pixel', () => {
  const lead = { pixelId: '{{Name}}', eventType: 'Lead', isInitSkip: true };
  it.each<[options: object, action: object]>([
    [lead, lead],
    [
      { ...lead, isInitSkip: false, eventType: 'Custom', name: '{{Price}}' },
      { ...lead, isInitSkip: false, eventType: 'Custom', name: '12.5' },
    ],
    [
      {
        ...lead,
        params: [
          { id: 'p1', key: '{{Name}}', value: '{{Price}}' },
          { id: 'p2', key: '12', value: 'true' },
          { id: 'p3', key: 'list', value: ['{{Price}}', '{{Name}}'] },
          { id: 'p4', key: 'raw', value: 3 },
          { id: 'p5', key: 'gone', value: '{{Empty}}' },
          { id: 'p6', key: '{{Empty}}', value: 'x' },
          { id: 'p7' },
        ],
      },
      {
        ...lead,
        params: [
          { id: 'p1', key: 'Ann', value: 12.5 },
          { id: 'p2', key: '12', value: true },
          { id: 'p3', key: 'list', value: [12.5, 'Ann'] },
          { id: 'p4', key: 'raw', value: 3 },
          { id: 'p5', key: 'gone' },
          { id: 'p6', value: 'x' },
          { id: 'p7' },
        ],
      },
    ],
  ])('%j', async (options, action) => {
    const { actions, isEnded } = await outputOf(options);
    expect(actions.at(-1)).toEqual({ type: 'pixel', pixel: action });
    expect(isEnded).toBe(true);
  });

  it.each<[name: string, options: object | undefined, settings: ConversationOptions]>([
    ['a preview', lead, { resultId: undefined }],
    ['a messaging app', lead, { channel: { name: 'telegram' } }],
    ['a block without options', undefined, {}],
    ['a block without a pixel', { eventType: 'Lead' }, {}],
    ['a block without an event', { pixelId: '1', isInitSkip: true }, {}],
    ['a block with an event that nobody knows', { ...lead, eventType: 'Sneeze' }, {}],
  ])('does nothing in %s', async (_name, options, settings) => {
    expect(await outputOf(options, settings)).toMatchObject({ actions: [], logs: [] });
  });

  it('starts each pixel once, unless its block says not to', async () => {
    const stored = [{ pixelId: '1' }, { pixelId: '2', isInitSkip: true }, { pixelId: '3' }, { pixelId: '1' }, {}];
    const blocks = stored.map((options, i) => ({ id: `b${i}`, type: 'Pixel', options }));
    const { output } = await new SimulatedConversation(oneGroup(blocks), kinds).start();
    expect(output.actions).toEqual([{ type: 'startPropsToInject', startPropsToInject: { pixelIds: ['1', '3'] } }]);
  });

  it('a preview says that it is left out', async () => {
    const { logs } = await outputOf({ pixelId: '1', eventType: 'Lead' }, { resultId: undefined });
    expect(logs.map(({ log }) => log)).toEqual([
      { status: 'info', description: 'Pixel is not enabled in Preview mode' },
    ]);
  });
});
