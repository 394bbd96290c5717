import type { FlowDocument } from '../src/flow/document.ts';

/** A bot for measuring, and the replies of one whole conversation with it. */
export interface BenchBot {
  readonly name: string;
  readonly document: FlowDocument;
  readonly replies: readonly string[];
}

/** Ten questions of several kinds; a question is two bubbles, a Set variable, a Condition and an input. */
export function tenQuestions(): BenchBot {
  const inputs: readonly (readonly [
    type: string,
    extra: { readonly options?: object; readonly items?: object[] },
    reply: string,
  ])[] = [
    ['text input', {}, 'Marie Curie'],
    ['email input', {}, 'marie@example.com'],
    ['choice input', choices('1-10', '11-50', '51+'), '11-50'],
    ['number input', {}, '5000'],
    ['phone number input', { options: { defaultCountryCode: 'FR' } }, '0612345678'],
    ['rating input', {}, '8'],
    ['url input', {}, 'https://example.com'],
    ['choice input', choices('Red', 'Green', 'Blue'), 'Green'],
    ['date input', {}, '2026-12-25'],
    ['text input', { options: { isLong: true } }, 'Looking forward to it.'],
  ];
  const groups = inputs.map(([type, extra], i) => ({
    id: `g${i}`,
    title: `Question ${i}`,
    blocks: [
      bubble(`g${i}a`, `Question ${i + 1} for {{answer0}}`),
      bubble(`g${i}b`, 'Please answer below.'),
      { id: `g${i}c`, type: 'Set variable', options: { variableId: 'step', expressionToEvaluate: `0${i}0` } },
      { id: `g${i}d`, type: 'Condition', items: [never(`g${i}e`)] },
      withVariable({ id: `g${i}f`, type, outgoingEdgeId: `e${i}`, ...extra }, `answer${i}`),
    ],
  }));
  const thanks = { id: 'g10', title: 'Thanks', blocks: [bubble('g10a', 'Thank you, {{answer0}}.')] };
  return {
    name: 'ten questions',
    replies: inputs.map(([, , reply]) => reply),
    document: {
      version: '6.1',
      events: [{ id: 'start', type: 'start', outgoingEdgeId: 'e' }],
      groups: [...groups, thanks],
      edges: [
        { id: 'e', from: { eventId: 'start' }, to: { groupId: 'g0' } },
        ...inputs.map((_, i) => ({ id: `e${i}`, from: { blockId: `g${i}f` }, to: { groupId: `g${i + 1}` } })),
      ],
      variables: [{ id: 'step', name: 'step' }, ...inputs.map((_, i) => ({ id: `answer${i}`, name: `answer${i}` }))],
      theme: {},
      settings: {},
    },
  };
}

function bubble(id: string, text: string) {
  return { id, type: 'text', content: { richText: [{ type: 'p', children: [{ text }] }] } };
}

function choices(...labels: readonly string[]) {
  return { items: labels.map((content) => ({ id: `item-${content}`, content })) };
}

function never(id: string) {
  return { id, content: { comparisons: [{ id, variableId: 'step', comparisonOperator: 'Equal to', value: 'never' }] } };
}

function withVariable<B extends { readonly options?: object }>(block: B, variableId: string) {
  return { ...block, options: { ...block.options, variableId } };
}
