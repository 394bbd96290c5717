import { z } from 'zod';
import { flag, text, withOptions } from '../shared/fields.ts';

/** Where the value comes from, as it is written in documents; absent = `Custom`. */
export const valueTypes = [
  'Custom',
  'Empty',
  'Environment name',
  'Device type',
  'Transcript',
  'User ID',
  'Result ID',
  'Now',
  'Today',
  'Yesterday',
  'Tomorrow',
  'Random ID',
  'Moment of the day',
  'Map item with same index',
  'Append value(s)',
  'Pop',
  'Shift',
  'Phone number',
  'Contact name',
  'Referral Click ID',
  'Referral Source ID',
] as const;
export type ValueType = (typeof valueTypes)[number];

export const schema = withOptions({
  variableId: text,
  type: z.enum(valueTypes).optional(),
  isExecutedOnClient: flag,
  isUnsafe: flag,
  expressionToEvaluate: text,
  isCode: flag,
  expressionDescription: text,
  saveErrorInVariableId: text,
  timeZone: text,
  item: text,
  saveItemInVariableId: text,
  mapListItemParams: z
    .object({ baseItemVariableId: text, baseListVariableId: text, targetListVariableId: text })
    .optional(),
});

/** Options of a block that has a variable to write. */
export type Options = NonNullable<z.infer<typeof schema>['options']> & { readonly variableId: string };
