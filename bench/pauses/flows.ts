import type { FlowDocument } from '../../src/flow/document.ts';

/** A block without its id, which follows from its place. */
type Block = Readonly<Record<string, unknown>> & { readonly type: string };

const variables = ['V', 'W', 'L', 'M', 'R', 'S'];

/** Blocks in one group that is walked from the start; `V`, `L` and so on are the ids and the names of variables. */
export function flowOf(blocks: readonly Block[], parts: Partial<FlowDocument> = {}): FlowDocument {
  return {
    version: '6.1',
    events: [{ id: 'start', type: 'start', outgoingEdgeId: 'to-g0' }],
    groups: [{ id: 'g0', title: 'Group', blocks: blocks.map((block, i) => ({ id: `b${i}`, ...block })) }],
    edges: [{ id: 'to-g0', from: { eventId: 'start' }, to: { groupId: 'g0' } }],
    variables: variables.map((name) => ({ id: name, name })),
    theme: {},
    settings: {},
    ...parts,
  };
}

const repeat = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

const says = (...texts: readonly string[]): Block => ({
  type: 'text',
  content: { richText: texts.map((text) => ({ type: 'p', children: [{ text }] })) },
});
const asks = (type = 'text input', options: object = {}): Block => ({ type, options: { variableId: 'W', ...options } });
const sets = (options: object): Block => ({ type: 'Set variable', options: { variableId: 'R', ...options } });
const compares = (variableId: string, comparisonOperator: string, value: string) => ({
  id: 'c',
  variableId,
  comparisonOperator,
  value,
});
const checks = (...comparisons: readonly object[]): Block => ({
  type: 'Condition',
  items: [{ id: 'i', content: { logicalOperator: 'OR', comparisons } }],
});
const items = (count: number, more: (i: number) => object = () => ({})) =>
  repeat(count, (i) => ({ id: `item${i}`, content: `Option ${i}`, ...more(i) }));

const operators = [
  'Equal to',
  'Not equal',
  'Contains',
  'Does not contain',
  'Greater than',
  'Less than',
  'Starts with',
  'Ends with',
] as const;

/** Inputs that are sent a reply, each with its options. */
export const inputs: Readonly<Record<string, Block>> = {
  text: asks('text input', { isLong: true }),
  'text with files': asks('text input', {
    attachments: { isEnabled: true, saveVariableId: 'S' },
    audioClip: { isEnabled: true },
  }),
  number: asks('number input', { min: 1, max: '{{V}}', step: 2 }),
  'number of a style': asks('number input', { style: 'currency', currency: 'EUR' }),
  email: asks('email input'),
  url: asks('url input'),
  phone: asks('phone number input'),
  'phone of a country': asks('phone number input', { defaultCountryCode: 'FR' }),
  date: asks('date input'),
  'date with time and bounds': asks('date input', {
    hasTime: true,
    min: '2020-01-01',
    max: '{{V}}',
    format: 'dd/MM/yyyy',
  }),
  'date range': asks('date input', { isRange: true, format: 'yyyy-MM-dd' }),
  time: asks('time input'),
  rating: asks('rating input', { length: 10 }),
  choice: { ...asks('choice input'), items: items(200) },
  'choice of 5000': { ...asks('choice input'), items: items(5000) },
  'several choices': { ...asks('choice input', { isMultipleChoice: true }), items: items(200) },
  'several choices of 5000': {
    ...asks('choice input', { isMultipleChoice: true, isSearchable: true }),
    items: items(5000),
  },
  pictures: {
    ...asks('picture choice input', { isSearchable: true }),
    items: repeat(1000, (i) => ({ id: `p${i}`, title: `Option ${i}`, pictureSrc: `https://a.example/${i}.png` })),
  },
  'several pictures': {
    ...asks('picture choice input', { isMultipleChoice: true }),
    items: repeat(1000, (i) => ({
      id: `p${i}`,
      title: `Option ${i}`,
      description: 'd',
      pictureSrc: 'https://a.example',
    })),
  },
  cards: {
    ...asks('cards', { saveResponseMapping: [{ field: 'Title', variableId: 'S' }] }),
    items: repeat(500, (i) => ({ id: `c${i}`, title: `Option ${i}`, paths: [{ id: `c${i}p`, text: 'Book' }] })),
  },
  file: asks('file input', {
    isMultipleAllowed: true,
    allowedFileTypes: { isEnabled: true, types: ['.pdf', 'image/*'] },
  }),
  payment: asks('payment input', { amount: '5', credentialsId: 'c' }),
};

/** Flows of authors that let values of people meet blocks, up to 1 MB long. Values arrive with the start. */
export const walks: Readonly<Record<string, FlowDocument>> = {
  'value in a bubble': flowOf([says('Hello {{V}}'), asks()]),
  'value in many paragraphs': flowOf([says(...repeat(300, () => 'Hello {{V}}')), asks()]),
  'value many times in a bubble': flowOf([says('{{V}} '.repeat(1000)), asks()]),
  'lists in bubbles': flowOf([...repeat(50, () => says('{{L}} and {{M}}')), asks()]),
  'value many times in a variable': flowOf([sets({ expressionToEvaluate: '{{V}}'.repeat(2000) }), asks()]),
  'value doubled again and again': flowOf([
    sets({ expressionToEvaluate: '{{V}}' }),
    ...repeat(40, () => sets({ expressionToEvaluate: '{{R}}{{R}}' })),
    says('{{R}}'),
    asks(),
  ]),
  'values compared': flowOf([...operators.map((operator) => checks(compares('V', operator, '{{W}}'))), asks()]),
  'lists compared': flowOf([...operators.map((operator) => checks(compares('L', operator, '{{M}}'))), asks()]),
  'value and list compared': flowOf([...operators.map((operator) => checks(compares('V', operator, '{{L}}'))), asks()]),
  'many comparisons': flowOf([checks(...repeat(5000, (i) => compares('V', 'Contains', `word ${i}`))), asks()]),
  'many conditions': flowOf([
    ...repeat(2000, (i) => checks(compares(i % 2 ? 'V' : 'L', operators[i % 8] ?? 'Contains', `{{W}} ${i}`))),
    asks(),
  ]),
  patterns: flowOf([
    ...['^[a-z]+@', '/option \\d+/gi', 'x$', '(foo|bar)'].flatMap((pattern) => [
      checks(compares('V', 'Matches regex', pattern)),
      checks(compares('L', 'Does not match regex', pattern)),
    ]),
    asks(),
  ]),
  'choices with conditions': flowOf([
    {
      ...asks('choice input'),
      items: items(2000, (i) => ({
        displayCondition: {
          isEnabled: true,
          condition: { comparisons: [compares(i % 2 ? 'V' : 'L', 'Does not contain', `{{W}}${i}`)] },
        },
      })),
    },
  ]),
  'choices of a list': flowOf([asks('choice input', { dynamicVariableId: 'L', isMultipleChoice: true })]),
  'pictures of lists': flowOf([
    asks('picture choice input', {
      dynamicItems: { isEnabled: true, titlesVariableId: 'L', pictureSrcsVariableId: 'M', descriptionsVariableId: 'L' },
    }),
  ]),
  'cards of lists': flowOf([
    {
      ...asks('cards'),
      items: [{ id: 'c', title: '{{L}}', description: '{{M}}', paths: [{ id: 'p', text: '{{V}}' }] }],
    },
  ]),
  'values appended': flowOf([...repeat(2000, () => sets({ type: 'Append value(s)', item: '{{W}}' })), asks()]),
  'list appended': flowOf([
    ...repeat(200, () => sets({ type: 'Append value(s)', variableId: 'L', item: '{{V}}' })),
    asks(),
  ]),
  'list shortened': flowOf([
    ...repeat(500, (i) => sets({ type: i % 2 ? 'Pop' : 'Shift', variableId: 'L', saveItemInVariableId: 'S' })),
    asks(),
  ]),
  'items mapped': flowOf([
    ...repeat(200, () =>
      sets({
        type: 'Map item with same index',
        mapListItemParams: { baseItemVariableId: 'W', baseListVariableId: 'L', targetListVariableId: 'M' },
      }),
    ),
    asks(),
  ]),
  transcripts: flowOf([...repeat(50, () => [says('{{V}}'), sets({ type: 'Transcript' })]).flat(), asks()]),
  'lists of lists': flowOf([...repeat(100, () => sets({ expressionToEvaluate: '{{L}}' })), asks()]),
  'a megabyte of bubbles': flowOf([...repeat(6000, (i) => says(`Line ${i} for {{W}}`)), asks()]),
  'a megabyte of variables': flowOf([...repeat(8000, (i) => sets({ expressionToEvaluate: `${i} {{W}}` })), asks()]),
  'a megabyte of text': flowOf([says('word '.repeat(200_000)), asks()]),
  'a bubble of a thousand paragraphs': flowOf([says(...repeat(1000, (i) => `Line ${i} of {{W}}`)), asks()]),
  'code with values': flowOf([
    sets({ isCode: true, expressionToEvaluate: 'return {{V}}.length + {{L}}.length' }),
    sets({ expressionToEvaluate: '{{= {{V}}.length =}}' }),
    { type: 'Code', options: { content: "setVariable('S', {{V}})", isExecutedOnClient: false } },
    asks(),
  ]),
  'code for the client': flowOf([
    { type: 'Code', options: { content: 'console.log({{V}}, {{L}})', isExecutedOnClient: true } },
    asks(),
  ]),
  'addresses with values': flowOf([
    { type: 'embed', content: { url: 'https://a.example/{{V}}', height: 200 } },
    { type: 'image', content: { url: '{{V}}' } },
    { type: 'video', content: { url: '{{V}}' } },
    { type: 'audio', content: { url: 'https://a.example/{{L}}' } },
    asks(),
  ]),
  'a request with values': flowOf([
    {
      type: 'Webhook',
      options: {
        webhook: { method: 'POST', url: 'http://127.0.0.1:9/{{W}}', body: `{"v":"${'{{V}}'.repeat(20)}","l":{{L}}}` },
        isCustomBody: true,
        isAdvancedConfig: true,
      },
    },
    asks(),
  ]),
  'appearance with values': flowOf([asks()], {
    theme: { chat: { hostAvatar: { url: '{{V}}' }, guestAvatar: { url: '{{L}}' } }, customCss: '.a { color: {{V}} }' },
    settings: {
      general: { isBrandingEnabled: true },
      metadata: { customHeadCode: '<script>var a = "{{V}}"</script>' },
    },
  }),
  'a text input with a value in it': flowOf([
    asks('text input', { variableId: 'V', labels: { placeholder: '{{V}}{{L}}' } }),
  ]),
  'a graph with cycles and progress': cycles(1500),
  'jumps in a circle': flowOf([{ type: 'Jump', options: { groupId: 'g0' } }]),
};

/** Groups that each lead to two others, so that the way to the end is long to look for. */
function cycles(count: number): FlowDocument {
  const groups = repeat(count, (g) => ({
    id: `g${g}`,
    title: `Group ${g}`,
    blocks: [
      {
        id: `g${g}c`,
        type: 'Condition',
        items: [
          { id: `g${g}i`, outgoingEdgeId: `a${g}`, content: { comparisons: [compares('V', 'Equal to', `${g}`)] } },
        ],
      },
      { id: `g${g}q`, ...asks(), outgoingEdgeId: `b${g}` },
    ],
  }));
  const edges = repeat(count, (g) => [
    { id: `a${g}`, from: { blockId: `g${g}c`, itemId: `g${g}i` }, to: { groupId: `g${(g * 7 + 1) % count}` } },
    { id: `b${g}`, from: { blockId: `g${g}q` }, to: { groupId: `g${(g + 1) % count}` } },
  ]).flat();
  return flowOf([], {
    groups,
    edges: [{ id: 'to-g0', from: { eventId: 'start' }, to: { groupId: 'g0' } }, ...edges],
    theme: { general: { progressBar: { isEnabled: true } } },
  });
}

/** A flow of about so many bytes, of which hardly anything is walked. */
export function largeFlow(bytes: number): FlowDocument {
  const text = 'A sentence as people write it into bubbles, with {{V}} in it. '.repeat(4);
  const perGroup = 20;
  const groupBytes = perGroup * (text.length + 120);
  const count = Math.floor(bytes / groupBytes);
  return flowOf([], {
    groups: repeat(count, (g) => ({
      id: `g${g}`,
      title: `Group ${g}`,
      blocks: [
        ...(g === 0 ? [{ id: 'first', ...asks() }] : []),
        ...repeat(perGroup, (b) => ({ id: `g${g}b${b}`, ...says(`${g}.${b} ${text}`) })),
      ],
    })),
  });
}
