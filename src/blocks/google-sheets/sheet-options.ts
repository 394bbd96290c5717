import { z } from 'zod';
import { operators } from '../../engine/language/conditions.ts';
import { text } from '../shared/fields.ts';

const cell = z.object({ id: text, column: text, value: text });
const cells = z.array(cell).optional();

const filter = z
  .object({
    logicalOperator: z.enum(['AND', 'OR']).optional(),
    comparisons: z
      .array(z.object({ id: text, column: text, comparisonOperator: z.enum(operators).optional(), value: text }))
      .optional(),
  })
  .optional();

/** Fields of the options, those of all actions together (integrations §7.1). */
export const sheetOptions = z.object({
  credentialsId: text,
  spreadsheetId: text,
  /** Numeric id of the sheet as text; `0` is one. */
  sheetId: text,
  action: z.enum(['Get data from sheet', 'Insert a row', 'Update a row']).optional(),
  filter,
  /** Takes the place of the filter in documents below version 6. */
  referenceCell: cell.optional(),
  cellsToExtract: z.array(z.object({ id: text, column: text, variableId: text })).optional(),
  totalRowsToExtract: z.enum(['All', 'First', 'Last', 'Random']).optional(),
  cellsToInsert: cells,
  cellsToUpsert: cells,
});
export type SheetOptions = z.infer<typeof sheetOptions>;
