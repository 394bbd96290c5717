import { setTimeout as pause } from 'node:timers/promises';
import { botId } from './questions.ts';

/** A result as the management API tells it. */
export interface ApiResult {
  readonly id: string;
  readonly isCompleted: boolean;
  readonly variables: readonly { readonly name: string; readonly value: unknown }[];
  readonly answers: readonly { readonly blockId: string; readonly content: string }[];
}

const pageSize = 500;
/** A server may be on its way up again. */
const tries = 100;

/**
 * Every result of the bot, page by page, by its id.
 *
 * @param address gives the servers in turn
 */
export async function resultsThroughApi(address: () => string, token: string): Promise<Map<string, ApiResult>> {
  const results = new Map<string, ApiResult>();
  for (let cursor: number | undefined = 0; cursor !== undefined; ) {
    const url: string = `/api/v1/typebots/${botId}/results?timeFilter=allTime&limit=${pageSize}&cursor=${cursor}`;
    const page: { results: ApiResult[]; nextCursor?: number } = await ask(address, url, token);
    for (const result of page.results) results.set(result.id, result);
    cursor = page.nextCursor;
  }
  return results;
}

async function ask<T>(address: () => string, url: string, token: string): Promise<T> {
  let last: unknown;
  for (let i = 0; i < tries; i++) {
    try {
      const answer = await fetch(address() + url, { headers: { authorization: `Bearer ${token}` } });
      const body = await answer.json();
      if (answer.status === 200) return body as T;
      last = body;
    } catch (error) {
      last = error;
    }
    await pause(100);
  }
  throw new Error(`${url} cannot be read`, { cause: last });
}
