import type { WireInput } from '../../engine/output.ts';
import { fieldsIn, numberIn, textIn } from './content.ts';
import type { PromptItem } from './prompt.ts';

/** Grades that are offered one by one; longer scales are answered by writing. */
const mostGrades = 100;
const usualLength = 10;

/** The grades of a rating as they are answered with and shown: numbers, or as many stars (inputs §3.10). */
export function gradesOf({ options }: WireInput): readonly PromptItem[] {
  const last = Math.floor(numberIn(options, 'length') || usualLength);
  const isIcons = textIn(options, 'buttonType') === 'Icons';
  const first = isIcons ? 1 : Math.ceil(numberIn(options, 'startsAt') ?? 0);
  const count = last - first + 1;
  if (!(count > 0 && count <= mostGrades)) return [];
  return Array.from({ length: count }, (_, index) => {
    const label = String(first + index);
    return { label, shown: isIcons ? '⭐'.repeat(first + index) : label };
  });
}

/** What the first and the last grade mean, a line for each that has a text. */
export function gradeLines({ options }: WireInput, grades: readonly PromptItem[]): readonly string[] {
  const labels = fieldsIn(options, 'labels');
  const ends = [
    [grades[0], textIn(labels, 'left')],
    [grades.at(-1), textIn(labels, 'right')],
  ] as const;
  return ends.flatMap(([grade, text]) => (grade && text ? [`${grade.label} = ${text}`] : []));
}
