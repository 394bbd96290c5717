import fc from 'fast-check';
import { blockKinds } from '../../src/blocks/registry.ts';
import { valueTypes } from '../../src/blocks/set-variable/options.ts';
import type { Message } from '../../src/engine/message.ts';
import type { FlowDocument } from '../../src/flow/document.ts';
import { type TextsFor, valuesOf } from './schema-values.ts';

const groupIds = ['g1', 'g2', 'g3', 'g4'];
const blockIds = groupIds.flatMap((id) => [0, 1, 2, 3].map((index) => `${id}b${index}`));
const edgeIds = ['e1', 'e2', 'e3', 'e4', 'e5', 'e6'];
const variables = [
  { id: 'v1', name: 'One' },
  { id: 'v2', name: 'Two', value: 'two' },
  { id: 'v3', name: 'List', value: ['a', 'b', null] },
  { id: 'v4', name: 'Session', isSessionVariable: true },
  { id: 'constructor', name: '__proto__' },
];
const words = ['', 'a', 'b', 'Yes', '5', '2.5', '0', '-1', '2026-03-10', '10:30', 'a@example.com', 'true', '[1,"a"]'];
const templates = [
  '{{One}}',
  '{{Two}} and {{List}}',
  '{{Missing}}',
  'x {{Session',
  '{{=1+1=}}',
  '{{__proto__}}',
  '**{{Two}}**',
];
const urls = ['https://example.com/a.png', 'https://youtu.be/dQw4w9WgXcQ', 'not a url', '{{Two}}'];

/** Ids mostly exist, sometimes they do not. */
const idOf = (ids: readonly string[]) => fc.constantFrom(...ids, ...ids, 'missing', '__proto__');

const anyText = fc.oneof(fc.constantFrom(...words, ...templates, ...urls), fc.string({ maxLength: 8, unit: 'binary' }));

const textsFor: TextsFor = (field) => {
  if (/edgeid$/i.test(field)) return idOf(edgeIds);
  if (/groupid$/i.test(field)) return idOf([...groupIds, 'Group g2', '{{Two}}']);
  if (/blockid$/i.test(field)) return idOf(blockIds);
  if (/variableid$/i.test(field)) return idOf(variables.map(({ id }) => id));
  if (/typebotid$/i.test(field)) return fc.constantFrom('current', 'child', 'missing');
  if (/url|src/i.test(field)) return fc.constantFrom(...urls);
  return anyText;
};

/** One arbitrary per kind of block: every kind of the registry takes part as soon as it is registered. */
const blocks = [...blockKinds.values()].map(({ type, schema }) =>
  valuesOf(schema, textsFor).map((value) => ({ value, type })),
);

/** Sets a variable to one of the values that depend on the world: time, chance, the conversation. */
const setsVariable = fc.record({ type: fc.constantFrom(...valueTypes), variableId: fc.constantFrom('v1', 'v2', 'v3') });

const anyBlock = (id: string) =>
  fc.oneof(
    { weight: 10, arbitrary: setsVariable.map((options) => ({ id, type: 'Set variable', options })) },
    { weight: 60, arbitrary: fc.oneof(...blocks).map(({ value, type }) => ({ ...(value as object), id, type })) },
    {
      weight: 10,
      arbitrary: fc.constant({
        id,
        type: 'text',
        content: { richText: [{ type: 'p', children: [{ text: 'Hi {{One}}' }] }] },
      }),
    },
    { weight: 10, arbitrary: fc.record({ id: fc.constant(id), type: fc.constant('text input') }) },
    {
      weight: 2,
      arbitrary: fc.record({ id: fc.constantFrom(...blockIds), type: fc.constantFrom('Telepathy', 'text') }),
    },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 1 }) },
  );

const anyGroup = (id: string) =>
  fc.array(fc.nat(3), { maxLength: 4 }).chain((indexes) =>
    fc.record({
      id: fc.constant(id),
      title: fc.constant(`Group ${id}`),
      blocks: fc.tuple(...indexes.map((_, index) => anyBlock(`${id}b${index}`))),
    }),
  );

const anyEvent = fc.record({
  id: fc.constantFrom('ev1', 'ev2'),
  type: fc.constantFrom('command', 'reply', 'invalidReply'),
  outgoingEdgeId: fc.option(idOf(edgeIds), { nil: undefined }),
  options: fc.record({
    command: fc.constant('help'),
    resumeAfter: fc.boolean(),
    contentVariableId: fc.constantFrom('v1', 'missing'),
    inputNameVariableId: fc.constantFrom('v2', 'v4'),
  }),
});

const anyTarget = fc.record({
  groupId: idOf(groupIds),
  blockId: fc.option(idOf(blockIds), { nil: undefined, freq: 2 }),
});

/** Flows of every kind of block, with edges that lead anywhere: onward, in circles, nowhere. */
export const anyFlow: fc.Arbitrary<FlowDocument> = fc
  .record({
    groups: fc.tuple(...groupIds.map(anyGroup)),
    targets: fc.tuple(...edgeIds.map(() => anyTarget)),
    events: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(anyEvent, { maxLength: 2 }) },
    ),
    isProgressTracked: fc.boolean(),
    importedVersion: fc.constantFrom('6.1', '6', '5', '3'),
  })
  .map(({ groups, targets, events, isProgressTracked, importedVersion }) => ({
    version: '6.1',
    importedVersion,
    events: [{ id: 'start', type: 'start', outgoingEdgeId: 'to-start' }, ...events],
    groups,
    edges: [
      { id: 'to-start', from: { eventId: 'start' }, to: { groupId: 'g1' } },
      ...targets.map((to, i) => ({ id: edgeIds[i], from: {}, to })),
    ],
    variables,
    theme: { general: { progressBar: { isEnabled: isProgressTracked } } },
    settings: {},
  }))
  .map(asStored);

/** A value as it comes out of a store: what JSON cannot carry is gone. */
function asStored<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}

const anyReplyText = fc.oneof(
  fc.constantFrom(...words, 'Yes', 'No', '1', 'tomorrow', '+33612345678', 'https://example.com/a.png', 'choice0'),
  fc.string({ maxLength: 12, unit: 'binary' }),
);

/** What a client may send: texts, voice replies, commands, nothing. */
export const anyMessage: fc.Arbitrary<Message | undefined> = fc
  .oneof(
    { weight: 12, arbitrary: fc.record({ type: fc.constant('text' as const), text: anyReplyText }) },
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constant('text' as const),
        text: anyReplyText,
        metadata: fc.record({ replyId: fc.constantFrom('i1', 'choice0', '0', 'x') }),
        attachedFileUrls: fc.array(fc.constantFrom(...urls), { maxLength: 2 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('audio' as const), url: fc.constantFrom(...urls) }) },
    {
      weight: 1,
      arbitrary: fc.record({ type: fc.constant('command' as const), command: fc.constantFrom('help', 'x') }),
    },
    { weight: 3, arbitrary: fc.constant(undefined) },
  )
  .map((message) => message && asStored(message));
