import { describe, expect, it } from 'vitest';
import { oneGroup, SimulatedConversation } from '../../../test/support/running-flow.ts';
import { asks, kindsOf, sampleInput, says } from '../../../test/support/sample-blocks.ts';
import { pixel } from '../../blocks/pixel/pixel.ts';
import { redirect } from '../../blocks/redirect/redirect.ts';
import { script } from '../../blocks/script/script.ts';
import { textBubble } from '../../blocks/text-bubble/text-bubble.ts';

const kinds = kindsOf(pixel, redirect, sampleInput, script, textBubble);
const pixelOf = (pixelId: string, extra: object = {}) => ({
  id: `pixel-${pixelId}`,
  type: 'Pixel',
  options: { pixelId, eventType: 'Lead', ...extra },
});

function talk(metadata: object, blocks: readonly unknown[] = [says('hi'), asks('q')], resultId?: string) {
  return new SimulatedConversation(oneGroup(blocks, { settings: { metadata } }), kinds, { resultId });
}

describe('what is injected before a live conversation (engine §2.3)', () => {
  it.each([
    ['<script>a()</script>', '<script>a()</script>'],
    ['text <script>a()</script> more <meta name="x">', '<script>a()</script>\n<meta name="x">'],
    ['<!-- one --><script>a("<b>")</script><!-- two -->', '<script>a("<b>")</script>'],
    ['<style>.a{}.lite-badge{b:c}</style>', '<style>.a{}</style>'],
    ['<noscript><p>x</p></noscript><div><div>y</div></div>', '<noscript><p>x</p></noscript>\n<div><div>y</div></div>'],
    ['<div title="</div>"><div a=\'>\'></div></div>x', '<div title="</div>"><div a=\'>\'></div></div>'],
    ['<style>.lite-badge{a:b}.c{}', '<style>.c{}'],
    [
      '<meta name="x" /><link href="y"/><script src="z"/>',
      '<meta name="x">\n<link href="y">\n<script src="z"></script>',
    ],
    ['1 < 2 <script>if (a < b) c("</p>")</script><!-- open <p>x</p>', '<script>if (a < b) c("</p>")</script>'],
    ['only text', undefined],
    ['', undefined],
  ])('head code %j', async (customHeadCode, expected) => {
    const { output } = await talk({ customHeadCode }, undefined, 'result1').start();
    const props = expected === undefined ? [] : [{ customHeadCode: expected }];
    expect(output.actions.map((action) => action.startPropsToInject)).toEqual(props);
  });

  it.each([
    ...['<a ', '<style>', '<style ', '<!--', '<a "', '<p><p ', '-a', '<a=\'"\'"'].map((part) => [
      part,
      part.repeat(300_000),
    ]),
    ['dashes in a name', `<a${'-a'.repeat(300_000)}`],
    ['capital dashes in a tag', `<A ${'A-'.repeat(300_000)}`],
  ])('hostile head code: many of %s', async (_name, customHeadCode) => {
    const conversation = talk({ customHeadCode }, undefined, 'result1');
    expect((await conversation.start()).output.messages).toHaveLength(1);
  });

  it('comes before all other actions, and only once', async () => {
    const blocks = [says('hi'), { id: 'r', type: 'Redirect', options: { url: 'page' } }];
    const conversation = talk({ googleTagManagerId: 'GTM-1' }, blocks, 'result1');
    expect((await conversation.start()).output.actions).toEqual([
      { type: 'startPropsToInject', startPropsToInject: { gtmId: 'GTM-1' } },
      { type: 'redirect', redirect: { url: 'https://page' }, lastBubbleBlockId: 'hi' },
    ]);
    expect((await conversation.say()).output.actions.map(({ type }) => type)).toEqual(['redirect']);
  });

  it('has every pixel once, but not those that start themselves', async () => {
    const blocks = [pixelOf('1'), pixelOf('2', { isInitSkip: true }), pixelOf('1'), pixelOf('3')];
    const { output } = await talk({}, blocks, 'result1').start();
    expect(output.actions[0]).toEqual({ type: 'startPropsToInject', startPropsToInject: { pixelIds: ['1', '3'] } });
  });

  it('is there for a flow that leads nowhere', async () => {
    const document = oneGroup([], { edges: [], settings: { metadata: { googleTagManagerId: 'GTM-1' } } });
    const { output } = await new SimulatedConversation(document, kinds).start();
    expect(output.actions.map(({ type }) => type)).toEqual(['startPropsToInject']);
  });
});

describe('in a preview', () => {
  it.each([
    [{ customHeadCode: '<script></script>' }, 'Custom head code is not enabled in Preview mode'],
    [
      { customHeadCode: '<script></script>', googleTagManagerId: 'GTM-1' },
      'Custom head code, Google Tag Manager are not enabled in Preview mode',
    ],
  ])('%j is only mentioned', async (metadata, description) => {
    const { output } = await talk(metadata).start();
    expect(output.actions).toEqual([]);
    expect(output.logs.map(({ log }) => log)).toEqual([{ status: 'info', description }]);
  });

  it('is mentioned behind the logs of the flow', async () => {
    const failing = { id: 's', type: 'Code', options: { isExecutedOnClient: false, content: 'throw new Error("no")' } };
    const { output } = await talk({ googleTagManagerId: 'GTM-1' }, [failing]).start();
    expect(output.logs.map(({ log }) => log.description)).toEqual([
      'no',
      'Google Tag Manager is not enabled in Preview mode',
    ]);
  });
});
