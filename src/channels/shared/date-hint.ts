import type { WireInput } from '../../engine/output.ts';
import { textIn } from './content.ts';

/** How a date or time is written, for people who type it; undefined for other inputs (inputs §3.6, §3.7). */
export function dateHint({ type, options }: WireInput): string | undefined {
  if (type === 'time input') return textIn(options, 'format') ?? 'HH:mm';
  if (type !== 'date input') return undefined;
  const pattern = textIn(options, 'format') ?? (options?.hasTime === true ? 'dd/MM/yyyy HH:mm' : 'dd/MM/yyyy');
  return options?.isRange === true ? `${pattern} - ${pattern}` : pattern;
}
