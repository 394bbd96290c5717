import { expect, it } from 'vitest';
import { oneGroup, SimulatedConversation } from '../../../test/support/running-flow.ts';
import { googleSheets } from './google-sheets.ts';

const sheet = { credentialsId: 'c1', spreadsheetId: 's1', sheetId: '0' };
const cells = [{ id: 'c1', column: 'Name', value: '{{Name}}' }];
const filter = {
  logicalOperator: 'AND',
  comparisons: [{ id: 'f1', column: 'Name', comparisonOperator: 'Equal to', value: 'x' }],
};
const missing = { status: 'error', description: 'Missing credentialsId or spreadsheetId' };
const unknown = { description: 'Credentials not found', context: 'While getting Google Spreadsheet' };
const get = { ...sheet, action: 'Get data from sheet' };
const insert = { ...sheet, action: 'Insert a row', cellsToInsert: cells };
const update = { ...sheet, action: 'Update a row', cellsToUpsert: cells, filter };

it.each<[options: object | undefined, logs: object[]]>([
  [undefined, []],
  [{ ...sheet }, []],
  [{ ...get, sheetId: undefined }, []],
  [{ ...get, credentialsId: undefined }, [missing]],
  [{ ...get, spreadsheetId: undefined }, [missing]],
  [
    {
      ...get,
      filter,
      totalRowsToExtract: 'First',
      cellsToExtract: [{ id: 'e1', column: 'Name', variableId: 'v1' }],
    },
    [unknown],
  ],
  [{ ...insert, cellsToInsert: undefined }, []],
  [{ ...insert, credentialsId: undefined }, [missing]],
  [insert, [unknown]],
  [{ ...update, filter: undefined }, []],
  [{ ...update, cellsToUpsert: undefined }, []],
  [{ ...update, filter: undefined, referenceCell: cells[0] }, [unknown]],
  [update, [unknown]],
])('Google Sheets with %j', async (options, logs) => {
  const block = { id: 'b1', type: 'Google Sheets', ...(options && { options }) };
  const conversation = new SimulatedConversation(
    oneGroup([block], { variables: [{ id: 'v1', name: 'Name' }] }),
    new Map([[googleSheets.type, googleSheets]]),
  );
  const { output } = await conversation.start();
  expect(output.logs).toEqual(logs.map((log) => ({ origin: 'wire', log })));
  expect(conversation.program.warnings).toEqual([]);
});
