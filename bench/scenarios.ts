import { type BenchBot, big500, leadgen, scripts } from './bots.ts';
import type { Visit } from './driver.ts';

/** What is measured; a turn is one request. */
export const scenarioNames = ['start', 'leadgen', 'big500', 'scripts'] as const;
export type ScenarioName = (typeof scenarioNames)[number];

/** A bot and how people talk to it. */
export interface Scenario {
  readonly bot: BenchBot;
  readonly visit: () => Visit;
}

/** A scenario by its name. */
export function scenario(name: ScenarioName): Scenario {
  const bot = { start: () => ({ ...leadgen(), replies: [] }), leadgen, big500, scripts }[name]();
  return { bot, visit: () => conversation(bot) };
}

/** A whole conversation: one request to start it and one for each reply. */
export function* conversation({ publicId, replies }: BenchBot): Visit {
  const path = `/api/v1/typebots/${publicId}/startChat`;
  const started = yield { kind: 'startChat', method: 'POST', path, body: '{}' };
  if (replies.length === 0) return;
  const { sessionId } = JSON.parse(String(started.body));
  for (const message of replies) yield continueChat(sessionId, message);
}

/** The request that sends a reply. */
export function continueChat(sessionId: string, message: string) {
  const path = `/api/v1/sessions/${sessionId}/continueChat`;
  return { kind: 'continueChat', method: 'POST', path, body: JSON.stringify({ message }) } as const;
}
