import { z } from 'zod';
import { blockBaseSchema } from '../../src/flow/document.ts';
import type { BlockDescription, BlockSort } from '../../src/flow/program.ts';

const comparisons = z.array(
  z.object({
    variableId: z.string().optional(),
    comparisonOperator: z.string().optional(),
    value: z.string().optional(),
  }),
);

/** Options and items loosely: enough to follow arrows and references without the real kinds. */
const schema = blockBaseSchema.extend({
  content: z.looseObject({ url: z.string().optional() }).optional(),
  options: z.looseObject({ variableId: z.string().optional(), isLong: z.boolean().optional() }).optional(),
  items: z
    .array(z.looseObject({ id: z.string(), content: z.union([z.string(), z.object({ comparisons })]).optional() }))
    .optional(),
});

const sorts: Readonly<Record<string, BlockSort>> = {
  text: 'bubble',
  'text input': 'input',
  'choice input': 'input',
  'picture choice input': 'input',
  cards: 'input',
  Condition: 'logic',
  'AB test': 'logic',
  'Set variable': 'logic',
  'Typebot link': 'logic',
  Jump: 'logic',
  Return: 'logic',
  Code: 'logic',
  Email: 'integration',
  Webhook: 'integration',
  'Google Sheets': 'integration',
};

/** Kinds of block for tests about documents; nothing of them can run. */
export const describedKinds: ReadonlyMap<string, BlockDescription> = new Map(
  Object.entries(sorts).map(([type, sort]) => [type, { type, sort, schema }]),
);
