import type { FlowDocument } from '../src/flow/document.ts';

/** A bot for measuring, and the replies of one whole conversation with it. */
export interface BenchBot {
  readonly publicId: string;
  readonly document: FlowDocument;
  readonly replies: readonly string[];
}

/** A block without its id, which follows from its place. */
type Block = Readonly<Record<string, unknown>> & { readonly type: string; readonly items?: readonly object[] };

/** Ten questions of ten kinds; a question is two bubbles, a Set variable, a Condition and an input: 51 blocks. */
export function leadgen(): BenchBot {
  const groups = questions.map(([input], i) => [
    says(`Step ${i + 1} of 10, {{name}}`),
    says('One short answer will do.'),
    sets('step', String(i + 1)),
    checks('step', 'Greater than', '100'),
    input,
  ]);
  return bot('bench-leadgen', [...groups, [says('Thank you {{name}}, a mail goes to {{email}}.')]]);
}

/** The same questions among 500 blocks in 100 groups: a turn walks about 50 blocks and says about 29 bubbles. */
export function big500(): BenchBot {
  const groups = questions.flatMap(([input], i) => [
    ...Array.from({ length: 9 }, (_, k) => [
      says(`Part ${i}.${k}, first`),
      says('Dear {{name}}, this stands for a sentence as people write it into a chat bubble.'),
      sets('step', `${i}${k}`),
      checks('step', 'Equal to', 'never'),
      says(`Part ${i}.${k}, last`),
    ]),
    [says('One more question'), sets('copy', '{{step}}'), checks('copy', 'Is empty'), says('Answer below'), input],
  ]);
  return bot('bench-big500', [...groups, [says('Goodbye {{name}}')]]);
}

/** Ten turns of two code expressions, a plain one, a script on the server, a bubble with four variables and an input. */
export function scripts(): BenchBot {
  const turns = Array.from({ length: 10 }, (_, i) => [
    sets('a', `let sum = 0; for (const k of Array(50).keys()) sum += k * ${i + 1}; return sum`, true),
    sets('b', "return {{a}} * 2 + '/' + {{reply}}", true),
    sets('c', '{{a}} + 1'),
    { type: 'Code', options: { content: "setVariable('d', 'c is ' + {{c}})", isExecutedOnClient: false } },
    says('{{a}}, {{b}}, {{c}} and {{d}}'),
    asks('text input', 'reply'),
  ]);
  const replies = turns.map((_, i) => `reply ${i}`);
  return bot('bench-scripts', [...turns, [says('Goodbye {{reply}}')]], replies);
}

/** A short conversation, of two answers; every other one runs a script. */
export function soak(hasScript: boolean): BenchBot {
  const greets = hasScript ? sets('greeting', "return 'Hello ' + {{name}}", true) : sets('greeting', 'Hello {{name}}');
  const groups = [
    [says('What is your name?'), asks('text input', 'name')],
    [greets, says('{{greeting}}, where do we write to?'), asks('email input', 'email')],
    [says('Thank you {{name}}, a mail goes to {{email}}.')],
  ];
  return bot(hasScript ? 'bench-soak-script' : 'bench-soak', groups, ['Marie Curie', 'marie@example.com']);
}

const questions: readonly (readonly [input: Block, reply: string])[] = [
  [asks('text input', 'name'), 'Marie Curie'],
  [asks('email input', 'email'), 'marie@example.com'],
  [offers('size', ['1-10', '11-50', '51+']), '11-50'],
  [asks('number input', 'budget', { min: 0 }), '5000'],
  [asks('phone number input', 'phone', { defaultCountryCode: 'FR' }), '0612345678'],
  [asks('rating input', 'score', { length: 10 }), '8'],
  [asks('url input', 'site'), 'https://example.com'],
  [offers('needs', ['Chat', 'Voice', 'Email'], { isMultipleChoice: true }), 'Chat, Email'],
  [asks('date input', 'when'), '2026-12-25'],
  [asks('text input', 'note', { isLong: true }), 'Looking forward to it.'],
];

function says(text: string): Block {
  return { type: 'text', content: { richText: [{ type: 'p', children: [{ text }] }] } };
}

function asks(type: string, variableId: string, options: object = {}): Block {
  return { type, options: { variableId, ...options } };
}

function offers(variableId: string, labels: readonly string[], options: object = {}): Block {
  return { ...asks('choice input', variableId, options), items: labels.map((content) => ({ content })) };
}

function sets(variableId: string, expressionToEvaluate: string, isCode = false): Block {
  return { type: 'Set variable', options: { type: 'Custom', variableId, expressionToEvaluate, isCode } };
}

function checks(variableId: string, comparisonOperator: string, value?: string): Block {
  const comparisons = [{ id: 'comparison', variableId, comparisonOperator, value }];
  return { type: 'Condition', items: [{ content: { logicalOperator: 'AND', comparisons } }] };
}

/** Groups that follow each other; variables are called by their ids. */
function bot(
  publicId: string,
  groups: readonly (readonly Block[])[],
  replies: readonly string[] = questions.map(([, reply]) => reply),
): BenchBot {
  const names = JSON.stringify(groups).matchAll(/"variableId":"(\w+)"|\{\{(\w+)\}\}|setVariable\('(\w+)'/g);
  const variables = new Set(Array.from(names, ([, written, read, scripted]) => written ?? read ?? scripted ?? ''));
  const next = (g: number) => (g < groups.length - 1 ? { outgoingEdgeId: `to-g${g + 1}` } : {});
  return {
    publicId,
    replies,
    document: {
      version: '6.1',
      id: publicId,
      name: publicId,
      events: [{ id: 'start', type: 'start', outgoingEdgeId: 'to-g0', graphCoordinates: { x: 0, y: 0 } }],
      groups: groups.map((blocks, g) => ({
        id: `g${g}`,
        title: `Group ${g}`,
        graphCoordinates: { x: g * 300, y: 0 },
        blocks: blocks.map(({ items, ...block }, b) => ({
          id: `g${g}b${b}`,
          ...block,
          ...(items && { items: items.map((item, i) => ({ id: `g${g}b${b}i${i}`, ...item })) }),
          ...(b === blocks.length - 1 && next(g)),
        })),
      })),
      edges: groups.map((_, g) => {
        const from = g === 0 ? { eventId: 'start' } : { blockId: `g${g - 1}b${groups[g - 1]!.length - 1}` };
        return { id: `to-g${g}`, from, to: { groupId: `g${g}` } };
      }),
      variables: Array.from(variables, (name) => ({ id: name, name })),
      theme: {},
      settings: {},
    },
  };
}
