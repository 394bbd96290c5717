import { draftBot } from '../../../src/bots/import-bot.ts';
import { errorTable, ReparteeError } from '../../../src/errors/errors.ts';
import type { Bot } from '../../../src/store/bots.ts';
import { oneGroup } from '../../support/running-flow.ts';
import { asks } from '../../support/sample-blocks.ts';
import type { Scenario } from '../../support/scenario.ts';
import type { SmallServer } from '../../support/small-server.ts';

/** Scenarios by the id of the call; the first one of a call ends well. */
export type Scenarios = Readonly<Record<string, readonly [Scenario, ...Scenario[]]>>;

/** What every bot that is there does. */
export const document = oneGroup([asks('q')]);

/** When everything that is there was stored, in ms; the server's clock stands later. */
export const before = Date.parse('2026-03-10T08:00Z');

/** The bots that are there: of the owner `mine` (published) and `draft`, `gone` was deleted, `foreign` is of others. */
export async function prepare({ store, workspaceId }: SmallServer): Promise<void> {
  const bot = (id: string, fields: Partial<Bot> = {}) => {
    const parts = { id, workspaceId, name: `Bot ${id}`, icon: null, folderId: null, document, now: before };
    return store.bots.insert({ ...draftBot(parts), ...fields });
  };
  await bot('mine', { folderId: 'shelf' });
  await bot('draft');
  await bot('gone');
  await bot('foreign', { workspaceId: 'elsewhere' });
  for (const botId of ['mine', 'foreign']) {
    const version = { id: `version of ${botId}`, botId, workspaceId, document, createdAt: before };
    await store.bots.publish(version, `public-${botId}`);
  }
  await store.bots.archive('gone', before);
  for (const botId of ['mine', 'foreign']) await addResult({ store }, botId, `result of ${botId}`);
}

function addResult({ store }: Pick<SmallServer, 'store'>, botId: string, id: string) {
  return store.sessions.commit({
    at: Date.parse('2026-03-10T09:00Z'),
    sessionId: `session of ${id}`,
    botId,
    session: 'keep',
    records: {
      results: [{ id, botId, variables: [], hasStarted: true, isCompleted: false }],
      answers: [{ resultId: id, blockId: 'q', content: `said in ${id}` }],
      logs: [{ resultId: id, description: `noted in ${id}` }],
      visitedEdges: [],
      history: [],
      timeline: [],
    },
  });
}

/** The sentence of an error. */
export function messageOf(name: keyof typeof errorTable): string {
  return errorTable[name].message;
}

/** What an answer holds about a field that is wrong. */
export function issueAt(...path: readonly string[]): string {
  return `"path":${JSON.stringify(path)}`;
}

/** Lets the store take some writes to bots and refuse the others. */
export function failAfter(writes: number): (server: SmallServer) => void {
  let left = writes;
  return ({ store: { bots } }) => {
    const { insert, update, publish, unpublish, archive } = bots;
    const failing = Object.entries({ insert, update, publish, unpublish, archive }).map(([name, write]) => [
      name,
      async (...values: Parameters<typeof write>) => {
        if (left-- <= 0) throw new ReparteeError('storeUnavailable');
        return (write as (...values: unknown[]) => unknown)(...values);
      },
    ]);
    Object.assign(bots, Object.fromEntries(failing));
  };
}
