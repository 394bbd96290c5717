import { describe, expect, it } from 'vitest';
import { describedKinds } from '../../test/support/described-kinds.ts';
import { flowDocument, oneGroup } from '../../test/support/running-flow.ts';
import type { FlowDocument } from './document.ts';
import { type SanitiseOptions, sanitise } from './sanitise.ts';

const options: SanitiseOptions = {
  mode: 'create',
  kinds: describedKinds,
  isForeign: (id) => id.startsWith('foreign'),
  isUnknown: (id) => id.startsWith('unknown'),
};

function sanitisedOptions(type: string, blockOptions: unknown, more: Partial<SanitiseOptions> = {}) {
  const document = oneGroup([{ id: 'b1', type, options: blockOptions }]);
  const result = sanitise(document, { ...options, ...more });
  const [group] = result.document.groups as { blocks: { options?: unknown }[] }[];
  return { options: group?.blocks[0]?.options, report: result.report };
}

describe('sanitise: session variables', () => {
  const input = { id: 'b1', type: 'text input', options: { variableId: 'v1' } };
  const transcript = { id: 'b2', type: 'Set variable', options: { type: 'Transcript', variableId: 'v1' } };

  it.each([
    ['nobody', [], true, true],
    ['nobody', [], undefined, undefined],
    ['an input', [input], true, false],
    ['an input', [input], undefined, false],
    ['a transcript', [transcript], false, true],
    ['both', [input, transcript], true, false],
    ['both', [transcript, input], undefined, false],
    ['another set variable', [{ ...transcript, options: { type: 'Now', variableId: 'v1' } }], undefined, undefined],
    ['a bubble', [{ id: 'b3', type: 'text', options: { variableId: 'v1' } }], true, true],
    [
      'a chosen card',
      [{ id: 'b4', type: 'cards', options: { saveResponseMapping: [{ variableId: 'v1' }] } }],
      true,
      false,
    ],
    ['an upload', [{ id: 'b5', type: 'text input', options: { attachments: { saveVariableId: 'v1' } } }], true, false],
  ])('saved by %s', (_name, blocks, before, after) => {
    const variable = { id: 'v1', name: 'V', ...(before !== undefined && { isSessionVariable: before }) };
    const { document } = sanitise(oneGroup(blocks, { variables: [variable, 5] }), options);
    expect(document.variables).toEqual([
      { id: 'v1', name: 'V', ...(after !== undefined && { isSessionVariable: after }) },
      5,
    ]);
  });
});

describe('sanitise: settings', () => {
  const settings = { publicShare: { isEnabled: true }, whatsApp: { isEnabled: true, x: 1 }, general: { y: 2 } };
  it.each([
    ['create', settings, { whatsApp: { isEnabled: false, x: 1 }, general: { y: 2 } }],
    ['create', {}, {}],
    ['update', settings, settings],
  ] as const)('%s %j', (mode, before, after) => {
    const { document } = sanitise(flowDocument({ settings: before }), { ...options, mode });
    expect(document.settings).toEqual(after);
  });
});

describe('sanitise: credentials', () => {
  it.each([
    ['own stay', 'Webhook', { credentialsId: 'own', proxyCredentialsId: 'own2' }, undefined, []],
    ['foreign', 'Webhook', { credentialsId: 'foreign1' }, {}, ['options.credentialsId']],
    ['foreign proxy', 'Webhook', { proxyCredentialsId: 'foreign1', a: 1 }, { a: 1 }, ['options.proxyCredentialsId']],
    ['foreign mail', 'Email', { credentialsId: 'foreign1' }, { credentialsId: 'default' }, ['options.credentialsId']],
    ['default mail', 'Email', { credentialsId: 'default' }, undefined, []],
    ['mail without', 'Email', { subject: 's' }, undefined, []],
    ['unknown stay', 'Webhook', { credentialsId: 'unknown1' }, undefined, ['options.credentialsId']],
    ['no text', 'Webhook', { credentialsId: 5 }, undefined, []],
  ])('%s', (_name, type, before, after, fields) => {
    const result = sanitisedOptions(type, before);
    expect(result.options).toEqual(after ?? before);
    expect(result.report).toEqual(
      fields.map((field) => ({ group: 'Group 1', block: `${type} b1`, field, message: expect.stringMatching(/\.$/) })),
    );
  });
});

describe('sanitise: safety flags', () => {
  it.each([
    ['Code', {}, true],
    ['Code', { isExecutedOnClient: true, isUnsafe: false }, true],
    ['Code', { isExecutedOnClient: false, isUnsafe: true }, false],
    ['Set variable', {}, false],
    ['Set variable', { isExecutedOnClient: true }, true],
    ['Set variable', { isExecutedOnClient: false }, false],
    ['text', {}, undefined],
  ])('%s %j: %s', (type, before, isUnsafe) => {
    const after = isUnsafe === undefined ? before : { ...before, isUnsafe };
    expect(sanitisedOptions(type, before, { setsSafetyFlags: true }).options).toEqual(after);
    expect(sanitisedOptions(type, before).options).toEqual(before);
  });
});

it('keeps what it does not know and does not change the input', () => {
  const document: FlowDocument = flowDocument({
    groups: [
      null,
      { id: 'g', title: 5, blocks: ['x', { id: 'b', type: 'Code', more: 1, options: { more: 2 } }], more: 3 },
    ],
    more: 4,
  });
  const before = structuredClone(document);
  expect(sanitise(document, options).document).toEqual(before);
  expect(document).toEqual(before);
});
