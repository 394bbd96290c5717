import type { Warning } from '../flow/program.ts';

/**
 * A line of the report of an import.
 *
 * @example warningLine({ group: 'Hello', block: 'text b1', field: 'content', message: 'Expected an object.' })
 * // 'group "Hello", text b1, content: Expected an object.'
 */
export function warningLine({ group, block, field, message }: Warning): string {
  const place = [group === undefined ? undefined : `group "${group}"`, block, field].filter(
    (part) => part !== undefined,
  );
  return place.length === 0 ? message : `${place.join(', ')}: ${message}`;
}

/** The whole report in words, one warning per line. */
export function reportLines(report: readonly Warning[]): string[] {
  if (report.length === 0) return ['Nothing to report: every part of the file is understood.'];
  const title = report.length === 1 ? '1 warning:' : `${report.length} warnings:`;
  return [title, ...report.map((warning) => `  - ${warningLine(warning)}`)];
}
