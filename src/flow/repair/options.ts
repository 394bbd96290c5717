import { isObject, type JsonObject } from '../json.ts';
import type { Repair } from './parts.ts';
import { meantOperator } from './spelling.ts';

type Report = (field: string, message: string) => void;

/**
 * Options and items with the ids of variables where their names stood, operators as they are spelled in documents, and
 * texts where a number stood for one.
 */
export function repairOptions(block: JsonObject, parts: Repair, report: Report): JsonObject {
  const visit = (value: unknown, path: string): unknown => {
    if (Array.isArray(value)) return value.map((entry, index) => visit(entry, `${path}[${index}]`));
    if (!isObject(value)) return value;
    const entries = Object.entries(value).map(([key, entry]): [string, unknown] => {
      const field = `${path}.${key}`;
      const meant = meantValue(key, entry, value, parts);
      if (meant === undefined) return [key, visit(entry, field)];
      report(field, `${JSON.stringify(entry)} is read as ${JSON.stringify(meant)}.`);
      return [key, meant];
    });
    return Object.fromEntries(entries);
  };
  const { options, items } = block;
  return {
    ...block,
    ...(options !== undefined && { options: visit(options, 'options') }),
    ...(items !== undefined && { items: visit(items, 'items') }),
  };
}

/** What an author means by a value, where it is not what is written. */
function meantValue(key: string, value: unknown, holder: JsonObject, parts: Repair): string | undefined {
  if (typeof value === 'string') {
    if (key === 'comparisonOperator') return meantOperator(value);
    if (key === 'logicalOperator') return /^(and|or)$/.test(value.toLowerCase()) ? upper(value) : undefined;
    return /variableId$/i.test(key) ? parts.meantVariable(value) : undefined;
  }
  if (typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  const isText = key === 'secondsToWaitFor' || (key === 'value' && 'comparisonOperator' in holder);
  return isText ? String(value) : undefined;
}

function upper(operator: string): string | undefined {
  return operator === operator.toUpperCase() ? undefined : operator.toUpperCase();
}
