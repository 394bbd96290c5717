import { expect, it } from 'vitest';
import { oneGroup, SimulatedConversation } from '../../../test/support/running-flow.ts';
import { kindsOf } from '../../../test/support/sample-blocks.ts';
import { videoBubble } from './video-bubble.ts';

it.each<[string, unknown, object | undefined]>([
  ['no content', undefined, undefined],
  ['an empty one', {}, {}],
  [
    'every option',
    {
      url: 'https://example.com/v.mp4',
      type: 'url',
      height: 300,
      aspectRatio: '9/16',
      maxWidth: '400px',
      areControlsDisplayed: false,
      isAutoplayEnabled: false,
      unknown: 1,
    },
    {
      url: 'https://example.com/v.mp4',
      type: 'url',
      height: 300,
      aspectRatio: '9/16',
      maxWidth: '400px',
      areControlsDisplayed: false,
      isAutoplayEnabled: false,
    },
  ],
  [
    'a provider without an address keeps what is stored',
    { id: 'x', type: 'youtube', queryParamsStr: '?start=3' },
    { id: 'x', type: 'youtube', queryParamsStr: '?start=3' },
  ],
  [
    'an empty address keeps what is stored',
    { url: '{{Unset}}', id: 'x', type: 'vimeo' },
    { url: '', id: 'x', type: 'vimeo' },
  ],
  [
    'an address replaces type and id',
    { url: 'https://vimeo.com/{{Id}}', id: 'x', type: 'youtube', queryParamsStr: '?a=1' },
    { url: 'vimeo.com/77', id: '77', type: 'vimeo', queryParamsStr: '?a=1' },
  ],
  [
    'YouTube replaces the query too',
    { url: 'https://youtu.be/x?t=9', queryParamsStr: '?a=1' },
    { url: 'youtu.be/x?t=9', id: 'x', type: 'youtube', queryParamsStr: '?start=9' },
  ],
  [
    'YouTube removes the query',
    { url: 'https://www.youtube.com/watch?v=x', queryParamsStr: '?a=1' },
    { url: 'youtube.com/watch?v=x', id: 'x', type: 'youtube' },
  ],
  [
    'another address keeps the id',
    { url: 'https://example.com/v.mp4', id: 'x', type: 'youtube' },
    { url: 'https://example.com/v.mp4', id: 'x', type: 'url' },
  ],
  ['an unknown type is dropped', { type: 'dailymotion', id: 'x' }, { id: 'x' }],
  ['a height from a variable', { height: '{{Height}}' }, { height: 250.5 }],
  ['a height from an empty variable', { height: '{{Unset}}' }, {}],
])('%s', async (_name, content, sent) => {
  const document = oneGroup([{ id: 'b', type: 'video', content }], {
    variables: [
      { id: 'v1', name: 'Id', value: '77' },
      { id: 'v2', name: 'Height', value: '250,5px' },
      { id: 'v3', name: 'Unset' },
    ],
  });
  const { output } = await new SimulatedConversation(document, kindsOf(videoBubble)).start();
  expect(JSON.parse(JSON.stringify(output.messages))).toEqual(sent ? [{ id: 'b', type: 'video', content: sent }] : []);
});
