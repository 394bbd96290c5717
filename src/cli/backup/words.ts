import type { DatabaseFindings } from '../../store/sqlite/examine.ts';

/**
 * What a backup holds, in words.
 *
 * @example contentWords({ bots: 1, sessions: 2, results: 0 }, 3, true)
 * // '1 bot, 2 sessions, 0 results, 3 uploaded files, and the key file'
 */
export function contentWords(counts: DatabaseFindings['counts'], uploads: number, hasKey: boolean): string {
  const { bots, sessions, results } = counts;
  const words = [many(bots, 'bot'), many(sessions, 'session'), many(results, 'result'), many(uploads, 'uploaded file')];
  return `${words.join(', ')}, and ${hasKey ? 'the' : 'no'} key file`;
}

/** @example sizeWords(1_234_567) // '1.2 MB' */
export function sizeWords(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  const power = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

function many(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
