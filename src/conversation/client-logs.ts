import type { Log } from '../engine/output.ts';
import type { ResultStore } from '../store/results.ts';

/** A result that holds so many logs takes no more of clients; its own ones are still stored. */
export const maxLogsOfResult = 1000;

/** The first logs of a client for which a result has room. */
export async function logsWithRoom(
  results: Pick<ResultStore, 'countLogs'>,
  resultId: string,
  logs: readonly Log[],
): Promise<readonly Log[]> {
  if (logs.length === 0) return logs;
  const room = maxLogsOfResult - (await results.countLogs(resultId, maxLogsOfResult));
  return logs.slice(0, Math.max(0, room));
}
