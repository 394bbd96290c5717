import { defineBlock, goOn } from '../../engine/block.ts';
import { withOptions } from '../shared/fields.ts';
import { type SheetOptions, sheetOptions } from './sheet-options.ts';

/**
 * Reads and writes rows of a spreadsheet (integrations §7). No Google account can be connected in this release, so
 * the logs say that it was not found, and the flow goes on.
 */
export const googleSheets = defineBlock({
  type: 'Google Sheets',
  sort: 'integration',
  schema: withOptions(sheetOptions.shape),
  summary:
    'Reads or writes rows of a Google spreadsheet. Google accounts cannot be connected yet, so the block logs an ' +
    'error and the flow goes on.',

  async run({ options }, context) {
    if (!options?.sheetId || !hasWork(options)) return goOn;
    if (!options.credentialsId || !options.spreadsheetId) {
      context.log({ status: 'error', description: 'Missing credentialsId or spreadsheetId' });
    } else {
      context.log({ description: 'Credentials not found', context: 'While getting Google Spreadsheet' });
    }
    return goOn;
  },
});

/** True when the action has what it works on. */
function hasWork({ action, cellsToInsert, cellsToUpsert, filter, referenceCell }: SheetOptions): boolean {
  switch (action) {
    case 'Get data from sheet':
      return true;
    case 'Insert a row':
      return cellsToInsert !== undefined;
    case 'Update a row':
      return cellsToUpsert !== undefined && (filter ?? referenceCell) !== undefined;
    case undefined:
      return false;
  }
}
